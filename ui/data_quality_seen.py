"""The quality of the data on screen, counted once per data set and day, and what of it a page has to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ltv.dataset import Dataset
from ltv.quality.fixes import Fix, best_fix
from ltv.quality.needs import NEEDS, columns_of, lacking, own_columns, own_metrics
from ltv.quality.score import Band, Evidence, Quality, evidence, quality
from ui import session

_ASKED = {
    "home": "nrr grr movement. explained_revenue",
    "kpi_definitions": "nrr grr churn_rate cpa cost_per_kept retention_90 discount_share promise_kept repeat",
    "nrr_trends": "nrr grr logo_retention movement.",
    "cohort_retention": "cohort. repeat",
    "ltv_segments": "ltv. contribution ltv_to_cac payback.",
    "scenarios": "scenario.",
    "priorities": "portfolio.",
}
"""What each page answers with: ids of metrics, or beginnings of them."""


@dataclass(frozen=True)
class FigureQuality:
    """The quality of one metric; `lacking` names columns that the data do not have, and then there is no score."""

    metric: str
    columns: tuple[str, ...]
    lacking: tuple[str, ...]
    quality: Quality
    fix: Fix | None

    @property
    def is_typed(self) -> bool:
        """Whether people type what the figure is made from."""
        return not self.columns


@dataclass(frozen=True)
class Seen:
    """What the quality tab and the badges tell."""

    data: Dataset
    reference: dt.date
    evidence: Evidence
    columns: tuple[str, ...]
    own: tuple[str, ...]
    quality: Quality
    fix: Fix | None
    is_sample: bool

    def figure(self, metric: str) -> FigureQuality:
        """The quality of one metric."""
        columns = columns_of(metric, self.data.kind, self.evidence)
        missing = lacking(columns, self.evidence)
        fix = None if missing or not columns else best_fix(self.evidence, columns)
        return FigureQuality(metric, columns, missing, quality(self.evidence, columns), fix)


def seen() -> Seen:
    """The quality of the data on screen."""
    data = session.data()
    found: Seen = session.cached(_seen, data, reference_day(data))
    return found


def _seen(data: Dataset, reference: dt.date) -> Seen:
    found = evidence(data, reference)
    own, columns = own_metrics(data.kind, found), own_columns(data.kind, found)
    is_sample = data.source.startswith("sample:")
    return Seen(data, reference, found, columns, own, quality(found, columns), best_fix(found, columns), is_sample)


def reference_day(data: Dataset) -> dt.date:
    """The day that ages are counted to: today, and for a sample the last day it knows about."""
    if data.source.startswith("sample:"):
        return data.months.as_of
    return max(dt.datetime.now(ZoneInfo("Asia/Tokyo")).date(), data.months.as_of)


def figures(ids: Iterable[str]) -> list[FigureQuality]:
    """The quality of some metrics of the data on screen."""
    found: list[FigureQuality] = session.cached(_figures, seen().data, seen().reference, tuple(ids))
    return found


def _figures(data: Dataset, reference: dt.date, ids: tuple[str, ...]) -> list[FigureQuality]:
    found: Seen = session.cached(_seen, data, reference)
    return [found.figure(metric) for metric in ids]


def every_figure() -> list[FigureQuality]:
    """The quality of all metrics that are made from files."""
    return figures(name for name, columns in NEEDS.items() if columns)


@dataclass(frozen=True)
class Affected:
    """The weakest figure of a page, and how many of its figures need care."""

    figure: FigureQuality
    count: int

    @property
    def band(self) -> Band:
        """What the weakest figure's score means."""
        return self.figure.quality.band


def affected(page: str) -> Affected | None:
    """The page's figures that suffer; None where none does, or the page has no figures from files."""
    begins = tuple(_ASKED.get(page, "").split())
    asked = [name for name in seen().own if any(_is_asked(name, begin) for begin in begins)]
    suffering = [one for one in figures(asked) if one.quality.band in (Band.CAREFUL, Band.POOR)]
    if not suffering:
        return None
    return Affected(min(suffering, key=lambda one: one.quality.points), len(suffering))


def _is_asked(metric: str, begin: str) -> bool:
    return metric.startswith(begin) if begin.endswith(".") else metric == begin or metric.startswith(f"{begin}.")
