import pandas as pd
import pytest

from ltv.metrics.acquisition_segments import NOT_GIVEN
from ltv.metrics.observed_lines import MOST, compared_at, drawn, ranked, settled


def steps(segment: str, counts: dict[int, int]) -> pd.DataFrame:
    rows = {"segment": segment, "step": list(counts), "customers": list(counts.values())}
    return pd.DataFrame(rows).assign(ltv=1.0)


def kept(table: pd.DataFrame) -> dict[str, list[int]]:
    rows = drawn(table)
    return {name: group["step"].tolist() for name, group in rows.groupby("segment")}


def test_steps_of_fewer_than_half_the_customers_of_a_year_are_not_drawn() -> None:
    table = steps("SNS", {11: 1000, 12: 834, 13: 650, 14: 500, 15: 417, 16: 416})
    assert kept(table) == {"SNS": [11, 12, 13, 14, 15]}


def test_a_line_ends_where_a_cohort_drops_out_at_once() -> None:
    table = steps("SNS", {12: 1182, 21: 900, 22: 834, 23: 593, 24: 592})
    assert kept(table) == {"SNS": [12, 21, 22]}


def test_a_segment_younger_than_a_year_is_measured_by_its_first_step() -> None:
    table = pd.concat([steps("SNS", {1: 100, 2: 75, 3: 60, 4: 50, 5: 49}), steps("検索", {1: 90, 12: 80, 13: 60})])
    assert kept(table) == {"SNS": [1, 2, 3, 4], "検索": [1, 12, 13]}


def test_customers_without_a_segment_and_small_segments_have_no_line() -> None:
    table = pd.concat([steps(NOT_GIVEN, {12: 900}), steps("検索", {12: 30}), steps("SNS", {12: 29})])
    assert kept(table) == {"検索": [12]}


def test_only_the_largest_segments_have_lines() -> None:
    table = pd.concat([steps(f"s{i}", {12: 100 - i}) for i in range(MOST + 1)])
    assert list(kept(table)) == [f"s{i}" for i in range(MOST)]


@pytest.mark.parametrize(
    ("reached", "step"),
    [
        pytest.param({"a": 24, "b": 13}, 12, id="both a year"),
        pytest.param({"a": 24, "b": 7}, 7, id="the latest that both have reached"),
        pytest.param({"a": 9}, 9, id="the only one"),
    ],
)
def test_segments_are_compared_after_a_year_or_as_late_as_two_of_them_have_reached(
    reached: dict[str, int], step: int
) -> None:
    table = pd.concat([steps(name, dict.fromkeys(range(1, last + 1), 50)) for name, last in reached.items()])
    assert compared_at(table) == step


def test_segments_are_ranked_from_the_lowest_and_those_without_an_interval_left_out() -> None:
    table = pd.concat([steps(name, {12: 50}).assign(ltv=ltv) for name, ltv in (("a", 3.0), ("b", 1.0), ("c", 2.0))])
    table["low"] = [2.0, 0.5, None]
    assert ranked(table)["segment"].tolist() == ["b", "a"]


def test_a_cohort_is_settled_when_all_of_enough_customers_have_been_observed_for_a_year() -> None:
    table = pd.DataFrame(
        [("whole", 12, 40, 40), ("half a year", 6, 40, 40), ("part", 12, 39, 40), ("few", 12, 29, 29)],
        columns=["cohort", "step", "customers", "size"],
    )
    assert settled(table)["cohort"].tolist() == ["whole"]
