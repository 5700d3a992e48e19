"""The quadrant of value and risk: which customers it draws, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ltv.decisions.prospects import grouped
from ltv.decisions.quadrants import Quadrant, frontier
from ui import show
from ui.charts.base import Spec
from ui.charts.quadrant import MOST, brushed, quadrant
from ui.ltv_customers_data import Seen
from ui.words import sentences, t

CORNER_OF = {
    Quadrant.NURTURE: "grow", Quadrant.RESCUE: "rescue", Quadrant.WAIT: "wait", Quadrant.AUTOMATE: "watch",
    Quadrant.LET_GO: "leave", Quadrant.PRICE_REVIEW: "leave",
}  # fmt: skip
"""Where a quadrant's customers are named; those whose value is not known are not drawn."""
STEPS = 300
"""Points of the line from which on effort pays; many, as an axis by log-odds spreads the smallest risks."""
SURE, SEED = 500, 20260930
"""Of more customers than a browser draws at ease, so many of the most valuable are always among the sample."""


def drawn(seen: Seen) -> pd.DataFrame:
    """The customers drawn: all, or the most valuable and a random part of the others, always the same."""
    known = seen.table[seen.table["quadrant"].isin(list(CORNER_OF))]
    if len(known) <= MOST:
        return known
    order = known["value"].to_numpy().argsort(kind="stable")[::-1]
    rest = np.random.default_rng(SEED).permutation(order[SURE:])[: MOST - SURE]
    return known.iloc[np.sort(np.concatenate([order[:SURE], rest]))]


def spec(seen: Seen, lang: str) -> Spec:
    """The chart. `lang` is part of the cache's key."""
    shown = drawn(seen)
    shown = shown.assign(quadrant=shown["quadrant"].map(CORNER_OF))
    most = min(1.0, float(seen.table["risk"].max()) * 1.2)
    whole = len(seen.table[seen.table["quadrant"].isin(list(CORNER_OF))])
    return quadrant(
        shown[["customer_id", "risk", "value", "monthly", "quadrant"]],
        seen.value_name,
        seen.risk_name,
        seen.money,
        value_line=seen.value_line,
        frontier=frontier(seen.treatments, most, steps=STEPS),
        totals=corner_totals(seen),
        sampled_from=whole if whole > len(shown) else None,
    )


def corner_totals(seen: Seen) -> pd.DataFrame:
    """Customers and share of value of each corner, over everyone."""
    corners = {str(code): corner for code, corner in CORNER_OF.items()}
    return grouped(seen.totals.reset_index(), corners).rename(columns={"group": "quadrant"})


def inside(seen: Seen, selection: Mapping[str, Sequence[float]]) -> pd.DataFrame:
    """The customers inside a selection, drawn or not."""
    known = seen.table[seen.table["quadrant"] != Quadrant.UNKNOWN]
    return brushed(known, selection, drawn(seen), seen.money)


def title(seen: Seen) -> str:
    """What the quadrant shows, by case."""
    totals = seen.totals
    rescue, wait, leave = (totals.loc[code] for code in (Quadrant.RESCUE, Quadrant.WAIT, Quadrant.LET_GO))
    kind = "waiting" if wait["customers"] else "leave" if leave["customers"] else "all_pay"
    return t(
        f"ltv_customers.chart.title.{kind}" if rescue["customers"] else "ltv_customers.chart.title.calm",
        n=show.customers(int(rescue["customers"])),
        share=show.share(float(rescue["share"]), 0),
        waiting=show.customers(int(wait["customers"])),
        waiting_share=show.share(float(wait["share"]), 0),
        leave=show.customers(int(leave["customers"])),
    )


def how(seen: Seen) -> str:
    """How to read it, with the rule behind the line and the sample."""
    parts = [t("ltv_customers.chart.how"), _line(seen)]
    losses = int(seen.totals.loc[Quadrant.PRICE_REVIEW, "customers"])
    if losses:
        parts.append(t("ltv_customers.chart.how.losses", n=show.customers(losses)))
    if len(seen.table) > MOST:
        parts.append(t("ltv_customers.chart.how.sample", sure=SURE, most=show.count(MOST)))
    return sentences(*parts)


def _line(seen: Seen) -> str:
    """Which effort the dashed line belongs to."""
    if not np.isfinite(seen.value_line):
        return t("ltv_customers.chart.how.no_line")
    name = seen.treatment_name(seen.usual.id)
    return t("ltv_customers.chart.how.line", treatment=name, value=seen.money.written(seen.value_line))


def alt(seen: Seen) -> str:
    """The quadrants in numbers, for who cannot see the chart."""
    totals = seen.totals["customers"]
    return t(
        "ltv_customers.chart.alt",
        rescue=show.count(totals[Quadrant.RESCUE]), wait=show.count(totals[Quadrant.WAIT]),
        nurture=show.count(totals[Quadrant.NURTURE]),
        watch=show.count(totals[Quadrant.AUTOMATE]),
        leave=show.count(totals[Quadrant.LET_GO] + totals[Quadrant.PRICE_REVIEW]),
    )  # fmt: skip
