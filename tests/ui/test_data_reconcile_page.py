"""The reconciliation tab on the samples: it opens, asks, remembers what people decide, and takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui import kept, shell


def opened(**link: str) -> AppTest:
    app = AppTest.from_file(str(shell.ROOT / "app.py"), default_timeout=90)
    for name, value in {"goto": "data", "data_tab": "reconcile", "lang": "ja", **link}.items():
        app.query_params[name] = value
    return app.run()


def queue(app: AppTest) -> str:
    return next(each.value for each in app.subheader if "判断" in each.value)


def pair(app: AppTest) -> str:
    """The pair that is asked about."""
    return next(str(each.value.to_csv()) for each in app.table if "比べると" in each.value)


@pytest.fixture
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LTV_COMPASS_STORE", str(tmp_path / "store"))
    kept._opened.clear()


@pytest.mark.usefixtures("_own_store")
def test_a_decision_outlives_the_session_and_is_taken_back() -> None:
    app = opened(data="b2b")
    before = queue(app)
    app.button(key="reconcile_same").click().run()
    assert not app.exception
    assert queue(app) != before
    again = opened(data="b2b")
    assert queue(again) == queue(app)
    again.button(key="reconcile_undo_0").click().run()
    assert queue(again) == queue(opened(data="b2b")) == before


@pytest.mark.usefixtures("_own_store")
def test_a_pair_put_off_makes_room_for_the_next_and_decides_nothing() -> None:
    app = opened(data="b2b")
    before, first = queue(app), pair(app)
    app.button(key="reconcile_skip").click().run()
    assert queue(app) == before
    assert pair(app) != first


def test_where_no_store_can_be_reached_decisions_hold_for_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    monkeypatch.setenv("LTV_COMPASS_STORE", str(file / "below"))
    kept._opened.clear()
    app = opened(data="b2b")
    before = queue(app)
    app.button(key="reconcile_same").click().run()
    assert queue(app) != before
    kept._opened.clear()


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("data", ["shop", "b2b"])
def test_the_tab_opens_on_the_samples(data: str, lang: str) -> None:
    app = opened(data=data, lang=lang)
    assert not app.exception
    assert app.title[0].value


def _alone() -> None:
    import streamlit as st

    from tests.ui.books import book
    from ui import session
    from ui.data_reconcile import reconcile_tab

    session.begin()
    reconcile_tab(st.container(), book(a=[100, 100]))


def _totals() -> None:
    from dataclasses import replace

    import streamlit as st

    from tests.ui.books import book
    from ui import session
    from ui.data_reconcile import reconcile_tab

    session.begin()
    data = book(a=[100, 100])
    ledger = data.ledger
    assert ledger is not None
    ledger = replace(ledger, customers=ledger.customers.assign(crm_total=[250]))
    reconcile_tab(st.container(), replace(data, ledger=ledger, months=ledger.months()))


def _elsewhen() -> None:
    from dataclasses import replace

    import streamlit as st

    from tests.reconcile.books import book
    from ui import session
    from ui.data_reconcile import reconcile_tab

    session.begin()
    data = book([("A", "2025-01-05", 1)], [("A", "2026-01-05", 1)])
    reconcile_tab(st.container(), replace(data, source="upload"))


@pytest.mark.parametrize(
    ("script", "title", "helps"),
    [
        pytest.param(_alone, "CRMの売上がないため", True, id="no CRM"),
        pytest.param(_totals, "CRMと基幹の累計の差50円", True, id="totals of the customer file only"),
        pytest.param(_elsewhen, "共通する月がない", False, id="no month in common"),
    ],
)
def test_what_cannot_be_compared_by_month_says_what_is_missing(script: object, title: str, helps: bool) -> None:
    app = AppTest.from_function(script, default_timeout=60).run()  # type: ignore[arg-type]
    assert not app.exception
    assert title in app.title[0].value
    assert any("CRMの売上記録" in each.value for each in app.markdown) == helps
