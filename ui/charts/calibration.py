"""Whether predictions can be believed: predicted against actual in ten groups."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ltv.metrics.metric import Unit
from ui import show
from ui.charts.base import Spec, by_width, finished, role_colour, text, tooltip
from ui.charts.money_axis import Money, above, below, ticks
from ui.words import t

HEIGHT = 340
SIDES, BOUNDS = ["predicted", "actual"], ["low", "high"]
MONEY = (Unit.MONEY, Unit.MONEY_PER_CUSTOMER)


def calibration(frame: pd.DataFrame, unit: Unit = Unit.COUNT, money: Money | None = None) -> Spec:
    """Mean predicted against mean actual of ten groups; on the diagonal the two agree.

    Parameters
    ----------
    frame : DataFrame, one row per group
        `predicted`, `actual`; `n` customers. `low`, `high` of the actual one where they are known.
    unit : what both axes count: shares, money or numbers
    """
    money = money or Money()
    rows = _groups(frame, unit, money)
    shape = {"type": "sqrt"} if unit != Unit.SHARE and _is_skewed(rows["predicted"]) else {}
    x, y = (alt.Scale(domain=_reach(rows), nice=False, clamp=True, **shape) for _ in range(2))
    axis = {"grid": False, "tickCount": 5, "labelPadding": 6} | _written_as(unit)
    at = {
        "x": alt.X("predicted:Q", scale=x, axis=alt.Axis(**below(_title("predicted", shape)), **axis)),
        "y": alt.Y("actual:Q", scale=y, axis=alt.Axis(**above(_title("actual", shape)), **axis)),
    }
    words = {"group": t("value_chart.group"), "said": t("value_chart.predicted"), "happened": t("value_chart.actual"),
             "between": t("col.interval"), "count": t("col.customers")}  # fmt: skip
    base = alt.Chart(rows).encode(color=role_colour())
    layers = [
        *_agreement(x, y),
        base.transform_filter("isValid(datum.low) && isValid(datum.high)")
        .mark_rule(strokeWidth=2, opacity=0.4)
        .encode(x=at["x"], y=alt.Y("low:Q", scale=y), y2="high:Q"),
        base.mark_line(strokeWidth=1.2, opacity=0.45).encode(**at),
        base.mark_point(filled=True, size=95, opacity=1).encode(**at, tooltip=tooltip(**words)),
    ]
    return finished(alt.layer(*layers), HEIGHT)


def _groups(frame: pd.DataFrame, unit: Unit, money: Money) -> pd.DataFrame:
    """Rows to draw, in the reader's unit, and in words."""
    points = frame.reindex(columns=[*SIDES, *BOUNDS, "n"]).dropna(subset=SIDES).astype(float)
    points = points.sort_values("predicted", kind="stable").reset_index(drop=True)
    words = {name: [_in_words(value, unit, money) for value in points[name]] for name in (*SIDES, *BOUNDS)}
    drawn = {name: money.drawn(points[name]) if unit in MONEY else points[name] for name in (*SIDES, *BOUNDS)}
    return pd.DataFrame(
        {
            **drawn, "group": [str(i + 1) for i in points.index], "count": [show.count(n) for n in points["n"]],
            "said": words["predicted"], "happened": words["actual"], "role": "brand",
            "between": [_between(low, high) for low, high in zip(words["low"], words["high"])],
        }
    )  # fmt: skip


def _is_skewed(predicted: pd.Series[float]) -> bool:
    """Whether most groups would crowd at the foot of a plain axis."""
    return len(predicted) > 2 and float(predicted.min()) >= 0 and float(predicted.max()) > 5 * float(predicted.median())


def _title(side: str, shape: dict[str, str]) -> str:
    name = t(f"value_chart.{side}")
    return t("value_chart.sqrt", name=name) if shape else name


def _in_words(value: float, unit: Unit, money: Money) -> str:
    if unit == Unit.COUNT:
        return show.number(value, 2)
    return show.unit_value(value, unit, money.currency, money.decimals)


def _written_as(unit: Unit) -> dict[str, str]:
    if unit in MONEY:
        return {"labelExpr": ticks()}
    return {"format": ".0%" if unit == Unit.SHARE else "~g"}


def _reach(rows: pd.DataFrame) -> list[float]:
    """Both axes from 0, or the lowest value, to the highest."""
    drawn = rows[[*SIDES, "high"]].max().max(), rows[[*SIDES, "low"]].min().min()
    high, low = (float(value) if value == value else 0.0 for value in drawn)
    low = min(low, 0.0)
    return [low, (high if high > low else low + 1) * 1.06]


def _between(low: str, high: str) -> str:
    return show.NOTHING if show.NOTHING in (low, high) else t("value_chart.between", low=low, high=high)


def _agreement(x: alt.Scale, y: alt.Scale) -> list[alt.Chart]:
    """The diagonal, and what lies on either side of it."""
    low, high = x.domain
    line = pd.DataFrame({"a": [low], "b": [high]})
    dashed = alt.Chart(line).mark_rule(strokeDash=[4, 3], color="currentColor", opacity=0.45)
    corner = {"faint": True, "fontSize": by_width(9.5, 11.5)}
    words = pd.DataFrame({"over": [t("value_chart.more")], "under": [t("value_chart.less")]})
    return [
        dashed.encode(x=alt.X("a:Q", scale=x), x2="b:Q", y=alt.Y("a:Q", scale=y), y2="b:Q"),
        text(alt.Chart(words).encode(x=alt.value(8), y=alt.value(12)), "over:N", align="left", **corner),
        text(alt.Chart(words).encode(x=alt.value(alt.ExprRef("width - 8")), y=alt.value(alt.ExprRef("height - 14"))),
             "under:N", align="right", **corner),
    ]  # fmt: skip
