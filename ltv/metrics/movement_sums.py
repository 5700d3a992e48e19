"""What a month lost, won back and made on balance: sums of the movements of existing customers and of all."""

from __future__ import annotations

import pandas as pd


def movement_sums(table: pd.DataFrame) -> pd.DataFrame:
    """Add the movements of each month up.

    Parameters
    ----------
    table : DataFrame
        As `ltv.metrics.movements.movements` returns it.

    Returns
    -------
    DataFrame, one row per row of `table`
        Smallest unit: `lost` by churn and contraction, counted positive; `gained` by reactivation and expansion;
        `net` of all movements, new customers included = closing − opening.
    """
    return pd.DataFrame(
        {
            "lost": -table["churn"] - table["contraction"],
            "gained": table["reactivation"] + table["expansion"],
            "net": table["closing"] - table["opening"],
        }
    )
