"""When every running contract is next renewed, what is at stake then, and until when either side can give notice."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.contracts import contract_months
from ltv.dataset import Dataset
from ltv.errors import NotEnoughDataError
from ltv.ledger import CUSTOMER_ID
from ltv.metrics.intervals import share
from ltv.metrics.spells import spells
from ltv.metrics.terms import Days, Terms
from ltv.months import day_number, month_starts

NOTICE_DAYS = 30


def renewals(data: Dataset, *, notice_days: int = NOTICE_DAYS) -> pd.DataFrame:
    """Look up the next renewal of every contract that runs on the last day known.

    Parameters
    ----------
    data : Dataset
        Of contracts.
    notice_days : int
        Notice is given so many days before a renewal at the latest (an assumption; no file says it). Contracts that run
        no longer than that can be ended at every renewal.

    Returns
    -------
    DataFrame, one row per running contract, the next renewal first
        `customer_id` and, where known, `contract`, `plan`; `period` (own renewal period), `term_months`, `term_days`;
        `start`; `renewal`: the day on which it is renewed or ends, days since 1970-01-01; `ends`: whether the file says
        that it ends then; `days` until it, `notice_by` (last day for notice) and `is_notice_over`; `mrr` at stake
        (smallest unit, as in the month of `as_of`) and `amount` of the next payment; `renewals`: how often the customer
        has renewed without a break (see `spells`), counted in the contract's period.
        A contract without an end is renewed whenever its term has passed again. One that ends later than its next
        term is renewed until then. Free contracts are not in it.

    Raises
    ------
    NotEnoughDataError
        When the data set has no contracts.
    """
    if data.contracts is None:
        raise NotEnoughDataError("Renewals are those of contracts, and this data set has none.")
    as_of = day_number(data.months.as_of)
    running = _running(data.contracts, as_of)
    terms, start = Terms.of(running), running["start"].to_numpy(dtype=np.int64)
    end = running["end"].astype("Int64").to_numpy(dtype=np.int64, na_value=np.iinfo(np.int64).max)
    due = terms.after(start, terms.completed(start, np.full(len(start), as_of)) + 1)
    table = running[[name for name in (CUSTOMER_ID, "contract", "plan", "start", "amount") if name in running]].assign(
        period=terms.names,
        term_months=terms.months,
        term_days=terms.days,
        renewal=np.minimum(due, end),
        ends=end <= due,
        mrr=_mrr(running, data),
        renewals=_renewed(running, terms, data),
    )
    is_long = terms.after(start, np.ones_like(start)) - start > notice_days
    table = table.assign(days=table["renewal"] - as_of, notice_by=table["renewal"] - np.where(is_long, notice_days, 0))
    table = table.assign(is_notice_over=table["notice_by"] < as_of)
    return table.sort_values(["renewal", "mrr"], ascending=[True, False], kind="stable").reset_index(drop=True)


def renewal_wall(calendar: pd.DataFrame, data: Dataset) -> pd.DataFrame:
    """Add the calendar up by month: where much of the revenue comes up for renewal at once.

    Parameters
    ----------
    calendar : DataFrame
        As `renewals` returns it. Each contract counts once, at its next renewal.

    Returns
    -------
    DataFrame, one row per month that has a renewal
        `month` (timestamp), `contracts`, `customers`, `mrr` at stake and `amount` (smallest unit); `share` of the MRR
        of all running contracts, `cumulative` share; `largest`: share of the month's MRR that its largest customer has.
    """
    month = data.months.month_rule.months(calendar["renewal"].to_numpy(dtype=np.int64))
    by_customer = calendar.assign(month=month).groupby(["month", CUSTOMER_ID])[["mrr", "amount"]].sum()
    contracts = pd.Series(month).value_counts(sort=False).sort_index()
    wall = by_customer.groupby("month").agg(
        customers=("mrr", "size"), mrr=("mrr", "sum"), amount=("amount", "sum"), largest=("mrr", "max")
    )
    total = int(calendar["mrr"].sum())
    shares = wall["mrr"] / total if total else wall["mrr"] * np.nan
    return wall.assign(
        month=month_starts(wall.index.to_numpy(dtype=np.int64)),
        contracts=contracts,
        share=shares,
        cumulative=shares.cumsum(),
        largest=wall["largest"] / wall["mrr"].where(wall["mrr"] > 0),
    )[["month", "contracts", "customers", "mrr", "amount", "share", "cumulative", "largest"]].reset_index(drop=True)


def concentration(calendar: pd.DataFrame, *, customers: int = 10) -> float:
    """Share of the MRR of all running contracts that the largest customers have; NaN when there is none."""
    mrr = calendar.groupby(CUSTOMER_ID)["mrr"].sum().nlargest(customers)
    return share(float(mrr.sum()), float(calendar["mrr"].sum()))


def _running(contracts: pd.DataFrame, as_of: int) -> pd.DataFrame:
    """Paid contracts that are active on a day."""
    started = (contracts["start"] <= as_of) & (contracts["amount"] > 0)
    return contracts[(started & (contracts["end"].isna() | (contracts["end"] > as_of))).to_numpy(dtype=bool)]


def _mrr(running: pd.DataFrame, data: Dataset) -> NDArray[np.int64]:
    """What each contract brings in the month of `as_of`, spread as `contract_months` spreads it."""
    if len(running) == 0:
        return np.zeros(0, np.int64)
    months = data.months
    each = running.assign(**{CUSTOMER_ID: [f"{number:09d}" for number in range(len(running))]})
    spread = contract_months(each, as_of=months.as_of, closing_day=months.month_rule.closing_day)
    return spread.paid(spread.last)[1]


def _renewed(running: pd.DataFrame, terms: Terms, data: Dataset) -> Days:
    """Whole terms that the customer of each contract has been there without a break."""
    now = spells(data)
    since = now[now["end"].isna()].set_index(CUSTOMER_ID)["start"]
    start = running[CUSTOMER_ID].map(since).to_numpy(dtype=np.int64)
    return terms.completed(start, np.full(len(start), day_number(data.months.as_of)))
