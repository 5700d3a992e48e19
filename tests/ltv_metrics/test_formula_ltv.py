import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.dataset import Dataset
from ltv.metrics.formula_inputs import REASONS, Assumed, formula_ltvs, ltv_inputs, ltv_inputs_by
from ltv.metrics.formula_ltv import DEFAULT, FORMULAS, FormulaLtv, Rates, formula_ltv
from ltv.metrics.intervals import UNKNOWN
from ltv.metrics.movements import movements
from ltv.metrics.stays import stays
from ltv.metrics.totals import Totals
from ltv.months import month_number
from tests.core.histories import customer_months
from tests.kpis.books import company, random_shops, shop
from tests.ltv_metrics.books import books, contract_books, line


def test_e3a_arpa_times_margin_over_churn_is_68_182():
    rates = Rates(arpa=10_000, gross_margin=0.6, churn=0.088)
    assert DEFAULT == FormulaLtv.MARGIN_CHURN
    assert round(formula_ltv(rates)) == 68_182


@pytest.mark.parametrize(("formula", "value"), [
    pytest.param(FormulaLtv.ARPA_CHURN, 1000 / 0.05, id="LTV3"),
    pytest.param(FormulaLtv.MARGIN_CHURN, 0.4 * 1000 / 0.05, id="LTV4"),
    pytest.param(FormulaLtv.REVENUE_RETENTION, 1000 / 0.02, id="LTV5"),
    pytest.param(FormulaLtv.DISCOUNTED, 0.4 * 1000 * 0.95 / (0.01 + 0.05), id="LTV6"),
    pytest.param(FormulaLtv.ORDERS, 2500 * 4.8 * 3 * 0.4, id="LTV7"),
    pytest.param(FormulaLtv.AFTER_SERVICE, (1000 - 120) / 0.05, id="LTV8"),
])  # fmt: skip
def test_each_formula_by_hand(formula, value):
    rates = Rates(
        arpa=1000, churn=0.05, revenue_retention=0.98, gross_margin=0.4, order_value=2500, orders_a_year=4.8,
        lifetime_years=3, discount_annual=1.01**12 - 1, service_cost_monthly=120,
    )  # fmt: skip
    assert formula_ltv(rates, formula) == pytest.approx(value)
    assert formula in FORMULAS


def test_discounted_margins_are_the_sum_of_the_months_to_come():
    rates = Rates(arpa=1000, churn=0.1, gross_margin=0.5, discount_annual=0.2)
    by_month = sum(500 * 0.9**t / 1.2 ** (t / 12) for t in range(1, 2000))
    assert formula_ltv(rates, FormulaLtv.DISCOUNTED) == pytest.approx(by_month)


@pytest.mark.parametrize("formula", list(FormulaLtv))
def test_a_formula_without_an_end_is_unknown_and_not_infinite(formula):
    endless = Rates(
        arpa=1000, churn=0, revenue_retention=1.0, gross_margin=0.5, discount_annual=0.1, service_cost_monthly=1
    )
    assert math.isnan(formula_ltv(endless, formula))
    assert math.isnan(formula_ltv(Rates(), formula))


def test_revenue_that_grows_by_itself_has_no_end_either():
    assert math.isnan(formula_ltv(Rates(arpa=1, revenue_retention=1.3), FormulaLtv.REVENUE_RETENTION))


@given(st.one_of(books(), contract_books()), st.integers(0, 3))
@settings(max_examples=60)
def test_stays_are_those_that_movements_count(book, grace):
    _, data = book
    table = movements(data.months, grace_months=grace)
    found = stays(data.months, grace_months=grace)
    first = data.months.first
    for row in table.itertuples():
        month = (row.month.year - 1970) * 12 + row.month.month - 1
        assert found.months_there(month - 1, month - 1, data.months.size).sum() == row.customers_opening
        assert found.months_there(month, month, data.months.size).sum() == row.customers_closing
        assert found.times_left(month, month, data.months.size).sum() == row.customers_churn
    assert len(table) == data.months.last - first


@given(st.one_of(books(), contract_books()), st.sampled_from([0, 2]))
@settings(max_examples=60)
def test_inputs_are_the_movements_of_the_last_twelve_complete_months(book, grace):
    _, data = book
    inputs = ltv_inputs(data, grace_months=grace)
    table = movements(data.months, grace_months=grace)
    year = table[table["complete"]].tail(12)
    totals = inputs.totals
    assert totals["opened"] == year["customers_opening"].sum()
    assert totals["left"] == year["customers_churn"].sum()
    assert totals["there"] == year["customers_closing"].sum()
    if len(year):
        assert [inputs.start, inputs.end] == [month_number(f"{m:%Y-%m}") for m in year["month"].iloc[[0, -1]]]


