"""The law that everything large rests on: what is true of two groups of customers adds up to what is true of both."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.ledger import CustomerMonths, Ledger
from ltv.metrics.cohorts import cohorts
from ltv.metrics.customers import customer_summary
from ltv.metrics.movements import MOVEMENTS, movements
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.repeat import conversion, days_to_next, purchases
from ltv.metrics.retention import retention, retention_series
from tests.core.histories import FIRST, customer_months, histories, ledger_of, order_lists

SUMS = [name for m in ("opening", *MOVEMENTS, "closing") for name in (m, f"customers_{m}")]


@st.composite
def parted(draw: st.DrawFn, months: int = 8) -> tuple[CustomerMonths, CustomerMonths, CustomerMonths]:
    history, last = draw(histories(months=months))
    whole = customer_months(history, last, cut_short=draw(st.sampled_from([0, 2])), rounding=draw(st.integers(0, 3)))
    left = np.array(draw(st.lists(st.booleans(), min_size=whole.size, max_size=whole.size)))
    return whole, whole.only(left), whole.only(np.flatnonzero(~left))


def added(a: pd.DataFrame, b: pd.DataFrame, keys: list[str]) -> list[dict[str, object]]:
    return pd.concat([a, b]).groupby(keys, sort=True).sum().reset_index().to_dict("records")


@given(parted(), st.sampled_from([0, 1, 3]))
@settings(max_examples=80)
def test_movements_of_two_groups_add_up(parts, grace):
    whole, a, b = (movements(months, grace_months=grace).drop(columns="complete") for months in parts)
    assert added(a, b, ["month"]) == whole.to_dict("records")


@given(parted())
@settings(max_examples=80)
def test_cohorts_of_two_groups_add_up(parts):
    whole, a, b = (cohorts(months) for months in parts)
    assert added(a, b, ["cohort", "age"]) == whole.to_dict("records")


@pytest.mark.parametrize("rule", list(NrrRule))
@given(parts=parted(months=28), start=st.integers(0, 14), length=st.integers(1, 13))
@settings(max_examples=40)
def test_parts_of_retention_of_two_groups_add_up_by_every_rule_second_moments_included(rule, parts, start, length):
    whole, a, b = (retention(months, FIRST + start + length, rule, start=FIRST + start) for months in parts)
    assert a + b == whole


@pytest.mark.parametrize("rule", list(NrrRule))
@given(parts=parted(months=26))
@settings(max_examples=15)
def test_counts_and_money_of_a_series_add_up(rule, parts):
    names = ["month", "customers", "opening", "expansion", "contraction", "churn"]
    whole, a, b = (retention_series(months, rule)[names] for months in parts)
    assert added(a, b, ["month"]) == whole.to_dict("records")


@given(parted(months=26), st.integers(1, 12))
@settings(max_examples=80)
def test_a_series_in_blocks_is_the_series_in_one(parts, rows):
    whole = parts[0]
    blocks = list(whole.blocks(rows))
    assert sum(block.size for block in blocks) == whole.size
    for column in ("month", "amount"):
        assert np.concatenate([getattr(block, column) for block in blocks]).tolist() == getattr(whole, column).tolist()
    ids = [block.customers["customer_id"].iloc[code] for block in blocks for code in block.customer]
    assert ids == whole.customers["customer_id"].iloc[whole.customer].tolist()


@pytest.mark.parametrize("rule", list(NrrRule))
def test_large_data_are_summed_block_by_block_to_the_same_figures(rule, monkeypatch):
    rng = np.random.default_rng(5)
    history = {
        f"c{i:03d}": {FIRST + int(m): int(rng.integers(-50, 200)) for m in rng.choice(30, 12)} for i in range(200)
    }
    months = customer_months(history, FIRST + 29)
    at_once = [movements(months), cohorts(months), retention_series(months, rule)]
    blocks = CustomerMonths.blocks
    monkeypatch.setattr(CustomerMonths, "blocks", lambda self: blocks(self, 100))
    assert len(list(months.blocks())) > 10
    for frame, in_blocks in zip(
        at_once, [movements(months), cohorts(months), retention_series(months, rule)], strict=True
    ):
        pd.testing.assert_frame_equal(frame, in_blocks, check_exact=True)


@st.composite
def parted_orders(draw: st.DrawFn) -> tuple[Ledger, Ledger, Ledger]:
    orders, as_of = draw(order_lists())
    numbers = draw(st.lists(st.sampled_from(["1", "2", None]), min_size=len(orders), max_size=len(orders)))
    never = pd.DataFrame({"customer_id": ["never", "a"], "channel": ["web", "ad"]})
    whole = ledger_of(orders, numbers, as_of=as_of, customers=draw(st.sampled_from([None, never])))
    left = np.array(draw(st.lists(st.booleans(), min_size=whole.size, max_size=whole.size)))
    return whole, whole.only(left), whole.only(~left)


@given(parted_orders())
@settings(max_examples=80)
def test_customer_months_of_two_groups_are_those_of_the_whole(parts):
    whole, a, b = parts
    months = whole.months()
    first = months.first

    def rows(part: CustomerMonths) -> list[tuple[str, int, int]]:
        return list(zip(part.customers["customer_id"].iloc[part.customer], part.month, part.amount, strict=True))

    assert sorted(rows(a.months(first)) + rows(b.months(first))) == sorted(rows(months))
    left = np.isin(whole.customers["customer_id"], a.customers["customer_id"])
    assert rows(months.only(left)) == rows(a.months(first))


@given(parted_orders(), st.integers(1, 3), st.sampled_from([0, 30, 400]))
@settings(max_examples=80)
def test_purchases_conversion_and_gaps_of_two_groups_add_up(parts, nth, window):
    whole, a, b = (purchases(ledger) for ledger in parts)
    assert len(a.day) + len(b.day) == len(whole.day)
    assert conversion(a, nth, window) + conversion(b, nth, window) == conversion(whole, nth, window)
    both = added(days_to_next(a, nth), days_to_next(b, nth), ["days"])
    assert both == days_to_next(whole, nth).to_dict("records")


@given(parted_orders())
@settings(max_examples=80)
def test_customer_summaries_of_two_groups_are_those_of_the_whole(parts):
    def named(ledger: Ledger) -> list[dict[str, object]]:
        table = customer_summary(ledger)
        return table.assign(customer=ledger.customers["customer_id"].iloc[table["customer"]].to_numpy()).to_dict(
            "records"
        )

    whole, a, b = parts
    assert sorted(named(a) + named(b), key=str) == sorted(named(whole), key=str)


@given(order_lists(), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_shuffled_rows_change_nothing(drawn, random):
    orders, as_of = drawn
    numbers = [str(i % 3) for i in range(len(orders))]
    together = list(zip(orders, numbers))
    random.shuffle(together)
    shuffled = ledger_of([o for o, _ in together], [n for _, n in together], as_of=as_of)
    ledger = ledger_of(orders, numbers, as_of=as_of)
    pd.testing.assert_frame_equal(movements(ledger.months()), movements(shuffled.months()))
    pd.testing.assert_frame_equal(cohorts(ledger.months()), cohorts(shuffled.months()))
    pd.testing.assert_frame_equal(customer_summary(ledger), customer_summary(shuffled))
    assert purchases(ledger).day.tolist() == purchases(shuffled).day.tolist()
    assert ledger.customers.equals(shuffled.customers)


def test_a_group_seen_through_a_mask_is_the_group_seen_through_its_codes():
    whole = customer_months({"a": {FIRST: 1}, "b": {FIRST: 2}, "c": {FIRST: 3}}, FIRST)
    by_mask, by_code = whole.only(np.array([True, False, True])), whole.only([0, 2])
    assert by_mask.amount.tolist() == by_code.amount.tolist() == [1, 3]
    assert by_mask.fingerprint == by_code.fingerprint != whole.only([0]).fingerprint
    assert whole.only([]).size == 0
