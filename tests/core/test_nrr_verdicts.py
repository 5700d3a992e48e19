import math

import pandas as pd
import pytest

from ltv.metrics.intervals import Interval
from ltv.metrics.movement_sums import movement_sums
from ltv.metrics.movements import movements
from ltv.metrics.nrr_by_rule import nrr_by_rule
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.nrr_verdicts import (
    case,
    is_part_way,
    largest_cause,
    lost_revenue,
    lowest_segment,
    ranked,
    whole_year_retention,
    year_change,
    year_move,
)
from ltv.metrics.retention import retention
from tests.core.histories import months_paid


def pair(*ends, n=60):
    """Month-on-month retention of `n` customers who paid 100 and then one of the amounts in turn."""
    months = months_paid(**{f"c{i:03}": [100, ends[i % len(ends)]] for i in range(n)})
    return retention(months, months.last, NrrRule.PERIOD_MOVES)


@pytest.mark.parametrize(("found", "kind"), [
    pytest.param(pair(120, 130), "good", id="the interval lies above 100 %"),
    pytest.param(pair(70, 80), "bad", id="below"),
    pytest.param(pair(200, 10), "unproven", id="across it"),
    pytest.param(pair(120, 130, n=29), "few", id="29 customers"),
    pytest.param(pair(90, n=1), "one", id="one customer"),
])  # fmt: skip
def test_a_verdict_needs_an_interval_apart_from_100_percent_and_enough_customers(found, kind):
    assert case(found) == kind


def test_a_product_of_months_has_no_interval_and_nothing_opened_has_no_answer():
    months = months_paid(**{f"c{i:02}": [100] * 14 for i in range(40)})
    assert case(retention(months, months.last, NrrRule.CHAINED)) == "no_interval"
    assert case(retention(months_paid(a=[0, 50]), months_paid(a=[0, 50]).last, NrrRule.PERIOD_MOVES)) == "nothing"


def test_the_largest_cause_is_a_loss_below_100_percent_and_a_gain_above():
    assert largest_cause(pair(150, 90, 0, n=3)) == ("churn", -100)
    assert largest_cause(pair(150, 60, 100, n=3)) == ("expansion", 50)
    assert lost_revenue(pair(150, 90, 0, n=3)) == 110


def test_customers_of_the_whole_year_are_judged_where_over_a_tenth_were_won_part_way():
    months = months_paid(whole=[100] * 12 + [80] * 12, late=[0] * 6 + [100] * 18)
    assert whole_year_retention(months, months.last - 12, months.last).nrr == 0.8
    assert is_part_way(0.11)
    assert not is_part_way(0.10)
    assert not is_part_way(math.nan)


def series(*values, customers=30, half=0.01):
    """A series of NRR with intervals of a width; NaN has none."""
    table = pd.DataFrame({"nrr": values, "customers": customers})
    return table.assign(nrr_low=table["nrr"] - half, nrr_high=table["nrr"] + half)


@pytest.mark.parametrize(("table", "months", "direction"), [
    pytest.param(series(0.5, 0.9, *[0.7] * 11, 0.95), 12, "up", id="against twelve months before, not the first"),
    pytest.param(series(0.9, *[0.7] * 11, 0.8), 12, "down", id="down"),
    pytest.param(series(0.90, 0.91), 1, "unproven", id="a short series, intervals overlap"),
    pytest.param(series(0.9, 0.7, half=math.nan), 1, "no_interval", id="no interval"),
    pytest.param(series(0.9), 0, "single", id="one month"),
    pytest.param(series(0.9, 0.5, customers=29), 0, "single", id="too few customers"),
    pytest.param(series(0.9, math.nan), 0, "single", id="a month without a value"),
])  # fmt: skip
def test_a_share_moved_in_a_year_only_beyond_both_intervals(table, months, direction):
    move = year_move(table)
    assert (move.months, move.direction) == (months, direction)
    assert move.is_proven == (direction in ("up", "down"))


def test_a_move_tells_both_values_and_of_a_single_month_its_own():
    move = year_move(series(0.9, *[0.7] * 11, 0.8))
    assert (move.then, move.now) == (0.9, 0.8)
    assert year_move(series(0.6)).now == 0.6
    assert math.isnan(year_move(series()).now)


def test_a_change_on_a_year_needs_thirteen_months():
    assert year_change(series(0.9, *[0.7] * 11, 0.8)) == pytest.approx(-0.1)
    assert math.isnan(year_change(series(*[0.7] * 12)))


def segments(*rows):
    """Segments as (name, NRR, customers) with intervals of a tenth."""
    table = pd.DataFrame(rows, columns=["segment", "nrr", "customers"])
    return table.assign(nrr_low=table["nrr"] - 0.05, nrr_high=table["nrr"] + 0.05)


def test_the_lowest_segment_is_one_with_enough_customers_and_apart_only_where_intervals_are():
    table = ranked(segments(("a", 0.9, 40), ("b", 0.7, 50), ("few", 0.1, 29), ("c", math.nan, 90)))
    assert table["segment"].tolist() == ["few", "b", "a"]
    found = lowest_segment(table)
    assert (found.segment, found.nrr, found.customers, found.highest, found.is_apart) == ("b", 0.7, 50, 0.9, True)
    assert found.interval == Interval(0.7 - 0.05, 0.7 + 0.05)
    assert not lowest_segment(ranked(segments(("a", 0.75, 40), ("b", 0.7, 50)))).is_apart


def test_one_segment_has_nothing_to_be_lowest_of():
    assert lowest_segment(segments(("a", 0.9, 40), ("b", 0.5, 29))) is None


def test_every_rule_that_the_data_allow_answers_and_only_some_take_a_start():
    months = months_paid(a=[100] * 30, b=[100] * 29 + [50])
    found = nrr_by_rule(months, months.last - 3, months.last).set_index("rule")
    assert months.last - found["start"][NrrRule.YOY_COHORT] == 3
    assert months.last - found["start"][NrrRule.PERIOD_MOVES] == 1
    assert found["nrr"][NrrRule.PERIOD_MOVES] == 0.75
    short = months_paid(a=[100, 100])
    assert set(nrr_by_rule(short, short.last - 1, short.last)["rule"]) == {
        NrrRule.PERIOD_MOVES,
        NrrRule.PERIOD_MOVES_REACT,
    }


def test_what_a_month_lost_gained_and_made_on_balance():
    table = movements(months_paid(a=[100, 120], b=[50, 0], c=[80, 60], d=[0, 70], e=[30, 0, 30]))
    sums = movement_sums(table)
    assert sums.iloc[0].to_dict() == {"lost": 50 + 20 + 30, "gained": 20, "net": 120 + 60 + 70 - 260}
    assert (sums["net"] == table[["new", "reactivation", "expansion", "contraction", "churn"]].sum(axis=1)).all()
