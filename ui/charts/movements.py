"""Monthly movements of revenue, stacked, and their net."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ltv.metrics.movement_sums import movement_sums
from ltv.metrics.movements import MOVEMENTS
from ui import show
from ui.charts.base import (  # fmt: skip
    NARROW,
    ROLES,
    Spec,
    finished,
    month_bands,
    month_ticks,
    months_in_words,
    tooltip,
)
from ui.charts.bridge import part_label
from ui.charts.money_axis import money_axis
from ui.words import t

MOVEMENT_ROLES = {
    "new": "soft", "reactivation": "sky", "expansion": "positive", "contraction": "warn", "churn": "negative",
}  # fmt: skip


def movement_bars(table: pd.DataFrame, currency: str, decimals: int) -> Spec:
    """Monthly movements stacked above and below zero, and their net."""
    long, net = _each_movement(table, currency, decimals), _net(table, currency, decimals)
    x = month_bands(table["month"])
    axis = money_axis()
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


def _movement_colour() -> alt.Color:
    """Roles as colours, with the movements' names as the legend."""
    names = ", ".join(f"'{MOVEMENT_ROLES[name]}': '{part_label(name)}'" for name in MOVEMENTS)
    legend = alt.Legend(
        orient="top", title=None, values=list(MOVEMENT_ROLES.values()), labelExpr=f"({{{names}}})[datum.label]",
        symbolType="square", columnPadding=14, columns=alt.ExprRef(f"{NARROW} ? {3 if show.is_japanese() else 2} : 5"),
    )  # fmt: skip
    return alt.Color("role:N", scale=alt.Scale(domain=ROLES), legend=legend)
