"""What all customers who order, one of them and a new one are worth, with intervals of the parameters and of chance."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.metrics.intervals import LEVEL, Interval
from ltv.metrics.standing import first_days
from ltv.metrics.value_base import ValueBase, row_customers, row_values
from ltv.models.assumptions import Assumptions, Base, Margin
from ltv.models.estimate import NOT_KNOWN, Estimated, from_draws
from ltv.models.fit import Rung
from ltv.models.gammagamma import GammaGamma
from ltv.models.newton import Floats
from ltv.models.order_book import SEED, OrderBook
from ltv.models.order_value import discounted_of, expected_of, horizon_of, profit_of, spend_of, values
from ltv.models.purchase_model import PurchaseModel

MOST_DRAWN = 400
"""Customers by whom the spread of a total is found; it is then scaled to all."""
DRAWS = 200
OUTCOMES = 4_000
NEW_WITHIN = 24
"""New customers of so many months say what a first purchase brings."""


def total_value(book: OrderBook, margin: Margin, assumed: Assumptions) -> Estimated:
    """What all customers together are worth, with the parameters' interval and that of the outcome.

    The spread over as likely models is found on `MOST_DRAWN` customers drawn at random and scaled to all.
    """
    total = float(values(book, margin, assumed).sum())
    some = _sample(len(book.customers))
    expected, *drawn = drawn_values(book, margin, assumed, some).sum(axis=1)
    spread = (np.array(drawn) - expected) * _scale(book, assumed, some)
    return from_draws(total, total + spread, float(outcome_variances(book, margin, assumed).sum()))


def drawn_values(book: OrderBook, margin: Margin, assumed: Assumptions, rows: NDArray[np.int64]) -> Floats:
    """Undiscounted worth of some customers (rows of the book) by the fitted and by as likely models, a row each."""
    every = [(book.model, book.spend), *_drawn(book)]
    return np.array([_undiscounted(book, *models, rows, margin, assumed) for models in every])


def outcome_variances(book: OrderBook, margin: Margin, assumed: Assumptions) -> Floats:
    """Variance of each customer's value around what is expected, by the chance in how often and for how much they buy.

    Amounts of one customer are Gamma with the shape p of the spend model. Discounting scales both.
    """
    row = book.customers["row"].to_numpy()
    expected = expected_of(book, assumed)
    count = book.model.purchase_variance(*book.distinct, horizon_of(book, assumed), expected)
    factor = discounted_of(book, assumed) / np.maximum(expected, 1e-300)
    amount = spend_of(book) * margin.rate
    each = amount**2 / book.spend.p if _has_spread(book) else 0.0
    varied = (profit_of(book, margin, assumed) ** 2) * count[row] + each * expected[row]
    return np.asarray(varied * factor[row] ** 2)


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
    value = float(values(book, margin, assumed)[rows[0]])
    expected = float(_undiscounted(book, book.model, book.spend, rows, margin, assumed)[0])
    scale = value / expected if expected else 0.0
    drawn = _drawn(book)
    means = np.array([float(_undiscounted(book, *models, rows, margin, assumed)[0]) for models in drawn])
    outcomes = np.concatenate(
        [
            _outcomes(book, *models, rows, margin, assumed, np.random.default_rng((seed, i)))
            for i, models in enumerate(drawn)
        ]
    )
    low, high = np.quantile(outcomes * scale, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    found = from_draws(value, means * scale)
    return Estimated(found.value, found.interval, Interval(float(low), float(high)))


def new_value(book: OrderBook, data: Dataset, margin: Margin, assumed: Assumptions) -> Estimated:
    """What a new customer is worth (clv): the first purchase as observed lately, later ones as the models expect."""
    first = first_purchase_value(data, margin) - assumed.cost_per_purchase
    if math.isnan(first):
        return NOT_KNOWN
    horizon = horizon_of(book, assumed)
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


def _scale(book: OrderBook, assumed: Assumptions, some: NDArray[np.int64]) -> float:
    """Discounted spend expected of all, by undiscounted spend expected of some."""
    spend, row = spend_of(book), book.customers["row"].to_numpy()
    below = float(spend[some] @ expected_of(book, assumed)[row[some]])
    return float(spend @ discounted_of(book, assumed)[row]) / below if below else 0.0


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
    book: OrderBook, model: PurchaseModel, spend: GammaGamma, rows: NDArray[np.int64], margin: Margin,
    assumed: Assumptions,
) -> Floats:  # fmt: skip
    """Value of some customers under some models, without discount."""
    some = book.customers.iloc[rows]
    x, t_x, T = (some[name].to_numpy() for name in ("frequency", "recency", "T"))
    each = spend.expected_spend(x, some["monetary_value"].to_numpy()) * margin.rate - assumed.cost_per_purchase
    return np.asarray(each * model.expected_purchases(x, t_x, T, horizon_of(book, assumed)))


def _outcomes(
    book: OrderBook, model: PurchaseModel, spend: GammaGamma, rows: NDArray[np.int64], margin: Margin,
    assumed: Assumptions, rng: np.random.Generator,
) -> Floats:  # fmt: skip
    """What one customer may turn out to bring, undiscounted, under one pair of models."""
    some = book.customers.iloc[rows]
    x, t_x, T = (some[name].to_numpy() for name in ("frequency", "recency", "T"))
    count = model.simulated_purchases(x, t_x, T, horizon_of(book, assumed), size=OUTCOMES // DRAWS, rng=rng)
    amount = float(spend.expected_spend(x, some["monetary_value"].to_numpy())[0])
    paid = amount * (rng.gamma(np.maximum(spend.p * count, 1e-9), 1 / spend.p) if _has_spread(book) else count)
    return np.asarray(np.where(count > 0, paid * margin.rate - count * assumed.cost_per_purchase, 0.0))
