"""What the Actions tab says in each case, how edits of treatments and caps change the plan, and what is written out."""

import math
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from ltv.decisions.action_plan import HOLD_OUT
from ltv.decisions.export_layouts import GENERIC, LAYOUTS, STEP_MAIL
from ltv.decisions.treatment_library import library_in
from ltv.decisions.treatments import Effect, Treatment
from ui import ltv_actions_export as export
from ui import ltv_actions_inputs as choices
from ui import ltv_actions_tables as tables
from ui import ltv_actions_treatments as treatments
from ui import session_edits
from ui.ltv_actions_inputs import Inputs
from ui.ltv_actions_story import Story, plan
from ui.ltv_customers_data import Seen

from .ltv_seen import columns, made, sample_seen
from .test_pages import opened
from .test_words import JAPANESE

FREE = Inputs(None, None, None, None, 0.1, "early-warning", "1")
ROWS = (("risky", 0.8, 100_000.0), ("dearer", 0.7, 300_000.0), ("safe", 0.01, 2_000.0), ("loss", 0.5, -900.0))


def told(seen: Seen, inputs: Inputs = FREE) -> Story:
    return Story(seen, inputs, plan(seen, inputs))


def only(seen: Seen, *ids: str, **changes: object) -> Seen:
    """The same customers with some of the treatments, changed."""
    kept = tuple(replace(t, **changes) for t in seen.treatments if t.id in ids)  # type: ignore[arg-type]
    return replace(seen, treatments=kept)


# --- headline -----------------------------------------------------------------------------------------------------


def test_people_and_machines_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch, *ROWS)
    agreed = replace(seen, table=seen.table.assign(consent="可"))
    assert told(only(agreed, "cs_call")).case == "people"
    assert "今週、人が動くべきは顧客1人。期待利益は" in told(only(agreed, "cs_call")).headline()
    assert told(only(agreed, "early_warning_mail")).case == "automatic"
    assert "今週は自動配信だけで足りる" in told(only(agreed, "early_warning_mail")).headline()
    few = replace(agreed, table=agreed.table.assign(risk=[0.8, 0.7, 0.6, 0.5], value=[1e5, 3e5, 3e3, 2e3]))
    mixed = told(only(few, "cs_call", "early_warning_mail"))
    assert mixed.case == "both"
    assert mixed.plan.contacts_by_people < mixed.plan.contacts


def test_what_is_saved_by_leaving_customers_alone_is_in_the_headline(monkeypatch: pytest.MonkeyPatch) -> None:
    story = told(only(made(monkeypatch, *ROWS), "cs_call"))
    assert story.plan.spared == 2
    assert "接触不要は顧客2人（1,600円節約）" in story.headline()


def test_a_gain_that_may_as_well_be_a_loss_is_called_unproven(monkeypatch: pytest.MonkeyPatch) -> None:
    doubtful = only(made(monkeypatch, *ROWS), "cs_call", effect=Effect(0.0, 0.08, 0.15))
    assert told(doubtful).plan.gain_range[0] < 0
    assert "（未証明）" in told(doubtful).headline()
    assert "（未証明）" not in told(only(made(monkeypatch, *ROWS), "cs_call")).headline()


