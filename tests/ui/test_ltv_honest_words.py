"""What the LTV page must not overstate: thinning steps, missing values, odds, sales, and what follows from a tab."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from ltv.models.setting import Kind, Setting
from ui import ltv_card, ltv_money_notes, ltv_trust, session, show, tables
from ui.charts.money_axis import Money


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

    from ui.ltv_money_notes import sales_note

    sales_note(SimpleNamespace(margin=SimpleNamespace(base=base)))  # type: ignore[arg-type]


@pytest.mark.parametrize(("base", "times"), [("sales", 1), ("margin", 0)])
def test_sales_are_said_to_be_sales_once(base: str, times: int) -> None:
    app = AppTest.from_function(sales_note_of, args=(base,)).run()
    assert not app.exception
    assert len(app.info) == times


@pytest.mark.parametrize(("currency", "times"), [("", 1), ("GBP", 0), ("JPY", 0)])
def test_of_an_unknown_currency_the_costs_of_treatments_are_placeholders(
    currency: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(session, "lang", lambda: "ja")
    monkeypatch.setattr("streamlit.info", lambda words, **_: said.append(words))
    data = SimpleNamespace(months=SimpleNamespace(currency=currency, decimals=2))
    ltv_money_notes.currency_note(data)  # type: ignore[arg-type]
    assert len(said) == times
    assert Money(currency, 2).unit == {"": "通貨単位", "GBP": "GBP", "JPY": "円"}[currency]


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
