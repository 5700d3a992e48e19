"""Every customer who could still be kept, with what is known of each in one row: value, risk, revenue and stage."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import DIMENSIONS, Dataset
from ltv.decisions.quadrants import Quadrant, quadrants
from ltv.decisions.treatments import Treatment
from ltv.ledger import CUSTOMER_ID
from ltv.metrics.renewals import renewals
from ltv.metrics.repeat import purchases
from ltv.metrics.standing import standing
from ltv.models.early_warning import EarlyWarning, early_warning
from ltv.models.worth import Worth

ABOUT = (*DIMENSIONS, "company")
"""Attributes of a customer that a row shows, where the data set has them."""
CONTRACT_MONTHS = 2
RENEWAL_WINDOW = 90
"""Days ahead within which a contract's renewal counts as near, unless the reader says otherwise."""


@dataclass(frozen=True)
class Outside:
    """Customers who ever bought and are not among the prospects.

    Attributes
    ----------
    recent : number who have ordered, or whose contract began, since the last complete month: nothing to warn of yet
    gone : number who have already left by the data set's own rule; winning them back is another matter
    gone_value : money
        What the model still expects of those gone; NaN where no model knows them.
    """

    recent: int
    gone: int
    gone_value: float


def warning_for_action(data: Dataset) -> EarlyWarning:
    """The early warning that prospects are judged by.

    Orders: its own horizon. Contracts: `CONTRACT_MONTHS`, as notice is usually given a month before a renewal, so what
    ends within the next month can hardly be helped any more.
    """
    return early_warning(data, horizon_months=CONTRACT_MONTHS if data.ledger is None else None)


def prospects(data: Dataset, values: Worth, warning: EarlyWarning) -> pd.DataFrame:
    """Join what is known of each customer at risk.

    Risk is that of the early warning, the only one in the product; `p_alive` is how the value's model sees it.

    Parameters
    ----------
    values : Worth
        May know nothing: then `value` is NaN.

    Returns
    -------
    DataFrame, one row per row of `warning.scores`, by code
        `customer` (code), `customer_id`; `value` at stake, how much more the customer is worth when they stay (money,
        see `Worth`), and `rlv`, the residual value; `risk` (share who leave within
        `horizon_months`), `returns` (share: orders again within the horizon, or renews when next asked); `p_alive`,
        `expected` purchases or paid months, `monthly` revenue, as in `Worth.customers`; `orders` paid for (contracts:
        months); `revenue_to_date` and `revenue_12m`, of the last twelve complete months (money, refunds taken off);
        `days_since_last` order (contracts: NaN), `days_to_renewal` of the contract next renewed (orders: NaN);
        `stage`, a code of `treatments.STAGES`; and the attributes of `ABOUT` that the data set has. NaN is unknown.
    """
    scores = warning.scores
    codes = scores["customer"].to_numpy(dtype=np.int64)
    worth = _aligned(values.customers, codes, ("rlv", "at_stake", "p_alive", "expected", "monthly"))
    stood = _aligned(standing(data), codes, ("orders", "revenue", "days_since_last"))
    risk = scores["risk"].to_numpy(dtype=np.float64)
    has_orders = data.ledger is not None
    table = pd.DataFrame(
        {
            "customer": codes,
            CUSTOMER_ID: scores[CUSTOMER_ID].to_numpy(dtype=object),
            "value": worth["at_stake"],
            "rlv": worth["rlv"],
            "risk": risk,
            "horizon_months": scores["horizon_months"].to_numpy(dtype=np.int64),
            "returns": 1 - risk if has_orders else worth["p_alive"],
            "p_alive": worth["p_alive"],
            "expected": worth["expected"],
            "monthly": worth["monthly"],
            "orders": stood["orders"],
            "revenue_to_date": stood["revenue"],
            "revenue_12m": _last_year(data)[codes],
            "days_since_last": stood["days_since_last"] if has_orders else np.full(len(codes), math.nan),
            "days_to_renewal": _days_to_renewal(data)[codes],
            "stage": _stages(risk, stood["orders"], has_orders=has_orders),
        }
    )
    about = data.customers.iloc[codes].reset_index(drop=True)
    return table.assign(**{name: about[name] for name in ABOUT if name in about})


def is_due(people: pd.DataFrame, window_days: float = RENEWAL_WINDOW) -> NDArray[np.bool_]:
    """Whether the time has come to keep each customer.

    Whose next renewal falls within `window_days` of the last day known; and whoever has none to wait for, because they
    order without a contract, or because the contract has ended since.
    """
    if "days_to_renewal" not in people:
        return np.ones(len(people), dtype=bool)
    days = people["days_to_renewal"].to_numpy(dtype=np.float64)
    return np.asarray(np.isnan(days) | (days <= window_days))


def placed(
    people: pd.DataFrame, treatments: Sequence[Treatment], *, window_days: float = RENEWAL_WINDOW
) -> pd.DataFrame:
    """Place prospects in quadrants, and name what would keep each of them.

    Parameters
    ----------
    window_days : days
        Nobody under contract is to be saved now whose next renewal is further away: they wait (see `is_due`). Infinite
        for no such rule.

    Returns
    -------
    DataFrame, as `quadrants` returns it, with three columns more
        `is_due`; `save_treatment`, the treatment with the largest expected gain of those that keep customers
        (`no_contact` where none pays off), and `saving`, that gain if done today (money; 0 without one, NaN where not
        known). `best_treatment` may be another: a proposal to buy more.
    """
    people = people.assign(is_due=is_due(people, window_days))
    keeping = quadrants(people, [treatment for treatment in treatments if treatment.aim == "retention"])
    table = quadrants(people, treatments)
    return table.assign(save_treatment=keeping["best_treatment"], saving=keeping["gain"])


