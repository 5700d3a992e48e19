import pytest

from ltv.metrics.intervals import UNKNOWN, Interval


@pytest.mark.parametrize(
    ("interval", "place"),
    [
        pytest.param(Interval(5, 6), "above", id="wholly above"),
        pytest.param(Interval(1, 2), "below", id="wholly below"),
        pytest.param(Interval(2, 3.5), "overlaps", id="reaches into it"),
        pytest.param(Interval(4, 5), "overlaps", id="touches it"),
        pytest.param(UNKNOWN, "overlaps", id="unknown"),
    ],
)
def test_intervals_are_apart_only_where_neither_reaches_the_other(interval: Interval, place: str) -> None:
    assert interval.beside(Interval(3, 4)) == place
