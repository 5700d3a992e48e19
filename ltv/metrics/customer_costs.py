"""What winning each customer cost: the marketing cost of a month and channel, divided among those it brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import run_starts
from ltv.metrics.acquisition import Acquired
from ltv.metrics.other_costs import NO_OTHER_COSTS, OtherCosts


@dataclass(frozen=True, eq=False)
class CustomerCosts:
    """Acquisition cost of each customer, by code.

    Attributes
    ----------
    amount : int64
        Marketing cost, smallest unit; 0 where not known.
    other : int64
        Other costs as stated; 0 without any.
    known : bool
        False where the cost is not known; 0 and known where the channel costs nothing.
    """

    amount: NDArray[np.int64]
    other: NDArray[np.int64]
    known: NDArray[np.bool_]

    @property
    def full(self) -> NDArray[np.int64]:
        """Marketing and other costs."""
        return self.amount + self.other

    @property
    def or_nan(self) -> NDArray[np.float64]:
        """The same, NaN where not known."""
        return np.where(self.known, self.full, np.nan)


def customer_costs(data: Dataset, new: Acquired, other: OtherCosts = NO_OTHER_COSTS) -> CustomerCosts:
    """Divide the marketing cost of every (month, channel) equally among the customers it brought, to the last unit.

    Other costs are those of the complete months from the second of the data on. Where they are stated by month, they
    alone are the cost of a company without any marketing cost recorded.

    The cost is known for a customer whose channel has a cost recorded in the month they came, 0 included. It is 0 for
    a channel that has never had any, as long as customers have come through every channel that has: a cost whose
    customers cannot be told apart may have brought them. It is not known for customers without a channel, for those
    of the data's first month (whether they were new is not known), and where no marketing cost is known at all. Where
    no cost names a channel, they are divided among all new customers of the month; beside costs that do, those without
    one belong to nobody.
    """
    amount, known = _marketing(data, new)
    borne = np.zeros(data.months.size, dtype=np.int64)
    won = new.customer[new.between(data.months.first + 1, data.months.last_complete)]
    borne[won] = other.of(amount[won], data.months.last_complete - data.months.first)
    if other.monthly and (data.spend is None or len(data.spend) == 0):
        known[won] = True
    return CustomerCosts(amount, borne, known)


def _marketing(data: Dataset, new: Acquired) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Marketing cost of each customer, and whether it is known."""
    amount, known = np.zeros(data.months.size, dtype=np.int64), np.zeros(data.months.size, dtype=bool)
    if data.spend is None or len(data.spend) == 0:
        return amount, known
    spend = data.spend.assign(channel=data.spend["channel"].fillna("").astype(str))
    come = _newcomers(data, new, by_channel=bool((spend["channel"] != "").any()))
    recorded = spend.groupby(["month", "channel"], as_index=False).agg(spend=("amount", "sum"))
    cells = come.merge(recorded, on=["month", "channel"], how="left", validate="m:1")
    paid = cells["spend"].notna().to_numpy()
    known[cells["customer"]] = paid | _costs_nothing(cells["channel"], spend)
    amount[cells["customer"][paid]] = _divided(cells[paid])
    return amount, known


def _newcomers(data: Dataset, new: Acquired, *, by_channel: bool) -> pd.DataFrame:
    """Code, month and channel of each new customer ("" for all where costs name none), sorted by month and channel."""
    channel = np.full(len(new.customer), "", dtype=object)
    if by_channel and "channel" in data.customers:
        channel = data.customers["channel"].astype(object).fillna("").to_numpy(dtype=object)[new.customer]
    table = pd.DataFrame({"customer": new.customer, "month": new.month.astype(np.int64), "channel": channel})
    table = table[table["channel"] != ""] if by_channel else table
    return table.sort_values(["month", "channel", "customer"], ignore_index=True)


def _costs_nothing(channel: pd.Series[Any], spend: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether a customer's channel never had a cost while all that had have brought customers."""
    paid = set(spend.loc[spend["amount"] != 0, "channel"])
    if not paid <= set(channel.unique()):
        return np.zeros(len(channel), dtype=bool)
    return ~channel.isin(paid).to_numpy(dtype=bool)


def _divided(cells: pd.DataFrame) -> NDArray[np.int64]:
    """Share of each customer of a cell; the first ones bear one unit more where it does not divide evenly."""
    starts = run_starts(cells["month"].to_numpy(), cells["channel"].to_numpy())
    begin = np.flatnonzero(starts)
    count = np.diff(begin, append=len(cells))
    cell = np.cumsum(starts) - 1
    place = np.arange(len(cells)) - begin[cell]
    each, rest = np.divmod(cells["spend"].to_numpy(dtype=np.int64)[begin], count)
    return np.asarray(each[cell] + (place < rest[cell]))
