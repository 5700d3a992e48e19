"""What went wrong for a customer lately, as far as it was known on a day: tickets, late deliveries, refunds."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import Ledger, run_starts
from ltv.models.early_warning.panel import Panel
from ltv.models.early_warning.timeline import Timeline, customer_of

WINDOW_DAYS = 90
HOURS_A_DAY = 24.0


def incident_facts(data: Dataset, rows: Panel, ends: NDArray[np.int64]) -> pd.DataFrame:
    """What happened in the 90 days up to the end of each row's month, as it was known then.

    Returns
    -------
    DataFrame, one row per row of the panel; columns only for tables the data set has
        `tickets`; `reply_hours`, the mean time until the first reply, a ticket still unanswered that day counting the
        hours waited so far (NaN without tickets); `late`, deliveries promised within the 90 days that came after their
        day or were overdue; `days_late`, all their days late together, and `latest_days_late`, those of the last one
        promised, those still on the way counting the days so far; `refunds`, days on which more was given back than
        bought.
    """
    table: dict[str, NDArray[np.float64]] = {}
    if data.tickets is not None:
        table |= _tickets(data, data.tickets, rows, ends)
    if data.deliveries is not None:
        table |= _deliveries(data, data.deliveries, rows, ends)
    if data.ledger is not None:
        table["refunds"] = _refunds(data.ledger, rows, ends)
    return pd.DataFrame(table, index=pd.RangeIndex(len(rows)))


def _tickets(
    data: Dataset, tickets: pd.DataFrame, rows: Panel, ends: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    day = tickets["day"].to_numpy(dtype=np.int64)
    hours = tickets["reply_hours"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.inf)
    row, event = _lately(Timeline.of(customer_of(data, tickets), day), rows, ends)
    so_far = (ends[row] + 1 - day[event]) * HOURS_A_DAY
    number = _count(row, len(rows))
    waited = np.bincount(row, weights=np.fmin(hours[event], so_far), minlength=len(rows))
    return {"tickets": number, "reply_hours": np.where(number > 0, waited / np.maximum(number, 1), np.nan)}


def _deliveries(
    data: Dataset, deliveries: pd.DataFrame, rows: Panel, ends: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    table = deliveries.dropna(subset=["promised"])
    promised = table["promised"].to_numpy(dtype=np.int64)
    delivered = table["delivered"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.inf)
    row, event = _lately(Timeline.of(customer_of(data, table), promised), rows, ends)
    late = np.maximum(np.minimum(delivered[event], ends[row]) - promised[event], 0)
    return {
        "late": _count(row[late > 0], len(rows)),
        "days_late": np.bincount(row, weights=late, minlength=len(rows)).astype(np.float64),
        "latest_days_late": _latest(row, late, len(rows)),
    }


def _latest(row: NDArray[np.intp], values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Value of each row's last event; 0 where it has none."""
    found = np.zeros(size)
    last = np.append(row[1:] != row[:-1], True)[: len(row)]
    found[row[last]] = values[last]
    return found


def _refunds(ledger: Ledger, rows: Panel, ends: NDArray[np.int64]) -> NDArray[np.float64]:
    starts = np.flatnonzero(run_starts(ledger.customer, ledger.day))
    net = np.add.reduceat(ledger.amount, starts) if len(starts) else ledger.amount[:0]
    back = starts[net < 0]
    row, _ = _lately(Timeline.of(ledger.customer[back], ledger.day[back]), rows, ends)
    return _count(row, len(rows))


def _lately(timeline: Timeline, rows: Panel, ends: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    return timeline.between(rows.customer, ends - WINDOW_DAYS, ends)


def _count(row: NDArray[np.intp], size: int) -> NDArray[np.float64]:
    return np.bincount(row, minlength=size).astype(np.float64)
