"""Small shops and contract books, written as on paper or drawn at random."""

import datetime as dt

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from ltv.dataset import Dataset
from ltv.ledger import CustomerMonths, Ledger
from ltv.months import day_number, month_number

CUSTOMERS = ("a", "b", "c", "d")
CHANNELS = ("search", "social", "search", None)
FIRST_DAY = day_number(dt.date(2024, 1, 1))
DAYS = 420


def day(text):
    return day_number(dt.date.fromisoformat(text))


def date(number):
    return dt.date(1970, 1, 1) + dt.timedelta(days=int(number))


def shop(orders, *, as_of, deliveries=None, tickets=None, customers=CUSTOMERS, channels=CHANNELS):
    """Orders as (customer, day, amount, discount, plan); deliveries (customer, promised, delivered); tickets."""
    frame = pd.DataFrame(orders, columns=["customer_id", "date", "amount", "discount", "plan"])
    frame["date"] = [date(d) for d in frame["date"]]
    people = pd.DataFrame({"customer_id": customers, "channel": channels})
    ledger = Ledger.from_orders(frame, as_of=date(as_of), customers=people)
    return Dataset(
        "orders",
        ledger.months(),
        "test",
        ledger=ledger,
        deliveries=None if deliveries is None else _deliveries(deliveries),
        tickets=None if tickets is None else _tickets(tickets),
    )


def plain_shop(as_of, **customers):
    """`plain_shop("2025-12-31", a=["2025-01-05", …])`: orders of 100 on these days."""
    rows = [(name, dt.date.fromisoformat(d), 100) for name, days in customers.items() for d in days]
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    ledger = Ledger.from_orders(frame, as_of=dt.date.fromisoformat(as_of))
    return Dataset("orders", ledger.months(), "test", ledger=ledger)


def contracts(first, *, as_of=None, truncated=False, rounding=0, attributes=None, **paid):
    """`contracts("2025-01", a=[100, 100, 0])`: amounts per month from `first` on."""
    start = month_number(first)
    length = max(len(row) for row in paid.values())
    rows = [(c, start + i, x) for c, name in enumerate(sorted(paid)) for i, x in enumerate(paid[name]) if x]
    customer, month, amount = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    last = dt.date(1970 + (start + length) // 12, (start + length) % 12 + 1, 1) - dt.timedelta(days=1)
    months = CustomerMonths(
        pd.DataFrame({"customer_id": sorted(paid)} | (attributes or {})),
        customer.astype(np.int32),
        month.astype(np.int32),
        amount.copy(),
        start,
        last if as_of is None else dt.date.fromisoformat(as_of),
        recurring=True,
        truncated=truncated,
        rounding=rounding,
    )
    return Dataset("contracts", months, "test")


DAY = st.integers(FIRST_DAY + 31, FIRST_DAY + DAYS)
ORDER = st.tuples(
    st.sampled_from(CUSTOMERS), DAY, st.sampled_from([100, 100, 250, 40, -70, 0]), st.sampled_from([0, 0, 30]),
    st.sampled_from(["x", "y"]),
)  # fmt: skip
DELIVERY = st.tuples(st.sampled_from([*CUSTOMERS, "z"]), DAY, st.sampled_from([None, -2, 0, 1, 3, 40]))
TICKET = st.tuples(st.sampled_from([*CUSTOMERS, "z"]), DAY, st.sampled_from([None, 0.5, 20.0, 500.0]))
ALWAYS = [("a", FIRST_DAY, 100, 0, "x"), ("b", FIRST_DAY, 100, 0, "y")]
"""Both plans from the first month on, so that every drawn shop has the same columns."""


@st.composite
def shops(draw):
    """Orders, deliveries and tickets of four customers over 14 months, and the last day known."""
    orders = draw(st.lists(ORDER, max_size=30))
    deliveries = [(c, d, None if late is None else d + late) for c, d, late in draw(st.lists(DELIVERY, max_size=12))]
    tickets = draw(st.lists(TICKET, max_size=8))
    as_of = FIRST_DAY + DAYS + draw(st.sampled_from([0, 5, 16]))
    return [*ALWAYS, *orders], deliveries, tickets, as_of


@st.composite
def contract_books(draw, months=16):
    """Monthly amounts of up to three customers with gaps and changes; whether the beginning is cut off."""
    amounts = st.sampled_from([0, 100, 100, 100, 120, 80, -10])
    rows = draw(st.lists(st.lists(amounts, min_size=months, max_size=months), min_size=1, max_size=3))
    rows[0][0] = 100
    return dict(zip("abc", rows)), draw(st.booleans())


def _deliveries(rows):
    frame = pd.DataFrame(rows, columns=["customer_id", "promised", "delivered"])
    return frame.astype({"customer_id": "str", "promised": "int32", "delivered": "Int32"})


def _tickets(rows):
    frame = pd.DataFrame(rows, columns=["customer_id", "day", "reply_hours"])
    return frame.astype({"customer_id": "str", "day": "int32", "reply_hours": "float64"})