@given(st.one_of(books(), contract_books()))
@settings(max_examples=40)
def test_money_of_the_inputs_by_plain_loops(book):
    _, data = book
    inputs = ltv_inputs(data, grace_months=0)
    months = data.months
    revenue = before = kept = 0
    for customer, month, amount in zip(months.customer.tolist(), months.month.tolist(), months.amount.tolist()):
        first = months.first_paid[customer]
        if first > inputs.end:
            continue
        if inputs.start <= month <= inputs.end:
            revenue += amount
            kept += amount if month > first else 0
        if inputs.start - 1 <= month <= inputs.end - 1:
            before += amount
    assert [inputs.totals[name] for name in ("revenue", "before", "kept")] == [revenue, before, kept]


def test_inputs_of_contracts_by_hand():
    """13 months; a stays, b leaves after 6, c comes in the last month: 12 + 5 + 0 months opened, one left."""
    data = company("2024-12", a=[100] * 13, b=[50] * 6, c=[0] * 12 + [30])
    inputs = ltv_inputs(data)
    rates = inputs.rates()
    assert rates.churn == pytest.approx(1 / (12 + 6))
    assert rates.arpa == pytest.approx((12 * 100 + 5 * 50 + 30) / (12 + 5 + 1))
    assert rates.revenue_retention == pytest.approx((12 * 100 + 5 * 50) / (12 * 100 + 6 * 50))
    assert math.isnan(rates.gross_margin)
    assert inputs.ltv(FormulaLtv.ARPA_CHURN) == pytest.approx(rates.arpa / rates.churn)


def test_a_usual_pause_is_no_churn():
    """Orders every second month: nobody leaves, although every second month is empty."""
    rows = [line(c, f"2025-{m:02d}-05", 100) for c in "ab" for m in (1, 3, 5, 7, 9, 11)]
    data = shop([line("old", "2024-12-05", 1), *rows])
    assert ltv_inputs(data, grace_months=0).rates().churn > 0.4
    assert ltv_inputs(data).grace_months == 1
    assert ltv_inputs(data).totals["left"] == 1  # only the one of December 2024


def test_orders_a_year_and_years_of_buyers():
    rows = [
        line("a", "2023-01-10", 50),
        line("a", "2025-01-10", 100),
        line("a", "2025-07-10", 300),
        line("b", "2025-03-01", 200),
    ]
    rates = ltv_inputs(shop(rows), grace_months=0).rates()
    assert rates.order_value == 200
    assert rates.orders_a_year == 1.5
    assert rates.lifetime_years == pytest.approx((dt.date(2025, 7, 10) - dt.date(2023, 1, 10)).days / 2 / 365.25)


@given(books())
@settings(max_examples=40)
def test_groups_of_customers_add_up(book):
    _, data = book
    half = {"even": np.arange(0, data.months.size, 2), "odd": np.arange(1, data.months.size, 2)}
    parts = ltv_inputs_by(data, half, grace_months=1)
    assert parts["even"] + parts["odd"] == ltv_inputs(data, grace_months=1)


def test_inputs_of_different_months_do_not_add_up():
    with pytest.raises(ValueError, match="different months"):
        ltv_inputs(shop([("a", "2025-01-01", 1)]), grace_months=0) + ltv_inputs(
            shop([("a", "2025-01-01", 1)]), grace_months=1
        )


def test_every_unknown_value_has_a_reason():
    forever = ltv_inputs(company("2024-01", a=[100] * 24, b=[100] * 24))
    table = formula_ltvs(forever).set_index("formula")
    assert table["reason"].to_dict() == {
        "arpa_churn": "no_loss", "margin_churn": "no_margin", "revenue_retention": "no_loss", "discounted": "no_margin",
        "orders": "", "after_service": "no_service_cost",
    }  # fmt: skip
    assert table["base"].to_dict()["orders"] == "sales"
    known = formula_ltvs(forever, Assumed(gross_margin=0.5, service_cost_monthly=1)).set_index("formula")
    assert set(known["reason"]) == {"", "no_loss"}
    assert known["base"].to_dict()["orders"] == "gross_profit"
    nobody = formula_ltvs(ltv_inputs(shop([("a", "2025-12-31", 1)])))
    assert set(nobody["reason"]) == {"no_customers"}
    assert set(table["reason"]) | set(known["reason"]) | set(nobody["reason"]) <= {"", *REASONS}


