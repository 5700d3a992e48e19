"""Observed, by formula and by model beside each other, and what the formula misses in words."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.renewal_risk import base_gap
from ltv.decisions.side_by_side import MODEL, OBSERVED_12, OBSERVED_24, SideBySide, side_by_side
from ltv.metrics.formula_inputs import REASONS, Assumed, formula_ltvs, ltv_inputs
from ltv.metrics.formula_ltv import FORMULAS, FormulaLtv
from ltv.models.assumptions import Assumptions
from ltv.models.perils import BaseValue
from ui import folds, ltv_segments, page, session, show, tables
from ui.charts.base import Spec
from ui.charts.money_axis import Money
from ui.charts.value import three_values
from ui.ltv_segments import Story
from ui.words import of, sentences, t

# --- tables ---------------------------------------------------------------------------------------------------------


def ways(data: Dataset, assumed: Assumptions) -> SideBySide:
    """The three ways of counting."""
    return side_by_side(data, session.cached(ltv_segments.values, data, assumed))


def shown(story: Story) -> SideBySide:
    """Those that may be shown: no model where the data are too few for a forecast."""
    found: SideBySide = session.cached(ways, story.data, story.worth.assumed)
    return found if story.is_forecast else found.without_model()


def formulas(data: Dataset, assumed: Assumptions) -> pd.DataFrame:
    """Every one-line formula in use."""
    service = assumed.cost_per_purchase if data.ledger is None and assumed.cost_per_purchase else None
    stated = Assumed(assumed.gross_margin, assumed.discount_annual, service_cost_monthly=service)
    return formula_ltvs(ltv_inputs(data), stated)


def existing(data: Dataset, assumed: Assumptions) -> BaseValue | None:
    """What present contracts will still pay, by tenure and by one rate; None for orders."""
    book = session.cached(ltv_segments.models, data).contracts
    return None if book is None else base_gap(book, assumed.discount_annual)


# --- on screen ------------------------------------------------------------------------------------------------------


def title(story: Story) -> str:
    """How far the formula is from the model, or what was observed where there is no model."""
    found = shown(story)
    if found.comparison != "unknown":
        kind = "few" if story.models.lacking else found.comparison
        return t(f"ltvs.ways.{kind}", gap=show.share(abs(found.gap), 0))
    seen = found.table[found.table["kind"].isin((OBSERVED_12, OBSERVED_24))]
    if seen.empty:
        return t("ltvs.ways.nothing")
    return t("ltvs.ways.no_model", kind=_name(seen["kind"].iloc[0]), value=story.money(seen["value"].iloc[0]))


def show_ways(story: Story) -> None:
    """The chart, the gap in words, and the other formulas with what they assume."""
    data, assumed = story.data, story.worth.assumed
    found = shown(story)
    if found.table.empty:
        st.caption(page.plain(t("ltvs.ways.nothing_how")))
        return
    spec = session.cached(chart, data, assumed, tuple(found.table["kind"]), session.lang())
    folds.chart(how(story, found), spec, name="ltv_ways", alt=title(story))
    if said := gap_words(story, found):
        st.markdown(page.plain(said))
    page.table_of(for_reader(found, data), name="ltv_ways", columns={"kind": t("value_chart.way")})
    st.markdown(f"**{page.plain(t('ltvs.ways.formulas'))}**")
    page.small_table(variants(story, session.cached(formulas, data, assumed)))


def chart(data: Dataset, assumed: Assumptions, kinds: tuple[str, ...], lang: str) -> Spec:
    """Bars of some of the ways."""
    table = session.cached(ways, data, assumed).table
    return three_values(table[table["kind"].isin(kinds)], Money.of(data.months))


def how(story: Story, found: SideBySide) -> str:
    """What each bar counts."""
    words = t("ltvs.ways.how", base=story.base, years=story.years, churn=show.share(found.churn))
    cost = t("ltvs.ways.cost") if story.worth.assumed.cost_per_purchase else ""
    return sentences(words, cost)


def gap_words(story: Story, found: SideBySide) -> str:
    """The perils of one rate for everybody: for new customers, and for the contracts that are there."""
    values = found.table.set_index("kind")["value"]
    parts = []
    if not math.isnan(found.gap):
        parts.append(
            t(
                "ltvs.ways.gap", formula=story.money(values["formula"]), model=story.money(values[MODEL]),
                gap=show.signed(found.gap * 100), years=story.years,
            )
        )  # fmt: skip
    base: BaseValue | None = session.cached(existing, story.data, story.worth.assumed)
    if base is not None and not math.isnan(base.gap):
        parts.append(
            t(
                "ltvs.ways.existing", n=show.customers(base.customers), retention=show.share(base.retention),
                naive=show.number(base.naive / base.customers, 1), model=show.number(base.payments / base.customers, 1),
                gap=show.signed(base.gap * 100),
            )
        )  # fmt: skip
    return sentences(*parts)


def variants(story: Story, table: pd.DataFrame) -> pd.DataFrame:
    """Each formula's value with its interval or why it has none, and what it assumes."""
    metrics = [FORMULAS[FormulaLtv(code)] for code in table["formula"]]
    rows = table.to_dict("records")
    return pd.DataFrame(
        {
            t("ltvs.ways.formula"): [of(metric.name) for metric in metrics],
            "LTV": [_value(story, row["ltv"], row["low"], row["high"], row["reason"]) for row in rows],
            t("ltvs.ways.assumes"): [of(metric.meaning) for metric in metrics],
        }
    )


def for_reader(found: SideBySide, data: Dataset) -> pd.DataFrame:
    """The bars in whole units."""
    shown = found.table.rename(columns={"value": "ltv", "low": "ltv_low", "high": "ltv_high"})
    return tables.in_units(shown.assign(kind=[_name(kind) for kind in shown["kind"]]), data.months.decimals)


def _name(kind: str) -> str:
    return t(f"ltvs.ways.kind.{kind}")


def _value(story: Story, value: float, low: float, high: float, reason: str) -> str:
    if math.isnan(value):
        return t("ltvs.unknown", reason=of(REASONS[reason]))
    if math.isnan(low):
        return story.money(value)
    between = t("ltvs.between", low=story.money(low), high=story.money(high))
    return t("ltvs.with_interval", value=story.money(value), between=between)
