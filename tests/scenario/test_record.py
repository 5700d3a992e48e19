"""A scenario comes back from a store or a file as it was, computes the same, and nothing hostile gets through."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from ltv.dataset import Dataset
from ltv.decisions.scenario.company import base_of
from ltv.decisions.scenario.lever_record import _RULES, lever_mapping, lever_of
from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.outlook import Outlook
from ltv.decisions.scenario.record import (
    MOST_DRAWS,
    MOST_LEVERS,
    Setting,
    UnreadableScenarioError,
    saved_results,
    scenario_of,
    setting_of,
)
from ltv.decisions.scenario.replay import USUAL_RUN, Replay, Run
from ltv.decisions.scenario.results import Results, results_of
from ltv.decisions.scenario.state import Base
from ltv.metrics.other_costs import OtherCosts
from ltv.models.assumptions import Assumptions
from ltv.store import Scenario, Store, export_scenario, import_scenario, open_store
from ltv.store.location import in_folder
from tests.ui.test_words import JAPANESE
from ui import samples

EARLY = Lever(LeverKind.CHURN, 0.07, tenure_to=3, start=1, ramp_months=2, owner="cs", one_off_cost=1_234_567.0)
UPSELL = Lever(LeverKind.EXPANSION, 0.003, owner="sales", half_life_months=9.5, monthly_cost=12_345.0)
RISE = Lever(LeverKind.PRICE, 0.05, segment="検索広告", tenure_from=4, elasticity=0.3)
ASSUMED = Assumptions(36, 0.08, 0.55, 120.0, other_costs=OtherCosts(250_000.0, 0.15))
SETTING = Setting((EARLY, UPSELL, RISE), ASSUMED, "tenure", 0.9, "JPY", 0)


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return samples.load("shop")


def computed(data: Dataset, setting: Setting) -> Results:
    base = base_of(data, dimension="channel", assumed=setting.assumed)
    return results_of(Replay(base, setting.levers, run=setting.run), setting.target)


def saved(data: Dataset, setting: Setting = SETTING) -> Scenario:
    return scenario_of(setting, computed(data, setting), name="案A", base=data.fingerprint, notes="メモ")


def changed(scenario: Scenario, **more: Any) -> Scenario:
    return Scenario(**{**scenario.values(), **more})


def said(scenario: Scenario) -> str:
    with pytest.raises(UnreadableScenarioError) as refused:
        setting_of(scenario)
    assert not JAPANESE.search(refused.value.text.en)
    assert refused.value.text.ja.startswith("このシナリオは計算できません。")
    return refused.value.text.ja


# --- it comes back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lever", [EARLY, UPSELL, RISE, Lever(LeverKind.CHURN, -0.5)])
def test_a_lever_comes_back_as_it_was(lever: Lever) -> None:
    assert lever_of(json.loads(json.dumps(lever_mapping(lever)))) == (lever, [])


def test_a_setting_comes_back_as_it_was(shop: Dataset) -> None:
    assert setting_of(saved(shop)) == SETTING


def test_what_an_older_record_does_not_name_has_its_usual_value() -> None:
    old = Scenario("案", "f" * 32, [{"kind": "churn", "size": 0.2}], seed=7, horizon_months=12)
    assert setting_of(old) == Setting((Lever(LeverKind.CHURN, 0.2),), Assumptions(), "tenure", 1.0, "", 0, Run(7))


def test_a_lever_with_a_size_for_every_draw_is_nobodys_setting() -> None:
    import numpy as np

    with pytest.raises(ValueError, match="one size"):
        lever_mapping(Lever(LeverKind.CHURN, np.array([0.1, 0.2])))


def test_another_workspace_computes_the_same_numbers_to_the_last_digit(shop: Dataset, tmp_path: Path) -> None:
    here, there = (open_store(in_folder(tmp_path / name)) for name in ("here", "there"))
    kept = here.save(saved(shop), author="p-1")
    file = export_scenario(kept, exported_at=here.clock())
    arrived = there.save(import_scenario(file.data).scenario, author="p-2").body
    again = computed(shop, setting_of(arrived))
    assert again == saved_results(arrived) == computed(shop, SETTING)
    assert import_scenario(file.data).notes(shop.fingerprint) == []


def test_a_scenario_of_other_data_says_so_and_can_still_be_read(shop: Dataset, tmp_path: Path) -> None:
    store: Store = open_store(in_folder(tmp_path))
    file = export_scenario(store.save(saved(shop), author="p-1"), exported_at=store.clock())
    arrived = import_scenario(file.data)
    (note,) = arrived.notes(samples.load("b2b").fingerprint)
    assert "別のデータ" in note.ja
    assert setting_of(arrived.scenario) == SETTING
    assert saved_results(arrived.scenario) is not None


# --- its numbers ----------------------------------------------------------------------------------------------------


def test_the_usual_run_is_the_outlook_of_the_page_to_the_last_digit(shop: Dataset) -> None:
    base = base_of(shop, dimension="channel")
    outlook, replay = Outlook(base, (EARLY,), 1.4), Replay(base, (EARLY,), 1.4)
    assert replay.ends(replay.moved) == outlook.ends(outlook.moved)
    assert replay.ends(replay.plain) == outlook.ends(outlook.plain)
    assert replay.chance_of(replay.moved, 0.9) == outlook.chance_of(outlook.moved, 0.9)
    found = results_of(replay, 0.9)
    assert (found.nrr.p10, found.nrr.p50, found.nrr.p90) == outlook.ends(outlook.moved)
    assert found.gained_mean == float(outlook.payoff.margin[-1])


def test_another_seed_gives_other_draws_and_its_own_numbers_come_back(shop: Dataset) -> None:
    seeded = replace(SETTING, run=Run(seed=5, draws=500, months=6))
    first, second = computed(shop, seeded), computed(shop, setting_of(saved(shop, seeded)))
    assert first == second
    assert "nrr" in first.differing(computed(shop, replace(seeded, run=Run(6, 500, 6))))
    assert USUAL_RUN.seed != 5


def test_what_is_kept_of_customers_and_revenue_is_worked_out_by_hand() -> None:
    known = Base.of_cells([100.0, 80.0, 320.0], [0.2, 0.1, 0.05], price=1_000.0)
    found = results_of(Replay(replace(known, squares=known.mrr * 0), run=Run(months=3)), 0.8)
    assert found.nrr.p50 == pytest.approx(0.81548, abs=1e-4)
    assert found.grr.p50 == pytest.approx(0.81548, abs=1e-4)
    assert found.mrr.p50 == pytest.approx(407_740, rel=1e-3)
    assert found.retention.p10 < 0.81548 < found.retention.p90
    assert (found.gained_mean, found.break_even) == (0.0, None)


def test_no_retention_and_no_grr_is_above_everything() -> None:
    sure = Base.of_cells([50.0], [1e-9], price=100.0, net_growth=0.05)
    found = results_of(Replay(replace(sure, squares=sure.mrr * 1e4)), 1.0)
    assert found.grr.p90 <= 1
    assert found.retention.p90 <= 1
    assert found.nrr.p50 > 1


def test_results_are_the_same_to_nine_digits_or_named(shop: Dataset) -> None:
    found = computed(shop, SETTING)
    assert found.differing(found) == []
    assert found.differing(replace(found, chance=found.chance + 1e-13)) == []
    assert found.differing(replace(found, gained_mean=found.gained_mean * 1.01, break_even=None)) == (
        ["gained"] if found.break_even is None else ["gained", "break_even"]
    )


def test_results_of_nobody_are_kept_as_unknown_and_come_back() -> None:
    nobody = Base.of_cells([0.0, 0.0], [0.1, 0.1])
    found = results_of(Replay(nobody), 0.9)
    assert not found.is_known
    back = Results.from_mapping(json.loads(json.dumps(found.as_mapping(), allow_nan=False)))
    assert back is not None
    assert math.isnan(back.nrr.p50)


@pytest.mark.parametrize(
    "kept", [{}, {"nrr": 1}, {"nrr": {"p10": "x", "p50": 1, "p90": 1}}, {"break_even": True}], ids=str
)
def test_results_that_are_none_are_read_as_none(kept: Mapping[str, Any], shop: Dataset) -> None:
    whole = computed(shop, SETTING).as_mapping()
    assert Results.from_mapping({**whole, **kept} if kept else {}) is None


# --- hostile and other files ----------------------------------------------------------------------------------------


def test_every_field_of_a_lever_is_checked() -> None:
    assert {name for name, _, _ in _RULES} == {each.name for each in fields(Lever)}


HOSTILE: list[tuple[str, Any]] = [
    ("kind", "magic"), ("kind", ["churn"]), ("kind", None), ("size", "0.2"), ("size", True), ("size", 1.5),
    ("size", -11), ("size", None), ("segment", "a\nb"), ("segment", "x" * 201), ("segment", 3), ("tenure_from", 0),
    ("tenure_from", 1.5), ("tenure_to", 0), ("tenure_to", 10**9), ("start", -1), ("start", True), ("ramp_months", 1e3),
    ("half_life_months", 0), ("one_off_cost", -1), ("one_off_cost", 1e16), ("monthly_cost", "1"), ("owner", "nobody"),
    ("owner", {}), ("elasticity", 99), ("__class__", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), HOSTILE, ids=lambda x: str(x)[:20])
def test_a_lever_out_of_bounds_is_refused_with_its_number(name: str, value: Any, shop: Dataset) -> None:
    rows = [lever_mapping(UPSELL), {**lever_mapping(EARLY), name: value}]
    assert "打ち手2：" in said(changed(saved(shop), levers=rows))


def test_a_lever_whose_tenures_are_reversed_is_refused() -> None:
    lever, flaws = lever_of({"kind": "churn", "size": 0.1, "tenure_from": 5, "tenure_to": 3})
    assert lever is None
    assert [flaw.en for flaw in flaws] == ["its range of tenure is empty"]


def test_a_lever_without_kind_or_size_is_refused() -> None:
    assert [flaw.en for flaw in lever_of({})[1]] == ["kind is missing", "size is missing"]


ASSUMPTIONS: list[tuple[str, Any]] = [
    ("method", "oracle"), ("method", 3), ("target", "0.9"), ("target", 0), ("target", 5), ("target", True),
    ("currency", "¥¥¥"), ("currency", 5), ("decimals", 9), ("decimals", "0"), ("value", []), ("value", {"margin": 1}),
    ("value", {"gross_margin": 2}), ("value", {"gross_margin": "0.5"}), ("value", {"gross_margin": True}),
    ("value", {"horizon_months": 0}), ("value", {"horizon_months": 12.5}), ("value", {"discount_annual": None}),
    ("value", {"cost_per_purchase": -1}), ("value", {"timing": "never"}), ("value", {"winning_cost_monthly": -1}),
    ("value", {"winning_cost_share": "x"}), ("unheard_of", 1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), ASSUMPTIONS, ids=lambda x: str(x)[:30])
def test_an_assumption_out_of_bounds_or_unknown_is_refused(name: str, value: Any, shop: Dataset) -> None:
    kept = saved(shop)
    assert said(changed(kept, assumptions={**kept.assumptions, name: value}))


@pytest.mark.parametrize("more", [{"draws": MOST_DRAWS + 1}, {"draws": 1}, {"horizon_months": 600}], ids=str)
def test_nobody_is_made_to_compute_for_hours(more: dict[str, int], shop: Dataset) -> None:
    assert "試行は" in said(changed(saved(shop), **more))


def test_too_many_levers_are_refused(shop: Dataset) -> None:
    assert "打ち手は" in said(changed(saved(shop), levers=[lever_mapping(EARLY)] * (MOST_LEVERS + 1)))
