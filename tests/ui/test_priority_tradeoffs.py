"""Trade-offs of a plan: every sentence in its case, in both languages, with nothing and with one initiative chosen."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from ltv.decisions.portfolio.disappointment import CategoryPrior
from ltv.decisions.portfolio.flips import Flip
from ltv.decisions.portfolio.initiatives import PersonMonths
from ltv.decisions.portfolio.library import FIRST
from ltv.decisions.portfolio.plan import Limits
from ltv.models.assumptions import Assumptions
from ui import priorities, priority_computed, priority_tradeoffs, session
from ui.priority_computed import Ranks, Shrunk
from ui.priority_controls import PEOPLE
from ui.priority_flips import canonical, condition, flip_table, flip_title, steady
from ui.priority_names import weight_in_words
from ui.priority_order import furthest, order_table, order_title, order_words, rank_table, rank_title, rank_words
from ui.priority_pilots import pilot_table, pilot_title, shrunk_words, unknown_table, unknown_title
from ui.priority_story import Story
from ui.priority_tradeoffs import weight_answer, weight_sentences, weight_table, weight_title

from .handouts import starters
from .test_pages import ENGLISH_WORD, LANGUAGES, opened, words
from .test_words import JAPANESE

SMALL = tuple(PersonMonths(name, 1, months) for name, months in PEOPLE.items())
LARGE = tuple(PersonMonths(name, 1, 9) for name in PEOPLE)
USUAL, WIDE = (Limits(6e6, SMALL), (FIRST,)), (Limits(2e7, LARGE), ())
NOTHING, ONE = (Limits(0), ()), (Limits(3e5, SMALL), ())
FOLDS = "flips.order.pilots.ranks.weights"


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    shop = session.samples.load("shop")
    monkeypatch.setattr(session, "lang", lambda: request.param)
    monkeypatch.setattr(session, "data", lambda: shop)
    monkeypatch.setattr(session, "is_sample", lambda: True)
    return str(request.param)


@pytest.fixture
def japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = session.samples.load("shop")
    monkeypatch.setattr(session, "lang", lambda: "ja")
    monkeypatch.setattr(session, "data", lambda: shop)
    monkeypatch.setattr(session, "is_sample", lambda: True)


def story(limits: Limits, forced: tuple[str, ...]) -> Story:
    data = session.samples.load("shop")
    return Story(
        data, priorities.recommendation(data, Assumptions(), limits, forced, starters(data)), limits, is_sales=False
    )


def of(compute: Callable[..., Any], limits: Limits, forced: tuple[str, ...]) -> Any:
    shop = session.samples.load("shop")
    return compute(shop, Assumptions(), limits, forced, starters(shop))


def everything(asked: tuple[Limits, tuple[str, ...]]) -> list[str]:
    """All that the folds can say about a plan."""
    seen = story(*asked)
    weights, changes = of(priority_computed.weights, *asked), of(priority_computed.changes, *asked)
    pilots, unknowns = of(priority_computed.pilots, *asked), of(priority_computed.unknowns, *asked)
    order, ranks = of(priority_computed.waiting, *asked), of(priority_computed.ranks, *asked)
    titles = [
        weight_title(weights), flip_title(seen, changes), pilot_title(seen, pilots), unknown_title(seen, unknowns),
        order_title(seen, order), rank_title(seen, ranks),
    ]  # fmt: skip
    sentences = [
        *weight_sentences(seen, weights), weight_answer(seen, weights, 0.95), *steady(seen, changes),
        *shrunk_words(seen, of(priority_computed.shrunk, *asked)), *order_words(seen, order), rank_words(seen, ranks),
    ]  # fmt: skip
    tables = [
        weight_table(seen, weights, 0.95), flip_table(seen, changes), pilot_table(seen, pilots),
        unknown_table(seen, unknowns), order_table(seen, order), rank_table(seen, ranks),
    ]  # fmt: skip
    cells = [str(cell) for table in tables for cell in [*table.columns, *table.to_numpy().ravel()]]
    return [*titles, *sentences, *cells]


@pytest.mark.parametrize("asked", [USUAL, WIDE, NOTHING, ONE], ids=["usual", "wide", "nothing", "one"])
def test_everything_is_told_in_the_readers_language(lang: str, asked: tuple[Limits, tuple[str, ...]]) -> None:
    said = everything(asked)
    assert all(said)
    assert not any("nan" in words_.lower().split() for words_ in said)
    pattern = JAPANESE if lang == "en" else ENGLISH_WORD
    assert [words_ for words_ in said if pattern.search(words_)] == []


# --- short term against long term -----------------------------------------------------------------------------------


def weights(*rows: tuple[float, float, tuple[str, ...], float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["low", "high", "chosen", "value", "short"])


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize(
    ("after", "said"),
    [
        (("onboarding",), "解約予兆検知と早期対応を導入支援（最初の3か月）に入れ替えるほうがよい"),
        ((FIRST, "onboarding"), "導入支援（最初の3か月）を加えるほうがよい"),
        ((), "解約予兆検知と早期対応を外すほうがよい"),
    ],
)
def test_a_break_point_says_what_changes_places_and_what_it_costs(after: tuple[str, ...], said: str) -> None:
    table = weights((0, 0.3636, (FIRST,), 9e6, 1e5), (0.3636, 1, after, 5e6, 2e5))
    (line,) = weight_sentences(story(*USUAL), table)
    assert line.startswith("λが0.36を超えると、")
    assert said in line
    assert "400万円少ない" in line
    assert weight_title(table) == "短期成果の重みλが0.36を超えるまでは、選ぶ組は変わらない"


@pytest.mark.usefixtures("japanese")
def test_the_set_of_a_weight_stands_beside_that_of_0() -> None:
    table, seen = weights((0, 0.5, (FIRST,), 9e6, 1e5), (0.5, 1, ("onboarding",), 5e6, 3e5)), story(*USUAL)
    assert "短期の効果が20.0万円多く、長期の効果が400万円少ない" in weight_answer(seen, table, 0.6)
    assert "λ=0の組と同じ" in weight_answer(seen, table, 0.4)
    assert list(weight_table(seen, table, 0.6).columns[1:]) == ["λ=0の組", "λ=0.60の組"]
    assert list(weight_table(seen, table, 0.0).columns[1:]) == ["λ=0の組"]
    assert weight_title(table.head(1)) == "短期成果の重みをどれだけ高めても、選ぶ組は変わらない"
    assert weight_sentences(seen, table.head(1)) == []


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize(("weight", "said"), [(0.0, "0"), (1.0, "1"), (4 / 11, "0.36"), (0.998, "0.998")])
def test_a_weight_short_of_all_is_not_rounded_to_it(weight: float, said: str) -> None:
    assert weight_in_words(weight) == said


@pytest.mark.parametrize("code", ["-5", "101", "nan", "x", "1e2", "<script>"])
def test_an_impossible_weight_in_a_link_is_0(code: str) -> None:
    app = opened("priorities", lang="ja", data="shop", open="weights", **{"lambda": code})
    assert app.slider(key="asked_lambda").value == 0


# --- what would change the choice -----------------------------------------------------------------------------------

NAN = float("nan")


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize(
    ("flip", "said"),
    [
        (Flip("weight", "", 0.3636, -1e6), "短期成果の重みλが0.36を超える"),
        (Flip("more", "budget", 600_000, 1e6), "予算を60.0万円増やす"),
        (Flip("less", "cs.1", 1, -1e6), "カスタマーサクセス（第1四半期）を1人月減らす"),
        (Flip("less", "cs.1", 0.5, NAN), "カスタマーサクセス（第1四半期）を0.5人月減らす"),
        (Flip("dropped", FIRST, NAN, 1e6), "「解約予兆検知と早期対応を必ず入れる」を外す"),
        (Flip("forced", "win_back", NAN, -1e6), "休眠顧客の呼び戻しを必ず入れる"),
        (Flip("forbidden", "win_back", NAN, -1e6), "休眠顧客の呼び戻しを入れない"),
        (Flip("cautious", "", NAN, -1e6), "平均ではなく悪い場合（P10）で選ぶ"),
    ],
)
def test_each_condition_is_named_with_its_step(flip: Flip, said: str) -> None:
    assert condition(story(*USUAL), flip) == said


@pytest.mark.usefixtures("japanese")
def test_the_title_tells_how_many_and_the_closest() -> None:
    seen = story(*USUAL)
    near, far = (
        Flip("forced", "win_back", NAN, -2e5, ("win_back",), (), 0.48),
        Flip("more", "budget", 6e5, 9e6, (FIRST,)),
    )
    gone, wish = Flip("less", "it.1", 1, NAN), Flip("forced", "onboarding", NAN, NAN)
    assert flip_title(seen, []) == "条件をひとつずつ動かしても、選ぶ組は変わらない"
    assert flip_title(seen, [wish]) == flip_title(seen, [])
    assert flip_title(seen, [gone]).endswith("1件は実施できる組がなくなる")
    assert flip_title(seen, [far, near, gone, wish]) == (
        "選ぶ組が変わる条件は3件。最も僅差なのは「休眠顧客の呼び戻しを必ず入れる」（効果の差 -20.0万円、上回る確率48%）"
    )


@pytest.mark.usefixtures("japanese")
def test_what_comes_in_and_goes_out_is_signed_and_the_impossible_has_no_price() -> None:
    changes = [
        Flip("more", "budget", 6e5, 9e6, ("onboarding",), (), 0.9),
        Flip("forbidden", "win_back", NAN, -1e6, (), ("win_back",), 0.4),
        Flip("cautious", "", NAN, -1e6, ("onboarding",), ("win_back",), 0.0),
        Flip("less", "it.1", 1, NAN),
    ]
    table = flip_table(story(*USUAL), changes)
    into, out = "＋導入支援（最初の3か月）", "−休眠顧客の呼び戻し"
    assert table["組の変化"].tolist() == [into, out, f"{into} ／ {out}", "実施できる組がない"]
    assert table["効果の差"].tolist() == ["+900万円（90%）", "-100万円（40%）", "-100万円（0%）", "—"]
    assert canonical(changes)["comes_in"].tolist() == ["onboarding", "", "onboarding", ""]


@pytest.mark.usefixtures("japanese")
def test_what_may_move_freely_is_said() -> None:
    lines = steady(story(*USUAL), of(priority_computed.changes, *USUAL))
    assert any(line.startswith("1単位ずつ増減しても選択が変わらない上限：予算、") for line in lines)
    assert "「解約予兆検知と早期対応を必ず入れる」の条件による価値の減少はない。" in lines
    assert any("「必ず入れる」にできない施策" in line and "CRMと基幹システムの統合" in line for line in lines)
    assert "悪い場合（P10）で選んでも、同じ組になる。" in steady(
        story(*NOTHING), of(priority_computed.changes, *NOTHING)
    )


# --- what to test first ---------------------------------------------------------------------------------------------


def pilots(*rows: tuple[str, float, float, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["initiative", "evpi", "evsi", "cost"])
    return table.assign(net=table["evsi"] - table["cost"], first=table["evsi"] > table["cost"], events=np.nan)


@pytest.mark.usefixtures("japanese")
def test_the_pilot_worth_most_over_its_cost_is_named_first() -> None:
    seen = story(*USUAL)
    some = pilots(("win_back", 9e5, 3e5, 2e5), ("price_review", 9e5, 8e5, 2e5), ("annual_plan", 0, 0, 2e5))
    assert pilot_title(seen, some).startswith("先に検証すべきは赤字取引先の価格の見直し、休眠顧客の呼び戻し：")
    assert pilot_title(seen, some.tail(1)) == "先に検証して得になる施策はない：いまの情報で決めてよい"
    assert pilot_title(seen, pilots((FIRST, NAN, NAN, 1))) == "いまの条件では、試しても採否が変わる施策がない"
    assert pilot_table(seen, some)["施策"].iloc[0] == "赤字取引先の価格の見直し"


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("win_back", 9e5, 3e5, 2e5), "先に検証"),
        (("win_back", 9e5, 1e5, 2e5), "この規模の試行では判断できるほど分からない"),
        (("win_back", 1e5, 1e5, 2e5), "試さずに決める"),
        ((FIRST, NAN, NAN, 2e5), "必ず入れるため、結果で変わらない"),
        (("onboarding", NAN, NAN, 2e5), "いまの上限では入れられない"),
    ],
)
def test_a_pilot_has_its_advice_or_the_reason_why_there_is_none(
    row: tuple[str, float, float, float], said: str
) -> None:
    assert pilot_table(story(*USUAL), pilots(row))["判断"].tolist() == [said]


@pytest.mark.usefixtures("japanese")
def test_the_assumption_most_worth_knowing_is_named() -> None:
    seen = story(*USUAL)
    table = pd.DataFrame(
        [("effect", "win_back", 3e5, 0.5), ("trend", "", 2e5, 0.3), ("cost", FIRST, 0.0, 0.0)],
        columns=["what", "initiative", "evppi", "share"],
    )
    assert (
        unknown_title(seen, table)
        == "確かめる価値が最も高いのは休眠顧客の呼び戻しの効果の大きさ：分かれば平均30.0万円の得"
    )
    assert unknown_table(seen, table)["前提"].tolist()[1] == "施策なしの離脱率と売上の伸び"
    assert len(unknown_table(seen, table)) == 2
    assert unknown_title(seen, table.tail(1)) == "どの前提がひとつ分かっても、選ぶ組は変わらない"
    assert unknown_title(seen, None).startswith("候補が多いため")


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (1e6, "100万円みておく"),
        (5e6, "費用を回収できない"),
        (-1e6, "見込み違いの心配は小さい"),
        (NAN, "見込み違いの期待値は—"),
    ],
)
def test_what_the_set_is_likely_to_be_fits_the_case(gap: float, said: str) -> None:
    found = shrunk_words(story(*USUAL), Shrunk(4e6, gap, CategoryPrior(0.0, 1.0, 9)))
    assert said in found[0]


# --- in which order, and scores -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("japanese")
def test_the_order_is_told_with_what_it_saves_and_what_beginning_with_early_warning_costs() -> None:
    seen, found = story(*USUAL), of(priority_computed.waiting, *USUAL)
    assert order_title(seen, found).startswith("休眠顧客の呼び戻し → ")
    assert order_table(seen, found)["完了"].iloc[-1] == "6か月後（所要3か月）"
    assert any("解約予兆検知と早期対応を最初に始めると、待つ費用は" in line for line in order_words(seen, found))
    wide = order_words(story(*WIDE), of(priority_computed.waiting, *WIDE))
    assert any("遅れの費用がマイナスの施策" in line for line in wide)


@pytest.mark.usefixtures("japanese")
def test_nothing_or_one_chosen_has_no_order() -> None:
    assert order_title(story(*NOTHING), of(priority_computed.waiting, *NOTHING)) == "選ばれた施策がないため、順番もない"
    seen, found = story(*ONE), of(priority_computed.waiting, *ONE)
    assert len(seen.found.chosen.chosen) == 1
    assert order_title(seen, found) == "選ばれた施策は赤字取引先の価格の見直しだけで、順番を選ぶ余地はない"
    assert order_words(seen, found) == []


@pytest.mark.usefixtures("japanese")
def test_ranks_that_differ_most_are_told_and_what_the_list_would_lose() -> None:
    seen, found = story(*WIDE), of(priority_computed.ranks, *WIDE)
    name, score = furthest(found)
    assert rank_title(seen, found).startswith(f"点数と効果の順位が最も違うのは{seen.names[name]}：{score.upper()}では")
    assert "点数は1件ずつの評価で" in rank_words(seen, found)
    alike = found.table.assign(**{f"rank_{one}": found.table["rank_impact"] for one in priority_computed.SCORES})
    same = Ranks(alike, dict.fromkeys(priority_computed.SCORES, seen.found.chosen.value))
    assert rank_title(seen, same) == "RICE・ICE・WSJFのどの順位も、効果の順位と同じ"
    assert rank_words(seen, same).startswith("どの点数の順に上から採っても")


# --- on the page ----------------------------------------------------------------------------------------------------


def read(app: AppTest) -> list[str]:
    cells = [str(cell) for table in app.table for cell in [*table.value.columns, *table.value.to_numpy().ravel()]]
    return [*words(app), *cells, *(box.label for box in app.expander)]


@pytest.mark.parametrize("data", ["shop", "b2b"])
@pytest.mark.parametrize("lang_", LANGUAGES)
def test_all_folds_open_from_a_link_in_the_readers_language(lang_: str, data: str) -> None:
    app = opened("priorities", lang=lang_, data=data, open=FOLDS, **{"lambda": "95"})
    assert app.slider(key="asked_lambda").value == 95
    assert app.query_params["lambda"] == "95"
    said = read(app)
    pattern = JAPANESE if lang_ == "en" else ENGLISH_WORD
    assert [w for w in said if pattern.search(w.replace("表示言語", "").replace("日本語", ""))] == []


def test_limits_that_nothing_fits_are_moved_from_where_they_gave_way() -> None:
    app = opened("priorities", lang="ja", data="shop", open=FOLDS, people_cs="1")
    assert any(caption.value.startswith("いまの条件に収まる組がないため、緩めた条件から") for caption in app.caption)


def test_nothing_chosen_still_tells_its_trade_offs() -> None:
    app = opened("priorities", lang="ja", data="shop", open=FOLDS, budget_plan="0", early_first="no")
    titles = [box.label for box in app.expander]
    assert "選ばれた施策がないため、順番もない" in titles
    assert "短期成果の重みをどれだけ高めても、選ぶ組は変わらない" in titles


def test_a_weight_that_is_chosen_stands_in_the_link() -> None:
    app = opened("priorities", lang="ja", data="shop", open="weights")
    app.slider(key="asked_lambda").set_value(95).run()
    assert app.query_params["lambda"] == "95"
    app.slider(key="asked_lambda").set_value(0).run()
    assert "lambda" not in app.query_params


def test_folds_of_a_plan_without_candidates_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = story(*USUAL)
    seen = replace(seen, found=replace(seen.found, table=seen.found.table.head(0)))
    monkeypatch.setattr(priority_tradeoffs, "fold", lambda *_: pytest.fail("a fold without candidates"))
    priority_tradeoffs.show_tradeoffs(seen, ())
