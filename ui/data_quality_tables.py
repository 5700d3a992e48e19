"""The quality tab's tables: dimensions with what was counted, figures with their scores, and both for CSV."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import pandas as pd

from ltv.decisions.kpi_catalogue import KPIS
from ltv.quality.needs import NEEDS
from ltv.quality.score import CAREFUL, NORMAL, WEIGHTS, Dimension, Evidence, Quality
from ui import show
from ui.data_quality_seen import FigureQuality, Seen
from ui.data_quality_story import (
    columns_words,
    count_words,
    counted_words,
    dimension_words,
    figure_fix_words,
    fix_words,
    lacking_words,
    lowest_words,
    metric_words,
    percent,
    points,
)
from ui.words import sentences, t

CATALOGUE = tuple(dict.fromkeys(kpi.metric.id for kpi in KPIS.values() if NEEDS[kpi.metric.id]))
"""Metrics of the KPI page that are made from files."""
_MOST_NAMES = 3


def bars(quality: Quality) -> pd.DataFrame:
    """The chart's rows."""
    return pd.DataFrame(
        [
            {
                "name": dimension_words(dimension.name),
                "share": dimension.share,
                "words": percent(dimension.share),
                "counted": counted_words(dimension),
                "role": _role(dimension.share * 100),
            }
            for dimension in quality.dimensions
        ]
    )


def _role(points_: float) -> str:
    if points_ != points_:
        return "mute"
    return "positive" if points_ >= NORMAL else "warn" if points_ >= CAREFUL else "negative"


def definitions(quality: Quality) -> pd.DataFrame:
    """Each dimension with its weight: how it is counted, and what was counted."""
    rows = [
        {
            t("quality.col.weighed"): _weighed(dimension),
            t("quality.col.definition"): sentences(t(f"quality.about.{dimension.name}"), counted_words(dimension)),
        }
        for dimension in quality.dimensions
    ]
    return pd.DataFrame(rows)


def _weighed(dimension: Dimension) -> str:
    weight = f"{WEIGHTS[dimension.name]}%" if dimension.decisive else show.NOTHING
    return t("quality.weighed", name=dimension_words(dimension.name), weight=weight)


def every_count(quality: Quality) -> pd.DataFrame:
    """Every count behind the dimensions, for the table and the CSV."""
    rows = [
        {
            "quality_dimension": dimension.name, "kind_of_file": counted.kind, "quality_check": counted.check,
            "good": counted.part.good, "of": counted.part.of, "share": counted.part.share,
            "decides": counted == dimension.decisive, "told": count_words(dimension.name, counted),
        }
        for dimension in quality.dimensions
        for counted in dimension.counts
        if counted.part.is_known
    ]  # fmt: skip
    return pd.DataFrame(rows)


def figure_rows(found: Sequence[FigureQuality]) -> pd.DataFrame:
    """Figures with a score, the weakest first; those that use the same columns together."""
    known = [one for one in found if not one.lacking]
    rows = [
        {
            t("quality.col.figures"): _names(group),
            t("quality.col.points"): _score(group[0]),
            t("quality.col.fix"): figure_fix_words(group[0]),
            t("quality.col.columns"): columns_words(group[0].columns),
        }
        for group in _alike(known)
    ]
    return pd.DataFrame(rows)


def lacking_rows(found: Sequence[FigureQuality], evidence: Evidence) -> pd.DataFrame:
    """Figures without a score, and which files or columns they lack."""
    rows = [
        {
            t("quality.col.figures"): _names(group),
            t("quality.col.lacking"): lacking_words(group[0], evidence),
        }
        for group in _alike([one for one in found if one.lacking])
    ]
    return pd.DataFrame(rows)


def _alike(found: Sequence[FigureQuality]) -> list[list[FigureQuality]]:
    """Figures by the columns they use, the lowest scores first."""
    ordered = sorted(found, key=lambda one: (one.quality.points, one.columns))
    return [list(same) for _, same in groupby(ordered, key=lambda one: one.columns)]


def _names(group: Sequence[FigureQuality]) -> str:
    names = [metric_words(one.metric) for one in group]
    shown = t("quality.list").join(names[:_MOST_NAMES])
    left = len(names) - _MOST_NAMES
    return t("quality.more", names=shown, n=show.count(left)) if left > 0 else shown


def _score(one: FigureQuality) -> str:
    if one.quality.exact is None:
        return show.NOTHING
    if one.quality.exact == 100:
        return points(100)
    return t("quality.score", points=points(one.quality.points), lowest=lowest_words(one.quality))


def figure_file(found: Sequence[FigureQuality]) -> pd.DataFrame:
    """Every figure with canonical codes, for CSV."""
    return pd.DataFrame([_file_row(one) for one in found])


def _file_row(one: FigureQuality) -> dict[str, object]:
    known = not one.lacking and one.quality.lowest is not None
    return {
        "metric": one.metric,
        "points": one.quality.points if known else float("nan"),
        "lowest": one.quality.lowest.name if known and one.quality.lowest else "",
        "lowest_share": one.quality.lowest.share if known and one.quality.lowest else float("nan"),
        "columns": " ".join(one.columns),
        "lacking": " ".join(one.lacking),
        "fix": fix_words(one.fix) if one.fix else "",
        "points_after": one.fix.after.points if one.fix else float("nan"),
    }


def title_of_dimensions(found: Seen) -> str:
    """The chart's headline, by rule."""
    low = [d for d in found.quality.measured if d.share * 100 < NORMAL]
    if not low:
        return t("quality.chart.all_good", n=show.count(len(found.quality.measured)))
    names = t("quality.list").join(dimension_words(d.name) for d in low)
    return t("quality.chart.some_low", names=names)
