"""NRR with three spellings of one customer as three, and as one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.ledger import CustomerMonths
from ltv.metrics.nrr_rules import NrrRule
from ltv.reconcile.matching import match
from ltv.reconcile.reconciliation import everybody, reconcile
from ltv.reconcile.retention_effect import groups_of, merged
from tests.reconcile.books import book, core

SPELLINGS = [core(name, name="山田商店", phone="0312345678") for name in ("㈱山田商店", "(株)山田商店", "山田商店")]


def test_a_customer_who_changed_spelling_did_not_leave() -> None:
    """By id 200 of 300 left and 200 came anew: 33.3 %. As one customer all 300 stayed: 100 %."""
    data = book(
        [("㈱山田商店", "2026-01-05", 200), ("山田商店", "2026-02-05", 80), ("(株)山田商店", "2026-02-09", 120),
         ("B", "2026-01-05", 100), ("B", "2026-02-28", 100)],
        [("B", "2026-01-05", 100)], SPELLINGS,
    )  # fmt: skip
    effect = reconcile(data).effect
    assert effect is not None
    assert (effect.before, effect.after) == (pytest.approx(1 / 3), 1.0)
    assert effect.points == pytest.approx(2 / 3)
    assert (effect.rule, effect.ids, effect.customers) == (NrrRule.PERIOD_MOVES, 3, 1)


def test_nobody_merged_changes_nothing() -> None:
    data = book([("A", "2026-01-05", 200), ("A", "2026-02-28", 100)], [("A", "2026-01-05", 200)])
    effect = reconcile(data).effect
    assert effect is not None
    assert (effect.points, effect.ids) == (0.0, 0)


ROWS = st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(1, 6), st.integers(-50, 200)), min_size=1, max_size=25)


@settings(max_examples=100, deadline=None)
@given(ROWS, st.lists(st.sampled_from("ABCD"), min_size=2, max_size=4, unique=True))
def test_merging_keeps_every_unit_of_money_in_its_month(rows: list[tuple[str, int, int]], one: list[str]) -> None:
    data = book([(name, f"2026-{month:02d}-05", amount) for name, month, amount in rows], [("A", "2026-01-05", 1)],
                [core(name, name="山田", phone="0312345678") for name in one])  # fmt: skip
    months = data.months
    after = merged(months, groups_of(months, match(everybody(data))))
    assert _by_month(after) == _by_month(months)
    expected: dict[tuple[str, int], int] = {}
    for name, month, amount in rows:
        key = ("one" if name in one else name, month)
        expected[key] = expected.get(key, 0) + amount
    there = sorted(v for v in expected.values() if v)
    assert sorted(v for v in after.amount.tolist() if v) == there
    order = list(zip(after.customer.tolist(), after.month.tolist()))
    assert order == sorted(set(order))


def _by_month(months: CustomerMonths) -> dict[int, int]:
    found: dict[int, int] = {}
    for month, amount in zip(months.month.tolist(), months.amount.tolist()):
        found[month] = found.get(month, 0) + amount
    return {month: amount for month, amount in found.items() if amount}
