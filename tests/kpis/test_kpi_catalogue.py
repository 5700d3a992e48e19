from dataclasses import replace

import pytest

from ltv.decisions import driver_metrics
from ltv.decisions.kpi import DEPARTMENTS, KIND_NAMES, MATURITY_NAMES, Maturity, catalogue_flaws
from ltv.decisions.kpi_catalogue import CATALOGUE, KPIS, NORTH_STAR
from ltv.decisions.kpi_readings import _NOT_COMPUTED, _READERS
from ltv.decisions.kpis import MISSING
from ltv.metrics.basis import RetentionTarget
from ltv.metrics.metric import METRICS, Text, Unit


def has_japanese(text):
    return any("ぁ" <= c <= "ヿ" or "一" <= c <= "龥" for c in text)


def test_the_shipped_catalogue_has_18_kpis_and_no_flaw():
    assert len(CATALOGUE) == 18
    assert CATALOGUE[0].id == NORTH_STAR
    assert catalogue_flaws(KPIS.values()) == []


@pytest.mark.parametrize("kpi", KPIS.values(), ids=KPIS)
def test_every_kpi_is_explained_in_both_languages(kpi):
    assert METRICS[kpi.metric.id] is kpi.metric
    for text in (kpi.decision, kpi.basis, kpi.gaming, kpi.metric.meaning, kpi.metric.formula, kpi.metric.name):
        assert text.en.isascii() or all(c in "Σ−÷×⌈⌉·" or c.isascii() for c in text.en), text.en
        assert text.ja
    assert has_japanese(kpi.decision.ja)
    assert has_japanese(kpi.basis.ja)
    assert has_japanese(kpi.gaming.ja)
    assert has_japanese(kpi.metric.meaning.ja)
    assert kpi.data


@pytest.mark.parametrize("kpi", KPIS.values(), ids=KPIS)
def test_a_kpi_without_a_way_to_compute_it_is_a_draft(kpi):
    assert (kpi.id in _NOT_COMPUTED) == (kpi.maturity == Maturity.DRAFT)
    assert (kpi.id in _READERS) == (kpi.maturity == Maturity.REFERENCE)


def test_no_kpi_ships_ready_for_appraisal_or_with_an_invented_target():
    assert {kpi.maturity for kpi in KPIS.values()} <= {Maturity.DRAFT, Maturity.REFERENCE}
    assert [kpi.id for kpi in KPIS.values() if kpi.target is not None] == ["holdout_share"]


def test_everyone_signs_the_north_star():
    north_star = KPIS[NORTH_STAR]
    assert {north_star.owner, *north_star.contributors} == set(DEPARTMENTS)


def test_departments_kinds_maturities_and_reasons_have_names_in_both_languages():
    for text in (*DEPARTMENTS.values(), *KIND_NAMES.values(), *MATURITY_NAMES.values(), *MISSING.values()):
        assert isinstance(text, Text)
        assert text.ja
        assert text.en.isascii()
    assert set(_NOT_COMPUTED.values()) <= set(MISSING)
    assert [MATURITY_NAMES[m].ja for m in Maturity] == ["下書き", "参考", "試行", "評価"]


def test_parts_of_the_driver_tree_are_explained():
    for metric in (driver_metrics.LOST_SIZE, driver_metrics.MONTH_1, driver_metrics.CLOSING, driver_metrics.REFUNDS):
        assert METRICS[metric.id] is metric
        assert metric.meaning.ja
        assert metric.meaning.en


def flaws_of(**changes):
    changed = KPIS | {"cpa": replace(KPIS["cpa"], **changes)}
    return [(flaw.kpi, flaw.text.en) for flaw in catalogue_flaws(changed.values())]


@pytest.mark.parametrize(("changes", "flaw"), [
    ({"owner": "marketing + cs"}, "it has no single accountable department"),
    ({"owner": ""}, "it has no single accountable department"),
    ({"contributors": ("cs", "cs")}, "a department is named twice"),
    ({"contributors": ("marketing",)}, "a department is named twice"),
    ({"contributors": ("legal",)}, "unknown department legal"),
    ({"guardrails": ("happiness",)}, "unknown KPI happiness"),
    ({"guardrails": ("cpa",)}, "it guards itself"),
])  # fmt: skip
def test_what_is_wrong_with_an_edited_kpi_is_said(changes, flaw):
    assert flaws_of(**changes) == [("cpa", flaw)]


def test_a_formula_that_goes_round_in_a_circle_is_found_wherever_one_enters_it():
    circle = "its formula goes round in a circle"
    assert flaws_of(inputs=("cost_per_kept",)) == [("cost_per_kept", circle), ("cpa", circle)]
    assert flaws_of(inputs=("cpa",)) == [("cpa", circle)]


def test_guardrails_may_guard_each_other():
    assert "cost_per_parcel" in KPIS["promise_kept"].guardrails
    assert "promise_kept" in KPIS["cost_per_parcel"].guardrails


def test_two_kpis_with_one_id_are_a_flaw():
    twice = [*KPIS.values(), replace(KPIS["cpa"], owner="sales")]
    assert ("cpa", "two KPIs have this id") in [(flaw.kpi, flaw.text.en) for flaw in catalogue_flaws(twice)]


def with_target(kpi, target):
    return replace(KPIS[kpi], target=target)


def test_a_retention_target_is_told_in_the_period_of_its_kpi():
    monthly = RetentionTarget(0.9, unit="revenue", period="month")
    assert with_target("grr12", monthly).target_value == pytest.approx(0.28243, abs=5e-6)


@pytest.mark.parametrize(("kpi", "target", "flaw"), [
    ("grr12", 0.9, "its target has no unit and period"),
    ("grr12", RetentionTarget(0.9, "customers", "year"), "its target keeps something else than the KPI"),
    ("cpa", RetentionTarget(0.9, "customers", "year"), "its target keeps something else than the KPI"),
])  # fmt: skip
def test_a_retention_kpi_takes_only_a_target_with_its_unit_and_a_period(kpi, target, flaw):
    changed = KPIS | {kpi: with_target(kpi, target)}
    assert [found.text.en for found in catalogue_flaws(changed.values())] == [flaw]


def test_shares_are_shares_and_money_is_money():
    assert {kpi.metric.unit for kpi in KPIS.values() if kpi.kind == "conversion"} == {Unit.SHARE}
