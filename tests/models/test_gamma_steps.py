"""Differences of ln Γ and its derivatives, against sums that say the same for whole steps."""

import math

import numpy as np
import pytest
from scipy import special

from ltv.models.gamma_steps import digamma_step, log_gamma_step, trigamma, trigamma_step

EVERY_SIZE = [1e-6, 0.3, 1.0, 7.5, 31.99, 32.0, 33.0, 1e3, 1e6, 1e9, 1e13]


@pytest.mark.parametrize("x", EVERY_SIZE)
@pytest.mark.parametrize("m", [0, 1, 2, 5, 40, 1000])
def test_a_step_is_the_sum_of_steps_of_one_however_large_x_is(x, m):
    terms = [x + i for i in range(m)]
    assert log_gamma_step(x, m) == pytest.approx(math.fsum(map(math.log, terms)), rel=1e-13, abs=1e-13)
    assert digamma_step(x, m) == pytest.approx(math.fsum(1 / t for t in terms), rel=1e-12, abs=0)
    assert trigamma_step(x, m) == pytest.approx(-math.fsum(t**-2 for t in terms), rel=1e-12, abs=0)


def test_steps_are_those_of_the_library_where_it_is_exact():
    x, m = np.meshgrid([0.2, 1.7, 20.0, 50.0], [0.1, 2.5, 30.0])
    assert log_gamma_step(x, m) == pytest.approx(special.gammaln(x + m) - special.gammaln(x), rel=1e-12)
    assert digamma_step(x, m) == pytest.approx(special.digamma(x + m) - special.digamma(x), rel=1e-12)
    assert trigamma_step(x, m) == pytest.approx(special.polygamma(1, x + m) - special.polygamma(1, x), rel=1e-11)
    assert trigamma(x) == pytest.approx(special.polygamma(1, x), rel=1e-13)


def test_steps_join_where_the_series_takes_over():
    below, above = np.nextafter(32.0, 0), 32.0
    for step in (log_gamma_step, digamma_step, trigamma_step):
        assert step(below, 3.7) == pytest.approx(float(step(above, 3.7)), rel=1e-12)
