"""What became of customers by the depth of the discount that won them."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ui import show
from ui.charts.base import Spec, by_width, categories, finished, role_colour, share_axis, text, tooltip
from ui.charts.names import BREAK
from ui.words import t

OUTCOMES = {"second_order": "positive", "left_90": "negative"}
"""Outcome → role."""


def depth_chart(frame: pd.DataFrame) -> Spec:
    """Share who ordered again and share who had left by day 90, by depth of the first discount.

    Parameters
    ----------
    frame : DataFrame, one row per band, the shallowest first
        `name` (text), `customers`; `second_order` and `left_90` with `_low` and `_high` (shares; NaN where not known).
    """
    rows = pd.concat([_rows(frame, outcome) for outcome in OUTCOMES], ignore_index=True).dropna(subset=["value"])
    order = categories(frame["name"])
    x = alt.X("name:N", sort=order, scale=alt.Scale(domain=order, paddingInner=0.35, paddingOuter=0.2),
              axis=alt.Axis(title=None, labelAngle=0, labelPadding=8, labelFontSize=by_width(9, 12.5), labelLimit=120,
                            labelExpr=f"split(replace(datum.label, ' ', '{BREAK}'), '{BREAK}')"))  # fmt: skip
    side = alt.XOffset("outcome:N", sort=[t(f"col.{outcome}") for outcome in OUTCOMES])
    y = alt.Scale(domain=[0, 1], nice=False)
    words = {"name": t("dimension.discount_depth"), "outcome": t("col.part"), "words": t("col.value"),
             "between": t("col.interval"), "n": t("col.customers")}  # fmt: skip
    base = alt.Chart(rows).encode(x=x, xOffset=side)
    rule = base.transform_filter("isValid(datum.low) && isValid(datum.high)").mark_rule(
        color="currentColor", opacity=0.6, strokeWidth=1.5
    )
    layers = [
        base.mark_bar(cornerRadius=3).encode(
            y=alt.Y("value:Q", scale=y, axis=share_axis(tickCount=5)), color=role_colour(), tooltip=tooltip(**words)
        ),
        rule.encode(y=alt.Y("low:Q", scale=y), y2="high:Q"),
        text(base.encode(y=alt.Y("top:Q", scale=y)), "words:N", strong=True, dy=-8, fontSize=by_width(9, 12)),
        *_legend(),
    ]
    return finished(alt.layer(*layers), 300)


def _rows(frame: pd.DataFrame, outcome: str) -> pd.DataFrame:
    low, high = frame[f"{outcome}_low"], frame[f"{outcome}_high"]
    return pd.DataFrame(
        {
            "name": categories(frame["name"]), "outcome": t(f"col.{outcome}"), "role": OUTCOMES[outcome],
            "value": frame[outcome], "low": low, "high": high, "top": high.fillna(frame[outcome]),
            "words": [show.share(value, 0) for value in frame[outcome]],
            "between": [t("value_chart.between", low=show.share(a), high=show.share(b)) for a, b in zip(low, high)],
            "n": [show.count(n) for n in frame["customers"]],
        }
    )  # fmt: skip


def _legend() -> list[alt.Chart]:
    """The two outcomes in their colours, at the top left."""
    names = pd.DataFrame(
        {"words": [f"■ {t(f'col.{outcome}')}" for outcome in OUTCOMES], "role": list(OUTCOMES.values()), "at": [0, 1]}
    )
    return [
        alt.Chart(names[names["at"] == at])
        .mark_text(align="left", baseline="top", fontSize=by_width(10, 12), fontWeight=600)
        .encode(x=alt.value(4), y=alt.value(2 + 17 * at), text="words:N", color=role_colour())
        for at in (0, 1)
    ]
