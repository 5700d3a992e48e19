"""What is uploaded beside orders or contracts: marketing cost, deliveries, tickets, surveys."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.intake import dates
from ltv.intake.amounts import MISSING, REASONS, Amounts
from ltv.intake.currency import named_currency
from ltv.intake.mapping import Mapped, some
from ltv.intake.records import Checked, Records
from ltv.intake.result import Options, RefusedError
from ltv.intake.table import Table
from ltv.intake.texts import clean
from ltv.months import month_number

_MONTH = re.compile(r"(\d{4})(?:\s*[-/.年]\s*|\s+|(?=\d\d))(\d{1,2})\s*月?分?", re.ASCII)
"""A year and a month; without anything between them the month has two digits, as 45748 is a day of Excel."""
_OLDEST = month_number("1980-01")


def check_spend(table: Table, mapped: Mapped, options: Options) -> Checked:
    """Marketing cost: `month` (months since January 1970), `channel`, `amount`."""
    records = Records.of(table, mapped, options)
    month, reason = _months(records)
    records.exclude_totals(reason != 0)
    records.verdicts.reject_each(reason, dates.REASONS, "month")
    amount = _required(records.amounts("amount", comma=records.comma("amount")))
    records.verdicts.reject_each(amount.reason, REASONS, "amount")
    currency = named_currency(records, amount)
    channel = records.labels(("channel",)).get("channel", pd.Series([None] * records.size, dtype="str"))
    frame = pd.DataFrame({"month": month, "channel": channel.fillna(""), "amount": amount.whole})
    return records.checked(
        frame, decimals=amount.decimals, currency=currency or "JPY", currency_named=currency is not None
    )


def _required(found: Any) -> Any:
    if found is None:
        raise AssertionError("a kind is recognised by its required columns")
    return found


def _months(records: Records) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    """Months of texts such as "2025-04", "2025年4月", "202504", or of dates."""
    column = _required(records.column("month"))
    day, reason = _required(records.days("month", records.date_rule("month"), future=True))
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int32)
    written = np.array([_written(text) for text in column.texts] or [_NO_MONTH], dtype=np.int32)[column.codes]
    named = written != _NO_MONTH
    month = np.where(named, written, month)
    reason = np.where(named, 0, reason)
    reason[named & (month == _IMPOSSIBLE)] = dates.INVALID
    reason[(reason == 0) & (month < _OLDEST)] = dates.TOO_OLD
    if (today := records.options.today) is not None:
        reason[(reason == 0) & (month > _month(today.year, today.month) + 1)] = dates.IN_FUTURE
    return month.astype(np.int32), reason.astype(np.int8)


_NO_MONTH, _IMPOSSIBLE = -(2**31), -(2**31) + 1


def _written(text: str) -> int:
    """Month of a text that names a year and a month."""
    match = _MONTH.fullmatch(clean(text))
    if match is None:
        return _NO_MONTH
    year, month = int(match[1]), int(match[2])
    return _month(year, month) if 1 <= month <= 12 else _IMPOSSIBLE


def _month(year: int, month: int) -> int:
    return (year - 1970) * 12 + month - 1


def check_deliveries(table: Table, mapped: Mapped, options: Options) -> Checked:
    """Deliveries: `customer_id`, `order` if given, `promised`, `delivered` (days; may be missing)."""
    records = Records.of(table, mapped, options)
    rule = records.date_rule("promised", "delivered")
    promised, reason = _required(records.days("promised", rule, future=True))
    records.exclude_totals(reason != 0)
    customer = records.customers()
    records.verdicts.reject_each(reason, dates.REASONS, "promised")
    delivered, late_reason = _required(records.days("delivered", rule, optional=True))
    records.verdicts.reject_each(np.where(late_reason == dates.MISSING, 0, late_reason), dates.REASONS, "delivered")
    frame = pd.DataFrame(
        {"customer_id": customer, "promised": promised, "delivered": pd.array(delivered, dtype="Int32")}
    )
    frame.loc[late_reason != 0, "delivered"] = pd.NA
    records.exclude_duplicates("order")
    return records.checked(frame.assign(**records.labels(("order",))))


def check_tickets(table: Table, mapped: Mapped, options: Options) -> Checked:
    """Tickets: `customer_id`, `day`, and `kind`, `reply_hours` if given."""
    records, frame = _dated(table, mapped, options)
    if (hours := _numbers(records, "reply_hours")) is not None:
        frame["reply_hours"] = hours
    return records.checked(frame.assign(**records.labels(("kind",))))


def check_surveys(table: Table, mapped: Mapped, options: Options) -> Checked:
    """Surveys: `customer_id`, `day`, and `expected`, `experienced`, `reason` if given."""
    records, frame = _dated(table, mapped, options)
    for name in ("expected", "experienced"):
        if (score := _numbers(records, name)) is not None:
            frame[name] = score
    return records.checked(frame.assign(**records.labels(("reason",))))


def _dated(table: Table, mapped: Mapped, options: Options) -> tuple[Records, pd.DataFrame]:
    """Customer and day of every record."""
    records = Records.of(table, mapped, options)
    if not mapped.has("day"):
        raise RefusedError("column_missing", kind=mapped.kind, fields=("day",), found=some(mapped.headers))
    day, reason = _required(records.days("day", records.date_rule("day")))
    records.exclude_totals(reason != 0)
    customer = records.customers()
    records.verdicts.reject_each(reason, dates.REASONS, "day")
    return records, pd.DataFrame({"customer_id": customer, "day": day})


def _numbers(records: Records, name: str) -> NDArray[np.float64] | None:
    """Numbers of a field, NaN where empty; a text that is no number rejects its record."""
    found: Amounts | None = records.amounts(name, comma=False)
    if found is None:
        return None
    records.verdicts.reject_each(np.where(found.reason > MISSING, 1, 0), ("", "number_invalid"), name)
    return np.where(found.reason == 0, found.whole / 10**found.decimals, np.nan)
