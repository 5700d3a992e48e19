"""Targets that a reader sets for KPIs which are retention rates: which are possible, and what a value lacks to one."""

from __future__ import annotations

import math
from dataclasses import replace

from ltv.decisions.kpi import Kpi
from ltv.decisions.kpi_catalogue import CATALOGUE
from ltv.decisions.kpis import KpiValue
from ltv.metrics.basis import RetentionTarget

TARGETED = tuple(row.id for row in CATALOGUE if row.keeps is not None)
"""Ids of the KPIs that are retention rates; `Kpi.keeps` has the unit and period of their values."""
LEAST = 0.01


def is_possible(kpi: Kpi, target: RetentionTarget) -> bool:
    """Whether a target speaks of the KPI's own unit and lies where its values can: GRR cannot exceed 1."""
    most = 10.0 if kpi.id == "nrr12" else 1.0
    return kpi.keeps is not None and target.unit == kpi.keeps[0] and LEAST <= target.value <= most


def gap(value: KpiValue, target: RetentionTarget) -> float:
    """What a value lacks to a target, told in the KPI's own period: a share, not positive where it is reached.

    NaN where the value is not known, or the target keeps something else than the KPI.
    """
    aim = replace(value.kpi, target=target).target_value
    return math.nan if aim is None else aim - value.value
