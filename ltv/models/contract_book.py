"""What customers under contract are worth: their monthly revenue, times the chance that it is still paid (LTV10)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import CustomerMonths
from ltv.metrics.contract_tenures import tenures
from ltv.metrics.intervals import LEVEL, Interval
from ltv.metrics.repeat import DAYS_A_MONTH
from ltv.metrics.tenures import Tenures
from ltv.metrics.terms import Days
from ltv.models.assumptions import Assumptions, Margin
from ltv.models.contract_average import ContractAverage, fit_contracts
from ltv.models.estimate import NOT_KNOWN, Estimated, from_draws
from ltv.models.newton import Floats
from ltv.models.renewal_model import RenewalModel
from ltv.models.renewal_record import SCORED, RenewalRecord, log_score_sums, model_scores
from ltv.models.renewal_windows import renewals_due
from ltv.models.under_contract import coded_spells, under_contract

DRAWS = 200
SEED = 20260930
NEW_WITHIN = 24
"""New customers of so many months say what a new one starts with."""

Models = Mapping[str, RenewalModel]


@dataclass(frozen=True, eq=False)
class ContractBook:
    """Customers under contract and the models of how long they stay, one per renewal period.

    Attributes
    ----------
    models : period → its projection
    counted : period → the tenures it was fitted on
    customers : DataFrame, one row per customer under contract at `as_of` who pays
        As `under_contract` returns it.
    new : DataFrame, one row per period
        `period`, `term_months`, `term_days`, `customers`, `monthly` (mean of the first paid month) of the new customers
        of the last `NEW_WITHIN` months.
    record : RenewalRecord or None
        What the models in use, fitted up to earlier days, said of the renewals after them; None where too few came due.
    scores : DataFrame
        How each candidate did at that, as `model_scores` returns it; empty without a window.
    """

    models: Mapping[str, ContractAverage]
    counted: Mapping[str, Tenures]
    customers: pd.DataFrame
    new: pd.DataFrame
    record: RenewalRecord | None = None
    scores: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(SCORED)))


def contract_book(data: Dataset) -> ContractBook:
    """Fit how long customers stay, and list who is there.

    Raises
    ------
    NotEnoughDataError
        When the data set has no contracts.
    """
    table = coded_spells(data)
    counted, due = tenures(table), renewals_due(data)
    scores = model_scores(due)
    tried = log_score_sums(scores)
    models = {period: fit_contracts(part, tried.get(period)) for period, part in counted.items()}
    in_use = {period: model.in_use for period, model in models.items()}
    return ContractBook(
        models, counted, under_contract(data, table), _new(data.months, table), RenewalRecord.of(due, in_use), scores
    )


def _new(months: CustomerMonths, table: pd.DataFrame) -> pd.DataFrame:
    """First spells that began in the last months, and what they pay in their first month."""
    month = months.month_rule.months(table["start"].to_numpy(dtype=np.int64))
    first_spell = (table["nth"] == 1).to_numpy()
    lately = first_spell & (month > months.last_complete - NEW_WITHIN)
    recent = table[lately if lately.any() else first_spell]
    first = pd.Series(_first_amount(months), name="monthly")
    paid = recent.merge(first, left_on="customer", right_index=True, validate="m:1").dropna(subset=["monthly"])
    kept = paid.groupby(["period", "term_months", "term_days"], as_index=False)
    return kept.agg(customers=("monthly", "size"), monthly=("monthly", "mean"))


def _first_amount(months: CustomerMonths) -> Floats:
    """Amount of each customer's first paid month, by code; NaN for who never paid."""
    amount = np.full(months.size, math.nan)
    rows = months.month == months.first_paid[months.customer]
    amount[months.customer[rows]] = months.amount[rows]
    return amount


def renewals_ahead(term_months: Days, term_days: Days, into: Days, months: int) -> NDArray[np.int64]:
    """How many renewals customers face by the end of the 1st, 2nd … month from now.

    Parameters
    ----------
    term_months, term_days : renewal period of each customer; `term_days` counts where `term_months` is 0
    into : whole months since each one's latest renewal

    Returns
    -------
    int64, one row per customer, one column per month
    """
    length = np.where(term_months > 0, term_months, np.maximum(term_days, 1) / DAYS_A_MONTH)
    ahead = into[:, None] + np.arange(1, months + 1)[None, :]
    return np.floor(ahead / length[:, None] + 1e-9).astype(np.int64)


