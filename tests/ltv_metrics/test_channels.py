import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.metrics.acquisition import acquired, kept_at_90
from ltv.metrics.acquisition_cost import kept_by_channel
from ltv.metrics.acquisition_segments import (
    DEPTH_NAMES,
    DISCOUNT_DEPTH,
    acquisition_dimensions,
    acquisition_labels,
    first_discount_depth,
)
from ltv.metrics.channel_table import economics_table
from ltv.metrics.channels import economics
from ltv.metrics.customer_costs import customer_costs
from ltv.metrics.observed_ltv import ltv_at
from ltv.metrics.other_costs import OtherCosts
from ltv.metrics.payback import PaybackStatus
from ltv.metrics.value_base import ValueBase
from ltv.months import month_number
from tests.kpis.books import company, shop, spend
from tests.kpis.test_acquisition_cost import E7, e7
from tests.ltv_metrics.books import contract_books, line
from tests.ltv_metrics.test_payback import paid_books

JAN, FEB = month_number("2025-01"), month_number("2025-02")
SALES, PROFIT = ValueBase.SALES, ValueBase.GROSS_PROFIT
OLD = line("old", "2024-01-05", 100)


def table_of(data, dimension, **kw):
    return economics_table(economics(data, dimension, **kw)).set_index("segment")


def test_e7_cheapest_to_win_is_dearest_to_keep():
    table = table_of(e7(), "channel")
    assert table["cac"].to_dict() == {"search": 7000, "affiliate": 5500, "referral": 1500}
    assert table["cost_per_kept"].round().to_dict() == {"search": 10_000, "affiliate": 11_000, "referral": 1974}
    assert table["retention"].to_dict() == {"search": 0.7, "affiliate": 0.5, "referral": 0.76}
    assert table["cac"].drop("referral").idxmin() == table["cost_per_kept"].idxmax() == "affiliate"


def test_e7_other_costs_are_spread_by_customers_or_by_share():
    """What is stated by month over 135 customers is 1,000 each; 10 % of 7,000 are 700."""
    monthly = 135_000 / (e7().months.last_complete - e7().months.first)
    by_customer = table_of(e7(), "channel", other=OtherCosts(monthly=monthly))["cac_full"]
    assert by_customer.to_dict() == {"search": 8000, "affiliate": 6500, "referral": 2500}
    by_share = table_of(e7(), "channel", other=OtherCosts(share=0.1))["cac_full"]
    assert by_share.to_dict() == pytest.approx({"search": 7700, "affiliate": 6050, "referral": 1650})
    both = table_of(e7(), "channel", other=OtherCosts(monthly, 0.1))["cac_full"]
    assert both["search"] == pytest.approx(8700)
    plain = table_of(e7(), "channel")
    assert plain["cac_full"].tolist() == plain["cac"].tolist()


def test_other_costs_count_in_payback_and_in_ltv_to_cac():
    """100 on the first day pay back 50; 250, with four times as much of other costs, the third order on day 59 does."""
    rows = [OLD] + [line("a", f"2025-{month:02d}-05", 100) for month in range(1, 13)]
    people = {"customer_id": ["old", "a"], "channel": [None, "x"]}
    data = shop(rows, customers=people, spend=spend(("2025-01", "x", 50)))
    plain, full = (table_of(data, "channel", other=other).loc["x"] for other in (OtherCosts(), OtherCosts(share=4)))
    assert (plain["payback_months"], full["payback_months"]) == (1, 2)
    assert full["cac"] == plain["cac"] == 50
    assert full["cac_full"] == 250


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=30), st.floats(0, 1e6), st.floats(0, 5))
def test_what_customers_bear_adds_up_to_what_was_stated(marketing, monthly, part):
    found = OtherCosts(monthly, part).of(np.array(marketing), 7)
    assert found.sum() == pytest.approx(7 * monthly + part * sum(marketing), abs=0.51)
    assert (found >= 0).all()


