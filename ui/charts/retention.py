"""Charts of the NRR page: lines over time, the revenue bridge, monthly movements, segments."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ltv.metrics.intervals import FEW
from ltv.metrics.movement_sums import movement_sums
from ltv.metrics.movements import MOVEMENTS
from ltv.metrics.retention_parts import Retention
from ui import show
from ui.charts.base import (
    NARROW,
    ROLES,
    Spec,
    broken_label,
    by_width,
    categories,
    coloured,
    finished,
    month_axis,
    month_bands,
    month_ticks,
    months_in_words,
    role_colour,
    share_axis,
    text,
    tooltip,
)  # fmt: skip
from ui.words import t

TARGET = 0.90

HIGHEST = 1.6
"""The axis of NRR goes no higher for an interval's sake."""

MOVEMENT_ROLES = {
    "new": "soft", "reactivation": "sky", "expansion": "positive", "contraction": "warn", "churn": "negative",
}  # fmt: skip


def nrr_lines(series: pd.DataFrame) -> Spec:
    """NRR with its interval, and GRR, by month; zones below 90 %, up to 100 % and above."""
    frame = _months_of(series)
    low, high = range_of(series)
    x = alt.X("month:T", axis=month_axis(series["month"]))
    scale = alt.Scale(domain=[low, high], clamp=True, nice=False, zero=False)
    y = alt.Y("nrr:Q", scale=scale, axis=share_axis(tickCount=6))
    words = {
        "when": t("col.month"),
        "nrr_label": "NRR",
        "between": t("col.interval"),
        "grr_label": "GRR",
        "n": t("col.customers"),
    }
    layers = [
        *_zones(low, high, scale),
        coloured(frame.dropna(subset=["nrr_low"]), "brand").mark_area(opacity=0.15).encode(
            x=x, y=alt.Y("nrr_low:Q", scale=scale), y2="nrr_high:Q"
        ),
        coloured(frame, "mute").mark_line(strokeWidth=1.5).encode(x=x, y=alt.Y("grr:Q", scale=scale)),
        coloured(frame, "brand").mark_line(strokeWidth=2.5).encode(x=x, y=y),
        coloured(frame, "brand").mark_point(filled=True, size=60).encode(
            x=x, y=y, opacity=alt.condition(alt.datum.month == None, alt.value(1), alt.value(0)),  # noqa: E711
            tooltip=tooltip(**words),
        ),
        coloured(frame.tail(1), "brand").mark_point(filled=True, size=70, opacity=1).encode(x=x, y=y),
        text(alt.Chart(frame.tail(1)).encode(x=x, y=y), "nrr_label:N", strong=True, align="right", dy=-14,
             fontSize=by_width(11, 13)),
        text(alt.Chart(frame.tail(1)).encode(x=x, y=alt.Y("grr:Q", scale=scale)), "grr_name:N", faint=True,
             align="right", dy=14, fontSize=by_width(9.5, 12)),
    ]  # fmt: skip
    return finished(alt.layer(*layers), 300)


def _months_of(series: pd.DataFrame) -> pd.DataFrame:
    """Each month of a series in words."""
    return series.assign(
        when=months_in_words(series["month"]),
        nrr_label=[show.share(v) for v in series["nrr"]],
        grr_label=[show.share(v) for v in series["grr"]],
        grr_name=["" if v != v else f"GRR {show.share(v)}" for v in series["grr"]],
        between=[f"{show.share(a)} – {show.share(b)}" for a, b in zip(series["nrr_low"], series["nrr_high"])],
        n=[show.count(v) for v in series["customers"]],
    )


def range_of(series: pd.DataFrame) -> tuple[float, float]:
    """What the axis shows: the lines and intervals of months with enough customers.

    An interval alone never takes it below 0 or above `HIGHEST`.
    """
    ripe = series[series["customers"] >= FEW]
    drawn = ripe if len(ripe) else series
    least, most = float(drawn["nrr"].min()), float(drawn["nrr"].max())
    bottom = min(least, max(0.0, float(drawn[["nrr_low", "grr"]].min().min())))
    top = max(most, min(HIGHEST, float(drawn["nrr_high"].max())))
    bottom, top = min(0.9, bottom), max(1.02, top)
    room = (top - bottom) * 0.08
    return (bottom - room if least < 0 else max(0.0, bottom - room)), top + room


def _zones(low: float, high: float, scale: alt.Scale) -> list[alt.Chart]:
    zones = pd.DataFrame(
        {"from": [low, TARGET, 1.0], "to": [TARGET, 1.0, high], "role": ["negative", "warn", "positive"]}
    )
    marks = pd.DataFrame(
        {"at": [TARGET, 1.0], "role": ["warn", "positive"], "words": [t("nrr.line.target"), t("nrr.line.100")]}
    )
    y = alt.Y("at:Q", scale=scale)
    return [
        alt.Chart(zones).mark_rect(opacity=0.07).encode(y=alt.Y("from:Q", scale=scale), y2="to:Q", color=role_colour()),
        alt.Chart(marks).mark_rule(strokeDash=[4, 3], strokeWidth=1.3).encode(y=y, color=role_colour()),
        text(alt.Chart(marks).encode(y=y, x=alt.value(6)), "words:N", faint=True, align="left", dy=-7,
             fontSize=by_width(9.5, 11)),
    ]  # fmt: skip


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


TOTALS = {"opening": "brand", "kept": "brand", "closing": "soft"}
"""Bars of the bridge that stand on the axis → role."""


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


