"""What running contracts will still bring: renewals expected, discounted to the day, times their margin (LTV10)."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.ledger import CUSTOMER_ID
from ltv.metrics.terms import DAYS_A_YEAR, MONTHS_A_YEAR
from ltv.models.newton import Floats
from ltv.models.renewal_model import RenewalModel

_DAYS_A_MONTH = DAYS_A_YEAR / MONTHS_A_YEAR


def contract_values(
    calendar: pd.DataFrame,
    models: Mapping[str, RenewalModel],
    *,
    horizon_months: int,
    discount_annual: float,
    gross_margin: float = 1.0,
    growth_annual: float = 0.0,
) -> pd.DataFrame:
    """Value every running contract by the payments still to come.

    Parameters
    ----------
    calendar : DataFrame
        As `renewals` returns it.
    models : period → model
        Of the customers with that renewal period, in its terms.
    horizon_months : int
        Payments due within so many months count, that of the next renewal among them.
    discount_annual : float
        Effective annual rate, a share; a payment due in n days counts (1 + d)^(-n ÷ 365.25).
    gross_margin : float
        Share of a payment left after cost; 1 values sales.
    growth_annual : float
        By how much a year the payments of those who stay rise, a share.

    Returns
    -------
    DataFrame, one row per contract, in the calendar's order
        `customer_id`; `p_renew`, a share, at the next renewal; `payments`, discounted, expected within the horizon;
        `rlv` in the smallest unit (an estimate). NaN where no model is given for the period. A contract of which the
        file says that it ends (`ends`) is valued as one that comes up for renewal then.
    """
    chance, payments = np.full((2, len(calendar)), np.nan)
    for period, model in models.items():
        rows = np.flatnonzero(calendar["period"] == period)
        if len(rows):
            asked = calendar.iloc[rows]
            renewals, first = (asked[name].to_numpy(dtype=np.int64) for name in ("renewals", "days"))
            term = int(asked["term_months"].iloc[0]) * _DAYS_A_MONTH + int(asked["term_days"].iloc[0])
            count = np.maximum((horizon_months * _DAYS_A_MONTH - first) // term + 1, 0).astype(np.int64)
            log_z = (math.log1p(growth_annual) - math.log1p(discount_annual)) * term / DAYS_A_YEAR
            chance[rows] = model.retention(renewals + 1)
            payments[rows] = (1 + discount_annual) ** (-first / DAYS_A_YEAR) * _expected(model, renewals, count, log_z)
    value = calendar["amount"].to_numpy(dtype=np.float64) * gross_margin * payments
    return pd.DataFrame({CUSTOMER_ID: calendar[CUSTOMER_ID], "p_renew": chance, "payments": payments, "rlv": value})


def _expected(model: RenewalModel, renewals: NDArray[np.int64], count: NDArray[np.int64], log_z: float) -> Floats:
    """Σ S(n + 1 + k) ÷ S(n) × zᵏ over the next `count` payments k = 0, 1 …, of customers who have renewed n times."""
    age = np.arange(int((renewals + count).max(initial=0)) + 1)
    log_term = model.log_survival(age) + age * log_z
    total = np.cumsum(np.exp(log_term))
    return np.asarray((total[renewals + count] - total[renewals]) * np.exp(-log_term[renewals] - log_z))
