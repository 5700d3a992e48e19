"""Charts of scenarios and priorities: valid, in roles of the theme, nothing outside their axes, nothing left unsaid."""

import altair as alt
import numpy as np
import pandas as pd
import pytest

from ui import session, show
from ui.charts.base import ROLES, Spec, share_axis
from ui.charts.contour import contour
from ui.charts.fan import fan
from ui.charts.impact_matrix import capacity, frontier, impact_matrix
from ui.charts.interval_rows import interval_rows
from ui.charts.money_axis import Money
from ui.charts.signed_bars import signed_bars, tornado


@pytest.fixture(autouse=True, params=["ja", "en"])
def _language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: request.param)


def outlook() -> pd.DataFrame:
    months = pd.date_range("2026-07-01", periods=6, freq="MS")
    rows = [("actual", month, 0.9, 0.9, 0.9) for month in months[:3]]
    rows += [(line, month, 0.85, 0.88, 0.91) for line in ("base", "scenario") for month in months[2:]]
    return pd.DataFrame(rows, columns=["line", "month", "p10", "p50", "p90"])


def initiatives() -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "number": ["P1", "P2", "P3"], "name": ["予兆", "増額", "統合"], "cost": [8, 7, 0], "impact": [24, -3, 4],
            "label": ["now", "leave", "test"], "inclusion": [0.97, 0.04, 0.5], "chosen": [True, False, True],
        }
    )  # fmt: skip
    ends = {f"{what}{end}": frame[what] + by for what in ("cost", "impact") for end, by in (("_low", -2), ("_high", 3))}
    return frame.assign(**ends)


def percent(value: float) -> str:
    return show.share(value)


GRID = pd.DataFrame(
    [(x, y, 0.8 + x / 5 + 5 * y) for x in (0.0, 0.5, 1.0) for y in (0.0, 0.01)], columns=["x", "y", "nrr"]
)
LINE = pd.DataFrame({"x": [0.0, 0.5], "y": [0.02, 0.0]})
BELIEFS = pd.DataFrame(
    {
        "name": ["営業", "物流"], "p10": [0.1, np.nan], "p50": [0.2, np.nan], "p90": [0.4, np.nan],
        "words": ["20%|10%〜40%", "—"], "role": ["warn", "brand"], "strong": [True, False],
    }
)  # fmt: skip
CHARTS = {
    "beliefs": lambda: interval_rows(BELIEFS, share_axis()),
    "beliefs of two rounds": lambda: interval_rows(BELIEFS.assign(before=[0.3, np.nan]), share_axis()),
    "fan": lambda: fan(outlook(), share_axis(), percent, target=0.9),
    "bars": lambda: signed_bars(pd.DataFrame({"name": ["a", "b"], "value": [0.01, -0.02]}), percent, "NRR"),
    "tornado": lambda: tornado(
        pd.DataFrame({"name": ["a", "b"], "low": [0.7, 0.82], "high": [0.9, 0.8]}), 0.81, percent, "NRR"
    ),
    "contour": lambda: contour(GRID, LINE, "x", "y", 0.9, "Today"),
    "contour without its line": lambda: contour(GRID, LINE.iloc[:0], "x", "y", 3.0, "Today"),
    "matrix": lambda: impact_matrix(initiatives(), Money(), "粗利"),
    "frontier": lambda: frontier(pd.DataFrame({"budget": [0, 10, 20], "value": [0, 5, 7]}), Money(), 20),
    "capacity": lambda: capacity(
        pd.DataFrame({"department": ["CS", "IT"], "used": [6.0, 1.0], "limit": [6.0, np.nan]})
    ),
}  # fmt: skip


def rows_of(spec: Spec) -> list[dict[str, object]]:
    return [row for rows in spec["datasets"].values() for row in rows]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_valid_and_in_roles_of_the_theme(name: str) -> None:
    spec = CHARTS[name]()
    with alt.utils.schemapi.debug_mode(True):
        alt.LayerChart.from_dict(spec, validate=True)
    assert {row["role"] for row in rows_of(spec) if "role" in row} <= set(ROLES)
    assert "#" not in str({key: part for key, part in spec.items() if key not in ("datasets", "$schema", "config")})


def test_where_data_end_is_drawn_only_where_there_are_data() -> None:
    ahead = {"ここから見通し", "Outlook from here"}
    assert ahead & {row.get("words") for row in rows_of(CHARTS["fan"]())}
    alone = outlook()[lambda f: f["line"] != "actual"]
    assert not ahead & {row.get("words") for row in rows_of(fan(alone, share_axis(), percent))}


def test_of_a_tornado_the_widest_bar_is_first_and_the_better_end_is_positive_whichever_it_is() -> None:
    rows = [row for row in rows_of(CHARTS["tornado"]()) if row.get("role") in ("positive", "negative")]
    assert {row["name"] for row in rows if row["row"] == 0} == {"a"}
    better = {row["name"]: row["high"] for row in rows if row["role"] == "positive"}
    assert better == {"a": 0.9, "b": 0.82}


def test_a_department_at_its_limit_is_marked_and_one_without_a_limit_is_not() -> None:
    roles = {row["department"]: row["role"] for row in rows_of(CHARTS["capacity"]()) if "department" in row}
    assert roles == {"CS": "warn", "IT": "brand"}


def test_who_gave_no_estimate_is_named_and_has_no_mark() -> None:
    spec = CHARTS["beliefs"]()
    drawn = [{row["name"] for row in rows if "p50" in row} for rows in spec["datasets"].values()]
    assert {"営業", "物流"} in drawn
    assert {"営業"} in drawn


def test_an_initiative_s_region_reaches_the_ends_of_its_ranges() -> None:
    ring = pd.DataFrame([row for row in rows_of(CHARTS["matrix"]()) if "step" in row])
    first = ring[ring["number"] == "P1"]
    assert (first["x"].min(), first["x"].max()) == pytest.approx((6, 11))
    assert (first["y"].min(), first["y"].max()) == pytest.approx((22, 27))
