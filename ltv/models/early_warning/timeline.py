"""What is known about customers up to a day: events sorted once, looked up by position."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import CUSTOMER_ID
from ltv.models.early_warning.positions import repeated
from ltv.months import MonthRule

_DAYS = 1 << 18
_EARLIEST = -(1 << 17)


@dataclass(frozen=True, eq=False)
class Timeline:
    """Events sorted by (customer, day); `order` says where each stood in the table it came from."""

    key: NDArray[np.int64]
    order: NDArray[np.intp]

    @classmethod
    def of(cls, customer: NDArray[Any], day: NDArray[Any]) -> Timeline:
        """Sort the events of customers (codes) on days (since 1970-01-01)."""
        key = _key(customer, day)
        order = np.argsort(key, kind="stable")
        return cls(key[order], order)

    def up_to(self, customer: NDArray[Any], day: NDArray[Any]) -> NDArray[np.intp]:
        """For each (customer, day), one past the place of the customer's last event on or before the day."""
        return np.searchsorted(self.key, _key(customer, day), side="right")

    def between(
        self, customer: NDArray[Any], after: NDArray[Any], until: NDArray[Any]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Pairs (row, event) of every row's events later than `after` and not later than `until`.

        Rows are positions in the arrays given, events are positions in the table the timeline was made of.
        """
        low, high = self.up_to(customer, after), self.up_to(customer, until)
        row, within = repeated(high - low)
        return row, self.order[low[row] + within]


def customer_of(data: Dataset, table: pd.DataFrame) -> NDArray[np.intp]:
    """Code of the customer each row of a table is about; -1 for one the data set does not know."""
    return np.asarray(pd.Index(data.customers[CUSTOMER_ID]).get_indexer(pd.Index(table[CUSTOMER_ID])))


def ends_of(rule: MonthRule, month: NDArray[np.int32]) -> NDArray[np.int64]:
    """Last day of each month."""
    if len(month) == 0:
        return np.empty(0, dtype=np.int64)
    low = int(month.min())
    days = [rule.last_day(m) for m in range(low, int(month.max()) + 1)]
    return np.array(days, dtype=np.int64)[month - low]


def _key(customer: NDArray[Any], day: NDArray[Any]) -> NDArray[np.int64]:
    return np.asarray(customer.astype(np.int64) * _DAYS + (day.astype(np.int64) - _EARLIEST))
