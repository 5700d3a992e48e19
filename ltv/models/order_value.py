"""What customers who order are worth: margin × spend × expected purchases, each discounted from its own month on."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import CustomerMonths
from ltv.metrics.histories import WEEK
from ltv.metrics.intervals import LEVEL, Interval
from ltv.metrics.repeat import DAYS_A_MONTH, purchases, usual_pause
from ltv.metrics.standing import first_days
from ltv.metrics.value_base import ValueBase, row_customers, row_values
from ltv.models.assumptions import YEAR, Assumptions, Base, Margin
from ltv.models.bgbb import BGBB
from ltv.models.bgbb_chance import purchase_variance, simulated_purchases
from ltv.models.estimate import NOT_KNOWN, Estimated, from_draws
from ltv.models.fit import Rung
from ltv.models.gammagamma import GammaGamma
from ltv.models.newton import Floats
from ltv.models.order_book import SEED, OrderBook
from ltv.models.purchase_model import PurchaseModel

MOST_DRAWN = 400
"""Customers by whom the spread of a total is found; it is then scaled to all."""
DRAWS = 200
OUTCOMES = 4_000
NEW_WITHIN = 24
"""New customers of so many months say what a first purchase brings."""


def customer_values(book: OrderBook, data: Dataset, margin: Margin, assumed: Assumptions) -> pd.DataFrame:
    """Values of all customers who ever bought, one row each, by code.

    Returns
    -------
    DataFrame
        `customer`; `p_alive`; `expected` purchases within the horizon, undiscounted; `spend` expected of each (smallest
        unit); `monthly` (mean revenue of the last twelve complete months); `rlv`; `at_stake`.
    """
    codes, row = (book.customers[name].to_numpy() for name in ("customer", "row"))
    return pd.DataFrame(
        {
            "customer": codes,
            "p_alive": book.model.p_alive(*book.distinct)[row],
            "expected": _expected(book, assumed)[row],
            "spend": spend_of(book),
            "monthly": _monthly(data.months)[codes],
            "rlv": values(book, margin, assumed),
            "at_stake": at_stake(book, margin, assumed, silence_months(data)),
        }
    )


def values(book: OrderBook, margin: Margin, assumed: Assumptions) -> Floats:
    """Value of each customer of a book within the horizon, smallest unit."""
    return np.asarray(_profit(book, margin, assumed) * _discounted(book, assumed)[book.customers["row"].to_numpy()])


def silence_months(data: Dataset) -> int:
    """Months without an order after which the shop's own rule calls a customer gone: the usual pause and one more."""
    return usual_pause(purchases(data.ledger)) + 1 if data.ledger is not None else 1


def at_stake(book: OrderBook, margin: Margin, assumed: Assumptions, months: int) -> Floats:
    """What a customer is worth more when they buy within so many months than when they do not.

    A silence lowers what is expected of a customer; it does not end it, because some pause and come back. So this, and
    not all of the residual value, is what a treatment that makes somebody buy can win.
    """
    x, t_x, T = book.distinct
    window = np.maximum(np.rint(months * DAYS_A_MONTH / book.unit_days), 1.0)
    horizon = _horizon(book, assumed)
    silent = book.model.expected_purchases(x, t_x, T + window, horizon)
    bought_at = T + (1.0 if book.unit_days > WEEK else window / 2)
    bought = book.model.expected_purchases(x + 1, bought_at, T + window, horizon)
    discount = _discounted(book, assumed) / np.maximum(_expected(book, assumed), 1e-300)
    gained = np.maximum(1.0 + (bought - silent) * np.minimum(discount, 1.0), 0.0)
    return np.asarray(np.maximum(_profit(book, margin, assumed), 0.0) * gained[book.customers["row"].to_numpy()])


def values_within(book: OrderBook, margin: Margin, assumed: Assumptions, months: NDArray[np.int64]) -> Floats:
    """The same within a number of months from now of each customer's own, by code; up to the horizon."""
    codes, row = (book.customers[name].to_numpy() for name in ("customer", "row"))
    kept = np.cumsum(book.by_month[:, : assumed.horizon_months] * assumed.discounts, axis=1)
    kept = np.concatenate([np.zeros((len(kept), 1)), kept], axis=1)
    return np.asarray(_profit(book, margin, assumed) * kept[row, months[codes]])


def _expected(book: OrderBook, assumed: Assumptions) -> Floats:
    """Purchases expected of each distinct history within the horizon."""
    return np.asarray(book.by_month[:, : assumed.horizon_months].sum(axis=1), dtype=np.float64)


def _discounted(book: OrderBook, assumed: Assumptions) -> Floats:
    """The same, those of each month discounted from it."""
    return np.asarray(book.by_month[:, : assumed.horizon_months] @ assumed.discounts)


def spend_of(book: OrderBook) -> Floats:
    """What a purchase of each customer is expected to bring, smallest unit."""
    frequency, mean = (book.customers[name].to_numpy() for name in ("frequency", "monetary_value"))
    return book.spend.expected_spend(frequency, mean)


