"""Initiatives are kept and come back as they were; what cannot be read is named."""

from dataclasses import replace

import pytest

from ltv.decisions.portfolio.initiatives import Effort, Initiative, PersonMonths, PlannedLever, Population, Size
from ltv.decisions.portfolio.library import LIBRARY
from ltv.decisions.portfolio.priors import Prior
from ltv.decisions.portfolio.record import UnreadableInitiativeError, kept_initiative, record_of
from ltv.metrics.metric import Text
from ltv.store.kinds import InitiativeRecord, body_of, body_text

FULL = Initiative(
    id="p1", name=Text("名前", "Name"), owner="cs", aim="saving",
    levers=(PlannedLever("churn", Prior(0.01, 0.02, 0.05, "B")), PlannedLever("margin", Prior(0, 0.01, 0.02))),
    effort=Effort(100.0, 5.0, 6, (PersonMonths("cs", 2, 1.5),)),
    population=Population(("A",), ("広告",), 2, 9), cost=Prior(100, 200, 400, "C"), start=1, ramp=2, half_life=7.5,
    duration=1.5, requires=("p2",), excludes=("p3",), earliest=2, guardrails=("grr12",),
    sizes=(Size("S", 0.5, Effort(50.0, people=(PersonMonths("it", 2, 0.5),))),), status="running",
    control=Text("対照", "Control"),
)  # fmt: skip


@pytest.mark.parametrize("one", [*LIBRARY, FULL], ids=lambda one: one.id)
def test_an_initiative_comes_back_as_it_was(one: Initiative) -> None:
    record = record_of(one, "JPY", 0, scenario_revision=3)
    again = body_of(record.KIND, record.VERSION, body_text(record))
    assert isinstance(again, InitiativeRecord)
    found = kept_initiative(again)
    assert found.initiative == one
    assert (found.currency, found.decimals) == ("JPY", 0)
    assert again.details["scenario_revision"] == 3


BAD: list[tuple[dict[str, object], str]] = [
    ({"levers": [{"kind": "magic", "p10": 0, "p50": 0, "p90": 0}]}, "kind"),
    ({"levers": [{"kind": "churn", "p10": "0", "p50": 0, "p90": 0}]}, "p10"),
    ({"levers": [{"kind": "churn", "p10": 0, "p50": 0, "p90": 0, "grade": "Z"}]}, "grade"),
    ({"costs": {"one_off": -1}}, "one_off"),
    ({"people": [{"department": "cs", "quarter": 0, "months": 1}]}, "quarter"),
    ({"population": {"segments": "A"}}, "segments"),
    ({"population": {"tenure_to": 1.5}}, "tenure_to"),
    ({"details": {"half_life": 0}}, "half_life"),
    ({"details": {"sizes": [3]}}, "sizes"),
    ({"details": {"aim": ["x"]}}, "aim"),
    ({"details": {"currency": 7}}, "currency"),
    ({"details": {"name_en": {}}}, "name_en"),
    ({"costs": {"believed": 5}}, "believed"),
]


@pytest.mark.parametrize(("values", "field"), BAD, ids=[field for _, field in BAD])
def test_what_cannot_be_read_is_named(values: dict[str, object], field: str) -> None:
    record = replace(InitiativeRecord(code="x", name="x", owner="cs"), **values)
    with pytest.raises(UnreadableInitiativeError) as told:
        kept_initiative(record)
    assert told.value.field == field
    assert "「x」" in told.value.text.ja


def test_a_record_that_says_little_has_usual_values() -> None:
    found = kept_initiative(InitiativeRecord(code="x", name="何か", owner="it")).initiative
    assert found == Initiative("x", Text("何か", "何か"), "it", "retention")
