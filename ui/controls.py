"""Controls that several pages share; each keeps its choice in the session and the link."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ltv.dataset import Dataset
from ltv.metrics.catalogue import RULES
from ltv.metrics.nrr_rules import FIXED, NrrRule, default_rule, earliest_end, is_available, span
from ltv.months import month_name, month_number
from ui import nrr, session, show
from ui.words import label, of, t

ALL = ""
WIDE, NARROW = 230, 160
"""Widths of controls in pixels: a long label, and two beside each other on a phone."""
GRACES = [str(n) for n in range(7)]


@dataclass(frozen=True)
class Segment:
    """The customers a page speaks of."""

    dimension: str
    value: str

    @property
    def words(self) -> str:
        """How the segment is called on screen."""
        if self.value == ALL:
            return t("segment.all")
        return t("segment.in", dimension=t(f"dimension.{self.dimension}"), value=label(self.value, self.dimension))

    def of(self, data: Dataset) -> Dataset:
        """The data set seen through the segment."""
        return data if self.value == ALL else session.segment(data, self.dimension, self.value)


def rule_control(data: Dataset) -> NrrRule:
    """Choose among the retention rules that the data are long enough for."""
    options = [rule.value for rule in NrrRule if is_available(data.months, rule)]
    default = default_rule(data.months).value
    if not options:
        return NrrRule(default)
    return NrrRule(
        session.choose("rule", t("control.rule"), options, default, lambda r: of(RULES[NrrRule(r)].name), width=WIDE)
    )


def pair_control(data: Dataset, rule: NrrRule) -> tuple[int, int] | None:
    """Choose the month and what to compare it with; None when the data allow no pair.

    Month-on-month and twelve-month rules fix the distance, so only the month is asked.
    """
    months = data.months
    ends = [month_name(m) for m in range(months.last_complete, earliest_end(months, rule) - 1, -1)]
    if not ends:
        return None
    end = month_number(session.choose("end", t("control.end"), ends, ends[0], _month_words, width=NARROW))
    if rule in FIXED:
        return end - span(rule), end
    starts = [month_name(m) for m in range(end - 1, months.first - 1, -1)]
    default = month_name(end - span(rule))
    return month_number(session.choose("start", t("control.start"), starts, default, _month_words, width=NARROW)), end


def grace(data: Dataset) -> int:
    """Months without an order that are a pause: as chosen, else what is usual in the shop; 0 for contracts."""
    if data.ledger is None:
        return 0
    return int(session.recall("grace", GRACES, str(session.cached(nrr.usual_grace, data))))


def grace_control(data: Dataset) -> None:
    """Choose the grace; nothing to choose for contracts."""
    if data.ledger is not None:
        usual = str(session.cached(nrr.usual_grace, data))
        session.choose(
            "grace", t("control.grace"), GRACES, usual, lambda n: t("control.grace.months", n=n), width=NARROW
        )


def segment_control(data: Dataset) -> Segment:
    """Choose a dimension and a value of it; all customers by default.

    Values of an upload are customers' data: the link holds their rank, not their words.
    """
    dimensions = data.dimensions
    if not dimensions:
        return Segment("", ALL)
    names = {name: t(f"dimension.{name}") for name in dimensions}
    dimension = session.choose("by", t("control.dimension"), dimensions, dimensions[0], names.__getitem__, width=NARROW)
    values = {ALL: ALL} | {
        str(value) if session.is_sample() else str(rank): str(value)
        for rank, value in enumerate(data.values(dimension), start=1)
    }
    words = {code: label(value, dimension) if code else t("segment.all") for code, value in values.items()}
    code = session.choose("segment", t("control.value"), list(values), ALL, words.__getitem__, width=NARROW)
    return Segment(dimension, values[code])


def _month_words(name: str) -> str:
    return show.month(month_number(name))


def toolbar(columns: int = 0) -> DeltaGenerator:
    """A row of controls that wraps; two by two on a phone."""
    return st.container(horizontal=True, gap="small")
