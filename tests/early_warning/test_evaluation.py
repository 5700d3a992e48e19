"""Numbers that judge a score, against hand-made values and plain loops."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special, stats

from ltv.models.early_warning import Evaluation, empc
from ltv.models.early_warning.calibration import calibration_in_the_large, calibration_line

LEFT = np.array([True, False, True, False, False])
RISK = np.array([0.9, 0.8, 0.7, 0.2, 0.1])
FIVE = Evaluation(LEFT, RISK)


def evaluation(pairs):
    left, risk = zip(*pairs)
    return Evaluation(np.array(left, dtype=bool), np.array(risk, dtype=float))


SCORED = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.05, 0.1, 0.2, 0.5, 0.5001, 0.9])), min_size=1, max_size=25
)


def test_auc_is_the_share_of_pairs_in_the_right_order():
    assert FIVE.auc == pytest.approx(5 / 6)


def test_average_precision_is_the_mean_precision_at_each_leaver():
    assert FIVE.average_precision == pytest.approx((1 / 1 + 2 / 3) / 2)


def test_brier_score_and_what_it_saves_over_the_base_rate():
    assert FIVE.brier == pytest.approx((0.01 + 0.64 + 0.09 + 0.04 + 0.01) / 5)
    assert FIVE.brier_base == pytest.approx(0.4 * 0.6)
    assert FIVE.brier_skill == pytest.approx(1 - 0.158 / 0.24)


def test_log_loss_is_the_mean_surprise():
    by_hand = -(math.log(0.9) + math.log(0.2) + math.log(0.7) + math.log(0.8) + math.log(0.9)) / 5
    assert FIVE.log_loss == pytest.approx(by_hand)


def test_the_top_decile_holds_three_of_four_leavers():
    """20 customers, 4 leavers, two of the first two leave: lift = (2/4) ÷ 0.1."""
    left = np.zeros(20, dtype=bool)
    left[[0, 1, 7, 19]] = True
    found = Evaluation(left, np.linspace(0.9, 0.1, 20))
    assert found.top_decile_lift == pytest.approx(5.0)
    assert found.gain(0.4) == pytest.approx(3 / 4)


def test_equal_risks_at_the_border_count_as_a_random_choice_would():
    found = Evaluation(np.array([True] + [False] * 9), np.full(10, 0.3))
    assert found.top_decile_lift == pytest.approx(1.0)


def test_what_needs_both_outcomes_is_unknown_with_one():
    for left in (np.ones(3, dtype=bool), np.zeros(3, dtype=bool)):
        found = Evaluation(left, np.array([0.1, 0.2, 0.3]))
        assert all(math.isnan(x) for x in (found.auc, found.brier_skill, found.line.slope, found.intercept))
        assert math.isnan(empc(found.left, found.risk))
        assert found.brier >= 0
    assert math.isnan(Evaluation(np.zeros(2, dtype=bool), np.array([0.1, 0.2])).average_precision)


@given(SCORED)
def test_auc_and_average_precision_are_what_loops_over_pairs_find(pairs):
    found = evaluation(pairs)
    leavers, stayers = ([r for left, r in pairs if left == wanted] for wanted in (True, False))
    if leavers and stayers:
        wins = sum(Fraction(a > b) + Fraction(a == b, 2) for a in leavers for b in stayers)
        assert found.auc == pytest.approx(float(wins / (len(leavers) * len(stayers))))
    if leavers:
        expected, recall = 0.0, 0.0
        for threshold in sorted({r for _, r in pairs}, reverse=True):
            chosen = [left for left, r in pairs if r >= threshold]
            expected += (sum(chosen) / len(leavers) - recall) * sum(chosen) / len(chosen)
            recall = sum(chosen) / len(leavers)
        assert found.average_precision == pytest.approx(expected)
        curve = found.gain_curve(10)
        assert curve["caught"].is_monotonic_increasing
        assert (curve["caught"].iloc[0], curve["caught"].iloc[-1]) == (0, pytest.approx(1))


@given(SCORED, st.randoms())
def test_the_order_of_rows_changes_nothing(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    one, other = evaluation(pairs), evaluation(shuffled)
    for name in ("auc", "average_precision", "brier", "log_loss", "top_decile_lift"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), nan_ok=True), name
    assert one.deciles().round(12).equals(other.deciles().round(12))


@given(SCORED)
def test_deciles_hold_everyone_once_and_never_split_equal_risks(pairs):
    table = evaluation(pairs).deciles()
    assert table["customers"].sum() == len(pairs)
    assert table["left"].sum() == sum(left for left, _ in pairs)
    assert table["predicted"].is_monotonic_increasing
    assert table["decile"].between(1, 10).all()


def test_calibration_of_perfect_bold_and_timid_risks():
    """Shares that happen exactly as said have slope 1; the same outcomes with doubled log-odds have slope ½."""
    shares = np.repeat([0.1, 0.3, 0.6], 100)
    left = np.concatenate([np.arange(100) < 10, np.arange(100) < 30, np.arange(100) < 60])
    perfect = calibration_line(left, shares)
    assert (perfect.intercept, perfect.slope) == (pytest.approx(0, abs=1e-9), pytest.approx(1))
    bold = calibration_line(left, special.expit(2 * special.logit(shares)))
    assert bold.slope == pytest.approx(0.5)
    timid = calibration_line(left, special.expit(special.logit(shares) / 2))
    assert timid.slope == pytest.approx(2)
    assert timid.slope_se == pytest.approx(2 * perfect.slope_se)


def test_calibration_in_the_large_is_the_shift_that_makes_the_sum_right():
    left, risk = np.arange(10) < 5, np.full(10, 0.2)
    assert calibration_in_the_large(left, risk) == pytest.approx(special.logit(0.5) - special.logit(0.2))


def test_calibration_is_unknown_where_nothing_tells_it():
    assert math.isnan(calibration_line(np.array([True, False]), np.array([0.3, 0.3])).slope)
    separated = calibration_line(np.array([True, True, False, False]), np.array([0.9, 0.8, 0.2, 0.1]))
    assert math.isnan(separated.slope)


def profit_by_hand(left, risk, gamma, value=200.0, offer=10.0, contact=1.0):
    """Best profit per customer over all thresholds at one save rate, each written out."""
    best = 0.0
    for threshold in set(risk):
        chosen = risk >= threshold
        leavers, stayers = (left & chosen).sum(), (~left & chosen).sum()
        gain = leavers * (gamma * (value - offer) - contact) - stayers * (offer + contact)
        best = max(best, gain / len(left))
    return best


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_empc_is_the_best_profit_averaged_over_save_rates(seed):
    rng = np.random.default_rng(seed)
    risk = rng.random(60).round(1 if seed == 3 else 6)
    left = rng.random(60) < risk * 0.7
    density = stats.beta(6, 14).pdf
    expected, error = integrate.quad(lambda g: profit_by_hand(left, risk, g) * density(g), 0, 1, limit=400, epsabs=1e-9)
    assert error < 1e-4
    assert empc(left, risk) == pytest.approx(expected, abs=1e-4)


def test_empc_of_a_perfect_score_is_that_of_contacting_the_leavers_alone():
    left = np.arange(10) < 4
    saved = 0.3 * 190 - 1
    wasteful = stats.beta(6, 14).cdf(1 / 190)
    assert wasteful < 1e-9
    assert empc(left, left * 0.8 + 0.1) == pytest.approx(0.4 * saved)
