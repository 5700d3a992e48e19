"""A frame for each chart of value as one would write it on paper, and ways to look into a specification."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
import jsonschema
import numpy as np
import pandas as pd
import pytest

from ltv.metrics.concentration import Concentration
from ltv.metrics.metric import Unit
from ltv.models.early_warning.saving import profit_curve
from ui import session
from ui.charts.base import Spec
from ui.charts.calibration import calibration
from ui.charts.contacts import gain_curve, lift
from ui.charts.money_axis import Money
from ui.charts.monthly import history, renewal_wall
from ui.charts.portfolio import lorenz, rfm_grid, whale
from ui.charts.quadrant import quadrant
from ui.charts.segment_values import segment_values
from ui.charts.track import survival, tracking
from ui.charts.value import ltv_steps, three_values

from .books import book

YEN, DOLLARS = Money("JPY", 0), Money("USD", 2)
MONTHS = pd.date_range("2026-01-01", periods=12, freq="MS")


def table(columns: str, *rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


CUSTOMERS = table(
    "customer_id risk value monthly quadrant",
    ("C1", 0.10, 900_000.0, 30_000, "grow"),
    ("C2", 0.70, 400_000.0, 20_000, "rescue"),
    ("C3", 0.20, 12_000.0, 900, "watch"),
    ("C4", 0.80, 4_000.0, 500, "leave"),
    ("C5", 0.50, -8_000.0, 300, "leave"),
)
STEPS = table(
    "segment day value low high n highlight",
    ("search", 30, 4_000.0, 3_800.0, 4_200.0, 900, True),
    ("search", 60, 5_500.0, 5_200.0, 5_800.0, 800, True),
    ("social", 30, 3_000.0, 2_700.0, 3_300.0, 400, False),
    ("social", 60, 3_500.0, 3_000.0, 4_000.0, 300, False),
)
SEGMENTS = table(
    "segment ltv low high cac verdict n",
    ("social", 21_000.0, 19_000.0, 23_000.0, 9_000.0, "fix", 2_788),
    ("search", 32_000.0, 29_000.0, 35_000.0, 7_000.0, "keep", 4_120),
    ("affiliates|(90% off)", 9_800.0, 8_800.0, 10_900.0, 11_000.0, "let_go", 1_871),
    ("new", np.nan, np.nan, np.nan, np.nan, "open", 3),
)
VALUES = table(
    "kind value low high",
    ("model", 33_900.0, 31_500.0, 36_400.0),
    ("formula", 43_800.0, 41_200.0, 46_700.0),
    ("observed_12", 18_200.0, 17_600.0, 18_800.0),
    ("observed_24", 26_100.0, np.nan, np.nan),
)
SPREAD = Concentration.of(np.array([100, 50, 30, 20, 10, 5, 5, 4, 3, -40]))
GROUPS = table(
    "predicted actual low high n", (0.1, 0.12, 0.08, 0.16, 236), (0.3, 0.28, 0.22, 0.34, 236), (0.6, 0.5, 0.4, 0.6, 235)
)
WEEKS = table("week actual predicted", (1, 80.0, 78.0), (2, 150.0, 155.0), (3, 214.0, 220.0), (4, np.nan, 280.0))
DATED = WEEKS.assign(week=pd.date_range("2026-01-05", periods=4, freq="7D"))
GAIN = pd.concat(
    [
        profit_curve(np.array([900, 500, -300, -800])).table().assign(ranking="saving"),
        profit_curve(np.array([900, 500, -300, -800]), np.array([1, 4, 3, 2])).table().assign(ranking="risk"),
    ]
)
LIFT = pd.DataFrame({"decile": range(1, 4), "lift": [2.0, 0.97, 0.1], "rate": [0.2, 0.097, 0.01], "n": [100, 100, 100]})
RFM = table("r f customers mean", *((r, f, 10 * r * f, 1_000.0 * f) for r in range(1, 6) for f in range(1, 6)))
HISTORY = table("month amount", (MONTHS[0], 5_000), (MONTHS[2], 9_000), (MONTHS[2], -4_000), (MONTHS[5], -1_000))
SURVIVAL = table(
    "age survival low high kind",
    (0, 1.0, 1.0, 1.0, "observed"), (1, 0.9, 0.85, 0.94, "observed"), (2, 0.8, 0.7, 0.9, "observed"),
    (0, 1.0, np.nan, np.nan, "model"), (1, 0.91, np.nan, np.nan, "model"), (2, 0.83, np.nan, np.nan, "model"),
    (3, 0.76, 0.6, 0.9, "projection"), (4, 0.7, 0.5, 0.88, "projection"),
)  # fmt: skip
RENEWALS = pd.DataFrame(
    {"month": MONTHS, "amount": range(100_000, 220_000, 10_000), "at_risk": [0.1, np.nan, *[0.4] * 10]}
)
FRONTIER = pd.DataFrame({"risk": [0.01, 0.1, 0.5, 1.0], "value": [2e6, 2e5, 4e4, 2e4]})


@dataclass(frozen=True)
class Case:
    build: Callable[[pd.DataFrame], Spec]
    frame: pd.DataFrame


CASES = {
    "quadrant": Case(lambda f: quadrant(f, "LTV", "Risk", YEN, value_line=50_000, risk_line=0.4), CUSTOMERS),
    "quadrant without lines": Case(lambda f: quadrant(f, "LTV", "Risk", YEN, value_line=np.inf), CUSTOMERS),
    "quadrant with a frontier": Case(
        lambda f: quadrant(f, "LTV", "Risk", DOLLARS, value_line=50_000, frontier=FRONTIER, sampled_from=9_000),
        CUSTOMERS,
    ),
    "steps": Case(lambda f: ltv_steps(f, YEN, cac=3_200), STEPS),
    "steps of contracts": Case(lambda f: ltv_steps(f, DOLLARS, unit="months"), STEPS.assign(day=[1, 2, 1, 2])),
    "segments": Case(lambda f: segment_values(f, YEN), SEGMENTS),
    "three values": Case(lambda f: three_values(f, YEN), VALUES),
    "lorenz": Case(lorenz, SPREAD.lorenz()),
    "whale": Case(lambda f: whale(f, SPREAD.lost, YEN), SPREAD.whale()),
    "calibration of purchases": Case(calibration, GROUPS),
    "calibration of risk": Case(lambda f: calibration(f, Unit.SHARE), GROUPS),
    "calibration of money": Case(
        lambda f: calibration(f, Unit.MONEY, DOLLARS), GROUPS.assign(predicted=[100, 900, 90_000])
    ),
    "calibration without intervals": Case(calibration, GROUPS[["predicted", "actual", "n"]]),
    "tracking": Case(lambda f: tracking(f, "Purchases", holdout=3), WEEKS),
    "tracking by date": Case(lambda f: tracking(f, "Purchases", holdout=pd.Timestamp("2026-01-19")), DATED),
    "gain": Case(lambda f: gain_curve(f, YEN), GAIN),
    "gain of one ranking": Case(lambda f: gain_curve(f, YEN), GAIN[["customers", "profit"]].head(5)),
    "lift": Case(lift, LIFT),
    "rfm": Case(lambda f: rfm_grid(f, YEN), RFM),
    "history": Case(lambda f: history(f, YEN), HISTORY),
    "survival": Case(lambda f: survival(f, "Months"), SURVIVAL),
    "renewals": Case(lambda f: renewal_wall(f, YEN), RENEWALS),
}


def speak(monkeypatch: pytest.MonkeyPatch, lang: str) -> str:
    """Let the reader have a language, and a shop as data."""
    monkeypatch.setattr(session, "lang", lambda: lang)
    monkeypatch.setattr(session, "data", lambda: book(a=[100]))
    return lang


@cache
def schema() -> Any:
    """Vega-Lite's own schema of a layered chart."""
    whole = alt.load_schema()
    one = {"$ref": "#/definitions/TopLevelLayerSpec", "definitions": whole["definitions"]}
    return jsonschema.validators.validator_for(whole)(one)


def valid(spec: Spec) -> Spec:
    """The specification, after it has been held against Vega-Lite's schema and written as JSON."""
    schema().validate(spec)
    json.dumps(spec, allow_nan=False)
    return spec


def rows(spec: Spec, *columns: str) -> list[dict[str, Any]]:
    """The largest of the data sets that have all these columns."""
    found = [data for data in spec["datasets"].values() if data and set(columns) <= set(data[0])]
    return max(found, key=len)


def parts(node: Any) -> Iterator[tuple[str, Any]]:
    """Every key of a specification with its value, data left out."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key != "datasets":
                yield key, value
                yield from parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from parts(value)


def labels(spec: Spec) -> list[dict[str, Any]]:
    return sorted(rows(spec, "label", "level"), key=lambda row: row["level"])
