"""The quality tab and the badge: headlines by case, what was counted, what to mend, and the warning in files."""

import datetime as dt
import html
from dataclasses import replace
from typing import Any

import altair as alt
import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.intake import Options, assemble, read
from ltv.metrics.metric import METRICS
from ltv.quality.facts import Part
from ltv.quality.fixes import fixes
from ltv.quality.needs import NEEDS
from ltv.quality.score import _CHECKED_COLUMNS, CRM, WEIGHTS, Band, Counted, Dimension, Quality
from ui import data_quality_badge as beside
from ui import data_quality_seen, export, samples, session, shell, tables
from ui.charts.quality import dimension_bars
from ui.data_quality_seen import Seen, affected, every_figure, figures, reference_day, seen
from ui.data_quality_story import case_of, change_words, fix_words, headline, percent, points, reasons_unknown, scope
from ui.data_quality_tables import (
    CATALOGUE,
    bars,
    definitions,
    every_count,
    figure_file,
    figure_rows,
    lacking_rows,
    title_of_dimensions,
)
from ui.priority_sheet import priority_sheet
from ui.priority_sheet_html import to_html
from ui.priority_workbook import priority_tables
from ui.words import WORDS

from .books import book
from .handouts import handout, read_in
from .test_pages import ENGLISH_WORD, LANGUAGES, opened, words
from .test_words import JAPANESE

TODAY = dt.date(2026, 11, 20)
HEADER = "注文番号,顧客ID,注文日,金額,返金額\n"


def upload(*rows: str, people: str = "") -> Dataset:
    options = Options(today=TODAY, answers={"amount_rule": "line_sum"})
    readings = [read((HEADER + "\n".join(rows) + "\n").encode(), "orders.csv", options)]
    if people:
        readings.append(read(people.encode(), "customers.csv", options))
    assert all(reading.outcome == "accept" for reading in readings)
    return assemble(readings, source="upload")


def clean(n: int = 100) -> list[str]:
    return [f"{i},c{i},2026-11-{i % 15 + 1:02d},100," for i in range(n)]