def _profit(book: OrderBook, margin: Margin, assumed: Assumptions) -> Floats:
    return np.asarray(spend_of(book) * margin.rate - assumed.cost_per_purchase)


def _monthly(months: CustomerMonths) -> Floats:
    """Mean revenue a month over the last twelve complete months, by code."""
    last = months.last_complete
    first = max(last - YEAR + 1, months.first)
    rows = (months.month >= first) & (months.month <= last)
    total = np.bincount(months.customer[rows], months.amount[rows], months.size)
    return np.asarray(total / max(last - first + 1, 1))


def total_value(book: OrderBook, margin: Margin, assumed: Assumptions) -> Estimated:
    """What all customers together are worth, with the parameters' interval and that of the outcome.

    The spread over as likely models is found on `MOST_DRAWN` customers drawn at random and scaled to all.
    """
    total = float(values(book, margin, assumed).sum())
    some = _sample(len(book.customers))
    horizon = _horizon(book, assumed)
    expected = _undiscounted(book, book.model, book.spend, some, horizon, margin, assumed).sum()
    drawn = [_undiscounted(book, *models, some, horizon, margin, assumed).sum() for models in _drawn(book)]
    spread = (np.array(drawn) - expected) * _scale(book, assumed, some)
    return from_draws(total, total + spread, float(outcome_variances(book, margin, assumed).sum()))


def _scale(book: OrderBook, assumed: Assumptions, some: NDArray[np.int64]) -> float:
    """Discounted spend expected of all, by undiscounted spend expected of some."""
    spend, row = spend_of(book), book.customers["row"].to_numpy()
    below = float(spend[some] @ _expected(book, assumed)[row[some]])
    return float(spend @ _discounted(book, assumed)[row]) / below if below else 0.0


def _horizon(book: OrderBook, assumed: Assumptions) -> float:
    """The horizon in the model's unit; whole periods at a rhythm."""
    units = assumed.horizon_months * DAYS_A_MONTH / book.unit_days
    return float(np.floor(units + 0.1)) if book.unit_days > WEEK else units


def _sample(customers: int) -> NDArray[np.int64]:
    if customers <= MOST_DRAWN:
        return np.arange(customers)
    return np.sort(np.random.default_rng(SEED).choice(customers, MOST_DRAWN, replace=False))


def _drawn(book: OrderBook) -> list[tuple[PurchaseModel, GammaGamma]]:
    """As likely models of purchases and spend, one of each together."""
    spend = book.spend.drawn(DRAWS, SEED + 1) if _has_spread(book) else [book.spend] * DRAWS
    return list(zip(book.model.drawn(DRAWS, SEED), spend))


def _has_spread(book: OrderBook) -> bool:
    """Whether amounts were seen to vary, so that the spend model's parameters mean something."""
    return book.spend.has_mean and book.spend.fit.rung != Rung.ASSUMED


def _undiscounted(
    book: OrderBook, model: PurchaseModel, spend: GammaGamma, rows: NDArray[np.int64], horizon: float, margin: Margin,
    assumed: Assumptions,
) -> Floats:  # fmt: skip
    """Value of some customers under some models, without discount."""
    some = book.customers.iloc[rows]
    x, t_x, T = (some[name].to_numpy() for name in ("frequency", "recency", "T"))
    each = spend.expected_spend(x, some["monetary_value"].to_numpy()) * margin.rate - assumed.cost_per_purchase
    return np.asarray(each * model.expected_purchases(x, t_x, T, horizon))


def outcome_variances(book: OrderBook, margin: Margin, assumed: Assumptions) -> Floats:
    """Variance of each customer's value around what is expected, by the chance in how often and for how much they buy.

    Purchases: as BG/BB has them; else none for who has left, negative binomial for who has not (as in
    `log_probability`). Amounts of one customer: Gamma with the shape p of the spend model. Discounting scales both.
    """
    row = book.customers["row"].to_numpy()
    expected = _expected(book, assumed)
    count = _count_variances(book, expected, _horizon(book, assumed))
    factor = _discounted(book, assumed) / np.maximum(expected, 1e-300)
    amount = spend_of(book) * margin.rate
    each = amount**2 / book.spend.p if _has_spread(book) else 0.0
    varied = (_profit(book, margin, assumed) ** 2) * count[row] + each * expected[row]
    return np.asarray(varied * factor[row] ** 2)


def _count_variances(book: OrderBook, expected: Floats, horizon: float) -> Floats:
    """Variance of the purchases of each distinct history within the horizon."""
    x, t_x, T = book.distinct
    if isinstance(book.model, BGBB):
        return purchase_variance(book.model, x, t_x, T, int(horizon))
    alive = np.clip(book.model.p_alive(x, t_x, T), 1e-12, 1.0)
    mean = expected / alive
    return np.asarray(expected + alive * mean**2 / book.model.rate_shape(x) + alive * (1 - alive) * mean**2)


