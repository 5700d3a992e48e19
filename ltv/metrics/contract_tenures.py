"""How long customers stayed under contract, counted in their own renewal periods or in days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ltv.metrics.spells import MIXED
from ltv.metrics.tenures import Tenures
from ltv.metrics.terms import DAY, MONTH, Days, Term, Terms

_LATER = int(np.iinfo(np.int32).max)


def tenures(spells: pd.DataFrame) -> dict[str, Tenures]:
    """Count spells by their own renewal period, each in its own terms.

    A customer under a yearly contract who stayed three years renewed twice; ages of different periods do not mix. A
    term still running on the last day observed is not counted, even when the customer has broken it off already: of
    those who have not, it is not known yet whether they will. Who was there already when the data begin to know
    everybody enters at the last renewal before that day.

    Parameters
    ----------
    spells : DataFrame
        As `spells` returns it.

    Returns
    -------
    dict, period → Tenures
        The one with most spells first. "mixed" in months.
    """
    periods = spells["period"].value_counts(sort=True).index
    return {str(period): _of_period(spells[spells["period"] == period], str(period)) for period in periods}


def tenures_in_days(spells: pd.DataFrame) -> Tenures:
    """Count spells by days under contract, for models in continuous time."""
    start, end, begun, until = _days(spells)
    return Tenures.of(np.minimum(end, until) - start, end <= until, begun - start, term=DAY)


def _of_period(spells: pd.DataFrame, period: str) -> Tenures:
    start, end, begun, until = _days(spells)
    term = Term(int(spells["term_months"].iloc[0]), int(spells["term_days"].iloc[0]))
    terms = Terms(np.array([term.months]), np.array([term.days]))
    entered, observed = terms.completed(start, begun), terms.completed(start, until)
    left = terms.begun(start, np.minimum(end, until + 1))
    churned = (end <= until) & (left <= observed)
    seen = observed >= entered
    age = np.where(churned, left, observed)
    return Tenures.of(age[seen], churned[seen], entered[seen], term=MONTH if period == MIXED else term)


def _days(spells: pd.DataFrame) -> tuple[Days, Days, Days, Days]:
    """Start, end (after the observation where there is none yet), beginning and end of the observation."""
    columns = spells[["start", "end", "observed_from", "observed_until"]].astype("Int64").fillna(_LATER)
    start, end, begun, until = columns.to_numpy(dtype=np.int64).T
    return start, end, begun, until
