import math

import numpy as np
import pandas as pd
import pytest

from ltv.decisions.agreement.calibration import calibration, places
from ltv.decisions.agreement.estimates import between_share, spread
from ltv.decisions.agreement.pooling import pooled
from ltv.decisions.agreement.reveal import TOGETHER, revealed, revealed_representatives
from ltv.decisions.agreement.stopping import stop
from ltv.decisions.portfolio.priors import Prior
from ltv.errors import InvalidTableError, NotEnoughDataError


def test_six_estimates_before_and_after_the_talk():
    before = spread([5, 8, 10, 12, 30, 9])
    assert (before.median, before.iqr, before.ratio) == (9.5, 3.25, 6)
    assert before.agreement == pytest.approx(0.6579, abs=5e-5)
    assert before.outliers == (4,)
    after = spread([8, 9, 10, 11, 12, 10])
    assert after.agreement == pytest.approx(0.85)
    assert after.outliers == ()


def test_departments_explain_four_fifths_of_the_differences():
    found = between_share([5, 7, 9, 11, 10, 12], ["a", "a", "b", "b", "c", "c"])
    assert found == pytest.approx(28 / 34)
    assert found == pytest.approx(0.8235, abs=5e-5)


def test_an_abstention_is_not_a_0_and_outliers_keep_their_place():
    with_gap = spread([np.nan, 5, 8, 10, np.nan, 12, 30, 9])
    assert with_gap.n == 6
    assert with_gap.median == 9.5
    assert with_gap.outliers == (6,)
    assert between_share([5, 7, np.nan, 9, 11], list("aabbb")) == between_share([5, 7, 9, 11], list("aabb"))


def test_all_saying_the_same_agree_wholly_and_nobody_stands_out():
    same = spread([0.1, 0.1, 0.1])
    assert (same.iqr, same.agreement, same.ratio, same.outliers) == (0, 1, 1, ())
    assert math.isnan(between_share([3, 3, 3, 3], list("aabb")))


def test_the_only_one_to_say_something_else_stands_out():
    assert spread([10, 10, 10, 10, 11]).outliers == (4,)


def test_what_cannot_be_known_is_nan():
    nobody = spread([np.nan, np.nan])
    assert nobody.n == 0
    assert math.isnan(nobody.median)
    assert math.isnan(nobody.agreement)
    assert math.isnan(spread([-1, 0, 1]).agreement)
    assert math.isnan(spread([0, 1, 2]).ratio)
    assert spread([7]).agreement == 1
    assert math.isnan(between_share([5, 7, 9], list("aaa")))
    assert math.isnan(between_share([], []))


def test_estimates_below_0_agree_as_much_as_their_mirror_image():
    assert spread([-5, -8, -10, -12]).agreement == spread([5, 8, 10, 12]).agreement


def test_departments_that_say_the_same_on_average_explain_nothing():
    assert between_share([1, 3, 1, 3], list("aabb")) == 0


Z = [0.1, 0.3, 0.5, 0.7, 0.9, 1.2, 1.5, 1.9, 2.1, 2.6]


def test_six_of_ten_inside_means_the_next_intervals_are_half_as_wide_again():
    found = calibration(np.array(Z) * np.tile([1, -1], 5))
    assert (found.n, found.inside, found.coverage) == (10, 6, 0.6)
    assert found.factor == pytest.approx(1.5138, abs=5e-5)
    assert found.interval.low == pytest.approx(0.31, abs=0.005)
    assert found.interval.high == pytest.approx(0.83, abs=0.005)


def test_intervals_that_were_too_wide_are_narrowed_and_right_ones_left():
    z = np.random.default_rng(0).standard_normal(200_000)
    assert calibration(z).factor == pytest.approx(1, abs=0.01)
    assert calibration(z).coverage == pytest.approx(0.8, abs=0.005)
    assert calibration(z / 2).factor == pytest.approx(0.5, abs=0.01)


def test_few_outcomes_change_nothing_and_unknown_ones_are_not_counted():
    few = calibration([9, 9, 9, np.nan, np.nan])
    assert few.n == 3
    assert math.isnan(few.factor)
    assert few.widening == 1
    nothing = calibration([])
    assert math.isnan(nothing.coverage)
    assert math.isnan(nothing.interval.low)


def test_outcomes_held_to_be_impossible_leave_the_factor_unknown_when_they_are_many():
    assert calibration([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, math.inf]).factor < 1
    assert math.isnan(calibration([0.1, 0.2, math.inf, math.inf, math.inf]).factor)


def test_an_outcome_on_the_edge_of_its_interval_is_inside():
    z = places([(Prior(1, 4, 16), 16.0), (Prior(2, 5, 8), 2.0), (Prior(2, 5, 8), math.nan)])
    assert calibration(z).inside == 2
    assert math.isnan(z[2])


def test_a_group_believes_the_middle_of_its_logarithms_and_the_mean_of_its_ends():
    found = pooled([Prior(1, 4, 16), Prior(2, 9, 20), Prior(3, 5, 12), None])
    assert (found.p10, found.p50, found.p90) == pytest.approx((2, 5, 16))
    even = pooled([Prior(1, 4, 16), Prior(2, 9, 20)])
    assert even.p50 == pytest.approx(6)
    assert found.grade == "D"


