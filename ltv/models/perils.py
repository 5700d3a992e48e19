"""What a formula with one retention rate for everybody gets wrong, and what keeping customers better is really worth.

Fader & Hardie, Customer-Base Valuation in a Contractual Setting: The Perils of Ignoring Heterogeneity (2010).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from ltv.metrics.intervals import share
from ltv.models.newton import Floats
from ltv.models.renewal_model import RenewalModel
from ltv.models.sbg import ShiftedBetaGeometric


@dataclass(frozen=True)
class Naive:
    """Payments expected of a customer whose chance of renewing is always `retention`, per unit of margin.

    NaN where they would be infinite.
    """

    retention: float

    @property
    def lifetime(self) -> float:
        """1 ÷ (1 - r): all payments of a new customer, undiscounted (LTV4)."""
        return 1 / (1 - self.retention) if self.retention < 1 else math.nan

    def del_(self, *, discount: float) -> float:
        """(1 + d) ÷ (1 + d - r): payments of a new customer, that of today included."""
        return (1 + discount) / (1 + discount - self.retention) if self.retention < 1 + discount else math.nan

    def derl_after(self, *, discount: float) -> float:
        """R ÷ (1 + d - r): payments of a customer who has just paid (LTV6)."""
        return self.retention / (1 + discount) * self.del_(discount=discount)

    def elasticity(self, *, discount: float) -> float:
        """(1 + d) ÷ (1 + d - r): by how many percent it is said to rise with 1 % more retention."""
        return self.del_(discount=discount)


@dataclass(frozen=True)
class BaseValue:
    """What the present customers will still pay: by tenure, and by one retention rate. Parts add up over groups.

    Attributes
    ----------
    customers : int
    staying : float
        Of them, expected to renew next; `retention` is their share.
    payments : float
        Discounted payments the model expects of them: Σ DERL just after their latest renewal.
    discount : float
        Per renewal period, a share.
    """

    customers: int
    staying: float
    payments: float
    discount: float

    def __add__(self, other: BaseValue) -> BaseValue:
        if self.discount != other.discount:
            raise ValueError(f"values at a discount of {self.discount} and of {other.discount} do not add up")
        return BaseValue(
            self.customers + other.customers,
            self.staying + other.staying,
            self.payments + other.payments,
            self.discount,
        )

    @property
    def retention(self) -> float:
        """The one retention rate: share of the present customers who renew next; NaN without customers."""
        return share(self.staying, self.customers)

    @property
    def naive(self) -> float:
        """Payments by the formula customers × r ÷ (1 + d - r)."""
        return self.customers * Naive(self.retention).derl_after(discount=self.discount)

    @property
    def gap(self) -> float:
        """Naive ÷ model - 1: negative where the formula undervalues the customers; NaN where either is not known."""
        return share(self.naive, self.payments) - 1


def base_value(
    model: RenewalModel, active: Sequence[int], *, discount: float, retention: float | None = None
) -> BaseValue:
    """Value the present customers by their tenure, beside the formula with one retention rate.

    Parameters
    ----------
    active : sequence of int
        Present customers who have renewed 0, 1, 2 … times.
    discount : float
        Per renewal period, a share.
    retention : float, optional
        The one rate, as observed; by default what the model expects of these customers at their next renewal.
    """
    counts = np.asarray(active, dtype=np.int64)
    tenures = np.flatnonzero(counts)
    customers = int(counts.sum())
    staying = float(counts[tenures] @ model.retention(tenures + 1)) if retention is None else retention * customers
    each = [model.derl_after(int(renewals), discount=discount) for renewals in tenures]
    return BaseValue(customers, staying, float(counts[tenures] @ np.array(each, dtype=np.float64)), discount)


def formula_gaps(model: RenewalModel, retention: float, *, discount: float, renewals: int = 0) -> pd.DataFrame:
    """Payments of one customer by the usual formulas and by a model that knows that customers differ.

    Parameters
    ----------
    retention : float
        The one rate the formulas take, such as `BaseValue.retention` or the rate a business reports.
    discount : float
        Per renewal period, a share.
    renewals : int
        How often the existing customer has renewed.

    Returns
    -------
    DataFrame, one row per formula
        `formula`: "lifetime" 1 ÷ (1 - r), a new customer undiscounted; "new" (1 + d) ÷ (1 + d - r); "existing"
        r ÷ (1 + d - r), just after the n-th renewal. `naive` and `model` in payments, `gap` = naive ÷ model - 1; NaN
        where payments are infinite.
    """
    naive = Naive(retention)
    rows = [
        ("lifetime", naive.lifetime, model.expected_lifetime),
        ("new", naive.del_(discount=discount), model.del_(discount=discount)),
        ("existing", naive.derl_after(discount=discount), model.derl_after(renewals, discount=discount)),
    ]
    table = pd.DataFrame(rows, columns=["formula", "naive", "model"])
    return table.assign(gap=table["naive"] / table["model"] - 1)


def survival_if(model: ShiftedBetaGeometric, renewals: int, ahead: int, *, cut: float) -> Floats:
    """Share of customers with n renewals who renew 0, 1 … `ahead` times more, if everybody's chance of leaving is cut.

    θ becomes θ (1 - cut) from today on; who is left of the n-times renewed is as it was, so the sorting stays. It is
    the curve without the cut, averaged over how many of the coming chances to leave are still there (binomially many).
    """
    kept = _kept(cut)
    coming = np.arange(ahead + 1)
    before = np.exp(model.log_survival(renewals + coming) - model.log_survival(renewals))
    return np.asarray(stats.binom.pmf(coming, coming[:, None], kept) @ before)


def derl_if(model: ShiftedBetaGeometric, renewals: int, *, cut: float, discount: float) -> float:
    """Discounted payments expected after the n-th renewal if everybody's chance of leaving is cut from today on.

    E[(1 + d) ÷ (d + (1 - cut) θ)] - 1 over the θ of those who have renewed n times; without a cut `derl_after`.
    """
    kept = _kept(cut)
    if kept == 0:
        return 1 / discount if discount > 0 else math.nan
    today = ShiftedBetaGeometric(model.alpha, model.beta + renewals, model.fit)
    return (1 + discount) / (discount + kept) * today.del_(discount=discount / kept) - 1


def gains_by_tenure(model: ShiftedBetaGeometric, active: Sequence[int], *, cut: float, discount: float) -> pd.DataFrame:
    """What a cut in everybody's chance of leaving is worth, by how often customers have renewed.

    Parameters
    ----------
    active : sequence of int
        Present customers who have renewed 0, 1, 2 … times.
    cut : float
        Share of the chance of leaving that goes, 0 to 1.
    discount : float
        Per renewal period, a share.

    Returns
    -------
    DataFrame, one row per number of renewals that customers have
        `renewals`, `customers`; `retention` and `retention_if` at the next renewal; `payments` and `payments_if`
        expected of each (times the margin: money); `gain` of all of them together; `elasticity` of DERL to retention
        just before the next renewal, and `naive_elasticity` as one retention rate has it.
    """
    counts = np.asarray(active, dtype=np.int64)
    tenures = np.flatnonzero(counts)
    retention = model.retention(tenures + 1)
    table = pd.DataFrame({"renewals": tenures, "customers": counts[tenures], "retention": retention})
    table["retention_if"] = 1 - (1 - retention) * _kept(cut)
    table["payments"] = [model.derl_after(n, discount=discount) for n in tenures.tolist()]
    table["payments_if"] = [derl_if(model, n, cut=cut, discount=discount) for n in tenures.tolist()]
    table["gain"] = table["customers"] * (table["payments_if"] - table["payments"])
    table["elasticity"] = [model.elasticity(n + 1, discount=discount) for n in tenures.tolist()]
    one = share(float(table["customers"] @ retention), int(counts.sum()))
    return table.assign(naive_elasticity=Naive(one).elasticity(discount=discount))


def _kept(cut: float) -> float:
    """What is left of a chance of leaving. Raises ValueError for a cut that is no share."""
    if not 0 <= cut <= 1:
        raise ValueError(f"cut is a share from 0 to 1 of the chance of leaving, not {cut}")
    return 1 - cut
