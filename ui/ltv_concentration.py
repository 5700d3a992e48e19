"""Who holds the value: Lorenz curve of what is to come, whale curve of what customers have left us with, deciles."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.metrics.concentration import Concentration
from ltv.metrics.concentration_metrics import GINI, WHALE_PEAK
from ltv.metrics.customer_pnl import CustomerPnl, customer_pnl
from ltv.models.assumptions import Assumptions
from ui import folds, ltv_segments, page, session, show, tables
from ui.charts import portfolio
from ui.charts.base import Spec
from ui.charts.money_axis import Money
from ui.ltv_segments import Story
from ui.words import of, t

FEW = 10
"""Of fewer customers nothing is said about concentration."""


def pnl(data: Dataset, gross_margin: float | None) -> CustomerPnl:
    """What each customer has left us with to date; a margin of 1 is that of who counts sales, and says nothing."""
    return customer_pnl(data, gross_margin=None if gross_margin == 1 else gross_margin)


def contribution(data: Dataset, gross_margin: float | None) -> Concentration:
    """Contributions to date, sorted."""
    found: CustomerPnl = session.cached(pnl, data, gross_margin)
    return Concentration.of(found.table["contribution"].to_numpy(dtype=float))


def title(story: Story) -> str:
    """How much the most valuable fifth holds, of what is to come or else of what has been."""
    found = story.residual if story.is_valued else _to_date(story)
    share, top = found.top_share(), found.top_interval()
    if share != share:
        return t("ltvs.whale.none")
    if found.customers < FEW:
        return t("ltvs.lorenz.title_few", n=story.count(found.customers))
    key = "ltvs.lorenz.title" if story.is_valued else "ltvs.lorenz.title_past"
    return t(
        key, share=show.share(share, 0), low=show.share(top.low, 0), high=show.share(top.high, 0), base=story.base,
        n=show.count(found.customers),
    )  # fmt: skip


def show_concentration(story: Story) -> None:
    """Both curves, and the deciles beneath."""
    data, assumed, lang = story.data, story.worth.assumed, session.lang()
    found = story.residual if story.is_valued else _to_date(story)
    if found.top_share() == found.top_share():
        spec = session.cached(lorenz_spec, data, assumed, lang)
        folds.chart(lorenz_how(story, found), spec, name="lorenz", alt=title(story))
        page.small_table(deciles(story, found))
        shown = found.deciles().rename(columns={"value": "total"})
        page.table_of(tables.in_units(shown, data.months.decimals), name="deciles")
    past = _to_date(story)
    if past.customers:
        st.markdown(f"**{page.plain(whale_title(story, past))}**")
        spec = session.cached(whale_spec, data, assumed.gross_margin, lang)
        folds.evidence(
            whale_how(story), spec, tables.in_units(past.whale(), data.months.decimals), name="whale",
            alt=whale_title(story, past),
        )  # fmt: skip


def lorenz_spec(data: Dataset, assumed: Assumptions, lang: str) -> Spec:
    """The Lorenz curve of residual value, or of contribution where there is no model."""
    residual = session.cached(ltv_segments.residual, data, assumed)
    if residual.customers:
        return portfolio.lorenz(residual.lorenz())
    return portfolio.lorenz(session.cached(contribution, data, assumed.gross_margin).lorenz())


def whale_spec(data: Dataset, gross_margin: float | None, lang: str) -> Spec:
    """The whale curve of contribution to date."""
    found: Concentration = session.cached(contribution, data, gross_margin)
    return portfolio.whale(found.whale(), found.lost, Money.of(data.months))


def lorenz_how(story: Story, found: Concentration) -> str:
    """What the curve counts, and its Gini index."""
    key = "ltvs.lorenz.how" if story.is_valued else "ltvs.lorenz.how_past"
    bounds = found.gini_interval
    return t(
        key, years=story.years, base=story.base, gini=show.number(found.gini, 2), name=of(GINI.name),
        low=show.number(bounds.low, 2), high=show.number(bounds.high, 2),
    )  # fmt: skip


def whale_title(story: Story, past: Concentration) -> str:
    """What loss-making customers take away again."""
    if past.losing == 0:
        return t("ltvs.whale.no_loss", total=story.money(past.total))
    return t(
        "ltvs.whale.title", n=story.count(past.losing), lost=story.money(past.lost), total=story.money(past.total),
        share=show.share(past.losing_share, 0),
    )  # fmt: skip


def whale_how(story: Story) -> str:
    """What contribution is, and which costs could be taken off."""
    found: CustomerPnl = session.cached(pnl, story.data, story.worth.assumed.gross_margin)
    taken = t("ltvs.and").join(t(f"ltvs.cost.{name}") for name in found.taken_off) or t("ltvs.cost.none")
    return t("ltvs.whale.how", taken=taken, meaning=of(WHALE_PEAK.meaning))


def deciles(story: Story, found: Concentration) -> pd.DataFrame:
    """Ten groups of customers in words, those with most first."""
    rows = [row for row in found.deciles().to_dict("records") if row["customers"]]
    return pd.DataFrame(
        {
            t("col.decile"): [show.count(row["decile"]) for row in rows],
            t("col.customers"): [show.count(row["customers"]) for row in rows],
            t("col.mean"): [story.money(row["mean"]) for row in rows],
            t("ltvs.of_all"): [show.share(row["share"]) for row in rows],
            t("col.cumulative_share"): [show.share(row["cumulative_share"]) for row in rows],
        }
    )


def _to_date(story: Story) -> Concentration:
    found: Concentration = session.cached(contribution, story.data, story.worth.assumed.gross_margin)
    return found
