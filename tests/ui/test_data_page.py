"""What the data page says in each state, and what it proposes where the files do not say."""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.intake import Options, read
from ltv.metrics.reconcile import Bridge
from ltv.months import month_name, month_number
from ui import export, session, upload_days, uploads
from ui.data import headline
from ui.data_bridge import bridge_how, bridge_rows, bridge_title
from ui.data_files import problem_rows, problem_summary, sum_words
from ui.data_recognised import facts
from ui.data_settings import known_from_words
from ui.data_shown import account_rows
from ui.upload_days import Known
from ui.upload_list import Upload
from ui.uploads import Settings

from .books import book

TODAY = dt.date(2026, 11, 22)
ORDERS = "顧客ID,注文日,金額\n"
CONTRACTS = "取引先コード,契約開始日,解約日,月額\n"


@pytest.fixture(autouse=True)
def _japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: "ja")
    monkeypatch.setattr(session, "is_sample", lambda: False)
    monkeypatch.setattr(session, "data", lambda: book(a=[100, 100]))


def upload(text: str, **options: Any) -> Upload:
    content, chosen = text.encode(), Options(today=TODAY, **options)
    return Upload("file.csv", content, chosen, read(content, "file.csv", chosen))


def contracts(*rows: str, header: str = CONTRACTS, **options: Any) -> Upload:
    made = upload(header + "".join(f"{row}\n" for row in rows), **options)
    assert made.reading.outcome == "accept"
    return made


GOOD = ORDERS + "a,2026-01-05,100\n"
HEADLINES = [
    pytest.param([], "取り込んだデータを表示中。2024年1月から2024年2月29日までの", id="on screen"),
    pytest.param([GOOD], "1件すべてを採用。", id="clean"),
    pytest.param([GOOD + "b,2026-01-05,x\n"], "2件のうち1件を採用。使えない1件と対象外0件は下に一覧", id="some rows"),
    pytest.param([ORDERS + "a,02/03/2026,100\n"], "「注文」のファイルについて確認が必要です", id="question"),
    pytest.param(["x\n"], "このファイルは読み込めない", id="rejected"),
    pytest.param([GOOD, "x\n"], "2件のうち1件のファイルは読み込めない", id="one rejected"),
    pytest.param(["顧客ID,地域\na,東京\n"], "注文または契約のファイルを追加してください", id="no revenue"),
]


@pytest.mark.parametrize(("texts", "words"), HEADLINES)
def test_the_headline_of_each_state(texts: list[str], words: str) -> None:
    assert headline([upload(text) for text in texts], book(a=[100, 100])).startswith(words)


# --- the bridge to the CRM ---------------------------------------------------------------------------------------

BRIDGES = [
    Bridge(1000, 700, 200, 300, 400, customers_crm_only=1, customers_core_only=2, customers_matched=9),
    Bridge(700, 1000, 200, 300, -200),
    Bridge(-50, 0, -50, 0, 0),
    Bridge(10, 60, 0, -20, -70),
    Bridge(123_456_789, 98_765_432, 24_000_000, 1, 691_358),
]


SIGNED_NUMBER = re.compile(r"([+−](?= ))?[^\d+−-]*(-?\d(?:[\d,]*\d)?)")
"""A number with the sign before it; words may stand between the two."""