@pytest.mark.parametrize(
    ("rows", "inputs", "case", "said"),
    [
        pytest.param(ROWS[2:], FREE, "none_pays", "誰にも連絡しない方がよい", id="nobody pays"),
        pytest.param(ROWS, replace(FREE, contacts=0), "no_room", "上限が厳しく", id="caps of nothing"),
        pytest.param((("a", 0.5, math.nan),), FREE, "unknown", "まだ決められない", id="no values"),
        pytest.param((), FREE, "nobody", "対象の顧客がいない", id="nobody at risk"),
    ],
)
def test_a_plan_without_contacts_says_why(
    rows: tuple[tuple[str, float, float], ...], inputs: Inputs, case: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = told(only(made(monkeypatch, *rows), "cs_call"), inputs)
    assert story.case == case
    assert said in story.headline()
    assert not story.is_told


def test_all_treatments_switched_off_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    story = told(only(made(monkeypatch, *ROWS)))
    assert story.case == "no_treatment"
    assert "使える施策がない" in story.headline()


def test_every_headline_exists_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    for rows in (ROWS, ROWS[2:], (("a", 0.5, math.nan),), ()):
        seen = made(monkeypatch, *rows, lang="en")
        for inputs in (FREE, replace(FREE, contacts=0)):
            for ids in (["cs_call"], ["cs_call", "postal_dm"], ["postal_dm"], []):
                story = told(only(seen, *ids), inputs)
                said = [story.headline(), story.scope(), tables.caps_title(story)]
                said += [text for card in story.cards() for text in (card.label, card.about, card.help or "")]
                assert not JAPANESE.search(" ".join(said))


# --- the plan -----------------------------------------------------------------------------------------------------


def test_somebody_is_always_held_out_and_the_share_is_never_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = sample_seen(monkeypatch, "shop")
    story = told(seen)
    assert len(story.plan.arm(HOLD_OUT)) > 0
    assert min(int(share) for share in choices.HOLD_OUTS) >= 5
    other = told(seen, replace(FREE, wave="2"))
    assert set(other.plan.arm(HOLD_OUT)["customer"]) != set(story.plan.arm(HOLD_OUT)["customer"])


@pytest.mark.parametrize("name", ["shop", "b2b"])
def test_caps_are_kept_and_the_price_of_one_more_unit_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = sample_seen(monkeypatch, name)
    story = told(seen, replace(FREE, hours=5.0, contacts=30))
    assert len(story.plan.chosen) <= 30
    assert story.plan.chosen["hours"].sum() <= 5 + 1e-6
    shown = tables.caps(story)
    assert shown["状態"].tolist().count("効いている") >= 1
    assert "いちばん効いている上限" in tables.caps_title(story)
    assert "上限は設定されていない" in tables.caps_title(told(seen))
    assert "余裕があり" in tables.caps_title(told(seen, replace(FREE, hours=1e6)))


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", ["shop", "b2b"])
def test_tables_of_a_plan_are_in_words(name: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = sample_seen(monkeypatch, name, lang=lang)
    story = told(seen, replace(FREE, hours=40.0))
    chosen, _ = tables.chosen(story)
    suppressed, _ = tables.suppressed(story)
    frames = [tables.by_treatment(story), tables.quadrants(story), tables.reasons(story), tables.caps(story)]
    frames += [frame.drop(columns="company", errors="ignore") for frame in (chosen, suppressed)]
    said = [text for frame in frames for text in columns(frame)]
    assert not any("_" in text for text in said if text not in set(chosen.columns) | set(suppressed.columns))
    if lang == "en":
        assert [text for text in said if JAPANESE.search(text)] == []
    assert len(tables.file(story, story.plan.chosen)) == len(story.plan.chosen)


def test_consent_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch, *ROWS)
    asked = replace(seen, table=seen.table.assign(consent=["可", "不可", "不可", None]))
    assert "あり1、なし2、不明1" in told(asked).scope()


# --- treatments ---------------------------------------------------------------------------------------------------

CALL = next(t for t in library_in("JPY", 0) if t.id == "cs_call")


def test_an_edited_treatment_has_the_edited_figures_and_keeps_the_rest() -> None:
    cells = {"effect": 16.0, "contact_cost": 1_000, "offer": 300, "take_rate": 20.0, "hours": 0.5}
    found = treatments.changed(CALL, cells, 1)
    assert found.effect == Effect(0.08, 0.16, 0.3)
    assert (found.contact_cost, found.offer, found.take_rate, found.hours) == (1_000, 300, 0.2, 0.5)
    assert (found.id, found.channel, found.cooling_days) == (CALL.id, CALL.channel, CALL.cooling_days)
    assert treatments.changed(CALL, {"contact_cost": 12.5}, 100).contact_cost == 1_250, "a reader writes dollars"


def test_the_spread_of_an_effect_stays_within_a_share() -> None:
    assert treatments.changed(CALL, {"effect": 90.0}, 1).effect.p90 == 1.0
    assert treatments.changed(CALL, {"effect": 0.0}, 1).effect == Effect(0.0, 0.0, 0.0)


def edits(
    monkeypatch: pytest.MonkeyPatch, changes: dict[int, dict[str, object]]
) -> Callable[[Seen], tuple[Treatment, ...]]:
    monkeypatch.setattr(session_edits, "edits", lambda name: changes)
    return lambda seen: treatments.in_force(seen.data)


def test_switched_off_and_flawed_treatments_are_not_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch, *ROWS)
    whole = treatments.in_force(seen.data)
    found = edits(monkeypatch, {0: {"used": False}, 1: {"contact_cost": -5}, 2: {"hours": None}})(seen)
    assert {t.id for t in whole} - {t.id for t in found} == {t.id for t in whole[:3]}
    said = treatments.flaws(seen.data)
    assert len(said) == 2
    assert all("使えません" in words for words in said)


