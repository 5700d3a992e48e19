"""What each KPI of the catalogue reads on a data set at the end of a month."""

from __future__ import annotations

import math
from dataclasses import replace

from ltv.decisions.kpi_reading import Facts, Reading, lacking
from ltv.decisions.kpi_readings_customers import CUSTOMER_READERS
from ltv.decisions.kpi_readings_revenue import REVENUE_READERS

_READERS = REVENUE_READERS | CUSTOMER_READERS
_NOT_COMPUTED = {
    "cost_per_parcel": "logistics_cost",
    "renewal_error": "forecasts",
    "activation": "behaviour",
    "treated_gain": "evaluations",
    "holdout_share": "evaluations",
    "contacts_per_customer": "contacts",
    "modelled_share": "models",
    "resolution_rate": "resolutions",
    "days_to_close": "closing_log",
}


def reading(kpi: str, facts: Facts, end: int) -> Reading:
    """Read a KPI at the end of month `end`. NaN always comes with a reason."""
    if kpi not in _READERS:
        return lacking(_NOT_COMPUTED.get(kpi, "own_kpi"))
    found = _READERS[kpi](facts, end)
    return replace(found, missing=("cases",)) if math.isnan(found.value) and not found.missing else found
