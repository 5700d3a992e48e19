"""What a customer's orders up to a day say: rhythm, number, amounts, discounts and plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.ledger import Ledger, run_starts
from ltv.metrics.repeat import purchases
from ltv.models.early_warning.labels import few, label_of
from ltv.models.early_warning.panel import Panel
from ltv.models.early_warning.positions import begins, running, trend
from ltv.models.early_warning.rhythm import Rhythm
from ltv.models.early_warning.timeline import Timeline

RECENT_ORDERS = 3


@dataclass(frozen=True, eq=False)
class OrderDays:
    """Days on which a customer placed a paid order, sorted by (customer, day); orders of one day are one.

    Attributes
    ----------
    customer, day : int32
    nth : int64
        1 for a customer's first order day, 2 for the second …
    row : int64
        The day's first row in the ledger.
    amount : int64
        What the day's rows net to, not below 0.
    discount : int64 or None
        Given on that day; None where the ledger tells of none.
    """

    customer: NDArray[np.int32]
    day: NDArray[np.int32]
    nth: NDArray[np.int64]
    row: NDArray[np.intp]
    amount: NDArray[np.int64]
    discount: NDArray[np.int64] | None

    @classmethod
    def of(cls, ledger: Ledger) -> OrderDays:
        """Reduce a ledger to its order days."""
        orders = purchases(ledger)
        once = run_starts(orders.customer, orders.day)
        customer, day = orders.customer[once], orders.day[once]
        starts = np.flatnonzero(run_starts(ledger.customer, ledger.day))
        at = Timeline.of(ledger.customer[starts], ledger.day[starts]).up_to(customer, day) - 1
        discount = ledger.columns.get("discount")
        return cls(
            customer,
            day,
            np.arange(1, len(day) + 1) - begins(run_starts(customer)),
            starts[at],
            np.maximum(_sums(ledger.amount, starts)[at], 0),
            None if discount is None else _sums(np.maximum(discount, 0), starts)[at],
        )


def order_facts(ledger: Ledger, rows: Panel, ends: NDArray[np.int64]) -> pd.DataFrame:
    """What the orders up to the end of each row's month say.

    Returns
    -------
    DataFrame, one row per row of the panel
        `orders` (order days so far); `days_since` and `months_since` the last; `usual_gap` in days (see `Rhythm`),
        `recency_ratio` = days_since ÷ usual_gap and `gap_z` = ln((1 + days_since) ÷ (1 + usual_gap)) ÷ spread;
        `amount_trend` (mean of the last 3 order days ÷ mean of those before; NaN with fewer than 4); `discount_share`
        of the list price so far (NaN where the ledger has no discounts); `plan` of the latest order (only where the
        ledger has 2 to 8 plans; "" where none is given).
    """
    days = OrderDays.of(ledger)
    last = Timeline.of(days.customer, days.day).up_to(rows.customer, ends) - 1
    since = (ends - days.day[last]).astype(np.float64)
    plans = _plans(ledger, days.row)
    usual, spread = Rhythm.of(days.day, days.nth, plans, ledger.month_rule).at(last, rows.month)
    table: dict[str, Any] = {
        "orders": days.nth[last].astype(np.float64),
        "days_since": since,
        "months_since": (rows.month - ledger.month_rule.months(days.day[last])).astype(np.float64),
        "usual_gap": usual,
        "recency_ratio": since / usual,
        "gap_z": (np.log1p(since) - np.log1p(usual)) / spread,
        "amount_trend": trend(days.amount, last, days.nth[last], RECENT_ORDERS),
        "discount_share": _discount_share(days, last),
    }
    if plans is not None:
        table["plan"] = label_of(plans[last], ledger.values["plan"])  # noqa: PD011 our own
    return pd.DataFrame(table)


def _discount_share(days: OrderDays, last: NDArray[np.intp]) -> NDArray[np.float64]:
    if days.discount is None:
        return np.full(len(last), np.nan)
    first = last + 1 - days.nth[last]
    given, paid = (sums[last + 1] - sums[first] for sums in (running(days.discount), running(days.amount)))
    total = given + paid
    return np.where(total > 0, given / np.maximum(total, 1), 0.0)


def _plans(ledger: Ledger, row: NDArray[np.intp]) -> NDArray[np.int32] | None:
    """Code of the plan of each ledger row, -1 where none is given; None where plans are not told, or not few."""
    if "plan" not in ledger.columns or not few(ledger.values["plan"]):  # noqa: PD011 our own
        return None
    return np.asarray(ledger.columns["plan"][row])


def _sums(values: NDArray[Any], starts: NDArray[np.intp]) -> NDArray[np.int64]:
    return np.add.reduceat(values, starts) if len(starts) else np.empty(0, dtype=np.int64)
