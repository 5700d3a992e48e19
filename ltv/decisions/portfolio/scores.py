"""RICE, ICE and WSJF as columns derived from what the simulator computes, for readers who are used to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ltv.decisions.portfolio.problem import Floats, Problem, Sets
from ltv.decisions.portfolio.sets import fits, keeps_rules


def scores(
    ids: Sequence[str],
    values: Floats,
    *,
    reach: Floats,
    person_months: Floats,
    duration: Floats,
    horizon_months: float,
) -> pd.DataFrame:
    """Scores per initiative; none of their parts is typed in by hand.

    RICE = reach × impact × confidence ÷ effort, so the expected value per person-month times confidence.
    ICE = impact × confidence × ease, each from 0 to 10: value over the largest value, probability of being worth more
    than nothing, and 1 ÷ (1 + person-months). WSJF = cost of delay ÷ duration, the cost of delay being the value per
    month of the horizon.

    Parameters
    ----------
    values : draws × initiatives
        Money, net of cost, each alone.
    reach : number of customers
    person_months, duration : months; of all departments, and until it is in place

    Returns
    -------
    DataFrame, one row per initiative, in the order given
        `initiative`, `reach`, `impact` (money per customer; NaN without customers), `confidence` (share), `effort`
        (person-months), `rice` (money per person-month; NaN without effort or customers), `ice`, `cost_of_delay` (money
        per month), `wsjf` (NaN without duration), and `rank_rice`, `rank_ice`, `rank_wsjf` (1 for the largest).

    References
    ----------
    RICE: McBride, Intercom (2016). ICE: Ellis & Brown, Hacking Growth (2017). WSJF: Reinertsen, The Principles of
    Product Development Flow (2009).
    """
    mean, confidence = values.mean(axis=0), (values > 0).mean(axis=0)
    largest = float(mean.max(initial=0.0)) or 1.0
    impact, delay = _ratio(mean, reach), mean / horizon_months
    table = pd.DataFrame(
        {
            "initiative": list(ids),
            "reach": reach,
            "impact": impact,
            "confidence": confidence,
            "effort": person_months,
            "rice": _ratio(reach * impact * confidence, person_months),
            "ice": 1_000 * np.maximum(0.0, mean) / largest * confidence / (1 + np.asarray(person_months)),
            "cost_of_delay": delay,
            "wsjf": _ratio(delay, duration),
        }
    )
    for name in ("rice", "ice", "wsjf"):
        table[f"rank_{name}"] = table[name].rank(ascending=False, method="min")
    return table


def taken_in_order(problem: Problem, score: Floats) -> Sets:
    """What a list worked off by a score would do: from the top, whatever is worth something and still fits.

    What must be in is taken first. Something that others need is not brought forward for them: a list does not know.

    Parameters
    ----------
    score : per option; NaN comes last
    """
    known = np.where(np.isnan(score), -np.inf, score)
    first = [bool({name, problem.initiative[row]} & problem.forced) for row, name in enumerate(problem.ids)]
    taken = np.zeros(problem.size, dtype=bool)
    free = replace(problem, forced=frozenset())
    for row in np.lexsort((-known, ~np.array(first, dtype=bool))):
        tried = taken.copy()
        tried[row] = True
        is_allowed = fits(free, tried[None])[0] and keeps_rules(free, tried[None])[0]
        if is_allowed and (first[row] or known[row] > 0):
            taken = tried
    return taken


def _ratio(part: Floats, whole: Floats) -> Floats:
    """NaN where there is nothing to divide by."""
    divisor = np.asarray(whole, dtype=np.float64)
    return np.asarray(np.where(divisor > 0, part / np.where(divisor > 0, divisor, 1.0), np.nan))
