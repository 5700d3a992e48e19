"""Segments are kept, mended or let go by what they bring against what they cost."""

import numpy as np
import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.decisions.verdicts import LITTLE, REASONS, VERDICTS, _standard_error, judged, labels, segment_verdicts
from ltv.models.assumptions import Assumptions
from ltv.models.completed import completed_values, observed_values
from ltv.models.fitted import Fitted, fitted
from ltv.models.value_spread import outcome_variances
from ltv.models.worth import Worth, worth
from tests.ui.books import book, same
from ui import samples


def table(**columns: list[float]) -> pd.DataFrame:
    """Segments a, b, c … whose value is known within ± 1,000 and whose customers all stay."""
    n = len(next(iter(columns.values())))
    usual = {
        "segment": list("abcdefgh"[:n]),
        "customers": 100,
        "ltv": 10_000.0,
        "cac": 2_000.0,
        "retention_90": 0.6,
        "retention_90_high": 0.65,
        "cost_per_kept": 3_333.0,
    }
    found = pd.DataFrame(usual | columns)
    return found.assign(low=found["ltv"] - 1_000, high=found["ltv"] + 1_000, paid=found["cac"] > 0)


def verdicts(**columns: list[float]) -> dict[str, tuple[str, str]]:
    found = judged(table(**columns))
    return {row.segment: (row.verdict, row.reason) for row in found.itertuples()}


def test_a_segment_worth_clearly_more_is_kept_and_one_worth_less_is_mended() -> None:
    assert verdicts(ltv=[14_000.0, 10_000.0, 6_000.0]) == {
        "a": ("keep", "above"),
        "b": ("open", "unclear"),
        "c": ("fix", "below"),
    }


def test_a_segment_that_does_not_bring_back_its_cost_is_let_go() -> None:
    assert verdicts(ltv=[10_000.0, 3_000.0], cac=[2_000.0, 5_000.0])["b"] == ("let_go", "loses")


def test_a_cheap_channel_whose_customers_leave_is_named_as_such() -> None:
    """PAGES, b6: 5,500 below the paid mean, but 11,000 per kept customer above the others' 10,000."""
    found = verdicts(
        ltv=[12_000.0, 11_000.0], cac=[7_000.0, 5_500.0], cost_per_kept=[10_000.0, 11_000.0],
        retention_90=[0.7, 0.5], retention_90_high=[0.75, 0.55],
    )  # fmt: skip
    assert found["b"] == ("fix", "leaves_early")


def test_paid_segments_are_held_against_paid_ones_and_free_ones_against_all() -> None:
    """Customers who came by themselves cost nothing; beside them search would look poor."""
    found = verdicts(ltv=[30_000.0, 14_000.0, 10_000.0], cac=[0.0, 2_000.0, 2_000.0])
    assert found["a"] == ("keep", "above")
    assert found["b"] == ("keep", "above")
    assert found["c"] == ("fix", "below")


def test_where_no_cost_is_known_values_alone_are_compared() -> None:
    found = verdicts(ltv=[14_000.0, 6_000.0], cac=[np.nan, np.nan], cost_per_kept=[np.nan, np.nan])
    assert found == {"a": ("keep", "worth_more"), "b": ("fix", "worth_less")}


def test_what_moves_all_segments_together_widens_each_but_hides_no_difference() -> None:
    """Values of 14,000 and 6,000 within ± 1,000; parameters that may move both by 2,000 leave them as far apart."""
    shared = np.array([2_000.0, 2_000.0])
    plain, moved = judged(table(ltv=[14_000.0, 6_000.0])), judged(table(ltv=[14_000.0, 6_000.0]), shared)
    assert moved["verdict"].tolist() == plain["verdict"].tolist() == ["keep", "fix"]
    assert moved["p_above"].tolist() == plain["p_above"].tolist()
    half = np.hypot(1_000, 1.959964 * 2_000)
    assert moved["high"].tolist() == pytest.approx([14_000 + half, 6_000 + half])
    assert moved["low"].tolist() == pytest.approx([14_000 - half, 6_000 - half])


def test_against_a_cost_what_moves_all_segments_counts() -> None:
    """3,000 ± 1,000 loses against 5,000; when parameters may move it by 4,000 it may well not."""
    losing = table(ltv=[10_000.0, 3_000.0], cac=[2_000.0, 5_000.0])
    assert judged(losing)["reason"].tolist()[1] == "loses"
    assert judged(losing, np.array([4_000.0, 4_000.0]))["reason"].tolist()[1] != "loses"


def test_few_customers_and_unknown_values_get_no_verdict() -> None:
    found = verdicts(ltv=[14_000.0, 6_000.0, np.nan], customers=[29, 100, 100])
    assert found["a"] == ("open", "few")
    assert found["c"] == ("open", "unknown")


def test_the_reason_to_let_a_group_go_names_the_limit_in_force() -> None:
    assert f"{LITTLE:.0%}" in REASONS["future_little"].ja
    assert f"{LITTLE:.0%}" in REASONS["future_little"].en


def test_every_verdict_and_reason_has_words() -> None:
    assert all(words.ja and words.en for words in [*VERDICTS.values(), *REASONS.values()])


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return samples.load("shop")


