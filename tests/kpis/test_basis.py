import pytest

from ltv.errors import LtvError
from ltv.metrics.basis import BasisMissingError, RetentionTarget, converted, meanings
from ltv.metrics.intervals import UNKNOWN, Interval


@pytest.mark.parametrize(("period", "to", "percent"), [
    pytest.param("month", "year", 28.243, id="90 % a month is 28.243 % a year"),
    pytest.param("year", "month", 99.12584, id="90 % a year is 99.12584 % a month"),
    pytest.param("year", "quarter", 97.400, id="90 % a year is 97.400 % a quarter"),
    pytest.param("quarter", "quarter", 90, id="a rate in its own period is itself"),
])  # fmt: skip
def test_a_rate_is_told_in_another_period(period, to, percent):
    assert 100 * converted(0.9, period=period, to=to) == pytest.approx(percent, abs=5e-4)


@pytest.mark.parametrize("rate", [0.01, 0.5, 0.9, 1.0, 1.2])
def test_telling_a_rate_there_and_back_changes_nothing(rate):
    assert converted(converted(rate, period="year", to="month"), period="month", to="year") == pytest.approx(rate)


@pytest.mark.parametrize("given", [{}, {"unit": "customers"}, {"period": "year"}, {"unit": "people", "period": "year"}])
def test_a_target_without_unit_or_period_is_refused_and_the_conversions_are_offered(given):
    with pytest.raises(BasisMissingError) as error:
        RetentionTarget(0.9, **given)
    assert isinstance(error.value, LtvError)
    assert "90 % a month = 72.900 % a quarter or 28.243 % a year" in str(error.value)
    assert "90 % a year = 99.126 % a month or 97.400 % a quarter" in str(error.value)
    assert "月90% = 四半期72.900%・年28.243%" in error.value.text.ja


def test_the_message_names_what_is_missing():
    with pytest.raises(BasisMissingError, match="has no period\\."):
        RetentionTarget(0.9, unit="revenue")
    with pytest.raises(BasisMissingError, match="has no unit\\."):
        RetentionTarget(0.9, period="month")


def test_a_target_with_both_can_be_told_per_month_quarter_and_year():
    target = RetentionTarget(0.9, unit="customers", period="year")
    assert target.per("year") == 0.9
    assert target.per("month") == pytest.approx(0.9912584)
    assert target.text.ja == "顧客の継続率 年90%"
    assert target.text.en == "90 % of customers kept a year"


@pytest.mark.parametrize("value", [90, 0, -0.1, float("nan"), 1.01])
def test_a_target_is_a_share_and_customers_cannot_be_kept_beyond_all(value):
    with pytest.raises(LtvError, match="share above 0"):
        RetentionTarget(value, unit="customers", period="year")


def test_revenue_can_be_kept_beyond_all():
    assert RetentionTarget(1.05, unit="revenue", period="year").per("year") == 1.05


def test_whole_percents_are_written_without_decimals():
    assert meanings(1.0).en.startswith("100 % a month = 100 % a quarter")


def test_what_a_rate_lacks_is_told_in_its_own_period():
    target = RetentionTarget(0.9, "customers", "year")
    assert target.lacks(0.85, "year") == pytest.approx(0.05)
    assert target.lacks(0.99, "month") == pytest.approx(0.9 ** (1 / 12) - 0.99)
    assert target.lacks(0.95, "year") < 0


@pytest.mark.parametrize(
    ("bounds", "place"),
    [
        (Interval(0.8, 0.89), "below"),
        (Interval(0.9, 0.95), "reached"),
        (Interval(0.85, 0.9), "open"),
        (UNKNOWN, "open"),
    ],
)
def test_a_target_is_reached_or_missed_only_where_the_whole_interval_says_so(bounds, place):
    assert RetentionTarget(0.9, "customers", "year").beside(bounds, "year") == place
