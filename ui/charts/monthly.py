"""Bars of money by month: what one customer paid, and what comes up for renewal."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ui import show
from ui.charts.base import (
    NARROW,
    ROLES,
    Spec,
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

SMALL = 140
MOST_LABELS = 14
"""More bars than this are not labelled one by one."""


def history(frame: pd.DataFrame, money: Money) -> Spec:
    """One customer's amounts by month; refunds below the line.

    Parameters
    ----------
    frame : DataFrame
        `month`, `amount` (money; negative for refunds). One row per month, or two where a month has both. Months
        without a row keep their place.
    """
    rows = frame.assign(
        value=money.drawn(frame["amount"]), tick=month_ticks(frame["month"]), when=months_in_words(frame["month"]),
        role=["brand" if amount >= 0 else "negative" for amount in frame["amount"]],
        kind=[t("value_chart.paid") if amount >= 0 else t("value_chart.refunded") for amount in frame["amount"]],
        words=[money.exact(amount) for amount in frame["amount"]],
    ).drop(columns=["month", "amount"])  # fmt: skip
    low, high = (float(rows["value"].min()), float(rows["value"].max())) if len(rows) else (0.0, 0.0)
    scale = alt.Scale(domain=[min(low, 0.0), high * 1.08 if high > 0 else max(-low, 1.0) * 0.1], nice=False)
    y = alt.Y("value:Q", stack="zero", scale=scale, axis=money_axis(tickCount=3))
    words = {"when": t("col.month"), "kind": t("col.part"), "words": t("col.amount")}
    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color="currentColor", opacity=0.35)
    layers = [
        alt.Chart(rows).mark_bar(cornerRadius=2).encode(
            x=_months(frame["month"]), y=y, color=role_colour(), tooltip=tooltip(**words)
        ),
        zero.encode(y=alt.Y("zero:Q", scale=scale)),
    ]  # fmt: skip
    return finished(alt.layer(*layers), SMALL)


def _months(months: pd.Series[pd.Timestamp]) -> alt.X:
    return month_bands(months) if len(months) else alt.X("tick:O", axis=None)


RISK_PARTS = {"safe": "soft", "at_risk": "negative"}


def renewal_wall(frame: pd.DataFrame, money: Money) -> Spec:
    """Contracts that come up for renewal, by month: the amount at risk, and the rest above it.

    Parameters
    ----------
    frame : DataFrame, one row per month
        `month`, `amount` (money a year or a term, as the page says), `at_risk`, the share of it expected not to renew
        (NaN where not known).
    """
    common = _whole_months(frame, money)
    bars = _risk_parts(frame, common, money)
    most = float(common["top"].max()) if len(common) and common["top"].max() > 0 else 1.0
    scale = alt.Scale(domain=[0, most * 1.12], nice=False)
    x = _months(frame["month"])
    hints = {"when": t("col.month"), "all": t("value_chart.renewal.all"), "name": t("col.part"),
             "words": t("col.amount"), "part": t("value_chart.renewal.share")}  # fmt: skip
    layers = [
        alt.Chart(bars).mark_bar().encode(
            x=x, y=alt.Y("value:Q", stack="zero", scale=scale, axis=money_axis()), order="rank:Q", color=_part_colour(),
            tooltip=tooltip(**hints),
        )
    ]  # fmt: skip
    if len(common) <= MOST_LABELS:
        above = alt.Chart(common).encode(x=x, y=alt.Y("top:Q", scale=scale))
        layers.append(text(above, "part:N", strong=True, dy=-8, fontSize=by_width(9, 12)))
    return finished(alt.layer(*layers), 280)


def _whole_months(frame: pd.DataFrame, money: Money) -> pd.DataFrame:
    """Each month of the wall in words."""
    return pd.DataFrame(
        {
            "tick": month_ticks(frame["month"]), "when": months_in_words(frame["month"]),
            "all": [money.written(amount) for amount in frame["amount"]],
            "part": [show.share(value, 0) for value in frame["at_risk"]],
            "top": money.drawn(frame["amount"]),
        }
    )  # fmt: skip


def _risk_parts(frame: pd.DataFrame, common: pd.DataFrame, money: Money) -> pd.DataFrame:
    """A row per month and part: what is at risk, and the rest above it; all of it safe where the risk is not known."""
    share = frame["at_risk"].fillna(0).clip(0, 1)
    amounts = {"at_risk": frame["amount"] * share, "safe": frame["amount"] * (1 - share)}
    return pd.concat(
        [
            common.assign(
                value=money.drawn(amount), role=RISK_PARTS[part], rank=rank,
                name=t(f"value_chart.renewal.{part}"), words=[money.written(value) for value in amount],
            )
            for rank, (part, amount) in enumerate(amounts.items())
        ],
        ignore_index=True,
    )  # fmt: skip


def _part_colour() -> alt.Color:
    """Roles as colours, with the two parts as the legend."""
    names = ", ".join(f"'{role}': '{t(f'value_chart.renewal.{part}')}'" for part, role in RISK_PARTS.items())
    legend = alt.Legend(
        orient="top", title=None, values=list(RISK_PARTS.values())[::-1], labelExpr=f"({{{names}}})[datum.label]",
        symbolType="square", columnPadding=14, columns=alt.ExprRef(f"{NARROW} ? 1 : 2"), labelLimit=320,
    )  # fmt: skip
    return alt.Color("role:N", scale=alt.Scale(domain=ROLES), legend=legend)
