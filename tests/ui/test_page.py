"""The skeleton of a page: words of a file stay words, money keeps its currency."""

import pytest

from ltv.months import month_name
from ui import export
from ui.page import plain

from .books import book


@pytest.mark.parametrize(
    "words",
    [
        "[link](http://evil.example)",
        "![picture](https://evil.example/x.png)",
        "www.evil.example",
        "someone@evil.example",
        "<b>bold</b>",
        "$x^2$ and `code` and **bold**",
        ":material/home: :red[words]",
        "- 1. a list",
        "a &copy; b",
    ],
)
def test_words_of_a_file_are_never_markup(words: str) -> None:
    shown = plain(words)
    assert "http:" not in shown
    assert "https:" not in shown
    assert "www." not in shown
    assert "n@e" not in shown
    for sign in "[]<>$`*&":
        assert shown.count(sign) == shown.count(f"\\{sign}")
    assert not shown.startswith(("-", "1."))
    assert shown.replace("\\", "").replace("\u2060", "") == words


def test_the_same_orders_in_another_currency_are_another_data_set() -> None:
    """Figures are kept by fingerprint: a chart in yen must not come back for dollars."""
    yen = book(a=[100, 100])
    dollars = yen.in_currency("USD")
    assert dollars.months.currency == "USD"
    assert len({yen.fingerprint, dollars.fingerprint}) == 2
    assert yen.months.fingerprint != dollars.months.fingerprint


def test_text_that_looks_like_a_formula_is_neutral_in_a_csv() -> None:
    import pandas as pd

    table = pd.DataFrame({"segment": ["=1+1", "@cmd", "plain", "-2"], "value": [-1.5, 2, 3, 4]})
    rows = export.csv(table).decode("utf-8-sig").splitlines()
    assert rows[1:] == ["'=1+1,-1.5", "'@cmd,2.0", "plain,3.0", "'-2,4.0"]


def test_a_book_names_its_months() -> None:
    assert month_name(book(a=[1, 2, 3]).months.last_complete) == "2024-03"
