"""Impact against cost: initiatives as points with the region that holds 80 %, the chosen ones outlined."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from ui import show
from ui.charts.base import Spec, by_width, coloured, finished, role_colour, text, tooltip
from ui.charts.money_axis import Money, above, below, money_axis
from ui.charts.names import ends
from ui.words import t

HEIGHT = 420
LABELS = {"now": "positive", "test": "warn", "leave": "mute"}
"""How surely an initiative is among the best → role."""
_CORNERS = 40


def impact_matrix(frame: pd.DataFrame, money: Money, base: str) -> Spec:
    """Cost along the bottom, impact up, each initiative by its number; names are in the table beside it.

    Parameters
    ----------
    frame : DataFrame, one row per initiative
        `number` (text on the mark), `name`, `cost` with `cost_low`, `cost_high`, `impact` with `impact_low`,
        `impact_high` (money; ends of 80 %), `label` (a key of `LABELS`), `inclusion` (share), `chosen` (bool).
    base : what impact is counted in, in the reader's words: margin or sales
    """
    rows = _in_words(frame, money)
    x = alt.Scale(domain=_reach(rows, "cost"), nice=False, zero=False)
    y = alt.Scale(domain=_reach(rows, "impact"), nice=False, zero=False)
    at = {
        "x": alt.X("cost:Q", scale=x, axis=money_axis(**below(t("decide.chart.cost", unit=money.unit)))),
        "y": alt.Y("impact:Q", scale=y, axis=money_axis(**above(t("decide.chart.impact", base=base, unit=money.unit)))),
    }
    words = {
        "name": t("decide.chart.item"),
        "impact_words": t("decide.chart.impact_name"),
        "impact_between": t("decide.chart.band"),
        "cost_words": t("decide.chart.cost_name"),
        "share": t("decide.chart.inclusion"),
    }
    base = alt.Chart(rows).encode(**at)
    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color="currentColor", opacity=0.35, strokeDash=[4, 3])
    layers = [
        zero.encode(y=alt.Y("zero:Q", scale=y)),
        *_regions(rows, x, y),
        base.mark_rule(strokeWidth=2, opacity=0.45).encode(
            y=alt.Y("impact_low:Q", scale=y), y2="impact_high:Q", color=role_colour()
        ),
        base.transform_filter("datum.chosen").mark_point(size=620, strokeWidth=2.4, color="currentColor", opacity=0.9),
        base.mark_point(filled=True, size=400, opacity=1).encode(color=role_colour(), tooltip=tooltip(**words)),
        text(base, "number:N", strong=True, color="white", fontSize=by_width(10.5, 12)),
    ]
    return finished(alt.layer(*layers), HEIGHT)


def _in_words(frame: pd.DataFrame, money: Money) -> pd.DataFrame:
    """Money in the reader's unit, and every figure in words."""
    amounts = [f"{what}{end}" for what in ("cost", "impact") for end in ("", "_low", "_high")]
    return pd.DataFrame(
        {
            **{name: money.drawn(frame[name]) for name in amounts},
            "number": frame["number"].astype(str), "name": frame["name"],
            "role": frame["label"].map(LABELS), "chosen": frame["chosen"].astype(bool),
            "impact_words": [money.written(v) for v in frame["impact"]],
            "cost_words": [money.written(v) for v in frame["cost"]],
            "impact_between": [money.between(a, b) for a, b in zip(frame["impact_low"], frame["impact_high"])],
            "share": [show.share(v, 0) for v in frame["inclusion"]],
        }
    )  # fmt: skip


def _reach(rows: pd.DataFrame, name: str) -> list[float]:
    low, high = float(rows[f"{name}_low"].min()), float(rows[f"{name}_high"].max())
    low = min(low, 0.0)
    room = (high - low or 1.0) * 0.08
    return [low - room, high + room]


def _regions(rows: pd.DataFrame, x: alt.Scale, y: alt.Scale) -> list[alt.Chart]:
    """Ellipses through the ends of cost and impact; what reaches further one way is drawn further that way."""
    turn = np.linspace(0, 2 * np.pi, _CORNERS + 1)
    points = []
    for row in rows.itertuples():
        right, up = np.cos(turn), np.sin(turn)
        across = np.where(right > 0, row.cost_high - row.cost, row.cost - row.cost_low) * right
        rise = np.where(up > 0, row.impact_high - row.impact, row.impact - row.impact_low) * up
        points.append(pd.DataFrame({"number": row.number, "step": range(len(turn)), "x": row.cost + across,
                                    "y": row.impact + rise, "role": row.role}))  # fmt: skip
    ring = pd.concat(points) if points else pd.DataFrame(columns=["number", "step", "x", "y", "role"])
    base = alt.Chart(ring).encode(x=alt.X("x:Q", scale=x), y=alt.Y("y:Q", scale=y), order="step:Q", detail="number:N",
                                  color=role_colour())  # fmt: skip
    return [base.mark_line(strokeWidth=1, opacity=0.55, filled=True, fillOpacity=0.1)]


