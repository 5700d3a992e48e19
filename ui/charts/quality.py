"""The dimensions of quality: a bar for each, from 0 to the whole, what was counted written below its name."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ui.charts.base import Spec, by_width, finished, role_colour, text, tooltip
from ui.charts.names import centred, ends, one_line
from ui.words import t

ROW = 46


def dimension_bars(frame: pd.DataFrame) -> Spec:
    """A bar per dimension in the order given.

    Parameters
    ----------
    frame : DataFrame, one row per dimension
        `name`, `share` (0 to 1, NaN where it could not be counted), `words` (the share in words), `counted` (what was
        counted), `role`.
    """
    rows = frame.assign(
        row=range(len(frame)), label=frame["name"], whole=1.0, told=[one_line(words) for words in frame["counted"]],
    )  # fmt: skip
    x = alt.Scale(domain=[0, 1], nice=False, rangeMin=by_width(90, 130), rangeMax=ends(52, 64))
    base = alt.Chart(rows).encode(y=alt.Y("row:O", scale=alt.Scale(paddingInner=0.5, paddingOuter=0.25), axis=None))
    known = alt.Chart(rows.dropna(subset="share")).encode(y=base.encoding.y)
    size = {"fontSize": by_width(10.5, 13)}
    layers = [
        base.mark_bar(cornerRadius=3, color="currentColor", opacity=0.1).encode(x=alt.X("whole:Q", scale=x, axis=None)),
        known.mark_bar(cornerRadius=3).encode(
            x=alt.X("share:Q", scale=x), color=role_colour(),
            tooltip=tooltip(
                label=t("quality.col.dimension"), words=t("quality.col.share"), told=t("quality.col.counted")
            ),
        ),
        text(base.encode(x=alt.value(0)), "label:N", strong=True, align="left", **size,
             **centred("label", narrow=12, wide=14)),
        text(base.encode(x=alt.value("width")), "words:N", strong=True, align="right", **size,
             **centred("words", narrow=12, wide=14)),
    ]  # fmt: skip
    return finished(alt.layer(*layers), ROW * len(rows))