@pytest.fixture
def show_data(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put a data set on screen, as a Japanese reader sees it on the day `TODAY`."""
    monkeypatch.setattr(session, "lang", lambda: "ja")
    monkeypatch.setattr(session, "cached", lambda function, data, *rest: function(data, *rest))
    monkeypatch.setattr(data_quality_seen, "reference_day", lambda data: TODAY)

    def put(data: Dataset, page: str = "nrr_trends", lang: str = "ja") -> Seen:
        monkeypatch.setattr(session, "lang", lambda: lang)
        monkeypatch.setattr(session, "data", lambda: data)
        monkeypatch.setattr(beside, "_page", lambda: page)
        return seen()

    return put


def scored(found: Seen, **shares: int) -> Seen:
    """The same data with other shares, in percent."""
    parts = {name: Part(shares.get(name, 100), 100) for name in WEIGHTS}
    quality = Quality(tuple(Dimension(name, (Counted(part, "orders"),)) for name, part in parts.items()))
    return replace(found, quality=quality, fix=None)


CASES = [
    pytest.param({}, "perfect", "データ品質 100（最低: 完全性 100）。5つの観点のどれにも不備がない", id="perfect"),
    pytest.param(
        {"completeness": 96, "uniqueness": 99, "validity": 98, "timeliness": 90, "consistency": 84}, "good",
        "データ品質 93（最低: 整合性 84）。このまま判断に使える。", id="the example of the specification",
    ),
    pytest.param(
        {"timeliness": 50}, "uneven",
        "データ品質 92（最低: 適時性 50）。全体は使えるが、最低の観点を確かめてから決める。",
        id="good with a low dimension",
    ),
    pytest.param(
        {"completeness": 60}, "normal-edge",
        "データ品質 90（最低: 完全性 60）。全体は使えるが、最低の観点を確かめてから決める。", id="exactly 90",
    ),
    pytest.param(
        {"completeness": 59}, "careful", "データ品質 89（最低: 完全性 59）。傾向は読めるが、決める前に直したい。",
        id="careful",
    ),
    pytest.param(
        {"completeness": 10}, "poor", "データ品質 77（最低: 完全性 10）。このままの数字で決めるのは危うい。", id="poor",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("shares", "case", "words"), CASES)
def test_the_headline_of_each_case(show_data: Any, shares: dict[str, int], case: str, words: str) -> None:
    found = scored(show_data(upload(*clean())), **shares)
    assert headline(found) == words
    assert case in (case_of(found), "normal-edge")


def test_a_sample_is_named_as_such_and_has_nothing_to_mend(show_data: Any) -> None:
    data = replace(upload(*clean(), "x,,2026-11-01,1,"), source="sample:shop")
    assert headline(show_data(data)).startswith("サンプルのデータ品質は 99（最低: 有効性 99）。自社のファイルも")
    assert "いちばん効く" not in headline(show_data(data))


def test_data_that_were_never_imported_have_no_score_and_say_why(show_data: Any) -> None:
    found = show_data(book(a=[100, 100]))
    assert headline(found) == "データ品質は採点できない。測れる観点の重みが0%しかない"
    assert reasons_unknown(found) == "取込のときに数えた記録がないデータです。ファイルを取り込み直すと採点できます。"
    assert beside.banner_words() is None
    assert beside.export_warning() == ""


def test_the_headline_names_the_correction_that_raises_the_score_most(show_data: Any) -> None:
    found = show_data(upload(*clean(), *(f"x{n},,2026-11-03,100," for n in range(38))))
    assert headline(found).endswith("いちばん効くのは「注文の顧客IDの空欄38件を埋める」で、100になる")
    english = headline(show_data(found.data, lang="en"))
    assert english.endswith(
        "What helps most: fill the empty cells of Customer id in orders (38). The score becomes 100"
    )


def test_the_scope_says_the_reference_day_and_what_was_left_out(show_data: Any) -> None:
    assert "2026年11月20日を基準に" in scope(show_data(upload(*clean())))
    contracts = "取引先コード,契約開始日,解約日,月額\na,2026-11-01,,100\n"
    data = assemble([read(contracts.encode(), "contracts.csv", Options(today=TODAY))])
    assert scope(show_data(data)).endswith("一意性は測れないため、残りの観点の重みを100%に直した。")


def test_a_sample_is_seen_from_its_own_last_day() -> None:
    sample = replace(upload(*clean()), source="sample:shop")
    assert reference_day(sample) == sample.months.as_of
    assert reference_day(upload(*clean())) >= TODAY


@pytest.mark.parametrize(
    ("value", "words"),
    [(89.99, "89"), (100.0, "100"), (99.999, "99"), (29.000000000000004, "29"), (float("nan"), "—")],
)
def test_scores_are_rounded_down(value: float, words: str) -> None:
    assert points(value) == words


def test_a_share_is_100_only_where_nothing_is_amiss() -> None:
    assert percent(0.99999) == "99.9%"
    assert percent(157 / 219) == "71.7%"
    assert percent(1.0) == "100.0%"
    assert percent(float("nan")) == "—"


DIRTY = [*clean(60), "a,,2026-11-03,100,", "b,c1,x,100,", "b2,c1,2026-11-03,100,900", "1,c1,2026-11-02,100,"]


def test_every_fix_of_dirty_data_has_words_in_both_languages(show_data: Any) -> None:
    for lang in ("ja", "en"):
        found = show_data(upload(*DIRTY, people="顧客ID,チャネル,CRM累計購入額\nc1,,100\nc2,検索,5000\n"), lang=lang)
        for fix in fixes(found.evidence, (*found.columns, "customers.channel", "customers.crm_total")):
            assert fix_words(fix)
            assert len(change_words(fix)) == 2


def test_a_small_gain_is_shown_with_a_decimal(show_data: Any) -> None:
    found = show_data(upload(*clean(400), "x,c1,2026-11-31,100,"))
    assert found.fix is not None
    assert change_words(found.fix) == ("99", "100")
    both = show_data(upload(*clean(400), "x,c1,2026-11-31,100,", "y,,2026-11-03,100,"))
    assert both.fix is not None
    before, after = change_words(both.fix)
    assert "." in before
    assert "." in after


def test_each_dimension_is_told_with_its_counts(show_data: Any) -> None:
    found = show_data(upload(*DIRTY))
    told = definitions(found.quality)
    assert list(told["観点（重み）"]) == [
        "完全性（25%）", "一意性（20%）", "有効性（15%）", "適時性（15%）", "整合性（25%）",
    ]  # fmt: skip
    assert told["数え方と、数えた結果"][2].endswith("注文: 63件中61件を採用")
    counts = every_count(found.quality)
    assert (counts["good"] <= counts["of"]).all()
    shown, _ = tables.in_words(counts)
    assert set(shown["quality_dimension"]) == {"完全性", "一意性", "有効性", "適時性", "整合性"}
    assert set(shown["quality_check"]) >= {"—", "返金と購入額", "通貨"}


def test_the_chart_is_valid_and_has_a_headline_by_rule(show_data: Any) -> None:
    found = show_data(upload(*DIRTY))
    with alt.utils.schemapi.debug_mode(True):
        alt.LayerChart.from_dict(dimension_bars(bars(found.quality)), validate=True)
    assert title_of_dimensions(scored(found)) == "測れた5つの観点はすべて90%以上"
    assert title_of_dimensions(scored(found, validity=70, timeliness=89)) == "90%に届かないのは有効性、適時性"


def test_metrics_are_listed_with_the_weakest_first_and_what_is_missing_apart(show_data: Any) -> None:
    found = show_data(upload(*DIRTY, people="顧客ID,初回割引率\nc1,30%\nc2,\n"))
    table = figure_rows(figures(CATALOGUE))
    assert table["指標"][0] == "初回値引き比率"
    assert table["いちばん効く直し方"][0].startswith("顧客属性（CRM）の初回割引率の空欄")
    lacking = lacking_rows(figures(CATALOGUE), found.evidence)
    missing = dict(zip(lacking["指標"], lacking["足りないもの"], strict=True))
    assert missing["約束遵守率"] == "配送のファイル"
    assert missing["売上の説明率"] == "顧客属性（CRM）（CRM累計購入額）"
    file = figure_file(every_figure())
    assert set(file["metric"]) == {name for name, columns in NEEDS.items() if columns}
    assert file.set_index("metric").loc["nrr", "points"] == pytest.approx(figures(["nrr"])[0].quality.points)


def test_good_data_leave_every_page_calm(show_data: Any) -> None:
    for page in shell.PAGES:
        show_data(upload(*clean()), page)
        assert beside.banner_words() is None
        assert beside.with_warning("免責") == "免責"


CAREFUL = [*clean(100), *(f"n{n},,2026-11-02,100," for n in range(100))]
"""Half of the records have no customer: completeness 6/7 of sales, validity 1/2."""
POOR = [
    *clean(40),
    *(f"r{n},d{n},2025-01-02,100,9000" for n in range(40)),
    *(f"n{n},,2025-01-02,1," for n in range(90)),
]


def test_a_page_whose_figures_need_care_says_so_once(show_data: Any) -> None:
    show_data(upload(*CAREFUL), "nrr_trends")
    said = beside.banner_words()
    assert said is not None
    band, words = said
    assert band is Band.CAREFUL
    assert words.startswith("このページの「顧客継続率」ほか")
    assert "有効性 50" in words
    assert beside.export_warning() == ""


def test_a_page_without_figures_from_files_has_no_banner(show_data: Any) -> None:
    show_data(upload(*CAREFUL), "workshop")
    assert affected("workshop") is None
    assert beside.banner_words() is None


def test_poor_data_put_one_line_into_every_file(show_data: Any) -> None:
    show_data(upload(*POOR), "priorities")
    warning = beside.export_warning()
    assert warning.startswith("警告: ")
    assert "80点を下回っています" in warning
    assert beside.with_warning("免責") == warning + "免責"
    table = pd.DataFrame({"name": ["a", "b"], "value": [1, 2]})
    written = export.csv(table, warning).decode("utf-8-sig").splitlines()
    assert written[0] == "name,value,data_quality"
    assert written[1].startswith("a,1,警告: ")
    assert written[2] == "b,2,"
    assert export.csv(table, "") == export.csv(table)


def test_a_table_without_rows_carries_the_warning_too() -> None:
    written = export.csv(pd.DataFrame({"name": []}), "警告").decode("utf-8-sig").splitlines()
    assert written == ["name,data_quality", ",警告"]


def test_a_file_for_another_system_is_marked_in_a_cell_it_has(show_data: Any) -> None:
    show_data(upload(*POOR), "ltv_segments")
    assert beside.export_mark().startswith(" dq")
    assert int(beside.export_mark().removeprefix(" dq")) < 80
    show_data(upload(*clean()), "ltv_segments")
    assert beside.export_mark() == ""


WARNED = "<b>警告</b>"


def test_the_sheet_the_workbook_and_the_decision_card_carry_the_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    read_in("ja", "shop", monkeypatch)
    monkeypatch.setattr(beside, "export_warning", lambda: WARNED)
    plan = handout()
    assert html.escape(WARNED) in to_html(priority_sheet(plan)).decode()
    assert WARNED not in to_html(priority_sheet(plan)).decode()
    cells = [cell for sheet in priority_tables(plan) for row in sheet.rows for cell in row if isinstance(cell, str)]
    assert sum(cell.startswith(WARNED) for cell in cells) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tab_reads_in_one_language_and_the_badge_leads_to_it(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_quality_seen, "reference_day", lambda data: TODAY)
    app = opened("data", lang=lang, data="shop", data_tab="quality")
    assert len(app.metric) == 5
    told = [*words(app), *(table.value.to_string() for table in app.table)]
    foreign = JAPANESE if lang == "en" else ENGLISH_WORD
    assert [said for said in told if foreign.search(said.replace("表示言語", "").replace("日本語", ""))] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", ["home", "nrr_trends", "workshop", "data"])
def test_poor_data_are_marked_on_every_page_and_not_on_the_tab_itself(
    page: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    poor = upload(*POOR)
    monkeypatch.setattr(session, "data", lambda: poor)
    app = opened(page, lang=lang)
    assert app.button(key="to_quality").label == ("品質タブへ" if lang == "ja" else "Quality tab")
    tab = opened("data", lang=lang, data_tab="quality")
    assert tab.title[0].value.startswith("データ品質" if lang == "ja" else "Data quality")
    assert not [button for button in tab.button if button.key == "to_quality"]


def test_the_badge_leads_to_the_quality_tab(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[str, ...]] = []
    monkeypatch.setattr(session, "remember", lambda name, code: done.append((name, code)))
    monkeypatch.setattr(beside.st, "switch_page", lambda path: done.append((path,)))
    beside._go_to_tab()
    assert done == [("data_tab", "quality"), (shell.path_of("data"),)]


def test_every_metric_a_page_asks_for_has_a_name() -> None:
    known = {metric.id for metric in METRICS}
    for page, begins in data_quality_seen._ASKED.items():
        assert page in shell.PAGES
        for begin in begins.split():
            assert any(data_quality_seen._is_asked(name, begin) for name in known), begin


def test_every_check_and_count_has_words() -> None:
    for check in (*_CHECKED_COLUMNS, CRM):
        assert f"quality.count.{check}" in WORDS
        assert f"quality.fix.check.{check}" in WORDS or check == "ends"


def test_the_scope_says_where_a_crm_record_counts(show_data: Any) -> None:
    assert "CRMの売上記録との一致も" in scope(show_data(samples.load("b2b")))
    assert "CRMの売上記録との一致も" not in scope(show_data(book(a=[100, 100])))
