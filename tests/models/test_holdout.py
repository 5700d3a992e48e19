"""A model is judged by what customers did after the day it was fitted on."""

import math

import numpy as np
import pytest
from scipy import stats

from ltv.models.holdout import Holdout, TrackRecord, log_probability, track_record


class Fixed:
    """A model whose answers are written down."""

    fit = None

    def __init__(self, p_alive: list[float], expected: list[float]) -> None:
        self._p_alive, self._expected = np.array(p_alive), np.array(expected)

    def p_alive(self, x, t_x, T):
        return self._p_alive

    def expected_purchases(self, x, t_x, T, t):
        return self._expected * t

    def expected_purchases_new(self, t):
        return np.asarray(t) * 0.0

    def rate_shape(self, x):
        return np.asarray(x) + 1.0


def seen(later: list[int], window: float = 1.0) -> Holdout:
    n = len(later)
    return Holdout(np.arange(n), np.zeros(n), np.ones(n), np.array(later), window)


def test_total_error_and_mean_absolute_error_are_those_of_the_window() -> None:
    record = track_record(Fixed([1, 1, 1], [0.5, 1, 1.5]), seen([1, 3, 6], window=2.0))
    assert record.predicted.tolist() == [1, 2, 3]
    assert (record.predicted_total, record.actual_total) == (6, 10)
    assert record.total_error == pytest.approx(6 / 10 - 1)
    assert record.absolute_error == pytest.approx((0 + 1 + 3) / 3)
    assert record.is_off


def test_brier_and_auc_judge_p_alive_by_who_came_back() -> None:
    record = track_record(Fixed([0.9, 0.2, 0.6, 0.4], [1, 1, 1, 1]), seen([2, 0, 0, 1]))
    assert record.brier == pytest.approx((0.01 + 0.04 + 0.36 + 0.36) / 4)
    pairs = [(a, b) for a in (0.9, 0.4) for b in (0.2, 0.6)]
    assert record.auc == pytest.approx(sum(a > b for a, b in pairs) / len(pairs))


def test_when_all_did_the_same_there_is_nothing_to_rank() -> None:
    assert math.isnan(track_record(Fixed([0.9, 0.2], [1, 1]), seen([0, 0])).auc)
    assert math.isnan(track_record(Fixed([0.9, 0.2], [1, 1]), seen([0, 0])).total_error)


def test_groups_hold_every_customer_once_and_rise() -> None:
    rng = np.random.default_rng(0)
    expected = rng.random(57)
    table = track_record(Fixed([0.5] * 57, list(expected)), seen(list(rng.integers(0, 3, 57)))).by_group()
    assert table["customers"].sum() == 57
    assert table["predicted"].is_monotonic_increasing
    assert (table["customers"] * table["predicted"]).sum() == pytest.approx(expected.sum())


def test_slope_is_one_and_intercept_nothing_for_exact_predictions() -> None:
    record = track_record(Fixed([1] * 4, [0, 1, 2, 5]), seen([0, 1, 2, 5]))
    assert record.slope == pytest.approx(1)
    assert record.intercept == pytest.approx(0, abs=1e-12)


def test_log_probability_is_a_negative_binomial_with_extra_zeros() -> None:
    later, p, mean, shape = np.arange(6), 0.7, 1.4, 2.5
    got = log_probability(later, np.full(6, p), np.full(6, mean), np.full(6, shape))
    alive = stats.nbinom.pmf(later, shape, shape / (shape + mean / p))
    assert np.exp(got) == pytest.approx(p * alive + (1 - p) * (later == 0))


def test_probabilities_of_all_numbers_add_up_to_one() -> None:
    later = np.arange(400)
    got = log_probability(later, np.full(400, 0.3), np.full(400, 2.0), np.full(400, 0.8))
    assert np.exp(got).sum() == pytest.approx(1)


def test_nobody_has_no_record() -> None:
    record = track_record(Fixed([], []), seen([]))
    assert math.isnan(record.absolute_error)
    assert math.isnan(record.brier)
    assert len(record.by_group()) == 0


def test_a_record_knows_when_it_is_near_enough() -> None:
    assert not TrackRecord(np.array([1.2]), np.array([1]), np.array([1.0]), np.zeros(1)).is_off
    assert TrackRecord(np.array([1.3]), np.array([1]), np.array([1.0]), np.zeros(1)).is_off
