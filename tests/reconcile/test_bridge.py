"""The bridge closes to the last unit, and a cause is named only where it accounts for everything."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.errors import NotEnoughDataError
from ltv.reconcile.bridge import MonthlyBridge, monthly_bridge
from ltv.reconcile.causes import CAUSES, causes
from ltv.reconcile.orphans import by_value
from ltv.reconcile.reconciliation import reconcile
from tests.reconcile.books import book, core, crm, said


def cells(*rows: tuple[int, int, int, int, int]) -> pd.DataFrame:
    """Customer, month, CRM, core, refunds."""
    table = pd.DataFrame(rows, columns=["group", "month", "crm", "core", "refunds"]).astype(np.int64)
    return table.sort_values(["group", "month"], ignore_index=True)


CASES = [
    pytest.param([(1, 1, 1000, 1000, 0)], ["same"], id="the same"),
    pytest.param([(1, 1, 1000, 700, -300)], ["returns"], id="the CRM has not heard of a refund"),
    pytest.param([(1, 1, 1000, 700, -200)], ["unexplained"], id="refunds of another size"),
    pytest.param([(1, 1, 1100, 1000, 0)], ["tax"], id="10 % of tax in the CRM"),
    pytest.param([(1, 1, 1000, 1080, 0)], ["tax"], id="8 % of tax in the core"),
    pytest.param([(1, 1, 1852, 2000, 0)], ["tax"], id="tax taken off and rounded"),
    pytest.param([(1, 1, 1101, 1000, 0)], ["unexplained"], id="a unit more than tax"),
    pytest.param([(1, 1, 6, 5, 0)], ["unexplained"], id="so small that any ratio fits"),
    pytest.param([(1, 1, 0, 500, 0), (1, 2, 500, 0, 0)], ["timing", "timing"], id="a month later"),
    pytest.param([(1, 1, 0, 500, 0), (1, 3, 500, 0, 0)], ["unexplained"] * 2, id="two months later"),
    pytest.param([(1, 1, 0, 500, 0), (2, 2, 500, 0, 0)], ["unexplained"] * 2, id="another customer's"),
    pytest.param(
        [(1, 1, 0, 5, 0), (1, 2, 5, 0, 0), (1, 3, 0, 5, 0)], ["timing", "timing", "unexplained"], id="each serves once"
    ),
    pytest.param(
        [(1, 1, 0, 5, 0), (1, 2, 5, 0, 0), (1, 3, 0, 5, 0), (1, 4, 5, 0, 0)], ["timing"] * 4, id="two pairs in a row"
    ),
]


@pytest.mark.parametrize(("rows", "named"), CASES)
def test_a_difference_has_one_cause(rows: list[tuple[int, int, int, int, int]], named: list[str]) -> None:
    assert causes(cells(*rows)).tolist() == named


def test_what_spreading_contracts_makes_is_rounding() -> None:
    assert causes(cells((1, 1, 1000, 1001, 0), (1, 2, 1000, 1002, 0)), rounding=1).tolist() == [
        "rounding",
        "unexplained",
    ]


AMOUNTS = st.integers(-2000, 3000) | st.sampled_from([0, 0, 1000, 1100, 1080, 500, -500])
CELLS = st.dictionaries(
    st.tuples(st.integers(0, 5), st.integers(0, 4)),
    st.tuples(AMOUNTS, AMOUNTS, st.sampled_from([0, 0, -100, -500])),
    max_size=20,
)


def bridge_of(given_: dict[tuple[int, int], tuple[int, int, int]]) -> MonthlyBridge:
    return monthly_bridge(cells(*((*at, *money) for at, money in given_.items())), 0, 4)


@settings(max_examples=100, deadline=None)
@given(CELLS)
def test_the_bridge_closes_to_nothing_in_every_month_and_in_sum(
    given_: dict[tuple[int, int], tuple[int, int, int]],
) -> None:
    found = bridge_of(given_)
    for row in found.months.to_dict("records"):
        parts = row["crm_only"] - row["core_only"] + sum(row[cause] for cause in CAUSES)
        assert row["crm"] - row["core"] - parts == 0
    assert found.difference == found.total("crm_only") - found.total("core_only") + found.matched_difference
    assert found.total("timing") == 0
    assert found.by_cause["amount"].sum() == found.differences["difference"].sum() == found.matched_difference


@settings(max_examples=80, deadline=None)
@given(CELLS)
def test_the_parts_are_as_a_loop_over_customers_says(given_: dict[tuple[int, int], tuple[int, int, int]]) -> None:
    found = bridge_of(given_).months.set_index("month")
    in_crm = {group for (group, _), (c, _, _) in given_.items() if c}
    in_core = {group for (group, _), (_, e, r) in given_.items() if e or r}
    for month in range(5):
        here = [(group, money) for (group, at), money in given_.items() if at == month]
        assert found.loc[month, "crm"] == sum(c for _, (c, _, _) in here)
        assert found.loc[month, "core"] == sum(e for _, (_, e, _) in here)
        assert found.loc[month, "crm_only"] == sum(c for g, (c, _, _) in here if g not in in_core)
        assert found.loc[month, "core_only"] == sum(e for g, (_, e, _) in here if g in in_core - in_crm)
        matched = sum(c - e for g, (c, e, _) in here if g in in_crm & in_core)
        assert sum(found.loc[month, cause] for cause in CAUSES) == matched


@given(CELLS)
def test_shares_are_shares(given_: dict[tuple[int, int], tuple[int, int, int]]) -> None:
    found = bridge_of(given_)
    for value in (found.customers_matched_share, found.value_matched_share):
        assert not value < 0
        assert not value > 1


# --- from rows to the bridge ------------------------------------------------------------------------------------------


def test_only_months_that_both_know_are_compared_and_the_rest_is_told() -> None:
    found = reconcile(
        book([("A", "2025-12-05", 100), ("A", "2026-01-05", 100), ("A", "2026-02-05", 100)],
             [("A", "2026-01-05", 100), ("A", "2026-02-06", 100), ("A", "2026-03-06", 70)])
    )  # fmt: skip
    assert len(found.bridge.months) == 2
    assert found.bridge.difference == 0
    assert (found.sales.outside_rows, found.sales.outside_money) == (1, 70)


def test_systems_without_a_month_in_common_cannot_be_compared() -> None:
    with pytest.raises(NotEnoughDataError):
        reconcile(book([("A", "2025-01-05", 100)], [("A", "2026-01-05", 100)]))


def test_refunds_of_which_the_crm_has_not_heard_are_returns() -> None:
    found = reconcile(
        book([("A", "2026-01-05", 100), ("A", "2026-01-20", -40)], [("A", "2026-01-05", 100)]),
    ).bridge
    assert (found.difference, found.total("returns"), found.total("unexplained")) == (40, 40, 0)


def test_matched_customers_are_compared_as_one_whatever_ids_they_have() -> None:
    known = [crm("C9", email="a@x.jp"), core("K1", email="a@x.jp")]
    found = reconcile(book([("K1", "2026-01-05", 100)], [("C9", "2026-01-07", 100)], known))
    assert (found.bridge.customers_matched_share, found.bridge.total("crm_only")) == (1.0, 0)
    assert list(found.tiers["tier"]) == ["email"]


def test_taking_a_merge_apart_makes_two_customers_of_one_again() -> None:
    known = [crm("C9", email="a@x.jp"), core("K1", email="a@x.jp")]
    data = book([("K1", "2026-01-05", 100)], [("C9", "2026-01-07", 100)], known)
    found = reconcile(data, [said("crm:C9", "core:K1", "different")])
    assert (found.bridge.count("crm_only"), found.bridge.count("core_only")) == (1, 1)
    assert list(found.orphans("crm_only")["customer_id"]) == ["C9"]


def test_orphans_are_counted_by_size_so_that_nobody_is_named() -> None:
    sold = [(f"C{i}", "2026-01-05", amount) for i, amount in enumerate([5, 9_999, 10_000, 250_000])]
    found = reconcile(book([("A", "2026-01-05", 1)], sold))
    bands = by_value(found.orphans("crm_only"), 0)
    assert bands[["from", "customers", "amount"]].to_numpy().tolist() == [
        [100_000, 1, 250_000],
        [10_000, 1, 10_000],
        [0, 2, 10_004],
    ]
    assert "customer_id" not in bands
