"""Whom contacting pays for: profit by the number of customers contacted, and how well a ranking sorts."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ui import show
from ui.charts.base import Spec, by_width, coloured, finished, role_colour, text, tooltip
from ui.charts.money_axis import Money, above, below, money_axis
from ui.charts.names import side_of
from ui.words import t

HEIGHT = 320

RANKINGS = {"saving": "brand", "risk": "mute"}
"""How customers are ranked → role."""


def gain_curve(frame: pd.DataFrame, money: Money) -> Spec:
    """Profit by the number of customers contacted, the most promising first; the best number marked.

    Parameters
    ----------
    frame : DataFrame, as `ProfitCurve.table` has it
        `customers` contacted, `profit` expected of it (money). With a column `ranking` (a key of `RANKINGS`), a line
        for each: what ranking by risk instead of by saving would bring.
    """
    lines = _gain_lines(frame if "ranking" in frame else frame.assign(ranking="saving"), money)
    last = float(lines["customers"].max()) if len(lines) else 1.0
    low, high = (float(lines["value"].min()), float(lines["value"].max())) if len(lines) else (0.0, 1.0)
    room = (high - low or 1.0) * 0.16
    x = alt.Scale(domain=[0, last or 1.0], nice=False)
    y = alt.Scale(domain=[min(0.0, low), max(high, 0.0) + room], nice=False)
    at = {
        "x": alt.X("customers:Q", scale=x, axis=alt.Axis(**below(t("value_chart.contacted")), grid=False, tickCount=6,
                                                          format=",d", labelPadding=6)),
        "y": alt.Y("value:Q", scale=y, axis=money_axis(**above(t("value_chart.profit_expected", unit=money.unit)))),
    }  # fmt: skip
    words = {"name": t("value_chart.ranked_by"), "n": t("value_chart.contacted"), "words": t("value_chart.profit")}
    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color="currentColor", opacity=0.35)
    base = alt.Chart(lines).encode(**at, color=role_colour(), detail="ranking:N")
    layers = [
        zero.encode(y=alt.Y("zero:Q", scale=y)),
        base.transform_filter("datum.role === 'mute'").mark_line(strokeWidth=1.6, strokeDash=[6, 3]),
        base.transform_filter("datum.role === 'brand'").mark_line(strokeWidth=2.6),
        base.mark_point(filled=True, size=80, opacity=0).encode(tooltip=tooltip(**words)),
        *_best_points(lines, at, x),
    ]
    return finished(alt.layer(*layers), HEIGHT)


def _gain_lines(known: pd.DataFrame, money: Money) -> pd.DataFrame:
    """Each ranking's points in words."""
    return pd.DataFrame(
        {
            "ranking": known["ranking"], "customers": known["customers"], "value": money.drawn(known["profit"]),
            "role": known["ranking"].map(RANKINGS), "n": [show.count(n) for n in known["customers"]],
            "words": [money.written(v) for v in known["profit"]],
            "name": known["ranking"].map({code: t(f"value_chart.ranking.{code}") for code in RANKINGS}),
        }
    ).sort_values(["ranking", "customers"], kind="stable", ignore_index=True)  # fmt: skip


def _best_points(lines: pd.DataFrame, at: dict[str, alt.X | alt.Y], x: alt.Scale) -> list[alt.Chart]:
    """The highest point of each line: how many to contact, and what that brings."""
    if lines.empty:
        return []
    best = lines.loc[lines.groupby("ranking", sort=False)["value"].idxmax()]
    return [layer for index in best.index for layer in _best_point(best.loc[[index]], at, float(x.domain[1]))]


def _best_point(spot: pd.DataFrame, at: dict[str, alt.X | alt.Y], last: float) -> list[alt.Chart]:
    """A dot with its words: ours above it, those of another ranking beneath."""
    row = spot.iloc[0]
    dot = coloured(spot, row["role"]).mark_point(filled=True, size=95, opacity=1).encode(**at)
    is_ours = row["role"] == "brand"
    said = {"n": row["n"]} if is_ours else {"name": row["name"]}
    label = t("value_chart.best" if is_ours else "value_chart.best_of", amount=row["words"], **said)
    words = alt.Chart(spot.assign(label=label)).encode(**at)
    place = {"baseline": "bottom", "dy": -9} if is_ours else {"baseline": "top", "dy": 9}
    size = by_width(10, 13) if is_ours else by_width(9.5, 11.5)
    align = side_of(row["customers"] / last)
    return [dot, text(words, "label:N", strong=is_ours, faint=not is_ours, align=align, fontSize=size, **place)]


def lift(frame: pd.DataFrame) -> Spec:
    """How many times more than the average each tenth of the ranking holds, the most promising first.

    Parameters
    ----------
    frame : DataFrame, one row per tenth
        `decile` (1 = ranked highest), `lift` (1 = average), `rate` (share that happened), `n` customers.
    """
    rows = _tenths(frame)
    x = alt.X("decile:O", axis=alt.Axis(**below(t("value_chart.decile")), labelAngle=0, labelPadding=6),
              scale=alt.Scale(paddingInner=0.2, paddingOuter=0.1))  # fmt: skip
    most = float(rows["lift"].max()) if len(rows) and rows["lift"].max() > 0 else 1.0
    scale = alt.Scale(domain=[0, max(most, 1.0) * 1.15], nice=False)
    y = alt.Y("lift:Q", scale=scale, axis=alt.Axis(title=None, grid=False, tickCount=4, format="~g", labelPadding=6))
    words = {"decile": t("value_chart.decile"), "times": t("value_chart.lift"), "happened": t("value_chart.rate"),
             "count": t("col.customers")}  # fmt: skip
    average = pd.DataFrame({"one": [1.0], "words": [t("value_chart.average")]})
    level = alt.Y("one:Q", scale=scale)
    layers = [
        alt.Chart(rows).mark_bar(cornerRadiusEnd=3).encode(x=x, y=y, color=role_colour(), tooltip=tooltip(**words)),
        alt.Chart(average).mark_rule(strokeDash=[4, 3], color="currentColor", opacity=0.5).encode(y=level),
        text(alt.Chart(rows).encode(x=x, y=alt.Y("label_at:Q", scale=scale)), "words:N", strong=True, dy=-9,
             fontSize=by_width(9.5, 12)),
        text(alt.Chart(average).encode(y=level, x=alt.value("width")), "words:N", faint=True, align="right", dy=-8,
             dx=-2, fontSize=by_width(9.5, 11.5)),
    ]  # fmt: skip
    return finished(alt.layer(*layers), 260)


def _tenths(frame: pd.DataFrame) -> pd.DataFrame:
    """Each tenth in words."""
    return frame.assign(
        words=[show.number(value, 1) for value in frame["lift"]],
        times=[t("value_chart.times", n=show.number(value, 2)) for value in frame["lift"]],
        happened=[show.share(value) for value in frame["rate"]],
        count=[show.count(n) for n in frame["n"]],
        role=["brand" if value >= 1 else "soft" for value in frame["lift"]],
        label_at=_clear_of_average(frame["lift"]),
    )


def _clear_of_average(lift: pd.Series[float]) -> pd.Series[float]:
    """Where labels stand: on their bar, but not on the line of the average."""
    near = 0.13 * max(1.0, float(lift.max()) if len(lift) else 1.0)
    return lift.where(~lift.between(1 - near, 1), 1.0)
