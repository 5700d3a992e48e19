"""E8: CRM A 1000, B 500, C 800, D 300; core A 1000, B 450, C 800, X 200."""

from __future__ import annotations

import pytest

from ltv.reconcile.reconciliation import reconcile
from tests.reconcile.books import book

CRM = [("A", "2026-01-05", 1000), ("B", "2026-01-06", 500), ("C", "2026-01-07", 800), ("D", "2026-01-08", 300)]
CORE = [("A", "2026-01-05", 1000), ("B", "2026-01-06", 450), ("C", "2026-01-07", 800), ("X", "2026-01-09", 200)]


def test_150_is_300_of_the_crm_alone_less_200_of_the_core_alone_and_50_of_customers_both_know() -> None:
    found = reconcile(book(CORE, CRM)).bridge
    parts = found.difference, found.total("crm_only"), found.total("core_only"), found.matched_difference
    assert parts == (150, 300, 200, 50)


def test_60_percent_of_customers_and_89_109_percent_of_value_are_matched() -> None:
    found = reconcile(book(CORE, CRM)).bridge
    assert found.customers_matched_share == 0.6
    assert found.value_matched_share == 4500 / 5050
    assert f"{found.value_matched_share:.3%}" == "89.109%"


def test_the_50_are_unexplained_and_more_than_half_a_percent() -> None:
    found = reconcile(book(CORE, CRM)).bridge
    assert found.total("unexplained") == 50
    assert found.unexplained_share == pytest.approx(50 / 2450)
    assert found.is_material


def test_those_whom_only_one_system_knows_are_listed() -> None:
    found = reconcile(book(CORE, CRM))
    assert list(found.orphans("crm_only")["customer_id"]) == ["D"]
    assert list(found.orphans("core_only")["amount"]) == [200]
