"""Every chart is valid Vega-Lite, small, and has no rows of the ledger in it."""

from collections.abc import Callable

import altair as alt
import pytest

from ltv.dataset import Dataset
from ltv.metrics.cohorts import CohortBasis
from ltv.metrics.nrr_rules import NrrRule
from ui import cohort_evidence, kpi, nrr, samples, session
from ui.charts.base import ROLES, Spec

MOST_ROWS = 5_000
RULE = NrrRule.YOY_COHORT


def last(data: Dataset) -> int:
    return data.months.last_complete


CHARTS: dict[str, Callable[[Dataset], Spec]] = {
    "lines": lambda d: nrr.line_spec(d, RULE, "ja"),
    "bridge": lambda d: nrr.bridge_spec(d, nrr.result(d, RULE, last(d) - 12, last(d)), "ja"),  # type: ignore[arg-type]
    "movements": lambda d: nrr.movement_spec(d, 1, "ja"),
    "segments": lambda d: nrr.segment_spec(d, "channel", RULE, last(d) - 12, last(d), "ja"),
    "tree": lambda d: kpi.tree_spec(d, last(d), RULE, "ja"),
    "channels": lambda d: kpi.channel_spec(d, *kpi.channel_months(d), "ja"),
    "late": lambda d: kpi.late_spec(d, "ja"),
    "heat map": lambda d: cohort_evidence.heat_spec(d, CohortBasis.CUSTOMERS, "12", "ja"),
    "curves": lambda d: cohort_evidence.curve_spec(d, CohortBasis.CUSTOMERS, "12", "channel", "", "ja"),
    "repeat": lambda d: cohort_evidence.repeat_spec(d, "ja"),
    "days to the second order": lambda d: cohort_evidence.days_spec(d, "ja"),
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
