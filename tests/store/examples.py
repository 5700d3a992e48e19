"""One of each kind, as a page would make it."""

from __future__ import annotations

from ltv.store import Decision, Estimate, InitiativeRecord, Scenario
from ltv.store.file_mappings import FileMapping
from ltv.store.match_decisions import MatchDecision

SCENARIO = Scenario(
    name="初月の離脱を減らす",
    base="0f" * 16,
    levers=[
        {"kind": "churn", "size": 0.1 + 0.2, "tenure_to": None},
        {"kind": "price", "size": 0.05, "segment": "法人"},
    ],
    seed=42,
    horizon_months=12,
    assumptions={"gross_margin": 0.6, "discount_annual": 0.1},
    results={"nrr": {"p10": 0.79, "p50": 0.8392, "p90": 0.88}, "unknown": None},
)
INITIATIVE = InitiativeRecord(
    code="P1",
    name="解約予兆検知",
    owner="cs",
    levers=[{"kind": "churn", "effect": {"p10": 0.02, "p50": 0.08, "p90": 0.15}}],
    population={"segments": ["法人"], "tenure_from": 0},
    prior={"p10": 0.02, "p50": 0.08, "p90": 0.15},
    costs={"one_off": 2_000_000, "monthly": 100_000, "months": 12},
    people=[{"department": "cs", "quarter": 1, "months": 2.5}],
    requires=["P6"],
    guardrails=["contacts_per_customer"],
)
ESTIMATE = Estimate(room="K7M2QX", round=1, participant="p-0123456789ab", item="P1", p10=0.02, p50=0.05, p90=0.1)
DECISION = Decision(
    question="今期、何を先にやるか",
    chosen="P1とP2",
    decider="社長",
    decided_on="2026-11-25",
    review_date="2027-02-25",
    stop_rule="3か月で90日継続率が上がらなければやめる",
    options=["P1とP2", "P7"],
    raci={"responsible": ["cs"], "informed": ["sales"]},
    predictions=[{"of": "NRR", "estimate": 0.86, "interval": [0.8, 0.91], "kind": "80 %, posterior"}],
    agreed=False,
    dissent=[{"department": "sales", "text": "P7が先"}],
    references=["NRR1@1"],
)
MATCH = MatchDecision("upload", "p_0a", "p_1b", "same", "similar")
FILE = FileMapping("0a1b", "orders", {"customer_id": "会員ID", "order": ""}, {"date_order": "dmy"}, "Asia/Tokyo")
ONE_OF_EACH = (SCENARIO, INITIATIVE, ESTIMATE, DECISION, MATCH, FILE)