def still_there(book: ContractBook, models: Models, months: int) -> Floats:
    """Chance that each customer of a book is under contract at the end of the 1st, 2nd … month from now."""
    table = book.customers
    columns = ("term_months", "term_days", "into", "renewals")
    length, days, into, done = (table[name].to_numpy(dtype=np.int64) for name in columns)
    ahead = renewals_ahead(length, days, into, months)
    chance = np.ones(ahead.shape)
    for period in table["period"].unique():
        rows = (table["period"] == period).to_numpy()
        reached = done[rows, None] + ahead[rows]
        log = models[str(period)].log_survival(np.arange(int(reached.max(initial=0)) + 1))
        chance[rows] = np.exp(log[reached] - log[done[rows]][:, None])
    return chance


def expected_values(book: ContractBook, models: Models, margin: Margin, assumed: Assumptions) -> Floats:
    """Residual value (rlv) of each customer of a book under some models, smallest unit."""
    chance = still_there(book, models, assumed.horizon_months)
    return np.asarray(_monthly_margin(book, margin, assumed) * (chance @ assumed.discounts))


def values_within(book: ContractBook, margin: Margin, assumed: Assumptions, months: NDArray[np.int64]) -> Floats:
    """Value of each customer of a book within a number of months from now of their own, up to the horizon."""
    kept = np.cumsum(still_there(book, book.models, assumed.horizon_months) * assumed.discounts, axis=1)
    kept = np.concatenate([np.zeros((len(kept), 1)), kept], axis=1)
    return np.asarray(_monthly_margin(book, margin, assumed) * kept[np.arange(len(kept)), months])


def customer_interval(book: ContractBook, margin: Margin, assumed: Assumptions, customer: int) -> Estimated:
    """What one customer (code) is worth: how uncertain the expectation is, and between which values it will turn out.

    NaN for a customer who is not under contract. The outcome is the range of what they can have paid when they leave:
    its quantiles, as leaving at each renewal has its own chance.
    """
    rows = np.flatnonzero(book.customers["customer"].to_numpy() == customer)
    if len(rows) == 0:
        return NOT_KNOWN
    one = replace(book, customers=book.customers.iloc[rows])
    drawn = np.array([expected_values(one, models, margin, assumed).sum() for models in _draws(one)])
    found = from_draws(float(expected_values(one, one.models, margin, assumed).sum()), drawn)
    chance = still_there(one, one.models, assumed.horizon_months)[0]
    paid = np.cumsum(assumed.discounts) * float(_monthly_margin(one, margin, assumed)[0])
    return replace(found, outcome=_quantiles(chance, paid))


