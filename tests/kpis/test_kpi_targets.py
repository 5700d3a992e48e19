import math
from dataclasses import replace

import pytest

from ltv.decisions.kpi_catalogue import KPIS
from ltv.decisions.kpi_targets import TARGETED, gap, is_possible
from ltv.decisions.kpis import KpiValue, current_values
from ltv.metrics.basis import RetentionTarget
from tests.kpis.books import END, company

HALF = company("2023-12", **{f"c{i}": [100] * 13 + [100 * (i < 2)] * 12 for i in range(4)})


def value(kpi: str) -> KpiValue:
    (found,) = current_values(HALF, END, [KPIS[kpi]])
    return found


def test_targets_are_set_for_the_retention_rates():
    assert TARGETED == ("nrr12", "grr12", "retention_90")


@pytest.mark.parametrize(("kpi", "target", "possible"), [
    pytest.param("grr12", RetentionTarget(0.9, "revenue", "year"), True, id="its own unit"),
    pytest.param("grr12", RetentionTarget(0.9, "customers", "year"), False, id="another unit"),
    pytest.param("grr12", RetentionTarget(1.1, "revenue", "year"), False, id="GRR above 1"),
    pytest.param("nrr12", RetentionTarget(1.1, "revenue", "year"), True, id="NRR above 1"),
    pytest.param("nrr12", RetentionTarget(0.009, "revenue", "year"), False, id="hardly anything"),
    pytest.param("f2", RetentionTarget(0.5, "customers", "year"), False, id="no retention rate"),
])  # fmt: skip
def test_a_target_is_possible_in_the_unit_and_range_of_its_kpi(kpi, target, possible):
    assert is_possible(KPIS[kpi], target) is possible


def test_what_a_value_lacks_is_told_in_the_kpis_own_period():
    grr = value("grr12")
    assert grr.value == pytest.approx(0.5)
    assert gap(grr, RetentionTarget(0.9, "revenue", "year")) == pytest.approx(0.4)
    assert gap(grr, RetentionTarget(0.9, "revenue", "month")) == pytest.approx(0.9**12 - 0.5)
    assert gap(grr, RetentionTarget(0.5, "revenue", "year")) <= 0


def test_nothing_is_lacking_to_a_target_of_another_unit_or_of_an_unknown_value():
    assert math.isnan(gap(value("grr12"), RetentionTarget(0.9, "customers", "year")))
    unknown = replace(value("grr12"), value=math.nan)
    assert math.isnan(gap(unknown, RetentionTarget(0.9, "revenue", "year")))
