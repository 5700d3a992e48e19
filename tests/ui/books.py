"""Small data sets as one would write them on paper: a row a customer, a column a month."""

import datetime as dt

import pandas as pd

from ltv.dataset import Dataset
from ltv.ledger import Ledger


def book(first: str = "2024-01", channel: dict[str, str] | None = None, **paid: list[int]) -> Dataset:
    """Orders on the 10th of each month from `first`; the data reach to the end of the last month."""
    start = pd.Period(first, "M")
    rows = [
        (name, (start + i).to_timestamp() + pd.Timedelta(days=9), amount)
        for name, amounts in paid.items()
        for i, amount in enumerate(amounts)
        if amount
    ]
    last = (start + max(map(len, paid.values())) - 1).end_time.date()
    orders = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    attributes = channel and pd.DataFrame({"customer_id": list(channel), "channel": list(channel.values())})
    ledger = Ledger.from_orders(orders, customers=attributes, as_of=dt.date(last.year, last.month, last.day))
    return Dataset("orders", ledger.months(), ledger.fingerprint, ledger=ledger, source="upload")


def same(n: int, *months: int) -> dict[str, list[int]]:
    """`n` customers who pay the same."""
    return {f"c{i}": list(months) for i in range(n)}
