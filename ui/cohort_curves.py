"""The curves of the cohort page: which segment leaves first, where that can be told."""

from __future__ import annotations

import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics.basis import converted
from ltv.metrics.cohort_segments import compared_age, lowest_segment
from ltv.metrics.cohorts import CohortBasis
from ltv.metrics.intervals import FEW
from ui import show
from ui.charts import cohort as charts
from ui.charts.base import Spec
from ui.charts.cohort import Measure
from ui.cohort import BASES, HORIZONS, YEAR, curve, curves
from ui.cohort_story import TARGET, Story
from ui.controls import Segment
from ui.words import label, sentences, t


def drawn(table: pd.DataFrame, horizon: str) -> pd.DataFrame:
    """The part of a curve that enough customers have reached."""
    return table[(table["at_risk"] >= FEW) & (table["age"] <= HORIZONS[horizon][0])]


def curve_spec(data: Dataset, basis: CohortBasis, horizon: str, dimension: str, value: str, lang: str) -> Spec:
    """Chart of the curves: of what is looked at, and of the segments of everything."""
    name = label(value) if value else t("cohort.curve.all")
    overall = drawn(curve(Segment(dimension, value).of(data), basis), horizon).assign(segment=name)
    segments, lowest = overall.iloc[:0], None
    if dimension:
        every = curves(data, dimension, basis)
        lowest, _ = lowest_segment(every, compared_age(data, every))
        segments = drawn(every[every["segment"] != value], horizon)
    return charts.curves(
        overall,
        segments.assign(segment=[label(s) for s in segments["segment"]]),
        None if lowest is None else label(lowest),
        None if basis == CohortBasis.CUMULATIVE else TARGET,
        Measure.of(basis, data.months),
    )


def curve_title(by: pd.DataFrame | None, dimension: str, story: Story) -> str:
    """The segment that leaves first, where that can be told."""
    if by is None:
        return t("cohort.curve.plain")
    age = compared_age(story.data, by)
    worst, best = lowest_segment(by, age)
    of_what = {"dimension": t(f"dimension.{dimension}"), "age": age, "what": t(f"cohort.what.{story.basis}")}
    if worst is None:
        return t("cohort.curve.unproven", **of_what)
    at = by[by["age"] == age].set_index("segment")
    return t(
        "cohort.curve.lowest" if best is None else "cohort.curve.apart",
        **of_what,
        value=label(worst),
        share=story.written(at["value"][worst]),
        low=story.written(at["low"][worst]),
        high=story.written(at["high"][worst]),
        best="" if best is None else label(best),
        best_share="" if best is None else story.written(at["value"][best]),
    )


def curve_how(story: Story, dimension: str) -> str:
    """How to read the curves."""
    parts = [t("cohort.curve.how" if dimension else "cohort.curve.how_plain")]
    if story.basis != CohortBasis.CUMULATIVE:
        year = story.at(YEAR).value
        parts.append(
            t(
                "cohort.curve.how_target" if year == year else "cohort.curve.how_target_early",
                target_monthly=show.share(story.target.per("month")),
                yearly=show.share(year),
                monthly=show.share(converted(year, period="year", to="month")),
            )
        )
    return sentences(*parts)


def curve_alt(story: Story, horizon: str) -> str:
    """The overall curve's last drawn month."""
    last = drawn(story.curve, horizon).iloc[-1]
    return t(
        "cohort.curve.alt", age=int(last["age"]), value=story.written(last["value"]),
        low=story.written(last["low"]), high=story.written(last["high"]),
    )  # fmt: skip


def curve_table(story: Story, by: pd.DataFrame | None) -> pd.DataFrame:
    """Every curve at every age, money in whole units."""
    parts = [story.curve.assign(segment=story.segment)]
    if by is not None:
        parts.append(by.assign(segment=[label(s) for s in by["segment"]]))
    rows = pd.concat(parts, ignore_index=True)
    money = ["value", "low", "high"]
    rows[money] = rows[money] / story.measure.unit
    rows = rows.assign(rule=BASES[story.basis].id)
    return rows[["segment", "age", "cohorts", "at_risk", "value", "low", "high", "rule"]]
