"""What comes up for renewal, what of it may not be renewed, and what one rate for everybody gets wrong."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ltv.decisions.renewal_risk import base_gap, renewal_risks
from ltv.errors import NotEnoughDataError
from ltv.metrics.renewals import renewals
from ltv.models.contract_book import contract_book
from tests.kpis.books import shop
from tests.models.test_contract_book import Halving, contracts
from ui import samples

YEARLY = ("2023-04-01", None, 1200, "year")
MONTHLY = ("2024-01-15", None, 100, "month")


def test_half_of_what_comes_up_is_at_risk_where_half_renew() -> None:
    data = contracts(("a", *YEARLY), ("b", *MONTHLY), as_of="2024-06-30")
    book = contract_book(data)
    halving = replace(book, models={period: Halving() for period in book.models})  # type: ignore[dict-item]
    found = renewal_risks(data, halving).set_index("month")
    assert found.loc["2024-07-01", ["mrr", "at_risk"]].tolist() == pytest.approx([100, 0.5])
    assert found.loc["2025-04-01", ["mrr", "at_risk"]].tolist() == pytest.approx([100, 0.5])
    assert found["share"].sum() == 1.0


def test_what_is_at_risk_is_weighed_by_revenue() -> None:
    """Every contract of the sample asked by itself."""
    data = samples.load("b2b")
    book = contract_book(data)
    found = renewal_risks(data, book)
    lost: dict[int, float] = {}
    stake: dict[int, float] = {}
    for row in renewals(data).to_dict("records"):
        month = int(data.months.month_rule.months(np.array([row["renewal"]]))[0])
        leaves = 1 - float(book.models[row["period"]].retention(row["renewals"] + 1))
        lost[month] = lost.get(month, 0.0) + leaves * row["mrr"]
        stake[month] = stake.get(month, 0.0) + row["mrr"]
    expected = [lost[month] / stake[month] for month in sorted(lost) if month <= data.months.last + 12]
    assert found["at_risk"].tolist() == pytest.approx(expected)
    assert found["mrr"].tolist() == [stake[month] for month in sorted(stake) if month <= data.months.last + 12]


def test_a_contract_whose_period_has_no_model_has_an_unknown_risk() -> None:
    data = contracts(("a", *YEARLY), ("b", *MONTHLY), as_of="2024-06-30")
    book = contract_book(data)
    found = renewal_risks(data, replace(book, models={"month": book.models["month"]})).set_index("month")
    assert np.isnan(found.loc["2025-04-01", "at_risk"])
    assert found.loc["2024-07-01", "at_risk"] > 0


def test_renewals_beyond_the_months_asked_are_left_out() -> None:
    data = contracts(("a", *YEARLY), ("b", *MONTHLY), as_of="2024-06-30")
    assert len(renewal_risks(data, contract_book(data), months_ahead=1)) == 1


def test_orders_have_no_renewals() -> None:
    book = contract_book(contracts(("a", *YEARLY), as_of="2024-06-30"))
    with pytest.raises(NotEnoughDataError):
        renewal_risks(shop([("a", "2024-01-01", 100)]), book)


def test_the_gap_of_present_customers_is_that_of_the_largest_group() -> None:
    book = contract_book(samples.load("b2b"))
    found = base_gap(book, 0.1)
    assert found is not None
    periods = book.customers["period"].value_counts()
    assert found.customers == periods.max()
    assert found.gap < 0  # those who have stayed long leave less than the one rate says
    assert found.discount == pytest.approx(0.1)


def test_without_customers_there_is_no_gap() -> None:
    book = contract_book(contracts(("a", "2023-04-01", "2024-04-01", 1200, "year"), as_of="2024-06-30"))
    assert book.customers.empty
    assert base_gap(book, 0.1) is None
    assert isinstance(renewal_risks(contracts(("a", *YEARLY), as_of="2024-06-30"), book), pd.DataFrame)
