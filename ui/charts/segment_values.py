"""What customers of each segment are worth, beside what winning them costs, with the verdict."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from ltv.decisions.verdicts import VERDICTS, Verdict
from ui import show
from ui.charts.base import NARROW, Spec, by_width, finished, role_colour, text, tooltip
from ui.charts.money_axis import Money, money_axis
from ui.charts.names import BREAK, centred, one_line, two_lines
from ui.words import of, t

ROLES_OF = {"keep": "positive", "fix": "warn", "let_go": "negative", "open": "mute"}
"""Verdict → role."""

ROW = 60
FAR = 2.0
"""Intervals reach no further than so many times the highest LTV."""


def segment_values(frame: pd.DataFrame, money: Money) -> Spec:
    """LTV of each segment with its interval, what winning a customer costs, and the verdict; the highest first.

    Parameters
    ----------
    frame : DataFrame, one row per segment
        `segment` (text; "|" where it may break), `ltv` with `low` and `high` (money, already shrunk; NaN where not
        known), `cac` (money or NaN), `verdict` (a key of `ROLES_OF`), `n` customers.
    """
    ranked = frame.sort_values("ltv", ascending=False, na_position="last", kind="stable").reset_index(drop=True)
    verdicts = [of(VERDICTS[Verdict(verdict)]) for verdict in ranked["verdict"]]
    rows = pd.DataFrame(
        {
            "row": range(len(ranked)), "name": [one_line(str(name)) for name in ranked["segment"]],
            "label": [two_lines(str(name), 30) for name in ranked["segment"]],
            "ltv": money.drawn(ranked["ltv"]), "low": money.drawn(ranked["low"]), "high": money.drawn(ranked["high"]),
            "cac": money.drawn(ranked["cac"]), "role": ranked["verdict"].map(ROLES_OF), "verdict": verdicts,
            "words": [money.written(value) for value in ranked["ltv"]],
            "between": [money.between(a, b) for a, b in zip(ranked["low"], ranked["high"])],
            "cost": [money.written(value) for value in ranked["cac"]],
            "n": [show.count(n) for n in ranked["n"]],
            "narrow": [two_lines(one_line(str(name)), 42) for name in ranked["segment"]],
            "side": [f"{v}{BREAK}n={show.count(n)}" for v, n in zip(verdicts, ranked["n"])],
            "beside": [f"{v} n={show.count(n)}" for v, n in zip(verdicts, ranked["n"])],
        }
    )  # fmt: skip
    low, high = _span(rows)
    x = alt.Scale(domain=[low, high], nice=False, clamp=True, rangeMin=by_width(4, 220),
                  rangeMax=alt.ExprRef(f"width - ({NARROW} ? 4 : 130)"))  # fmt: skip
    y = alt.Y("row:O", scale=alt.Scale(paddingInner=0, paddingOuter=0), axis=None)
    base = alt.Chart(rows).encode(y=y)
    layers = [*_row_lines(rows, y), *_dots(base, x), *_cost_ticks(rows, y, x), *_row_words(base)]
    return finished(alt.layer(*layers), ROW * max(len(rows), 1) + 30)


def _span(rows: pd.DataFrame) -> tuple[float, float]:
    """From 0 or the lowest to the highest; an uncertain interval alone does not squeeze the others."""
    top = float(rows[["ltv", "cac"]].max().max()) if len(rows) else 1.0
    top = top if top > 0 else 1.0
    drawn = rows[["low", "high", "ltv", "cac"]].clip(lower=-top * FAR, upper=top * FAR)
    low, high = min(0.0, float(drawn.min().min())), max(top, float(drawn.max().max()))
    room = (high - min(low, 0.0)) * 0.04
    return (low - room if low < 0 else 0.0), high + room


def _lowered() -> dict[str, Any]:
    """On a phone the marks stand below their name."""
    return {"yOffset": by_width(16, 5)}


def _dots(base: alt.Chart, x: alt.Scale) -> list[alt.Chart]:
    words = {
        "name": t("col.segment"), "verdict": t("value_chart.verdict"), "words": "LTV", "between": t("col.interval"),
        "cost": t("value_chart.cac_name"), "n": t("col.customers"),
    }  # fmt: skip
    at = alt.X("ltv:Q", scale=x, axis=money_axis(orient="bottom"))
    known = base.transform_filter("isValid(datum.ltv)").encode(color=role_colour())
    return [
        known.transform_filter("isValid(datum.low) && isValid(datum.high)").mark_rule(strokeWidth=3, opacity=0.45,
            strokeCap="round", **_lowered()).encode(x=alt.X("low:Q", scale=x), x2="high:Q"),
        known.mark_point(filled=True, size=130, opacity=1, **_lowered()).encode(x=at, tooltip=tooltip(**words)),
        text(base.encode(x=at), "words:N", strong=True, dy=by_width(3, -10), fontSize=by_width(10.5, 12.5)),
    ]  # fmt: skip


def _row_lines(rows: pd.DataFrame, y: alt.Y) -> list[alt.Chart]:
    """Thin lines between the rows."""
    between = alt.Chart(rows[rows["row"] > 0]).mark_rule(color="currentColor", opacity=0.1)
    return [between.encode(y=y.copy(deep=False).bandPosition(0))]


def _cost_ticks(rows: pd.DataFrame, y: alt.Y, x: alt.Scale) -> list[alt.Chart]:
    """Acquisition cost as an upright stroke, named at the first row that has one."""
    known = rows[rows["cac"].notna()]
    first = known.head(1).assign(called=t("value_chart.cac_short"))
    at = alt.X("cac:Q", scale=x)
    stroke = alt.Chart(known).mark_tick(color="currentColor", thickness=2, height=13, opacity=0.85, **_lowered())
    return [
        stroke.encode(x=at, y=y),
        text(
            alt.Chart(first).encode(x=at, y=y), "called:N", faint=True, dy=by_width(3, -9), fontSize=by_width(9, 10.5)
        ),
    ]


def _row_words(base: alt.Chart) -> list[alt.Chart]:
    """The segment at the left, the verdict and the number of customers at the right; on a phone above the marks."""
    wide, narrow = (f"!({NARROW})", NARROW)
    left, right = base.encode(x=alt.value(0)), base.encode(x=alt.value("width"))
    return [
        text(left.transform_filter(wide), "label:N", strong=True, align="left", fontSize=12.5, limit=205,
             **centred("label", narrow=15, wide=15)),
        text(left.transform_filter(narrow), "narrow:N", strong=True, align="left", fontSize=10.5,
             limit=alt.ExprRef("width - 90"), **centred("narrow", narrow=11.5, wide=11.5, at="-17")),
        text(right.transform_filter(wide), "side:N", align="right", fontSize=12, **centred("side", narrow=15, wide=15)),
        text(right.transform_filter(narrow), "beside:N", align="right", baseline="middle", dy=-18, fontSize=9.5),
    ]  # fmt: skip
