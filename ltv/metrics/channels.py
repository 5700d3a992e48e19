"""What customers of each channel, campaign, first product or discount cost, how many stay and what they bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.metrics.acquisition import Acquired, Kept, acquired
from ltv.metrics.acquisition_cost import Cost
from ltv.metrics.acquisition_segments import acquisition_labels
from ltv.metrics.customer_costs import CustomerCosts, customer_costs
from ltv.metrics.economics import Economics
from ltv.metrics.formula_inputs import ltv_inputs_by
from ltv.metrics.margin import has_cost
from ltv.metrics.observed_ltv import YEAR_STEP, cumulative_values
from ltv.metrics.other_costs import NO_OTHER_COSTS, OtherCosts
from ltv.metrics.payback_orders import order_sums
from ltv.metrics.ratio import Ratio
from ltv.metrics.value_base import ValueBase, best_base

_NOBODY = np.empty(0, dtype=np.intp)


def economics(
    data: Dataset,
    dimension: str,
    *,
    start: int | None = None,
    end: int | None = None,
    other: OtherCosts = NO_OTHER_COSTS,
) -> dict[str, Economics]:
    """Put together what is known of each segment of a dimension.

    Parameters
    ----------
    dimension : str
        One of `acquisition_dimensions`.
    start, end : int, optional
        Months in which the customers were won; by default, and at most, from the second month of the data to the last
        whose customers have all been observed for 90 days.
    other : OtherCosts, optional
        Costs of winning customers beside marketing. Where stated, LTV:CAC and payback are held against both.

    Returns
    -------
    segment → Economics, the segment with most customers first
        "" holds customers without a value. Marketing cost of a channel in a month without new customers counts in
        the segments of the channel only; it belongs to no customer.
    """
    new = acquired(data)
    last = new.last_mature(data.months.last_complete)
    first, last = max(start or 0, data.months.first + 1), last if end is None else min(end, last)
    costs = customer_costs(data, new, other)
    rows = _rows_by_segment(acquisition_labels(data, dimension), new, new.between(first, last))
    unused = _unused_spend(data, new, first, last) if dimension == "channel" else {}
    found = {}
    for name in [*rows, *(channel for channel in unused if channel not in rows)]:
        part = _costs(new, rows.get(name, _NOBODY), costs, unused.get(name, 0))
        found[name] = replace(part, other=part.other + other.share * unused.get(name, 0)) if other else part
    codes = {name: new.customer[rows.get(name, _NOBODY)] for name in found}
    return _with_values(data, _with_rhythm(data, found, codes), codes, new, costs)


def _rows_by_segment(labels: pd.Series[Any], new: Acquired, chosen: NDArray[np.bool_]) -> dict[str, NDArray[np.intp]]:
    """Which entries of `new` belong to each segment, the segment with most first, equal ones by name."""
    rows = np.flatnonzero(chosen)
    found, names = pd.factorize(labels.to_numpy(dtype=object)[new.customer[rows]], sort=True)
    groups = {str(name): rows[found == place] for place, name in enumerate(names)}
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def _costs(new: Acquired, rows: NDArray[np.intp], costs: CustomerCosts, unused: int) -> Economics:
    codes, kept = new.customer[rows], new.kept[rows]
    known = costs.known[codes]
    spend = int(costs.amount[codes].sum()) + unused
    return Economics(
        Kept(len(rows), int(kept.sum())),
        Cost(spend, int(known.sum())),
        Cost(spend, int((known & kept).sum())),
        int(costs.other[codes[known]].sum()),
    )


def _unused_spend(data: Dataset, new: Acquired, first: int, last: int) -> dict[str, int]:
    """Marketing cost of each channel in months in which nobody came through it."""
    if data.spend is None or "channel" not in data.customers:
        return {}
    channels = data.customers["channel"].astype(object).fillna("").to_numpy(dtype=object)[new.customer]
    used = pd.DataFrame({"month": new.month.astype(np.int64), "channel": channels}).drop_duplicates()
    spend = data.spend.assign(
        channel=data.spend["channel"].fillna("").astype(str), month=data.spend["month"].astype(int)
    )
    spend = spend[spend["month"].between(first, last) & (spend["channel"] != "")]
    found = spend.merge(used, on=["month", "channel"], how="left", validate="m:1", indicator="brought")
    idle = found[found["brought"] == "left_only"].groupby("channel")["amount"].sum()
    return {str(name): int(total) for name, total in idle[idle != 0].items()}


def _with_values(
    data: Dataset,
    parts: Mapping[str, Economics],
    codes: Mapping[str, NDArray[np.int32]],
    new: Acquired,
    costs: CustomerCosts,
) -> dict[str, Economics]:
    """Add what customers have brought, step by step, against what they cost."""
    ltv: dict[str, dict[ValueBase, Ratio]] = {name: {} for name in parts}
    against: dict[str, dict[int, Ratio]] = {name: {} for name in parts}
    for base in _bases(data):
        for step, value, mature in cumulative_values(data, new, base):
            for name, members in codes.items():
                ripe = members[mature[members]]
                if step == YEAR_STEP:
                    ltv[name][base] = Ratio.of(np.ones(len(ripe), dtype=np.int64), value[ripe])
                if base == best_base(data):
                    ripe = ripe[costs.known[ripe]]
                    against[name][step] = Ratio.of(costs.full[ripe], value[ripe])
    return {name: replace(part, ltv=ltv[name], against_cost=against[name]) for name, part in parts.items()}


def _with_rhythm(
    data: Dataset, parts: Mapping[str, Economics], codes: Mapping[str, NDArray[np.int32]]
) -> dict[str, Economics]:
    """Add what customers bring a month and an order."""
    base = best_base(data)
    measured = "profit" if base == ValueBase.GROSS_PROFIT else "revenue"
    monthly = {name: inputs.totals.ratio(measured, "there") for name, inputs in ltv_inputs_by(data, codes).items()}
    orders = order_sums(data, base, codes)
    return {name: replace(part, monthly=monthly[name], orders=orders[name]) for name, part in parts.items()}


def _bases(data: Dataset) -> tuple[ValueBase, ...]:
    return tuple(ValueBase) if has_cost(data) else (ValueBase.SALES,)
