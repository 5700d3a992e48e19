import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.errors import LtvError
from ltv.metrics.cpm import GROUP_NAMES, GROUPS, STAGE_NAMES, CpmCuts, CpmStage, cpm, cpm_transitions, usual_cuts
from ltv.metrics.groups import NOT_A_CUSTOMER, group_table
from tests.kpis.books import AS_OF, company, shop
from tests.ltv_metrics import naive
from tests.ltv_metrics.books import books, contract_books

CUTS = CpmCuts(spend=70_000)


def ago(days):
    return str(AS_OF - dt.timedelta(days=days))


def group_of(*orders, cuts=CUTS):
    """Group of a customer with orders as (days ago, amount)."""
    return cpm(shop([("a", ago(days), amount) for days, amount in orders]), cuts=cuts)["group"].iloc[0]


@pytest.mark.parametrize(("orders", "group"), [
    pytest.param([(10, 999_999)], "first.current", id="one order, however large"),
    pytest.param([(99, 90_000), (10, 10)], "beginner.current", id="89 days, however much"),
    pytest.param([(100, 10), (10, 10)], "steady.current", id="90 days exactly"),
    pytest.param([(100, 69_989), (10, 10)], "steady.current", id="one yen short"),
    pytest.param([(100, 69_990), (10, 10)], "riser.current", id="70,000 yen exactly"),
    pytest.param([(219, 69_990), (10, 10)], "riser.current", id="209 days"),
    pytest.param([(220, 69_990), (10, 10)], "best.current", id="210 days exactly"),
    pytest.param([(800, 69_990), (240, 10)], "best.current", id="240 days without a purchase is current"),
    pytest.param([(800, 69_990), (241, 10)], "best.left", id="241 days has left"),
    pytest.param([(241, 10)], "first.left", id="one order long ago"),
    pytest.param([(300, 5), (300, 5)], "first.left", id="two lines of one day are one order"),
])  # fmt: skip
def test_boundaries_are_strict(orders, group):
    assert group_of(*orders) == group


def test_refunds_are_taken_off_before_the_spend_is_judged():
    assert group_of((300, 80_000), (50, 100), (10, -20_000)) == "steady.current"


def test_cuts_can_be_set():
    assert group_of((20, 5), (10, 5), cuts=CpmCuts(10, beginner_days=5, best_days=10, absent_days=9)) == "best.left"


@given(books(), st.integers(0, 500))
@settings(max_examples=60)
def test_every_customer_is_in_exactly_the_group_the_definition_gives(book, days_ago):
    rows, data = book
    then, cuts = AS_OF - dt.timedelta(days=days_ago), CpmCuts(4000, absent_days=100)
    table = cpm(data, as_of=then, cuts=cuts)
    found = dict(zip(data.customers["customer_id"][table["customer"]], table["group"]))
    expected = {}
    for customer, (first, last, orders, money) in naive.standing(rows, then).items():
        days = (last - first).days
        if orders == 1:
            stage = "first"
        elif days < 90:
            stage = "beginner"
        elif money < 4000:
            stage = "steady"
        else:
            stage = "riser" if days < 210 else "best"
        expected[customer] = f"{stage}.{'left' if (then - last).days > 100 else 'current'}"
    assert found == expected


@given(st.one_of(books(), contract_books()), st.integers(0, 500))
@settings(max_examples=40)
def test_transitions_add_up_to_both_dates(book, days_ago):
    _, data = book
    then = max(data.months.as_of - dt.timedelta(days=days_ago), dt.date(2023, 6, 30))
    cuts = usual_cuts(data)
    moves = cpm_transitions(data, then, cuts=cuts)
    for side, day in (("before", then), ("after", None)):
        counted = moves.groupby(side, observed=False)["customers"].sum().drop(NOT_A_CUSTOMER)
        expected = group_table(cpm(data, as_of=day, cuts=cuts), "group").set_index("group")["customers"]
        assert counted.to_dict() == expected.to_dict()


def test_the_ten_groups_have_names_in_both_languages():
    assert len(GROUPS) == len(set(GROUPS)) == 10
    assert set(GROUP_NAMES) == set(GROUPS)
    assert set(STAGE_NAMES) == set(CpmStage)
    assert len({name.ja for name in GROUP_NAMES.values()} | {name.en for name in GROUP_NAMES.values()}) == 20


def test_yen_shops_begin_with_70_000_yen_and_others_with_their_own_mean():
    rows = [("a", ago(200), 100), ("a", ago(10), 300), ("b", ago(5), 9)]
    assert usual_cuts(shop(rows)) == CpmCuts(70_000)
    assert usual_cuts(shop(rows).in_currency("USD")) == CpmCuts(400)
    assert usual_cuts(shop(rows[2:]).in_currency("USD")) == CpmCuts(0)


def test_a_customer_without_an_active_contract_has_left_at_once():
    data = company("2024-01", a=[100] * 24, b=[100] * 23, c=[0] * 23 + [700])
    assert list(cpm(data)["group"]) == ["best.current", "steady.left", "first.current"]


@pytest.mark.parametrize("wrong", [{"beginner_days": 0}, {"best_days": 80}, {"absent_days": -1}])
def test_cuts_out_of_order_are_refused(wrong):
    with pytest.raises(LtvError, match="CPM cuts need"):
        CpmCuts(1, **wrong)