def _quantiles(chance: Floats, paid: Floats) -> Interval:
    """Range of what has been paid by the month after which a customer leaves."""
    leaves_by = 1 - np.append(chance[1:], 0.0)
    low, high = (int(np.searchsorted(leaves_by, level)) for level in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    start = 0.0 if 1 - chance[0] >= (1 - LEVEL) / 2 else float(paid[low])
    return Interval(start, float(paid[min(high, len(paid) - 1)]))


def renewal_chances(table: pd.DataFrame, models: Models) -> Floats:
    """Chance that each row's next renewal is made.

    Parameters
    ----------
    table : DataFrame
        `period`, and `renewals` made so far: customers of a book, or contracts of a renewal calendar.

    Returns
    -------
    float64
        NaN where there is no model for the period.
    """
    done = table["renewals"].to_numpy(dtype=np.float64)
    chance = np.full(len(table), math.nan)
    for period, model in models.items():
        rows = (table["period"] == period).to_numpy()
        chance[rows] = model.retention(done[rows] + 1)
    return chance


def customer_values(book: ContractBook, margin: Margin, assumed: Assumptions) -> pd.DataFrame:
    """Values of the customers under contract, one row each, by code.

    Returns
    -------
    DataFrame
        `customer`; `p_alive` (renews when next asked, a share); `expected` (months still paid within the horizon);
        `spend` and `monthly` (revenue a month); `rlv`; `at_stake`, all of it: who ends a contract is gone.
    """
    table, renews = book.customers, renewal_chances(book.customers, book.models)
    monthly = table["monthly"].to_numpy(dtype=np.float64)
    values = pd.DataFrame(
        {
            "customer": table["customer"].to_numpy(),
            "p_alive": renews,
            "expected": still_there(book, book.models, assumed.horizon_months).sum(axis=1),
            "spend": monthly,
            "monthly": monthly,
            "rlv": (rlv := expected_values(book, book.models, margin, assumed)),
            "at_stake": rlv,
        }
    )
    return values.sort_values("customer", ignore_index=True)


def total_value(book: ContractBook, margin: Margin, assumed: Assumptions) -> Estimated:
    """What all customers under contract are worth, with the parameters' interval and that of the outcome."""
    values = expected_values(book, book.models, margin, assumed)
    if len(values) == 0:
        return Estimated(0.0, Interval(0.0, 0.0), Interval(0.0, 0.0)) if book.counted else NOT_KNOWN
    drawn = np.array([expected_values(book, models, margin, assumed).sum() for models in _draws(book)])
    return from_draws(float(values.sum()), drawn, float(outcome_variances(book, margin, assumed).sum()))


def drawn_values(book: ContractBook, margin: Margin, assumed: Assumptions, rows: NDArray[np.int64]) -> Floats:
    """What some customers (rows of the book) are worth by the fitted and by as likely models, a row each."""
    some = replace(book, customers=book.customers.iloc[rows])
    return np.array([expected_values(some, models, margin, assumed) for models in (book.models, *_draws(book))])


def outcome_variances(book: ContractBook, margin: Margin, assumed: Assumptions) -> Floats:
    """Variance of each customer's value around what is expected: they leave at one month or another.

    Of who leaves after month m the months up to m were worth their discounted sum c(m), so the variance is
    E[c²] - E[c]²; with S(m) falling, E[c²] = Σ S(m) (c(m)² - c(m - 1)²).
    """
    chance = still_there(book, book.models, assumed.horizon_months)
    squares = np.diff(np.cumsum(assumed.discounts) ** 2, prepend=0.0)
    spread = chance @ squares - (chance @ assumed.discounts) ** 2
    return np.asarray(np.maximum(spread, 0) * _monthly_margin(book, margin, assumed) ** 2)


def _monthly_margin(book: ContractBook, margin: Margin, assumed: Assumptions) -> Floats:
    return np.asarray(book.customers["monthly"].to_numpy(dtype=np.float64) * margin.rate - assumed.cost_per_purchase)


def new_value(book: ContractBook, margin: Margin, assumed: Assumptions) -> Estimated:
    """What a new customer is worth (clv): the mean of those who came lately, each at their first month's revenue."""
    if len(book.new) == 0:
        return NOT_KNOWN
    drawn = np.array([_new_value(book, models, margin, assumed) for models in _draws(book)])
    return from_draws(_new_value(book, book.models, margin, assumed), drawn)


def _new_value(book: ContractBook, models: Models, margin: Margin, assumed: Assumptions) -> float:
    """The first month is paid for certain; month m + 1 by those who passed the renewals of m months."""
    table, total = book.new, 0.0
    length, days = (table[name].to_numpy(dtype=np.int64) for name in ("term_months", "term_days"))
    ahead = renewals_ahead(length, days, np.zeros(len(table), dtype=np.int64), assumed.horizon_months)[:, :-1]
    for row, (period, monthly, customers) in enumerate(zip(table["period"], table["monthly"], table["customers"])):
        there = np.append(1.0, models[str(period)].survival(ahead[row]))
        total += customers * (monthly * margin.rate - assumed.cost_per_purchase) * float(there @ assumed.discounts)
    return float(total / table["customers"].sum())


def _draws(book: ContractBook) -> list[Models]:
    """As likely models, one of each period together."""
    drawn = {period: model.draws(DRAWS, SEED + i) for i, (period, model) in enumerate(book.models.items())}
    return [{period: models[i] for period, models in drawn.items()} for i in range(DRAWS)]
