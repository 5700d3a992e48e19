"""Since when has a share been different?"""

import math

import numpy as np
import pandas as pd
import pytest

from ltv.metrics.change_point import Kept, best_split, cohort_change


def cohort_table(kept: list[int], n: int = 100, first: str = "2024-01") -> pd.DataFrame:
    """Cohorts of `n` customers, of whom so many paid in the month after."""
    months = pd.date_range(first, periods=len(kept), freq="MS")
    rows = [(month, age, n, n if age == 0 else k) for month, k in zip(months, kept) for age in (0, 1)]
    return pd.DataFrame(rows, columns=["cohort", "age", "size", "customers"])


def test_the_best_split_of_eight_months_by_hand() -> None:
    """Five months keep 50 of 100, three keep 80. Pooled 490 ÷ 800 = 0.6125, so noise is
    √(0.6125 · 0.3875 · (1/500 + 1/300)) = 0.035578 and z = (0.8 − 0.5) ÷ 0.035578 = 8.432.
    """
    split = best_split([50] * 5 + [80] * 3, [100] * 8)
    assert split is not None
    assert split.at == 5
    assert (split.before, split.after) == (Kept(250, 500), Kept(240, 300))
    assert split.z == pytest.approx(8.432, abs=0.001)
    assert split.is_clear


def test_p_is_corrected_for_having_chosen_the_best_cut() -> None:
    """Miller & Siegmund by hand for z = 3, cuts allowed from 10 % to 90 %:
    φ(3) (3 − 1/3) ln(0.9² ÷ 0.1²) + 4 φ(3) ÷ 3 = 0.0044318 · (2.66667 · 4.39445 + 1.33333) = 0.05784, not 0.0027.
    """
    from ltv.metrics.change_point import _p_of_the_best

    assert _p_of_the_best(3.0, 0.1, 0.9) == pytest.approx(0.05784, abs=1e-5)
    assert _p_of_the_best(0.5, 0.1, 0.9) == 1.0


@pytest.mark.parametrize(
    ("kept", "n"),
    [
        pytest.param([50] * 5, [100] * 5, id="too few groups for three on each side"),
        pytest.param([100] * 8, [100] * 8, id="everybody stays"),
        pytest.param([0] * 8, [100] * 8, id="nobody stays"),
        pytest.param([], [], id="nothing"),
        pytest.param([0, 0, 0, 5, 5, 5], [0, 0, 0, 10, 10, 10], id="nobody before the cut"),
    ],
)
def test_there_is_no_split_where_none_can_be_made(kept: list[int], n: list[int]) -> None:
    assert best_split(kept, n) is None


def test_where_nothing_changed_a_clear_split_is_rare() -> None:
    rng = np.random.default_rng(1)
    found = [best_split(rng.binomial(150, 0.55, 35).tolist(), [150] * 35) for _ in range(1000)]
    assert sum(split is not None and split.is_clear for split in found) < 50


def test_a_change_of_ten_points_is_found_within_a_month_or_two() -> None:
    rng = np.random.default_rng(2)
    found = [best_split([*rng.binomial(150, 0.55, 20), *rng.binomial(150, 0.65, 15)], [150] * 35) for _ in range(200)]
    near = [split.is_clear and abs(split.at - 20) <= 2 for split in found if split]
    assert np.mean(near) > 0.7


@pytest.mark.parametrize(
    ("kept", "verdict", "since"),
    [
        pytest.param([50] * 9 + [80] * 6, "improved", "2024-10", id="better from October on"),
        pytest.param([80] * 9 + [50] * 6, "worse", "2024-10", id="worse from October on"),
        pytest.param([50] * 15, "unproven", None, id="always the same"),
        pytest.param([52, 49, 51, 50] * 4, "unproven", None, id="up and down by chance"),
        pytest.param([50, 50, 80, 80], "unknown", None, id="too short to compare"),
        pytest.param([50] * 12 + [80] * 12 + [50] * 6, "worse", None, id="better once, but the latest are not"),
    ],
)
def test_cohorts_are_compared(kept: list[int], verdict: str, since: str | None) -> None:
    change = cohort_change(cohort_table(kept), 1)
    assert change.verdict == verdict
    assert (change.since and f"{change.since:%Y-%m}") == since


def test_the_first_cohort_does_not_count_because_older_customers_are_in_it() -> None:
    change = cohort_change(cohort_table([100] + [50] * 14), 1)
    assert change.earlier == Kept(50 * 8, 800)
    assert change.verdict == "unproven"


def test_nobody_has_no_rate() -> None:
    assert math.isnan(Kept(0, 0).rate)
    assert not Kept(0, 0).differs(Kept(5, 10))
