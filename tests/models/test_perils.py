"""What one retention rate for everybody gets wrong, and what a cut in churn is worth."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltv.metrics.tenures import Tenures
from ltv.models.perils import BaseValue, Naive, base_value, derl_if, formula_gaps, gains_by_tenure, survival_if
from ltv.models.renewal_model import RenewalModel
from ltv.models.sbg import ShiftedBetaGeometric, fit_sbg
from tests.models.customers import HIGH_END, over_theta

MODEL = fit_sbg(Tenures.of_survivors(HIGH_END[:8]))
ACTIVE = [10_000, 6_334, 4_367, 3_264, 2_604]
"""Customers at the end of the fifth year, of 10,000 new ones a year: a third stay with chance 0.9, the others 0.5."""


class TwoKinds(RenewalModel):
    """A third of the customers renew with chance 0.9, the others with 0.5."""

    def log_survival(self, age):
        age = np.asarray(age, dtype=np.float64)
        return np.log(0.9**age / 3 + 0.5**age * 2 / 3)

    def draws(self, n, seed):
        raise NotImplementedError

    @property
    def expected_lifetime(self):
        return 10 / 3 + 2 * 2 / 3


def test_one_retention_rate_undervalues_the_customers_of_fader_hardie_2010_by_38_percent():
    retention = round(sum(ACTIVE[1:]) / sum(ACTIVE[:-1]), 2)
    assert retention == 0.69
    value = base_value(TwoKinds(), ACTIVE, discount=0.1, retention=retention)
    stayers = sum(10_000 / 3 * 0.9**n for n in range(5)) * 0.9 / (1.1 - 0.9)
    leavers = sum(20_000 / 3 * 0.5**n for n in range(5)) * 0.5 / (1.1 - 0.5)
    assert value.payments == pytest.approx(stayers + leavers, rel=1e-4)
    assert value.naive == pytest.approx(26_569 * 0.69 / (1.1 - 0.69))
    assert round(value.gap, 2) == -0.38


def test_one_customer_kind_has_no_gap():
    alike = ShiftedBetaGeometric(2e8, 8e8, MODEL.fit)
    value = base_value(alike, [100, 80, 64], discount=0.1)
    assert value.retention == pytest.approx(0.8, rel=1e-6)
    assert value.gap == pytest.approx(0, abs=1e-6)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6), st.lists(st.integers(0, 50), min_size=1, max_size=6))
def test_values_of_two_groups_add_up(a, b):
    width = max(len(a), len(b))
    a, b = ([*counts, *[0] * (width - len(counts))] for counts in (a, b))
    parts = base_value(MODEL, a, discount=0.1) + base_value(MODEL, b, discount=0.1)
    whole = base_value(MODEL, np.add(a, b), discount=0.1)
    assert parts.customers == whole.customers
    assert (parts.staying, parts.payments) == pytest.approx((whole.staying, whole.payments))


def test_values_at_different_discounts_do_not_add_up():
    with pytest.raises(ValueError, match="do not add up"):
        base_value(MODEL, [1], discount=0.1) + base_value(MODEL, [1], discount=0.2)


def test_nobody_is_worth_nothing_and_has_no_retention():
    nobody = base_value(MODEL, [0, 0], discount=0.1)
    assert (nobody.customers, nobody.payments) == (0, 0)
    assert math.isnan(nobody.retention)
    assert math.isnan(nobody.gap)


def test_the_formulas_are_the_ones_in_use():
    naive = Naive(0.8)
    assert naive.lifetime == pytest.approx(5)
    assert naive.del_(discount=0.1) == pytest.approx(1.1 / 0.3)
    assert naive.derl_after(discount=0.1) == pytest.approx(0.8 / 0.3)
    assert naive.elasticity(discount=0.1) == pytest.approx(1.1 / 0.3)
    assert math.isnan(Naive(1.0).lifetime)
    assert math.isnan(Naive(1.0).del_(discount=0.0))


def test_formulas_stand_beside_the_model():
    table = formula_gaps(MODEL, 0.85, discount=0.1, renewals=3).set_index("formula")
    assert table["naive"].tolist() == pytest.approx([1 / 0.15, 1.1 / 0.25, 0.85 / 0.25])
    assert table.loc["new", "model"] == MODEL.del_(discount=0.1)
    assert table.loc["existing", "model"] == MODEL.derl_after(3, discount=0.1)
    assert table.loc["existing", "gap"] == pytest.approx(0.85 / 0.25 / MODEL.derl_after(3, discount=0.1) - 1)
    assert math.isnan(table.loc["lifetime", "model"])  # alpha < 1


@pytest.mark.parametrize(("alpha", "beta"), [(0.67, 3.8), (2.0, 6.0)])
@pytest.mark.parametrize("cut", [0.0, 0.1, 0.5, 1.0])
def test_a_cut_keeps_who_is_left_and_lowers_everybodys_chance(alpha, beta, cut):
    model, n, kept = ShiftedBetaGeometric(alpha, beta, MODEL.fit), 2, 1 - cut
    for ahead, alive in enumerate(survival_if(model, n, 12, cut=cut)):
        mean = over_theta(lambda theta, k=ahead: (1 - kept * theta) ** k, alpha, beta + n)
        assert alive == pytest.approx(mean, rel=1e-9)
    pays = over_theta(lambda theta: 1.1 / (0.1 + kept * theta) - 1, alpha, beta + n)
    assert derl_if(model, n, cut=cut, discount=0.1) == pytest.approx(pays, rel=1e-6)


def test_a_cut_of_nothing_changes_nothing_and_a_cut_of_all_keeps_everybody_for_ever():
    assert derl_if(MODEL, 3, cut=0.0, discount=0.1) == pytest.approx(MODEL.derl_after(3, discount=0.1))
    assert derl_if(MODEL, 3, cut=1.0, discount=0.1) == pytest.approx(1 / 0.1)
    assert math.isnan(derl_if(MODEL, 3, cut=1.0, discount=0.0))
    finite = ShiftedBetaGeometric(3.0, 9.0, MODEL.fit)
    assert derl_if(finite, 0, cut=0.5, discount=0.0) == pytest.approx(2 * finite.expected_lifetime - 1)


@pytest.mark.parametrize("cut", [-0.1, 1.1])
def test_a_cut_is_a_share(cut):
    with pytest.raises(ValueError, match="cut is a share from 0 to 1"):
        derl_if(MODEL, 0, cut=cut, discount=0.1)


def test_gains_are_counted_by_tenure():
    table = gains_by_tenure(MODEL, [100, 0, 70], cut=0.2, discount=0.1)
    assert table["renewals"].tolist() == [0, 2]
    first = table.iloc[0]
    assert first["retention_if"] == pytest.approx(1 - 0.8 * float(MODEL.hazard(1)))
    assert first["payments"] == pytest.approx(MODEL.derl_after(0, discount=0.1))
    assert first["gain"] == pytest.approx(100 * (first["payments_if"] - first["payments"]))
    assert (table["gain"] > 0).all()


def test_the_naive_elasticity_underestimates_what_retention_does_for_those_who_stayed():
    table = gains_by_tenure(MODEL, [100, 80, 70, 60], cut=0.1, discount=0.1)
    assert table["elasticity"].is_monotonic_increasing
    assert (table["elasticity"] > table["naive_elasticity"]).all()


def test_the_elasticity_is_the_mean_of_every_customers_own():
    own = over_theta(lambda theta: 1.1 / (0.1 + theta), MODEL.alpha, MODEL.beta + 3)
    assert MODEL.elasticity(4, discount=0.1) == pytest.approx(own, rel=1e-6)
    step, theta = 1e-6, 0.2  # of one customer: DERL is r ÷ (1 - r ÷ 1.1)
    derl = [r / (1 - r / 1.1) for r in ((1 - theta) * (1 - step), (1 - theta) * (1 + step))]
    assert math.log(derl[1] / derl[0]) / (2 * step) == pytest.approx(1.1 / (0.1 + theta), rel=1e-6)


def test_parts_make_the_rates():
    value = BaseValue(100, 80.0, 500.0, 0.1)
    assert value.retention == 0.8
    assert value.naive == pytest.approx(100 * 0.8 / 0.3)
    assert value.gap == pytest.approx(80 / 0.3 / 500 - 1)