def test_an_assumed_margin_wins_over_the_measured_one():
    rows = [line("a", f"2025-{m:02d}-05", 100, cost=40) for m in range(1, 8)]
    inputs = ltv_inputs(shop([line("old", "2024-06-05", 1), *rows]), grace_months=0)
    assert inputs.rates().gross_margin == pytest.approx(0.6)
    assert inputs.ltv(assumed=Assumed(gross_margin=0.3)) == pytest.approx(inputs.ltv() / 2)


@given(st.one_of(random_shops(), contract_books().map(lambda book: book[1])))
@settings(max_examples=40)
def test_values_lie_in_their_intervals_and_are_finite(data):
    table = formula_ltvs(ltv_inputs(data), Assumed(gross_margin=0.4, service_cost_monthly=3))
    for row in table.itertuples():
        assert (row.reason == "") == math.isfinite(row.ltv)
        assert not math.isinf(row.low)
        assert not math.isinf(row.high)
        if not math.isnan(row.low):
            assert row.low <= row.ltv <= row.high


def naive_variance(columns, figure):
    """Variance of a figure by leaving out one customer at a time (jackknife)."""
    n = len(next(iter(columns.values())))
    left_out = [figure({k: float(sum(v) - v[i]) for k, v in columns.items()}) for i in range(n)]
    mean = sum(left_out) / n
    return (n - 1) / n * sum((x - mean) ** 2 for x in left_out)


def test_the_interval_agrees_with_leaving_out_one_customer_at_a_time():
    rng = np.random.default_rng(5)
    columns = {"a": rng.integers(50, 150, 400), "b": rng.integers(1, 12, 400), "c": rng.integers(0, 2, 400)}

    def figure(sums):
        return sums["a"] / sums["b"] / (sums["c"] / sums["b"])

    totals = Totals.of({k: v.astype(np.int64) for k, v in columns.items()})
    low, high = totals.interval(figure)
    half = (math.log(high) - math.log(low)) / 2 / 1.966
    jackknife = math.sqrt(naive_variance(columns, lambda sums: math.log(figure(sums))))
    assert half == pytest.approx(jackknife, rel=0.01)


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 10**12)), min_size=1, max_size=12))
def test_totals_hold_exact_sums_and_products(pairs):
    x, y = (np.array(column, dtype=np.int64) for column in zip(*pairs))
    totals = Totals.of({"x": x, "y": y})
    assert totals["x"] == sum(a for a, _ in pairs)
    assert totals.ratio("x", "y").squares == (
        sum(b * b for _, b in pairs), sum(a * b for a, b in pairs), sum(a * a for a, _ in pairs))  # fmt: skip
    assert totals.ratio("y", "x").squares[1] == sum(a * b for a, b in pairs)
    half = len(pairs) // 2
    parts = [Totals.of({"x": x[part], "y": y[part]}) for part in (slice(half), slice(half, None))]
    assert parts[0] + parts[1] == totals


def test_sums_of_other_columns_do_not_add_up():
    one, other = (Totals.of({name: np.ones(2, dtype=np.int64)}) for name in "ab")
    with pytest.raises(ValueError, match="do not add up"):
        one + other


def test_an_interval_is_unknown_for_one_customer_for_nothing_and_for_hardly_anything():
    one = Totals.of({"x": np.array([5]), "y": np.array([2])})
    assert one.interval(lambda s: s["x"] / s["y"]) == UNKNOWN
    two = Totals.of({"x": np.array([5, -5]), "y": np.array([2, 1])})
    assert two.interval(lambda s: s["x"] / s["y"]) == UNKNOWN
    assert Totals.of({"x": np.array([500, -499])}).interval(lambda s: s["x"]) == UNKNOWN


def test_the_interval_of_ltv4_holds_the_truth_about_as_often_as_it_says():
    """200 books of 300 contracts that all leave at 6 % a month and pay 80 to 120: LTV3 is 100 / 0.06."""
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(200):
        history = {}
        for i in range(300):
            start, stay = int(rng.integers(0, 24)), int(rng.geometric(0.06))
            history[f"c{i}"] = {640 + m: int(rng.integers(80, 121)) for m in range(start, min(start + stay, 36))}
        data = Dataset("contracts", customer_months(history, 675, first=640, recurring=True), "x")
        low, high = ltv_inputs(data).interval(FormulaLtv.ARPA_CHURN)
        held += low <= 100 / 0.06 <= high
    assert 0.90 <= held / 200 <= 0.985
