"""Controls that several pages share; each keeps its choice in the session and the link."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ltv.dataset import Dataset
from ltv.metrics.catalogue import RULES
from ltv.metrics.nrr_rules import MONTHLY, NrrRule, default_rule, earliest_end, is_available, span
from ltv.months import month_name, month_number
from ui import nrr, session, show
from ui.words import label, of, t

ALL = ""
WIDE, NARROW, GRACE = 220, 150, 96
"""Widths of controls in pixels: a long label, two beside each other on a phone, a number."""


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
        return t("segment.in", dimension=t(f"dimension.{self.dimension}"), value=label(self.value))

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
    if rule in (*MONTHLY, NrrRule.TRANSACTIONAL):
        return end - span(rule), end
    starts = [month_name(m) for m in range(end - 1, months.first - 1, -1)]
    default = month_name(end - span(rule))
    return month_number(session.choose("start", t("control.start"), starts, default, _month_words, width=NARROW)), end


def grace_control(data: Dataset) -> int:
    """Choose how many months without an order are a pause, by default what is usual in the shop; 0 for contracts."""
    if data.ledger is None:
        return 0
    usual = session.cached(nrr.usual_grace, data)
    months = [str(n) for n in range(7)]
    return int(
        session.choose(
            "grace",
            t("control.grace"),
            months,
            str(usual),
            lambda n: t("control.grace.months", n=n),
            width=GRACE,
        )
    )


def segment_control(data: Dataset) -> Segment:
    """Choose a dimension and a value of it; all customers by default."""
    dimensions = data.dimensions
    if not dimensions:
        return Segment("", ALL)
    dimension = session.choose(
        "by", t("control.dimension"), dimensions, dimensions[0], lambda d: t(f"dimension.{d}"), width=NARROW
    )
    values = [ALL, *map(str, data.values(dimension))]
    value = session.choose(
        "segment",
        t("control.value"),
        values,
        ALL,
        lambda v: t("segment.all") if v == ALL else label(v),
        width=NARROW,
    )
    return Segment(dimension, value)


def _month_words(name: str) -> str:
    return show.month(month_number(name))


def toolbar(columns: int = 0) -> DeltaGenerator:
    """A row of controls that wraps; two by two on a phone."""
    return st.container(horizontal=True, gap="small")
