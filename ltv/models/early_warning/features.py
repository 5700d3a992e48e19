"""What was known about each customer at the end of a month, before anything that came after."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ltv.dataset import Dataset
from ltv.models.early_warning.contracts import contract_facts
from ltv.models.early_warning.incidents import incident_facts
from ltv.models.early_warning.labels import LABELS, few, label_of
from ltv.models.early_warning.orders import order_facts
from ltv.models.early_warning.panel import UNKNOWN_AGE, Panel
from ltv.models.early_warning.timeline import ends_of


def features(data: Dataset, rows: Panel) -> pd.DataFrame:
    """State what was known at the end of each row's month. No later row of the data set changes a value.

    Returns
    -------
    DataFrame, one row per row of the panel
        `age` (NaN where unknown); for orders the columns of `order_facts`, for contracts those of `contract_facts`;
        those of `incident_facts`; and as categories, where they take 2 to 8 values, `channel`, `plan` and `size` (""
        where not given). NaN means "cannot be known", never "none". Which columns there are depends on what the
        data set holds as a whole.
    """
    ends = ends_of(data.months.month_rule, rows.month)
    of_kind = contract_facts(data.months, rows) if data.ledger is None else order_facts(data.ledger, rows, ends)
    age = pd.Series(np.where(rows.age == UNKNOWN_AGE, np.nan, rows.age), name="age", dtype=np.float64)
    facts = pd.concat([age, of_kind, incident_facts(data, rows, ends)], axis=1)
    return facts.assign(**_labels(data, rows, facts.columns))


def _labels(data: Dataset, rows: Panel, told: pd.Index[str]) -> dict[str, pd.Categorical[str]]:
    """Attributes with few values that the rows do not tell of themselves."""
    found = {}
    for name in LABELS:
        if name in data.customers and name not in told:
            codes, values = pd.factorize(data.customers[name].astype(object), sort=True)
            if few(values):
                found[name] = label_of(codes[rows.customer], values)
    return found
