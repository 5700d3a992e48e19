"""The renewal calendar and the wall in it."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from ltv.errors import NotEnoughDataError
from ltv.metrics.renewals import concentration, renewal_wall, renewals
from ltv.months import date_of
from tests.kpis.books import shop
from tests.models.agreements import book, contract, day


def calendar(*contracts, as_of="2026-06-30", **kw) -> pd.DataFrame:
    return renewals(book(*contracts, as_of=as_of), **kw)


def dates(table: pd.DataFrame, column: str = "renewal") -> list[str]:
    return [date_of(d).isoformat() for d in table[column]]


@pytest.mark.parametrize(
    ("start", "end", "interval", "renewal", "ends"),
    [
        pytest.param("2024-09-15", None, "year", "2026-09-15", False, id="its day comes again"),
        pytest.param("2026-06-30", None, "month", "2026-07-30", False, id="began today"),
        pytest.param("2025-06-30", None, "year", "2027-06-30", False, id="was renewed today"),
        pytest.param("2024-09-15", "2026-09-15", "year", "2026-09-15", True, id="ends then"),
        pytest.param("2024-09-15", "2026-08-01", "year", "2026-08-01", True, id="ends before"),
        pytest.param("2024-09-15", "2028-09-15", "year", "2026-09-15", False, id="ends later"),
        pytest.param("2026-01-31", None, "month", "2026-07-31", False, id="the end of a month"),
    ],
)
def test_the_next_renewal_is_when_the_term_has_passed_again_or_the_contract_ends(start, end, interval, renewal, ends):
    table = calendar(contract("a", start, end, interval))
    assert (dates(table), table["ends"].tolist()) == ([renewal], [ends])
    assert table["days"].tolist() == [day(renewal) - day("2026-06-30")]


def test_only_running_contracts_that_are_paid_for_are_in_it():
    table = calendar(
        contract("over", "2025-01-01", "2026-06-30"),
        contract("later", "2026-07-01"),
        contract("free", "2025-01-01", amount=0),
        contract("running", "2025-01-01", "2026-07-01"),
    )
    assert table["customer_id"].tolist() == ["running"]


def test_what_is_at_stake_is_the_revenue_of_the_month():
    data = book(
        contract("a", "2025-01-01", interval="year", amount=1000),
        contract("a", "2026-02-01", amount=70),
        contract("b", "2025-09-10", interval="quarter", amount=100),
        as_of="2026-06-30",
    )
    table = renewals(data)
    assert table["mrr"].sum() == data.months.paid(data.months.last)[1].sum()
    assert dict(zip(table["period"], table["amount"])) == {"month": 70, "quarter": 100, "year": 1000}


def test_renewals_so_far_are_the_customers_not_the_rows():
    table = calendar(
        contract("a", "2022-04-01", "2025-04-01", "year"),
        contract("a", "2025-04-01", None, "year", amount=200),
        contract("b", "2021-04-01", "2023-04-01", "year"),
        contract("b", "2024-05-01", None, "year"),
    )
    assert dict(zip(table["customer_id"], table["renewals"])) == {"a": 4, "b": 2}


def test_notice_counts_for_contracts_that_run_longer_than_it():
    table = calendar(contract("year", "2025-07-20", interval="year"), contract("month", "2026-06-20"), notice_days=30)
    by = dict(zip(table["customer_id"], zip(dates(table, "notice_by"), table["is_notice_over"])))
    assert by == {"year": ("2026-06-20", True), "month": ("2026-07-20", False)}


def test_the_wall_adds_up_by_month():
    data = book(
        contract("a", "2025-09-01", interval="year", amount=1200),
        contract("a", "2025-09-20", interval="year", amount=600),
        contract("b", "2025-09-15", interval="year", amount=3600),
        contract("c", "2025-12-01", interval="year", amount=2400),
        as_of="2026-06-30",
    )
    wall = renewal_wall(renewals(data), data)
    assert wall["month"].dt.strftime("%Y-%m").tolist() == ["2026-09", "2026-12"]
    assert wall[["contracts", "customers", "mrr", "amount"]].to_numpy().tolist() == [
        [3, 2, 450, 5400],
        [1, 1, 200, 2400],
    ]
    assert wall["share"].tolist() == [450 / 650, 200 / 650]
    assert wall["cumulative"].tolist() == [450 / 650, 1]
    assert wall["largest"].tolist() == [300 / 450, 1]


def test_the_wall_follows_the_closing_day():
    data = book(contract("a", "2025-09-25", interval="year"), as_of="2026-06-20", closing_day=20)
    assert renewal_wall(renewals(data), data)["month"].tolist() == [pd.Timestamp("2026-10-01")]


def test_concentration_is_what_the_largest_customers_have():
    table = calendar(*[contract(name, "2026-01-01", amount=amount) for name, amount in zip("abc", (50, 30, 20))])
    assert concentration(table, customers=1) == 0.5
    assert concentration(table, customers=2) == 0.8
    assert concentration(table) == 1


def test_nothing_running_is_an_empty_calendar():
    data = book(contract("a", "2025-01-01", "2025-06-01"), as_of="2026-06-30")
    table = renewals(data)
    assert len(table) == 0
    assert len(renewal_wall(table, data)) == 0
    assert np.isnan(concentration(table))


def test_orders_have_no_renewals():
    with pytest.raises(NotEnoughDataError, match="this data set has none"):
        renewals(shop([("a", "2025-01-01", 100)]))


def test_the_sample_company_is_added_up_to_the_last_yen(b2b):
    table = renewals(b2b)
    assert table["mrr"].sum() == b2b.months.paid(b2b.months.last)[1].sum()
    assert renewal_wall(table, b2b)["mrr"].sum() == table["mrr"].sum()
    assert (table["renewal"] > day("2026-09-30")).all()
    assert b2b.months.as_of == dt.date(2026, 9, 30)