@pytest.mark.parametrize("found", BRIDGES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_title_of_the_bridge_adds_up_as_it_is_read(
    found: Bridge, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "lang", lambda: lang)
    assert found.difference == found.crm_only - found.core_only + found.matched_difference
    title = bridge_title(found, book(a=[100])).replace("¥", "")
    read_off = [(sign, int(number.replace(",", ""))) for sign, number in SIGNED_NUMBER.findall(title)]
    total, *parts = (-number if sign == "−" else number for sign, number in read_off)
    assert (total, sum(parts)) == (found.difference, found.difference)
    assert not re.search(r"[+−]\s*[+−-]|--", title)


def test_two_bridges_with_different_differences_are_told_apart() -> None:
    alone = book(a=[100])
    both = replace(alone, crm=pd.DataFrame({"customer_id": ["a"], "day": [20000], "amount": [100]}))
    assert "突合" not in bridge_how(BRIDGES[0], alone).replace("突き合わせ", "")
    assert "差の額が異なる" in bridge_how(BRIDGES[0], both)


def test_the_rows_of_the_bridge_add_up_with_their_customers() -> None:
    rows = bridge_rows(replace(BRIDGES[0], customers_different=4), book(a=[100]))
    assert rows["金額"].tolist() == ["1,000円", "-200円", "+300円", "-400円", "700円"]
    assert rows["顧客数"].tolist() == ["10", "1", "2", "4", "11"]


# --- until when the files know -----------------------------------------------------------------------------------


def test_orders_are_known_until_the_last_one() -> None:
    files = [upload(ORDERS + "a,2026-01-05,100\nb,2026-03-09,100\n")]
    assert (upload_days.last_day(files), upload_days.last_change(files)) == (dt.date(2026, 3, 9), None)


LAST_DAYS = [
    pytest.param(["a,2025-01-10,,100", "b,2025-02-10,2026-09-20,100"], "2026-09-20", "2026-09-30", id="an end"),
    pytest.param(["a,2025-01-10,2025-05-01,100", "b,2026-08-31,,100"], "2026-08-31", "2026-08-31", id="a start"),
    pytest.param(["a,2025-01-10,2027-03-31,100"], "2025-01-10", "2025-01-31", id="an end to come is no event"),
    pytest.param(["a,2026-11-03,,100"], "2026-11-03", "2026-11-22", id="not after today"),
]


@pytest.mark.parametrize(("rows", "change", "last"), LAST_DAYS)
def test_contracts_are_known_until_the_end_of_the_month_of_the_last_change(
    rows: list[str], change: str, last: str
) -> None:
    files = [contracts(*rows)]
    assert str(upload_days.last_change(files)) == change
    assert str(upload_days.last_day(files)) == last


def test_a_last_day_of_a_contract_is_no_day_of_the_next_month() -> None:
    rows = ["a,2025-10-01,2026-09-30,100", "b,2025-04-01,2026-03-31,100"]
    files = [contracts(*rows, header="取引先コード,開始日,終了日,月額\n", answers={"contract_end": "last_day"})]
    assert str(upload_days.last_day(files)) == "2026-09-30"


def test_contracts_that_all_begin_later_are_known_until_today() -> None:
    files = [contracts("a,2026-12-01,,100")]
    assert (upload_days.last_day(files), upload_days.last_change(files)) == (TODAY, None)
    assert upload_days.known(files, TODAY) is None


# --- from when on they know everyone -----------------------------------------------------------------------------


def known(*rows: str, closing_day: int | None = None, as_of: dt.date = TODAY) -> Known:
    found = upload_days.known([contracts(*rows)], as_of, closing_day)
    assert found is not None
    return found


KNOWN_FROM = [
    pytest.param(["a,2021-04-10,,1", "b,2022-01-10,2023-11-20,1"], "2023-11", True, id="first leaving years later"),
    pytest.param(["a,2021-04-10,,1", "b,2022-01-10,2023-11-01,1"], "2023-10", True, id="gone on the 1st: October"),
    pytest.param(["a,2021-04-10,,1", "b,2021-04-10,2021-09-20,1"], "2021-04", False, id="within half a year"),
    pytest.param(["a,2021-04-10,,1", "b,2021-04-10,2021-10-20,1"], "2021-10", True, id="half a year"),
    pytest.param(["a,2021-04-10,2022-01-10,1", "a,2022-01-10,,1"], "2021-04", False, id="a renewal is no leaving"),
    pytest.param(["a,2021-04-10,2027-01-10,1"], "2021-04", False, id="an end to come is none yet"),
]


@pytest.mark.parametrize(("rows", "month", "cut"), KNOWN_FROM)
def test_the_first_leaving_says_from_when_on_everyone_is_known(rows: list[str], month: str, cut: bool) -> None:
    found = known(*rows)
    assert (month_name(found.default), found.is_cut) == (month, cut)
    assert found.default in found.months


def test_months_to_choose_from_follow_the_closing_day_and_the_last_day() -> None:
    found = known("a,2026-01-25,,1", closing_day=20, as_of=dt.date(2026, 3, 20))
    assert [month_name(month) for month in found.months] == ["2026-02", "2026-03"]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Known(0, 20, 10), "1970年11月から集計します"),
        (Known(0, 20, 2), "すべて入っている最初の月に変えてください"),
        (Known(0, 20, None), "解約した顧客がいません"),
    ],
)
def test_the_reason_is_told(found: Known, words: str) -> None:
    assert words in known_from_words(found)


