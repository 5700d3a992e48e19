"""From when to when a customer was under contract without a break."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.errors import NotEnoughDataError
from ltv.ledger import CUSTOMER_ID, run_starts
from ltv.metrics.terms import MONTH, Days, Terms
from ltv.months import day_number

MIXED = "mixed"
"""Period of a spell whose contracts have several; its tenure is counted in months."""
_OPEN = int(np.iinfo(np.int32).max)
"""End of a contract that has none."""


def spells(data: Dataset, *, grace_days: int = 0) -> pd.DataFrame:
    """Join each customer's contracts into unbroken spells.

    Contracts that overlap, or follow one another within `grace_days`, are one spell, whatever their plan or amount. A
    customer who comes back later starts a **new spell at age 0**: coming back is a decision of its own, as in
    `movements`, where it is a reactivation. Models take every spell as one customer; `nth` tells them apart.

    Parameters
    ----------
    data : Dataset
        Of contracts.
    grace_days : int
        A break of so many days is a late renewal, not a departure. Whether somebody who left within the last
        `grace_days` will be back is not known, so everybody is then observed until `as_of` - `grace_days`.

    Returns
    -------
    DataFrame, one row per (customer, spell), sorted
        `customer_id`; `nth` from 1; `start`, `end` in days since 1970-01-01 (`end` missing: under contract on the last
        day observed); `observed_from` (later than `start` where the data know only who was still there by then) and
        `observed_until`; `term_months`, `term_days` (own renewal period) and `period`, its name or "mixed".
        Not in it: free contracts; contracts that end the day they begin or begin after `observed_until`; and spells
        that ended before the data know everybody, whose customers are known only because they came back.

    Raises
    ------
    NotEnoughDataError
        When the data set has no contracts.
    """
    if data.contracts is None:
        raise NotEnoughDataError("Spells are made of contracts, and this data set has none.")
    as_of, since = day_number(data.months.as_of), known_from(data)
    until = as_of - grace_days
    table = _joined(_counted(data.contracts, as_of), grace_days)
    table = table[table["start"] <= until].reset_index(drop=True)
    gone = (table["end"] <= until).to_numpy()
    table = table.assign(
        nth=table.groupby(CUSTOMER_ID).cumcount() + 1,
        observed_from=np.maximum(table["start"], since),
        observed_until=until,
        end=table["end"].astype("Int64").where(gone),
    )
    names = ["nth", "start", "end", "observed_from", "observed_until", "term_months", "term_days", "period"]
    return table.loc[~(gone & (table["end"] <= since).to_numpy(dtype=bool, na_value=False)), [CUSTOMER_ID, *names]]


def known_from(data: Dataset) -> int:
    """The day from which the data know everybody under contract, those who left since included."""
    months = data.months
    return months.month_rule.last_day(months.first - 1) + 1 if months.truncated else -_OPEN


def _counted(contracts: pd.DataFrame, until: int) -> pd.DataFrame:
    """Paid contracts that began by a day, sorted by customer and start, with an end far away where they have none."""
    end = contracts["end"].astype("Int64").fillna(_OPEN).to_numpy(dtype=np.int64)
    table = contracts.assign(start=contracts["start"].to_numpy(dtype=np.int64), end=end)
    used = (table["amount"] > 0) & (table["start"] <= until) & (table["end"] > table["start"])
    return table[used.to_numpy(dtype=bool)].sort_values([CUSTOMER_ID, "start"], kind="stable")


def _joined(contracts: pd.DataFrame, grace_days: int) -> pd.DataFrame:
    """One row per spell, with the period that all its contracts share."""
    customer = contracts[CUSTOMER_ID].to_numpy()
    start, end = contracts["start"].to_numpy(), _latest_end(customer, contracts["end"].to_numpy())
    begins = run_starts(customer)
    begins[1:] |= start[1:] > end[:-1] + grace_days
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(start)) - 1
    terms = Terms.of(contracts)
    table = pd.DataFrame({CUSTOMER_ID: customer[first], "start": start[first], "end": end[last[: len(first)]]})
    return pd.concat([table, _shared_term(terms, first)], axis=1)


def _latest_end(customer: NDArray[np.object_], end: Days) -> Days:
    """The latest end of each contract and the same customer's earlier ones; customers stand together."""
    code = np.cumsum(run_starts(customer)) * np.int64(2**32)
    return np.asarray(np.maximum.accumulate(code + end) - code)


def _shared_term(terms: Terms, first: NDArray[np.intp]) -> pd.DataFrame:
    if len(first) == 0:
        return pd.DataFrame({"term_months": terms.months, "term_days": terms.days, "period": np.zeros(0, dtype=str)})
    columns = (terms.months, terms.days)
    low = [np.minimum.reduceat(column, first) for column in columns]
    same = np.logical_and.reduce([a == np.maximum.reduceat(column, first) for a, column in zip(low, columns)])
    shared = Terms(np.where(same, low[0], MONTH.months), np.where(same, low[1], MONTH.days))
    period = np.where(same, shared.names, MIXED)
    return pd.DataFrame({"term_months": shared.months, "term_days": shared.days, "period": period})
