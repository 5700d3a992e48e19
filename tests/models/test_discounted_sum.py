"""Sums of all that is still to come, against the closed form where there is one and term by term where not."""

import math

import numpy as np
import pytest
from scipy import special

from ltv.models.discounted_sum import discounted_sum
from ltv.models.sbg import log_beta_survival


def survival(alpha, beta):
    return lambda age: log_beta_survival(alpha, beta, age)


@pytest.mark.parametrize("discount", [1.0, 0.1, 0.008, 1e-3, 1e-4, 1e-5])
@pytest.mark.parametrize(("alpha", "beta"), [(0.7, 1.18), (0.67, 3.8), (1.3, 7.8), (0.05, 0.5), (30, 100)])
def test_the_sum_is_gauss_hypergeometric_however_little_is_discounted(alpha, beta, discount):
    closed = special.hyp2f1(1, beta, alpha + beta, 1 / (1 + discount))
    assert discounted_sum(survival(alpha, beta), 0, -math.log1p(discount)) == pytest.approx(closed, rel=1e-10)


def test_a_population_nearly_alike_is_geometric_where_the_library_gives_nan():
    assert math.isnan(special.hyp2f1(1, 4e8, 5e8, 1 / 1.1))
    assert discounted_sum(survival(1e8, 4e8), 0, -math.log(1.1)) == pytest.approx(1.1 / (1.1 - 0.8), rel=1e-8)


@pytest.mark.parametrize("terms", [0, 1, 7, 8192, 8193, 50_000])
def test_a_number_of_terms_is_that_many_terms(terms):
    log_survival, log_z = survival(0.4, 2.0), -math.log1p(1e-5)
    k = np.arange(terms, dtype=np.float64)
    exact = math.fsum(np.exp(log_survival(3 + k) + k * log_z))
    assert discounted_sum(log_survival, 3, log_z, terms) == pytest.approx(exact, rel=1e-11)


def test_sums_without_discount_have_a_number_of_terms():
    assert discounted_sum(lambda age: np.zeros_like(age), 0, 0.0, 12) == 12
