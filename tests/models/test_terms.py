"""Renewal periods: how often a contract's day has come again."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltv.metrics.terms import DAY, MONTH, YEAR, Term, Terms
from ltv.months import date_of, day_number


def day(text):
    return np.array([day_number(dt.date.fromisoformat(text))])


def terms(months=0, days=0):
    return Terms(np.array([months]), np.array([days]))


@pytest.mark.parametrize(
    ("start", "until", "length", "whole", "paid"),
    [
        pytest.param("2025-04-01", "2026-04-01", {"months": 12}, 1, 1, id="a year to the day"),
        pytest.param("2025-04-01", "2026-03-31", {"months": 12}, 0, 1, id="a day less"),
        pytest.param("2025-04-01", "2026-04-02", {"months": 12}, 1, 2, id="a day more"),
        pytest.param("2024-02-29", "2025-02-28", {"months": 12}, 1, 1, id="from a leap day"),
        pytest.param("2025-01-31", "2025-02-28", {"months": 1}, 1, 1, id="into a short month"),
        pytest.param("2025-01-31", "2025-03-30", {"months": 1}, 1, 2, id="short of the end of a long month"),
        pytest.param("2025-01-31", "2025-03-31", {"months": 1}, 2, 2, id="two months"),
        pytest.param("2025-01-15", "2026-02-14", {"months": 6}, 2, 3, id="half-years"),
        pytest.param("2025-01-01", "2025-01-15", {"days": 7}, 2, 2, id="weeks"),
        pytest.param("2025-01-01", "2025-01-01", {"months": 1}, 0, 0, id="the day it begins"),
        pytest.param("2025-01-01", "2024-12-01", {"months": 1}, 0, 0, id="before it begins"),
    ],
)
def test_terms_are_counted_by_the_calendar(start, until, length, whole, paid):
    assert terms(**length).completed(day(start), day(until)).tolist() == [whole]
    if start <= until:
        assert terms(**length).begun(day(start), day(until)).tolist() == [paid]


@given(
    st.dates(dt.date(1960, 1, 1), dt.date(2100, 1, 1)),
    st.integers(0, 5000),
    st.sampled_from([(1, 0), (3, 0), (12, 0), (5, 0), (0, 1), (0, 7)]),
)
def test_the_day_comes_again_after_every_whole_term_and_not_before(start, later, length):
    begin, until = np.array([day_number(start)]), np.array([day_number(start) + later])
    term = Terms(np.array([length[0]]), np.array([length[1]]))
    whole = term.completed(begin, until)
    assert term.after(begin, whole) <= until < term.after(begin, whole + 1)
    came = date_of(int(term.after(begin, whole)[0]))
    if length[0]:
        assert (came.year * 12 + came.month) - (start.year * 12 + start.month) == whole * length[0]
        assert came.day == start.day or (came + dt.timedelta(1)).day == 1


def test_the_term_is_what_one_payment_pays_for():
    contracts = pd.DataFrame(
        {"interval": ["year", "month", "month", "week", "quarter"], "interval_count": [1, 1, 2, 2, 4]}
    )
    found = Terms.of(contracts)
    assert list(zip(found.months.tolist(), found.days.tolist())) == [(12, 0), (1, 0), (2, 0), (0, 14), (12, 0)]
    assert found.names.tolist() == ["year", "month", "2_months", "14_days", "year"]
    assert Terms.of(contracts[["interval"]]).names.tolist() == ["year", "month", "month", "week", "quarter"]


def test_an_annual_rate_compounds_exactly_over_the_terms_of_a_year():
    assert YEAR.discount(0.1) == pytest.approx(0.1)
    assert (1 + MONTH.discount(0.1)) ** 12 == pytest.approx(1.1)
    assert (1 + DAY.discount(0.1)) ** 365.25 == pytest.approx(1.1)
    assert Term(24).discount(0.1) == pytest.approx(0.21)
