"""How deep the first discount was, and what became of the customers it won: second order, leaving, value (R55)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.metrics.acquisition import Acquired, acquired
from ltv.metrics.acquisition_segments import DEPTH_NAMES, DISCOUNT_DEPTH, acquisition_labels
from ltv.metrics.intervals import FEW, Interval, share, wilson
from ltv.metrics.observed_ltv import YEAR_STEP, observed_ltv_by
from ltv.metrics.repeat import Purchases, purchases
from ltv.metrics.second_order import repeat_window
from ltv.metrics.value_base import ValueBase

_NOT_ORDERED = np.iinfo(np.int32).max


def discount_outcomes(data: Dataset, *, base: ValueBase | None = None) -> pd.DataFrame:
    """Follow the customers won with each depth of discount. What goes together need not be cause and effect.

    Returns
    -------
    DataFrame, one row per band of `DEPTH_NAMES` with any customer won since the second month of the data
        `segment`; `customers`; `second_order`, share who ordered again within `repeat_window` of those observed that
        long (`second_customers`); `left_90`, hazard of the first 90 days: share not there at day 90 (`RETENTION_90`),
        of the `left_customers` observed that long, so that bands are compared at the same age; `ltv` of the first 360
        days (contracts: 12 months) of the `ltv_customers` observed that long, smallest unit. Each with `_low`, `_high`
        (95 %); NaN where not known. Empty where no discount is known.
    """
    labels = acquisition_labels(data, DISCOUNT_DEPTH)
    new = acquired(data)
    groups = {name: new.customer[(labels.iloc[new.customer] == name).to_numpy()] for name in DEPTH_NAMES}
    groups = {name: codes for name, codes in groups.items() if len(codes)}
    table = pd.DataFrame({"segment": list(groups), "customers": [len(codes) for codes in groups.values()]})
    return table.assign(**_second(data, groups), **_left(data, new, groups), **_value(data, labels, list(groups), base))


@dataclass(frozen=True)
class DepthGap:
    """LTV of the customers won with the shallowest and with the deepest discount, smallest unit."""

    shallow: str
    deep: str
    shallow_ltv: float
    deep_ltv: float
    is_apart: bool
    """Whether their intervals do not overlap."""

    @property
    def share(self) -> float:
        """Deepest ÷ shallowest; NaN where the shallowest is not above zero."""
        return share(self.deep_ltv, max(self.shallow_ltv, 0))


def large_bands(table: pd.DataFrame) -> pd.DataFrame:
    """The bands of `discount_outcomes` with enough customers."""
    return table[table["customers"] >= FEW].reset_index(drop=True)


def depth_gap(table: pd.DataFrame) -> DepthGap | None:
    """Compare the ends of `discount_outcomes`, large bands only; None before two of them have an LTV."""
    known = large_bands(table).dropna(subset=["ltv"])
    if len(known) < 2:
        return None
    first, last = known.iloc[0], known.iloc[-1]
    low, high = (Interval(row["ltv_low"], row["ltv_high"]) for row in (first, last))
    return DepthGap(
        str(first["segment"]), str(last["segment"]), float(first["ltv"]), float(last["ltv"]),
        high.beside(low) != "overlaps",
    )  # fmt: skip


Groups = dict[str, NDArray[np.int32]]
Columns = dict[str, list[float]]


def _second(data: Dataset, groups: Groups) -> Columns:
    """Second orders of each group; unknown for contracts and where nobody ordered twice."""
    orders = None if data.ledger is None else purchases(data.ledger)
    counts = [(0, 0)] * len(groups) if orders is None else _ordered_again(orders, groups, data.months.size)
    shares = [share(again, ripe) for again, ripe in counts]
    bounds = _bounded("second_order", shares, [wilson(again, ripe) for again, ripe in counts])
    return bounds | {"second_customers": [ripe for _, ripe in counts]}


def _ordered_again(orders: Purchases, groups: Groups, size: int) -> list[tuple[int, int]]:
    """Of each group, who ordered again within the window of their first order, and who has been observed that long."""
    window = repeat_window(orders)
    if window is None:
        return [(0, 0)] * len(groups)
    first, second = (_day_of(orders.customer, orders.day, orders.nth == nth, size) for nth in (1, 2))
    ripe = first + window <= orders.as_of
    again = ripe & (second - first <= window)
    return [(int(again[codes].sum()), int(ripe[codes].sum())) for codes in groups.values()]


def _day_of(
    customer: NDArray[np.int32], day: NDArray[np.int32], rows: NDArray[np.bool_], size: int
) -> NDArray[np.int64]:
    """Day of some order of each customer, by code; far in the future without one."""
    days = np.full(size, _NOT_ORDERED, dtype=np.int64)
    days[customer[rows]] = day[rows]
    return days


def _left(data: Dataset, new: Acquired, groups: Groups) -> Columns:
    """Who was not there at day 90, of the customers of months observed that long."""
    ripe = new.between(data.months.first + 1, new.last_mature(data.months.last_complete))
    found = [ripe & np.isin(new.customer, codes) for codes in groups.values()]
    counts = [(int((rows & ~new.kept).sum()), int(rows.sum())) for rows in found]
    bounds = _bounded("left_90", [share(left, n) for left, n in counts], [wilson(left, n) for left, n in counts])
    return bounds | {"left_customers": [n for _, n in counts]}


def _value(data: Dataset, labels: pd.Series[str], names: list[str], base: ValueBase | None) -> Columns:
    steps = observed_ltv_by(data, labels, base=base)
    at = steps[steps["step"] == YEAR_STEP].set_index("segment").reindex(names)
    columns = {f"ltv{end}": at[column].tolist() for end, column in (("", "ltv"), ("_low", "low"), ("_high", "high"))}
    return columns | {"ltv_customers": at["customers"].fillna(0).astype(int).tolist()}


def _bounded(name: str, values: list[float], intervals: list[Interval]) -> Columns:
    return {name: values, f"{name}_low": [i.low for i in intervals], f"{name}_high": [i.high for i in intervals]}
