"""Customers by what they have bought: the RFM grid and the CPM groups, with the reader's own boundaries."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.metrics.cpm import GROUP_NAMES, CpmCuts, CpmStage, cpm
from ltv.metrics.groups import group_table
from ltv.metrics.rfm import SEGMENT_NAMES, RfmCuts, RfmSegment, rfm, rfm_grid
from ui import folds, ltv_cuts, page, session, show, tables
from ui.charts.base import Spec
from ui.charts.money_axis import Money
from ui.charts.portfolio import rfm_grid as grid_chart
from ui.ltv_segments import Story
from ui.words import of, t

# --- tables ---------------------------------------------------------------------------------------------------------


def ranked(data: Dataset, cuts: RfmCuts | None) -> pd.DataFrame:
    """Every customer's ranks and segment."""
    return rfm(data, cuts=cuts)


def staged(data: Dataset, cuts: CpmCuts | None) -> pd.DataFrame:
    """Every customer's group."""
    return cpm(data, cuts=cuts)


def rfm_groups(data: Dataset, cuts: RfmCuts | None) -> pd.DataFrame:
    """Customers and money of each RFM segment."""
    return group_table(session.cached(ranked, data, cuts), "segment")


def cpm_groups(data: Dataset, cuts: CpmCuts | None) -> pd.DataFrame:
    """Customers and money of each CPM group."""
    return group_table(session.cached(staged, data, cuts), "group")


# --- RFM ------------------------------------------------------------------------------------------------------------


def rfm_title(story: Story) -> str:
    """What the best customers bring, and how many good ones have gone quiet."""
    cuts = ltv_cuts.rfm_cuts(story.data)
    table = session.cached(rfm_groups, story.data, cuts).set_index("segment")
    best, gone = table.loc[str(RfmSegment.BEST)], table.loc[str(RfmSegment.WIN_BACK)]
    if not best["customers"]:
        return _without_best("rfm", len(session.cached(ranked, story.data, cuts)), story)
    return t(
        "ltvs.rfm.title", best=of(SEGMENT_NAMES[RfmSegment.BEST]), n=story.count(best["customers"]),
        share=show.share(best["customer_share"], 0), revenue=show.share(best["revenue_share"], 0),
        gone=of(SEGMENT_NAMES[RfmSegment.WIN_BACK]), m=story.count(gone["customers"]),
    )  # fmt: skip


def show_rfm(story: Story) -> None:
    """The grid, the segments, and the form for the boundaries."""
    data = story.data
    cuts = ltv_cuts.rfm_cuts(data)
    spec = session.cached(rfm_spec, data, cuts, session.lang())
    shown = tables.in_units(rfm_grid(session.cached(ranked, data, cuts)), data.months.decimals)
    folds.evidence(rfm_how(story), spec, shown, name="rfm_grid", alt=rfm_title(story))
    names = {str(segment): of(words) for segment, words in SEGMENT_NAMES.items()}
    _groups(story, session.cached(rfm_groups, data, cuts), "segment", names, "rfm_segments")
    ltv_cuts.rfm_form(data)


def rfm_how(story: Story) -> str:
    """What the ranks are, with the boundaries in force."""
    cuts: RfmCuts = ltv_cuts.rfm_cuts(story.data) or session.cached(ltv_cuts.usual_rfm, story.data)
    return t(
        f"ltvs.rfm.how.{story.data.kind}",
        days=_listed([show.count(cut) for cut in cuts.days]),
        orders=_listed([show.count(cut) for cut in cuts.orders]),
        revenue=_listed([story.money(cut) for cut in cuts.revenue]),
    )


def _listed(words: list[str]) -> str:
    return t("ltvs.comma").join(words)


def rfm_spec(data: Dataset, cuts: RfmCuts | None, lang: str) -> Spec:
    """The grid of R and F."""
    cells = rfm_grid(session.cached(ranked, data, cuts))
    return grid_chart(cells.rename(columns={"mean_revenue": "mean"}), Money.of(data.months))


# --- CPM ------------------------------------------------------------------------------------------------------------


def cpm_title(story: Story) -> str:
    """What the best current customers bring, and how many of the best have left."""
    cuts = ltv_cuts.cpm_cuts(story.data)
    table = session.cached(cpm_groups, story.data, cuts).set_index("group")
    here, left = (table.loc[f"{CpmStage.BEST}.{state}"] for state in ("current", "left"))
    if not (here["customers"] or left["customers"]):
        return _without_best("cpm", len(session.cached(staged, story.data, cuts)), story)
    return t(
        "ltvs.cpm.title", n=story.count(here["customers"]), revenue=show.share(here["revenue_share"], 0),
        m=story.count(left["customers"]), lost=show.share(left["revenue_share"], 0),
    )  # fmt: skip


def show_cpm(story: Story) -> None:
    """The ten groups, and the form for the boundaries."""
    cuts = ltv_cuts.cpm_cuts(story.data)
    st.caption(page.plain(cpm_how(story)))
    names = {code: of(words) for code, words in GROUP_NAMES.items()}
    _groups(story, session.cached(cpm_groups, story.data, cuts), "group", names, "cpm_groups")
    ltv_cuts.cpm_form(story.data)


def cpm_how(story: Story) -> str:
    """What the groups are, with the boundaries in force."""
    cuts: CpmCuts = ltv_cuts.cpm_cuts(story.data) or session.cached(ltv_cuts.usual_cpm, story.data)
    return t(
        "ltvs.cpm.how", spend=story.money(cuts.spend), beginner=show.count(cuts.beginner_days),
        best=show.count(cuts.best_days), absent=show.count(cuts.absent_days),
    )  # fmt: skip


def _without_best(way: str, everybody: int, story: Story) -> str:
    return t(f"ltvs.{way}.no_best", all=story.count(everybody)) if everybody else t("ltvs.rfm.nobody")


def _groups(story: Story, table: pd.DataFrame, column: str, names: dict[str, str], name: str) -> None:
    """Groups with anybody in them, in words, and all of them as data."""
    rows = [row for row in table.to_dict("records") if row["customers"]]
    words = pd.DataFrame(
        {
            t("ltvs.group"): [names[row[column]] for row in rows],
            t("col.customers"): [show.count(row["customers"]) for row in rows],
            t("ltvs.of_customers"): [show.share(row["customer_share"]) for row in rows],
            t("col.revenue"): [story.money(row["revenue"]) for row in rows],
            t("ltvs.of_revenue"): [show.share(row["revenue_share"]) for row in rows],
            t("col.mean_revenue"): [story.money(row["mean_revenue"]) for row in rows],
        }
    )
    page.small_table(words)
    shown = table.assign(**{column: [names[code] for code in table[column]]})
    page.table_of(
        tables.in_units(shown, story.data.months.decimals), name=name, columns={column: t("ltvs.group")},
    )  # fmt: skip
