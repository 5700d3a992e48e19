"""Impact against cost as a drawing for paper: an SVG of its own, with no script, no font and nothing loaded."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

COLOURS = {"now": "#0b7a6b", "test": "#b45309", "leave": "#5b6472"}
"""How surely an initiative is among the best → its colour; white figures on it have a contrast of 5 and more."""
INK, FAINT, GRID = "#131a29", "#59636e", "#e3e6ec"
RADIUS = 9.5
_APART = 2 * RADIUS + 3
_RINGS, _TURNS = 14, 16

Point = tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """What a drawing says around its points.

    Attributes
    ----------
    title : for who cannot see it
    cost, impact : what the axes are
    written : an amount on an axis, in words
    """

    title: str
    cost: str
    impact: str
    written: Callable[[float], str]
    width: float = 380.0
    height: float = 284.0
    left: float = 54.0
    right: float = 10.0
    top: float = 22.0
    bottom: float = 36.0


@dataclass(frozen=True)
class _Scale:
    """Amounts → places along one side of the drawing."""

    low: float
    high: float
    start: float
    end: float

    def at(self, amount: float) -> float:
        return self.start + (amount - self.low) / (self.high - self.low) * (self.end - self.start)


def matrix_svg(frame: pd.DataFrame, drawing: Drawing) -> str:
    """Initiatives as numbered discs, none on top of another: the colour how sure, the outline what is chosen.

    An ellipse holds 80 % of each; where the cost is known it is a line. A disc that had to give way to another is tied
    to its place. Initiatives without a known cost and impact are not drawn.

    Parameters
    ----------
    frame : DataFrame, one row per initiative
        `number` (text on the disc), `cost` with `cost_low`, `cost_high`, `impact` with `impact_low`, `impact_high`
        (money; ends of 80 %), `label` (a key of `COLOURS`), `inclusion` (share), `chosen` (bool).
    """
    known = frame.dropna(subset=["cost", "impact"])
    rows = known.sort_values(["chosen", "inclusion"], ascending=False, kind="stable")
    x = _Scale(*_reach(rows, "cost"), drawing.left, drawing.width - drawing.right)
    y = _Scale(*_reach(rows, "impact"), drawing.height - drawing.bottom, drawing.top)
    points = [(x.at(cost), y.at(impact)) for cost, impact in zip(rows["cost"], rows["impact"])]
    places = apart(points, (x.start, x.end), (y.end, y.start))
    marks = [
        *_axes(drawing, x, y),
        *(_region(row, x, y) for row in rows.itertuples()),
        *(_tie(point, place, row.label) for point, place, row in zip(points, places, rows.itertuples())),
        *(_disc(row, place) for place, row in zip(places, rows.itertuples())),
    ]
    title = html.escape(drawing.title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width:g} {drawing.height:g}" role="img" '
        f'aria-label="{title}" font-size="9.5"><title>{title}</title>{"".join(marks)}</svg>'
    )


def apart(points: Sequence[Point], across: Point, down: Point) -> list[Point]:
    """A place for each disc: its point, or else the nearest one free of other discs and of others' points.

    The first come first. Where there is no room left, the place that is furthest from other discs.
    """
    places: list[Point] = []
    for index, point in enumerate(points):
        others = [other for other in points[index + 1 :] if math.dist(other, point) > 1]
        candidates = [place for place in _around(point) if _inside(place, across, down)] or [point]
        free = [place for place in candidates if _room(place, places) >= _APART]
        clear = (place for place in free if _room(place, others) >= RADIUS + 3)
        places.append(next(clear, free[0] if free else max(candidates, key=lambda place: _room(place, places))))
    return places


def _around(point: Point) -> Iterator[Point]:
    """The point, and rings of places around it, the nearest first, each ring from the top on."""
    yield point
    for ring in range(1, _RINGS + 1):
        for turn in range(_TURNS):
            angle = 2 * math.pi * turn / _TURNS - math.pi / 2
            away = ring * _APART * 0.75
            yield point[0] + away * math.cos(angle), point[1] + away * math.sin(angle)


def _inside(place: Point, across: Point, down: Point) -> bool:
    inner = RADIUS + 1
    return across[0] + inner <= place[0] <= across[1] - inner and down[0] + inner <= place[1] <= down[1] - inner


def _room(place: Point, others: Sequence[Point]) -> float:
    return min((math.dist(place, other) for other in others), default=math.inf)


def _reach(rows: pd.DataFrame, name: str) -> Point:
    """Ends of a scale: all that is drawn, zero, and some air."""
    ends = [*rows[f"{name}_low"], *rows[f"{name}_high"], *rows[name]]
    known = [float(end) for end in ends if math.isfinite(end)]
    low, high = min([0.0, *known]), max([0.0, *known])
    air = (high - low or 1.0) * 0.08
    return low - air, high + air


def round_steps(low: float, high: float, most: int = 6) -> list[float]:
    """Round amounts between two ends, at most about as many as asked for: steps of 1, 2 or 5 and zeros."""
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
    return [step * n for n in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def _axes(drawing: Drawing, x: _Scale, y: _Scale) -> Iterator[str]:
    for amount in round_steps(y.low, y.high):
        colour = FAINT if amount == 0 else GRID
        yield f'<path d="M{x.start:g} {y.at(amount):.1f}H{x.end:g}" stroke="{colour}" stroke-width="0.8"/>'
        yield _text(x.start - 6, y.at(amount) + 3.3, drawing.written(amount), "end")
    for amount in round_steps(max(x.low, 0.0), x.high, 5):
        place = x.at(amount)
        yield f'<path d="M{place:.1f} {y.start:g}v4" stroke="{FAINT}" stroke-width="0.8"/>'
        yield _text(place, y.start + 14, drawing.written(amount), "middle")
    yield f'<path d="M{x.start:g} {y.start:g}H{x.end:g}" stroke="{FAINT}" stroke-width="0.8"/>'
    yield _text(2, 11, drawing.impact, "start")
    yield _text(x.end, drawing.height - 5, drawing.cost, "end")


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{FAINT}">{html.escape(words)}</text>'


def _region(row: object, x: _Scale, y: _Scale) -> str:
    """Four quarters of an ellipse through the ends of cost and impact, each as far as its own end."""
    names = ("cost", "cost_low", "cost_high", "impact", "impact_low", "impact_high")
    cost, cheap, dear, impact, low, high = (float(getattr(row, name)) for name in names)
    if not all(math.isfinite(value) for value in (cheap, dear, low, high)):
        return ""
    left, middle, right = (min(x.at(cheap), x.at(cost)), x.at(cost), max(x.at(dear), x.at(cost)))
    top, centre, foot = (min(y.at(high), y.at(impact)), y.at(impact), max(y.at(low), y.at(impact)))
    colour = COLOURS[str(getattr(row, "label"))]  # noqa: B009, a row of pandas has no type
    line = f'stroke="{colour}" stroke-opacity="0.55"'
    if right - left < 1:
        return f'<path d="M{middle:.1f} {top:.1f}V{foot:.1f}" {line} stroke-width="2.2" stroke-linecap="round"/>'
    corners = ((right, centre), (middle, foot), (left, centre), (middle, top))
    arcs = "".join(
        f"A{abs(corner[0] - before[0]):.1f} {abs(corner[1] - before[1]):.1f} 0 0 1 {corner[0]:.1f} {corner[1]:.1f}"
        for before, corner in zip((corners[-1], *corners), corners)
    )
    return f'<path d="M{middle:.1f} {top:.1f}{arcs}Z" fill="{colour}" fill-opacity="0.1" {line}/>'


def _tie(point: Point, place: Point, label: str) -> str:
    """From a disc to where it belongs; nothing where it stands there."""
    if point == place:
        return ""
    colour = COLOURS[label]
    return (
        f'<path d="M{point[0]:.1f} {point[1]:.1f}L{place[0]:.1f} {place[1]:.1f}" stroke="{colour}"/>'
        f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="2.6" fill="{colour}"/>'
    )


def _disc(row: object, place: Point) -> str:
    number, label, is_chosen = (getattr(row, name) for name in ("number", "label", "chosen"))
    across, down = place
    ring = f'<circle cx="{across:.1f}" cy="{down:.1f}" r="{RADIUS + 1:g}" fill="#fff" stroke="{INK}" stroke-width="2"/>'
    return (
        f'{ring if is_chosen else ""}<circle class="disc" cx="{across:.1f}" cy="{down:.1f}" '
        f'r="{RADIUS - 1.2 if is_chosen else RADIUS - 0.5:g}" fill="{COLOURS[str(label)]}"/>'
        f'<text x="{across:.1f}" y="{down + 3:.1f}" text-anchor="middle" fill="#fff" font-weight="700" '
        f'font-size="8.8">{html.escape(str(number))}</text>'
    )
