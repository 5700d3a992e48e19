"""What all charts share: colour roles, text, axes, and the finished specification."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from ui import show

ROLES = ["brand", "positive", "negative", "warn", "violet", "sky", "pink", "mute", "soft"]
"""In the order of `theme.chartCategoricalColors`."""

NARROW = "width < 420"
"""Vega expression: the chart is on a phone."""

Spec = dict[str, Any]


def role_colour() -> alt.Color:
    """Colour by the column `role`, which holds names of `ROLES`."""
    return alt.Color("role:N", scale=alt.Scale(domain=ROLES), legend=None)


def coloured(frame: pd.DataFrame, role: str) -> alt.Chart:
    """A chart over a frame whose marks all have one role's colour."""
    return alt.Chart(frame.assign(role=role)).encode(color=role_colour())


def by_width(narrow: float, wide: float) -> alt.ExprRef:
    """A size that is smaller on a phone."""
    return alt.ExprRef(f"{NARROW} ? {narrow} : {wide}")


def text(chart: alt.Chart, field: str, *, strong: bool = False, faint: bool = False, **mark: Any) -> alt.Chart:
    """Text in the theme's own colour."""
    mark = {"fontSize": by_width(9.5, 12), "color": "currentColor"} | mark
    opacity = 0.65 if faint else 1
    return chart.mark_text(fontWeight=600 if strong else 400, fillOpacity=opacity, **mark).encode(text=alt.Text(field))


def month_axis() -> alt.Axis:
    """Months along the bottom: 25/04."""
    return alt.Axis(title=None, format="%y/%m", grid=False, labelOverlap="greedy", labelPadding=6)


def share_axis(**options: Any) -> alt.Axis:
    """Percent along the side."""
    return alt.Axis(title=None, format=".0%", grid=False, labelPadding=6, **options)


def broken_label() -> str:
    """Vega expression: a label is split into lines at "|"."""
    return "split(datum.label, '|')"


def tooltip(**fields: str) -> list[alt.Tooltip]:
    """Tooltips of text columns: column → title."""
    return [alt.Tooltip(f"{column}:N", title=title) for column, title in fields.items()]


def finished(chart: Any, height: int) -> Spec:
    """The specification that is cached and sent: data inside, as wide as its container."""
    spec: Spec = (
        chart.properties(width="container", height=height)
        .configure_view(strokeWidth=0)
        .configure_axis(domain=False, ticks=False)
        .to_dict()
    )
    return spec


def months_in_words(column: pd.Series[Any]) -> list[str]:
    """Months for tooltips."""
    return [show.month(stamp) for stamp in column]