def movement_bars(table: pd.DataFrame, currency: str, decimals: int) -> Spec:
    """Monthly movements stacked above and below zero, and their net."""
    long, net = _each_movement(table, currency, decimals), _net(table, currency, decimals)
    x = month_bands(table["month"])
    axis = alt.Axis(title=None, labelExpr=money_ticks(), grid=False, tickCount=5)
    bars = alt.Chart(long).mark_bar().encode(
        x=x, y=alt.Y("value:Q", stack="zero", axis=axis), color=_movement_colour(), order="rank:Q",
        tooltip=tooltip(when=t("col.month"), label=t("col.part"), exact=t("col.amount")),
    )  # fmt: skip
    line = alt.Chart(net).encode(x=x, y=alt.Y("value:Q"))
    return finished(
        alt.layer(
            bars,
            alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color="currentColor", opacity=0.35).encode(y="zero:Q"),
            line.mark_line(color="currentColor", strokeWidth=1.6, opacity=0.85),
            line.mark_point(color="currentColor", filled=True, size=18, opacity=0.85).encode(
                tooltip=tooltip(when=t("col.month"), exact=t("nrr.moves.net"))
            ),
        ),
        280,
    )


def _each_movement(table: pd.DataFrame, currency: str, decimals: int) -> pd.DataFrame:
    """A row per month and movement, drawn in whole units and written in words."""
    long = table.melt("month", list(MOVEMENTS), var_name="part", value_name="amount")
    return long.assign(
        role=long["part"].map(MOVEMENT_ROLES),
        label=[part_label(p) for p in long["part"]],
        when=months_in_words(long["month"]),
        tick=month_ticks(long["month"]),
        exact=[show.money(a, currency, decimals, sign=True) for a in long["amount"]],
        value=long["amount"] / 10**decimals,
        rank=long["part"].map({name: i for i, name in enumerate(MOVEMENTS)}),
    )


def _net(table: pd.DataFrame, currency: str, decimals: int) -> pd.DataFrame:
    """What the movements of each month make together."""
    sums = movement_sums(table)["net"]
    return table.assign(
        value=sums / 10**decimals,
        when=months_in_words(table["month"]),
        tick=month_ticks(table["month"]),
        exact=[show.money(v, currency, decimals, sign=True) for v in sums],
    )


def money_ticks() -> str:
    """Vega expression: axis labels in 万/億 or K/M, by the reader's language."""
    if show.is_japanese():
        return (
            "abs(datum.value) >= 1e8 ? format(datum.value / 1e8, ',.1f') + '億' : "
            "abs(datum.value) >= 1e4 ? format(datum.value / 1e4, ',.0f') + '万' : format(datum.value, ',.0f')"
        )
    return "replace(replace(format(datum.value, '~s'), 'G', 'B'), 'k', 'K')"


def _movement_colour() -> alt.Color:
    """Roles as colours, with the movements' names as the legend."""
    names = ", ".join(f"'{MOVEMENT_ROLES[name]}': '{part_label(name)}'" for name in MOVEMENTS)
    legend = alt.Legend(
        orient="top", title=None, values=list(MOVEMENT_ROLES.values()), labelExpr=f"({{{names}}})[datum.label]",
        symbolType="square", columnPadding=14, columns=alt.ExprRef(f"{NARROW} ? {3 if show.is_japanese() else 2} : 5"),
    )  # fmt: skip
    return alt.Color("role:N", scale=alt.Scale(domain=ROLES), legend=legend)


def segment_dots(table: pd.DataFrame) -> Spec:
    """NRR and interval of each segment, lowest first; segments under 30 customers fainter."""
    frame = table.assign(
        label=[show.share(v) for v in table["nrr"]],
        between=[f"{show.share(a)} – {show.share(b)}" for a, b in zip(table["nrr_low"], table["nrr_high"])],
        n=[show.count(v) for v in table["customers"]],
        strength=[1.0 if n >= FEW else 0.4 for n in table["customers"]],
        segment=categories(table["segment"]),
        role="brand",
    )
    low = float(min(0.9, frame[["nrr", "nrr_low"]].min().min()))
    high = float(max(1.02, frame[["nrr", "nrr_high"]].clip(upper=2.0).max().max()))
    scale = alt.Scale(domain=[max(low - 0.03, -0.2), high + 0.12], clamp=True, nice=False, zero=False)
    y = alt.Y("segment:N", sort=list(frame["segment"]), axis=alt.Axis(title=None, labelLimit=150, labelPadding=8))
    base = alt.Chart(frame).encode(y=y, color=role_colour(), opacity=alt.Opacity("strength:Q", scale=None))
    x = alt.X("nrr:Q", scale=scale, axis=share_axis(tickCount=6, orient="bottom"))
    words = {"segment": t("col.segment"), "label": "NRR", "between": t("col.interval"), "n": t("col.customers")}
    layers = [
        alt.Chart(pd.DataFrame({"at": [1.0]}))
        .mark_rule(strokeDash=[4, 3], color="currentColor", opacity=0.4)
        .encode(x="at:Q"),
        base.mark_rule(strokeWidth=2).encode(x=alt.X("nrr_low:Q", scale=scale), x2="nrr_high:Q"),
        base.mark_point(filled=True, size=90).encode(x=x, tooltip=tooltip(**words)),
        text(alt.Chart(frame).encode(y=y, x=x), "label:N", strong=True, dy=-11),
    ]
    return finished(alt.layer(*layers), 38 * len(frame) + 45)