def customer_interval(
    book: OrderBook, margin: Margin, assumed: Assumptions, customer: int, seed: int = SEED
) -> Estimated:
    """What one customer (code) is worth: how uncertain the expectation is, and between which values it will turn out.

    The outcome is simulated: a model from the parameters' distribution, then purchases and amounts by chance. NaN for
    a customer who never bought.
    """
    rows = np.flatnonzero(book.customers["customer"].to_numpy() == customer)
    if len(rows) == 0:
        return NOT_KNOWN
    horizon = _horizon(book, assumed)
    value = float(values(book, margin, assumed)[rows[0]])
    expected = float(_undiscounted(book, book.model, book.spend, rows, horizon, margin, assumed)[0])
    scale = value / expected if expected else 0.0
    drawn = _drawn(book)
    means = np.array([float(_undiscounted(book, *models, rows, horizon, margin, assumed)[0]) for models in drawn])
    outcomes = np.concatenate(
        [
            _outcomes(book, *models, rows, horizon, margin, assumed, np.random.default_rng((seed, i)))
            for i, models in enumerate(drawn)
        ]
    )
    low, high = np.quantile(outcomes * scale, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    found = from_draws(value, means * scale)
    return Estimated(found.value, found.interval, Interval(float(low), float(high)))


def _outcomes(
    book: OrderBook, model: PurchaseModel, spend: GammaGamma, rows: NDArray[np.int64], horizon: float, margin: Margin,
    assumed: Assumptions, rng: np.random.Generator,
) -> Floats:  # fmt: skip
    """What one customer may turn out to bring, undiscounted, under one pair of models."""
    some = book.customers.iloc[rows]
    x, t_x, T = (some[name].to_numpy() for name in ("frequency", "recency", "T"))
    count = _counts(model, x, t_x, T, horizon, rng)
    amount = float(spend.expected_spend(x, some["monetary_value"].to_numpy())[0])
    paid = amount * (rng.gamma(np.maximum(spend.p * count, 1e-9), 1 / spend.p) if _has_spread(book) else count)
    return np.asarray(np.where(count > 0, paid * margin.rate - count * assumed.cost_per_purchase, 0.0))


def _counts(
    model: PurchaseModel, x: NDArray[np.int64], t_x: Floats, T: Floats, horizon: float, rng: np.random.Generator
) -> Floats:
    """How often one customer may buy within the horizon, a few times by chance."""
    n = OUTCOMES // DRAWS
    if isinstance(model, BGBB):
        return simulated_purchases(model, int(x[0]), int(t_x[0]), int(T[0]), int(horizon), size=n, rng=rng)
    alive = float(np.clip(model.p_alive(x, t_x, T)[0], 1e-12, 1.0))
    mean = float(model.expected_purchases(x, t_x, T, horizon)[0]) / alive
    shape = float(model.rate_shape(x)[0])
    return np.asarray(rng.poisson(rng.gamma(shape, mean / shape, n)) * (rng.random(n) < alive), dtype=np.float64)


def new_value(book: OrderBook, data: Dataset, margin: Margin, assumed: Assumptions) -> Estimated:
    """What a new customer is worth (clv): the first purchase as observed lately, later ones as the models expect."""
    first = first_purchase_value(data, margin) - assumed.cost_per_purchase
    if math.isnan(first):
        return NOT_KNOWN
    horizon = _horizon(book, assumed)
    purchases = float(book.new_by_month[: assumed.horizon_months] @ assumed.discounts)
    each = book.spend.mean_spend * margin.rate - assumed.cost_per_purchase
    expected = float(book.model.expected_purchases_new(horizon))
    drawn = [
        float(model.expected_purchases_new(horizon)) * (spend.mean_spend * margin.rate - assumed.cost_per_purchase)
        for model, spend in _drawn(book)
    ]
    later = np.array(drawn) / expected * purchases if expected else np.zeros(len(drawn))
    return from_draws(first + purchases * each, first + later)


def first_purchase_value(data: Dataset, margin: Margin) -> float:
    """Mean value of the first day of purchase of those who came in the last `NEW_WITHIN` months, else of all.

    0 where everything was given back.
    """
    base = ValueBase.GROSS_PROFIT if margin.base == Base.MARGIN_OBSERVED else ValueBase.SALES
    rate = 1.0 if base == ValueBase.GROSS_PROFIT else margin.rate
    if data.ledger is None:
        return math.nan
    first, customer = first_days(data), row_customers(data)
    months = data.months
    paying = months.first_paid <= months.last
    recent = paying & (months.first_paid > months.last_complete - NEW_WITHIN)
    won = recent if recent.any() else paying
    rows = (data.ledger.day == first[customer]) & won[customer]
    return float(row_values(data, base)[rows].sum()) * rate / int(won.sum()) if won.any() else 0.0
