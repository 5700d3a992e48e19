"""Saved scenarios: kept, put side by side, given out as files and taken in, and sent to the page of priorities."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.record import Setting, scenario_of, setting_of
from ltv.decisions.scenario.replay import Run
from ltv.decisions.scenario.results import Results, Spread
from ltv.models.assumptions import Assumptions
from ltv.store import InitiativeRecord, Link, Scenario, Store, export_scenario, open_store
from ltv.store.location import in_folder
from ltv.store.tokens import author_of
from ui import kept, samples, scenario, scenario_file, scenario_load, session
from ui.scenario_compare import Comparison
from ui.scenario_levers import HANDLES, NAMES
from ui.scenario_shelf import Saved, Shelf
from ui.words import WORDS

from .test_pages import ENGLISH_WORD, LANGUAGES, opened, words
from .test_words import JAPANESE

ME, OTHER = "A" * 22, "B" * 22
EARLY = {"lever_cut_early": "20", "lever_cost": "1234567"}
UPSELL = {"lever_expand": "0.5", "lever_start": "2"}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("LTV_COMPASS_STORE", str(tmp_path / "store"))
    kept._opened.clear()
    yield open_store(in_folder(tmp_path / "store"))
    kept._opened.clear()


def visited(me: str = ME, **link: str) -> AppTest:
    return opened("scenarios", **{"lang": "ja", "data": "b2b", "me": me, **link})


def saved_as(name: str, note: str = "", me: str = ME, **link: str) -> AppTest:
    """A visit in which levers are saved under a name."""
    app = visited(me, **link)
    app.text_input(key="kept_scenario.name").set_value(name).run()
    if note:
        app.text_input(key="kept_scenario.note").set_value(note).run()
    app.button(key="scenario_save").click().run()
    assert not app.exception
    return app


def cells(app: AppTest) -> list[str]:
    """Everything in the tables of scenarios."""
    return [str(cell) for table in app.table for cell in table.value.to_numpy().ravel()]


def first_line(cell: str) -> str:
    return cell.split("  \n", maxsplit=1)[0].strip("\u2060")


def heading(app: AppTest) -> str:
    """The sentence over the scenarios side by side."""
    return next(each.value for each in app.subheader if "現状のまま" in each.value or "シナリオは" in each.value)


def said(app: AppTest) -> list[str]:
    return [each.value for kind in (app.success, app.warning, app.error) for each in kind]


# --- saving ---------------------------------------------------------------------------------------------------------


def test_levers_are_saved_with_all_that_decides_their_numbers(store: Store) -> None:
    saved_as("案A", "根拠は他社事例", **EARLY, target="95", margin_basis="stated", margin="40")
    (record,) = store.latest(Scenario)
    body, data = record.body, samples.load("b2b")
    assert (body.name, body.notes, body.base) == ("案A", "根拠は他社事例", data.fingerprint)
    assert record.author == author_of(ME)
    setting = setting_of(body)
    assert (setting.target, setting.method, setting.assumed.gross_margin) == (0.95, "tenure", 0.4)
    assert setting.levers == (Lever(LeverKind.CHURN, 0.2, tenure_to=3, owner="cs", one_off_cost=1_234_567.0),)
    assert {"nrr", "grr", "retention", "mrr", "gained", "chance", "break_even"} <= set(body.results)


def test_what_is_saved_is_what_the_page_shows(store: Store) -> None:
    app = saved_as("案A", **EARLY)
    found = Results.from_mapping(store.latest(Scenario)[0].body.results)
    assert found is not None
    assert app.metric[1].value == f"{found.nrr.p50 * 100:.1f}%"
    assert app.metric[2].value == f"{found.chance * 100:.0f}%"


def test_a_saved_scenario_is_there_after_a_refresh_beside_the_company_as_it_is(store: Store) -> None:
    assert "「案A」を保存" in said(saved_as("案A", **EARLY))
    app = visited()
    names = app.table[0].value.iloc[:, 0].tolist()
    assert names == ["現状のまま", "案A"]
    assert "最初の3か月の離脱" in " ".join(cells(app))
    assert "「案A」なら12か月後のNRRは" in heading(app)
    assert app.metric[1].value == "—"


def test_a_name_half_typed_survives_a_refresh_and_is_forgotten_once_saved(store: Store) -> None:
    app = visited(**EARLY)
    app.text_input(key="kept_scenario.name").set_value("書きかけ").run()
    again = visited(**EARLY)
    assert again.text_input(key="kept_scenario.name").value == "書きかけ"
    again.button(key="scenario_save").click().run()
    assert again.text_input(key="kept_scenario.name").value == ""


def test_without_a_name_a_scenario_is_called_after_what_is_pulled(store: Store) -> None:
    app = visited(**EARLY)
    app.button(key="scenario_save").click().run()
    (record,) = store.latest(Scenario)
    assert record.body.name == "最初の3か月の離脱 −20%"
    assert app.text_input(key="kept_scenario.name").placeholder == record.body.name


def test_without_levers_there_is_nothing_to_save(store: Store) -> None:
    app = visited()
    assert "scenario_save" not in [button.key for button in app.button]
    assert heading(app) == "このデータで保存したシナリオはまだない"


def test_the_same_name_becomes_a_new_version_only_after_asking(store: Store) -> None:
    saved_as("案A", **EARLY)
    app = saved_as("案A", **UPSELL)
    assert any("新しい版として重ねますか" in words for words in said(app))
    assert [record.revision for record in store.latest(Scenario)] == [1]
    app.button(key="scenario_revise").click().run()
    (record,) = store.latest(Scenario)
    assert (record.revision, setting_of(record.body).levers[0].kind) == (2, LeverKind.EXPANSION)
    assert setting_of(store.get(record.id, 1).body).levers[0].kind == LeverKind.CHURN


def test_the_same_name_can_be_saved_as_another_scenario_or_not_at_all(store: Store) -> None:
    saved_as("案A", **EARLY)
    app = saved_as("案A", **UPSELL)
    app.button(key="scenario_not").click().run()
    assert len(store.latest(Scenario)) == 1
    app.button(key="scenario_save").click().run()
    app.button(key="scenario_another").click().run()
    assert len(store.latest(Scenario)) == 2
    assert app.table[0].value.iloc[:, 0].tolist() == ["現状のまま", "案A", "案A（2）"]


def test_somebody_elses_scenario_of_the_name_is_never_touched(store: Store) -> None:
    saved_as("案A", **EARLY)
    app = saved_as("案A", me=OTHER, **UPSELL)
    assert [record.revision for record in store.latest(Scenario)] == [1, 1]
    assert "「案A」を保存" in said(app)


def test_who_was_overtaken_is_told_and_nothing_is_overwritten(store: Store) -> None:
    saved_as("案A", **EARLY)
    app = saved_as("案A", **UPSELL)
    (record,) = store.latest(Scenario)
    store.revise(record.id, replace(record.body, notes="先に変更"), expected=1, author="p-other")
    app.button(key="scenario_revise").click().run()
    assert any("上書きしませんでした" in words for words in said(app))
    assert store.latest(Scenario)[0].body.notes == "先に変更"


# --- side by side ---------------------------------------------------------------------------------------------------


def test_scenarios_stand_side_by_side_and_the_reader_chooses_which(store: Store) -> None:
    for name, link in (("案A", EARLY), ("案B", UPSELL)):
        saved_as(name, **link)
    app = visited()
    assert app.table[0].value.iloc[:, 0].tolist() == ["現状のまま", "案A", "案B"]
    assert "NRRも粗利も" in heading(app) or "NRRが最も高いのは" in heading(app)
    code = store.latest(Scenario)[0].id[:8]
    app.multiselect(key="choice_shown").set_value([code]).run()
    assert app.table[0].value.iloc[:, 0].tolist() == ["現状のまま", "案A"]
    assert visited(shown=code).table[0].value.iloc[:, 0].tolist() == ["現状のまま", "案A"]
    app.multiselect(key="choice_shown").set_value([]).run()
    assert "比べるシナリオを選ぶ" in app.subheader[1].value
    assert app.query_params["shown"] in ("-", ["-"])


def test_the_row_of_a_scenario_is_the_answer_of_the_page_with_its_levers(store: Store) -> None:
    app = saved_as("案A", **EARLY)
    row = app.table[0].value.iloc[1, 1]
    assert first_line(row) == app.metric[1].value
    assert first_line(app.table[0].value.iloc[0, 1]) == app.metric[0].value


def test_scenarios_of_other_data_are_counted_and_not_listed(store: Store) -> None:
    saved_as("案A", **EARLY)
    app = visited(data="shop")
    assert "別のデータで作ったシナリオが1件あります。もとのデータを表示すると並びます。" in [
        c.value for c in app.caption
    ]
    assert "案A" not in " ".join(cells(app))


def test_numbers_that_are_no_longer_those_saved_are_told_with_both(store: Store) -> None:
    saved_as("案A", **EARLY)
    (record,) = store.latest(Scenario)
    results = {**record.body.results, "nrr": {"p10": 0.5, "p50": 0.6, "p90": 0.7}}
    store.revise(record.id, replace(record.body, results=results, program="0.0.1"), expected=1, author="p-1")
    (words,) = [c.value for c in visited().caption if "保存時と数字が違います" in c.value]
    assert "60.0%（50.0–70.0%）→" in words
    assert "版0.0.1" in words


def test_a_scenario_saved_by_another_seed_is_checked_by_its_own_and_compared_in_the_common_draws(
    store: Store,
) -> None:
    data = samples.load("b2b")
    setting = Setting((Lever(LeverKind.CHURN, 0.2, owner="cs"),), Assumptions(), "tenure", 1.0, "JPY", 0, Run(5, 500))
    results = with_cache_of_the_page(data, setting)
    store.save(scenario_of(setting, results, name="別の種", base=data.fingerprint), author="p-1")
    app = visited(lever_cut_early="20", lever_cut_later="20")
    assert [c.value for c in app.caption if "保存時と数字が違います" in c.value] == []
    assert first_line(app.table[0].value.iloc[1, 1]) == app.metric[1].value


def with_cache_of_the_page(data: object, setting: Setting) -> Results:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "cached", lambda function, data, *arguments: function(data, *arguments))
        return scenario.results(data, setting)  # type: ignore[arg-type]


def test_scenarios_differ_by_their_levers_alone_whatever_they_were_saved_under(store: Store) -> None:
    saved_as("一律", **EARLY, method="flat", margin_basis="stated", margin="40", target="120")
    saved_as("月数ごと", **EARLY)
    tables = [table.value for table in visited(method="tenure").table]
    for table in tables[:2]:
        assert table.iloc[1, 1:].tolist() == table.iloc[2, 1:].tolist()


def test_another_method_or_margin_than_on_screen_is_said(store: Store) -> None:
    saved_as("一律", **EARLY, method="flat")
    saved_as("粗利40", **EARLY, margin_basis="stated", margin="40")
    told = " ".join(c.value for c in visited(method="tenure").caption)
    assert "「一律」は別の離脱の見方（全員一律の離脱率）で保存されています" in told
    assert "「粗利40」は別の粗利率・費用の前提で保存されています" in told


def test_a_record_that_cannot_be_computed_is_named_with_its_reason(store: Store) -> None:
    data = samples.load("b2b")
    levers = [{"kind": "magic", "size": 0.1}]
    store.save(Scenario("変", data.fingerprint, levers, seed=1, horizon_months=12), author="p-1")
    app = visited()
    assert any("「変」は一覧に出せません" in c.value and "知らない打ち手" in c.value for c in app.caption)


def test_a_name_is_never_read_as_markup(store: Store) -> None:
    app = saved_as("**太字** <script> $x$", **EARLY)
    assert all("**太字**" not in each.value for each in [*app.subheader, *app.success])
    assert r"\*\*太字\*\*" in heading(app)


def test_the_headline_fits_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: "ja")
    data = samples.load("shop")
    here = Setting((), Assumptions(), "tenure", 0.9, "JPY", 0)

    def told(*outcomes: tuple[str, float, float]) -> str:
        shown = tuple((Saved(None, here, name), came_to(nrr, gained)) for name, nrr, gained in outcomes)  # type: ignore[arg-type]
        found = Comparison(data, here, came_to(0.80, 0), shown)
        assert f"scenario.compare.{found.case()}" in WORDS
        return f"{found.case()}：{found.headline()}"

    assert told().startswith("none_shown：比べるシナリオを選ぶ")
    assert told(("A", 0.85, 1e6)) == "one：「A」なら12か月後のNRRは85.0%（現状のまま80.0%、+5.0pt）、粗利+100万円"
    assert told(("A", 0.85, 1e6), ("B", 0.82, 5e5)).startswith("both：2案のうち、NRRも粗利も最も高いのは「A」")
    assert told(("A", 0.85, -1e6), ("B", 0.82, 5e5)) == (
        "apart：NRRが最も高いのは「A」（85.0%、現状のまま80.0%）、最も利益になるのは「B」（粗利+50.0万円）"
    )
    assert told(("A", 0.85, 1e6), ("B", 0.85, 1e6)).startswith("same：選んだ2案はどれも同じ結果になる")
    assert told(("A", 0.79, -1e6)).startswith("one_no_better：「A」は、NRR（79.0%、-1.0pt）も粗利-100万円も")
    assert told(("A", 0.80, -1e6), ("B", 0.79, 0)).startswith("no_better：選んだ2案は、どれもNRRも粗利も")


def came_to(nrr: float, gained: float) -> Results:
    flat, money = Spread(nrr, nrr, nrr), Spread(gained, gained, gained)
    return Results(flat, flat, flat, money, money, gained, 0.5, None)


# --- doing something with one ---------------------------------------------------------------------------------------


def test_a_scenario_is_loaded_back_to_the_last_digit(store: Store) -> None:
    typed = {
        "lever_cut_later": "7",
        "lever_expand": "0.3", "lever_price": "3", "lever_elasticity": "0.4",
        "lever_start": "2", "lever_ramp": "3", "lever_cost": "12345678", "lever_cost_month": "98765.5",
        "target": "97.5", "method": "flat", "margin_basis": "stated", "margin": "37.5", "purchase_cost": "120",
    }  # fmt: skip
    first = saved_as("案A", **typed)
    (record,) = store.latest(Scenario)
    app = visited()
    app.button(key="scenario_load").click().run()
    for name, code in typed.items():
        assert app.query_params[name] in (code, [code]), name
    assert [metric.value for metric in app.metric] == [metric.value for metric in first.metric]
    app.text_input(key="kept_scenario.name").set_value("案B").run()
    app.button(key="scenario_save").click().run()
    again = store.latest(Scenario)[1].body
    assert (again.levers, again.results) == (record.body.levers, record.body.results)


def test_loading_puts_back_what_the_scenario_does_not_pull(store: Store) -> None:
    saved_as("案A", **EARLY)
    app = visited(lever_price="10", reach="スタンダード", margin_basis="stated", margin="40")
    app.button(key="scenario_load").click().run()
    assert app.number_input(key="asked_lever_price").value == 0
    assert "margin_basis" not in app.query_params
    assert "reach" not in app.query_params


def test_levers_the_page_cannot_show_are_named_instead_of_loaded(store: Store) -> None:
    data = samples.load("b2b")
    base = with_base(data)
    fading = Lever(LeverKind.CHURN, 0.2, tenure_to=7)
    cases = [
        ((Lever(LeverKind.SERVICE, 0.95),), "表せない打ち手"), ((fading,), "表せない打ち手"),
        ((Lever(LeverKind.CHURN, 0.2, tenure_to=3, segment="どこにもない"),), "対象がありません"),
        ((Lever(LeverKind.CHURN, 0.2, tenure_to=3), Lever(LeverKind.EXPANSION, 0.01, start=3)), "時期が違い"),
        ((Lever(LeverKind.CHURN, 0.2, tenure_to=3, start=30),), "時期が違い"),
    ]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "lang", lambda: "ja")
        for levers, why in cases:
            assert why in scenario_load.obstacle(Setting(levers, Assumptions(), "tenure", 1.0, "JPY", 0), base)
        thin = Setting((), Assumptions(gross_margin=-0.5), "tenure", 1.0, "JPY", 0)
        assert "粗利率" in scenario_load.obstacle(thin, base)


def with_base(data: object) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "cached", lambda function, data, *arguments: function(data, *arguments))
        return scenario.company(data, Assumptions(), "tenure")  # type: ignore[arg-type]


def test_a_scenario_is_renamed(store: Store) -> None:
    saved_as("案A", **EARLY)
    (record,) = store.latest(Scenario)
    app = visited()
    app.text_input(key=f"kept_scenario.rename.{record.id}").set_value("本命案").run()
    app.button(key="scenario_rename_now").click().run()
    assert app.table[0].value.iloc[:, 0].tolist() == ["現状のまま", "本命案"]
    assert store.get(record.id).body.results == record.body.results


def test_a_scenario_is_withdrawn_and_brought_back(store: Store) -> None:
    saved_as("案A", **EARLY)
    app = visited()
    app.button(key="scenario_withdraw").click().run()
    assert store.latest(Scenario) == []
    assert heading(app) == "このデータで保存したシナリオはまだない"
    (record,) = store.latest(Scenario, withdrawn=True)
    app.button(key=f"scenario_back_{record.id}").click().run()
    assert app.table[0].value.iloc[:, 0].tolist() == ["現状のまま", "案A"]


def test_what_somebody_else_changed_meanwhile_is_not_withdrawn(store: Store) -> None:
    saved_as("案A", **EARLY)
    app = visited()
    (record,) = store.latest(Scenario)
    store.revise(record.id, replace(record.body, notes="変更"), expected=1, author="p-other")
    app.button(key="scenario_withdraw").click().run()
    assert any("上書きしませんでした" in words for words in said(app))
    assert len(store.latest(Scenario)) == 1


# --- files ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """A visit with a file in the control; the control itself is tried in the browser."""

    def visit(content: bytes, /, me: str = ME, **link: str) -> AppTest:
        file = io.BytesIO(content)
        monkeypatch.setattr(scenario_file.st, "file_uploader", lambda *_words, **_more: file)
        return visited(me, **link)

    return visit


Given = Callable[..., AppTest]


def test_a_file_is_looked_at_kept_as_a_new_record_and_computes_the_same(
    store: Store, given: Given, tmp_path: Path
) -> None:
    there = open_store(in_folder(tmp_path / "there"))
    saved_as("案A", **EARLY)
    (record,) = store.latest(Scenario)
    file = export_scenario(record, exported_at=store.clock())
    app = given(file.data, OTHER)
    assert "同じデータで計算し直し、ファイルの数字とすべて一致しました。" in [c.value for c in app.caption]
    table = next(table.value for table in app.table if "ファイルの結果" in table.value.columns)
    assert table["ファイルの結果"].tolist() == table["表示中のデータで計算"].tolist()
    app.button(key="scenario_file_keep").click().run()
    first, second = store.latest(Scenario)
    assert (first.revision, second.body) == (1, first.body)
    assert there.save(second.body, author="p-x").body.results == record.body.results


def test_a_file_of_other_data_says_so_and_can_still_be_looked_at(store: Store, given: Given) -> None:
    saved_as("案A", **EARLY)
    file = export_scenario(store.latest(Scenario)[0], exported_at=store.clock())
    app = given(file.data, data="shop")
    assert any("別のデータで作られています" in words for words in said(app))
    table = next(table.value for table in app.table if "ファイルの結果" in table.value.columns)
    assert table["ファイルの結果"].tolist() != table["表示中のデータで計算"].tolist()
    app.button(key="scenario_file_load").click().run()
    assert app.query_params["lever_cut_early"] in ("20", ["20"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"[1", b"x" * 10], ids=repr)
def test_a_file_that_is_no_scenario_is_refused_in_the_readers_language(
    content: bytes, lang: str, store: Store, given: Given
) -> None:
    app = given(content, lang=lang)
    (refusal,) = app.error
    assert ("取り込めません" in refusal.value) == (lang == "ja")
    assert store.latest(Scenario) == []


def test_a_file_changed_by_hand_is_refused(store: Store, given: Given) -> None:
    saved_as("案A", **EARLY)
    envelope = json.loads(export_scenario(store.latest(Scenario)[0], exported_at=store.clock()).data)
    envelope["body"]["levers"][0]["size"] = 0.9
    app = given(json.dumps(envelope).encode())
    assert "変更されている" in app.error[0].value


def test_a_file_that_asks_for_what_cannot_be_computed_is_refused(store: Store, given: Given) -> None:
    body = Scenario("重い", "f" * 32, [{"kind": "churn", "size": 0.2}], seed=1, horizon_months=600, draws=10_000_000)
    file = export_scenario(store.save(body, author="p-1"), exported_at=store.clock())
    assert "試行は" in given(file.data).error[0].value


# --- to the page of priorities --------------------------------------------------------------------------------------


def test_one_click_makes_an_initiative_linked_to_the_scenario(store: Store) -> None:
    saved_as("案A", **EARLY, lever_cost_month="50000")
    (record,) = store.latest(Scenario)
    app = visited()
    app.button(key="scenario_send").click().run()
    (made,) = store.latest(InitiativeRecord)
    body = made.body
    assert made.links == (Link("scenario", record.id),)
    assert (body.name, body.owner, body.grade, body.status) == ("案A", "cs", "D", "idea")
    assert body.levers == ({"kind": "churn", "p10": 0.1, "p50": 0.2, "p90": pytest.approx(0.3), "grade": "D"},)
    assert (body.population["tenure_from"], body.population["tenure_to"]) == (1, 3)
    assert (body.costs["one_off"], body.costs["monthly"]) == (1_234_567, 50_000)
    assert (body.details["currency"], body.details["decimals"]) == ("JPY", 0)
    assert any("施策の候補に登録" in words and "±50%" in words for words in said(app))
    assert "pages/priorities.py" in [link.page for link in app.get("page_link")] or app.get("page_link")


def test_the_same_version_is_sent_once(store: Store) -> None:
    saved_as("案A", **EARLY)
    app = visited()
    app.button(key="scenario_send").click().run()
    app.button(key="scenario_send").click().run()
    assert any("すでに施策の候補にあります" in words for words in said(app))
    assert len(store.latest(InitiativeRecord)) == 1


def test_what_priorities_cannot_carry_out_is_said(store: Store) -> None:
    saved_as("獲得単価", lever_cut_cpa="20")
    app = visited()
    app.button(key="scenario_send").click().run()
    assert store.latest(InitiativeRecord) == []
    assert any("扱える打ち手がない" in words for words in said(app))
    saved_as("混合", lever_cut_cpa="20", lever_cut_early="10", lever_expand="0.2")
    app = visited()
    app.button(key="scenario_send").click().run()
    (words_,) = [words for words in said(app) if "施策の候補に登録" in words]
    assert "除いた打ち手：獲得単価" in words_
    assert "換算値" in words_


# --- the page as a whole --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", ["shop", "b2b"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_told_in_the_readers_language(lang: str, data: str, store: Store) -> None:
    saved_as("X1", **EARLY, data=data)
    saved_as("X2", **UPSELL, data=data)
    app = visited(lang=lang, data=data, **EARLY)
    app.button(key="scenario_withdraw").click().run()
    read = [*words(app), *cells(app), *(fold.label for fold in app.expander), *(b.label for b in app.button)]
    read += [str(name) for table in app.table for name in table.value.columns] + said(app)
    if lang == "en":
        assert [w for w in read if JAPANESE.search(w.replace("表示言語", "").replace("日本語", ""))] == []
    else:
        assert [w for w in read if ENGLISH_WORD.search(w)] == []


def test_where_the_store_cannot_be_reached_the_page_still_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    monkeypatch.setenv("LTV_COMPASS_STORE", str(file / "below"))
    kept._opened.clear()
    app = visited(**EARLY)
    assert app.metric[1].value != "—"
    assert any("保存先を開けません" in words for words in said(app))
    app.text_input(key="kept_scenario.name").set_value("案A").run()
    app.button(key="scenario_save").click().run()
    assert any("保存先を開けません" in words for words in said(app))
    assert not app.exception
    kept._opened.clear()


# --- what is typed is in the link -----------------------------------------------------------------------------------

TYPED = {
    "cut_early": 12.5, "cut_later": 7.0, "win_back": 45.0, "expand": 0.35, "cut_contraction": 22.0, "more_new": 130.0,
    "cut_cpa": 8.25, "price": 2.75, "start": 3.0, "ramp": 4.0, "elasticity": 0.65, "cost": 12_345_678.0,
    "cost_month": 1_234_567.25, "cost_each": 12.5, "half_life": 7.5,
}  # fmt: skip


def test_everything_typed_about_levers_survives_a_refresh_to_the_last_digit(store: Store) -> None:
    assert set(TYPED) | {"margin", "cut_service", "cut_discount"} == set(NAMES)
    app = visited()
    for name, value in TYPED.items():
        app.number_input(key=f"asked_lever_{name}").set_value(value)
    app.run()
    link = {name: words if isinstance(words, str) else words[0] for name, words in app.query_params.items()}
    again = opened("scenarios", **link)
    for name, value in TYPED.items():
        assert app.number_input(key=f"asked_lever_{name}").value == value, name
        assert again.number_input(key=f"asked_lever_{name}").value == value, name
    assert [m.value for m in again.metric] == [m.value for m in app.metric]


def test_every_handle_is_loaded_from_what_it_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    for handle in HANDLES:
        for percent in (0.1, 0.3, 7.0, handle.most):
            lever = Lever(handle.kind, percent / 100, tenure_from=handle.tenure_from, tenure_to=handle.tenure_to)
            typed = scenario_load._typed(Setting((lever,), Assumptions(), "tenure", 1.0, "JPY", 0))
            assert typed[handle.name] / 100 == lever.size, handle.name


def test_a_shelf_knows_its_scenarios_by_their_code() -> None:
    assert Shelf().of("nothing") is None
