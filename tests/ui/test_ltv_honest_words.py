"""What the LTV page must not overstate: thinning steps, missing values, odds, sales, and what follows from a tab."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from ltv.models.setting import Kind, Setting
from ui import ltv_card, ltv_trust, session, show, tables
from ui.ltv_steps_drawn import drawn


def steps(segment: str, counts: dict[int, int]) -> pd.DataFrame:
    rows = {"segment": segment, "step": list(counts), "customers": list(counts.values())}
    return pd.DataFrame(rows).assign(ltv=1.0)


def kept(table: pd.DataFrame) -> dict[str, list[int]]:
    rows = drawn(table)
    return {name: group["step"].tolist() for name, group in rows.groupby("segment")}


def test_steps_of_fewer_than_half_the_customers_of_a_year_are_not_drawn() -> None:
    table = steps("SNS", {11: 1000, 12: 834, 13: 650, 14: 500, 15: 417, 16: 416})
    assert kept(table) == {"SNS": [11, 12, 13, 14, 15]}


def test_a_line_ends_where_a_cohort_drops_out_at_once() -> None:
    table = steps("SNS", {12: 1182, 21: 900, 22: 834, 23: 593, 24: 592})
    assert kept(table) == {"SNS": [12, 21, 22]}


def test_a_segment_younger_than_a_year_is_measured_by_its_first_step() -> None:
    table = pd.concat([steps("SNS", {1: 100, 2: 75, 3: 60, 4: 50, 5: 49}), steps("検索", {1: 90, 12: 80, 13: 60})])
    assert kept(table) == {"SNS": [1, 2, 3, 4], "検索": [1, 12, 13]}


def test_missing_values_of_a_text_column_are_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: "ja")
    table = pd.DataFrame({"verdict": ["keep", None], "word": ["a", None], "n": [1.0, None]})
    shown, _ = tables.in_words(table)
    assert shown.iloc[1, :2].tolist() == [show.NOTHING, show.NOTHING]
    assert pd.isna(shown.iloc[1, 2])


@pytest.mark.parametrize(
    ("odds", "ja", "en"),
    [
        (1.84, "約1.8倍", "about 1.8 times"),
        (9.97, "約10倍", "about 10 times"),
        (32.9, "約33倍", "about 33 times"),
        (99.4, "約99倍", "about 99 times"),
        (99.5, "100倍以上", "over 100 times"),
        (float("inf"), "100倍以上", "over 100 times"),
    ],
)
def test_a_ratio_of_odds_has_two_digits_at_most(odds: float, ja: str, en: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for lang, said in (("ja", ja), ("en", en)):
        monkeypatch.setattr(session, "lang", lambda lang=lang: lang)
        assert ltv_card.times(odds) == said


@pytest.mark.parametrize(
    ("found", "ja", "en"),
    [
        (Setting(Kind.CONTRACTS), "解約は観測できます", "leaving is seen"),
        (Setting(Kind.ORDERS, gaps=60), "注文間隔が60件しかない", "Only 60 gaps"),
        (Setting(Kind.ORDERS, None, 0.61, 1200), "注文間隔1,200件に一定の周期は", "(the best one fits 61% of them)"),
        (Setting(Kind.REGULAR_ORDERS, 30.4375, 0.987, 1200), "99%が約30日の倍数", "99% of 1,200 gaps"),
    ],
)
def test_the_kind_of_business_is_told_with_what_shows_it(
    found: Setting, ja: str, en: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for lang, said in (("ja", ja), ("en", en)):
        monkeypatch.setattr(session, "lang", lambda lang=lang: lang)
        assert said in ltv_trust.evidence(found)


def sales_note_of(base: str) -> None:
    from types import SimpleNamespace

    from ui.ltv_sales_note import sales_note

    sales_note(SimpleNamespace(margin=SimpleNamespace(base=base)))  # type: ignore[arg-type]


@pytest.mark.parametrize(("base", "times"), [("sales", 1), ("margin", 0)])
def test_sales_are_said_to_be_sales_once(base: str, times: int) -> None:
    app = AppTest.from_function(sales_note_of, args=(base,)).run()
    assert not app.exception
    assert len(app.info) == times


def end_of_customers() -> None:
    import streamlit as st

    from ui import ltv_next, session

    session.begin()
    st.caption(session.recall("tab", ("segments", "customers", "actions"), "customers"))
    ltv_next.next_step("customers", is_valued=True)


def test_the_customers_tab_leads_to_the_actions() -> None:
    app = AppTest.from_function(end_of_customers).run()
    assert app.caption[0].value == "customers"
    app.button[0].click().run()
    assert not app.exception
    assert app.caption[0].value == "actions"
