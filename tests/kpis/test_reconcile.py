import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.errors import NotEnoughDataError
from ltv.metrics.reconcile import bridge, differences, has_crm
from tests.kpis.books import company, shop


def both(crm, core):
    """The CRM's totals by customer, and orders as (customer, amount)."""
    people = {"customer_id": list(crm), "crm_total": pd.array(list(crm.values()), dtype="Int64")}
    return shop([(c, "2025-05-01", amount) for c, amount in core], customers=people)


E8 = both({"A": 1000, "B": 500, "C": 800, "D": 300}, [("A", 1000), ("B", 450), ("C", 800), ("X", 200)])


def test_e8_the_difference_is_explained_to_the_last_yen():
    found = bridge(E8)
    assert (found.difference, found.crm_only, found.core_only, found.matched_difference) == (150, 300, 200, 50)
    assert found.difference == found.crm_only - found.core_only + found.matched_difference


def test_e8_60_percent_of_the_customers_and_89_percent_of_the_value_match():
    found = bridge(E8)
    assert found.customers_matched_share == pytest.approx(0.60)
    assert round(100 * found.value_matched_share, 3) == 89.109
    assert (found.customers, found.customers_matched, found.customers_crm_only, found.customers_core_only) == (
        5,
        3,
        1,
        1,
    )


def test_e8_each_system_knows_four_customers():
    assert (bridge(E8).customers_crm, bridge(E8).customers_core) == (4, 4)


def test_e8_what_has_no_cause_is_50_of_2450():
    assert bridge(E8).explained_share == pytest.approx(1 - 50 / 2450)


def test_the_largest_difference_comes_first_whichever_sign_it_has():
    table = differences(E8)
    assert list(table["customer_id"]) == ["D", "X", "B", "A", "C"]
    assert list(table["difference"]) == [300, -200, 50, 0, 0]
    assert list(table["place"]) == ["crm_only", "core_only", "matched", "matched", "matched"]


def test_a_refund_the_crm_has_not_heard_of_is_a_known_cause():
    found = bridge(both({"A": 1000, "B": 900}, [("A", 1000), ("A", -300), ("B", 800)]))
    assert (found.matched_difference, found.refund_difference, found.unexplained) == (400, 300, 100)


def test_a_customer_neither_system_has_an_amount_for_is_not_counted():
    found = bridge(both({"A": 1000, "B": None}, [("A", 1000)]))
    assert (found.customers, found.customers_matched_share, found.value_matched_share) == (1, 1.0, 1.0)


def test_a_customer_the_crm_lists_with_nothing_is_listed():
    assert bridge(both({"A": 0}, [("A", 500)])).customers_matched == 1


def test_without_orders_or_crm_totals_the_message_says_so():
    contracts, orders = company("2025-01", a=[100]), shop([("a", "2025-01-01", 100)])
    assert not has_crm(contracts)
    assert not has_crm(orders)
    with pytest.raises(NotEnoughDataError, match="crm_total"):
        bridge(orders)
    contracts.customers["crm_total"] = 100
    with pytest.raises(NotEnoughDataError, match="no orders"):
        bridge(contracts)


AMOUNTS = st.integers(-500, 2000)
BOOKS = st.tuples(
    st.dictionaries(st.sampled_from("ABCDEF"), st.one_of(st.none(), AMOUNTS), min_size=1),
    st.lists(st.tuples(st.sampled_from("ABCDEFXYZ"), AMOUNTS), min_size=1, max_size=15),
)


@settings(max_examples=50)
@given(BOOKS)
def test_the_bridge_closes_whatever_the_books_say(books):
    found = bridge(both(*books))
    assert found.crm_total - found.core_total == found.crm_only - found.core_only + found.matched_difference
    assert abs(found.matched_difference - found.refund_difference) <= found.unexplained
    assert not found.value_matched_share > 1


@settings(max_examples=50)
@given(BOOKS)
def test_bridges_of_two_groups_of_customers_add_up(books):
    data = both(*books)
    some = (data.customers.index % 2 == 0).astype(bool)
    assert bridge(data.only(some)) + bridge(data.only(~some)) == bridge(data)


@settings(max_examples=50)
@given(BOOKS)
def test_the_bridge_is_what_dictionaries_make_of_it(books):
    crm = {c: v for c, v in books[0].items() if v is not None}
    core = {}
    for customer, amount in books[1]:
        core[customer] = core.get(customer, 0) + amount
    found = bridge(both(*books))
    assert found.crm_only == sum(v for c, v in crm.items() if c not in core)
    assert found.core_only == sum(v for c, v in core.items() if c not in crm)
    assert found.customers_different == sum(crm[c] != core[c] for c in crm.keys() & core.keys())
