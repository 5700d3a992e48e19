"""What all charts share: colour roles, text, axes, and the finished specification."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import altair as alt
import pandas as pd
from altair.utils import schemapi

from ui import show

ROLES = ["brand", "positive", "negative", "warn", "violet", "sky", "pink", "mute", "soft"]
"""In the order of `theme.chartCategoricalColors`."""

NARROW = "width < 420"
"""Vega expression: the chart is on a phone."""

Spec = dict[str, Any]


def categories(values: Iterable[object]) -> list[str]:
    """Words of a file as categories, each behind a word joiner, which nobody sees.

    Vega keeps categories as keys of JavaScript objects, where a channel called "constructor" is something else.
    """
    return [f"\u2060{value}" for value in values]


def role_colour() -> alt.Color:
    """Colour by the column `role`, which holds names of `ROLES`."""
    return alt.Color("role:N", scale=alt.Scale(domain=ROLES), legend=None)


def _rows(data: pd.DataFrame) -> dict[str, Any]:
    """A frame as rows. Its columns are plain already; looking through them for what is not takes Altair long."""
    columns = {}
    for name in data.columns:
        column = data[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            columns[str(name)] = column.dt.strftime("%Y-%m-%dT%H:%M:%S").tolist()
        elif pd.api.types.is_float_dtype(column):
            columns[str(name)] = [None if value != value else value for value in column.astype(float).tolist()]
        else:
            columns[str(name)] = column.tolist()
    return {"values": [dict(zip(columns, row)) for row in zip(*columns.values())]}


alt.data_transformers.register("rows", _rows)
alt.data_transformers.enable("rows")
schemapi.disable_debug_mode()


def coloured(frame: pd.DataFrame, role: str) -> alt.Chart:
    """A chart over a frame whose marks all have one role's colour."""
    return alt.Chart(frame.assign(role=role)).encode(color=role_colour())


def by_width(narrow: float, wide: float) -> alt.ExprRef:
    """A size that is smaller on a phone."""
    return alt.ExprRef(f"{NARROW} ? {narrow} : {wide}")


def text(over: alt.Chart, field: str, *, strong: bool = False, faint: bool = False, **mark: Any) -> alt.Chart:
    """Text in the theme's own colour."""
    mark = {"fontSize": by_width(9.5, 12), "color": "currentColor"} | mark
    opacity = 0.65 if faint else 1
    return over.mark_text(fontWeight=600 if strong else 400, fillOpacity=opacity, **mark).encode(text=alt.Text(field))


MOST_MONTHS = 6
"""Months named along an axis, at most."""


def month_axis(months: pd.Series[Any]) -> alt.Axis:
    """Months along the bottom of a scale of time: 25/04; few of them, the last one always."""
    named = [alt.DateTime(year=month.year, month=month.month) for month in some(list(months.drop_duplicates()))]
    return alt.Axis(
        title=None, format="%y/%m", values=named, grid=False, labelFlush=False, labelOverlap="greedy", labelPadding=6
    )


def month_bands(months: pd.Series[Any]) -> alt.X:
    """A band for every month from the first to the last, for the column `tick` of `month_ticks`."""
    whole = month_ticks(pd.Series(pd.date_range(months.min(), months.max(), freq="MS")))
    axis = alt.Axis(title=None, values=some(whole), grid=False, labelAngle=0, labelOverlap="greedy", labelPadding=6)
    return alt.X("tick:O", scale=alt.Scale(domain=whole, paddingInner=0.12, paddingOuter=0.06), sort=whole, axis=axis)


def month_ticks(months: pd.Series[Any]) -> list[str]:
    """Months as an axis names them: 26/09."""
    return [f"{month:%y/%m}" for month in months]


def some(values: list[Any]) -> list[Any]:
    """At most `MOST_MONTHS` values at equal distance, the last one always."""
    return values[::-1][:: -(-len(values) // MOST_MONTHS) or 1][::-1]


def share_axis(**options: Any) -> alt.Axis:
    """Percent along the side."""
    return alt.Axis(title=None, format=".0%", grid=False, labelPadding=6, **options)


def broken_label() -> str:
    """Vega expression: a label is split into lines at "|"."""
    return "split(datum.label, '|')"


def tooltip(**fields: str) -> list[alt.Tooltip]:
    """Tooltips of text columns: column → title."""
    return [alt.Tooltip(f"{column}:N", title=title) for column, title in fields.items()]


def finished(drawn: Any, height: int) -> Spec:
    """The specification that is cached and sent: data inside, as wide as its container.

    Tests hold every specification against Vega-Lite's schema; doing it for each reader would double the time.
    """
    spec: Spec = (
        drawn.properties(width="container", height=height)
        .configure_view(strokeWidth=0)
        .configure_axis(domain=False, ticks=False)
        .to_dict(validate=False)
    )
    return spec


def months_in_words(column: pd.Series[Any]) -> list[str]:
    """Months for tooltips."""
    return [show.month(stamp) for stamp in column]