def test_past_misses_widen_the_belief_of_the_group():
    narrow = pooled([Prior(2, 5, 8)])
    wide = pooled([Prior(2, 5, 8)], widening=1.5138)
    assert (narrow.p10, narrow.p50, narrow.p90) == pytest.approx((2, 5, 8))
    assert wide.p10 == pytest.approx(5 - 3 * 1.5138)
    assert wide.p90 == pytest.approx(5 + 3 * 1.5138)
    logs = pooled([Prior(1, 4, 16)], widening=2)
    assert (logs.p10, logs.p90) == pytest.approx((0.25, 64))


def test_ends_never_pass_the_middle_and_losses_can_be_pooled():
    lopsided = pooled([Prior(1, 2, 3), Prior(1, 2, 3), Prior(90, 95, 99)])
    assert lopsided.p10 == lopsided.p50 == pytest.approx(2)
    assert pooled([Prior(-3, -1, 0), Prior(-1, 1, 4), Prior(1, 2, 3)]).p50 == 1


def test_nobody_or_a_wrong_estimate_cannot_be_pooled():
    with pytest.raises(NotEnoughDataError, match="nobody gave an estimate"):
        pooled([None, None])
    with pytest.raises(InvalidTableError, match="estimate 2: not P10 <= P50 <= P90, found 9, 5, 8"):
        pooled([Prior(1, 2, 3), Prior(9, 5, 8)])
    with pytest.raises(InvalidTableError, match="widening: expected a factor above 0"):
        pooled([Prior(1, 2, 3)], widening=0)


@pytest.mark.parametrize(
    ("seen", "reason", "agreed"),
    [
        ({"round_number": 1, "w": 0.7}, "agreed_order", True),
        ({"round_number": 1, "w": 0.69}, "continue", False),
        ({"round_number": 1, "relative_iqr": 0.25}, "agreed_estimates", True),
        ({"round_number": 2, "w": 0.34, "w_before": 0.3}, "no_movement", False),
        ({"round_number": 2, "w": 0.35, "w_before": 0.3}, "continue", False),
        ({"round_number": 2, "w": 0.2, "w_before": 0.6}, "continue", False),
        ({"round_number": 3, "w": 0.5, "w_before": 0.3, "relative_iqr": 0.9}, "last_round", False),
        ({"round_number": 1}, "continue", False),
    ],
)
def test_rounds_end_with_agreement_without_movement_or_after_three(seen, reason, agreed):
    found = stop(**seen)
    assert (found.reason, found.agreed) == (reason, agreed)
    assert found.stop == (reason != "continue")


def room(*people):
    """(participant, department, P50) of one item."""
    table = pd.DataFrame(people, columns=["participant", "department", "p50"])
    return table.assign(item="P1", p10=table["p50"] - 1, p90=table["p50"] + 1, reason=[f"r{p}" for p, *_ in people])


CS = [(1, "cs", 5.0), (2, "cs", 7.0), (3, "cs", 9.0)]


def test_departments_of_fewer_than_three_are_shown_together():
    table = revealed(room(*CS, (4, "it", 1.0), (5, "it", 2.0), (6, "sales", 30.0))).set_index("department")
    assert table.index.tolist() == ["cs", TOGETHER]
    assert table["p50"].to_dict() == {"cs": 7, TOGETHER: 2}
    assert table["people"].to_dict() == {"cs": 3, TOGETHER: 3}
    assert table["reasons"]["cs"] == ("r1", "r2", "r3")
    assert (table["low"][TOGETHER], table["high"][TOGETHER]) == (1, 30)


def test_two_people_by_themselves_are_hidden_among_the_smallest_other_department():
    it = [(number, "it", 4.0) for number in range(10, 14)]
    table = revealed(room(*CS, *it, (4, "sales", 30.0)))
    assert table["department"].tolist() == ["it", TOGETHER]
    assert revealed(room((1, "a", 1.0), (2, "b", 2.0))).empty


def test_where_each_department_enters_one_agreed_estimate_all_are_shown():
    table = revealed_representatives(room((1, "cs", 5.0), (2, "it", 9.0)))
    assert table["department"].tolist() == ["cs", "it"]
    assert table["p50"].tolist() == [5, 9]


def test_abstentions_are_shown_as_such():
    table = revealed(room((1, "cs", np.nan), (2, "cs", 4.0), (3, "cs", 6.0)))
    assert table["people"].tolist() == [2]
    assert table["p50"].tolist() == [5]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.assign(p10=99.0), "not in order, or one is missing"),
        (lambda table: table.assign(p10=np.nan), "not in order, or one is missing"),
        (lambda table: pd.concat([table, table]), "given more than once"),
        (
            lambda table: table.assign(participant=1, item=["a", "b", "c"], department=["x", "y", "z"]),
            "more than one dep",
        ),
        (lambda table: table.drop(columns="reason"), "reason: column not found"),
    ],
)
def test_what_cannot_be_shown_is_refused(change, message):
    with pytest.raises(InvalidTableError, match=message):
        revealed(change(room(*CS)))
