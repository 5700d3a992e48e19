import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.metrics.movements import MOVEMENTS, movements
from ltv.months import MonthRule, month_number
from tests.core import naive
from tests.core.histories import FIRST, customer_months, histories, months_paid

E1 = {
    "A": [100, 100, 100, 100],
    "B": [200, 200, 150, 150],
    "C": [100, 130, 130, 160],
    "D": [50, 0, 0, 50],
    "E": [150, 150, 0, 0],
    "F": [0, 80, 80, 100],
    "G": [0, 0, 60, 60],
    "H": [400, 400, 420, 420],
}
MONEY = ["opening", *MOVEMENTS, "closing"]
COUNTS = [f"customers_{name}" for name in MONEY]


def test_movements_of_the_worked_example_come_out_to_the_last_digit():
    table = movements(months_paid(**E1))
    assert table[
        ["opening", "new", "reactivation", "expansion", "contraction", "churn", "closing"]
    ].to_numpy().tolist() == [
        [1000, 80, 0, 30, 0, -50, 1060],
        [1060, 60, 0, 20, -50, -150, 940],
        [940, 0, 50, 50, 0, 0, 1040],
    ]


def names_of(*row: int) -> list[list[str]]:
    """Names of the movements that a customer has in each month, beside a customer who always pays 1."""
    table = movements(months_paid(a=list(row), always=[1] * len(row)))
    return [[name for name in MOVEMENTS if r[name]] for r in table.to_dict("records")]


@pytest.mark.parametrize(
    ("paid", "names"),
    [
        pytest.param([50, 60], [["expansion"]], id="pays more"),
        pytest.param([60, 50], [["contraction"]], id="pays less"),
        pytest.param([50, 50], [[]], id="pays the same"),
        pytest.param([0, 50, 0], [["new"], ["churn"]], id="comes and goes"),
        pytest.param([50, 0, 50], [["churn"], ["reactivation"]], id="leaves and comes back"),
        pytest.param([0, 0, 50], [[], ["new"]], id="comes late"),
        pytest.param(
            [50, -20, 50], [["contraction", "churn"], ["reactivation", "expansion"]], id="is refunded more than bought"
        ),
        pytest.param([-20, 50, 50], [["new", "expansion"], []], id="is refunded before the first purchase we know"),
        pytest.param([0, 0, 0], [[], []], id="never pays"),
    ],
)
def test_a_change_has_one_name(paid, names):
    assert names_of(*paid) == names


@given(histories(), st.integers(0, 40), st.sampled_from([0, 0, 1, 2, 5]))
@settings(max_examples=400)
def test_movements_are_those_of_the_definition(drawn, cut_short, grace):
    history, last = drawn
    table = movements(customer_months(history, last, cut_short=min(cut_short, 27)), grace_months=grace)
    expected = naive.movements(history, FIRST, last, grace)
    assert table[[*MONEY, *COUNTS]].to_dict("records") == list(expected.values())
    assert table["month"].dt.strftime("%Y-%m").tolist() == [f"{1970 + m // 12}-{m % 12 + 1:02d}" for m in expected]
    assert table["complete"].tolist() == [m <= last - bool(cut_short) - grace for m in expected]


@pytest.mark.parametrize(
    ("paid", "names"),
    [
        pytest.param([50, 0, 50, 50], [["contraction"], ["expansion"], []], id="skips one month"),
        pytest.param([50, 0, 0, 50], [["churn"], [], ["reactivation"]], id="skips two months"),
        pytest.param([50, 50, 50, 0], [[], [], ["contraction"]], id="has not paid yet this month"),
        pytest.param([50, 50, 0, 0], [[], ["churn"], []], id="has been gone for two months"),
    ],
)
def test_a_month_of_grace_makes_a_skip_a_pause_and_not_churn(paid, names):
    table = movements(months_paid(a=paid, always=[1] * len(paid)), grace_months=1)
    assert [[name for name in MOVEMENTS if row[name]] for row in table.to_dict("records")] == names


@given(histories(), st.sampled_from([0, 1, 3]))
@settings(max_examples=120)
def test_opening_plus_movements_is_closing_to_the_last_yen(drawn, grace):
    table = movements(customer_months(*drawn), grace_months=grace)
    assert (table["opening"] + table[list(MOVEMENTS)].sum(axis=1) == table["closing"]).all()
    people = table["customers_opening"] + table["customers_new"] + table["customers_reactivation"]
    assert (people - table["customers_churn"] == table["customers_closing"]).all()
    assert (table["opening"].iloc[1:].to_numpy() == table["closing"].iloc[:-1].to_numpy()).all()


@given(histories())
@settings(max_examples=60)
def test_movements_have_their_signs(drawn):
    table = movements(customer_months(*drawn))
    assert (table[["new", "reactivation", "expansion"]] >= 0).all(axis=None)
    assert (table[["contraction", "churn"]] <= 0).all(axis=None)


def test_amounts_of_a_trillion_are_added_exactly():
    huge = 10**12
    table = movements(months_paid(a=[huge, huge + 1, 1], b=[huge * 1000, huge * 1000, 0], c=[0, 3, huge * 999]))
    assert table["opening"].tolist() == [1001 * huge, 1001 * huge + 4]
    assert table["contraction"].tolist() == [0, -huge]
    assert table["churn"].tolist() == [0, -1000 * huge]
    assert table["expansion"].tolist() == [1, 999 * huge - 3]


def test_one_yen_of_spreading_is_money_but_not_a_customer_who_changed():
    history = {"a": {FIRST: 334, FIRST + 1: 333, FIRST + 2: 335}}
    table = movements(customer_months(history, FIRST + 2, rounding=1))
    assert table["contraction"].tolist() == [-1, 0]
    assert table["customers_contraction"].tolist() == [0, 0]
    assert table["customers_expansion"].tolist() == [0, 1]


def test_a_single_month_has_no_movements_because_who_is_new_in_it_cannot_be_known():
    assert len(movements(months_paid(a=[100]))) == 0


def test_the_month_that_the_data_break_off_in_is_marked():
    table = movements(months_paid(cut_short=1, a=[1, 2, 3]))
    assert table["complete"].tolist() == [True, False]


def test_movements_count_months_of_a_closing_day():
    first = month_number("2025-12")
    months = customer_months({"a": {first: 5, first + 1: 7}}, first + 1, first=first, month_rule=MonthRule(20))
    assert movements(months)["expansion"].tolist() == [2]
