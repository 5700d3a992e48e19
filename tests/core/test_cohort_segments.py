import math
from dataclasses import replace

import pandas as pd
import pytest

from ltv.metrics.change_point import Kept, kept_at
from ltv.metrics.cohort_segments import compared_age, lowest_segment
from ltv.metrics.cohorts import cohorts
from tests.core.test_cohort_curve import data


def at_three(*rows: tuple[str, float, int]) -> pd.DataFrame:
    """Segments as (name, share at three months, customers), intervals of a tenth."""
    table = pd.DataFrame(rows, columns=["segment", "value", "at_risk"]).assign(age=3)
    return table.assign(low=table["value"] - 0.05, high=table["value"] + 0.05)


@pytest.mark.parametrize(
    ("by", "lowest"),
    [
        pytest.param(at_three(("a", 0.5, 30), ("b", 0.3, 30), ("c", 0.6, 30)), ("b", None), id="apart from all"),
        pytest.param(at_three(("a", 0.35, 30), ("b", 0.3, 30), ("c", 0.6, 30)), ("b", "c"), id="apart from the best"),
        pytest.param(at_three(("a", 0.35, 30), ("b", 0.3, 30)), (None, None), id="not apart"),
        pytest.param(at_three(("a", 0.5, 30), ("b", 0.3, 29)), (None, None), id="too few to compare"),
        pytest.param(at_three(("a", 0.5, 30), ("b", math.nan, 30)), (None, None), id="one without an interval"),
    ],
)
def test_the_lowest_segment_is_named_only_where_its_interval_is_apart(
    by: pd.DataFrame, lowest: tuple[str | None, str | None]
) -> None:
    assert lowest_segment(by, 3) == lowest
    assert lowest_segment(by, 6) == (None, None)


def test_contracts_are_compared_after_a_year_where_enough_have_reached_it_and_orders_early() -> None:
    orders = data()
    contracts = replace(orders, kind="contracts", ledger=None)
    year = pd.DataFrame({"age": [3, 12], "at_risk": [90, 30]})
    assert compared_age(contracts, year) == 12
    assert compared_age(contracts, year.assign(at_risk=[90, 29])) == 3
    assert compared_age(orders, year) == 3


def test_customers_kept_at_an_age_are_those_of_all_cohorts_observed_there() -> None:
    assert kept_at(cohorts(data().months), 1) == Kept(3, 4)
    assert kept_at(cohorts(data().months), 12) == Kept(0, 0)
