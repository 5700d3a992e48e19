"""What knowing more before choosing is worth, and which initiatives to test first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special
from scipy.interpolate import BSpline

from ltv.decisions.portfolio.optima import optima
from ltv.decisions.portfolio.policy import prices_of_choices
from ltv.decisions.portfolio.problem import Floats, Problem
from ltv.decisions.portfolio.values import Values

_PIECES = 4
"""Pieces of the cubic spline through which worth is told from an assumption."""
_FEW_LEVELS = 10


def evpi(payoffs: Floats) -> float:
    """Expected value of perfect information: E[max over alternatives] − max over alternatives of E.

    Parameters
    ----------
    payoffs : draws × alternatives, money

    References
    ----------
    Raiffa & Schlaifer, Applied Statistical Decision Theory (1961), chapter 4.
    """
    return float(payoffs.max(axis=1).mean() - payoffs.mean(axis=0).max())


def normal_gain(mean: float, sd: float) -> float:
    """E[max(0, X)] of a normal X: μ Φ(μ/σ) + σ φ(μ/σ); max(0, μ) without a spread."""
    if sd <= 0:
        return max(0.0, mean)
    z = mean / sd
    return mean * float(special.ndtr(z)) + sd * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def normal_evpi(mean: float, sd: float) -> float:
    """What it is worth to know for certain whether something pays, beside leaving it: E[max(0, X)] − max(0, μ)."""
    return normal_gain(mean, sd) - max(0.0, mean)


def normal_evsi(mean: float, sd: float, se: float) -> float:
    """What a pilot is worth that will measure a normal X with a standard error.

    E[max(0, M)] − max(0, μ), the mean after the pilot being M ~ N(μ, σ⁴ ÷ (σ² + se²)).

    References
    ----------
    Raiffa & Schlaifer (1961), section 5.7, two actions with linear gain.
    """
    if sd <= 0 or math.isinf(se):
        return 0.0
    return normal_gain(mean, sd * sd / math.hypot(sd, se)) - max(0.0, mean)


@dataclass(frozen=True)
class Pilot:
    """A test that could be run first.

    Attributes
    ----------
    cost : money
    se : money; standard error with which it measures what the initiative is worth
    """

    cost: float
    se: float


def worth_testing(problem: Problem, values: Values, pilots: Mapping[str, Pilot]) -> pd.DataFrame:
    """Whether a pilot of an initiative is worth more than it costs.

    The decision a pilot informs is whether the initiative is in: its gain is the best set with it less the best set
    without it. Where that is far from 0 no result would change the choice, and a pilot is worth little however unsure
    the effect. Worths are taken as normal and those of other initiatives as unaffected.

    Returns
    -------
    DataFrame, one row per pilot, in the order given; money
        `initiative`; `gain` of including it and `sd` of its worth; `evpi`; `evsi`; `cost` of the pilot; `net` = `evsi`
        − `cost`; `first`, whether that is above 0. NaN and False where it must be in, must be out or cannot be in.
    """
    prices = prices_of_choices(values.expected_in(problem)).set_index("initiative")
    rows = []
    for name, pilot in pilots.items():
        gain = float(prices["difference"][name])
        open_ = math.isfinite(gain) and not {name} & (problem.forced | problem.forbidden)
        sd = _sd(problem, values, name)
        known = normal_evpi(gain, sd) if open_ else math.nan
        worth = normal_evsi(gain, sd, pilot.se) if open_ else math.nan
        rows.append((name, gain, sd, known, worth, pilot.cost, worth - pilot.cost, worth > pilot.cost))
    return pd.DataFrame(rows, columns=["initiative", "gain", "sd", "evpi", "evsi", "cost", "net", "first"])


def _sd(problem: Problem, values: Values, name: str) -> float:
    """Standard deviation of the worth of an initiative, in the size worth most."""
    own = problem.columns(name)
    best = own[np.argmax(values.alone[:, own].mean(axis=0))]
    return float(values.alone[:, best].std(ddof=1)) if values.draws > 1 else 0.0


def evppi(problem: Problem, values: Values, assumptions: Mapping[str, Floats]) -> pd.DataFrame:
    """What it would be worth to know each assumption for certain, all others staying unknown.

    The worth of every option is regressed on the assumption; the best set by what the regression tells in each draw is
    compared with the best set on average (Strong, Oakley & Brennan, Medical Decision Making 34, 2014). Worths of sets
    being sums, options are regressed and not sets.

    Parameters
    ----------
    assumptions : draws of each, in step with `values`

    Returns
    -------
    DataFrame, one row per assumption, the most valuable first; money
        `assumption`, `evppi`, and its `share` of the value of knowing everything (NaN when that is 0).
    """
    everything = _won(problem, values)
    rows = []
    for name, draws in assumptions.items():
        told = Values(_fitted(draws, values.alone), values.pairs, _fitted(draws, values.together))
        rows.append((name, min(_won(problem, told), everything)))
    table = pd.DataFrame(rows, columns=["assumption", "evppi"]).astype({"evppi": float})
    table["share"] = table["evppi"] / everything if everything > 0 else np.nan
    return table.sort_values("evppi", ascending=False, kind="stable", ignore_index=True)


def portfolio_evpi(problem: Problem, values: Values) -> float:
    """What it would be worth to know everything before choosing; money. Equal to the regret of the best set."""
    return _won(problem, values)


def _won(problem: Problem, values: Values) -> float:
    """Mean of the best of each draw less the best on average."""
    found = optima(problem, values)
    return max(0.0, float(found.value.mean() - found.mean.max()))


def _fitted(draws: Floats, worth: Floats) -> Floats:
    """What an assumption tells of each column: means by level where it has few, else a cubic spline."""
    levels, level = np.unique(draws, return_inverse=True)
    if len(levels) <= _FEW_LEVELS:
        count = np.bincount(level)
        sums = np.zeros((len(levels), worth.shape[1]))
        np.add.at(sums, level, worth)
        return np.asarray((sums / count[:, None])[level])
    basis = _spline(draws)
    return np.asarray(basis @ np.linalg.lstsq(basis, worth, rcond=None)[0])


def _spline(draws: Floats) -> Floats:
    """Cubic B-splines with knots at quantiles, draws × functions."""
    inner = np.unique(np.quantile(draws, np.linspace(0, 1, _PIECES + 1)))
    knots = np.concatenate([np.repeat(inner[0], 3), inner, np.repeat(inner[-1], 3)])
    return np.asarray(BSpline.design_matrix(draws, knots, 3).toarray())
