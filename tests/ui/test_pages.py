"""Every page, in both languages, on both samples, on an upload, and on data too short to compare."""

import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from ui import session, shell

from .books import book, same
from .test_words import JAPANESE

LANGUAGES = ("ja", "en")
ENGLISH_WORD = re.compile(r"\b(the|of|and|is|are|customers|revenue)\b", re.IGNORECASE)


def opened(page: str, **link: str) -> AppTest:
    """A page as a link opens it: through app.py, with the link's choices."""
    app = AppTest.from_file(str(shell.ROOT / "app.py"), default_timeout=60)
    for name, code in link.items():
        app.query_params[name] = code
    app.run()
    if page != shell.HOME:
        app.switch_page(shell.path_of(page)).run()
    assert not app.exception, app.exception
    return app


def words(app: AppTest) -> list[str]:
    """Everything a reader reads, our own data values left out."""
    kinds = (app.title, app.subheader, app.caption, app.markdown, app.info, app.warning, app.error)
    labels = [metric.label for metric in app.metric] + [box.label for box in app.selectbox]
    return [element.value for kind in kinds for element in kind] + labels


@pytest.mark.parametrize("data", ["shop", "b2b"])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", shell.PAGES)
def test_a_page_answers_in_the_readers_language(page: str, lang: str, data: str) -> None:
    app = opened(page, lang=lang, data=data)
    (headline,) = app.title
    assert headline.value
    if lang == "en":
        assert [w for w in words(app) if JAPANESE.search(w.replace("表示言語", "").replace("日本語", ""))] == []
    else:
        assert JAPANESE.search(headline.value)
        assert [w for w in words(app) if ENGLISH_WORD.search(w)] == []


TOO_SHORT = {
    "one month": book(**same(3, 100)),
    "two months": book(**same(40, 100, 90)),
    "one customer": book(a=[100] * 14),
    "all refunded": book(a=[100, -100], b=[50, -50]),
    "nobody stays": book(**{f"c{i}": [0] * (i % 12) + [100] for i in range(24)}),
}


@pytest.mark.parametrize("name", TOO_SHORT)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", shell.PAGES)
def test_a_page_stands_on_data_that_say_little(
    page: str, lang: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "uploaded", lambda: TOO_SHORT[name])
    monkeypatch.setattr(session, "data", lambda: TOO_SHORT[name])
    app = opened(page, lang=lang)
    assert app.title[0].value
    assert not any("nan" in w.lower().split() for w in words(app))


def test_a_choice_survives_a_change_of_page_and_stands_in_the_link() -> None:
    app = opened("nrr_trends", lang="en")
    app.selectbox(key="choice_rule").set_value("yoy_cohort").run()
    app.selectbox(key="choice_segment").set_value("アフィリエイト").run()
    assert app.query_params["rule"] == "yoy_cohort"
    assert app.query_params["segment"] == "アフィリエイト"
    app.switch_page(shell.path_of("kpi_definitions")).run()
    app.switch_page(shell.path_of("nrr_trends")).run()
    assert app.selectbox(key="choice_rule").value == "yoy_cohort"
    assert app.selectbox(key="choice_segment").value == "アフィリエイト"


def test_a_link_opens_the_choices_it_names() -> None:
    app = opened("nrr_trends", lang="ja", rule="yoy_cohort", end="2026-03", data="shop")
    assert app.selectbox(key="choice_rule").value == "yoy_cohort"
    assert app.selectbox(key="choice_end").value == "2026-03"


@pytest.mark.parametrize("code", ["", "nonsense", "2019-01", "<script>"])
def test_a_link_with_an_impossible_choice_falls_back_to_the_default(code: str) -> None:
    app = opened("nrr_trends", lang="en", rule=code, end=code, segment=code, by=code)
    assert app.selectbox(key="choice_rule").value == "transactional"


def test_a_link_to_an_upload_that_is_gone_says_so_and_shows_the_sample() -> None:
    app = opened("nrr_trends", lang="ja", data="upload")
    assert any("取り込んだデータを指しています" in w.value for w in app.warning)


def test_a_retention_target_with_its_basis_is_kept_in_the_link() -> None:
    app = opened("kpi_definitions", lang="en", targets="nrr12:0.9:revenue:year")
    assert any("90 %" in w for w in words(app))


def test_two_uploads_that_differ_in_one_late_row_do_not_share_figures() -> None:
    """Streamlit hashes only a sample of large frames; our caches are keyed by the fingerprint of all rows."""
    rows = 60_000
    orders = pd.DataFrame(
        {"customer_id": [f"c{i % 5000}" for i in range(rows)], "date": pd.Timestamp("2025-01-10"), "amount": 100}
    )
    orders.loc[rows // 2 :, "date"] = pd.Timestamp("2025-02-10")
    other = orders.copy()
    other.loc[rows - 7, "amount"] = 999_999

    from ltv.ledger import Ledger

    first, second = (Ledger.from_orders(frame) for frame in (orders, other))
    assert first.fingerprint != second.fingerprint
