"""The quadrant shows each customer once, where and as the frame says, and its selection lists who is inside."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.charts import quadrant_ground
from ui.charts.base import Spec
from ui.charts.plane import Plane
from ui.charts.quadrant import BRUSH, MOST, brushed, quadrant
from ui.charts.risk_axis import RiskAxis

from .value_frames import CUSTOMERS, YEN, parts, rows, speak, valid


@pytest.fixture(autouse=True)
def _japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    speak(monkeypatch, "ja")


def drawn(frame: pd.DataFrame, **lines: Any) -> Spec:
    return quadrant(frame, "LTV", "Risk", YEN, **({"value_line": 50_000} | lines))


def test_every_customer_is_a_point_in_the_colour_of_the_quadrant() -> None:
    points = rows(drawn(CUSTOMERS), "id", "height")
    assert {p["id"]: p["role"] for p in points} == {
        "C1": "positive", "C2": "negative", "C3": "brand", "C4": "mute", "C5": "mute",
    }  # fmt: skip


def test_customers_whose_value_or_risk_is_unknown_are_left_out() -> None:
    frame = CUSTOMERS.assign(risk=[np.nan, 0.7, 0.2, 0.8, 0.5], value=[1.0, np.nan, 12_000, 4_000, 9_000])
    assert {p["id"] for p in rows(drawn(frame), "id")} == {"C3", "C4", "C5"}


def test_a_loss_stands_in_the_strip_below_the_axis_with_its_value() -> None:
    points = {p["id"]: p for p in rows(drawn(CUSTOMERS), "id", "height")}
    assert points["C5"]["value"] == -8_000
    assert 0 < points["C5"]["height"] < 3_000 <= points["C4"]["height"]
    assert "3,000" not in str(points)
    words = [value for key, value in parts(drawn(CUSTOMERS)) if key == "labelExpr"]
    assert any("未満" in expression and "赤字" in expression for expression in words)


def test_without_losses_there_is_no_strip() -> None:
    words = [value for key, value in parts(drawn(CUSTOMERS.head(4))) if key == "labelExpr"]
    assert not any("赤字" in expression for expression in words)


def test_the_threshold_is_named_on_the_axis() -> None:
    axes = [value for key, value in parts(drawn(CUSTOMERS)) if key == "axis" and value and "labelFontWeight" in value]
    assert 50_000 in axes[0]["values"]
    assert 30_000 not in axes[0]["values"] or axes[0]["tickCount"] == len(axes[0]["values"])


def test_a_corner_says_how_many_customers_hold_what_part_of_the_value() -> None:
    """900 of 1,316 thousand; the loss takes nothing away."""
    words = [row["one"] for data in drawn(CUSTOMERS)["datasets"].values() for row in data if "one" in row]
    assert list(dict.fromkeys(words)) == [
        "顧客1人・価値の68%",
        "顧客1人・価値の30%",
        "顧客1人・価値の1%",
        "顧客2人・価値の0%",
    ]


def test_a_sample_is_called_one_and_keeps_the_counts_of_all() -> None:
    totals = pd.DataFrame({"quadrant": ["grow", "leave"], "customers": [4_000, 8_000], "share": [0.9, 0.1]})
    spec = drawn(CUSTOMERS, totals=totals, sampled_from=12_000)
    assert spec["title"]["text"] == ["顧客12,000人から5件を抽出して描画。", "件数と割合は全員分です。"]
    assert "顧客4,000人・価値の90%" in str(spec["datasets"])


def test_a_quadrant_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="expected grow, rescue, wait, watch, leave; found nurture"):
        drawn(CUSTOMERS.assign(quadrant="nurture"))


def test_the_selection_has_both_axes_and_dims_the_others() -> None:
    spec = drawn(CUSTOMERS)
    (param,) = spec["params"]
    assert (param["name"], param["select"]["encodings"]) == (BRUSH, ["x", "y"])
    (marks,) = [layer for layer in spec["layer"] if layer.get("name") == param["views"][0]]
    dimmed = marks["encoding"]["opacity"]
    assert dimmed["condition"]["param"] == BRUSH
    assert dimmed["value"] < dimmed["condition"]["value"]


def test_many_points_are_not_painted_on_a_canvas_where_the_theme_is_not_known() -> None:
    rng = np.random.default_rng(1)
    many = pd.DataFrame(
        {
            "customer_id": range(MOST), "risk": rng.random(MOST), "value": rng.lognormal(10, 1, MOST),
            "monthly": rng.lognormal(8, 1, MOST), "quadrant": rng.choice(list(quadrant_ground.CORNERS), MOST),
        }
    )  # fmt: skip
    spec = valid(drawn(many))
    assert spec["usermeta"]["embedOptions"]["renderer"] == "svg"
    assert len(rows(spec, "id")) == MOST
    assert len(json.dumps(spec)) < 500_000


amounts = st.floats(-1e6, 1e7).map(lambda value: round(value, 2))
crowds = st.lists(st.tuples(st.floats(0, 1).map(lambda v: round(v, 4)), amounts), min_size=1, max_size=30)


@given(crowds, st.data())
def test_a_selection_lists_the_customers_whose_points_it_holds(
    crowd: list[tuple[float, float]], data: st.DataObject
) -> None:
    frame = pd.DataFrame(crowd, columns=["risk", "value"]).assign(customer_id=range(len(crowd)))
    plane = Plane.of(frame, YEN, 50_000, None)
    low = data.draw(st.sampled_from([plane.low, plane.floor, plane.floor * 3]))
    box = {
        "place": [plane.risk.place(0.2), plane.risk.place(0.7)],
        "height": [low, data.draw(st.sampled_from([plane.high, plane.floor * 20]))],
    }
    heights = plane.heights(frame["value"])
    places = plane.risk.places(frame["risk"])
    inside = [
        customer
        for customer, place, height in zip(frame["customer_id"], places, heights)
        if box["place"][0] <= place <= box["place"][1] and box["height"][0] <= height <= box["height"][1]
    ]
    assert list(brushed(frame, box, frame, YEN)["customer_id"]) == inside


def test_no_selection_lists_everybody() -> None:
    assert brushed(CUSTOMERS, {}, CUSTOMERS, YEN).equals(CUSTOMERS)


def test_a_sample_is_brushed_and_all_customers_are_listed() -> None:
    found = brushed(CUSTOMERS, {"place": [0.45, 0.9], "height": [1.0, 5_000.0]}, CUSTOMERS.iloc[[0, 3]], YEN)
    assert list(found["customer_id"]) == ["C4", "C5"]


@given(crowds)
def test_every_point_stands_within_the_plot(crowd: list[tuple[float, float]]) -> None:
    frame = pd.DataFrame(crowd, columns=["risk", "value"])
    plane = Plane.of(frame, YEN, 50_000, 0.4)
    assert plane.heights(frame["value"]).between(plane.low, plane.high).all()
    assert plane.risk.places(frame["risk"]).between(*plane.risk.scale.domain).all()


# --- the axis of risk -------------------------------------------------------------------------------------------------

CROWDED = pd.Series([0.01, 0.012, 0.02, 0.03, 0.05, 0.9])
MOSTLY_SMALL = pd.Series(np.concatenate([np.geomspace(0.01, 0.2, 90), np.linspace(0.3, 0.95, 10)]))


def test_risks_that_crowd_are_spread_by_logarithms_and_named_in_percent() -> None:
    axis = RiskAxis.of(CROWDED)
    assert axis.is_log
    assert axis.place(0.1) - axis.place(0.01) == pytest.approx(np.log(10), abs=1e-3)
    named = axis.axis("Risk").to_dict()
    assert named["title"] == "Risk（対数）"
    assert [round(float(np.exp(value)), 4) for value in named["values"]] == [0.01, 0.03, 0.1, 0.3, 1.0]


def test_risks_that_do_not_crowd_have_a_plain_axis() -> None:
    axis = RiskAxis.of(pd.Series([0.1, 0.3, 0.5, 0.7]))
    assert not axis.is_log
    assert axis.places(pd.Series([0.1, 0.7])).tolist() == [0.1, 0.7]
    assert axis.axis("Risk").to_dict()["title"] == "Risk"


def test_the_order_of_risks_is_that_of_their_places_and_rare_ones_stand_at_the_end() -> None:
    rng = np.random.default_rng(2)
    risks = pd.Series(np.sort(np.concatenate([[0.0, 1e-9], rng.beta(1, 30, 500), [1.0]])))
    places = RiskAxis.of(risks).places(risks)
    assert places.is_monotonic_increasing
    assert np.isfinite(places).all()
    assert places[0] == places[1] == RiskAxis.of(risks).scale.domain[0]


def test_nine_in_ten_customers_have_more_than_half_of_the_axis() -> None:
    """As in the sample shop: on a plain axis they have its left fifth, on one of square roots less than half."""
    low, high = RiskAxis.of(MOSTLY_SMALL).scale.domain
    assert (RiskAxis.of(MOSTLY_SMALL).place(0.2) - low) / (high - low) > 0.5


def test_one_expected_loss_is_a_straight_line() -> None:
    """The value at which an effort pays falls as the risk rises; on two logarithmic axes that is no curve."""
    axis = RiskAxis.of(CROWDED)
    risks = np.array([0.02, 0.08, 0.32])
    places, heights = np.array([axis.place(p) for p in risks]), np.log(1_000 / risks)
    assert np.diff(heights) / np.diff(places) == pytest.approx([-1, -1], abs=1e-3)


def test_nobody_and_nothing_known_have_a_plain_axis() -> None:
    for risks in (pd.Series([], dtype=float), pd.Series([np.nan, np.nan]), pd.Series([0.0, 0.0, 0.0])):
        assert RiskAxis.of(risks) == RiskAxis(0.0, 0.2)


# --- names and the line -----------------------------------------------------------------------------------------------


def named(spec: Spec) -> dict[str, str]:
    """Name of each quadrant → where it stands, as the expression of its height."""
    found = {}
    for layer in spec["layer"]:
        rows = spec["datasets"].get(layer.get("data", {}).get("name"), [])
        if rows and "two" in rows[0] and layer["mark"]["type"] == "point":
            found[rows[0]["name"]] = layer["encoding"]["y"]["value"]["expr"]
    return found


WAITING = pd.DataFrame(
    {
        "customer_id": list("abcd"), "risk": [0.002, 0.004, 0.01, 0.3], "value": [9e6, 4e6, 5e5, 8e5], "monthly": 1e4,
        "quadrant": ["wait", "wait", "grow", "rescue"],
    }
)  # fmt: skip


def test_who_waits_is_named_beneath_who_is_saved_now_or_apart_where_effort_pays_at_any_risk() -> None:
    beneath = named(drawn(WAITING))
    assert beneath["更新待ち"] == "16 + (width < 420 ? 50 : 42) + 0"
    line = pd.DataFrame({"risk": [0.0001, 0.01, 0.3], "value": [3e6, 1e6, 1e4]})
    apart = named(drawn(WAITING, frontier=line))
    assert apart["更新待ち"] == apart["今すぐ救う"] == "16 + 0"
    assert "height" in apart["守り育てる"]
    assert "更新待ち" not in named(drawn(CUSTOMERS))


def test_the_line_is_drawn_between_the_names_and_ends_on_them() -> None:
    curve = pd.DataFrame({"place": [0.0, 1.0, 2.0, 3.0], "level": [1_000.0, 500.0, 50.0, 5.0]})
    part = quadrant_ground._between(curve, 20.0, 800.0)
    assert part["level"].tolist() == [800.0, 500.0, 50.0, 20.0]
    assert part["place"].tolist() == pytest.approx([0.4, 1.0, 2.0, 2 + 30 / 45])
    assert quadrant_ground._between(curve, 1.0, 5_000.0)["level"].tolist() == curve["level"].tolist()