@pytest.mark.parametrize("wrong", [(-1, 0), (0, -0.1), (math.nan, 0), (math.inf, 0)])
def test_other_costs_are_amounts(wrong):
    with pytest.raises(ValueError, match="other costs"):
        OtherCosts(*wrong)


def test_without_marketing_cost_a_monthly_cost_is_all_that_is_known():
    """A company that wins by sales people alone."""
    data = shop([OLD, line("a", "2024-02-05", 1), line("b", "2024-02-05", 1), line("c", "2024-03-05", 1)])
    new = acquired(data)
    found = customer_costs(data, new, OtherCosts(monthly=300))
    months = data.months.last_complete - data.months.first
    assert found.or_nan[new.customer].sum() == 300 * months
    assert np.isnan(customer_costs(data, new).or_nan).all()


def test_e7_the_small_channel_is_pulled_towards_the_others():
    table = table_of(e7(), "channel")
    assert table["retention_shrunk"]["referral"] < table["retention"]["referral"]
    assert table["retention_shrunk"]["affiliate"] > table["retention"]["affiliate"]
    assert table["retention_shrunk_weight"].idxmin() == "referral"
    assert sum(n for n, _, _ in E7.values()) == table["customers"].sum()


def book(rows, **kw):
    people = sorted({row["customer_id"] for row in rows})
    return shop(
        [OLD, *rows], **({"customers": {"customer_id": ["old", *people], "channel": ["x"] * (1 + len(people))}} | kw)
    )


def test_ltv_and_cac_speak_of_the_same_customers():
    """a came a year ago and cost 100; b came in June and cost 900: only a is compared."""
    rows = [line("a", "2025-01-01", 300, cost=100), line("a", "2025-12-27", 50), line("b", "2025-06-05", 9000)]
    data = book(rows, spend=spend(("2025-01", "x", 100), ("2025-06", "x", 900)))
    row = table_of(data, "channel").loc["x"]
    assert (row["customers"], row["spend"], row["cac"]) == (2, 1000, 500)
    assert (row["ltv_customers"], row["ltv_sales"], row["ltv_gross_profit"]) == (1, 350, 250)
    assert row["ltv_to_cac"] == 2.5
    assert row["base"] == "gross_profit"


def test_without_costs_of_goods_ltv_is_named_sales():
    data = shop([("old", "2024-01-05", 1), ("a", "2025-01-01", 300)])
    data = dataclasses.replace(data, spend=spend(("2025-01", None, 100)))
    parts = economics(data.__class__(**{**data.__dict__, "months": with_region(data)}), "region")
    row = economics_table(parts).iloc[0]
    assert row["base"] == "sales"
    assert math.isnan(row["ltv_gross_profit"])
    assert row["ltv_to_cac"] == 3


def with_region(data):
    return dataclasses.replace(data.months, customers=data.customers.assign(region="north"))


def test_only_customers_observed_for_90_days_are_among_the_won():
    rows = [line("a", "2025-08-30", 1), line("b", "2025-09-05", 1)]
    assert table_of(book(rows), "channel").loc["x", "customers"] == 1
    assert table_of(book(rows), "channel", end=month_number("2025-12")).loc["x", "customers"] == 1
    assert len(economics(book(rows), "channel", end=month_number("2025-07"))) == 0


def test_a_dimension_without_costs_of_its_own_bears_that_of_the_channel():
    people = {
        "customer_id": ["old", "a", "b", "c"],
        "channel": ["x", "x", "x", "y"],
        "campaign": ["", "spring", "plain", "spring"],
    }
    rows = [OLD, line("a", "2025-01-05", 1), line("b", "2025-01-09", 1), line("c", "2025-02-01", 1)]
    data = shop(rows, customers=people, spend=spend(("2025-01", "x", 500), ("2025-02", "y", 30)))
    table = table_of(data, "campaign")
    assert table["spend"].to_dict() == {"spring": 280, "plain": 250}
    assert table["cac"].to_dict() == {"spring": 140, "plain": 250}


