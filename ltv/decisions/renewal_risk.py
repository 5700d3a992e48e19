"""What comes up for renewal and may not be renewed, by month; and what one rate for everybody gets wrong about it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics.renewals import renewal_wall, renewals
from ltv.models.contract_book import ContractBook, renewal_chances
from ltv.models.perils import BaseValue, base_value

_AHEAD = 12


def renewal_risks(data: Dataset, book: ContractBook, *, months_ahead: int = _AHEAD) -> pd.DataFrame:
    """The renewal wall with what is expected not to renew.

    Parameters
    ----------
    months_ahead : int
        Months after the last one known; later renewals are left out.

    Returns
    -------
    DataFrame, one row per month that has a renewal
        As `renewal_wall`; `at_risk`: share of the MRR at stake in the month expected not to renew, NaN where there is
        no model of any of its contracts or nothing is at stake.

    Raises
    ------
    NotEnoughDataError
        When the data set has no contracts.
    """
    calendar = renewals(data)
    wall = renewal_wall(calendar, data)
    chance = pd.Series(renewal_chances(calendar, book.models), index=calendar.index)
    month = data.months.month_rule.months(calendar["renewal"].to_numpy(dtype=np.int64))
    mrr = calendar["mrr"].where(chance.notna())
    sums = pd.DataFrame({"month": month, "mrr": mrr, "lost": mrr * (1 - chance)}).groupby("month").sum(min_count=1)
    at_risk = (sums["lost"] / sums["mrr"].where(sums["mrr"] > 0)).to_numpy(dtype=float)
    wall = wall.assign(at_risk=at_risk)
    return wall[np.unique(month) <= data.months.last + months_ahead].reset_index(drop=True)


def base_gap(book: ContractBook, discount_annual: float) -> BaseValue | None:
    """Payments still expected of the largest group of present customers with one renewal period; None without any.

    Groups do not add up, because a discount is per renewal period.
    """
    periods = book.customers["period"].value_counts()
    if periods.empty:
        return None
    period = str(periods.index[0])
    renewed = book.customers.loc[book.customers["period"] == period, "renewals"].to_numpy(dtype=np.int64)
    term = book.counted[period].term
    if term is None:
        return None
    return base_value(book.models[period], np.bincount(renewed).tolist(), discount=term.discount(discount_annual))
