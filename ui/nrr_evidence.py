"""The evidence of the NRR page: charts, their titles chosen by rule, how to read them, and their tables."""

from __future__ import annotations

import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics.catalogue import RULES
from ltv.metrics.intervals import Interval
from ltv.metrics.movement_sums import movement_sums
from ltv.metrics.nrr_rules import YEAR, NrrRule, is_available
from ltv.metrics.nrr_verdicts import lowest_segment, year_move
from ltv.metrics.retention_parts import Retention
from ui import session, show
from ui.charts.base import Spec
from ui.charts.bridge import bridge, bridge_bars, bridge_floor, part_label
from ui.charts.movements import movement_bars
from ui.charts.retention import nrr_lines, segment_dots
from ui.nrr import by_segment, is_like, monthly_movements, series, up_to
from ui.nrr_story import Story
from ui.words import label, of, t

# --- the bridge -------------------------------------------------------------------------------------------------------


def bridge_how(story: Story, bars: pd.DataFrame) -> str:
    """How to read the bridge, with the division that makes NRR."""
    found, months = story.found, story.data.months
    words = t(
        "nrr.bridge.how_react" if found.counted_reactivation else "nrr.bridge.how",
        kept=show.money(found.kept_revenue, months.currency, months.decimals),
        opening=show.money(found.opening, months.currency, months.decimals),
        nrr=show.share(found.nrr),
    )
    return words + (" " + t("nrr.bridge.cut") if bridge_floor(bars) > 0 else "")


def bridge_alt(story: Story, bars: pd.DataFrame) -> str:
    """The bridge's takeaway."""
    months = story.data.months
    opening, closing = (
        show.money(bars.set_index("part")["amount"][p], months.currency, months.decimals)
        for p in ("opening", "closing")
    )
    return t("nrr.bridge.alt", opening=opening, closing=closing, nrr=show.share(story.found.nrr))


def bridge_table(bars: pd.DataFrame, story: Story) -> pd.DataFrame:
    """The bridge as rows for the reader: part, money in whole units, and the rule."""
    return pd.DataFrame(
        {
            "part": [part_label(p) for p in bars["part"]],
            "amount": bars["amount"] / 10**story.data.months.decimals,
            "rule": story.rule.value,
        }
    )


def bridge_spec(data: Dataset, found: Retention, lang: str) -> Spec:
    """Chart of one pair's bridge."""
    months = data.months
    return bridge(bridge_bars(found), found.nrr, months.currency, months.decimals)


# --- the series -------------------------------------------------------------------------------------------------------


def line_title(table: pd.DataFrame, story: Story) -> str:
    """How far the series moved in the last year, or since it begins, and whether that is more than its intervals."""
    move = year_move(table)
    is_unlike = move.months == YEAR and not session.cached(is_like, story.data, story.rule, story.end)
    key = "unlike" if is_unlike else move.direction
    return t(f"nrr.line.{key}", months=move.months, then=show.share(move.then), now=show.share(move.now))


def line_alt(table: pd.DataFrame) -> str:
    """The series' takeaway: its last month."""
    last = table.iloc[-1]
    return t("nrr.line.alt", end=show.month(last["month"]), nrr=show.share(last["nrr"]), grr=show.share(last["grr"]))


def line_spec(data: Dataset, rule: NrrRule, end: int, lang: str) -> Spec:
    """Chart of the series up to a month. `lang` is part of the cache's key."""
    return nrr_lines(up_to(series(data, rule), end))


# --- monthly movements ------------------------------------------------------------------------------------------------


def moves_title(table: pd.DataFrame, data: Dataset) -> str:
    """What the last month lost and gained back from existing customers."""
    last, months = movement_sums(table).iloc[-1], data.months
    return t(
        "nrr.moves.title",
        month=show.month(table["month"].iloc[-1]),
        lost=show.money(last["lost"], months.currency, months.decimals),
        gained=show.money(last["gained"], months.currency, months.decimals),
    )


def moves_how(data: Dataset, grace: int) -> str:
    """How to read the movements, and what the grace does to them."""
    words = t("nrr.moves.how")
    if data.months.recurring:
        return words
    return words + (t("nrr.moves.how_grace", grace=grace) if grace else t("nrr.moves.how_no_grace"))


def moves_alt(table: pd.DataFrame, data: Dataset) -> str:
    """The net of the last month."""
    net, months = movement_sums(table)["net"].iloc[-1], data.months
    return t("nrr.moves.alt", net=show.money(net, months.currency, months.decimals, sign=True))


def movement_spec(data: Dataset, grace: int, end: int, lang: str) -> Spec:
    """Chart of the monthly movements."""
    months = data.months
    return movement_bars(up_to(monthly_movements(data, grace), end), months.currency, months.decimals)


# --- segments ---------------------------------------------------------------------------------------------------------


def segments_title(table: pd.DataFrame, dimension: str) -> str:
    """The lowest segment among those with enough customers, where it can be told apart from the highest."""
    lowest, axis = lowest_segment(table), t(f"dimension.{dimension}")
    if lowest is None:
        return t("nrr.segments.title_few", dimension=axis)
    if not lowest.is_apart:
        low, high = show.share(lowest.nrr), show.share(lowest.highest)
        return t("nrr.segments.title_unproven", dimension=axis, low=low, high=high)
    return t(
        "nrr.segments.title",
        dimension=axis,
        value=label(lowest.segment, dimension),
        nrr=show.share(lowest.nrr),
        interval=show.span(lowest.interval),
        n=show.customers(lowest.customers),
    )


def segment_spec(data: Dataset, dimension: str, rule: NrrRule, start: int, end: int, lang: str) -> Spec:
    """Chart of NRR by segment."""
    table = by_segment(data, dimension, rule, start, end)
    return segment_dots(table.assign(segment=[label(v, dimension) for v in table["segment"]]))


# --- rules ------------------------------------------------------------------------------------------------------------


def comparison_shown(table: pd.DataFrame) -> pd.DataFrame:
    """The comparison in words."""
    return pd.DataFrame(
        {
            t("col.rule"): [of(RULES[rule].name) for rule in table["rule"]],
            "NRR": [show.share(v) for v in table["nrr"]],
            t("col.interval"): [show.span(Interval(*pair)) for pair in zip(table["nrr_low"], table["nrr_high"])],
            t("col.customers"): [show.count(n) for n in table["customers"]],
            "GRR": [show.share(v) for v in table["grr"]],
            t("col.start"): [show.month(int(m)) for m in table["start"]],
        }
    )


def rules_available(data: Dataset) -> str:
    """Names of the rules the data are long enough for."""
    names = [of(RULES[rule].name) for rule in NrrRule if is_available(data.months, rule)]
    return "、".join(names) if show.is_japanese() else ", ".join(names)