def frontier(frame: pd.DataFrame, money: Money, chosen: float) -> Spec:
    """The best value that each budget can buy, and the budget in force.

    Parameters
    ----------
    frame : DataFrame, by budget
        `budget`, `value` (money).
    chosen : the budget in force
    """
    rows = pd.DataFrame({"budget": money.drawn(frame["budget"]), "value": money.drawn(frame["value"]),
                         "budget_words": [money.written(v) for v in frame["budget"]],
                         "words": [money.written(v) for v in frame["value"]]})  # fmt: skip
    x = alt.Scale(domain=[0, max(float(rows["budget"].max()), 1.0)], nice=False)
    y = alt.Scale(domain=[min(0.0, float(rows["value"].min())), float(rows["value"].max()) * 1.12 or 1.0], nice=False)
    at = {
        "x": alt.X("budget:Q", scale=x, axis=money_axis(**below(t("decide.chart.budget", unit=money.unit)))),
        "y": alt.Y("value:Q", scale=y, axis=money_axis(**above(t("decide.chart.value", unit=money.unit)))),
    }
    words = {"budget_words": t("decide.chart.budget_name"), "words": t("decide.chart.value_name")}
    here = pd.DataFrame({"at": [money.at(chosen)], "words": [t("decide.chart.in_force", value=money.written(chosen))]})
    place = alt.X("at:Q", scale=x)
    layers = [
        coloured(rows, "brand").mark_line(interpolate="step-after", strokeWidth=2.4).encode(**at),
        coloured(rows, "brand").mark_point(filled=True, size=80, opacity=0).encode(**at, tooltip=tooltip(**words)),
        coloured(here, "warn").mark_rule(strokeDash=[5, 3], strokeWidth=1.4).encode(x=place),
        text(alt.Chart(here).encode(x=place, y=alt.value(8)), "words:N", faint=True, align="left", dx=6,
             fontSize=by_width(9.5, 11.5)),
    ]  # fmt: skip
    return finished(alt.layer(*layers), 280)


def capacity(frame: pd.DataFrame) -> Spec:
    """How much of each department's people the chosen set takes.

    Parameters
    ----------
    frame : DataFrame, one row per department
        `department`, `used`, `limit` (person-months; NaN without a limit).
    """
    most = float(np.nanmax([*frame["used"], *frame["limit"], 1.0]))
    full = frame["used"] >= frame["limit"] - 1e-9
    rows = frame.assign(
        role=["warn" if tight else "brand" for tight in full],
        words=[_used(used, limit) for used, limit in zip(frame["used"], frame["limit"])],
    )
    y = alt.Y("department:N", sort=list(frame["department"]), axis=alt.Axis(title=None, labelPadding=8, labelLimit=120))
    x = alt.Scale(domain=[0, most], nice=False, rangeMax=ends(132, 170))
    to = {name: alt.X(f"{name}:Q", scale=x, axis=None) for name in ("used", "limit")}
    base = alt.Chart(rows).encode(y=y)
    limits = alt.Chart(rows.dropna(subset=["limit"])).encode(y=y)
    layers = [
        limits.mark_bar(color="currentColor", opacity=0.1, cornerRadius=3).encode(x=to["limit"]),
        base.mark_bar(cornerRadius=3, height=alt.RelativeBandSize(0.45)).encode(
            x=to["used"], color=role_colour(),
            tooltip=tooltip(department=t("decide.chart.department"), words=t("decide.chart.people")),
        ),
        text(base.encode(x=to["used"]), "words:N", strong=True, align="left", dx=6, fontSize=by_width(9.5, 12)),
    ]  # fmt: skip
    return finished(alt.layer(*layers), 34 * len(frame) + 20)


def _used(used: float, limit: float) -> str:
    if limit != limit:
        return t("decide.chart.used_unlimited", used=show.number(used, 1))
    return t("decide.chart.used", used=show.number(used, 1), limit=show.number(limit, 1))
