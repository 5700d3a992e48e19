"""What customers under contract are worth, on books small enough to work out by hand."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest

from ltv.contracts import contract_months
from ltv.dataset import Dataset
from ltv.ledger import CUSTOMER_ID
from ltv.models import contract_book as books
from ltv.models.assumptions import Assumptions, Base, Margin
from ltv.models.contract_book import ContractBook, contract_book, renewals_ahead
from ltv.models.estimate import from_draws
from ltv.models.renewal_model import RenewalModel
from ltv.months import day_number

SALES = Margin(1.0, Base.SALES)
UNDISCOUNTED = Assumptions(horizon_months=24, discount_annual=0.0)


class Halving(RenewalModel):
    """Half of those who face a renewal renew."""

    def log_survival(self, age):
        return np.asarray(age, dtype=float) * math.log(0.5)

    def draws(self, n, seed):
        return [self] * n

    @property
    def expected_lifetime(self) -> float:
        return 2.0


def book(**columns: list[object]) -> ContractBook:
    """Customers written down, all of whose periods follow the same model."""
    table = pd.DataFrame({"term_days": 0, "into": 0, "renewals": 0} | columns)
    table = table.assign(customer=np.arange(len(table)))
    models = {str(period): Halving() for period in table["period"].unique()}
    new = table[["period", "term_months", "term_days", "monthly"]].assign(customers=1)
    return ContractBook(models, {}, table, new)


def test_an_annual_customer_can_leave_only_at_the_anniversary() -> None:
    """Four months into the year: eight months for certain, twelve at ½, four at ¼."""
    one = book(period=["year"], term_months=[12], monthly=[100.0], into=[4])
    chance = books.still_there(one, one.models, 24)[0]
    assert chance.tolist() == [1.0] * 7 + [0.5] * 12 + [0.25] * 5
    assert books.expected_values(one, one.models, SALES, UNDISCOUNTED).tolist() == [pytest.approx(100 * (7 + 6 + 1.25))]


def test_a_monthly_customer_can_leave_every_month() -> None:
    one = book(period=["month"], term_months=[1], monthly=[100.0])
    value = books.expected_values(one, one.models, SALES, Assumptions(horizon_months=3, discount_annual=0.0))
    assert value[0] == pytest.approx(100 * (0.5 + 0.25 + 0.125))


def test_discount_margin_and_service_are_taken_off_month_by_month() -> None:
    assumed = Assumptions(horizon_months=2, discount_annual=0.21, cost_per_purchase=10.0, timing="end")
    one = book(period=["month"], term_months=[1], monthly=[100.0])
    value = books.expected_values(one, one.models, Margin(0.5, Base.MARGIN_GIVEN), assumed)
    monthly = 1.21 ** (1 / 12)
    assert value[0] == pytest.approx((100 * 0.5 - 10) * (0.5 / monthly + 0.25 / monthly**2))


def test_a_new_customer_pays_the_first_month_for_certain() -> None:
    one = book(period=["month"], term_months=[1], monthly=[100.0])
    value = books.new_value(one, SALES, Assumptions(horizon_months=3, discount_annual=0.0))
    assert value.value == pytest.approx(100 * (1 + 0.5 + 0.25))


def test_the_outcome_of_one_customer_spreads_as_enumeration_says() -> None:
    """Who leaves after m months has paid m months: variance of a small distribution, written out."""
    one = book(period=["month"], term_months=[1], monthly=[100.0])
    assumed = Assumptions(horizon_months=3, discount_annual=0.0)
    paid, chance = np.array([0, 100, 200, 300]), np.array([0.5, 0.25, 0.125, 0.125])
    mean = float(paid @ chance)
    assert books.outcome_variances(one, SALES, assumed)[0] == pytest.approx(float((paid - mean) ** 2 @ chance))
    found = books.customer_interval(one, SALES, assumed, 0)
    assert found.value == pytest.approx(mean)
    assert found.outcome.low == 0
    assert found.outcome.high == 300


def test_the_total_adds_up_and_its_outcome_is_wider_than_the_parameters() -> None:
    three = book(period=["year", "month", "year"], term_months=[12, 1, 12], monthly=[100.0, 50.0, 10.0])
    total = books.total_value(three, SALES, UNDISCOUNTED)
    assert total.value == pytest.approx(books.expected_values(three, three.models, SALES, UNDISCOUNTED).sum())
    assert total.outcome.low < total.interval.low <= total.value <= total.interval.high < total.outcome.high


def test_values_within_stop_at_each_customers_own_month() -> None:
    two = book(period=["month", "month"], term_months=[1, 1], monthly=[100.0, 100.0])
    found = books.values_within(two, SALES, UNDISCOUNTED, np.array([0, 2]))
    assert found.tolist() == [0, pytest.approx(75)]


@pytest.mark.parametrize(
    ("months", "days", "into", "expected"),
    [
        pytest.param(12, 0, 10, [0, 1, 1], id="year, two months before the anniversary"),
        pytest.param(3, 0, 2, [1, 1, 1], id="quarter, about to renew"),
        pytest.param(1, 0, 0, [1, 2, 3], id="month"),
        pytest.param(0, 7, 0, [4, 8, 13], id="week"),
    ],
)
def test_renewals_ahead_are_counted_in_the_customers_own_terms(
    months: int, days: int, into: int, expected: list[int]
) -> None:
    found = renewals_ahead(np.array([months]), np.array([days]), np.array([into]), 3)
    assert found[0].tolist() == expected


def contracts(*rows: tuple[str, str, str | None, int, str], as_of: str) -> Dataset:
    """Contracts as (customer, start, end, amount, interval)."""
    frame = pd.DataFrame(rows, columns=[CUSTOMER_ID, "start", "end", "amount", "interval"])
    frame["start"] = [day_number(dt.date.fromisoformat(day)) for day in frame["start"]]
    frame["end"] = pd.array(
        [day_number(dt.date.fromisoformat(d)) if isinstance(d, str) else None for d in frame["end"]], "Int32"
    )
    months = contract_months(frame, as_of=dt.date.fromisoformat(as_of))
    return Dataset("contracts", months, months.fingerprint, contracts=frame)


def test_a_book_lists_who_pays_now_with_the_renewals_behind_them() -> None:
    data = contracts(
        ("a", "2023-04-01", None, 1200, "year"),
        ("b", "2024-01-15", None, 100, "month"),
        ("c", "2024-01-01", "2024-03-01", 100, "month"),
        as_of="2024-06-30",
    )
    found = contract_book(data)
    table = found.customers.set_index("customer").sort_index()
    assert table["monthly"].to_dict() == {0: 100, 1: 100}
    assert table["renewals"].to_dict() == {0: 1, 1: 5}
    assert table["into"].to_dict() == {0: 2, 1: 0}
    assert set(found.models) == {"year", "month"}
    values = books.customer_values(found, SALES, UNDISCOUNTED)
    assert values["customer"].tolist() == [0, 1]
    assert values["p_alive"].between(0, 1).all()
    assert (values["rlv"] > 0).all()


def test_everybody_gone_is_worth_nothing() -> None:
    data = contracts(("a", "2023-01-01", "2023-03-01", 100, "month"), as_of="2024-06-30")
    found = contract_book(data)
    assert len(found.customers) == 0
    assert books.total_value(found, SALES, UNDISCOUNTED).value == 0
    assert books.new_value(found, SALES, UNDISCOUNTED).value > 0
    assert len(books.customer_values(found, SALES, UNDISCOUNTED)) == 0
    assert math.isnan(books.customer_interval(found, SALES, UNDISCOUNTED, 0).value)


def test_an_interval_needs_two_draws() -> None:
    assert math.isnan(from_draws(1.0, np.array([1.0])).interval.low)
    found = from_draws(5.0, np.linspace(0, 10, 1001), variance=9.0)
    assert found.interval == pytest.approx((0.25, 9.75))
    assert found.outcome == pytest.approx((0, 5 + math.hypot(4.75, 3 * 1.959964)), rel=1e-6)


def test_an_outcome_may_be_a_loss_where_the_expectation_may() -> None:
    found = from_draws(0.0, np.linspace(-10, 10, 1001), variance=9.0)
    assert found.outcome.low == pytest.approx(-math.hypot(9.5, 3 * 1.959964))
