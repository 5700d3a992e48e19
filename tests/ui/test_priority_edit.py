"""Initiatives as readers edit them: kept at once, nothing lost, and every figure follows."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ltv.decisions.portfolio.initiatives import Initiative, PlannedLever
from ltv.decisions.portfolio.library import FIRST, LIBRARY
from ltv.decisions.portfolio.record import record_of
from ltv.store import InitiativeRecord, Store, open_store
from ui import candidates, kept, priority_edit, session
from ui.candidates import Candidate
from ui.priority_cells import COLUMNS, USUAL, cells_of, with_cells
from ui.words import WORDS

from .test_pages import opened

SHOP = session.samples.load("shop")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store of its own for one test."""
    monkeypatch.setenv("LTV_COMPASS_STORE", str(tmp_path / "store"))
    kept._opened.clear()
    opened_store = open_store()
    yield opened_store
    opened_store.database.close()
    kept._opened.clear()


@pytest.fixture
def here(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The same, asked by a reader without a page."""
    words: dict[str, Any] = {}
    monkeypatch.setattr(session, "lang", lambda: "ja")
    monkeypatch.setattr(kept, "store", lambda: store)
    monkeypatch.setattr(kept, "author", lambda: "p-reader")
    monkeypatch.setattr(session, "stored", lambda name, default=None: words.get(name, default))
    monkeypatch.setattr(session, "store", words.__setitem__)
    return store


# --- cells ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", LIBRARY, ids=lambda one: one.id)
@pytest.mark.parametrize("unit", [1, 100])
def test_a_row_typed_over_with_itself_changes_nothing(one: Initiative, unit: int) -> None:
    cells = cells_of(one, unit)
    assert tuple(cells) == COLUMNS
    without = ("name", "kind") if one.levers else ("name", "kind", "p10", "p50", "p90", "grade")
    numbers = {name: value for name, value in cells.items() if name not in without}
    same, flaws = with_cells(one, numbers, unit)
    assert not flaws
    assert same.effort == one.effort
    assert replace(same, levers=one.levers, effort=one.effort) == one
    assert with_cells(one, {}, unit) == (one, [])
    for a, b in zip(same.levers, one.levers):
        assert a.effect.p50 == pytest.approx(b.effect.p50)


def test_typed_cells_are_what_they_say() -> None:
    one = LIBRARY[0]
    typed = {"p50": 10, "p90": 20.5, "one_off": 123.0, "people_cs": 4, "people_it": 0, "half_life": 6, "name": "新名"}
    found, flaws = with_cells(one, typed, 100)
    assert not flaws
    assert (found.levers[0].effect.p10, found.levers[0].effect.p50, found.levers[0].effect.p90) == (0.03, 0.1, 0.205)
    assert found.effort.one_off == 12_300
    assert {each.department: each.months for each in found.effort.people} == {"cs": 4, "marketing": 1}
    assert (found.half_life, found.name.ja, found.name.en) == (6, "新名", "新名")
    assert found.effort.monthly == one.effort.monthly
    assert with_cells(replace(one, half_life=6.0), {"half_life": None}, 1)[0].half_life is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"p50": None}, "空のセル"), ({"one_off": -1}, "0〜"), ({"start": 1.5}, "整数"), ({"p90": 5_000}, "1000%"),
        ({"owner": "nobody"}, "選択肢"), ({"name": "  "}, "施策名"), ({"name": "a\nb"}, "施策名"),
        ({"people_cs": float("nan")}, "空のセル"), ({"half_life": -1}, "0.01〜"), ({"months": 601}, "0〜600"),
        ({"people_it": 10_001}, "0〜10,000"),
        ({"p50": [1]}, "数を入れて"), ({"owner": ["cs"]}, "選択肢"), ({"kind": {}}, "選択肢"),
        ({"start": float("inf")}, "0〜600"),
        ({"one_off": "12"}, "数を入れて"), ({"name": 3}, "施策名"), ({"ramp": True}, "数を入れて"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_used_is_named_and_changes_nothing(typed: dict[str, Any], said: str) -> None:
    found, flaws = with_cells(LIBRARY[0], typed, 1)
    assert found == LIBRARY[0]
    assert said in flaws[0].ja
    assert flaws[0].en


def test_what_moves_nothing_takes_no_effect() -> None:
    enabler = next(one for one in LIBRARY if not one.levers)
    assert "土台" in with_cells(enabler, {"p50": 3.0}, 1)[1][0].ja


def test_what_an_initiative_moves_can_be_chosen() -> None:
    one = LIBRARY[0]
    grown = with_cells(one, {"kind": "expansion"}, 1)[0]
    assert (grown.levers[0].kind, grown.levers[0].effect) == ("expansion", one.levers[0].effect)
    assert with_cells(one, {"kind": "enabler"}, 1)[0].levers == ()
    enabler = next(each for each in LIBRARY if not each.levers)
    started = with_cells(enabler, {"kind": "reactivation"}, 1)[0]
    assert started.levers == (PlannedLever("reactivation", USUAL),)
    typed = with_cells(enabler, {"kind": "churn", "p10": 1, "p50": 2, "p90": 3}, 1)[0]
    assert typed.levers[0].effect.p90 == pytest.approx(0.03)
    assert with_cells(one, {"kind": "magic"}, 1)[1]


# --- what is kept ---------------------------------------------------------------------------------------------------


def test_a_changed_initiative_takes_the_place_of_the_library_s(here: Store) -> None:
    found = candidates.candidates(SHOP)
    assert [one.id for one in found.usable] == [one.id for one in LIBRARY]
    first = found.here[0]
    dearer = replace(first.initiative, effort=replace(first.initiative.effort, one_off=9_000_000))
    assert candidates.save(SHOP, first, dearer)
    again = candidates.candidates(SHOP)
    assert again.usable[0] == dearer
    assert again.here[0].revision == 1
    assert again.usable[1:] == found.usable[1:]


def test_who_comes_second_overwrites_nothing(here: Store) -> None:
    seen = candidates.candidates(SHOP).here[0]
    mine, theirs = (replace(seen.initiative, ramp=n) for n in (5, 7))
    assert candidates.save(SHOP, seen, theirs)
    assert not candidates.save(SHOP, seen, mine)
    assert kept.trouble()
    assert candidates.candidates(SHOP).usable[0].ramp == 7
    newest = candidates.candidates(SHOP).here[0]
    assert candidates.save(SHOP, newest, mine)
    assert [each.body.details["ramp"] for each in here.history(newest.record)] == [7, 5]


def test_one_taken_off_can_be_brought_back(here: Store) -> None:
    found = candidates.candidates(SHOP)
    onboarding = found.of("onboarding")
    assert onboarding is not None
    assert candidates.withdraw(SHOP, onboarding)
    without = candidates.candidates(SHOP)
    gone = without.of("onboarding")
    assert "onboarding" not in [one.id for one in without.usable]
    assert gone is not None
    assert gone.withdrawn
    assert candidates.save(SHOP, gone, gone.initiative)
    assert candidates.candidates(SHOP).usable == found.usable


def test_what_others_need_cannot_go(here: Store) -> None:
    found = candidates.candidates(SHOP)
    assert any(one.requires == ("crm_erp_integration",) for one in found.usable)
    assert found.flaws_without("crm_erp_integration")
    assert not found.flaws_without("onboarding")


def test_a_new_one_is_on_the_list(here: Store) -> None:
    code = candidates.add(SHOP)
    added = candidates.candidates(SHOP).of(code)
    assert added is not None
    assert added.initiative.name.ja == WORDS["priority.edit.new"][0]
    assert candidates.library_form(SHOP, code) is None


def test_money_of_another_currency_is_not_mixed_in(here: Store) -> None:
    here.save(record_of(replace(LIBRARY[0], ramp=9), "EUR", 2, data="sample:shop"), author="p-other")
    assert candidates.candidates(SHOP).usable[0].ramp == LIBRARY[0].ramp


def test_what_was_made_for_other_data_is_not_mixed_in(here: Store) -> None:
    b2b = session.samples.load("b2b")
    seen = candidates.candidates(SHOP).here[0]
    assert candidates.save(SHOP, seen, replace(seen.initiative, ramp=9))
    code = candidates.add(SHOP)
    there = candidates.candidates(b2b)
    assert there.usable[0].ramp == LIBRARY[0].ramp
    assert there.of(code) is None
    assert candidates.save(b2b, there.here[0], replace(seen.initiative, ramp=4))
    assert candidates.candidates(SHOP).usable[0].ramp == 9


def test_a_record_that_cannot_be_used_is_told_and_the_rest_goes_on(here: Store) -> None:
    here.save(InitiativeRecord(code="odd", name="x", owner="cs", levers=[{"kind": "magic"}]), author="p-other")
    needy = replace(LIBRARY[1], id="needy", requires=("nowhere",))
    here.save(record_of(needy, "JPY", 0, data="sample:shop"), author="p-other")
    here.save(
        record_of(replace(LIBRARY[1], id="more", requires=("needy",)), "JPY", 0, data="sample:shop"), author="p-other"
    )
    found = candidates.candidates(SHOP)
    assert len(found.unreadable) == 1
    assert {each.id for each in found.here if each.trouble} == {"needy", "more"}
    assert [one.id for one in found.usable] == [one.id for one in LIBRARY]


# --- the page -------------------------------------------------------------------------------------------------------

TABLE = """
import streamlit as st
from ui import candidates, priority_edit, samples, session

session.begin()
data = samples.load("shop")
st.session_state.setdefault("typed", {})
found = candidates.candidates(data)
if st.session_state["typed"]:
    st.session_state["rows"] = {"edited_rows": st.session_state["typed"]}
    st.session_state["typed"] = {}
    priority_edit._keep(data, found, "rows")
priority_edit.show_table(data, candidates.candidates(data))
"""


def typed(app: AppTest, **cells: Any) -> AppTest:
    app.session_state["typed"] = {0: cells}
    return app.run(timeout=60)


def buttons(app: AppTest) -> list[str]:
    return [button.key for button in app.button]


def test_a_half_typed_belief_stays_on_screen_until_it_can_be_used(store: Store) -> None:
    app = AppTest.from_string(TABLE).run(timeout=60)
    typed(app, p10=12.0)
    assert any("P10" in each.value for each in app.markdown), "12 is above P50 of 8"
    assert not store.latest(InitiativeRecord)
    assert f"drop_{FIRST}" in buttons(app)
    assert f"mine_{FIRST}" not in buttons(app)
    typed(app, p50=14.0)
    typed(app, p90=30.0)
    (record,) = store.latest(InitiativeRecord)
    assert [record.body.prior[point] for point in ("p10", "p50", "p90")] == [0.12, 0.14, 0.30]
    assert f"drop_{FIRST}" not in buttons(app)


def test_what_was_half_typed_is_there_after_a_refresh_and_can_be_dropped(store: Store) -> None:
    app = AppTest.from_string(TABLE).run(timeout=60)
    typed(app, p10=12.0)
    token = app.query_params[kept.TOKEN]
    again = AppTest.from_string(TABLE)
    again.query_params[kept.TOKEN] = token if isinstance(token, str) else token[0]
    again.run(timeout=60)
    assert f"drop_{FIRST}" in buttons(again)
    again.button(key=f"drop_{FIRST}").click().run(timeout=60)
    assert f"drop_{FIRST}" not in buttons(again)
    assert not again.exception


def test_another_s_change_is_told_and_mine_can_still_be_saved(store: Store) -> None:
    app = AppTest.from_string(TABLE).run(timeout=60)
    seen = Candidate(LIBRARY[0])
    store.save(record_of(replace(seen.initiative, ramp=7), "JPY", 0, data="sample:shop"), author="p-other")
    app.session_state["typed"] = {0: {"start": 4}}
    late = TABLE.replace(
        "found = candidates", "from ltv.decisions.portfolio.library import LIBRARY\nfound = candidates"
    )
    late = late.replace(
        'priority_edit._keep(data, found, "rows")',
        "stale = candidates.Candidates((candidates.Candidate(LIBRARY[0]),))\n    "
        'priority_edit._keep(data, stale, "rows")',
    )
    app = AppTest.from_string(late)
    app.session_state["typed"] = {0: {"start": 4}}
    app.run(timeout=60)
    (record,) = store.latest(InitiativeRecord)
    assert record.body.details["start"] == 0, "nothing was overwritten"
    app.button(key=f"mine_{FIRST}").click().run(timeout=60)
    (record,) = store.latest(InitiativeRecord)
    assert (record.body.details["start"], record.body.details["ramp"], record.revision) == (4, 7, 2)


def test_a_broken_draft_is_no_draft(here: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui import priority_edit

    for words in ("{", "[1]", json.dumps({"nonsense": 1})):
        monkeypatch.setattr(kept, "draft", lambda name, words=words: words)
        assert priority_edit._typed(Candidate(LIBRARY[0])) == {}


def test_taking_one_off_moves_the_answer(store: Store) -> None:
    app = opened("priorities", lang="ja", open="detail", initiative="win_back")
    assert not app.exception
    before = app.title[0].value
    assert "休眠顧客" in before
    app.button(key="initiative_remove").click().run(timeout=120)
    assert not app.exception
    assert "休眠顧客" not in app.title[0].value
    app.button(key="back_win_back").click().run(timeout=120)
    assert app.title[0].value == before


# --- what must not stop the page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["running", "finished", "stopped"])
def test_early_warning_that_is_no_choice_any_more_stops_no_page(store: Store, status: str) -> None:
    """The rule that it comes first is then kept already, or cannot be."""
    store.save(record_of(replace(LIBRARY[0], status=status), "JPY", 0, data="sample:shop"), author="p-other")  # type: ignore[arg-type]
    app = opened("priorities", lang="ja")
    assert not app.exception
    assert "解約予兆検知" not in app.title[0].value


def test_a_list_with_nothing_left_to_decide_says_so(store: Store) -> None:
    for one in LIBRARY:
        store.save(record_of(replace(one, status="running"), "JPY", 0, data="sample:shop"), author="p-other")
    app = opened("priorities", lang="ja")
    assert not app.exception
    assert app.title[0].value == WORDS["priority.headline.no_initiative"][0]


def test_a_data_set_with_other_decimals_has_the_same_initiatives(here: Store) -> None:
    """One record per code and currency: it is read in either unit, and can be changed from both."""
    cents = replace(SHOP, months=replace(SHOP.months, decimals=2))
    first = candidates.candidates(SHOP).here[0]
    assert candidates.save(SHOP, first, replace(first.initiative, effort=replace(first.initiative.effort, one_off=7.0)))
    seen = candidates.candidates(cents).here[0]
    assert (seen.initiative.effort.one_off, seen.revision) == (700.0, 1)
    assert candidates.save(cents, seen, replace(seen.initiative, duration=8.0))
    assert candidates.candidates(SHOP).here[0].initiative.effort.one_off == 7.0


def test_who_came_first_is_still_said_when_the_page_is_drawn_again(
    here: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "write_draft", lambda name, words: None)
    monkeypatch.setattr(kept, "draft", lambda name: "")
    seen = candidates.candidates(SHOP)
    candidates.save(SHOP, seen.here[0], replace(seen.here[0].initiative, duration=9.0))
    assert not priority_edit._accept(SHOP, seen, seen.here[0], {"duration": 8.0})
    candidates.candidates(SHOP)
    assert "p-reader" in session.stored(f"initiative_refused_{FIRST}")


def test_only_segments_that_initiatives_name_are_told_apart() -> None:
    from ltv.decisions.scenario.company import base_of

    base = base_of(SHOP, dimension="channel", only=("紹介",))
    assert set(base.segments) == {"紹介", "other"}
    assert base.customers.sum() == base_of(SHOP).customers.sum()
