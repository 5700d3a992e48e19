"""The customers as a portfolio: who holds the value, how recent and frequent they are, whom contacting pays for."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from ui import show
from ui.charts.base import Spec, by_width, coloured, finished, text, tooltip
from ui.charts.cohort import DARK
from ui.charts.money_axis import Money, above, below, money_axis
from ui.charts.names import centred, side_of
from ui.words import t

TOP = 0.2
"""Part of the customers that a Lorenz curve names."""

HEIGHT = 320


def lorenz(frame: pd.DataFrame) -> Spec:
    """Share of the value by share of customers, the most valuable first, with the top 20 % marked.

    Parameters
    ----------
    frame : DataFrame, as `Concentration.lorenz` has it
        `customer_share`, `value_share`, those with least first, both from 0 to 1.
    """
    known = frame.dropna(subset=["value_share"])
    curve = pd.DataFrame({"customers": 1 - known["customer_share"], "value": 1 - known["value_share"]})
    curve = curve.sort_values("customers", kind="stable").assign(
        top=lambda f: [t("value_chart.top", share=show.share(v, 0)) for v in f["customers"]],
        words=lambda f: [show.share(v) for v in f["value"]],
    )
    most = max(1.0, float(curve["value"].max()) if len(curve) else 1.0)
    x, y = alt.Scale(domain=[0, 1], nice=False), alt.Scale(domain=[0, most * 1.04], nice=False)
    at = {
        "x": alt.X("customers:Q", scale=x, axis=_shares(**below(t("value_chart.customers_ranked")))),
        "y": alt.Y("value:Q", scale=y, axis=_shares(**above(t("value_chart.value_share")))),
    }
    words = {"top": t("value_chart.customers_ranked"), "words": t("value_chart.value_share")}
    layers = [
        *_equality(x, y),
        coloured(curve, "brand").mark_area(opacity=0.12).encode(**at),
        coloured(curve, "brand").mark_line(strokeWidth=2.6).encode(**at),
        alt.Chart(curve).mark_point(filled=True, size=90, opacity=0).encode(**at, tooltip=tooltip(**words)),
        *_top_of(curve, x, y),
    ]
    return finished(alt.layer(*layers), HEIGHT)


def _shares(**options: object) -> alt.Axis:
    """Percent along a side, with a title."""
    return alt.Axis(format=".0%", grid=False, labelPadding=6, tickCount=6, **options)  # type: ignore[arg-type]


def _equality(x: alt.Scale, y: alt.Scale) -> list[alt.Chart]:
    """Where the curve would be if all customers were worth the same."""
    ends = pd.DataFrame({"a": [0.0], "b": [1.0], "middle": [0.55], "words": [t("value_chart.equal")]})
    line = alt.Chart(ends).mark_rule(strokeDash=[4, 3], color="currentColor", opacity=0.4)
    return [
        line.encode(x=alt.X("a:Q", scale=x), x2="b:Q", y=alt.Y("a:Q", scale=y), y2="b:Q"),
        text(alt.Chart(ends).encode(x=alt.X("middle:Q", scale=x), y=alt.Y("middle:Q", scale=y)), "words:N", faint=True,
             align="left", baseline="top", dx=6, dy=8, fontSize=by_width(9.5, 11.5)),
    ]  # fmt: skip


def _top_of(curve: pd.DataFrame, x: alt.Scale, y: alt.Scale) -> list[alt.Chart]:
    """The top 20 %: a dot on the curve, the lines that lead to it, and what they hold."""
    if curve.empty:
        return []
    near = curve.iloc[[(curve["customers"] - TOP).abs().argmin()]]
    words = t("value_chart.lorenz", top=show.share(TOP, 0), share=show.share(float(near["value"].iloc[0]), 0))
    spot = near.assign(zero=0.0, label=words)
    across, up = alt.X("customers:Q", scale=x), alt.Y("value:Q", scale=y)
    guide = alt.Chart(spot).mark_rule(strokeDash=[2, 3], color="currentColor", opacity=0.55)
    return [
        guide.encode(x=across, y=alt.Y("zero:Q", scale=y), y2="value:Q"),
        guide.encode(x=alt.X("zero:Q", scale=x), x2="customers:Q", y=up),
        coloured(spot, "brand").mark_point(filled=True, size=90, opacity=1).encode(x=across, y=up),
        text(alt.Chart(spot).encode(x=across, y=up), "label:N", strong=True, align="left", baseline="top", dx=12, dy=6,
             fontSize=by_width(11, 13.5)),
    ]  # fmt: skip


def whale(frame: pd.DataFrame, lost: float, money: Money) -> Spec:
    """Cumulative profit by customers, the most profitable first: its peak, and what the others take away again.

    Parameters
    ----------
    frame : DataFrame, as `Concentration.whale` has it
        `customers`, `customer_share`, `profit` (money, cumulative), `profit_share` (NaN when the total is not above 0).
    lost : money
        What the others take away, as `Concentration.lost` has it.
    """
    curve = _whale_points(frame, money)
    peak = int(curve["value"].argmax()) if len(curve) else 0
    lowest, highest = (float(curve["value"].min()), float(curve["value"].max())) if len(curve) else (0.0, 1.0)
    room = (highest - min(lowest, 0.0) or 1.0) * 0.14
    x = alt.Scale(domain=[0, 1], nice=False)
    y = alt.Scale(domain=[lowest - room if lowest < 0 else 0.0, highest + room], nice=False)
    at = {
        "x": alt.X("customer_share:Q", scale=x, axis=_shares(**below(t("value_chart.customers_ranked")))),
        "y": alt.Y("value:Q", scale=y, axis=money_axis(**above(t("value_chart.profit_so_far", unit=money.unit)))),
    }
    words = {"top": t("value_chart.customers_ranked"), "n": t("col.customers"), "words": t("value_chart.profit"),
             "part": t("value_chart.of_total")}  # fmt: skip
    layers = [
        coloured(curve[: peak + 1], "positive").mark_area(opacity=0.13).encode(**at),
        coloured(curve[peak:], "negative").mark_area(opacity=0.13).encode(**at),
        coloured(curve[: peak + 1], "positive").mark_line(strokeWidth=2.6).encode(**at),
        coloured(curve[peak:], "negative").mark_line(strokeWidth=2.6).encode(**at),
        alt.Chart(curve).mark_point(filled=True, size=90, opacity=0).encode(**at, tooltip=tooltip(**words)),
        *_peak(curve.iloc[[peak, -1]] if len(curve) else curve, lost, money, at),
    ]
    return finished(alt.layer(*layers), HEIGHT)


def _whale_points(frame: pd.DataFrame, money: Money) -> pd.DataFrame:
    """Each point of a whale curve in words."""
    return frame.assign(
        value=money.drawn(frame["profit"]),
        top=[t("value_chart.top", share=show.share(v, 0)) for v in frame["customer_share"]],
        n=[show.count(n) for n in frame["customers"]],
        words=[money.written(v) for v in frame["profit"]],
        part=[show.share(v) for v in frame["profit_share"]],
    )


def _peak(ends: pd.DataFrame, lost: float, money: Money, at: dict[str, alt.X | alt.Y]) -> list[alt.Chart]:
    """The peak and the end of a whale curve, and the profit lost between them."""
    if ends.empty:
        return []
    high = ends.head(1).assign(label=_peak_words(ends.iloc[0]))
    layers = [
        coloured(high, "positive").mark_point(filled=True, size=90, opacity=1).encode(**at),
        text(alt.Chart(high).encode(**at), "label:N", strong=True, fontSize=by_width(10.5, 13), baseline="bottom",
             dy=-10, align=side_of(float(high["customer_share"].iloc[0]))),
    ]  # fmt: skip
    if lost <= 0:
        return layers
    end = ends.tail(1).assign(label=t("value_chart.lost", amount=money.written(-lost), n=ends["words"].iloc[1]))
    return [
        *layers,
        coloured(end, "negative").mark_point(filled=True, size=70, opacity=1).encode(**at),
        text(alt.Chart(end).encode(**at), "label:N", align="right", fontSize=by_width(9.5, 12), dx=-4,
             **centred("label", narrow=12, wide=15, at="32")),
    ]  # fmt: skip


def _peak_words(row: pd.Series) -> str:  # type: ignore[type-arg]
    if math.isnan(row["profit_share"]):
        return t("value_chart.peak", amount=row["words"])
    return t("value_chart.peak_share", amount=row["words"], share=show.share(row["profit_share"], 0))


# --- RFM ------------------------------------------------------------------------------------------------------------

CELL = 58


def rfm_grid(frame: pd.DataFrame, money: Money) -> Spec:
    """Customers by recency and frequency, the best at the top left; in each cell how many and their mean money.

    Parameters
    ----------
    frame : DataFrame, one row per (r, f)
        `r`, `f` from 1 to 5; `customers`; `mean`, money per customer (NaN without customers).
    """
    cells = _rfm_cells(frame, money)
    most = float(cells["customers"].max()) if len(cells) and cells["customers"].max() > 0 else 1.0
    shade = alt.Color("customers:Q", legend=None, scale=alt.Scale(range="ramp", domain=[0, most]))
    words = {"ranks": "RFM", "count": t("col.customers"), "exact": t("value_chart.mean")}
    base = alt.Chart(cells).encode(**_rfm_sides())
    layers = [
        base.mark_rect(cornerRadius=4).encode(color=shade, tooltip=tooltip(**words)),
        *_rfm_words(base, f"datum.customers >= {DARK * most}", "white"),
        *_rfm_words(base, f"!(datum.customers >= {DARK * most})", "currentColor"),
    ]
    return finished(alt.layer(*layers).resolve_scale(color="independent"), CELL * 5 + 60)


def _rfm_cells(frame: pd.DataFrame, money: Money) -> pd.DataFrame:
    """Each cell in words."""
    return pd.DataFrame(
        {
            "r": frame["r"], "f": frame["f"], "customers": frame["customers"].astype(float),
            "count": [show.count(n) for n in frame["customers"]],
            "mean": ["" if v != v else money.short(v) for v in frame["mean"]],
            "exact": [money.written(v) for v in frame["mean"]],
            "ranks": [t("value_chart.ranks", r=r, f=f) for r, f in zip(frame["r"], frame["f"])],
        }
    )  # fmt: skip


def _rfm_sides() -> dict[str, alt.X | alt.Y]:
    """Frequency across and recency down, the best first."""
    tiles = alt.Scale(domain=[5, 4, 3, 2, 1], paddingInner=0.05, paddingOuter=0)
    axis = {"labelAngle": 0, "labelPadding": 6, "titleFontWeight": 400, "labelFontSize": by_width(11, 12.5)}
    title = {"title": t("value_chart.rfm").split("|"), "orient": "top", "titleAnchor": "start"}
    return {
        "x": alt.X("f:O", scale=tiles, axis=alt.Axis(labelExpr="'F' + datum.label", **title, **axis)),
        "y": alt.Y("r:O", scale=tiles, axis=alt.Axis(title=None, labelExpr="'R' + datum.label", **axis)),
    }


def _rfm_words(base: alt.Chart, which: str, colour: str) -> list[alt.Chart]:
    """How many customers, and their mean, in the cells of one shade."""
    filled = base.transform_filter(which).transform_filter("datum.customers > 0")
    return [
        text(filled, "count:N", strong=True, color=colour, dy=-7, fontSize=by_width(11.5, 14)),
        text(filled, "mean:N", color=colour, dy=9, fontSize=by_width(9, 11.5)),
    ]
