"""Tables of the cohort page, computed once, and its controls."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics import catalogue
from ltv.metrics.cohort_curve import cohort_curve, cohort_curves_by
from ltv.metrics.cohorts import CohortBasis, cohorts
from ltv.metrics.repeat import Conversion, conversion, median_gap, purchases
from ltv.metrics.second_order import by_week, days_until_next, median_days, repeat_window
from ui import session
from ui.words import t

YEAR = 12
BASES = {
    CohortBasis.CUSTOMERS: catalogue.COHORT_CUSTOMERS,
    CohortBasis.REVENUE: catalogue.COHORT_REVENUE,
    CohortBasis.CUMULATIVE: catalogue.COHORT_CUMULATIVE,
}
HORIZONS = {"12": (12, 24), "24": (24, 36), "all": (600, 48)}
"""Code → last age and number of cohorts on the heat map."""
WEEKS = 18


def table(data: Dataset) -> pd.DataFrame:
    """Every cohort at every age observed."""
    return cohorts(data.months)


def curve(data: Dataset, basis: CohortBasis) -> pd.DataFrame:
    """The mean over cohorts with its interval."""
    return cohort_curve(data.months, basis)


def curves(data: Dataset, dimension: str, basis: CohortBasis) -> pd.DataFrame:
    """The mean of each large segment."""
    return cohort_curves_by(data, dimension, basis)


@dataclass(frozen=True)
class Repeat:
    """How customers go on to their second and third order."""

    window: int
    gap: float
    steps: tuple[Conversion, ...]
    weeks: pd.DataFrame
    median: float


def repeat(data: Dataset) -> Repeat | None:
    """Repeat conversion; None for contracts, and where nobody has ordered twice."""
    if data.ledger is None:
        return None
    orders = purchases(data.ledger)
    window = repeat_window(orders)
    if window is None:
        return None
    steps = tuple(step for nth in (1, 2) if (step := conversion(orders, nth, window)).eligible)
    waiting = days_until_next(orders)
    return Repeat(window, median_gap(orders), steps, by_week(waiting, WEEKS), median_days(waiting))


# --- controls ---------------------------------------------------------------------------------------------------------


def basis_control() -> CohortBasis:
    """Choose what a cohort is measured by."""
    codes = [basis.value for basis in CohortBasis]
    return CohortBasis(
        session.choose("basis", t("control.basis"), codes, codes[0], lambda c: t(f"cohort.basis.{c}"), "segments")
    )


def horizon_control() -> str:
    """Choose how many months to show."""
    return session.choose(
        "horizon", t("cohort.horizon"), list(HORIZONS), "12", lambda c: t(f"cohort.horizon.{c}"), "segments"
    )
