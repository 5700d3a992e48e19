"""What a scenario comes to, hard times, and levers that are offered only where they move something."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.outlook import Outlook
from ltv.decisions.scenario.rates import discount_shares
from ltv.decisions.scenario.replay import Replay
from ltv.decisions.scenario.resilience import Company, resilience, run_off
from ltv.decisions.scenario.scorecard import scorecard
from ltv.decisions.scenario.state import Base
from ui import session
from ui.charts.money_axis import Money
from ui.scenario_levers import _beside
from ui.scenario_more import hard_notes, hard_table, hard_words, outcome_words, outcomes_title
from ui.scenario_story import Story

from .books import book, same
from .test_pages import ENGLISH_WORD, LANGUAGES, opened, words
from .test_scenarios import DATA, UNTESTED
from .test_words import JAPANESE


@pytest.fixture(params=["ja", "en"])
def lang(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(session, "lang", lambda: request.param)
    monkeypatch.setattr(session, "data", lambda: DATA)
    monkeypatch.setattr(session, "is_sample", lambda: False)
    return str(request.param)


def told(base: Base, *levers: Lever) -> Story:
    return Story(DATA, Outlook(base, levers), UNTESTED, 0.9, "tenure")


STEADY = replace(Base.of_cells([500, 500], 0.01, price=100.0, margin=0.5, new=5), cpa=np.array([400.0]))


def test_outcomes_have_the_scenario_only_when_a_lever_is_pulled(lang: str) -> None:
    plain, moved = told(STEADY), told(STEADY, Lever(LeverKind.CHURN, 0.5))
    alone = outcome_words(scorecard(Replay(plain.seen.base)), plain)
    assert not alone.iloc[:, 1].str.contains("→").any()
    table = outcome_words(scorecard(Replay(moved.seen.base, moved.seen.levers)), moved)
    assert table.shape == (7, 2)
    assert table.iloc[:, 1].str.contains("→").all()
    assert "pt" in table.iloc[0, 1]
    assert outcomes_title(moved) != outcomes_title(plain)


def test_what_is_not_known_is_a_dash(lang: str) -> None:
    story = told(Base.of_cells([500, 500], 0.01, price=100.0))
    assert outcome_words(scorecard(Replay(story.seen.base)), story).iloc[-1, 1] == "—", (
        "nobody is won, so no new one has a value"
    )


def test_hard_times_are_told_by_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: "ja")
    cost = {"fixed_cost": ""}
    monkeypatch.setattr(session, "written", lambda name: cost[name])
    story = told(STEADY)
    company = Company(STEADY, replace(STEADY, mrr=STEADY.mrr * 0.5), math.nan)
    assert "固定費を入れると" in hard_words(resilience(company), story)
    cost["fixed_cost"] = "100"
    assert "36か月にわたって固定費を上回る" in hard_words(resilience(company, fixed_cost=100.0), story)
    shaky = hard_words(resilience(company, fixed_cost=40_000.0), story)
    assert "「上位10社・10人が離れる」が起きると" in shaky
    assert "現状のままでも" in hard_words(resilience(company, fixed_cost=1e9), story)


def test_what_winning_a_customer_costs_must_be_known(lang: str) -> None:
    unknown = replace(STEADY, cpa=None)
    table = hard_table(resilience(Company(unknown, unknown, 1.2)), Money(), "x")
    assert table.iloc[2, 1:].tolist() == ["—"] * 4
    notes = hard_notes(Company(unknown, unknown, 1.2), run_off(unknown), told(unknown))
    assert ("獲得費用がわからない" if lang == "ja" else "what winning a customer costs") in notes
    assert "—" not in notes


def test_the_table_says_what_lasts_and_what_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: "ja")
    company = Company(STEADY, STEADY, math.nan)
    table = hard_table(resilience(company), Money(), "粗利")
    by_name = table.set_index(table.columns[0])
    assert by_name.loc["配送が3日遅れる"].tolist() == ["—"] * 4
    assert by_name.iloc[0, 2] == "36か月以上"
    assert by_name.iloc[0, 3] == "減らない"
    poor = hard_table(resilience(company, fixed_cost=1e9), Money(), "粗利")
    assert poor.iloc[0, 3] == "0"
    assert "か月後" in poor.iloc[0, 4]


def test_notes_name_concentration_run_off_and_what_must_stay(lang: str) -> None:
    company = Company(replace(STEADY, squares=np.array([[1e6, 1e6]])), STEADY, 1.4)
    said = hard_notes(company, run_off(STEADY), told(STEADY))
    assert "1.4" in said
    assert "HHI" in said
    assert "87.5%" in said, "1 − 50 ÷ 400"
    without = hard_notes(Company(STEADY, STEADY, math.nan), run_off(replace(STEADY, cpa=None)), told(STEADY))
    assert "87.5%" not in without


def test_discounts_are_a_share_of_revenue() -> None:
    assert math.isnan(discount_shares(book(**same(3, 100, 100))).every)
    assert 0 < discount_shares(session.samples.load("shop")).every < 0.5


@pytest.mark.parametrize("lang_", LANGUAGES)
def test_folds_open_on_both_samples_without_leftovers(lang_: str) -> None:
    for data in ("shop", "b2b"):
        app = opened(
            "scenarios", lang=lang_, data=data, open="outcomes.hard.swings", swing_by="belief", lever_cut_early="20",
            lever_half_life="6", lever_cost_each="10", fixed_cost="100000",
        )  # fmt: skip
        assert not app.exception
        leftovers = ENGLISH_WORD if lang_ == "ja" else JAPANESE
        tables = [cell for table in app.table for cell in pd.DataFrame(table.value).astype(str).to_numpy().ravel()]
        shown = [*words(app), *tables] if lang_ == "ja" else words(app)
        assert not [text for text in shown if leftovers.search(text) and "scenario." in text]
        assert not [text for text in shown if "scenario." in text]


@pytest.mark.parametrize(
    ("kind", "before", "more", "both"),
    [
        (LeverKind.CHURN, 20.0, 50.0, 60.0), (LeverKind.EXPANSION, 0.5, 0.25, 0.75),
        (LeverKind.PRICE, 10.0, 10.0, 21.0),
        (LeverKind.REACTIVATION, 0.0, 30.0, 30.0),
    ],
)  # fmt: skip
def test_a_goal_is_pulled_beside_what_is_pulled_already(
    kind: LeverKind, before: float, more: float, both: float
) -> None:
    assert _beside(kind, before, more) == pytest.approx(both)


@pytest.mark.parametrize("lang_", LANGUAGES)
def test_a_target_is_reached_at_a_click(lang_: str) -> None:
    app = opened("scenarios", lang=lang_, data="shop", target="90")
    app.button(key="pull_churn").click().run(timeout=60)
    assert not app.exception
    assert "90" in app.title[0].value
    assert "pull_churn" not in [button.key for button in app.button]
