"""Contracts and subscriptions: one row per contract, active on day d when start <= d < end."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.intake import dates
from ltv.intake.amounts import MISSING, REASONS, Amounts
from ltv.intake.column import Column
from ltv.intake.currency import WITHOUT_CENTS, chosen_currency
from ltv.intake.mapping import Mapped
from ltv.intake.orders import shortened
from ltv.intake.records import Checked, Records
from ltv.intake.result import Choice, Options, Question, UndecidedError
from ltv.intake.revenue import leave_out, product
from ltv.intake.table import Table
from ltv.intake.texts import matches, taken, word
from ltv.intake.vocabulary import squashed
from ltv.months import date_of, day_number
from ltv.sums import total

_COLUMNS = ("customer_id", "start", "end", "amount", "interval", "interval_count", "plan", "contract")
INTERVALS = ("day", "week", "month", "quarter", "half_year", "year")
_WORDS = {
    "day": "day days daily 日 日次 毎日 日額",
    "week": "week weeks weekly 週 週次 毎週 週間",
    "month": "month months monthly mo 月 月次 毎月 月額 月払い 月払 月間 ヶ月 か月 カ月 ヵ月 ケ月 箇月 月契約 月単位",
    "quarter": "quarter quarters quarterly 四半期 四半期払い 3ヶ月 3か月",
    "half_year": "halfyear semiannual semiannually halfyearly biannual 半年 半期 半年払い 6ヶ月 6か月",
    "year": "year years yearly annual annually yr 年 年次 毎年 年額 年払い 年払 年間 年契約 年単位",
}
_INTERVAL_OF = {word(name): interval for interval, names in _WORDS.items() for name in names.split()}
_EVERY_OTHER = {
    **dict.fromkeys(("biweekly", "fortnightly", "隔週"), ("week", 2)),
    **dict.fromkeys(("bimonthly", "隔月"), ("month", 2)),
    **dict.fromkeys(("biennial", "biennially", "隔年"), ("year", 2)),
}
_ISO = re.compile(r"p(\d{1,3})([dwmy])")
_ISO_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_COUNTED = re.compile(r"(?:every)?(\d{1,3})(.+?)(?:ごと|毎)?")
_NOT_YET = frozenset(
    {"trial", "trialing", "intrial", "incomplete", "incompleteexpired", "draft", "pending", "future"}
    | {"トライアル", "トライアル中", "無料トライアル", "お試し", "見積", "見積中", "申込中", "下書き"}
)
_OVER = frozenset(
    {"cancelled", "canceled", "expired", "ended", "churned", "terminated", "inactive"}
    | {"解約", "解約済", "解約済み", "退会", "退会済", "退会済み", "終了", "契約終了", "満了"}
)
_LEAVING = ("cancel", "churn", "ended", "terminat", "解約", "退会", "解除")
_OPEN_END = day_number(pd.Timestamp("2200-01-01").date())
"""Ends this late mean "no end"."""


def check_contracts(table: Table, mapped: Mapped, options: Options) -> Checked:
    """Check contracts: every record is accepted, rejected or left out with a reason.

    Returns
    -------
    Checked
        `table` has `customer_id`, `start`, `end` (missing: open), `amount` per interval, `interval`, `interval_count`
        and, where the file has them, `plan`, `contract`.
    """
    records = Records.of(table, mapped, options)
    rule = records.date_rule("start", "end")
    start, start_reason = records.days("start", rule, future=True) or _none(records.size)
    records.exclude_totals(start_reason != 0)
    leave_out(records, has_refunds=True, cancelled=False)
    frame = pd.DataFrame({"customer_id": records.customers(), "start": start})
    records.verdicts.reject_each(start_reason, dates.REASONS, "start")
    end, has_end = _ends(records, rule)
    records.verdicts.reject(has_end & (end < start), "cancel_before_start", "end")
    _check_status(records, has_end)
    amount = _amount(records)
    frame["interval"], frame["interval_count"] = _intervals(records)
    records.exclude_duplicates("contract")
    currency = chosen_currency(records, amount)
    end = end + has_end if _inclusive(records, start, end, has_end) else end
    _warn_of_later(records, start)
    frame["end"] = pd.Series(end, dtype="Int32").mask(~has_end)
    return _finished(records, frame, _in_major_units(records, amount, currency), currency, rule.order)


def _finished(records: Records, frame: pd.DataFrame, amount: Amounts, currency: str, date_format: str) -> Checked:
    """Keep the accepted contracts, with as few decimal places as they need."""
    frame = frame.assign(amount=amount.whole, **records.labels(("plan", "contract")))
    checked = records.checked(
        frame[[name for name in _COLUMNS if name in frame]], currency=currency, date_format=date_format
    )
    whole, scale = shortened(checked.table[["amount"]], amount.decimals)
    table = checked.table.assign(amount=whole["amount"])
    return replace(checked, table=table, decimals=scale, gross=total(whole["amount"].to_numpy()))


def _warn_of_later(records: Records, start: NDArray[np.int32]) -> None:
    """Say how many contracts have not begun: they count from their start on."""
    today = records.options.today
    later = int((records.open & (start > day_number(today))).sum()) if today else 0
    if later:
        records.warn("contracts_start_later", count=later)


def _none(size: int) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    return np.zeros(size, dtype=np.int32), np.full(size, dates.MISSING, dtype=np.int8)


def _ends(records: Records, rule: dates.DateRule) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Ends and which records have one; a date that cannot be read rejects its record."""
    found = records.days("end", rule, future=True, optional=True)
    if found is None:
        return np.zeros(records.size, dtype=np.int32), np.zeros(records.size, dtype=bool)
    end, reason = found
    records.verdicts.reject_each(np.where(reason == dates.MISSING, 0, reason), dates.REASONS, "end")
    return end, (reason == 0) & (end < _OPEN_END)


