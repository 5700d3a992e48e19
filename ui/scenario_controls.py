"""Target and method of the page of scenarios."""

from __future__ import annotations

import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.scenario.backtest import BackTest
from ltv.decisions.scenario.groups import OTHERS
from ltv.decisions.scenario.record import METHODS
from ltv.decisions.scenario.state import Base
from ui import scenario, session
from ui.controls import NARROW, WIDE
from ui.words import label, t


def target_control(data: Dataset) -> float:
    """NRR to reach in a year, a share; 100 % under contract, 90 % for orders unless the reader says otherwise."""
    usual = 100.0 if data.kind == "contracts" else 90.0
    try:
        value = float(session.written("target"))
    except ValueError:
        value = usual
    value = value if 1 <= value <= 300 else usual
    session.ask(
        "target", st.number_input, t("scenario.target"), value,
        lambda n: "" if n in (None, usual) else session.in_link(n),
        min_value=1.0, max_value=300.0, step=1.0, format="%g", width=NARROW,
    )  # fmt: skip
    return value / 100


def segment_control(data: Dataset, base: Base) -> str:
    """Choose whom the levers reach: everybody, or one segment; "" for everybody."""
    dimension = scenario.dimension_of(data)
    if dimension is None or len(base.segments) < 2:
        return ""
    options = ["", *(name for name in dict.fromkeys(base.segments) if name != OTHERS)]
    return session.choose(
        "reach", t("scenario.reach"), options, "",
        lambda name: label(name, dimension) if name else t("segment.all"), width=WIDE,
    )  # fmt: skip


def method_control(tested: BackTest) -> str:
    """Hazards by tenure, or one rate for everybody; the one that did better is offered first."""
    usual = "flat" if tested.is_known and not tested.beats_flat else "tenure"
    options = [usual, *(method for method in METHODS if method != usual)]
    return session.choose(
        "method", t("scenario.method"), options, usual, lambda m: t(f"scenario.method.{m}"), width=WIDE
    )
