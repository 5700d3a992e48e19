"""What customers are told apart by, and how segments are called on screen."""

from __future__ import annotations

from ltv.dataset import Dataset
from ltv.decisions.verdicts import CPM, RFM
from ltv.metrics.acquisition_segments import DEPTH_NAMES, DISCOUNT_DEPTH, NOT_GIVEN, acquisition_dimensions
from ltv.metrics.cpm import GROUP_NAMES
from ltv.metrics.metric import Text
from ltv.metrics.rfm import SEGMENT_NAMES
from ui import session
from ui.controls import WIDE
from ui.words import label, of, t

_NAMES: dict[str, dict[str, Text]] = {
    DISCOUNT_DEPTH: DEPTH_NAMES,
    RFM: {str(segment): words for segment, words in SEGMENT_NAMES.items()},
    CPM: GROUP_NAMES,
}


def dimensions(data: Dataset) -> list[str]:
    """What customers can be told apart by; the depth of a discount says what the discount's own column says."""
    told = acquisition_dimensions(data)
    return [*(name for name in told if name != "first_discount" or DISCOUNT_DEPTH not in told), RFM, CPM]


def dimension_chosen(data: Dataset) -> str:
    """The dimension the reader looks at, without drawing its control."""
    return session.recall("by", dimensions(data), dimensions(data)[0])


def dimension_control(data: Dataset) -> str:
    """Choose the dimension."""
    names = {name: t(f"dimension.{name}") for name in dimensions(data)}
    return session.choose("by", t("control.dimension"), list(names), next(iter(names)), names.__getitem__, width=WIDE)


def segment_name(segment: str, dimension: str) -> str:
    """How a segment is called on screen."""
    names = _NAMES.get(dimension, {})
    if segment in names:
        return of(names[segment])
    return t("segment.not_given") if segment == NOT_GIVEN else label(segment, dimension)


def told_apart(segment: str, dimension: str) -> str:
    """A segment's name with its dimension, where a sentence does not say it otherwise."""
    name = segment_name(segment, dimension)
    return name if dimension == "channel" else t("ltvs.named", value=name, dimension=t(f"dimension.{dimension}"))