def test_a_higher_save_rate_is_worth_more(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = made(monkeypatch, *ROWS)
    row = [t.id for t in treatments.in_force(seen.data)].index("cs_call")
    before = told(seen).plan.gain
    better = replace(seen, treatments=edits(monkeypatch, {row: {"effect": 40.0}})(seen))
    assert told(better).plan.gain > before


def test_edits_made_before_and_after_a_change_of_page_are_all_kept() -> None:
    merged = session_edits._merged({0: {"offer": 5}, 2: {"used": False}}, {0: {"hours": 1.0}, 1: {"offer": 7}})
    assert merged == {0: {"offer": 5, "hours": 1.0}, 1: {"offer": 7}, 2: {"used": False}}
    table = pd.DataFrame({"offer": [0.0, 0.0, 0.0], "used": [True, True, True]})
    changed = session_edits._changed(table, {1: {"offer": 7.0}, 2: {"used": False}})
    assert changed["offer"].tolist() == [0.0, 7.0, 0.0]
    assert changed["used"].tolist() == [True, True, False]
    assert table["offer"].tolist() == [0.0, 0.0, 0.0]


# --- choices ------------------------------------------------------------------------------------------------------


def test_a_cap_typed_changes_the_plan_and_stands_in_the_link() -> None:
    app = opened("ltv_segments", lang="ja", data="b2b", tab="actions")
    before = app.header[0].value
    app.number_input(key="asked_cap_contacts").set_value(10.0).run()
    assert not app.exception
    assert app.query_params["cap_contacts"] == "10"
    assert app.header[0].value != before
    app.number_input(key="asked_cap_contacts").set_value(None).run()
    assert "cap_contacts" not in app.query_params
    app.number_input(key="asked_cap_hours").set_value(None).run()
    assert app.query_params["cap_hours"] == "none"


def test_a_link_opens_the_caps_it_names_and_nonsense_falls_back() -> None:
    app = opened("ltv_segments", lang="ja", data="b2b", tab="actions", cap_hours="12", cap_budget="x", hold_out="0")
    assert app.number_input(key="asked_cap_hours").value == 12
    assert app.number_input(key="asked_cap_budget").value is None
    assert app.selectbox(key="choice_hold_out").value == "10"


def test_a_list_that_expires_before_it_is_sent_is_refused() -> None:
    app = opened(
        "ltv_segments", lang="ja", data="b2b", tab="actions", send_on="2026-10-10", expires_on="2026-10-01"
    )  # fmt: skip
    assert any("有効期限が配信日より前" in warning.value for warning in app.warning)


# --- files --------------------------------------------------------------------------------------------------------


def files(story: Story, layout: str, encoding: str = "utf-8-sig") -> export.Export:
    chosen = next(made for made in LAYOUTS if made.id == layout)
    day = story.seen.data.months.as_of
    found = export.made_of(story, chosen, encoding, day, day)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize("layout", [made.id for made in LAYOUTS])
def test_the_hold_out_is_in_no_list_that_is_sent(layout: str, monkeypatch: pytest.MonkeyPatch) -> None:
    story = told(sample_seen(monkeypatch, "shop"))
    made_files = files(story, layout)
    sent = made_files.send.data.decode("utf-8-sig")
    held = set(story.plan.arm(HOLD_OUT)["customer_id"])
    assert not any(code in sent for code in held)
    assert made_files.send.name.endswith("_treat.csv")
    assert made_files.hold_out.rows <= len(held)


def test_a_mail_list_holds_only_who_agreed_and_says_how_many_were_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = sample_seen(monkeypatch, "shop")
    story = told(seen)
    found = files(story, STEP_MAIL.id, "cp932")
    agreed = set(seen.table.loc[seen.table["consent"] == "可", "customer_id"])
    ids = {line.split(",")[0] for line in found.send.data.decode("cp932").splitlines()[1:]}
    assert ids
    assert ids <= agreed
    assert "置き換えた文字：0" in export.summary(found, STEP_MAIL)
    refused = replace(found, left_out={"consent_refused": 3})
    assert "外した人：顧客3人（配信の同意なし（拒否） 3）" in export.summary(refused, STEP_MAIL)


def test_each_row_names_initiative_wave_and_the_version_of_what_it_rests_on(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = sample_seen(monkeypatch, "b2b")
    story = told(seen, replace(FREE, initiative="keep-2026", wave="3"))
    line = files(story, GENERIC.id).send.data.decode("utf-8-sig").splitlines()[1]
    assert ",keep-2026,3,treat," in line
    assert line.endswith(export.definition(seen))
    other = replace(seen, treatments=seen.treatments[1:])
    assert export.definition(other) != export.definition(seen)
