"""Customers who order without a contract: their histories, the model that forecasts best, and its track record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from ltv.dataset import Dataset
from ltv.errors import NotEnoughDataError
from ltv.ledger import Ledger, run_starts
from ltv.metrics.purchase_days import purchase_days
from ltv.metrics.repeat import DAYS_A_MONTH
from ltv.metrics.repeat_spend import RepeatSpend
from ltv.models.assumptions import LONGEST
from ltv.models.buying import AnyTime, AtARhythm, Buying, holdout, origins
from ltv.models.choice import Choice, choose
from ltv.models.gammagamma import GammaGamma, fit_gammagamma
from ltv.models.holdout import TrackRecord, track_record
from ltv.models.newton import Floats
from ltv.models.purchase_model import PurchaseModel
from ltv.models.setting import Kind, Setting
from ltv.months import day_number

MOST_SCORED = 20_000
"""Customers by whom models are compared; of more, a random part, always the same."""
SEED = 20260930
_WEEK = 7


@dataclass(frozen=True, eq=False)
class OrderBook:
    """Customers who bought, and the models fitted to them.

    Attributes
    ----------
    unit_days : float
        Unit of the model's times: a week, or the period of orders at a rhythm.
    customers : DataFrame, one row per customer who bought, by code
        `customer` (code), `frequency`, `recency`, `T`, `monetary_value` (see `histories`); `row`, the place of the
        customer's history among the distinct ones.
    distinct : x, t_x, T of the distinct histories
    choice : Choice
        Which model, why, and how each candidate did, on at most `MOST_SCORED` customers; so are `record`, `tracking`.
    model : the model of purchases, fitted to all data
    by_month : float32, one row per distinct history, one column per month
        Purchases expected in each of the next `LONGEST` months of 30.4375 days.
    new_by_month : float64
        The same of a new customer, the first purchase not counted.
    spend : GammaGamma
    record : TrackRecord or None
        What the same kind of model, fitted up to an earlier day, said of the time after it; None if too short.
    tracking : DataFrame, one row per week
        `week` (timestamp of its last day); `actual` and `predicted` repeat purchases since the beginning (at a rhythm,
        opportunities taken) of the customers known by the earlier day; `held_out`. Empty without a hold-out.
    """

    unit_days: float
    customers: pd.DataFrame
    distinct: tuple[NDArray[np.int64], Floats, Floats]
    choice: Choice
    model: PurchaseModel
    by_month: NDArray[np.float32]
    new_by_month: Floats
    spend: GammaGamma
    record: TrackRecord | None
    tracking: pd.DataFrame


def order_book(data: Dataset, kind: Setting) -> OrderBook:
    """Fit how often customers buy, until when and for how much; and see how such a fit would have done before.

    Raises
    ------
    NotEnoughDataError
        When the data set has no orders, or none that was paid for.
    """
    if data.ledger is None:
        raise NotEnoughDataError("an order book needs orders; the data set has contracts only.")
    way = _way(data.ledger, kind)
    known, customers = way.known()
    if len(customers) == 0:
        raise NotEnoughDataError("nobody has bought anything yet.")
    some = _way(_part(data.ledger), kind)
    past = [(some.known(day)[0], holdout(some, day, window)) for day, window in origins(some)]
    choice = choose(past, way.candidates)
    fit = way.candidates[choice.name]
    earlier, model = choice.latest, fit(known)
    x, t_x, T, row = _distinct(customers)
    frequency, mean = customers["frequency"].to_numpy(), customers["monetary_value"].to_numpy()
    return OrderBook(
        way.unit_days, customers.assign(row=row), (x, t_x, T), choice, model,
        expected_by_month(way, model, (x, t_x, T)), new_by_month(way, model),
        fit_gammagamma(RepeatSpend.of(frequency, mean), otherwise=_mean_purchase(data.ledger)),
        track_record(earlier, past[0][1]) if earlier else None,
        tracking(some, earlier) if earlier else pd.DataFrame(columns=list(_TRACKED)),
    )  # fmt: skip


def _mean_purchase(ledger: Ledger) -> float:
    """Mean amount of all purchases, refunds taken off; 0 where these are more."""
    days = purchase_days(ledger)
    return max(float(days.amount.mean()), 0.0)


def _way(ledger: Ledger, kind: Setting) -> Buying:
    if kind.kind == Kind.REGULAR_ORDERS and kind.period_days is not None:
        return AtARhythm(ledger, kind.period_days)
    return AnyTime(ledger)


def _part(ledger: Ledger) -> Ledger:
    """The ledger of at most `MOST_SCORED` customers with a row, drawn at random."""
    codes = ledger.customer[run_starts(ledger.customer)]
    if len(codes) <= MOST_SCORED:
        return ledger
    return ledger.only(np.sort(np.random.default_rng(SEED).choice(codes, MOST_SCORED, replace=False)))


_NODES = np.array([0, 1, 2, 3, 4, 6, 9, 12, 18, 24, 36, 48, LONGEST])
"""Months up to which purchases are asked of the model; a smooth monotone curve goes through the others."""
_ROWS = 1 << 14


def expected_by_month(
    way: Buying, model: PurchaseModel, histories: tuple[NDArray[np.int64], Floats, Floats]
) -> NDArray[np.float32]:
    """Purchases expected of each history in each month from now.

    Cumulative purchases rise ever more slowly, so that a monotone cubic through a dozen of them (Fritsch & Butland,
    1984) is within a thousandth of the model's own.
    """
    ends = way.periods(np.asarray(_NODES * DAYS_A_MONTH, dtype=np.float64))
    found = np.zeros((len(histories[0]), LONGEST), dtype=np.float32)
    for i in range(0, len(found), _ROWS):
        x, t_x, T = (column[i : i + _ROWS, None] for column in histories)
        by_node = np.maximum.accumulate(model.expected_purchases(x, t_x, T, ends[None, :]), axis=1)
        by_end = PchipInterpolator(_NODES, by_node, axis=1)(np.arange(LONGEST + 1))
        found[i : i + _ROWS] = np.diff(by_end, axis=1)
    return found


def new_by_month(way: Buying, model: PurchaseModel) -> Floats:
    """Repeat purchases expected of a new customer in each month of age."""
    ends = way.periods(np.asarray(np.arange(LONGEST + 1) * DAYS_A_MONTH, dtype=np.float64))
    return np.maximum(np.diff(model.expected_purchases_new(ends)), 0.0)


def _distinct(customers: pd.DataFrame) -> tuple[NDArray[np.int64], Floats, Floats, NDArray[np.int64]]:
    """Distinct histories, and which each customer has."""
    columns = customers[["frequency", "recency", "T"]].to_numpy(dtype=np.float64)
    rows, row = np.unique(columns, axis=0, return_inverse=True)
    return rows[:, 0].astype(np.int64), rows[:, 1], rows[:, 2], row.ravel()


_TRACKED = ("week", "actual", "predicted", "held_out")


def tracking(way: Buying, model: PurchaseModel) -> pd.DataFrame:
    """Repeat purchases week by week, beside what a model fitted up to the earlier day expects of new customers."""
    day, window = origins(way)[0]
    until = day_number(day)
    born, bought = way.bought(until)
    weeks = np.arange(int(born.min(initial=until)) + _WEEK, until + window + 1, _WEEK)
    births, customers = np.unique(born, return_counts=True)
    days = np.maximum(weeks[:, None] - births[None, :], 0)
    ages, of = np.unique(days, return_inverse=True)
    expected = model.expected_purchases_new(way.periods(ages.astype(np.float64)))[of.reshape(days.shape)] @ customers
    return pd.DataFrame(
        {
            "week": weeks.astype("datetime64[D]").astype("datetime64[s]"),
            "actual": np.searchsorted(np.sort(bought), weeks, side="right"),
            "predicted": expected,
            "held_out": weeks > until,
        }
    )