def by_quadrant(people: pd.DataFrame) -> pd.DataFrame:
    """Add prospects up by quadrant.

    Parameters
    ----------
    people : DataFrame, as `placed` returns it

    Returns
    -------
    DataFrame, one row per code of `Quadrant`, empty ones too
        `quadrant`, `customers`; money: `value`, of those above 0 only; `expected_loss`, Σ risk × that value; `gain` of
        the best treatments and `saving` of those that keep customers; `share` of all value (NaN where there is none).
    """
    value = people["value"].clip(lower=0)
    parts = pd.DataFrame({"value": value, "expected_loss": people["risk"] * value, **people[["gain", "saving"]]})
    groups = parts.groupby(people["quadrant"].astype(str))
    sums = groups.sum().reindex([str(code) for code in Quadrant], fill_value=0.0)
    sums.insert(0, "customers", groups.size().reindex(sums.index, fill_value=0))
    whole = float(sums["value"].sum()) or math.nan
    return sums.assign(share=sums["value"] / whole).rename_axis("quadrant").reset_index()


def grouped(totals: pd.DataFrame, into: Mapping[str, str]) -> pd.DataFrame:
    """Add quadrants up to fewer groups.

    Parameters
    ----------
    totals : DataFrame, as `by_quadrant` returns it
    into : code of `Quadrant` → group; the others are left out

    Returns
    -------
    DataFrame, one row per group, in the order of `into`
        `group`, `customers`, `value` (money), `share` of all value (NaN where there is none).
    """
    rows = totals[totals["quadrant"].isin(list(into))]
    sums = rows.groupby(rows["quadrant"].map(dict(into)))[["customers", "value", "share"]].sum(min_count=1)
    return sums.reindex(list(dict.fromkeys(into.values()))).rename_axis("group").reset_index()


def expected_loss(totals: pd.DataFrame) -> float:
    """Σ risk × value above 0 of all customers, money; from what `by_quadrant` returns."""
    return float(totals["expected_loss"].sum())


def outside(data: Dataset, values: Worth, warning: EarlyWarning) -> Outside:
    """Count the customers who are not among the prospects."""
    ever, latest = _latest_month(data)
    waiting = ~np.isin(ever, warning.scores["customer"].to_numpy(dtype=np.int64))
    recent = waiting & (latest > data.months.last_complete)
    gone = ever[waiting & ~recent]
    rlv = _aligned(values.customers, gone, ("rlv",))["rlv"]
    known = rlv[np.isfinite(rlv)]
    return Outside(int(recent.sum()), len(gone), float(known.sum()) if len(known) else math.nan)


def _aligned(table: pd.DataFrame, codes: NDArray[np.int64], columns: tuple[str, ...]) -> dict[str, NDArray[np.float64]]:
    """Columns of a table by customer, for the codes asked; NaN for who has no row."""
    found = table.set_index("customer")[list(columns)].reindex(codes)
    return {name: found[name].to_numpy(dtype=np.float64) for name in columns}


def _stages(risk: NDArray[np.float64], orders: NDArray[np.float64], *, has_orders: bool) -> NDArray[np.object_]:
    """`new` after one order; else `at_risk` above the average risk of all, or `active`."""
    average = float(risk.mean()) if len(risk) else math.nan
    stage = np.where(risk > average, "at_risk", "active").astype(object)
    if has_orders:
        stage[orders == 1] = "new"
    return stage


def _last_year(data: Dataset) -> NDArray[np.int64]:
    """Revenue of the last twelve complete months, by code."""
    months, total = data.months, np.zeros(data.months.size, dtype=np.int64)
    rows = (months.month > months.last_complete - 12) & (months.month <= months.last_complete)
    np.add.at(total, months.customer[rows], months.amount[rows])
    return total


def _days_to_renewal(data: Dataset) -> NDArray[np.float64]:
    """Days until each customer's next renewal, by code; NaN without a running contract."""
    days = np.full(data.months.size, math.nan)
    if data.contracts is None:
        return days
    first = renewals(data).drop_duplicates(CUSTOMER_ID)
    where = pd.Index(data.customers[CUSTOMER_ID]).get_indexer(pd.Index(first[CUSTOMER_ID]))
    days[where[where >= 0]] = first["days"].to_numpy(dtype=np.float64)[where >= 0]
    return days


def _latest_month(data: Dataset) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Who ever bought, by code, and the month of each one's latest order or charge."""
    months = data.months
    latest = np.full(months.size, np.iinfo(np.int64).min)
    if data.ledger is None:
        paid = months.amount > 0
        np.maximum.at(latest, months.customer[paid], months.month[paid])
    else:
        orders = purchases(data.ledger)
        np.maximum.at(latest, orders.customer, months.month_rule.months(orders.day))
    ever = np.flatnonzero(latest > np.iinfo(np.int64).min)
    return ever.astype(np.int64), latest[ever]
