"""What a scenario comes to, in every unit a department thinks in: ranges with and without, and of the difference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ltv.decisions.scenario.levers import Lever
from ltv.decisions.scenario.outcomes import LEVELS, alone
from ltv.decisions.scenario.projection import Projection, simulated
from ltv.decisions.scenario.replay import Replay
from ltv.decisions.scenario.results import gross_drawn, retention_drawn, revenue_drawn
from ltv.decisions.scenario.scenario_metrics import CASH, GRR12, LTV_NEW, MARGIN12, MRR12, NRR12, RETENTION12
from ltv.decisions.scenario.state import Base, Floats

LTV_MONTHS = 60
"""Months over which what a new customer brings is added up."""
OUTCOMES = (NRR12, GRR12, RETENTION12, MRR12, MARGIN12, CASH, LTV_NEW)


def scorecard(seen: Replay) -> pd.DataFrame:
    """Every outcome of a company with and without the levers of a scenario.

    Returns
    -------
    DataFrame, one row per metric of `OUTCOMES`
        `metric` (id); `base` and `scenario` with `_p10` and `_p90`, and `change` with the same: medians and deciles of
        draws that differ by the levers alone. NaN where not known, such as the value of a new customer where nobody is
        won. Ranges of NRR, GRR, retention and revenue hold uncertain rates and the chance in who leaves, widened as
        forecasts have missed; those of margin, cash and value hold uncertain rates.
    """
    plain, moved = _drawn(seen, seen.plain, ()), _drawn(seen, seen.moved, seen.levers)
    return pd.DataFrame([_row(one.id, plain[one.id], moved[one.id]) for one in OUTCOMES])


def _drawn(seen: Replay, found: Projection, levers: tuple[Lever, ...]) -> dict[str, Floats]:
    """Each outcome by draw."""
    return {
        NRR12.id: seen.nrr(found)[:, -1],
        GRR12.id: gross_drawn(seen, found),
        RETENTION12.id: retention_drawn(seen, found),
        MRR12.id: revenue_drawn(seen, found),
        MARGIN12.id: found.margin[:, 1:].sum(axis=1),
        CASH.id: found.cash[:, 1:].sum(axis=1),
        LTV_NEW.id: value_by_draw(seen.base, levers, draws=len(found.kept)),
    }


def value_by_draw(base: Base, levers: tuple[Lever, ...], *, draws: int) -> Floats:
    """Margin that one customer won at the start brings in `LTV_MONTHS`, undiscounted, by draw; NaN where none is won.

    What levers cost as a whole is left out; what they cost for each customer they reach is not.
    """
    won = float(base.new.sum())
    if not won > 0:
        return np.full(draws, np.nan)
    each = [replace(lever, one_off_cost=0.0, monthly_cost=0.0) for lever in levers]
    found = simulated(alone(base), each, months=LTV_MONTHS - 1, draws=draws)
    return np.asarray(found.margin.sum(axis=1) / won)


def _row(name: str, plain: Floats, moved: Floats) -> dict[str, object]:
    row: dict[str, object] = {"metric": name}
    for column, values in (("base", plain), ("scenario", moved), ("change", moved - plain)):
        low, middle, high = np.quantile(values, LEVELS)
        row |= {column: middle, f"{column}_p10": low, f"{column}_p90": high}
    return row
