"""Who is under contract, and what was known of that at an earlier day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd

from ltv.dataset import Dataset
from ltv.ledger import CUSTOMER_ID, CustomerMonths
from ltv.metrics.spells import MIXED, spells
from ltv.metrics.terms import MONTH, Terms
from ltv.months import date_of, day_number


def coded_spells(data: Dataset) -> pd.DataFrame:
    """Spells, as `spells` returns them, with the code of each `customer`; mixed periods count in months.

    Raises
    ------
    NotEnoughDataError
        When the data set has no contracts.
    """
    table = spells(data)
    codes = pd.Series(np.arange(data.months.size), index=data.customers[CUSTOMER_ID])
    months = np.where(table["period"] == MIXED, MONTH.months, table["term_months"])
    return table.assign(customer=table[CUSTOMER_ID].map(codes), term_months=months)


def under_contract(data: Dataset, table: pd.DataFrame) -> pd.DataFrame:
    """Open spells of customers who paid in the last complete month.

    Parameters
    ----------
    table : DataFrame
        As `coded_spells` returns it.

    Returns
    -------
    DataFrame, one row per customer
        `customer` (code), `period`, `term_months`, `term_days`, `start` (day); `renewals` completed, `into` (whole
        months since the latest renewal), `monthly` (revenue of the last complete month, smallest unit).
    """
    months, as_of = data.months, day_number(data.months.as_of)
    codes, amounts = months.paid(months.last_complete)
    paid = pd.Series(amounts[amounts > 0], index=codes[amounts > 0], name="monthly")
    here = table[table["end"].isna()].merge(paid, left_on="customer", right_index=True, validate="m:1")
    start = here["start"].to_numpy(dtype=np.int64)
    terms = Terms(here["term_months"].to_numpy(dtype=np.int64), here["term_days"].to_numpy(dtype=np.int64))
    now = np.full(len(here), as_of)
    renewals = terms.completed(start, now)
    monthly = Terms(np.ones(len(here), dtype=np.int64), np.zeros(len(here), dtype=np.int64))
    into = monthly.completed(terms.after(start, renewals), now)
    columns = ["customer", "period", "term_months", "term_days", "start", "monthly"]
    return here[columns].assign(renewals=renewals, into=into)


def known_at(data: Dataset, day: dt.date) -> Dataset:
    """A data set of contracts as it stood at the end of an earlier day: what began or ended later is not in it."""
    if data.contracts is None or day >= data.months.as_of:
        return data
    last = day_number(day)
    begun = data.contracts[(data.contracts["start"] <= last).to_numpy(dtype=bool)]
    end = begun["end"].astype("Int64")
    return replace(data, contracts=begun.assign(end=end.where(end <= last)), months=replace(data.months, as_of=day))


def months_before(months: CustomerMonths, back: int) -> dt.date:
    """The day so many months before the last day known; the end of a month where that is one."""
    if months.last_complete == months.last:
        return date_of(months.month_rule.last_day(months.last - back))
    return (pd.Timestamp(months.as_of) - pd.DateOffset(months=back)).date()
