"""The matrix on paper: every disc can be read, nothing that was typed takes effect, and axes have round steps."""

import itertools
import math
import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.charts.matrix_svg import RADIUS, Drawing, apart, matrix_svg, round_steps

DRAWING = Drawing("Ten initiatives", "Cost", "Impact", lambda amount: f"{amount:g}")
SVG = "{http://www.w3.org/2000/svg}"


def frame(*rows: tuple[float, float, float], label: str = "test") -> pd.DataFrame:
    """Initiatives by cost, impact and half the width of both intervals."""
    return pd.DataFrame(
        [
            {
                "number": f"P{place}", "cost": cost, "cost_low": cost - half, "cost_high": cost + half,
                "impact": impact, "impact_low": impact - half, "impact_high": impact + 2 * half,
                "label": label, "inclusion": 0.5, "chosen": place == 1,
            }
            for place, (cost, impact, half) in enumerate(rows, 1)
        ]
    )  # fmt: skip


def drawn(table: pd.DataFrame, drawing: Drawing = DRAWING) -> ElementTree.Element:
    return ElementTree.fromstring(matrix_svg(table, drawing))  # noqa: S314, our own


def discs(svg: ElementTree.Element) -> list[tuple[float, float]]:
    return [
        (float(one.attrib["cx"]), float(one.attrib["cy"]))
        for one in svg.iter(f"{SVG}circle")
        if one.get("class") == "disc"
    ]


@given(
    st.lists(st.tuples(st.floats(54, 370), st.floats(22, 248)), min_size=1, max_size=24)
    | st.integers(2, 24).map(lambda n: [(200.0, 100.0)] * n)
)
def test_no_disc_lies_on_another_or_leaves_the_drawing(points: list[tuple[float, float]]) -> None:
    places = apart(points, (54.0, 370.0), (22.0, 248.0))
    assert all(math.dist(a, b) >= 2 * RADIUS for a, b in itertools.combinations(places, 2))
    assert all(x - RADIUS >= 54 and x + RADIUS <= 370 and y - RADIUS >= 22 and y + RADIUS <= 248 for x, y in places)


def test_a_disc_with_room_stands_where_it_belongs_and_one_without_is_tied_to_it() -> None:
    assert apart([(100.0, 100.0), (200.0, 100.0)], (0, 400), (0, 300)) == [(100.0, 100.0), (200.0, 100.0)]
    svg = drawn(frame((100, 10, 1), (100, 10, 1), (500, 90, 5)))
    dots = [one for one in svg.iter(f"{SVG}circle") if one.get("r") == "2.6"]
    assert len(discs(svg)) == 3
    assert len(dots) == 1


def test_eighty_percent_is_an_ellipse_or_a_line_where_the_cost_is_known() -> None:
    table = frame((100, 10, 5), (300, 50, 5))
    known = table.assign(cost_low=table["cost"], cost_high=table["cost"])
    regions = [path.attrib["d"] for path in drawn(table).iter(f"{SVG}path") if "A" in path.attrib["d"]]
    assert len(regions) == 2
    assert all(region.count("A") == 4 for region in regions)
    assert not any("A" in path.attrib["d"] for path in drawn(known).iter(f"{SVG}path"))


def test_an_ellipse_reaches_exactly_to_its_ends() -> None:
    table = frame((100, 10, 10))
    (region,) = [path.attrib["d"] for path in drawn(table).iter(f"{SVG}path") if "A" in path.attrib["d"]]
    corners = [tuple(map(float, end)) for end in re.findall(r"0 0 1 (\S+?) ([\d.]+)", region)]
    (disc,) = discs(drawn(table))
    right, foot, left, top = corners
    assert right[1] == pytest.approx(disc[1], abs=0.2)
    assert foot[0] == pytest.approx(disc[0], abs=0.2)
    assert right[0] - disc[0] == pytest.approx(disc[0] - left[0], abs=0.3)
    assert disc[1] - top[1] == pytest.approx(2 * (foot[1] - disc[1]), abs=0.3)


def test_the_chosen_has_a_ring_and_the_colour_says_how_sure() -> None:
    svg = drawn(frame((100, 10, 1), (300, 50, 1), label="now"))
    assert sum(one.get("stroke-width") == "2" for one in svg.iter(f"{SVG}circle")) == 1
    assert {one.attrib["fill"] for one in svg.iter(f"{SVG}circle") if one.get("class")} == {"#0b7a6b"}


@pytest.mark.parametrize(
    "table",
    [
        frame(),
        frame((0, 0, 0)),
        frame((1e12, -1e12, 1e11), (1, 1, 0)),
        frame((100, math.nan, 1), (50, 5, 1)),
        frame((100, 10, math.nan)),
    ],
    ids=["none", "all zero", "large beside small", "unknown impact", "unknown ends"],
)
def test_whatever_the_figures_it_is_a_drawing_without_nan(table: pd.DataFrame) -> None:
    table = table if len(table) else frame((1, 1, 1)).iloc[:0]
    written = matrix_svg(table, DRAWING)
    assert "nan" not in written
    assert "inf" not in written
    assert len(discs(drawn(table))) == int(table[["cost", "impact"]].notna().all(axis=1).sum())


def test_words_stay_text() -> None:
    bad = "\"><script>alert(1)</script>&amp;<image href='https://e.example/x'/>"
    table = frame((100, 10, 1)).assign(number=bad)
    svg = drawn(table, Drawing(bad, bad, bad, lambda _: bad))
    assert {one.tag.removeprefix(SVG) for one in svg.iter()} == {"svg", "title", "path", "text", "circle"}
    assert not [name for one in svg.iter() for name in one.attrib if name.startswith("on") or "href" in name]


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [(0, 10, [0, 2, 4, 6, 8, 10]), (-3e6, 22e6, [0, 5e6, 1e7, 1.5e7, 2e7]), (-0.2, 0.2, [-0.2, -0.1, 0, 0.1, 0.2])],
)
def test_an_axis_has_round_steps(low: float, high: float, steps: list[float]) -> None:
    np.testing.assert_allclose(round_steps(low, high), steps, atol=1e-12)
