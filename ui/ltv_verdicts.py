"""First evidence of the segments tab: what each segment is worth against its cost, and how a lens changes ranks."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.segment_lenses import LENSES, Lens, lens_ranks, most_moved
from ltv.decisions.verdicts import CPM, REASONS, RFM, VERDICTS, Verdict
from ltv.metrics.acquisition_segments import NOT_GIVEN
from ltv.metrics.channel_table import economics_table
from ltv.metrics.channels import economics
from ltv.metrics.other_costs import OtherCosts
from ltv.metrics.payback import PaybackStatus
from ltv.models.assumptions import Assumptions
from ui import controls, ltv_dimensions, ltv_segments, page, session, show
from ui.charts.base import Spec
from ui.charts.money_axis import Money
from ui.charts.segment_values import segment_values
from ui.ltv_dimensions import segment_name
from ui.ltv_segments import Story
from ui.words import of, sentences, t

BEHAVIOUR = (RFM, CPM)
"""Dimensions made of what customers have bought, not of how they were won."""
MOST = 12
"""Segments drawn and told at most; the table has all."""
Row = Mapping[Hashable, Any]
"""A segment with its columns."""

PAYBACK = ["payback_status", "payback_months", "payback_covered", "payback_observed"]


# --- tables ---------------------------------------------------------------------------------------------------------


def paybacks(data: Dataset, other: OtherCosts, dimension: str) -> pd.DataFrame:
    """When each segment has paid back what winning it cost (PB2)."""
    return economics_table(economics(data, dimension, other=other))[["segment", *PAYBACK]]


def table(data: Dataset, assumed: Assumptions, dimension: str) -> pd.DataFrame:
    """Every segment with its verdict, its payback where customers were told apart when won, and its ranks."""
    found = session.cached(ltv_segments.verdicts, data, assumed, dimension)
    ranks = lens_ranks(found).rename(columns={str(lens): f"rank_{lens}" for lens in Lens})
    found = found.merge(ranks, on="segment", validate="1:1")
    if dimension in BEHAVIOUR:
        return found.assign(**dict.fromkeys(PAYBACK, float("nan")) | {"payback_status": str(PaybackStatus.UNKNOWN)})
    found = found.merge(
        session.cached(paybacks, data, assumed.other_costs, dimension), on="segment", how="left", validate="1:1"
    )
    return found.assign(payback_status=found["payback_status"].fillna(str(PaybackStatus.UNKNOWN)))


def by_rank(rows: pd.DataFrame, lens: str) -> pd.DataFrame:
    """Rows in the order of a lens; those without a place last."""
    return rows.sort_values([f"rank_{lens}", "segment"], na_position="last", kind="stable")


# --- on screen ------------------------------------------------------------------------------------------------------


def show_verdicts(story: Story) -> None:
    """Chart, lens and reasons of the chosen dimension."""
    data, assumed, dimension = story.data, story.worth.assumed, story.dimension
    rows = session.cached(table, data, assumed, dimension)
    if rows.empty:
        return
    with st.container(border=True):
        st.subheader(page.plain(title(story)), anchor=False)
        st.caption(page.plain(how(story, rows)))
        with controls.toolbar():
            ltv_dimensions.dimension_control(data)
            lens = _lens_control(dimension)
        if rows["ltv"].notna().any():
            spec = session.cached(chart, data, assumed, dimension, session.lang())
            st.vega_lite_chart(spec=spec, key="chart_verdicts", alt=alt(story, rows))
            st.caption(page.plain(t(f"ltvs.verdict.two_values.{data.kind}")))
        if dimension not in BEHAVIOUR:
            st.markdown(page.plain(lens_words(rows, lens, dimension)))
        ranked = by_rank(rows, lens)
        largest = ranked[ranked["segment"].isin(rows.nlargest(MOST, "customers")["segment"])]
        page.small_table(told(story, largest, lens))
        if dimension not in BEHAVIOUR:
            st.caption(page.plain(t("ltvs.table.how_free" if rows["cac"].isna().all() else "ltvs.table.how")))
        st.markdown(reasons(story, largest))
        shown = ranked.rename(columns={"low": "ltv_low", "high": "ltv_high"})
        page.table_of(in_names(shown, dimension), name="segment_verdicts", columns=_columns(dimension))


def chart(data: Dataset, assumed: Assumptions, dimension: str, lang: str) -> Spec:
    """LTV against CAC of the largest segments."""
    rows = session.cached(ltv_segments.verdicts, data, assumed, dimension).nlargest(MOST, "customers")
    names = [segment_name(name, dimension) for name in rows["segment"]]
    frame = rows.assign(segment=names, n=rows["customers"])
    return segment_values(frame[["segment", "ltv", "low", "high", "cac", "verdict", "n"]], Money.of(data.months))


def title(story: Story) -> str:
    """The verdict that matters most, with its reason."""
    found = story.telling
    if found is None:
        known = story.verdicts["ltv"].notna().any()
        key = "ltvs.verdict.title_open" if known else "ltvs.verdict.title_unknown"
        return t(key, dimension=t(f"dimension.{story.dimension}"))
    return t(
        "ltvs.verdict.title",
        segment=segment_name(found["segment"], story.dimension),
        verdict=verdict_name(found["verdict"]),
        reason=of(REASONS[found["reason"]]),
    )


def how(story: Story, rows: pd.DataFrame) -> str:
    """How to read the chart, and what is not on it."""
    parts = [t("ltvs.verdict.how", years=story.years, base=story.base)] if rows["ltv"].notna().any() else []
    if story.dimension in BEHAVIOUR:
        parts.append(t("ltvs.verdict.how_behaviour"))
    if len(rows) > MOST:
        parts.append(t("ltvs.verdict.most", n=MOST))
    return sentences(*parts)


def alt(story: Story, rows: pd.DataFrame) -> str:
    """The best and the worst segment."""
    known = rows.dropna(subset=["ltv"]).sort_values("ltv")
    worst, best = known.iloc[0], known.iloc[-1]
    return t(
        "ltvs.verdict.alt", dimension=t(f"dimension.{story.dimension}"),
        best=segment_name(best["segment"], story.dimension), high=story.money(best["ltv"]),
        worst=segment_name(worst["segment"], story.dimension), low=story.money(worst["ltv"]),
    )  # fmt: skip


def lens_words(rows: pd.DataFrame, lens: str, dimension: str) -> str:
    """Which segment moves most when acquisition is not all that counts."""
    if lens == Lens.ACQUISITION:
        return t("ltvs.lens.base")
    ranks = rows[["segment", *(f"rank_{each}" for each in Lens)]]
    ranks = ranks.rename(columns={f"rank_{each}": str(each) for each in Lens})
    most = most_moved(ranks, Lens(lens), rows["customers"])
    if most is None:
        return t("ltvs.lens.same", lens=_lens_name(lens))
    at = ranks.iloc[most]
    return t(
        "ltvs.lens.moved", segment=segment_name(at["segment"], dimension), then=at[Lens.ACQUISITION], now=at[lens],
        lens=_lens_name(lens),
    )  # fmt: skip


def told(story: Story, rows: pd.DataFrame, lens: str) -> pd.DataFrame:
    """The segments in short: rank, what is left of the value, what keeping one cost, when it was paid back.

    Without any acquisition cost: rank, value, and how many were kept.
    """
    records = rows.to_dict("records")
    known = {
        t("ltvs.col.rank"): [_rank(row, lens, story.dimension) for row in records],
        t(f"dimension.{story.dimension}"): [segment_name(row["segment"], story.dimension) for row in records],
    }
    if rows["cac"].isna().all():
        return pd.DataFrame(
            known
            | {
                t("col.ltv"): [story.money(row["ltv"]) for row in records],
                t("col.retention_90"): [show.share(row["retention_90"]) for row in records],
            }
        )
    return pd.DataFrame(
        known
        | {
            t("ltvs.col.net"): [_net(story, row) for row in records],
            t(f"ltvs.col.per_kept.{story.data.kind}"): [story.money(row["cost_per_kept"]) for row in records],
        }
        | ({} if story.dimension in BEHAVIOUR else {t("ltvs.col.payback"): [payback_words(row) for row in records]})
    )


def reasons(story: Story, rows: pd.DataFrame) -> str:
    """Every verdict with the segments it is given to, and why, as a list."""
    lines = []
    for (verdict, reason), group in rows.groupby(["verdict", "reason"], sort=False):
        named = [
            t("ltvs.of_n", segment=segment_name(segment, story.dimension), n=story.count(n))
            for segment, n in zip(group["segment"], group["customers"])
        ]
        said = t(
            "ltvs.reasons",
            verdict=verdict_name(str(verdict)),
            segments=t("ltvs.and").join(named),
            reason=of(REASONS[reason]),
        )
        lines.append(f"- {page.plain(said)}")
    return "\n".join(lines)


def verdict_name(code: str) -> str:
    """A verdict as the chart calls it."""
    return of(VERDICTS[Verdict(code)])


def in_names(rows: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """Segments made by us in words; values of the file stay as they are."""
    ours = dimension in ("discount_depth", *BEHAVIOUR)
    names = [segment_name(n, dimension) if ours or n == NOT_GIVEN else n for n in rows["segment"]]
    return rows.assign(segment=names)


def payback_words(row: Row) -> str:
    """When the cost was covered, or how much of it so far."""
    return t(
        f"ltvs.payback.{row['payback_status']}",
        n=show.count(row["payback_months"]),
        covered=show.share(row["payback_covered"], 0),
        observed=show.count(row["payback_observed"]),
    )


def _lens_control(dimension: str) -> str:
    """Choose the lens; groups made of what customers bought are not won, so they have one rank only."""
    if dimension in BEHAVIOUR:
        return str(Lens.LTV)
    return session.choose("lens", t("ltvs.lens"), list(Lens), str(Lens.LTV), _lens_name, "segments")


def _lens_name(lens: str) -> str:
    return t(f"ltvs.lens.{lens}")


def _rank(row: Row, lens: str, dimension: str) -> str:
    rank, then = row[f"rank_{lens}"], row[f"rank_{lens if dimension in BEHAVIOUR else Lens.ACQUISITION}"]
    if pd.isna(rank):
        return show.NOTHING
    by = 0 if pd.isna(then) else int(then - rank)
    return t("ltvs.rank" + (".up" if by > 0 else ".down" if by < 0 else ""), rank=rank, by=abs(by))


def _net(story: Story, row: Row) -> str:
    if pd.isna(row["ltv"]):
        return show.NOTHING if pd.isna(row["cac"]) else t("ltvs.net.no_value", cac=story.money(row["cac"]))
    return t("ltvs.net.no_cost", ltv=story.money(row["ltv"])) if pd.isna(row["cac"]) else story.money(row["net"])


def _columns(dimension: str) -> dict[str, str]:
    names = {f"rank_{lens}": t("ltvs.col.rank_of", lens=of(LENSES[lens])) for lens in Lens}
    told = {
        "segment": t(f"dimension.{dimension}"),
        "paid": t("ltvs.col.paid"),
        "verdict": t("value_chart.verdict"),
        "ltv": t("ltvs.col.ltv"),
    }
    return names | told
