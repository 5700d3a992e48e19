"""Which renewals came due after an earlier day, what models fitted on that day said of them, and which were made."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ltv.dataset import Dataset
from ltv.metrics.contract_tenures import tenures
from ltv.metrics.repeat import DAYS_A_MONTH
from ltv.metrics.tenures import Tenures
from ltv.metrics.terms import Terms
from ltv.models.contract_average import averaged
from ltv.models.newton import Floats
from ltv.models.renewal_model import RenewalModel
from ltv.models.under_contract import coded_spells, known_at, months_before, under_contract
from ltv.months import day_number

WINDOW, MOST_WINDOWS, LEAST_HISTORY = 6, 4, 12
"""Months that a forecast is held against; how many such windows, one after another, up to the last day known; and
months of data that there must be before the first of them."""
MOST_SCORED = 5_000
"""Customers of a window by whom forecasts are judged; of more, a random part, always the same."""
SEED = 20260930
MODELS = ("sbg", "bdw", "average", "flat")
"""What is compared: both models, their average, and one rate of renewal for everybody."""

DUE = ("origin", "known", "customer", "period", "renewal", "nth", "day", "amount", "made", "faced", *MODELS)


@dataclass(frozen=True)
class FlatRate(RenewalModel):
    """Everybody renews with the same chance, every time: what forecasts are measured against."""

    rate: float

    @classmethod
    def of(cls, counted: Tenures) -> FlatRate:
        """Renewals made of those that were faced, half of one added to either side so that neither chance is 0."""
        counts = counted.renewals()
        faced, left = int(counts.at_risk.sum()), int(counts.deaths.sum())
        return cls((faced - left + 0.5) / (faced + 1))

    def log_survival(self, age: ArrayLike) -> Floats:
        """Ln of the rate to the power of the age."""
        return np.asarray(age, dtype=np.float64) * math.log(self.rate)

    def draws(self, n: int, seed: int) -> Sequence[FlatRate]:
        """The same rate, as often as asked."""
        return [self] * n

    @property
    def expected_lifetime(self) -> float:
        """1 ÷ (1 - rate) payments."""
        return 1 / (1 - self.rate)


def candidates(counted: Tenures) -> dict[str, RenewalModel]:
    """The models of `MODELS`, fitted to the same customers."""
    average = averaged(counted)
    return {"sbg": average.sbg, "bdw": average.bdw, "average": average, "flat": FlatRate.of(counted)}


def renewals_due(data: Dataset) -> pd.DataFrame:
    """Forecast renewals from earlier days, with only what was known then, and look up which were made.

    The data are cut at the end of four days, six months apart, and every model is fitted to what was known on each. It
    is asked of everybody under contract that day about the renewals due within the next six months, up to the next
    cut; so no renewal is in two windows.

    Parameters
    ----------
    data : Dataset
        Of contracts.

    Returns
    -------
    DataFrame, one row per renewal that came due, the latest window first
        `origin` (0 is the latest of the earlier days), `known` (that day, since 1970-01-01); `customer` (code),
        `period`; `renewal`, the number it has in the customer's stay, and `nth`, that within the window; `day` on which
        it was due; `amount`, what it pays at the revenue of the earlier day (smallest unit); `made`; `faced`, whether
        the customer was there still to be asked; and by each of `MODELS` the chance, as of the earlier day, that it
        would be made (share). Empty where no window has 12 months of data before it.
    """
    months = data.months
    cuts = [months_before(months, WINDOW * k) for k in range(MOST_WINDOWS + 1)]
    known = [
        k for k in range(MOST_WINDOWS) if months.last_complete - WINDOW * (k + 1) - months.first + 1 >= LEAST_HISTORY
    ]
    parts = [window(data, cuts[k + 1], cuts[k]).assign(origin=k, known=day_number(cuts[k + 1])) for k in known]
    rows = [part for part in parts if len(part)]
    if not rows:
        return pd.DataFrame({name: np.zeros(0, dtype=object if name == "period" else float) for name in DUE})
    return pd.concat(rows, ignore_index=True)[list(DUE)]


def window(data: Dataset, day: dt.date, until: dt.date) -> pd.DataFrame:
    """Renewals due after a day and up to another, as `renewals_due` returns them, without `origin` and `known`."""
    then = known_at(data, day)
    spells = coded_spells(then)
    fitted = {period: candidates(part) for period, part in tenures(spells).items()}
    here = _some(under_contract(then, spells))
    ends = coded_spells(known_at(data, until))[["customer", "start", "end"]]
    return _outcomes(here.merge(ends, on=["customer", "start"], how="left", validate="1:1"), day_number(until), fitted)


def _some(here: pd.DataFrame) -> pd.DataFrame:
    if len(here) <= MOST_SCORED:
        return here
    return here.iloc[np.sort(np.random.default_rng(SEED).choice(len(here), MOST_SCORED, replace=False))]


def _outcomes(here: pd.DataFrame, until: int, fitted: Mapping[str, Mapping[str, RenewalModel]]) -> pd.DataFrame:
    """One row per renewal due by a day, of customers with the `end` that was known by then."""
    start, done = (here[name].to_numpy(dtype=np.int64) for name in ("start", "renewals"))
    of_customer = _terms(here)
    due = of_customer.completed(start, np.full(len(here), until)) - done
    row = np.repeat(np.arange(len(here)), due)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(due) - due, due) + 1
    each = here.iloc[row].reset_index(drop=True)
    renewal = done[row] + nth
    last = _last_made(here, of_customer)[row]
    terms = _terms(each)
    table = each[["customer", "period"]].assign(
        renewal=renewal,
        nth=nth,
        day=terms.after(start[row], renewal),
        amount=each["monthly"].to_numpy(dtype=np.float64) * _months(terms),
        made=renewal <= last,
        faced=renewal <= last + 1,
    )
    return table.assign(**{name: _chances(table, fitted, name) for name in MODELS})


def _terms(table: pd.DataFrame) -> Terms:
    return Terms(table["term_months"].to_numpy(dtype=np.int64), table["term_days"].to_numpy(dtype=np.int64))


def _months(terms: Terms) -> Floats:
    return np.where(terms.months > 0, terms.months, terms.days / DAYS_A_MONTH)


def _last_made(here: pd.DataFrame, terms: Terms) -> NDArray[np.int64]:
    """Number of the last renewal each customer made; past every one for who is still there.

    Who leaves within a term does not renew at its end, as in `contract_tenures`.
    """
    end = here["end"].astype("Int64")
    start = here["start"].to_numpy(dtype=np.int64)
    left = terms.begun(start, np.asarray(end.fillna(here["start"]), dtype=np.int64)) - 1
    return np.where(end.isna().to_numpy(dtype=bool), np.iinfo(np.int64).max - 1, left)


def _chances(table: pd.DataFrame, fitted: Mapping[str, Mapping[str, RenewalModel]], name: str) -> Floats:
    """S(renewal) ÷ S(renewals made by the earlier day)."""
    renewal, nth = (table[column].to_numpy(dtype=np.int64) for column in ("renewal", "nth"))
    chance = np.ones(len(table))
    for period in table["period"].unique():
        rows = (table["period"] == period).to_numpy()
        log = fitted[str(period)][name].log_survival(np.arange(int(renewal[rows].max()) + 1))
        chance[rows] = np.exp(log[renewal[rows]] - log[renewal[rows] - nth[rows]])
    return chance


def asked(due: pd.DataFrame, model: str) -> Floats:
    """Chance of each renewal once the customer is asked: given that those before it in the window were made."""
    chance = due[model].to_numpy(dtype=np.float64)
    before = np.where(due["nth"].to_numpy() == 1, 1.0, np.roll(chance, 1))
    return np.asarray(np.divide(chance, before, out=np.zeros(len(chance)), where=before > 0))


def log_scores(due: pd.DataFrame, model: str) -> Floats:
    """Log probability a model gave to each renewal's outcome; 0 for those nobody was there to be asked for."""
    chance, made = asked(due, model), due["made"].to_numpy(dtype=bool)
    said = np.log(np.maximum(np.where(made, chance, 1 - chance), 1e-300))
    return np.where(due["faced"].to_numpy(dtype=bool), said, 0.0)
