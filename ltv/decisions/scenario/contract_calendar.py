"""Which contract a customer is bound by in each month, and in which months it may end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.contracts import TERMS, active_months, term_months
from ltv.customer_codes import identities
from ltv.dataset import Dataset
from ltv.ledger import CUSTOMER_ID
from ltv.months import day_number


@dataclass(frozen=True, eq=False)
class ContractCalendar:
    """The largest contract of each customer, by month.

    Attributes
    ----------
    term : int, customers × months
        Months that a payment of it pays for: it can end when they have passed; 1 where there is none.
    anchor : int, alike
        The month it began in; 0 where there is none.
    first : the month of the first column
    """

    term: NDArray[np.int16]
    anchor: NDArray[np.int32]
    first: int

    def due(self) -> NDArray[np.bool_]:
        """Whether the contract of a month could end before the next; customers × (months − 1)."""
        month = self.first + 1 + np.arange(self.term.shape[1] - 1)
        return np.asarray((month[None, :] - self.anchor[:, :-1]) % self.term[:, :-1] == 0)

    def phase(self) -> NDArray[np.int64]:
        """Months from the last one until each customer's next renewal, 1 to the term; customers."""
        last = self.first + self.term.shape[1] - 1
        term = self.term[:, -1].astype(np.int64)
        return np.asarray((self.anchor[:, -1] - last - 1) % term + 1)


def contract_calendar(data: Dataset, first: int, last: int) -> ContractCalendar:
    """Look up contracts month by month; of several at once the one that brings most counts, of equals the longest.

    After a contract has ended, its term is kept, so that who left is told apart as they were. Months are those at whose
    end a contract is active, as `contract_months` counts them.
    """
    size, width = data.months.size, last - first + 1
    term, anchor = np.ones((size, width), dtype=np.int16), np.zeros((size, width), dtype=np.int32)
    known = np.zeros((size, width), dtype=bool)
    rows = _by_month(data, first, last)
    customer, column = rows["customer"], rows["month"] - first
    term[customer, column], anchor[customer, column] = rows["term"], rows["begin"]
    known[customer, column] = True
    latest = np.maximum.accumulate(np.where(known, np.arange(width), 0), axis=1)
    return ContractCalendar(np.take_along_axis(term, latest, axis=1), np.take_along_axis(anchor, latest, axis=1), first)


def _by_month(data: Dataset, first: int, last: int) -> pd.DataFrame:
    """One row per customer and month with a contract: its term and the month it began.

    Those that ended before the first month stand there, behind all others.
    """
    used = _paid(data)
    begin, end = active_months(used, data.months.month_rule, day_number(data.months.as_of))
    months = term_months(used)
    worth = used["amount"].to_numpy(dtype=np.float64) * [TERMS[name][1] for name in used["interval"]] / months
    each = pd.DataFrame({
        "customer": _codes(data, used), "term": np.minimum(months, _LONGEST), "begin": begin,
        "worth": np.where(end < first, -1.0, worth), "end": end,
    })[(begin <= last) & (end >= begin)]  # fmt: skip
    start, stop = np.clip(each["begin"], first, last), np.clip(each["end"], first, last)
    spread = (stop - start + 1).to_numpy()
    row = np.repeat(np.arange(len(each)), spread)
    since = np.arange(len(row)) - np.repeat(np.cumsum(spread) - spread, spread)
    table = each.iloc[row].assign(month=start.to_numpy()[row] + since)
    order = ["customer", "month", "worth", "end", "term"]
    return table.sort_values(order, kind="stable").drop_duplicates(["customer", "month"], keep="last")


_LONGEST = 60
"""Longest term in months; longer ones are taken as this."""


def _paid(data: Dataset) -> pd.DataFrame:
    contracts = data.contracts
    if contracts is None:
        return pd.DataFrame({CUSTOMER_ID: [], "start": [], "end": [], "amount": [], "interval": []})
    return contracts[((contracts["amount"] > 0) & (contracts["start"] <= day_number(data.months.as_of))).to_numpy(bool)]


def _codes(data: Dataset, contracts: pd.DataFrame) -> NDArray[np.intp]:
    known = pd.Index(data.customers[CUSTOMER_ID])
    return np.asarray(known.get_indexer(identities(contracts[CUSTOMER_ID])[0]))
