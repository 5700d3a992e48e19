"""Means over a Beta distribution and rising factorials, at sizes where textbook forms lose their digits."""

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import integrate, special

from ltv.models.beta_mean import beta_mean
from ltv.models.rising import rising


def until_left(p, q, tau):
    return -np.expm1(-q * np.log1p(p * tau)) / p


def by_quad(a, b, q, tau):
    """In y = ln(p / (1-p)), piece by piece, normalised by its own sum."""

    def log(y):
        return float(-a * np.logaddexp(0, -y) - b * np.logaddexp(0, y))

    def density(y):
        return math.exp(log(y) - top)

    peak, width = math.log(a / b), math.sqrt(1 / a + 1 / b)
    top = log(peak)
    bends = {peak, peak - 3 * width, peak + 3 * width, -math.log(tau), -math.log(q * tau)}
    low, high = peak - 45 / a - 12 * width, peak + 45 / b + 12 * width
    edges = [low, *sorted(y for y in bends if low < y < high), high]

    def total(function):
        pieces = zip(edges, edges[1:])  # noqa: RUF007 two lists read better
        return sum(integrate.quad(function, i, j, epsabs=0, epsrel=1e-12, limit=200)[0] for i, j in pieces)

    mean = total(lambda y: density(y) * float(until_left(max(special.expit(y), 1e-300), q, tau)))
    return mean / total(density)


@pytest.mark.parametrize("a", [0.05, 0.3, 0.999999, 1.0, 1.5, 7.0, 60.0, 3e4])
@pytest.mark.parametrize("b", [0.08, 0.9, 2.4, 40.0, 5e5])
def test_means_match_quadrature(a, b):
    for q, tau in ((0.24, 12.0), (3.2, 0.01), (1000.0, 1.0), (0.5, 500.0)):
        found = beta_mean(until_left, a, np.array([b]), np.array([q]), np.array([tau]))
        assert found == pytest.approx(by_quad(a, b, q, tau), rel=3e-9)


def test_the_mean_of_one_is_one_for_any_shape():
    b = np.array([1e-3, 0.1, 1.0, 10.0, 1e9])
    for a in (1e-3, 0.5, 1.0, 20.0, 1e9):
        assert beta_mean(lambda p: np.ones_like(p) + 0 * p, a, b) == pytest.approx(np.ones(5), rel=1e-12)


def test_nobody_has_no_means():
    none = np.zeros(0)
    assert len(beta_mean(until_left, 1.0, none, none, none)) == 0


def test_rising_factorials_are_products():
    table = rising(0.25, 12)
    exact = Fraction(1)
    for k in range(13):
        assert table.log[k] == pytest.approx(math.log(exact), abs=1e-13)
        exact *= Fraction(1, 4) + k
    assert table.slope == pytest.approx(special.digamma(0.25 + np.arange(13)) - special.digamma(0.25))
    assert table.bend == pytest.approx(special.polygamma(1, 0.25 + np.arange(13)) - special.polygamma(1, 0.25))


def test_rising_factorials_of_huge_numbers_keep_their_digits():
    """Γ(c+3)/Γ(c) of c = 1e15: the difference of two log-gammas of 3e16 would be off by more than 1."""
    exact = math.log(Fraction(10**15) * (10**15 + 1) * (10**15 + 2))
    assert rising(1e15, 3).log[3] == pytest.approx(exact, rel=1e-15)
