"""Every chart is valid Vega-Lite, small, and has no rows of the ledger in it."""

from collections.abc import Callable

import altair as alt
import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.metrics.acquisition_cost import compared_months
from ltv.metrics.cohorts import CohortBasis
from ltv.metrics.nrr_rules import NrrRule
from ui import cohort_curves as curves
from ui import cohort_heat as heat
from ui import cohort_repeat as repeats
from ui import kpi_evidence, nrr, nrr_evidence, samples, session
from ui.charts import retention
from ui.charts.base import ROLES, Spec, month_bands, some
from ui.charts.bridge import bridge

MOST_ROWS = 5_000
RULE = NrrRule.YOY_COHORT


def last(data: Dataset) -> int:
    return data.months.last_complete


CHARTS: dict[str, Callable[[Dataset], Spec]] = {
    "lines": lambda d: nrr_evidence.line_spec(d, RULE, last(d), "ja"),
    "bridge": lambda d: nrr_evidence.bridge_spec(d, nrr.result(d, RULE, last(d) - 12, last(d)), "ja"),  # type: ignore[arg-type]
    "movements": lambda d: nrr_evidence.movement_spec(d, 1, last(d), "ja"),
    "segments": lambda d: nrr_evidence.segment_spec(d, "channel", RULE, last(d) - 12, last(d), "ja"),
    "tree": lambda d: kpi_evidence.tree_spec(d, last(d), RULE, "ja"),
    "channels": lambda d: kpi_evidence.channel_spec(d, *compared_months(d.months), "ja"),
    "late": lambda d: kpi_evidence.late_spec(d, "ja"),
    "heat map": lambda d: heat.heat_spec(d, CohortBasis.CUSTOMERS, "12", "ja"),
    "curves": lambda d: curves.curve_spec(d, CohortBasis.CUSTOMERS, "12", "channel", "", "ja"),
    "repeat": lambda d: repeats.repeat_spec(d, "ja"),
    "days to the second order": lambda d: repeats.days_spec(d, "ja"),
}


@pytest.fixture(autouse=True)
def _japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: "ja")
    monkeypatch.setattr(session, "is_sample", lambda: True)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_valid_and_small(name: str) -> None:
    spec = CHARTS[name](samples.load("shop"))
    with alt.utils.schemapi.debug_mode(True):
        alt.LayerChart.from_dict(spec, validate=True)
    assert 0 < sum(len(rows) for rows in spec["datasets"].values()) < MOST_ROWS


@pytest.mark.parametrize("name", CHARTS)
def test_colours_are_roles_of_the_theme(name: str) -> None:
    spec = CHARTS[name](samples.load("shop"))
    roles = {row["role"] for rows in spec["datasets"].values() for row in rows if "role" in row}
    assert roles <= set(ROLES)
    assert "#" not in str({k: v for k, v in spec.items() if k not in ("datasets", "$schema", "config")})


def months(*names: str) -> "pd.Series[pd.Timestamp]":
    return pd.Series([pd.Timestamp(f"{name}-01") for name in names])


def test_few_months_are_named_and_the_last_one_always() -> None:
    assert some(["98/01", "98/02"]) == ["98/01", "98/02"]
    assert some(list(range(35))) == [4, 10, 16, 22, 28, 34]
    assert some([]) == []


def test_months_without_a_row_keep_their_place() -> None:
    axis = month_bands(months("2026-07", "2026-09")).to_dict()
    assert axis["scale"]["domain"] == ["26/07", "26/08", "26/09"]


def test_the_net_and_the_bars_stand_on_the_same_months() -> None:
    spec = CHARTS["movements"](samples.load("shop"))
    scales = [layer["encoding"]["x"] for layer in spec["layer"] if "x" in layer["encoding"]]
    assert len(scales) == 3
    assert all(x == scales[0] for x in scales)
    assert scales[0]["scale"]["domain"][-1] == "26/08"  # with a grace of one month
    assert scales[0]["axis"]["values"][-1] == "26/08"


def lines(*rows: tuple[float, float, float, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["nrr_low", "nrr", "nrr_high", "customers"])
    return frame.assign(
        grr=frame["nrr"].clip(upper=0.9), month=pd.date_range("2026-01-01", periods=len(rows), freq="MS")
    )


def test_the_axis_of_nrr_holds_the_interval_but_not_for_few_customers() -> None:
    low, high = retention.range_of(lines((0.9, 1.1, 1.3, 50)))
    assert low < 0.9
    assert 1.3 < high < 1.4
    assert retention.range_of(lines((0.9, 1.1, 1.3, 50), (-2.0, 3.0, 9.0, 5))) == (low, high)
    assert retention.range_of(lines((-1.0, 1.0, 4.0, 50)))[1] < 1.6 + 0.2
    assert retention.range_of(lines((-1.0, 1.0, 4.0, 50)))[0] == 0
    assert retention.range_of(lines((1.5, 2.0, 2.5, 50)))[1] > 2.0


def test_all_labels_of_a_bridge_have_one_unit() -> None:
    bars = pd.DataFrame(
        [("opening", 0, 8_000_000), ("churn", 8_000_000, 7_914_833), ("closing", 0, 7_914_833)],
        columns=["part", "from", "to"],
    )
    spec = bridge(bars.assign(amount=bars["to"] - bars["from"]), 0.9, "JPY", 0)
    rows = max((rows for rows in spec["datasets"].values() if rows and "words" in rows[0]), key=len)
    assert [row["words"] for row in rows] == ["800万", "-8.52万", "791万"]


def test_the_tree_says_better_and_worse_without_colour() -> None:
    spec = CHARTS["tree"](samples.load("shop"))
    boxes = next(rows for rows in spec["datasets"].values() if "marked" in rows[0])
    assert {row["verdict"]: row["marked"][-1:] for row in boxes if row["verdict"]}.items() <= {
        "改善": "○", "悪化": "×",
    }.items()  # fmt: skip
    reply = next(row for row in boxes if "時間" in row["value"])
    assert "時間" in reply["marked"]
