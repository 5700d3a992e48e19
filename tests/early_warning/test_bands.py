"""The plainest model: shares of leavers by tenure, drawn towards the average."""

import numpy as np
import pandas as pd
import pytest

from ltv.models.early_warning.bands import fit_bands
from ltv.models.early_warning.sample import Sample


def sample(ages, left, months=None):
    months = np.arange(len(ages)) if months is None else np.asarray(months)
    return Sample(
        pd.DataFrame({"age": np.array(ages, dtype=float)}), np.array(left, dtype=bool), months.astype(np.int32), 1
    )


def test_a_band_is_drawn_towards_the_average_of_all():
    """20 new customers of whom 10 left, 80 old ones of whom 4 did: pooled (14 + ½) ÷ 101."""
    found = fit_bands(sample([0] * 20 + [12] * 80, [True] * 10 + [False] * 10 + [True] * 4 + [False] * 76))
    pooled = 14.5 / 101
    assert found.pooled == pytest.approx(pooled)
    risk = found.risk(pd.DataFrame({"age": [0.0, 15.0, 3.0, np.nan]}))
    assert risk == pytest.approx([(10 + 30 * pooled) / 50, (4 + 30 * pooled) / 110, pooled, pooled])


@pytest.mark.parametrize(("left", "rate"), [(False, 0.5 / 11), (True, 10.5 / 11)])
def test_a_share_of_none_or_all_is_not_believed_to_be_certain(left, rate):
    found = fit_bands(sample([0] * 10, [left] * 10))
    assert found.pooled == pytest.approx(rate)
    assert (found.risk(pd.DataFrame({"age": [0.0, 30.0]})) < 1).all()
    assert (found.risk(pd.DataFrame({"age": [0.0, 30.0]})) > 0).all()


def test_rows_are_split_by_time_and_never_at_random():
    months = np.repeat(np.arange(10), 3)
    earlier, later, overlap = sample([0] * 30, [True, False, False] * 10, months).split(0.2)
    assert (earlier.month.max(), later.month.min(), overlap) == (7, 8, False)


def test_outcomes_learned_from_lie_before_the_months_held_out():
    """With three months' horizon, rows of months 5 to 7 speak of months 8 and later: they are left out."""
    months = np.repeat(np.arange(10), 3)
    whole = Sample(pd.DataFrame({"age": np.zeros(30)}), np.tile([True, False, False], 10), months, 3)
    earlier, later, overlap = whole.split(0.2)
    assert (earlier.month.max(), later.month.min(), overlap) == (5, 8, False)


def test_data_too_short_to_keep_outcomes_apart_are_split_all_the_same_and_say_so():
    months = np.repeat(np.arange(4), 3)
    whole = Sample(pd.DataFrame({"age": np.zeros(12)}), np.tile([True, False, False], 4), months, 6)
    earlier, later, overlap = whole.split(0.2)
    assert (earlier.month.max(), later.month.min(), overlap) == (2, 3, True)


def test_one_month_cannot_be_split():
    assert sample([0, 0], [True, False], [5, 5]).split(0.2) is None