def _check_status(records: Records, has_end: NDArray[np.bool_]) -> None:
    """Leave out what has not begun; reject what is over without saying since when."""
    status = records.column("status")
    if status is not None:
        records.verdicts.exclude(matches(status, lambda text: word(text) in _NOT_YET), "not_revenue", "status")
        records.verdicts.reject(matches(status, lambda text: word(text) in _OVER) & ~has_end, "end_missing", "end")


def _amount(records: Records) -> Amounts:
    """Amount per interval; the price of one × quantity where a preset says the price is for one."""
    comma = records.comma("amount")
    amount = records.amounts("amount", comma=comma)
    if amount is None:
        raise AssertionError("contracts are recognised by an amount")
    preset = records.mapped.preset
    quantity = records.amounts("quantity", comma=False) if preset is not None else None
    amount = amount if quantity is None else product(amount, _at_least_one(quantity))
    records.verdicts.reject_each(amount.reason, REASONS, "amount")
    records.verdicts.reject(amount.whole < 0, "amount_negative", "amount")
    return amount


def _at_least_one(quantity: Amounts) -> Amounts:
    """Quantities, one where none is given."""
    missing = quantity.reason == MISSING
    whole = np.where(missing, 10**quantity.decimals, quantity.whole)
    return replace(quantity, whole=whole, reason=np.where(missing, 0, quantity.reason).astype(np.int8))


def _in_major_units(records: Records, amount: Amounts, currency: str) -> Amounts:
    """Amounts in cents become amounts in whole units, which changes the decimals and not the numbers."""
    preset = records.mapped.preset
    if preset is None or not preset.minor_units or currency in WITHOUT_CENTS:
        return amount
    return Amounts(amount.whole, amount.decimals + 2, amount.reason, amount.currency, amount.currencies)


