"""The early warning as pages see it: on the samples, on real data, and on next to nothing."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from scipy import special

from ltv.dataset import Dataset
from ltv.ledger import Ledger
from ltv.metrics.metric import METRICS
from ltv.models.early_warning import EXPECTED_SAVING, Status, early_warning
from ltv.models.early_warning.design import DRIVERS, LABELS
from ltv.models.early_warning.reasons import LABEL_NAMES, WORDS, reason_words, top_reasons
from tests.early_warning.books import contract_books, contracts, plain_shop, shop, shops
from ui import samples


@pytest.fixture(scope="module")
def tea():
    return early_warning(samples.load("shop"))


@pytest.fixture(scope="module")
def b2b():
    return early_warning(samples.load("b2b"))


def sound(found):
    """What holds whatever the data."""
    assert found.scores["risk"].between(0, 1, inclusive="neither").all()
    assert found.scores["customer"].is_monotonic_increasing
    assert found.scores["customer"].is_unique
    assert len(found.facts) == len(found.scores)
    assert found.why.ja
    assert found.why.en
    assert found.rule.ja
    assert set(found.reasons["customer"]) <= set(found.scores["customer"])
    words = found.words(found.scores["customer"])
    assert words["ja"].str.len().gt(0).all()
    assert not words["en"].str.contains("nan|inf").any()
    assert not words["ja"].str.contains("nan|inf").any()
    return found


def test_on_the_shop_sample_it_ranks_and_means_what_it_says(tea):
    sound(tea)
    found = tea.evaluation
    assert tea.status == Status.LOGISTIC
    assert found.auc > 0.85
    assert found.top_decile_lift > 5
    assert found.line.slope == pytest.approx(1, abs=0.1)
    assert found.brier < 0.7 * found.brier_base


def test_s2_a_late_delivery_raises_the_risk(tea):
    on_time = tea.facts.assign(late=0.0, days_late=0.0, latest_days_late=0.0)
    late = tea.facts.assign(late=1.0, days_late=3.0, latest_days_late=3.0)
    factor = special.logit(tea.model.risk(late)) - special.logit(tea.model.risk(on_time))
    assert factor.min() > 0.2
    named = tea.reasons[tea.reasons["driver"] == "late"]["customer"]
    assert set(named) <= set(tea.scores["customer"][tea.facts["late"] > 0])
    assert len(named) > 50


def test_who_skipped_a_usual_month_is_warned_of(tea):
    monthly = tea.facts["plan"] == "月次定期"
    skipped = tea.facts["months_since"] == 1
    assert tea.scores["risk"][monthly & skipped].mean() > 5 * tea.scores["risk"][monthly & ~skipped].mean()


def test_on_the_contract_sample_it_beats_the_base_rate(b2b):
    sound(b2b)
    found = b2b.evaluation
    assert b2b.status == Status.LOGISTIC
    assert found.auc > 0.8
    assert found.top_decile_lift > 4
    assert found.brier < found.brier_base
    assert b2b.scores["risk"][b2b.facts["due_12"] == 1].mean() > 3 * b2b.scores["risk"][b2b.facts["due_12"] == 0].mean()


def test_the_same_data_give_the_same_risks(b2b):
    again = early_warning(samples.load("b2b"))
    assert again.scores.equals(b2b.scores)
    assert again.reasons.equals(b2b.reasons)


def test_months_held_out_are_the_latest_observed_ones(tea):
    months = samples.load("shop").months
    assert tea.held_out[1] == months.last_complete - 2
    assert tea.evaluation.n < tea.rows


def test_a_ranking_by_saving_is_not_one_by_risk(tea):
    value = np.random.default_rng(1).uniform(0, 60_000, samples.load("shop").months.size)
    value[:100] = np.nan
    table = tea.ranked_by_saving(value, save_rate=0.3, offer_cost=3_000, contact_cost=500)
    assert table["saving"].is_monotonic_decreasing
    assert not table["risk"].is_monotonic_decreasing
    assert table["customer"].min() >= 100
    row = table.iloc[0]
    by_hand = row["risk"] * 0.3 * (row["value"] - 3_000) - (1 - row["risk"]) * 3_000 - 500
    assert row["saving"] == pytest.approx(by_hand)


def test_uci_online_retail_is_ranked_better_than_by_tenure(real_data):
    pytest.importorskip("pyarrow")
    lines = pd.read_parquet(real_data("uci_online_retail/online_retail.parquet"))
    lines = lines[(lines["CustomerID"] > 0) & (lines["UnitPrice"] > 0)]
    frame = pd.DataFrame(
        {
            "customer_id": lines["CustomerID"].astype(int).astype(str),
            "order": lines["InvoiceNo"].astype(str),
            "date": lines["InvoiceDate"].astype(str).str[:10],
            "amount": (lines["Quantity"] * lines["UnitPrice"]).round(3),
        }
    )
    ledger = Ledger.from_orders(frame, currency="GBP")
    found = sound(early_warning(Dataset("orders", ledger.months(), "uci", ledger=ledger)))
    assert found.status == Status.LOGISTIC
    assert found.losses[Status.LOGISTIC] < 0.9 * found.losses[Status.BANDS]
    assert found.evaluation.auc > 0.73


DEGENERATE = {
    "one customer, one order": plain_shop("2025-12-31", a=["2025-12-01"]),
    "one month of contracts": contracts("2025-01", a=[100], b=[100]),
    "one contract": contracts("2025-01", a=[100] * 30),
    "nobody leaves": contracts("2023-01", **{f"c{i}": [100] * 36 for i in range(40)}),
    "everybody left": contracts("2023-01", as_of="2023-03-31", **{f"c{i}": [100] for i in range(40)}),
    "everybody leaves at once, new ones come": contracts(
        "2023-01", **{f"c{i:03d}": [0] * (i % 20) + [100] + [0] * (19 - i % 20) for i in range(100)}
    ),
    "five accounts": contracts(
        "2023-01", a=[100] * 36, b=[100] * 12, c=[0] * 9 + [100] * 27, d=[0] * 20 + [50] * 16, e=[100] * 30
    ),
    "all refunded": shop([("a", 20000, 100, 0, "x"), ("a", 20000, -100, 0, "x")], as_of=20030),
    "the data end before a month is complete": plain_shop("2025-12-10", a=["2025-12-01"]),
    "a shop nobody came back to": plain_shop(
        "2025-12-31", **{f"c{i}": [f"2025-{i % 12 + 1:02d}-05"] for i in range(60)}
    ),
}


@pytest.mark.parametrize("data", DEGENERATE.values(), ids=DEGENERATE)
@pytest.mark.parametrize("horizon", [None, 3])
def test_next_to_nothing_gives_a_status_and_a_reason(data, horizon):
    found = sound(early_warning(data, horizon_months=horizon))
    assert found.status in (Status.BANDS, Status.NOTHING)
    assert (found.status == Status.NOTHING) == (found.rows == 0)
    assert len(found.scores) == 0 or found.rows
    assert math.isnan(found.base_rate) == (found.rows == 0)


def test_five_accounts_get_shares_by_tenure_and_are_told_so():
    found = early_warning(DEGENERATE["five accounts"])
    assert found.status == Status.BANDS
    assert "30" in found.why.en
    assert len(found.scores) == 3


def test_where_nobody_ever_left_the_risk_is_small_and_not_zero():
    found = early_warning(DEGENERATE["nobody leaves"])
    assert 0 < found.scores["risk"].max() < 0.01
    assert found.leaves == 0


@settings(max_examples=40)
@given(shops())
def test_no_small_shop_breaks_it(drawn):
    orders, deliveries, tickets, as_of = drawn
    sound(early_warning(shop(orders, as_of=as_of, deliveries=deliveries, tickets=tickets)))


@settings(max_examples=40)
@given(contract_books())
def test_no_small_contract_book_breaks_it(drawn):
    paid, truncated = drawn
    sound(early_warning(contracts("2025-01", truncated=truncated, **paid), horizon_months=2))


def test_large_data_are_learned_from_in_part_and_scored_in_full(monkeypatch):
    monkeypatch.setattr("ltv.models.early_warning.warning.MOST_ROWS", 20_000)
    whole, part = early_warning(samples.load("shop")), early_warning(samples.load("shop"))
    assert 0.3 < part.share_learned < 0.5
    assert len(part.scores) == len(early_warning(samples.load("shop")).scores)
    assert part.scores.equals(whole.scores)
    assert part.evaluation.auc > 0.84


def test_every_driver_has_words_for_much_little_and_none():
    assert WORDS.keys() == DRIVERS.keys()
    assert LABEL_NAMES.keys() == set(LABELS)
    facts = {
        "age": 3.0, "orders": 1.0, "days_since": 74.0, "months_since": 2.0, "usual_gap": 31.0, "recency_ratio": 74 / 31,
        "amount_trend": 0.72, "discount_share": 0.5, "refunds": 1.0, "tickets": 2.0, "reply_hours": 35.2, "late": 1.0,
        "days_late": 1.0, "due_12": 1.0, "due_6": 1.0, "due_3": 1.0, "returned": 1.0, "times_median": 0.4,
        "horizon_months": 1, "plan": "monthly",
    }  # fmt: skip
    said = {driver: reason_words(driver, facts) for driver in (*DRIVERS, "plan")}
    assert said["rhythm"].ja == "通常の間隔の2.4倍、注文がありません（74日）"
    assert reason_words("rhythm", facts | {"orders": 5.0}).ja == "いつもの間隔の2.4倍、注文がありません（74日）"
    assert reason_words("rhythm", facts | {"orders": 5.0}).en == "2.4 times their usual gap without an order (74 days)"
    assert said["late"].en == "1 late delivery in the last 90 days (1 day in all)"
    assert said["trend"].en == "Average of the last 3 orders is 28 % below that of earlier ones"
    assert said["plan"].ja == "プラン：monthly"
    none = facts | {"refunds": 0.0, "tickets": 0.0, "late": 0.0, "due_12": 0.0, "due_6": 0.0, "due_3": 0.0}
    for driver in ("refunds", "tickets", "late", "renewal"):
        assert reason_words(driver, none).en.startswith("No ")
    for text in said.values():
        assert text.en.isascii()
        assert not text.ja.isascii()


def test_only_what_raises_a_risk_and_is_known_is_a_reason():
    parts = pd.DataFrame({"late": [1.0, 0.0], "tickets": [0.0, 1.0], "trend": [2.0, 0.0]})
    facts = pd.DataFrame({"late": [1.0, 0.0], "tickets": [0.0, 2.0], "amount_trend": [np.nan, 1.0]})
    found = top_reasons(parts, facts, np.array([4, 7], dtype=np.int32))
    assert found[["customer", "rank", "driver"]].to_numpy().tolist() == [[4, 1, "late"], [7, 1, "tickets"]]
    assert found["log_odds"].tolist() == [0.5, 0.5]


def test_its_numbers_are_defined():
    ids = {"leave_risk", "leave_base_rate", "warning_auc", "warning_average_precision", "warning_brier_skill",
           "warning_calibration_slope", "warning_top_decile_lift", "expected_saving"}  # fmt: skip
    assert ids <= {metric.id for metric in METRICS}
    assert METRICS["expected_saving"] is EXPECTED_SAVING


def test_importing_the_package_does_not_load_scikit_learn():
    import subprocess
    import sys

    code = "import sys, ltv, ltv.models.early_warning; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
