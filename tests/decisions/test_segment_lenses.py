"""The same segments look different through each lens, and the table says how far they move."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltv.decisions.segment_lenses import Lens, lens_ranks, moved

NAN = math.nan


def segments(*rows: tuple[str, int, float, float, float]) -> pd.DataFrame:
    """Name, customers, CAC, share kept, LTV of each segment."""
    table = pd.DataFrame(rows, columns=["segment", "customers", "cac", "retention_90", "ltv"])
    return table.assign(net=table["ltv"] - table["cac"])


def test_a_cheap_channel_that_loses_its_customers_falls_when_value_is_asked() -> None:
    table = segments(("affiliate", 900, 50, 0.45, 70), ("search", 1400, 70, 0.67, 120), ("social", 1500, 60, 0.57, 95))
    ranks = lens_ranks(table)
    assert ranks["acquisition"].tolist() == [1, 3, 2]
    assert ranks["churn"].tolist() == [3, 1, 2]
    assert ranks["ltv"].tolist() == [3, 1, 2]  # 20, 50, 35
    assert moved(ranks, Lens.LTV).tolist() == [-2, 2, 0]


def test_among_channels_that_cost_the_same_the_one_that_brings_more_comes_first() -> None:
    ranks = lens_ranks(segments(("a", 10, 0, 0.5, 1), ("b", 30, 0, 0.5, 1), ("c", 30, 0, 0.5, 1), ("d", 99, 5, 0.5, 9)))
    assert ranks["acquisition"].tolist() == [3, 1, 1, 4]


def test_without_any_cost_acquisition_counts_customers_and_value_stands_alone() -> None:
    ranks = lens_ranks(segments(("a", 10, NAN, 0.5, 8), ("b", 30, NAN, 0.6, 5)))
    assert ranks["acquisition"].tolist() == [2, 1]
    assert ranks["ltv"].tolist() == [1, 2]


def test_a_segment_whose_cost_is_not_known_has_no_place_beside_those_whose_is() -> None:
    ranks = lens_ranks(segments(("known", 10, 3, 0.5, 8), ("", 30, NAN, NAN, 9)))
    assert ranks.loc[1, ["acquisition", "churn", "ltv"]].isna().all()
    assert moved(ranks, Lens.LTV).isna().tolist() == [False, True]


def test_without_segments_there_are_no_ranks() -> None:
    assert len(lens_ranks(segments())) == 0


@given(
    st.lists(
        st.tuples(
            st.integers(0, 50), st.sampled_from([0.0, 1.0, 2.0, NAN]), st.sampled_from([0.1, 0.5, NAN]),
            st.sampled_from([-5.0, 0.0, 7.0]),
        ),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_a_rank_is_one_more_than_how_many_are_better(rows: list[tuple[int, float, float, float]]) -> None:
    """Counted one by one."""
    table = segments(*((f"s{i}", *row) for i, row in enumerate(rows)))
    ranks = lens_ranks(table).astype({"churn": float, "acquisition": float})
    kept = [row[2] for row in rows]
    better = [NAN if math.isnan(own) else 1 + sum(other > own for other in kept) for own in kept]
    assert ranks["churn"].tolist() == pytest.approx(better, nan_ok=True)
    places = [(row[1], -row[0]) for row in rows]
    if not all(math.isnan(cost) for cost, _ in places):
        cheaper = [NAN if math.isnan(own[0]) else 1 + sum(p < own for p in places if p[0] == p[0]) for own in places]
        assert ranks["acquisition"].tolist() == pytest.approx(cheaper, nan_ok=True)
