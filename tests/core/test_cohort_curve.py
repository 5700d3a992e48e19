"""How a customer's first months go, on average over cohorts, with intervals."""

import datetime as dt
import math

import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.ledger import Ledger
from ltv.metrics.cohort_curve import (
    CurvePoint,
    Drop,
    cohort_curve,
    cohort_curves_by,
    longest_age,
    point_at,
    steepest_drop,
)
from ltv.metrics.cohorts import CohortBasis, cohort_mean, cohorts
from ltv.metrics.intervals import Interval, ratio_se, student, wilson

PAID = {"a": [100, 100, 50], "b": [100, 0, 100], "c": [200, 100, 0], "d": [0, 60, 30], "e": [0, 0, 90]}


def data(paid: dict[str, list[int]] = PAID, channel: dict[str, str] | None = None) -> Dataset:
    rows = [(name, f"2024-{m + 1:02}-10", v) for name, values in paid.items() for m, v in enumerate(values) if v]
    attributes = channel and pd.DataFrame({"customer_id": list(channel), "channel": list(channel.values())})
    orders = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    ledger = Ledger.from_orders(orders, customers=attributes, as_of=dt.date(2024, 3, 31))
    return Dataset("orders", ledger.months(), ledger.fingerprint, ledger=ledger)


@pytest.mark.parametrize("basis", list(CohortBasis))
def test_the_curve_is_the_mean_over_cohorts_with_an_interval_around_it(basis: CohortBasis) -> None:
    curve = cohort_curve(data().months, basis)
    assert list(curve["value"]) == list(cohort_mean(cohorts(data().months), basis)["value"])
    known = curve.dropna(subset=["low"])
    assert (known["low"] <= known["value"]).all()
    assert (known["value"] <= known["high"]).all()


def test_customers_have_wilsons_interval_and_all_are_there_at_age_0() -> None:
    curve = cohort_curve(data().months, CohortBasis.CUSTOMERS).set_index("age")
    assert (curve["low"][0], curve["high"][0]) == (1.0, 1.0)
    assert (curve["low"][1], curve["high"][1]) == tuple(wilson(3, 4))  # a, c and d of a, b, c, d


def test_revenue_has_the_interval_of_a_ratio_over_customers() -> None:
    """Month 1 of a, b, c, d: 100, 0, 100, 30 after 100, 100, 200, 60."""
    curve = cohort_curve(data().months, CohortBasis.REVENUE).set_index("age")
    squares = (100**2 + 100**2 + 200**2 + 60**2, 100 * 100 + 200 * 100 + 60 * 30, 100**2 + 100**2 + 30**2)
    expected = student(230 / 460, ratio_se(4, 460, squares, 0.5), 4)
    assert (curve["low"][1], curve["high"][1]) == pytest.approx(tuple(expected))


def test_cumulative_revenue_has_the_interval_of_a_mean() -> None:
    """By month 2 of a, b, c: 250, 200, 300; mean 250, standard deviation 50."""
    curve = cohort_curve(data().months, CohortBasis.CUMULATIVE).set_index("age")
    expected = student(250, 50 / math.sqrt(3), 3)
    assert curve["value"][2] == 250
    assert (curve["low"][2], curve["high"][2]) == pytest.approx(tuple(expected))


def test_one_customer_has_no_interval_of_revenue() -> None:
    curve = cohort_curve(data({"a": [100, 50, 0]}).months, CohortBasis.REVENUE).set_index("age")
    assert math.isnan(curve["low"][1])


def test_curves_of_segments_come_largest_first_and_leave_out_customers_without_one() -> None:
    seen = data(channel={"a": "search", "b": "search", "c": "affiliate", "d": "search"})
    by = cohort_curves_by(seen, "channel", CohortBasis.CUSTOMERS)
    assert list(by["segment"].unique()) == ["search", "affiliate"]
    assert by[(by["segment"] == "search") & (by["age"] == 1)]["at_risk"].item() == 3


def test_the_steepest_drop_compares_the_same_cohorts_at_both_ages() -> None:
    paid = {"a": [1, 1, 0], "b": [1, 1, 0], "c": [1, 1, 1], "d": [0, 1, 1]}
    drop = steepest_drop(cohorts(data(paid).months))
    assert drop is not None
    assert (drop.age, drop.before, drop.after) == (2, 1.0, pytest.approx(1 / 3))


def test_without_a_second_month_there_is_no_drop() -> None:
    assert steepest_drop(cohorts(data({"a": [0, 0, 5]}).months)) is None


def test_a_cohort_whose_refunds_outweigh_its_first_month_is_in_neither_the_mean_nor_the_interval() -> None:
    with_it = cohort_curve(data(PAID | {"f": [-500, 10, 70]}).months, CohortBasis.REVENUE)
    without = cohort_curve(data({k: v for k, v in PAID.items() if k != "d"}).months, CohortBasis.REVENUE)
    pd.testing.assert_frame_equal(with_it, without)  # f shares February with d


def test_where_nobody_pays_any_more_the_spread_is_unknown() -> None:
    curve = cohort_curve(data({"a": [100, 0, 5], "b": [100, 0, 5]}).months, CohortBasis.REVENUE).set_index("age")
    assert curve["value"][1] == 0
    assert math.isnan(curve["high"][1])


def test_a_curve_is_read_at_an_age_and_unknown_where_nobody_has_been_observed() -> None:
    curve = cohort_curve(data().months, CohortBasis.CUSTOMERS)
    assert point_at(curve, 1) == CurvePoint(0.75, Interval(*wilson(3, 4)), at_risk=4, cohorts=2)
    nobody = point_at(curve, 12)
    assert math.isnan(nobody.value)
    assert math.isnan(nobody.interval.low)
    assert nobody.at_risk == 0


def reached(**at_risk: int) -> pd.DataFrame:
    """A curve as m<age>=customers observed there."""
    table = pd.DataFrame({"age": [int(age[1:]) for age in at_risk], "at_risk": list(at_risk.values())})
    return table.assign(value=0.5, low=0.4, high=0.6, cohorts=1)


def test_the_age_told_is_the_longest_that_enough_customers_have_reached() -> None:
    assert longest_age(reached(m1=90, m3=80, m6=70, m12=30)) == 12
    assert longest_age(reached(m1=90, m3=80, m6=30, m12=29)) == 6
    assert longest_age(reached(m1=90, m3=30)) == 3
    assert longest_age(reached(m1=90, m2=90)) == 1


def test_a_drop_is_a_loss_only_where_fewer_are_there() -> None:
    assert Drop(3, 0.5, 0.4).is_loss
    assert not Drop(3, 0.5, 0.5).is_loss
