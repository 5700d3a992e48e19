"""What an initiative would be worth if one department were right: their difference told in money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from ltv.decisions.portfolio.impact import Simulator, actions_of
from ltv.decisions.portfolio.initiatives import Initiative


def implied_worth(believed: Mapping[str, Initiative], simulate: Simulator, *, draws: int, seed: int) -> pd.DataFrame:
    """Margin that an initiative adds by itself, its cost taken off, under the belief of each department.

    The same draws of everything else for all of them, so that only their beliefs differ. What it requires or excludes
    is left out of account.

    Parameters
    ----------
    believed : the initiative as each department believes it (`Initiative.believed`)

    Returns
    -------
    DataFrame, one row per department
        `department`, `worth` (mean), `low`, `high` (P10, P90); money.
    """
    base = simulate(()).margin
    rows = []
    for department, one in believed.items():
        (action,) = actions_of([replace(one, requires=(), excludes=(), sizes=())], draws=draws, seed=seed)
        worth = simulate((action,)).margin - base - action.cost
        rows.append((department, float(worth.mean()), *np.quantile(worth, (0.1, 0.9))))
    return pd.DataFrame(rows, columns=["department", "worth", "low", "high"])
