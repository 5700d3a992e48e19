"""NRR over two levers at once: where a target is reached, and from where on it cannot be."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ui import show
from ui.charts.base import Spec, by_width, finished, text, tooltip
from ui.charts.money_axis import above, below
from ui.words import t

HEIGHT = 340


def contour(grid: pd.DataFrame, line: pd.DataFrame, x_title: str, y_title: str, target: float, here: str) -> Spec:
    """Cells coloured by NRR, the line along which a target is just reached, and the point where the company stands.

    Parameters
    ----------
    grid : DataFrame, one row per cell
        `x`, `y` (shares: how much is cut of churn; what is added to monthly expansion), `nrr`.
    line : DataFrame, points of the target's line by x
        `x`, `y`; empty where it is reached nowhere on the grid.
    here : what the point is called at which nothing is cut or added
    """
    xs, ys = sorted(grid["x"].unique()), sorted(grid["y"].unique())
    half = {"x": (xs[-1] - xs[0]) / max(len(xs) - 1, 1) / 2, "y": (ys[-1] - ys[0]) / max(len(ys) - 1, 1) / 2}
    cells = grid.assign(
        x0=grid["x"] - half["x"], x1=grid["x"] + half["x"], y0=grid["y"] - half["y"], y1=grid["y"] + half["y"],
        words=[show.share(v) for v in grid["nrr"]], cut=[show.share(v, 0) for v in grid["x"]],
        added=[show.share(v) for v in grid["y"]],
    )  # fmt: skip
    x = alt.Scale(domain=[xs[0] - half["x"], xs[-1] + half["x"]], nice=False)
    y = alt.Scale(domain=[ys[0] - half["y"], ys[-1] + half["y"]], nice=False)
    far = max(float((grid["nrr"] - target).abs().max()), 0.01)
    scale = alt.Scale(domain=[target - far, target + far], range="diverging", clamp=True)
    colour = alt.Color("nrr:Q", legend=None, scale=scale)
    at = {
        "x": alt.X("x0:Q", scale=x, axis=alt.Axis(**below(x_title), grid=False, format=".0%", tickCount=6)),
        "y": alt.Y("y0:Q", scale=y, axis=alt.Axis(**above(y_title), grid=False, format=".1%", tickCount=5)),
    }
    words = {"cut": x_title, "added": y_title, "words": "NRR"}
    layers = [
        alt.Chart(cells)
        .mark_rect()
        .encode(**at, x2="x1:Q", y2="y1:Q", color=colour, tooltip=tooltip(**words)),
        *_line(line, x, y, target),
        *_here(x, y, here),
    ]  # fmt: skip
    return finished(alt.layer(*layers), HEIGHT)


def _line(line: pd.DataFrame, x: alt.Scale, y: alt.Scale, target: float) -> list[alt.Chart]:
    if line.empty:
        return []
    base = alt.Chart(line).encode(x=alt.X("x:Q", scale=x), y=alt.Y("y:Q", scale=y))
    middle = line.iloc[[len(line) // 2]].assign(words=t("decide.chart.target", value=show.share(target, 0)))
    label = alt.Chart(middle).encode(x=alt.X("x:Q", scale=x), y=alt.Y("y:Q", scale=y))
    return [
        base.mark_line(color="currentColor", strokeWidth=2.2),
        text(
            label, "words:N", strong=True, align="left", dx=8, dy=_above_here(middle, x, y), fontSize=by_width(10, 12.5)
        ),
    ]


def _above_here(at: pd.DataFrame, x: alt.Scale, y: alt.Scale) -> int:
    """How far up the line's label stands: above the word at the origin where they would lie on each other."""
    across, up = (float(at[name].iloc[0]) / scale.domain[1] for name, scale in (("x", x), ("y", y)))
    return -26 if across < _NEAR and up < _NEAR else -8


_NEAR = 0.2
"""Part of the chart that a word at the origin takes."""


def _here(x: alt.Scale, y: alt.Scale, words: str) -> list[alt.Chart]:
    """Where nothing more is cut or added."""
    at = pd.DataFrame({"x": [0.0], "y": [0.0], "words": [words]})
    base = alt.Chart(at).encode(x=alt.X("x:Q", scale=x), y=alt.Y("y:Q", scale=y))
    return [
        base.mark_point(filled=True, size=110, color="currentColor", opacity=1),
        text(base, "words:N", strong=True, align="left", dx=9, dy=-9, fontSize=by_width(10, 12.5)),
    ]
