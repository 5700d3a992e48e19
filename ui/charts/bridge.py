"""The revenue bridge: what became of the revenue a period opened with, bar by bar."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ltv.metrics.retention_parts import Retention
from ui import show
from ui.charts.base import Spec, broken_label, by_width, finished, role_colour, text, tooltip
from ui.words import t

TOTALS = {"opening": "brand", "kept": "brand", "closing": "soft"}
"""Bars of the bridge that stand on the axis → role."""


def bridge_bars(result: Retention) -> pd.DataFrame:
    """The bars of the bridge in order: what each is, where it starts and ends; money in the smallest unit.

    The closing revenue is reached exactly. Bars of nothing are left out, refunds of customers outside the base too.
    """
    outside = result.outside
    steps = [
        ("expansion", result.expansion), ("contraction", result.contraction), ("churn", result.churn), ("kept", None),
        ("reactivation", outside.reactivation), ("new", outside.new), ("refunds", outside.refunds), ("closing", None),
    ]  # fmt: skip
    rows = [("opening", 0, result.opening)]
    level = result.opening
    for name, change in steps:
        if change is None:
            rows.append((name, 0, level))
        elif change or name in ("expansion", "contraction", "churn"):
            rows.append((name, level, level + change))
            level += change
    return pd.DataFrame(rows, columns=["part", "from", "to"]).assign(amount=lambda f: f["to"] - f["from"])


def part_label(part: str) -> str:
    """A bar's name."""
    return bar_label(part).replace("-|", "").replace("|", "" if show.is_japanese() else " ")


def bar_label(part: str) -> str:
    """A bar's name with "|" where it may break."""
    return t(f"nrr.bar.{part}")


def bridge(bars: pd.DataFrame, nrr: float, currency: str, decimals: int) -> Spec:
    """The revenue bridge from opening to closing."""
    floor = bridge_floor(bars)
    frame = _bars_in_words(bars, floor, currency, decimals)
    order = list(frame["label"])
    x = alt.X("label:N", sort=order, scale=alt.Scale(paddingInner=0.28, paddingOuter=0.1),
              axis=alt.Axis(title=None, labelExpr=broken_label(), labelAngle=0, labelPadding=8, labelLimit=90,
                            labelOverlap=False, labelFontSize=by_width(8.5, 12)))  # fmt: skip
    scale = alt.Scale(
        domain=[floor, float(frame["high"].max()) * 1.0 + (float(frame["high"].max()) - floor) * 0.1], nice=False
    )
    y = alt.Y("low:Q", scale=scale, axis=None)
    bar = alt.Chart(frame).mark_bar(cornerRadius=3).encode(
        x=x, y=y, y2="high:Q", color=role_colour(), tooltip=tooltip(label=t("col.part"), exact=t("col.amount"))
    )  # fmt: skip
    above = text(alt.Chart(frame).encode(x=x, y=alt.Y("high:Q", scale=scale)), "words:N", strong=True, dy=-9,
                 fontSize=by_width(9, 12))  # fmt: skip
    kept = frame[frame["part"] == "kept"].assign(ratio=show.share(nrr))
    inside = text(alt.Chart(kept).encode(x=x, y=alt.Y("high:Q", scale=scale)), "ratio:N", strong=True, dy=16,
                  color="white", fontSize=by_width(7.5, 12))  # fmt: skip
    return finished(alt.layer(_connectors(frame, floor, x, scale), bar, above, inside), 300)


def _bars_in_words(bars: pd.DataFrame, floor: float, currency: str, decimals: int) -> pd.DataFrame:
    """Each bar with its words, its role, and where it is drawn."""
    largest, parts = float(bars["amount"].abs().max()), list(zip(bars["part"], bars["amount"]))
    words = [show.money(a, currency, decimals, sign=p not in TOTALS, like=largest) for p, a in parts]
    return bars.assign(
        label=[bar_label(p) for p in bars["part"]],
        words=[word.replace("円", "") if currency == "JPY" else word for word in words],
        role=[TOTALS.get(p) or ("positive" if a > 0 else "negative") for p, a in parts],
        low=bars[["from", "to"]].min(axis=1).clip(lower=floor),
        high=bars[["from", "to"]].max(axis=1),
        exact=[show.money(a, currency, decimals, exact=True) for a in bars["amount"]],
    )


def _connectors(frame: pd.DataFrame, floor: float, x: alt.X, scale: alt.Scale) -> alt.Chart:
    """Dotted lines from the level where a bar ends to the next bar."""
    pairs = frame.assign(next=frame["label"].shift(-1), level=frame["to"].clip(lower=floor)).iloc[:-1]
    line = alt.Chart(pairs).mark_rule(color="currentColor", opacity=0.45, strokeDash=[1.5, 2.5], strokeWidth=1)
    return line.encode(
        x=x.copy(deep=False).bandPosition(1),
        x2=alt.X2("next:N", bandPosition=0),
        y=alt.Y("level:Q", scale=scale, axis=None),
    )


def bridge_floor(bars: pd.DataFrame) -> float:
    """Where the bridge's axis starts: 0 unless the changes would be too small to see."""
    low = float(bars[["from", "to"]][bars["part"].isin(["expansion", "contraction", "churn"])].min().min())
    high = float(bars[["from", "to"]].max().max())
    return 0.0 if low < 0.6 * high else low - (high - low) * 0.35
