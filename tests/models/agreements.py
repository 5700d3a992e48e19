"""Contracts as one would write them on paper."""

import datetime as dt

import pandas as pd

from ltv.contracts import contract_months
from ltv.dataset import Dataset
from ltv.months import day_number, month_number


def day(text: str) -> int:
    return day_number(dt.date.fromisoformat(text))


def contract(
    customer: str, start: str, end: str | None = None, interval: str = "month", amount: int = 100, **kw
) -> dict:
    ends = None if end is None else day(end)
    return {
        "customer_id": customer,
        "start": day(start),
        "end": ends,
        "amount": amount,
        "interval": interval,
        "interval_count": 1,
        **kw,
    }


def book(
    *contracts: dict, as_of: str = "2026-12-31", known_from: str | None = None, closing_day: int | None = None
) -> Dataset:
    table = pd.DataFrame(list(contracts)).astype({"end": "Int64"})
    months = contract_months(
        table,
        as_of=dt.date.fromisoformat(as_of),
        known_from=None if known_from is None else month_number(known_from),
        closing_day=closing_day,
    )
    return Dataset("contracts", months, "test", contracts=table)
