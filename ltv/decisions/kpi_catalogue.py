"""The KPIs the app ships with. A reader may edit them; `catalogue_flaws` then says what no longer fits."""

from __future__ import annotations

from ltv.decisions.kpi import Kpi
from ltv.decisions.kpi_customers import CUSTOMERS
from ltv.decisions.kpi_guardrails import GUARDRAILS
from ltv.decisions.kpi_revenue import REVENUE

_ORDER = (
    "nrr12",
    "grr12",
    "margin_ltv_24m",
    "retention_90",
    "cost_per_kept",
    "cpa",
    "discount_share",
    "promise_kept",
    "cost_per_parcel",
    "first_reply_p90",
    "churn_rate",
    "contraction_rate",
    "expansion_rate",
    "renewal_error",
    "f2",
    "activation",
    "treated_gain",
    "explained_revenue",
)

KPIS: dict[str, Kpi] = {row.id: row for row in (*REVENUE, *CUSTOMERS, *GUARDRAILS)}
"""Every KPI by id, guardrails included."""

CATALOGUE: tuple[Kpi, ...] = tuple(KPIS[name] for name in _ORDER)
"""The 18 KPIs that are aimed at, the north star candidate first; the other ones of `KPIS` only guard them."""

NORTH_STAR = "nrr12"