def test_cost_of_a_month_that_brought_nobody_counts_for_its_channel_only():
    data = book(
        [line("a", "2025-01-05", 1)], spend=spend(("2025-01", "x", 500), ("2025-02", "x", 70), ("2025-02", "y", 9))
    )
    table = table_of(data, "channel")
    assert table["spend"].to_dict() == {"x": 570, "y": 9}
    assert table["customers"].to_dict() == {"x": 1, "y": 0}
    assert table.loc["y"].drop(["base", "payback_status"]).dropna().index.tolist() == [
        "customers", "kept", "cost_known", "spend", "ltv_customers", "payback_observed"]  # fmt: skip


def test_customers_without_a_value_are_a_segment_of_their_own():
    rows = [OLD, line("a", "2025-01-05", 1), line("b", "2025-01-05", 1)]
    people = {"customer_id": ["old", "a", "b"], "channel": ["x", "x", None]}
    assert list(economics(shop(rows, customers=people), "channel")) == ["", "x"]


@given(paid_books())
@settings(max_examples=30)
def test_segments_add_up_to_everybody(drawn):
    _, data = drawn
    whole = economics(data, "everybody")
    for dimension in ("channel", DISCOUNT_DEPTH):
        parts = economics(data, dimension)
        if whole:
            summed = sum_of(parts.values())
            total = whole["all"]
            assert summed.customers == total.customers
            assert (summed.ltv, summed.against_cost) == (total.ltv, total.against_cost)
            assert (summed.monthly, summed.orders) == (total.monthly, total.orders)
            assert summed.cost.customers == total.cost.customers
            idle = summed.cost.spend - total.cost.spend
            assert idle == (spend_of_idle_cells(data) if dimension == "channel" else 0)


def spend_of_idle_cells(data):
    """Marketing cost that names a channel, in months observed for 90 days in which nobody came through it."""
    new = acquired(data)
    channel = data.customers["channel"].astype(object).fillna("")
    came = {(month, channel[code]) for month, code in zip(new.month.tolist(), new.customer.tolist())}
    last = new.last_mature(data.months.last_complete)
    return sum(
        amount
        for month, name, amount in data.spend.itertuples(index=False)
        if name and data.months.first < month <= last and (month, name) not in came
    )


def sum_of(parts):
    first, *rest = parts
    for part in rest:
        first = first + part
    return first


@given(paid_books())
@settings(max_examples=30)
def test_everybody_together_is_what_the_single_measures_say(drawn):
    _, data = drawn
    new = acquired(data)
    last = new.last_mature(data.months.last_complete)
    parts = economics(data, "everybody")
    if parts:
        assert parts["all"].customers == kept_at_90(new, data.months.first + 1, last)
        chosen = new.between(data.months.first + 1, last)
        few = dataclasses.replace(new, customer=new.customer[chosen], month=new.month[chosen], kept=new.kept[chosen])
        for base in ValueBase:
            assert parts["all"].ltv[base] == ltv_at(data, few, base)


@given(paid_books())
@settings(max_examples=30)
def test_spend_by_channel_is_that_of_the_existing_table(drawn):
    _, data = drawn
    new = acquired(data)
    last = new.last_mature(data.months.last_complete)
    expected = kept_by_channel(data, new, data.months.first + 1, last).set_index("channel")
    table = table_of(data, "channel")
    assert table["customers"].drop("", errors="ignore").to_dict() == {
        c: n for c, n in expected["customers"].items() if c and (n or expected.loc[c, "spend"] > 0)
    }
    named = bool((data.spend["channel"] != "").any()) if len(data.spend) else False
    for channel in table.index.drop("", errors="ignore"):
        money = expected.loc[channel, "spend"]
        if named and pd.notna(money):
            assert table.loc[channel, "spend"] == money


