"""Targets as the reader sets them, kept in the session and the link, and how far a value is from one."""

from __future__ import annotations

import math

from ltv.decisions.kpi import Kpi
from ltv.decisions.kpi_catalogue import KPIS
from ltv.decisions.kpi_targets import TARGETED, gap, is_possible
from ltv.decisions.kpis import KpiValue
from ltv.errors import LtvError
from ltv.metrics.basis import UNIT_NAMES, RetentionTarget
from ui import session, show
from ui.words import of, t


def targets() -> dict[str, RetentionTarget]:
    """Targets the reader has set; kept in the link as kpi:value:unit:period. What cannot be read is no target."""
    found = {}
    for part in session.written("targets").split(","):
        fields = part.split(":")
        if len(fields) == 4 and fields[0] in TARGETED:
            try:
                target = RetentionTarget(float(fields[1]), fields[2], fields[3])
            except (LtvError, ValueError):
                continue
            if is_possible(KPIS[fields[0]], target):
                found[fields[0]] = target
    return found


def set_target(kpi: str, target: RetentionTarget | None) -> None:
    """Keep a target, or take it away."""
    kept = {name: old for name, old in targets().items() if name != kpi} | ({kpi: target} if target else {})
    session.write("targets", ",".join(f"{n}:{x.value:g}:{x.unit}:{x.period}" for n, x in kept.items()))


def why_not(kpi: Kpi, target: RetentionTarget) -> str:
    """What is wrong with a target that is not possible."""
    unit = kpi.keeps[0] if kpi.keeps else ""
    if target.unit != unit:
        return t("kpi.target.wrong_unit", unit=of(UNIT_NAMES[unit]))
    return t("kpi.target.too_high")


def target_words(value: KpiValue, target: RetentionTarget | None) -> str:
    """A target, and whether the value reaches it; compared only in the same unit."""
    if target is None:
        return show.NOTHING
    lacking = gap(value, target)
    if math.isnan(value.value):
        return t("kpi.target.not_known", target=of(target.text))
    if math.isnan(lacking):
        return t("kpi.target.other_basis", target=of(target.text))
    if lacking <= 0:
        return t("kpi.target.meets", target=of(target.text))
    return t("kpi.target.misses", target=of(target.text), gap=show.points(lacking).lstrip("+"))
