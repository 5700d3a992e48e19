"""Amounts along axes are round, long names are broken where they read well, labels keep clear of each other."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.charts import money_axis, names

from .value_frames import DOLLARS, YEN, speak


@pytest.fixture(autouse=True)
def _japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    speak(monkeypatch, "ja")


def test_cents_are_drawn_as_dollars() -> None:
    assert DOLLARS.at(123_450) == 1_234.5
    assert list(DOLLARS.drawn(pd.Series([100, 250]))) == [1.0, 2.5]
    assert (DOLLARS.unit, YEN.unit) == ("USD", "円")


def test_short_amounts_leave_out_the_unit() -> None:
    assert (YEN.written(1_234_567), YEN.short(1_234_567)) == ("123万円", "123万")
    assert YEN.between(1_000, float("nan")) == "—"


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        pytest.param(3_000, 1e6, [3e3, 1e4, 3e4, 1e5, 3e5, 1e6], id="ones and threes"),
        pytest.param(1, 1e6, [1, 10, 100, 1e3, 1e4, 1e5, 1e6], id="powers of ten"),
        pytest.param(1, 1e12, [1, 100, 1e4, 1e6, 1e8, 1e10, 1e12], id="every second power"),
        pytest.param(0, 10, [], id="no logarithm"),
        pytest.param(5, 5, [], id="no width"),
    ],
)
def test_a_logarithmic_axis_has_round_amounts(low: float, high: float, ticks: list[float]) -> None:
    assert money_axis.log_ticks(low, high) == ticks


@given(st.lists(st.floats(-1e9, 1e9), max_size=40))
def test_a_logarithmic_axis_begins_at_a_round_amount_below_nearly_all(values: list[float]) -> None:
    floor = money_axis.log_floor(pd.Series(values, dtype=float))
    positive = [value for value in values if value > 0]
    assert f"{floor:.0e}"[0] in "13"
    if positive:
        assert max(positive) / 1e5 <= floor * 1.0000001
        assert sum(value < floor for value in positive if value > max(positive) / 1e4) <= len(positive) / 100 + 1
        assert floor <= max(positive)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("検索", "検索"),
        ("アフィリエイト（初回90%OFF）", "アフィリエイト|（初回90%OFF）"),
        ("テレビ通販・折込チラシ・ラジオ", "テレビ通販・|折込チラシ・ラジオ"),
        ("organic search on mobile devices", "organic search on|mobile devices"),
        ("あ" * 20, "あ" * 10 + "|" + "あ" * 10),
        ("a|b|c", "a|b c"),
        ("", ""),
    ],
)
def test_a_long_name_is_broken_once_where_it_reads_well(name: str, lines: str) -> None:
    assert names.two_lines(name) == lines


@given(st.text(max_size=300))
def test_breaking_a_name_loses_no_letter(name: str) -> None:
    lines = names.two_lines(name)
    assert lines.count("|") <= 1
    assert "".join(lines.replace("|", "").split()) == "".join(name.replace("|", "").split())


boxes = st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 3)), min_size=1, max_size=30)


@given(boxes)
def test_labels_do_not_overlap_and_stay_in_order_within_the_plot(found: list[tuple[float, float]]) -> None:
    values, heights = sorted(value for value, _ in found), [height for _, height in found]
    places = names.apart(values, heights, 0, 100)
    for (low, tall), (high, other) in pairwise(zip(places, heights)):
        assert high - low >= (tall + other) / 2 - 1e-6
    assert places[0] >= heights[0] / 2 - 1e-6
    assert places[-1] <= 100 - heights[-1] / 2 + 1e-6


@given(boxes)
def test_labels_that_have_room_stay_where_they_are(found: list[tuple[float, float]]) -> None:
    values = [10.0 * i + 5 for i in range(len(found))]
    heights = [height for _, height in found]
    assert names.apart(values, heights, 0, 10.0 * len(found)) == pytest.approx(values)


def test_two_labels_in_each_others_way_move_by_the_same() -> None:
    assert names.apart([50.0, 52.0], [10.0, 10.0], 0, 100) == [46.0, 56.0]