def _intervals(records: Records) -> tuple[pd.Series[str], NDArray[np.int64]]:
    """Interval and its count for every record; unknown ones are rejected, missing columns asked."""
    column = records.column("interval")
    named = None if _chosen(records) else _named_by_header(records.mapped.header("amount"))
    if column is not None and named is None:
        return _by_column(records, column)
    if column is not None and {_interval(text) for text in column.texts} - {(named, 1), None}:
        records.warn(
            "interval_of_header", column=records.mapped.header("amount"), other=records.mapped.header("interval")
        )
    same = pd.Series([named or _chosen(records) or _asked(records)] * records.size, dtype="str")
    return same, np.ones(records.size, dtype=np.int64)


def _by_column(records: Records, column: Column) -> tuple[pd.Series[str], NDArray[np.int64]]:
    known = [_interval(text) for text in column.texts]
    unknown = np.array([found is None for found in known], dtype=bool)
    records.verdicts.reject(unknown[column.codes], "interval_unknown", "interval")
    pairs = [found or ("month", 1) for found in known]
    names = taken([name for name, _ in pairs], column.codes)
    counts = np.array([count for _, count in pairs], dtype=np.int64)[column.codes]
    return names, counts * _counts(records)


def _interval(text: str) -> tuple[str, int] | None:
    """Interval and count of a text such as "年", "monthly", "every 2 weeks" or "3ヶ月"."""
    name = word(text)
    if name in _INTERVAL_OF:
        return _INTERVAL_OF[name], 1
    if name in _EVERY_OTHER:
        return _EVERY_OTHER[name]
    if (iso := _ISO.fullmatch(name)) and int(iso[1]) > 0:
        return _ISO_UNITS[iso[2]], int(iso[1])
    match = _COUNTED.fullmatch(name)
    if match and match[2] in _INTERVAL_OF and int(match[1]) > 0:
        return _INTERVAL_OF[match[2]], int(match[1])
    return None


def _counts(records: Records) -> NDArray[np.int64]:
    found = records.amounts("interval_count", comma=False)
    if found is None:
        return np.ones(records.size, dtype=np.int64)
    usable = (found.reason == 0) & (found.whole > 0) & (found.whole % 10**found.decimals == 0)
    records.verdicts.reject(~usable, "interval_unknown", "interval_count")
    return np.where(usable, found.whole // 10**found.decimals, 1)


def _named_by_header(header: str) -> str | None:
    """Interval that the header of the amounts names: MRR is monthly, however often it is billed."""
    name = squashed(header)
    if "mrr" in name or name.startswith(("月", "monthly")):
        return "month"
    return "year" if name in ("arr", "acv") or name.startswith(("年", "annual")) else None


def _chosen(records: Records) -> str | None:
    """The interval that the reader chose."""
    chosen = records.options.answers.get("interval")
    return chosen if chosen in INTERVALS else None


def _asked(records: Records) -> NoReturn:
    choices = tuple(Choice(interval) for interval in ("month", "year", "quarter", "half_year", "week"))
    raise UndecidedError(Question("interval", "interval", choices, {"column": records.mapped.header("amount")}))


def _inclusive(records: Records, start: NDArray[Any], end: NDArray[Any], has_end: NDArray[np.bool_]) -> bool:
    """Whether an end is the last day of the contract, so that it ends the day after; asked when it looks so."""
    header = squashed(records.mapped.header("end"))
    rows = records.open & has_end & (end > start)
    if any(part in header for part in _LEAVING) or not rows.any():
        return False
    chosen = records.options.answers.get("contract_end")
    first, last, after = (_day_of_month(days[rows]) for days in (start, end, end + 1))
    if chosen is None and (first == after).mean() > (first == last).mean():
        day = date_of(int(end[rows][0]))
        choices = (Choice("last_day", day.isoformat()), Choice("first_day_after", day.isoformat()))
        raise UndecidedError(
            Question("contract_end", "contract_end", choices, {"column": records.mapped.header("end")})
        )
    return chosen == "last_day"


def _day_of_month(days: NDArray[Any]) -> NDArray[np.int64]:
    stamps = days.astype("datetime64[D]")
    return np.asarray((stamps - stamps.astype("datetime64[M]")).astype(np.int64))
