"""The workshop: who has entered is seen and what is not, a refresh loses nothing, and a meeting ends in a card."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ltv.decisions.portfolio.library import LIBRARY
from ltv.store import Decision, Estimate, open_store
from ui import kept
from ui.words import WORDS

from .test_pages import ENGLISH_WORD, LANGUAGES, opened, words
from .test_words import JAPANESE
from .workshop_seen import (
    again,
    begun,
    entered,
    everything,
    field,
    pressed,
    seated,
    shown,
    stepped,
    typed,
)


def headline(app: AppTest) -> str:
    return app.title[0].value


def decided(app: AppTest) -> AppTest:
    """A meeting that has got as far as its card, with what only people can say filled in."""
    stepped(app, "decide")
    field(app, ".card.decider").set_value("事業責任者").run()
    field(app, ".card.stop_rule").set_value("3か月後に離脱が減っていなければ中止").run()
    assert not app.exception
    return app


def estimates(app: AppTest) -> list[Estimate]:
    room = re.search(r"[A-HJ-NP-Z2-9]{6}", " ".join(caption.value for caption in app.caption))
    assert room
    store = open_store()
    found = [record.body for record in store.latest(Estimate, handle_begins=f"{room[0]}/")]
    store.database.close()
    return found


# --- the answer ---------------------------------------------------------------------------------------------------


def test_before_anything_is_opened_the_page_says_what_to_do_and_makes_no_secret() -> None:
    app = opened("workshop", lang="ja", data="shop")
    assert headline(app) == "施策を1つ選び、各部門の見積もりを隠したまま集める"
    assert "me" not in app.query_params


def test_while_departments_enter_the_answer_names_those_who_are_missing() -> None:
    app = entered(begun(), "sales", (5, 10, 20), (3e6, 4e6, 5e6))
    assert "3部門のうち1部門が入力済み。残り2部門（マーケティング、カスタマーサクセス）" in headline(app)
    for department in ("cs", "marketing"):
        entered(app, department, (5, 10, 20))
    assert "3部門すべての見積もりがそろった" in headline(app)


def test_who_stands_against_whom_is_said_with_both_numbers() -> None:
    app = shown(begun(), cs=4, marketing=8, sales=30)
    assert "効果は、営業の30%とカスタマーサクセスの4%で割れている" in headline(app)


def test_near_agreement_is_said_with_the_medians() -> None:
    app = shown(begun(), cs=8, marketing=9, sales=10)
    assert "3部門の見積もりがほぼ一致。効果9%、費用400万円" in headline(app)


def test_one_estimate_is_no_agreement_and_all_abstentions_are_said() -> None:
    app = entered(begun(), "cs", (1, 2, 3))
    for department in ("sales", "marketing"):
        pressed(seated(app, department), "workshop_abstain")
    assert "1部門だけ" in headline(pressed(app, "workshop_reveal"))
    nobody = begun()
    for department in ("cs", "sales", "marketing"):
        pressed(seated(nobody, department), "workshop_abstain")
    assert "どの部門も見積もりを見送った" in headline(pressed(nobody, "workshop_reveal"))


def test_every_lever_of_the_library_can_be_asked_about() -> None:
    kinds = {lever.kind for one in LIBRARY for lever in one.levers} | {"cost"}
    assert all(f"workshop.{what}.{kind}" in WORDS for what in ("asks", "called") for kind in kinds)


def test_every_case_has_its_words() -> None:
    cases = ("nothing", "waiting", "ready", "nobody", "alone", "agreed", "apart", "decided")
    assert all(f"workshop.{kind}.{case}" in WORDS for kind in ("headline", "badge") for case in cases)


# --- hidden until shown -------------------------------------------------------------------------------------------


def test_what_a_department_saved_is_nowhere_on_the_screen_until_it_is_shown() -> None:
    app = entered(begun(), "sales", (11.5, 23.5, 47.5), (3_100_000, 4_100_000, 5_100_000), "秘密の理由")
    hidden = ("11.5", "23.5", "47.5", "3100000", "4100000", "秘密", "410万")
    for look in (app, seated(app, "cs"), seated(app, "sales"), stepped(app, "choose"), stepped(app, "pool")):
        assert not [value for value in hidden if value in everything(look)]
        assert not [value for value in hidden if value in str(dict(look.query_params))]
    assert "営業：入力済み" in stepped(app, "first").pills[0].options
    entered(app, "cs", (5, 10, 20))
    pressed(app, "workshop_reveal")
    assert all(value in everything(app) for value in ("23.5%", "410万円", "秘密の理由"))


def test_a_department_that_comes_back_begins_empty_and_replaces_its_own() -> None:
    app = entered(begun(), "sales", (5, 10, 20), reason="first")
    seated(app, "sales")
    assert {number.value for number in app.number_input} == {None}
    entered(app, "sales", (1, 2, 3), reason="second")
    (effect,) = [one for one in estimates(app) if one.quantity == "effect"]
    assert (effect.p10, effect.p50, effect.p90, effect.reason) == (1, 2, 3, "second")


def test_what_is_half_typed_is_covered_when_somebody_else_looks() -> None:
    app = typed(begun(), "sales", (12.5,))
    seated(seated(app, "cs"), "sales")
    assert "12.5" not in everything(app)
    assert not app.number_input
    pressed(app, "workshop_lift")
    assert field(app, "sales.effect.p10").value == 12.5


def test_an_estimate_carries_a_public_code_and_no_name() -> None:
    app = entered(entered(begun(), "sales", (5, 10, 20)), "cs", (5, 10, 20), (3e6, 4e6, 5e6))
    found = estimates(app)
    assert {one.participant for one in found if one.department == "sales"} != {
        one.participant for one in found if one.department == "cs"
    }
    assert all(re.fullmatch(r"p-[0-9a-f]{12}", one.participant) for one in found)
    assert {(one.quantity, one.unit) for one in found} == {("effect", "%"), ("cost", "JPY")}


# --- nothing is lost ----------------------------------------------------------------------------------------------


def test_a_refresh_brings_back_what_was_typed_saved_and_opened() -> None:
    app = typed(entered(begun(), "sales", (5, 10, 20)), "cs", (1.25, 2.5), reason="途中")
    back = again(app)
    assert field(back, "cs.effect.p50").value == 2.5
    assert field(back, "cs.reason").value == "途中"
    assert "3部門のうち1部門が入力済み" in headline(back)
    entered(back, "cs", (1, 2, 3))
    pressed(back, "workshop_reveal")
    assert "割れている" in headline(again(back))


def test_the_card_half_filled_comes_back_too() -> None:
    app = decided(shown(begun(), cs=8, marketing=9, sales=10))
    field(app, ".card.dissent").set_value(["sales"]).run()
    field(app, ".card.dissent.sales").set_value("費用が低すぎる").run()
    back = again(app)
    assert field(back, ".card.decider").value == "事業責任者"
    assert field(back, ".card.dissent.sales").value == "費用が低すぎる"


def test_another_link_sees_no_meeting() -> None:
    entered(begun(), "sales", (5, 10, 20))
    assert "施策を1つ選び" in headline(opened("workshop", lang="ja", data="shop"))


def test_a_store_out_of_reach_loses_nothing_in_this_session_and_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    with monkeypatch.context() as patch:
        patch.setenv("LTV_COMPASS_STORE", str(file / "below"))
        kept._opened.clear()
        app = entered(begun(), "sales", (5, 10, 20))
        assert any("保存できていない見積もりがあり" in error.value for error in app.error)
        assert "1部門が入力済み" in headline(app)
        entered(app, "cs", (5, 10, 20))
        assert "割れている" not in headline(pressed(app, "workshop_reveal"))
    kept._opened.clear()


# --- what may be entered ------------------------------------------------------------------------------------------


def test_points_out_of_order_are_told_at_once_and_not_saved() -> None:
    app = typed(begun(), "sales", (20, 10, 5))
    (error,) = [one.value for one in app.error]
    assert "効果のP10（20%）がP50（10%）より大きくなっています" in error
    pressed(app, "workshop_save")
    assert estimates(app) == []
    assert field(app, "sales.effect.p10").value == 20
    only_ends = typed(begun(), "sales", (20,))
    field(only_ends, "sales.effect.p90").set_value(5.0).run()
    assert "P10（20%）がP90（5%）" in only_ends.error[0].value


def test_two_of_three_points_and_nothing_at_all_are_refused_in_words() -> None:
    app = pressed(typed(begun(), "sales", (5, 10)), "workshop_save")
    assert "3つとも入れるか" in app.error[0].value
    empty = pressed(seated(begun(), "sales"), "workshop_save")
    assert "「見送り」を押して" in empty.error[0].value
    assert estimates(empty) == []


def test_an_abstention_is_kept_as_none_and_counts_for_nothing() -> None:
    app = entered(entered(begun(), "sales", (5, 10, 20)), "marketing", (5, 10, 20))
    pressed(seated(app, "cs"), "workshop_abstain")
    (effect,) = [one for one in estimates(app) if one.department == "cs" and one.quantity == "effect"]
    assert (effect.p10, effect.p50, effect.p90) == (None, None, None)
    pressed(app, "workshop_reveal")
    assert "2部門の見積もりがほぼ一致。効果10%" in headline(app)
    assert "カスタマーサクセスは見送り" in everything(app)


def test_typed_numbers_stand_in_the_way_of_an_abstention() -> None:
    assert typed(begun(), "sales", (5,)).button(key="workshop_abstain").disabled


def test_what_moves_nothing_by_itself_is_asked_for_its_cost_only() -> None:
    app = seated(begun("crm_erp_integration"), "sales")
    assert [str(number.key).split(".")[-2] for number in app.number_input] == ["cost"] * 3


# --- rounds -------------------------------------------------------------------------------------------------------


def test_a_round_on_the_table_is_closed_and_the_next_says_what_moved() -> None:
    app = shown(begun(), cs=4, marketing=8, sales=30)
    assert "一巡目は公開済み" in everything(stepped(app, "first"))
    stepped(app, "again")
    entered(app, "sales", (5, 9, 15), (3e6, 4e6, 6e6), "考え直した")
    pressed(seated(app, "marketing"), "workshop_same")
    pressed(app, "workshop_reveal")
    assert "前の巡から、3部門のうち1部門が動きました。" in everything(app)
    assert "中央値は" not in everything(app).split("動きました。")[1].split("\n")[0]
    assert "考え直した" in everything(app)
    assert "三巡目" in app.segmented_control(key="kept_workshop.step").options[3]


def test_after_three_rounds_the_decider_decides() -> None:
    app = shown(begun(departments=("cs", "sales")), cs=4, sales=30)
    for _ in range(2):
        stepped(app, "again")
        pressed(seated(app, "cs"), "workshop_same")
        pressed(app, "workshop_reveal")
    assert "未合意として記録し" in everything(app)
    assert "三巡目まで終わりました" in everything(stepped(app, "again"))


def test_with_several_initiatives_the_order_is_compared_and_leanings_are_named() -> None:
    app = shown(begun(), cs=4, marketing=8, sales=16)
    for item in ("onboarding", "win_back"):
        stepped(app, "choose")
        app.selectbox(key="kept_workshop.pick").set_value(item).run()
        pressed(app, "workshop_open")
        shown(app, cs=5, marketing=10, sales=20)
    said = [expander.label for expander in app.expander]
    assert any(re.search(r"施策3件の優先順位は3部門で.*W = ", label) for label in said)


# --- from the pool to the card ------------------------------------------------------------------------------------


def test_the_pooled_estimate_stands_beside_what_was_believed_and_the_plan_is_solved_again() -> None:
    app = stepped(shown(begun(), cs=20, marketing=25, sales=30), "pool")
    assert any("効果は25%" in title.value and "当初の見込み8%より高い" in title.value for title in app.subheader)
    assert any("最適な組" in title.value for title in app.subheader)
    assert "区間は広げていません" in everything(app)


def test_an_initiative_that_is_in_by_rule_only_is_to_be_tested_unless_it_pays_surely() -> None:
    app = stepped(shown(begun(), cs=2, marketing=3, sales=4), "decide")
    assert "一部で検証してから" in field(app, ".card.chosen").value
    app = stepped(shown(begun(), cs=40, marketing=42, sales=45), "decide")
    assert field(app, ".card.chosen").value == "「解約予兆検知と早期対応」を実施する"


def test_where_no_margin_is_known_nothing_is_said_of_what_moves_it() -> None:
    app = shown(begun("price_review", data="b2b"), cs=1, sales=2)
    assert "粗利が分からないため" in everything(app)
    assert "費用を回収できない" not in everything(app)
    stepped(app, "decide")
    assert field(app, ".card.chosen").value == ""
    assert any("決めたことが空です" in warning.value for warning in app.warning)


def test_what_a_card_lacks_is_listed_and_then_it_is_saved_linked_and_handed_out() -> None:
    app = stepped(shown(begun(), cs=8, marketing=9, sales=10), "decide")
    (missing,) = [one.value for one in app.warning]
    assert "決めた人が空です" in missing
    assert "中止の条件が空です" in missing
    decided(app)
    field(app, ".card.assumptions").set_value("CSが月40時間を使える\n\n 広告は変えない ").run()
    pressed(app, "workshop_decide")
    assert "決定済み" in headline(app)
    store = open_store()
    record = store.latest(Decision)[-1]
    assert len(record.links) == 6
    assert {store.get(link.target).body.item for link in record.links} == {"early_warning"}
    store.database.close()
    body = record.body
    assert [one["text"] for one in body.assumptions] == ["CSが月40時間を使える", "広告は変えない"]
    assert body.predictions[0]["estimate"] == "9%"
    assert body.raci["responsible"] == ["cs"]
    assert body.agreed
    assert len(app.get("download_button")) >= 2
    assert any("これまでの決定" in expander.label for expander in app.expander)


def test_a_changed_decision_is_a_new_revision_of_the_same_record() -> None:
    app = pressed(decided(shown(begun(), cs=8, marketing=9, sales=10)), "workshop_decide")
    field(app, ".card.chosen").set_value("小さく始める").run()
    pressed(app, "workshop_decide")
    store = open_store()
    record = store.latest(Decision)[-1]
    store.database.close()
    assert (record.revision, record.body.chosen) == (2, "小さく始める")


# --- both languages, both samples ---------------------------------------------------------------------------------


@pytest.mark.parametrize("data", ["shop", "b2b"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_step_is_in_the_readers_language(lang: str, data: str) -> None:
    app = begun(lang=lang, data=data)
    looks = [everything(seated(app, "cs"))]
    shown(app, cs=4, marketing=8, sales=30)
    looks += [everything(app), *(everything(stepped(app, step)) for step in ("choose", "again", "pool", "decide"))]
    labels = [pill for one in app.pills for pill in one.options] + [button.label for button in app.button]
    read = [line for look in looks for line in look.splitlines()] + labels
    if lang == "en":
        assert [w for w in read if JAPANESE.search(w.replace("表示言語", "").replace("日本語", ""))] == []
    else:
        assert [w for w in read if ENGLISH_WORD.search(re.sub("reason", "", w))] == []
    assert words(app)


def test_what_departments_believe_together_can_be_put_into_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ltv.store import InitiativeRecord

    monkeypatch.setenv("LTV_COMPASS_STORE", str(tmp_path))
    kept._opened.clear()
    app = stepped(shown(begun(), cs=20, marketing=25, sales=30), "pool")
    pressed(app, "workshop_carry")
    assert not app.exception
    assert "反映しました" in " ".join(each.value for each in app.success)
    store = open_store()
    kept_now = [each for each in store.latest(InitiativeRecord) if each.body.code == "early_warning"]
    store.database.close()
    assert kept_now[-1].body.levers[0]["p50"] == pytest.approx(0.25, abs=0.01)
    assert "workshop_carry" not in [button.key for button in app.button]
    kept._opened.clear()


@pytest.mark.parametrize("status", ["running", "finished", "stopped"])
def test_what_is_no_candidate_any_more_cannot_be_opened_and_stops_nothing(
    status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from ltv.decisions.portfolio.library import LIBRARY
    from ui import candidates
    from ui.candidates import Candidate, Candidates

    app = stepped(shown(begun(), cs=20, marketing=25, sales=30), "pool")
    later = tuple(Candidate(replace(one, status=status) if one.id == "early_warning" else one) for one in LIBRARY)
    monkeypatch.setattr(candidates, "candidates", lambda data: Candidates(later))
    for step in ("choose", "pool", "decide"):
        assert not stepped(app, step).exception, step
    monkeypatch.setattr(candidates, "candidates", lambda data: Candidates(()))
    assert not stepped(app, "choose").exception
    assert any("候補の施策がありません" in each.value for each in app.info)
