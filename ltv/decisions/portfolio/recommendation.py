"""What a plan recommends, and everything that is told beside it: how sure, why not the others, what rules cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ltv.decisions.portfolio.frontier import frontier
from ltv.decisions.portfolio.impact import Impact
from ltv.decisions.portfolio.initiatives import Initiative, options_of
from ltv.decisions.portfolio.optima import optima
from ltv.decisions.portfolio.plan import Limits, plan_problem
from ltv.decisions.portfolio.policy import price_of_forcing, prices_of_limits
from ltv.decisions.portfolio.problem import Problem
from ltv.decisions.portfolio.reasons import BY_RULE, reasons
from ltv.decisions.portfolio.relaxation import relaxed
from ltv.decisions.portfolio.robustness import CAUTIOUS, Robustness, inclusion, robustness
from ltv.decisions.portfolio.selection import Portfolio, best_portfolio
from ltv.metrics.intervals import Interval


@dataclass(frozen=True, eq=False)
class Recommendation:
    """The best set of a plan.

    Attributes
    ----------
    problem : what was solved, what had to give way included
    chosen : Portfolio
    standing : Robustness
        Of the set, over all draws.
    table : DataFrame, one row per candidate, in the order given
        `id`, `name` (Text), `owner`, `cost` with `cost_low`, `cost_high`, `impact` with `impact_low`, `impact_high`
        (P10, P90; money, own cost off), `nrr` (share added alone), `inclusion`, `label`, `chosen`, `reason`, `subject`.
    frontier : DataFrame, as `frontier.frontier`
    limits : DataFrame, as `policy.prices_of_limits`
    price_of_first : money given up by insisting on the forced initiatives; 0 without any
    nrr : share, mean NRR that the set adds in a year
    nrr_interval : its P10 and P90
    """

    problem: Problem
    chosen: Portfolio
    standing: Robustness
    table: pd.DataFrame
    frontier: pd.DataFrame
    limits: pd.DataFrame
    price_of_first: float
    nrr: float
    nrr_interval: Interval


def recommended(
    initiatives: Sequence[Initiative], found: Impact, limits: Limits, *, forced: tuple[str, ...] = ()
) -> Recommendation:
    """The set worth most within limits, with how sure it is and why others are left out.

    Parameters
    ----------
    found : Impact
        Of the same initiatives.
    forced : ids that must be in
    """
    asked = plan_problem(initiatives, found.margin, limits, forced=forced)
    chosen = best_portfolio(asked)
    problem = relaxed(asked, chosen.relaxed) if chosen.relaxed else asked
    best = optima(problem, found.margin)
    free = plan_problem(initiatives, found.margin, limits)
    added = found.nrr.of(chosen.columns)
    sure = _sure(problem if chosen.relaxed else free, found)[["initiative", "inclusion", "label"]].rename(
        columns={"initiative": "id"}
    )
    return Recommendation(
        problem=problem,
        chosen=chosen,
        standing=robustness(found.margin, best, chosen.columns),
        table=_table(initiatives, found, problem, chosen, _by_rule(free, chosen, forced)).merge(
            sure, on="id", validate="1:1"
        ),
        frontier=frontier(problem, found.margin),
        limits=prices_of_limits(problem),
        price_of_first=price_of_forcing(free, *forced) if forced and not chosen.relaxed else 0.0,
        nrr=float(added.mean()),
        nrr_interval=Interval(*(float(end) for end in np.quantile(added, (CAUTIOUS, 1 - CAUTIOUS)))),
    )


def _sure(problem: Problem, found: Impact) -> pd.DataFrame:
    """How often each is in the best set when none must be: a rule makes nothing surer."""
    return inclusion(problem, optima(problem, found.margin))


def _by_rule(free: Problem, chosen: Portfolio, forced: tuple[str, ...]) -> frozenset[str]:
    """What is in because it must be, and would not be chosen otherwise."""
    if not forced or chosen.relaxed:
        return frozenset()
    return frozenset(forced) - frozenset(best_portfolio(free).chosen)


def _table(
    initiatives: Sequence[Initiative], found: Impact, problem: Problem, chosen: Portfolio, by_rule: frozenset[str]
) -> pd.DataFrame:
    """Every candidate alone, and whether and why it is in the set."""
    options = options_of(initiatives)
    low, high = np.quantile(found.margin.alone, (CAUTIOUS, 1 - CAUTIOUS), axis=0)
    table = pd.DataFrame(
        {
            "id": [option.id for option in options],
            "name": [option.initiative.name for option in options],
            "owner": [option.initiative.owner for option in options],
            "cost": [option.cost for option in options],
            "cost_low": [option.cost_interval.low for option in options],
            "cost_high": [option.cost_interval.high for option in options],
            "impact": found.margin.alone.mean(axis=0),
            "impact_low": low,
            "impact_high": high,
            "nrr": found.nrr.alone.mean(axis=0),
            "chosen": chosen.columns,
        }
    )
    why = reasons(problem, chosen.columns).rename(columns={"initiative": "id"})
    why["reason"] = why["reason"].mask(why["id"].isin(by_rule), BY_RULE)
    return table.merge(why, on="id", validate="1:1")
