"""The same figures for every segment of a dimension."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.retention import retention, table_of


def retention_by(data: Dataset, dimension: str, end: int, rule: NrrRule, *, start: int | None = None) -> pd.DataFrame:
    """Retention of each segment of a dimension between two months.

    Returns
    -------
    DataFrame, one row per value of `dimension`
        `segment`, and the columns of `ltv.metrics.retention.table_of`. Customers without a value are in no row.
    """
    values = data.values(dimension)
    column = data.customers[dimension].to_numpy()
    parts = [data.months.only(np.asarray(column == value, dtype=bool)) for value in values]
    results = [(start if start is not None else end, end, retention(p, end, rule, start=start)) for p in parts]
    return table_of(iter(results)).assign(segment=[str(value) for value in values])
