"""From the CRM's total to the core system's, bar by bar, and what makes the difference month by month."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ltv.reconcile.bridge import MonthlyBridge
from ltv.reconcile.causes import CAUSES
from ui import show
from ui.charts.base import (
    NARROW,
    ROLES,
    Spec,
    broken_label,
    by_width,
    finished,
    month_bands,
    month_ticks,
    months_in_words,
    role_colour,
    text,
    tooltip,
)
from ui.charts.money_axis import Money, money_axis
from ui.words import t

PART_ROLES = {
    "crm_only": "sky", "core_only": "violet", "returns": "soft", "tax": "positive", "timing": "warn",
    "rounding": "mute", "unexplained": "negative",
}  # fmt: skip
"""What makes a difference → its colour."""


def bridge_bars(found: MonthlyBridge) -> pd.DataFrame:
    """Bars in order: what each is, where it starts and ends. Causes of nothing are left out, the unexplained never."""
    changes = {"crm_only": -found.total("crm_only"), "core_only": found.total("core_only")}
    changes |= {cause: -found.total(cause) for cause in CAUSES}
    rows, level = [("crm", 0, found.total("crm"))], found.total("crm")
    for part, change in changes.items():
        if change or part == "unexplained":
            rows.append((part, level, level + change))
            level += change
    rows.append(("core", 0, level))
    return pd.DataFrame(rows, columns=["part", "from", "to"]).assign(amount=lambda f: f["to"] - f["from"])


def reconciliation_bridge(bars: pd.DataFrame, money: Money) -> Spec:
    """The waterfall. Its axis does not begin at 0 where the steps would be too small to see."""
    frame = _drawn(bars, money)
    x = alt.X("label:N", sort=list(frame["label"]), scale=alt.Scale(paddingInner=0.28, paddingOuter=0.1),
              axis=alt.Axis(title=None, labelExpr=broken_label(), labelAngle=0, labelPadding=8, labelLimit=90,
                            labelOverlap=False, labelFontSize=by_width(8, 12)))  # fmt: skip
    low, high = float(frame["low"].min()), float(frame["high"].max())
    scale = alt.Scale(domain=[low, high + (high - low) * 0.12], nice=False)
    y = alt.Y("low:Q", scale=scale, axis=None)
    bar = alt.Chart(frame).mark_bar(cornerRadius=3).encode(
        x=x, y=y, y2="high:Q", color=role_colour(), tooltip=tooltip(name=t("col.part"), exact=t("col.amount"))
    )  # fmt: skip
    above = text(alt.Chart(frame).encode(x=x, y=alt.Y("high:Q", scale=scale)), "words:N", strong=True, dy=-9,
                 fontSize=by_width(8, 12))  # fmt: skip
    return finished(alt.layer(_steps(frame, x, scale), bar, above), 300)


def _drawn(bars: pd.DataFrame, money: Money) -> pd.DataFrame:
    floor = _floor(bars)
    totals = bars["part"].isin(["crm", "core"])
    return bars.assign(
        label=[t(f"reconcile.bar.{part}") for part in bars["part"]],
        name=[part_name(part) for part in bars["part"]],
        words=[money.short(a, sign=not whole) for a, whole in zip(bars["amount"], totals)],
        exact=[show.money(a, money.currency, money.decimals, exact=True, sign=not whole)
               for a, whole in zip(bars["amount"], totals)],
        role=["brand" if whole else PART_ROLES[part] for part, whole in zip(bars["part"], totals)],
        low=bars[["from", "to"]].min(axis=1).clip(lower=floor).astype(float),
        high=bars[["from", "to"]].max(axis=1).astype(float),
    )  # fmt: skip


def _floor(bars: pd.DataFrame) -> float:
    """Where the axis starts: 0 unless the steps would be too small to see."""
    steps = bars[~bars["part"].isin(["crm", "core"])]
    low, high = float(steps[["from", "to"]].min().min()), float(bars[["from", "to"]].max().max())
    return min(0.0, low) if low < 0.6 * high else low - max(high - low, high * 1e-6) * 0.35


def _steps(frame: pd.DataFrame, x: alt.X, scale: alt.Scale) -> alt.Chart:
    """Dotted lines from where a bar ends to the next one."""
    pairs = frame.assign(next=frame["label"].shift(-1), level=frame["to"].astype(float)).iloc[:-1]
    line = alt.Chart(pairs).mark_rule(color="currentColor", opacity=0.45, strokeDash=[1.5, 2.5], strokeWidth=1)
    return line.encode(
        x=x.copy(deep=False).bandPosition(1),
        x2=alt.X2("next:N", bandPosition=0),
        y=alt.Y("level:Q", scale=scale, axis=None),
    )


def monthly_differences(months: pd.DataFrame, money: Money) -> Spec:
    """What makes CRM − core in each month, stacked above and below zero.

    Parameters
    ----------
    months : DataFrame
        `month` (timestamps) and the parts, signed so that they add up to CRM − core.
    """
    parts = [part for part in PART_ROLES if part in months and bool((months[part] != 0).any())]
    long = months.melt("month", parts, var_name="part", value_name="amount")
    long = long.assign(
        role=long["part"].map(PART_ROLES), label=[part_name(p) for p in long["part"]],
        when=months_in_words(long["month"]), tick=month_ticks(long["month"]), value=money.drawn(long["amount"]),
        exact=[show.money(a, money.currency, money.decimals, exact=True, sign=True) for a in long["amount"]],
        rank=long["part"].map({name: i for i, name in enumerate(PART_ROLES)}),
    )  # fmt: skip
    bars = alt.Chart(long).mark_bar().encode(
        x=month_bands(months["month"]), y=alt.Y("value:Q", stack="zero", axis=money_axis()), color=_part_colour(parts),
        order="rank:Q", tooltip=tooltip(when=t("col.month"), label=t("col.part"), exact=t("col.amount")),
    )  # fmt: skip
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color="currentColor", opacity=0.35).encode(y="zero:Q")
    return finished(alt.layer(bars, zero), 260)


def part_name(part: str) -> str:
    """A part's name on one line."""
    return t(f"reconcile.bar.{part}").replace("-|", "").replace("|", "" if show.is_japanese() else " ")


def _part_colour(parts: list[str]) -> alt.Color:
    names = ", ".join(f"'{PART_ROLES[part]}': '{part_name(part)}'" for part in parts)
    legend = alt.Legend(
        orient="top", title=None, values=[PART_ROLES[part] for part in parts], labelExpr=f"({{{names}}})[datum.label]",
        symbolType="square", columnPadding=14, columns=alt.ExprRef(f"{NARROW} ? 3 : {len(parts)}"),
    )  # fmt: skip
    return alt.Color("role:N", scale=alt.Scale(domain=ROLES), legend=legend)
