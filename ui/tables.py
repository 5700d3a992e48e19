"""Data tables in the reader's words: names of columns, months, shares, money and rules; the CSV keeps what is stored.

Cells stay numbers and dates, formatted by the browser, so that the reader can sort by any column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from ltv.decisions.verdicts import REASONS, VERDICTS, Verdict
from ltv.metrics.catalogue import METRICS, RULES
from ltv.metrics.metric import Text, Unit
from ltv.metrics.movements import MOVEMENTS
from ltv.metrics.payback import STATUS_NAMES
from ltv.metrics.value_base import BASE_NAMES
from ui import show
from ui.words import WORDS, label, of, t

RULE_NAMES: dict[str, Text] = {
    **{rule.value: metric.name for rule, metric in RULES.items()},
    **{metric.id: metric.name for metric in METRICS},
}
MONEY_RULES = {metric.id for metric in METRICS if metric.unit in (Unit.MONEY, Unit.MONEY_PER_CUSTOMER)}
SHARES = {
    "nrr", "grr", "logo_retention", "retention", "rate", "share", "step", "retention_90", "p_above", "payback_covered",
    "customer_share", "value_share", "profit_share", "revenue_share", "cumulative_share", "cumulative", "largest",
    "second_order", "left_90", "survival", "p_alive", "active", "total_error", "at_risk_share", "chance",
}  # fmt: skip
BY_RULE = {"value", "low", "high"}
"""Columns that are money under a rule that is, and shares under every other."""

AMOUNTS = {
    "opening", "closing", *MOVEMENTS, "amount", "spend", "cpa", "cost_per_kept", "ltv", "raw", "cac", "net", "total",
    "profit", "mean", "lowest", "highest", "revenue", "mean_revenue", "revenue_before", "revenue_after", "mrr",
    "gained", "crm", "core", "difference", "crm_only", "core_only", "returns", "tax", "timing", "rounding",
    "unexplained",
}  # fmt: skip
BOUNDS = ("low", "high")
MONTHS = {"ja": "YYYY年M月", "en": "MMM YYYY"}


def in_words(
    table: pd.DataFrame, currency: str = "", decimals: int = 0, names: Mapping[str, str] | None = None
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """A table with columns and codes in words, and how the browser writes its numbers and months.

    `currency` is named beside columns of money, which are rounded to its `decimals`. `names` are the reader's names of
    columns, where the usual ones do not fit.
    """
    given = names or {}
    shown: dict[str, pd.Series[Any]] = {}
    formats: dict[str, Any] = {}
    for column in table.columns:
        if column == "id":
            continue
        values, config, is_money = _cells(table, str(column), decimals)
        name = given.get(column) or _name(str(column))
        name = t("col.in_unit", name=name, unit=_unit(currency)) if is_money and currency else name
        name = f"{name} " if name in shown else name
        shown[name] = values
        if config is not None:
            formats[name] = config
    return pd.DataFrame(shown), formats


def _cells(table: pd.DataFrame, column: str, decimals: int) -> tuple[pd.Series[Any], Any, bool]:
    """A column's values for the reader, how they are written, and whether they are money."""
    values = table[column]
    if pd.api.types.is_datetime64_any_dtype(values):
        return values, st.column_config.DateColumn(format=MONTHS["ja" if show.is_japanese() else "en"]), False
    if column in CODES:
        known = values.notna()
        told = [CODES[column](table, str(code)) if is_known else show.NOTHING for code, is_known in zip(values, known)]
        return pd.Series(told, index=values.index), None, False
    if pd.api.types.is_bool_dtype(values):
        return values, None, False
    if not pd.api.types.is_numeric_dtype(values):
        told = [show.customer_id(value) if isinstance(value, str) else value for value in values]
        return pd.Series(told, values.index, dtype=object).where(values.notna(), show.NOTHING), None, False
    base = _base(column)
    if _is_money(table, column):
        return values.astype(float).round(decimals), st.column_config.NumberColumn(format="localized"), True
    if base in SHARES | BY_RULE:
        return (values.astype(float) * 100).round(6), st.column_config.NumberColumn(format="%.1f%%"), False
    return values, st.column_config.NumberColumn(format="localized"), False


def in_units(table: pd.DataFrame, decimals: int) -> pd.DataFrame:
    """Money of the smallest unit in whole currency units: the columns that a reader's table shows as money."""
    numbers = [c for c in table.columns if _is_money(table, str(c)) and pd.api.types.is_numeric_dtype(table[c])]
    return table if decimals == 0 else table.assign(**{c: table[c] / 10**decimals for c in numbers})


def _base(column: str) -> str:
    """A column's name without the bound it is of: nrr_low is of nrr."""
    stem, _, bound = column.rpartition("_")
    return stem if bound in BOUNDS and stem else column


def _name(column: str) -> str:
    """A column's name for the reader: its own, or of a bound or a count of customers; else as it is."""
    if f"col.{column}" in WORDS:
        return t(f"col.{column}")
    stem, _, bound = column.rpartition("_")
    if bound in BOUNDS and stem:
        return t(f"col.{bound}_of", name=_name(stem))
    first, _, part = column.partition("_")
    if first == "customers" and part:
        return t("col.customers_of", name=_name(part))
    return column


def _unit(currency: str) -> str:
    return t("col.yen") if currency == "JPY" else currency


def _is_money(table: pd.DataFrame, column: str) -> bool:
    base = _base(column)
    return base in AMOUNTS or (base in BY_RULE and _rule_is_money(table))


def _rule_is_money(table: pd.DataFrame) -> bool:
    return "rule" in table and len(table) > 0 and str(table["rule"].iloc[0]) in MONEY_RULES


def _rule(table: pd.DataFrame, code: str) -> str:
    return of(RULE_NAMES[code]) if code in RULE_NAMES else code


def _role(table: pd.DataFrame, code: str) -> str:
    return t(f"col.role.{code}") if f"col.role.{code}" in WORDS else code


def _parent(table: pd.DataFrame, code: str) -> str:
    """The name of the row that a row is part of."""
    named = t("kpi.col.name")
    if "id" not in table or named not in table:
        return code
    return dict(zip(table["id"], table[named])).get(code, show.NOTHING)


def _value(table: pd.DataFrame, code: str) -> str:
    return label(code)


def _verdict(table: pd.DataFrame, code: str) -> str:
    return of(VERDICTS[Verdict(code)]) if code in VERDICTS else code


def _of(names: Mapping[str, Text]) -> Callable[[pd.DataFrame, str], str]:
    """Codes told by their definitions; others as they are."""
    return lambda table, code: of(names[code]) if code in names else code


def _words(begin: str) -> Callable[[pd.DataFrame, str], str]:
    """Codes whose words are under one beginning of keys; an empty code is nothing."""
    return lambda _, code: t(f"{begin}.{code}") if code else show.NOTHING


CODES: dict[str, Callable[[pd.DataFrame, str], str]] = {
    "rule": _rule, "role": _role, "parent": _parent, "segment": _value, "channel": _value,
    "verdict": _verdict, "reason": _of(REASONS), "payback_status": _of(STATUS_NAMES), "base": _of(BASE_NAMES),
    "quality_dimension": _words("quality.dimension"), "quality_check": _words("quality.check"),
    "kind_of_file": _words("data.kind"),
}  # fmt: skip
"""Columns of codes, and how a code is told to the reader."""