@pytest.fixture(scope="module")
def shop_models(shop: Dataset) -> Fitted:
    return fitted(shop)


def test_s1_affiliates_are_cheap_to_win_and_judged_by_who_stays(shop: Dataset, shop_models: Fitted) -> None:
    found = segment_verdicts(shop, shop_models, worth(shop, shop_models), "channel").set_index("segment")
    assert found.loc["アフィリエイト", ["verdict", "reason"]].tolist() == ["fix", "leaves_early"]
    assert found.loc["検索広告", "verdict"] == "keep"
    assert found["cac"][found["cac"] > 0].idxmin() == "アフィリエイト"
    assert found["cost_per_kept"].idxmax() == "アフィリエイト"
    came = shop.months.first_paid
    assert found["customers"].sum() == ((came > shop.months.first) & (came <= shop.months.last)).sum()


def test_what_was_brought_so_far_agrees_with_plain_loops(shop: Dataset, shop_models: Fitted) -> None:
    values = worth(shop, shop_models, Assumptions(horizon_months=6, discount_annual=0.21))
    found = observed_values(shop, values)
    ledger = shop.ledger
    assert ledger is not None
    for code in (0, 17, 4321, ledger.size - 1):
        rows = np.flatnonzero(ledger.customer == code)
        months = ledger.month_rule.months(ledger.day[rows])
        total = 0.0
        for month, amount, cost in zip(months, ledger.amount[rows], ledger.columns["cost"][rows]):
            age = int(month) - int(shop.months.first_paid[code])
            if 0 <= age < 6:
                total += (int(amount) - int(cost)) * 1.21 ** (-age / 12)
        assert found[code] == pytest.approx(total)


def test_a_horizon_that_has_been_seen_needs_no_model(shop: Dataset, shop_models: Fitted) -> None:
    values: Worth = worth(shop, shop_models, Assumptions(horizon_months=6))
    old = shop.months.first_paid <= shop.months.last - 6
    both = completed_values(shop, shop_models, values).total[old], observed_values(shop, values)[old]
    assert both[0] == pytest.approx(both[1])


@pytest.mark.parametrize("dimension", ["rfm", "cpm"])
def test_groups_of_what_customers_did_put_everyone_who_paid_somewhere(shop: Dataset, dimension: str) -> None:
    assert (labels(shop, dimension)[shop.months.first_paid <= shop.months.last] != "").all()


@pytest.mark.parametrize(
    "data",
    [book(a=[100]), book(**same(3, 100, -100)), book(**same(40, 100, 0, 100), channel={"c0": "x", "c1": "y"})],
    ids=["one customer", "all refunded", "two channels"],
)
def test_poor_data_get_a_table_and_no_verdict(data: Dataset) -> None:
    models = fitted(data)
    found = segment_verdicts(data, models, worth(data, models), data.dimensions[0] if data.dimensions else "rfm")
    assert set(found["verdict"]) <= {"open", "keep", "fix", "let_go"}
    assert not np.isinf(found.select_dtypes("number").to_numpy(dtype=float)).any()


def test_customers_alike_in_what_is_expected_still_turn_out_by_chance(shop: Dataset, shop_models: Fitted) -> None:
    """New customers share one history: the interval of their mean once had no width at all."""
    found = segment_verdicts(shop, shop_models, worth(shop, shop_models), "rfm").set_index("segment")
    half = (found.loc["new", "high"] - found.loc["new", "low"]) / 2
    assert 0.05 < half / found.loc["new", "ltv"] < 0.5
    assert (found["low"] >= 0).all()


def test_the_standard_error_of_a_segment_agrees_with_plain_sums(shop: Dataset, shop_models: Fitted) -> None:
    """Σ(v − v̄)² ÷ (n − 1), and the mean variance of chance, over n."""
    values = worth(shop, shop_models)
    each, chance = completed_values(shop, shop_models, values), outcome_variances(shop_models, values, shop.months.size)
    members = np.flatnonzero(labels(shop, "channel") == "紹介")[:50]
    total, mean = each.total[members].tolist(), sum(each.total[members].tolist()) / 50
    between = sum((v - mean) ** 2 for v in total) / 49
    by_hand = ((between + sum(each.chance[members].tolist()) / 50) / 50) ** 0.5
    assert _standard_error(each.total[members], each.chance[members]) == pytest.approx(by_hand)
    assert (each.chance[members] <= chance[members]).all()
    assert each.chance[members].sum() > 0


def test_groups_of_what_customers_did_are_judged_by_what_is_still_to_come(shop: Dataset, shop_models: Fitted) -> None:
    """What winning them cost is spent: nobody acquires a dormant customer."""
    values = worth(shop, shop_models)
    found = segment_verdicts(shop, shop_models, values, "rfm").set_index("segment")
    assert found["cac"].isna().all()
    assert found.loc["dormant", ["verdict", "reason"]].tolist() == ["let_go", "future_little"]
    assert found.loc["best", ["verdict", "reason"]].tolist() == ["keep", "future_more"]
    total = float((found["raw"] * found["customers"]).sum())
    assert total == pytest.approx(float(values.customers["rlv"].sum()), rel=0.01)
