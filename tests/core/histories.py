"""Made-up histories, and the shortest way from one to the kernels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from ltv.ledger import CustomerMonths, Ledger
from ltv.months import MonthRule, date_of, month_number
from tests.core.naive import History

FIRST = month_number("2023-11")
NAMES = "abcdefgh"


def paid(first: int = FIRST, **customers: Sequence[int]) -> History:
    """`paid(a=[50, 0, 60])`: customer a pays 50, nothing, 60 in three months from `first` on."""
    return {name: {first + i: amount for i, amount in enumerate(row) if amount} for name, row in customers.items()}


def customer_months(
    history: History, last: int, *, first: int = FIRST, cut_short: int = 0, **kw: object
) -> CustomerMonths:
    """`history` as a CustomerMonths whose last month misses `cut_short` of its days."""
    rule = kw.pop("month_rule", MonthRule())
    rows = [(code, month, history[c][month]) for code, c in enumerate(sorted(history)) for month in sorted(history[c])]
    customer, month, amount = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return CustomerMonths(
        customers=pd.DataFrame({"customer_id": sorted(history)}),
        customer=customer.astype(np.int32),
        month=month.astype(np.int32),
        amount=amount.copy(),
        first=first,
        as_of=date_of(rule.last_day(last) - cut_short),
        month_rule=rule,
        **kw,
    )


def months_paid(*, first: int = FIRST, cut_short: int = 0, **customers: Sequence[int]) -> CustomerMonths:
    """`months_paid(a=[50, 0, 60])`: the three months of customer a, the last one complete."""
    longest = max(len(row) for row in customers.values())
    return customer_months(paid(first, **customers), first + longest - 1, first=first, cut_short=cut_short)


Order = tuple[str, dt.date, int]


def ledger_of(orders: Sequence[Order], numbers: Sequence[str | None] | None = None, **kw: object) -> Ledger:
    frame = pd.DataFrame(orders, columns=["customer_id", "date", "amount"])
    if numbers is not None:
        frame["order"] = pd.Series(numbers, dtype=object)
    return Ledger.from_orders(frame, **kw)


AMOUNTS = st.one_of(
    st.integers(1, 9), st.sampled_from([100, 100, 0, 250]), st.integers(-120, 0), st.integers(1, 10**12)
)


@st.composite
def histories(draw: st.DrawFn, months: int = 8) -> tuple[History, int]:
    """Up to eight customers with gaps, refunds, zeros and huge amounts, some who never paid; and the last month."""
    width = draw(st.integers(1, months))
    row = st.dictionaries(st.integers(FIRST, FIRST + width - 1), AMOUNTS, max_size=width)
    steady = st.lists(st.integers(1, 300), min_size=width, max_size=width).map(lambda r: paid(a=r)["a"])
    rows = draw(st.lists(st.one_of(row, row, steady), min_size=1, max_size=len(NAMES)))
    return dict(zip(NAMES, rows, strict=False)), FIRST + width - 1


@st.composite
def order_lists(draw: st.DrawFn, days: int = 1000) -> tuple[list[Order], dt.date]:
    """Orders of up to six customers, one of whom is called so that sorting matters; and a last known day."""
    start = dt.date(2023, 1, 10)
    day = st.integers(0, draw(st.sampled_from([5, 60, days])))
    one = st.tuples(st.sampled_from(["b", "a", "10", "9", "Z", "顧客"]), day, AMOUNTS)
    drawn = draw(st.lists(one, min_size=1, max_size=25))
    orders = [(customer, start + dt.timedelta(days=d), amount) for customer, d, amount in drawn]
    as_of = max(date for _, date, _ in orders) + dt.timedelta(days=draw(st.sampled_from([0, 1, 20, 45])))
    return orders, as_of


def row_of(frame: pd.DataFrame, **keys: object) -> Mapping[str, object]:
    """The one row with these keys."""
    for name, value in keys.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    return frame.iloc[0].to_dict()