@given(st.one_of(paid_books(), contract_books()))
@settings(max_examples=40)
def test_nothing_is_infinite_and_estimates_lie_in_their_intervals(drawn):
    _, data = drawn
    dimension = "channel" if "channel" in data.customers else "customer_id"
    table = table_of(data, dimension, other=OtherCosts(10))
    numbers = table.select_dtypes("number").to_numpy(dtype=float)
    assert not np.isinf(numbers).any()
    for name in ("retention", "cac", "ltv_sales", "ltv_to_cac", "retention_shrunk", "ltv_shrunk"):
        known = table[[name, f"{name}_low", f"{name}_high"]].dropna()
        assert (known[f"{name}_low"] <= known[name] + 1e-9).all()
        assert (known[name] <= known[f"{name}_high"] + 1e-9).all()
    assert set(table["payback_status"]) <= set(map(str, PaybackStatus))


def test_a_lucky_customer_does_not_lead_the_ranking():
    """One referred customer spent 50 times as much as the thousand of three channels."""
    rng = np.random.default_rng(1)
    rows, people = [OLD], {"customer_id": ["old"], "channel": ["search"]}
    for channel, n, mean in (("search", 150, 900), ("social", 150, 700), ("mail", 150, 800), ("referral", 1, 40_000)):
        for i in range(n):
            rows.append(line(f"{channel}{i}", "2024-03-05", int(rng.normal(mean, 100))))
            people["customer_id"].append(f"{channel}{i}")
            people["channel"].append(channel)
    table = table_of(shop(rows, customers=people), "channel")
    assert table["ltv_sales"].idxmax() == "referral"
    assert table["ltv_shrunk"].idxmax() == "search"
    assert table["ltv_shrunk_weight"]["referral"] == 0
    assert math.isnan(table["ltv_sales_low"]["referral"])


@pytest.mark.parametrize(("amount", "discount", "band"), [
    pytest.param(1000, 0, "0", id="none"),
    pytest.param(900, 100, "10", id="10 % exactly"),
    pytest.param(890, 110, "30", id="11 %"),
    pytest.param(863, 371, "30", id="30 % of 1,234 yen, rounded up to a yen"),
    pytest.param(690, 310, "50", id="31 %"),
    pytest.param(500, 500, "50", id="half"),
    pytest.param(100, 900, "100", id="90 %"),
    pytest.param(0, 900, "", id="given away: never paid"),
])  # fmt: skip
def test_bands_of_the_first_discount(amount, discount, band):
    data = shop([OLD, line("a", "2025-01-05", amount, discount=discount), line("a", "2025-02-05", 5, discount=995)])
    if not amount:
        assert acquisition_labels(data, DISCOUNT_DEPTH)[0] == "100"  # the first order paid for is the second
    else:
        assert acquisition_labels(data, DISCOUNT_DEPTH)[0] == band
    assert set(DEPTH_NAMES) >= set(acquisition_labels(data, DISCOUNT_DEPTH))


@pytest.mark.parametrize(("told", "depth"), [
    ("0.3", 0.3), ("30%", 0.3), ("30％", 0.3), ("0", 0.0), ("1", 1.0), ("half", math.nan), ("-0.1", math.nan),
    ("30", math.nan),
])  # fmt: skip
def test_a_told_first_discount_is_a_share_or_percent_with_a_sign(told, depth):
    data = shop([("a", "2025-01-05", 1)], customers={"customer_id": ["a"], "first_discount": [told]})
    found = first_discount_depth(data)[0]
    assert found == pytest.approx(depth, nan_ok=True)
    assert (DISCOUNT_DEPTH in acquisition_dimensions(data)) == (not math.isnan(depth))


def test_contracts_have_no_discount_and_no_cost():
    data = company("2024-12", old=[9], a=[0, 1, 1, 1, 1], b=[0, 1, 0, 0, 0])
    assert acquisition_dimensions(data) == []
    parts = economics(dataclasses.replace(data, months=with_region(data)), "region")
    row = economics_table(parts).iloc[0]
    assert (row["customers"], row["kept"], row["base"], row["payback_status"]) == (2, 1, "sales", "unknown")
    assert math.isnan(row["cac"])
