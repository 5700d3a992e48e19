"""The page of scenarios: its answer in every case, levers in the link, and why a target is out of reach."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ltv.decisions.scenario.backtest import BackTest
from ltv.decisions.scenario.goal_seek import goal_seek
from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.outlook import Outlook
from ltv.decisions.scenario.state import Base
from ui import scenario_evidence, session
from ui.scenario_levers import HANDLES, lever_name, size_in_words
from ui.scenario_story import Case, Story, cards

from .books import book, same
from .test_pages import ENGLISH_WORD, LANGUAGES, opened, words
from .test_words import JAPANESE

DATA = book(**same(40, *([100] * 14)))
UNTESTED = BackTest(pd.DataFrame(columns=["origin", "ahead", "actual", "p10", "p50", "p90", "flat"]))


@pytest.fixture
def japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: "ja")
    monkeypatch.setattr(session, "data", lambda: DATA)
    monkeypatch.setattr(session, "is_sample", lambda: False)
    monkeypatch.setattr(session, "cached", lambda function, data, *arguments: function(data, *arguments))


def told(customers: list[float], hazard: float, target: float, *levers: Lever, tested: BackTest = UNTESTED) -> Story:
    base = Base.of_cells(customers, [hazard] * len(customers), price=100.0)
    return Story(DATA, Outlook(base, levers), tested, target, "tenure")


def record_of(off: float, flat: float) -> BackTest:
    row = {"origin": 600, "ahead": 1, "actual": 0.9, "p10": 0.88, "p50": 0.9 + off, "p90": 0.92, "flat": 0.9 + flat}
    return BackTest(pd.DataFrame([row]))


def test_a_record_is_the_mean_distance_from_what_happened() -> None:
    found = record_of(0.01, 0.05)
    assert (found.error, found.flat_error, found.inside) == (pytest.approx(0.01), pytest.approx(0.05), 1.0)
    assert found.beats_flat


HALF = Lever(LeverKind.CHURN, 0.5)
CASES: list[tuple[Story, Case, str]] = [
    (told([0, 0], 0.1, 0.9), "nobody", "見通しを計算できない"),
    (told([5, 5], 0.01, 0.9), "few", "顧客10人と少なく"),
    (told([500, 500], 0.001, 0.9), "base_reached", "届く確率は100%"),
    (told([500, 500], 0.05, 0.9), "base_short", "届かない"),
    (told([500, 500], 0.01, 0.9, HALF), "reached", "88.6%から94.2%へ"),
    (told([500, 500], 0.05, 0.9, HALF), "unlikely", "このシナリオでも12か月後のNRRは73.8%"),
]


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize(("story", "case", "said"), CASES, ids=[case for _, case, _ in CASES])
def test_the_headline_fits_the_case(story: Story, case: str, said: str) -> None:
    assert story.case == case
    assert said in story.headline()
    assert story.badge().words


@pytest.mark.usefixtures("japanese")
def test_a_chance_between_is_not_called_reached() -> None:
    counted = replace(
        Base.of_cells([500, 500], [0.02, 0.02]), left=np.array([[4.0, 4.0]]), at_risk=np.array([[200.0, 200.0]])
    )
    story = Story(DATA, Outlook(counted), UNTESTED, 0.77, "tenure")
    assert 0.5 < story.seen.chance_of(story.seen.plain, 0.77) < 0.9
    assert story.case == "base_likely"


@pytest.mark.usefixtures("japanese")
def test_how_forecasts_did_is_said_before_they_are_believed() -> None:
    assert "過去で試せていません" in told([500], 0.05, 0.9).caution()
    assert "平均1.0pt（一律の離脱率では5.0pt）" in told([500], 0.05, 0.9, tested=record_of(0.01, 0.05)).caution()
    assert "一律の離脱率（1.0pt）に及びません" in told([500], 0.05, 0.9, tested=record_of(0.05, 0.01)).caution()
    assert "検証されたものではありません" in told([500], 0.05, 0.9, HALF, tested=record_of(0.01, 0.05)).caution()


@pytest.mark.usefixtures("japanese")
def test_why_a_target_is_out_of_reach_is_said_with_what_else_would_do() -> None:
    story = told([500, 500], 0.05, 1.05)
    goals = [goal_seek(story.seen.base, 1.05, Lever(kind, 0.0)) for kind in (LeverKind.CHURN, LeverKind.EXPANSION)]
    said = scenario_evidence.goal_title(story, goals)
    assert "離脱をゼロにしても100.0%止まりで、目標105%には届かない" in said
    assert "アップセルだけなら月+" in said
    assert scenario_evidence.goal_table(goals, 1.05).iloc[0, 1] == "届かない（−100%でも）"
    easy = told([500, 500], 0.05, 0.8)
    churn = [goal_seek(easy.seen.base, 0.8, Lever(LeverKind.CHURN, 0.0))]
    assert "離脱率を" in scenario_evidence.goal_title(easy, [*churn, *goals[1:]])


@pytest.mark.usefixtures("japanese")
def test_nothing_is_paid_back_where_no_cost_was_stated() -> None:
    free, costly, dear = (
        cards(told([500, 500], 0.05, 0.9, replace(HALF, one_off_cost=cost)))[3].about for cost in (0, 5_000, 1e9)
    )
    assert free == "費用は未入力"
    assert costly.endswith("か月目に回収")
    assert dear == "12か月では未回収"


@pytest.mark.usefixtures("japanese")
def test_levers_are_named_with_their_size() -> None:
    assert lever_name(Lever(LeverKind.CHURN, 0.25, tenure_to=3)) == "最初の3か月の離脱 −25%"
    assert size_in_words(LeverKind.EXPANSION, 0.005) == "+0.5pt"
    assert size_in_words(LeverKind.PRICE, 0.1) == "+10%"
    assert len({handle.name for handle in HANDLES}) == len(HANDLES)


@pytest.mark.parametrize("data", ["shop", "b2b"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_levers_stand_in_the_link_and_everything_is_told_in_the_readers_language(lang: str, data: str) -> None:
    link = {"lever_cut_early": "20", "lever_expand": "0.3", "lever_cost": "500000", "open": "record.swings"}
    app = opened("scenarios", lang=lang, data=data, **link)
    assert app.query_params["lever_cut_early"] == "20"
    assert app.metric[1].value not in ("—", app.metric[0].value)
    read = [*words(app), *(fold.label for fold in app.expander)]
    read += [str(cell) for table in app.table for cell in [*table.value.columns, *table.value.to_numpy().ravel()]]
    if lang == "en":
        assert [w for w in read if JAPANESE.search(w.replace("表示言語", "").replace("日本語", ""))] == []
    else:
        assert [w for w in read if ENGLISH_WORD.search(w)] == []


def test_levers_on_one_segment_do_less_than_on_all() -> None:
    one, all_ = (
        opened("scenarios", lang="ja", data="shop", lever_cut_later="20", **more)
        for more in ({"reach": "アフィリエイト"}, {})
    )
    nrr = [float(app.metric[1].value.removesuffix("%")) for app in (one, all_)]
    assert float(one.metric[0].value.removesuffix("%")) < nrr[0] < nrr[1]


def test_a_lever_is_pulled_and_put_back() -> None:
    app = opened("scenarios", lang="en", data="b2b")
    assert app.metric[1].value == "—"
    app.number_input(key="asked_lever_expand").set_value(0.5).run()
    assert app.metric[1].value != "—"
    assert app.query_params["lever_expand"] == "0.5"
    app.button(key="levers_reset").click().run()
    assert app.metric[1].value == "—"
    assert "lever_expand" not in app.query_params


@pytest.mark.parametrize("code", ["-5", "nan", "1e999", "x", "<script>", "101"])
def test_impossible_levers_and_targets_in_a_link_are_none(code: str) -> None:
    names = ("lever_cut_early", "lever_cut_later", "lever_start", "lever_ramp", "lever_elasticity", "lever_cost_month")
    link = dict.fromkeys(names, code if code != "101" else "1e13")
    app = opened("scenarios", lang="ja", data="b2b", target=code if code != "101" else "301", method=code, **link)
    assert app.metric[1].value == "—"
    assert app.number_input(key="asked_target").value == 100