def test_the_month_reaches_the_data_set(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: dict[str, object] = {}
    monkeypatch.setattr(session, "upload", lambda dataset: taken.update(dataset=dataset))
    monkeypatch.setattr(session, "store", taken.__setitem__)
    files = [contracts("a,2021-04-10,,100", "b,2022-01-10,2023-11-20,1")]
    made = uploads.accept(files, Settings(dt.date(2024, 3, 31), known_from=month_number("2023-11")))
    assert isinstance(made, Dataset)
    assert made is taken["dataset"]
    assert (month_name(made.months.first), made.months.truncated) == ("2023-11", True)


# --- how a file was understood -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("cell", "shown"), [("100", "JPY"), ("100.5", "不明"), ("$100.5", "USD"), ("100円", "JPY")])
def test_a_currency_nobody_named_is_not_claimed(cell: str, shown: str) -> None:
    assert facts(upload(ORDERS + f"a,2026-01-05,{cell}\n"))["currency"] == shown


def test_an_export_is_called_by_its_vendor_and_personal_columns_are_told_once() -> None:
    header = "Name,Email,Financial Status,Paid at,Lineitem name,Total,Created at,Billing Name\n"
    file = upload(header + "#1,a@b.jp,paid,2026-01-05,tea,900,2026-01-05 10:00:00 +0900,A\n")
    said = facts(file)
    assert said["preset"] == "Shopify"
    assert "Billing Name" not in str(said)
    assert [w.code for w in file.reading.warnings].count("pii_column_not_imported") == 1


SUMS = [
    pytest.param(
        "注文番号,顧客ID,注文日,金額\n1,a,2026-01-05,1200\n1,a,2026-01-05,300\n2,b,2026-03-09,-200\n",
        "売上1,300円（返金200円を差引後）・注文2件・2026年1月5日〜2026年3月9日",
        id="lines of orders and a refund",
    ),
    pytest.param(
        GOOD + "b,2026-01-06,x\n", "売上100円・注文1件・2026年1月5日〜2026年1月5日", id="what is not used is no sale"
    ),
    pytest.param(
        "月,チャネル,広告費\n2026-01,検索,500\n2026-02,検索,700\n", "広告費1,200円・2026年1月〜2026年2月", id="cost"
    ),
    pytest.param("顧客ID,地域\na,東京\n", "", id="no money in it"),
    pytest.param(ORDERS + "a,02/03/2026,100\n", "", id="not read yet"),
]


@pytest.mark.parametrize(("file", "said"), SUMS)
def test_the_card_says_what_the_records_used_add_up_to(file: str, said: str) -> None:
    assert sum_words(upload(file)) == said


def test_counts_of_records_have_separators() -> None:
    rows = account_rows(pd.DataFrame({"kind": ["orders"], "records": [541909], "blank": [0]}))
    assert rows.to_dict("records") == [{"ファイル": "注文", "件数": "541,909", "空行": "0"}]


def test_a_row_that_was_not_used_is_exported_with_its_line_its_column_and_how_to_mend_it() -> None:
    rows = problem_rows(upload(ORDERS + "a,2026-01-05,100\nb,2026-13-05,100\n").reading)
    assert rows[["line", "column", "header", "status"]].to_numpy().tolist() == [[3, "day", "注文日", "rejected"]]
    assert "2025-04-01 のように書いてください" in rows["explanation"][0]
    assert export.csv(rows)[:3] == b"\xef\xbb\xbf"


def test_a_header_that_is_a_formula_is_none_in_the_export() -> None:
    reading = upload("顧客ID,=1+1,金額\na,2026-01-05,100\nb,x,100\n", mapping={"day": "=1+1"}).reading
    assert "'=1+1" in export.csv(problem_rows(reading)).decode("utf-8-sig")


def test_problems_stand_by_reason_with_their_first_lines_and_the_files_own_column() -> None:
    rows = "".join(f"a,2026-01-05,{cell}\n" for cell in ["100", *["x"] * 7])
    (row,) = problem_summary(upload(ORDERS + rows + "b,,100\n").reading)[:1].to_dict("records")
    assert (row["件数"], row["最初の行番号"], row["列"]) == ("7", "3, 4, 5, 6, 7 …", "金額")
