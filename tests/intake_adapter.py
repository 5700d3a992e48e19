"""The corpus of difficult files asks intake through this: f(path, upload name, options) -> plain dict."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from ltv.contracts import TERMS
from ltv.intake import Options, Reading, text
from ltv.intake.sandbox import read_isolated, warm

_ANSWERS = {"decimal": "decimal_separator"}
_KINDS = {"subscriptions": "contracts", "payments": "orders", "deals": "orders", "ledger": "orders"}
_NOT_ANSWERS = ("tz", "today", "kind")

warm()


def read(path: str, name: str, options: dict[str, str]) -> dict[str, Any]:
    """Read one file as the corpus wants it told."""
    kind = options.get("kind")
    answers = {_ANSWERS.get(key, key): str(value) for key, value in options.items() if key not in _NOT_ANSWERS}
    reading = read_isolated(
        Path(path).read_bytes(),
        name,
        Options(
            kind=_KINDS.get(kind, kind) if kind else None,
            timezone=options.get("tz", "Asia/Tokyo"),
            today=dt.date.fromisoformat(options["today"]) if "today" in options else None,
            answers=answers,
        ),
    )
    if reading.outcome != "accept":
        return _stopped(reading)
    told = _orders(reading) if reading.kind == "orders" else _contracts(reading)
    return told | {
        "outcome": "accept",
        "rejected": _problems(reading, "rejected"),
        "excluded": _problems(reading, "excluded"),
        "warnings": [warning.code for warning in reading.warnings],
        "encoding": reading.recognised.encoding,
        "preset": reading.recognised.preset,
    }


def _stopped(reading: Reading) -> dict[str, Any]:
    why = reading.question or reading.error
    assert why is not None
    message = f"{text(why, 'ja')}\n{text(why, 'en')}"
    return {"outcome": reading.outcome, "error": {"code": why.code, "message": message}}


def _problems(reading: Reading, status: str) -> list[dict[str, Any]]:
    rows = reading.problems[reading.problems["status"] == status]
    return [
        {"line": int(line), "column": column if isinstance(column, str) else None, "reason": reason}
        for line, column, reason in zip(rows["line"], rows["column"], rows["reason"])
    ]


def _money(amount: int, reading: Reading) -> str:
    return str(Decimal(int(amount)).scaleb(-reading.decimals))


def _orders(reading: Reading) -> dict[str, Any]:
    table = reading.table
    days = [str(np.datetime64(int(day), "D")) for day in (table["day"].min(), table["day"].max())]
    return {
        "rows_accepted": len(table),
        "sum_amount": _money(table["amount"].sum(), reading),
        "gross": _money(reading.gross, reading),
        "refunds": _money(reading.refunds, reading),
        "customers": int(table["customer_id"].nunique()),
        "orders": int(table[["customer_id", "order"]].drop_duplicates().shape[0]) if "order" in table else len(table),
        "date_min": days[0],
        "date_max": days[1],
        "metrics": "insufficient_history" if days[0] == days[1] else None,
    }


def _contracts(reading: Reading) -> dict[str, Any]:
    days = ("2026-02-01", "2026-03-31", "2026-04-30", "2026-11-22")
    return {
        "rows_accepted": len(reading.table),
        "customers": int(reading.table["customer_id"].nunique()),
        "mrr_on": {day: str(_mrr(reading, day)) for day in days},
    }


def _mrr(reading: Reading, day: str) -> Decimal:
    on = int(np.datetime64(day, "D").astype(int))
    table = reading.table[(reading.table["start"] <= on) & (reading.table["end"].isna() | (reading.table["end"] > on))]
    total = Decimal(0)
    for amount, interval, count in zip(table["amount"], table["interval"], table["interval_count"]):
        months, terms = TERMS[interval]
        total += Decimal(int(amount)) * terms / (months * int(count))
    return total.scaleb(-reading.decimals)
