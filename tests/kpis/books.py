"""Small books written as on paper, and random ones."""

import datetime as dt

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from ltv.dataset import Dataset
from ltv.ledger import CustomerMonths, Ledger
from ltv.months import day_number, month_number

AS_OF = dt.date(2025, 12, 31)
END = month_number("2025-12")


def day(text):
    """Days since 1970 of "2025-04-01"."""
    return day_number(dt.date.fromisoformat(text))


def shop(rows, *, as_of=AS_OF, customers=None, **tables):
    """Orders as (customer, date, amount) or as dicts with more columns."""
    frame = pd.DataFrame([dict(zip(("customer_id", "date", "amount"), r)) if isinstance(r, tuple) else r for r in rows])
    ledger = Ledger.from_orders(frame, as_of=as_of, customers=None if customers is None else pd.DataFrame(customers))
    return Dataset("orders", ledger.months(), "test", ledger=ledger, **tables)


def company(first, *, as_of=AS_OF, recurring=True, **paid):
    """Contracts as amounts per month from `first` on: company("2025-01", a=[100, 100, 0])."""
    start = month_number(first)
    rows = [(code, start + i, x) for code, xs in enumerate(paid.values()) for i, x in enumerate(xs) if x]
    codes, months, amounts = (np.array(column) for column in zip(*rows))
    table = pd.DataFrame({"customer_id": list(paid)})
    found = CustomerMonths(
        table,
        codes.astype(np.int32),
        months.astype(np.int32),
        amounts.astype(np.int64),
        start,
        as_of,
        recurring=recurring,
    )
    return Dataset("contracts" if recurring else "orders", found, "test")


def spend(*rows):
    """Marketing cost as (month, channel, amount)."""
    return pd.DataFrame([(month_number(m), c, a) for m, c, a in rows], columns=["month", "channel", "amount"])


@st.composite
def random_shops(draw, months=30):
    """A few customers with a few orders and refunds in the `months` months before 2026, the first of them fixed."""
    first = day_number(AS_OF) - 30 * months
    order = st.tuples(
        st.integers(0, 7), st.integers(first, day_number(AS_OF)), st.integers(-300, 1000), st.integers(0, 3)
    )
    rows = [(0, first, 100, 0), *draw(st.lists(order, max_size=40))]
    frame = [
        {"customer_id": f"c{c}", "date": dt.date(1970, 1, 1) + dt.timedelta(days=d), "amount": a, "discount": 50 * x,
         "cost": 100 * x}
        for c, d, a, x in rows
    ]  # fmt: skip
    people = {"customer_id": [f"c{c}" for c in range(8)], "channel": ["search", "social"] * 4}
    return shop(frame, customers=people)
