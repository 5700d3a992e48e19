"""The driver tree: a box per number, a line per link; dotted where no arithmetic is claimed."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from ltv.decisions.driver_tree import DriverTree, Node
from ltv.decisions.kpi import DEPARTMENTS
from ltv.metrics.metric import Unit
from ui import show
from ui.charts.base import Spec, by_width, finished, role_colour, text, tooltip
from ui.words import of, t

ROW, GAP = 1.0, 0.2
WIDTH, STEP = 0.84, 1.0
MARKS = {True: "○", False: "×", None: ""}
VERDICTS = {True: "col.better", False: "col.worse", None: ""}
"""Better or worse than a year ago, for readers who cannot tell the colours apart."""


def tree(found: DriverTree, root: str, currency: str, decimals: int) -> Spec:
    """Boxes from a root to its leaves, left to right, with value, change on a year ago and owner."""
    shown = _below(found, root)
    boxes = _boxes(found, shown, root, currency, decimals)
    lines = _lines(boxes)
    depth, rows = boxes["x"].max() + 1, boxes["leaf"].sum()
    x = alt.Scale(domain=[0, depth * STEP - (STEP - WIDTH)], nice=False)
    y = alt.Scale(domain=[0, rows * ROW], nice=False, reverse=True)
    base = alt.Chart(boxes)
    left = alt.X("x:Q", scale=x, axis=None)
    top = alt.Y("top:Q", scale=y, axis=None)
    hint = tooltip(
        name=t("kpi.col.name"),
        value=t("kpi.col.value"),
        change=t("kpi.col.change"),
        owner=t("kpi.col.owner"),
        verdict=t("col.verdict"),
    )
    layers = [
        *_link_layers(lines, x, y),
        base.mark_rect(cornerRadius=6, fillOpacity=0.08, strokeOpacity=0.35, stroke="currentColor", fill="currentColor")
        .encode(x=left, x2="right:Q", y=top, y2="bottom:Q", tooltip=hint),
        base.mark_rect(cornerRadius=2).encode(x=left, x2="edge:Q", y=top, y2="bottom:Q", color=role_colour()),
        *_text_layers(base, x, y),
    ]  # fmt: skip
    return finished(alt.layer(*layers), int(rows * 58))


def _link_layers(lines: pd.DataFrame, x: alt.Scale, y: alt.Scale) -> list[alt.Chart]:
    """Links: solid where arithmetic closes, dotted where it claims nothing."""
    at = {"x": alt.X("px:Q", scale=x, axis=None), "y": alt.Y("py:Q", scale=y, axis=None)}
    solid = alt.Chart(lines[lines["solid"]]).mark_line(strokeWidth=1.4)
    dotted = alt.Chart(lines[~lines["solid"]]).mark_line(strokeWidth=1.2, strokeDash=[3, 3])
    return [part.encode(**at, detail="link:N", color=role_colour(), order="order:Q") for part in (solid, dotted)]


def _text_layers(base: alt.Chart, x: alt.Scale, y: alt.Scale) -> list[alt.Chart]:
    """Name above, value and change below."""
    inner = alt.X("inner:Q", scale=x)
    first, second = alt.Y("first:Q", scale=y), alt.Y("second:Q", scale=y)
    plain = {"align": "left", "baseline": "middle"}
    change = base.mark_text(align="right", baseline="middle", fontSize=by_width(7, 11), fontWeight=600)
    return [
        text(base.encode(x=inner, y=first), "short:N", faint=True, fontSize=by_width(7.5, 11), **plain),
        text(base.encode(x=inner, y=second), "value:N", strong=True, fontSize=by_width(9.5, 14), **plain),
        change.encode(x=alt.X("outer:Q", scale=x), y=second, text="marked:N", color=role_colour()),
    ]


def _below(found: DriverTree, root: str) -> list[Node]:
    """A root and everything below it, depth first."""
    nodes = [found.node(root)]
    for child in found.children(root):
        nodes += _below(found, child.id)
    return nodes


def _boxes(found: DriverTree, shown: list[Node], root: str, currency: str, decimals: int) -> pd.DataFrame:
    depth = {root: 0}
    for node in shown[1:]:
        depth[node.id] = depth[str(node.parent)] + 1
    leaves = [node.id for node in shown if not found.children(node.id)]
    centre = {name: (i + 0.5) * ROW for i, name in enumerate(leaves)}
    for node in reversed(shown):
        if node.id not in centre:
            below = [centre[child.id] for child in found.children(node.id)]
            centre[node.id] = (min(below) + max(below)) / 2
    rows = []
    for node in shown:
        x, y = depth[node.id] * STEP, centre[node.id]
        rows.append(
            {
                "id": node.id, "parent": node.parent, "dotted": node.role == "influence",
                "x": x, "right": x + WIDTH, "edge": x + 0.018, "inner": x + 0.045, "outer": x + WIDTH - 0.03,
                "top": y - ROW / 2 + GAP / 2, "bottom": y + ROW / 2 - GAP / 2, "middle": y,
                "first": y - 0.17, "second": y + 0.16, "leaf": node.id in leaves,
                "name": of(node.metric.name), "short": t(f"kpi.box.{node.id}"),
                "value": node_value(node.value, node.metric.unit, currency, decimals),
                "change": node_change(node, currency, decimals),
                "marked": f"{node_change(node, currency, decimals)} {MARKS[node.is_better]}".strip(),
                "verdict": VERDICTS[node.is_better] and t(VERDICTS[node.is_better]),
                "owner": of(DEPARTMENTS[node.owner]), "role": node_role(node),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def node_value(value: float, unit: Unit, currency: str, decimals: int) -> str:
    """A node's value."""
    return show.unit_value(value, unit, currency, decimals)


def node_change(node: Node, currency: str, decimals: int) -> str:
    """A node's change on a year ago, signed."""
    if math.isnan(node.change):
        return ""
    if node.metric.unit == Unit.SHARE:
        return show.points(node.change)
    if node.metric.unit == Unit.MONEY:
        return show.money(node.change, currency, decimals, sign=True)
    change = show.signed(node.change, 1)
    return change if node.metric.unit == Unit.COUNT else t(f"unit.{node.metric.unit}", n=change)


def node_role(node: Node) -> str:
    """Colour of a node: better or worse than a year ago; neutral where that is not known."""
    return {True: "positive", False: "negative", None: "mute"}[node.is_better]


def _lines(boxes: pd.DataFrame) -> pd.DataFrame:
    at = boxes.set_index("id")
    rows = []
    for box in boxes.itertuples():
        if box.parent not in at.index:
            continue
        parent = at.loc[box.parent]
        bend = (parent["right"] + box.x) / 2
        points = [
            (parent["right"], parent["middle"]),
            (bend, parent["middle"]),
            (bend, box.middle),
            (box.x, box.middle),
        ]
        rows += [(box.id, i, px, py, not box.dotted, box.role) for i, (px, py) in enumerate(points)]
    return pd.DataFrame(rows, columns=["link", "order", "px", "py", "solid", "role"])
