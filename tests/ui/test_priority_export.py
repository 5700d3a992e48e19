"""What the page of priorities hands out: everything on it in both languages, numbers that are numbers, no harm."""

import io
import math
import re
import unicodedata
import zipfile
from html import unescape
from html.parser import HTMLParser

import pytest
from python_calamine import CalamineWorkbook

from ltv.decisions.portfolio.initiatives import Initiative, Option, PlannedLever
from ltv.decisions.portfolio.portfolio_metrics import IMPACT, INCLUSION, NRR_ADDED
from ltv.decisions.portfolio.priors import Prior
from ltv.metrics.metric import Lang, Text
from ltv.spreadsheet_safety import looks_like_formula
from ltv.version import VERSION
from ui.printed import cleaned, shortened
from ui.priority_facts import Handout, RulePrice, assumptions, believed, rules
from ui.priority_sheet import MOST_ROWS, _plain_tick, priority_sheet
from ui.priority_sheet_html import to_html
from ui.priority_workbook import priority_tables
from ui.words import of, t
from ui.workbook import Figure, Sheet, money, money_form, to_xlsx

from .handouts import HOSTILE, handout, hostile, many, read_in
from .test_pages import ENGLISH_WORD, LANGUAGES
from .test_words import JAPANESE

VOID = {"meta", "br", "img", "link"}


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Lang:
    read_in(request.param, "shop", monkeypatch)
    return request.param


@pytest.fixture
def japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    read_in("ja", "shop", monkeypatch)


class Document(HTMLParser):
    """Tags in order, whether each is closed where it should be, and the text."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.text: list[str] = []
        self.feed(written)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.text.append(data)


def page_of(given: Handout) -> str:
    return to_html(priority_sheet(given)).decode()


def book_of(given: Handout, lang: Lang = "en") -> bytes:
    said = {"title": t("priority_export.document"), "footer": t("priority_export.disclaimer")}
    return to_xlsx(priority_tables(given), lang=lang, made=given.story.data.months.as_of, **said)


def read(book: bytes) -> dict[str, list[list[object]]]:
    opened = CalamineWorkbook.from_filelike(io.BytesIO(book))
    return {name: opened.get_sheet_by_name(name).to_python() for name in opened.sheet_names}


def by_heading(rows: list[list[object]]) -> list[dict[str, object]]:
    return [dict(zip((str(name) for name in rows[0]), row)) for row in rows[1:]]


# --- the page of paper -------------------------------------------------------------------------------------------


def test_the_page_says_everything_a_meeting_needs_in_the_readers_language(lang: Lang) -> None:
    given = handout()
    found, told = given.story.found, " ".join(Document(page_of(given)).text)
    for said in (given.story.headline(), given.story.scope(), given.story.money(found.standing.p10)):
        assert said in told
    for name in (*given.story.names.values(), of(IMPACT.meaning), of(NRR_ADDED.meaning), of(INCLUSION.meaning)):
        assert name in told
    assert given.story.data.fingerprint[:12] in told
    assert VERSION in told
    assert "20260930" in told
    assert t("priority_export.disclaimer") in told
    assert {"ja": "今すぐ", "en": "Do now"}[lang] in told
    foreign = JAPANESE if lang == "en" else ENGLISH_WORD
    assert not foreign.search(told)
    assert "nan" not in told.lower().split()


@pytest.mark.usefixtures("lang")
def test_the_page_is_one_closed_document_that_loads_and_runs_nothing() -> None:
    written = page_of(handout())
    found = Document(written)
    names = {tag for tag, _ in found.tags}
    assert written.startswith("<!doctype html>\n<html lang=")
    assert found.wrong == []
    assert found.open == []
    assert not names & {"script", "link", "img", "iframe", "a", "form", "object"}
    assert not [name for _, attrs in found.tags for name in attrs if name.startswith("on") or name in ("src", "href")]
    assert "default-src 'none'" in written
    assert "size: A4 landscape" in written
    assert "color-scheme: only light" in written
    assert not re.search(r"url\(|@import|@font-face", written)
    assert [attrs["scope"] for tag, attrs in found.tags if tag == "th"].count("row") == 10 + 8


@pytest.mark.usefixtures("lang")
def test_hostile_names_stay_text_and_are_short_enough_for_paper() -> None:
    plain, bad = Document(page_of(handout())), Document(page_of(hostile(handout())))
    assert {tag for tag, _ in bad.tags} == {tag for tag, _ in plain.tags}
    assert bad.wrong == bad.open == []
    told = "".join(bad.text)
    assert "<script>alert(1)</script>" in told
    assert "שלום עולם" in told
    assert "長" * 47 + "…" in told
    assert "長" * 48 not in told
    assert not {"\u202e", "\u2066", "\uffff", "\n@"} & set(told)


@pytest.mark.usefixtures("japanese")
def test_more_initiatives_than_fit_are_counted_and_left_to_the_workbook() -> None:
    sheet = priority_sheet(many(handout(), 3))
    assert len(sheet.rows) == MOST_ROWS
    assert "16件" in sheet.rows_note
    assert sheet.rows_note in page_of(many(handout(), 3))
    assert "dense" in page_of(many(handout(), 3))
    assert len(read(book_of(many(handout(), 3)))["施策"]) == 31


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize(("budget", "case"), [(0, "nothing"), (2_500_000, "relaxed"), (6_000_000, "unsure")])
def test_every_case_can_be_handed_out(budget: float, case: str) -> None:
    given = handout(budget=budget, forced=() if case == "nothing" else ("early_warning",))
    assert given.story.case == case
    assert given.story.headline() in unescape(page_of(given))
    assert "nan" not in Document(page_of(given)).text
    assert set(read(book_of(given))) == {"施策", "上限", "定義と前提"}


@pytest.mark.usefixtures("japanese")
def test_figures_stand_with_their_range() -> None:
    given = handout()
    value, nrr, cost, positive, best = priority_sheet(given).figures
    story = given.story
    low, high = story.money(story.found.standing.p10), story.money(story.found.standing.p90)
    assert value.about == f"80%の範囲 {low}〜{high}"
    assert story.found.nrr_interval.low < story.found.nrr < story.found.nrr_interval.high
    assert "80%の範囲" in nrr.about
    assert cost.about == "予算 600万円"
    assert positive.value == "77%"
    assert "%" in best.value


# --- definitions, assumptions, rules -----------------------------------------------------------------------------


@pytest.mark.usefixtures("japanese")
def test_evidence_is_counted_by_grade() -> None:
    given = handout()
    effects = assumptions(given)[0].words
    assert "D 見込み（未検証） 9件、効果を持たない土台 1件" in effects
    assert "検証されたものではありません" in effects
    proven = [one.believed(effect=Prior(0.03, 0.08, 0.15, "A")) for one in given.initiatives]
    told = assumptions(Handout(given.story, proven, given.base))[0].words
    assert "A 自社の実験" in told
    assert "検証されたものではありません" not in told


def test_an_initiatives_grade_is_its_weakest_evidence() -> None:
    weak, strong = Prior(1, 2, 3, "D"), Prior(1, 2, 3, "B")
    named = {"id": "x", "name": Text("あ", "a"), "owner": "cs", "aim": "retention"}
    both = Initiative(**named, levers=(PlannedLever("churn", strong), PlannedLever("price", weak)))
    assert both.grade == "D"
    assert Initiative(**named, levers=(PlannedLever("churn", strong),)).grade == "B"
    assert Initiative(**named).grade is None


def test_a_cost_has_an_interval_where_it_is_believed_and_none_where_it_is_known() -> None:
    named = {"id": "x", "name": Text("あ", "a"), "owner": "cs", "aim": "retention"}
    (believed_,) = Initiative(**named, cost=Prior(10, 20, 40)).options
    (known,) = Initiative(**named).options
    assert believed_.cost_interval == (10, 40)
    assert known.cost_interval == (0, 0)
    assert isinstance(known, Option)


@pytest.mark.usefixtures("japanese")
def test_what_is_believed_of_each_effect_is_told_with_its_grade() -> None:
    told = [fact.words for fact in believed(handout())]
    assert "離脱率の低下 8%（80%の範囲 3%〜15%、確度D：見込み（未検証））" in told
    assert "粗利率の上昇（pt） +0.6pt（80%の範囲 +0.2pt〜+1.2pt、確度D：見込み（未検証））" in told
    assert "離脱率の低下 -1.5%（80%の範囲 -4%〜-0.3%、確度D：見込み（未検証））" in told
    assert "それ自体の効果はなく、ほかの施策の前提になります。" in told


@pytest.mark.usefixtures("japanese")
def test_a_rule_is_told_with_its_price() -> None:
    story = handout().story
    assert [rule.rule for rule in rules(story)] == [
        "解約予兆検知と早期対応を必ず入れる",
        "併売品のおすすめにはCRMと基幹システムの統合が前提",
    ]
    assert RulePrice("条件", 1_200_000).told(story) == "条件：外せば+120万円"
    assert RulePrice("条件", 0.0).told(story) == "条件：0（何も犠牲にしていない）"
    assert RulePrice("条件", math.nan).told(story).startswith("条件：—")


@pytest.mark.usefixtures("japanese")
def test_an_initiative_of_which_nothing_more_is_known_has_no_grade() -> None:
    given = handout()
    gone = Handout(given.story, (), given.base)
    assert {row.grade for row in priority_sheet(gone).rows} == {"—"}
    assert list(believed(gone)) == []


# --- the workbook ------------------------------------------------------------------------------------------------


def test_the_workbook_has_three_sheets_in_the_readers_language(lang: Lang) -> None:
    names = {
        "ja": ["施策", "上限", "定義と前提"],
        "en": ["Initiatives", "Limits", "Definitions and assumptions"],
    }
    book = read(book_of(handout(), lang))
    assert list(book) == names[lang]
    foreign = JAPANESE if lang == "en" else ENGLISH_WORD
    words = [cell for rows in book.values() for row in rows for cell in row if isinstance(cell, str)]
    sources = {row[-1] for row in book[names[lang][-1]]}
    assert [word for word in words if foreign.search(word) and word not in sources] == []
    told = " ".join(words)
    for said in (handout().story.headline(), handout().story.data.fingerprint, t("priority_export.disclaimer")):
        assert said in told
    assert VERSION in told


@pytest.mark.usefixtures("japanese")
def test_numbers_are_numbers_and_agree_with_the_plan() -> None:
    given = handout()
    table = given.story.found.table.set_index("id")
    rows = by_heading(read(book_of(given))["施策"])
    first = next(row for row in rows if row["番号"] == "P1")
    assert first["効果（費用差引後）（円）"] == round(table.loc["early_warning", "impact"])
    assert first["効果の下限（P10）（円）"] == round(table.loc["early_warning", "impact_low"])
    assert first["費用（円）"] == 3_800_000
    assert first["採用確率"] == pytest.approx(table.loc["early_warning", "inclusion"])
    assert first["NRRへの効果（pt）"] == pytest.approx(100 * table.loc["early_warning", "nrr"])
    assert (first["判断"], first["選定"], first["確度"], first["担当部門"]) == (
        "検証してから",
        "選定",
        "D",
        "カスタマーサクセス",
    )
    assert sum(row["選定"] == "選定" for row in rows) == len(given.story.found.chosen.chosen)


@pytest.mark.usefixtures("japanese")
def test_limits_stand_beside_their_use_and_rules_below() -> None:
    given = handout()
    rows = by_heading(read(book_of(given))["上限"])
    budget, people, rule = rows[0], rows[1], rows[-1]
    assert (budget["種類"], budget["上限"], budget["使う量"], budget["単位"]) == ("予算", 6_000_000, 5_360_000, "円")
    assert (people["上限・条件"], people["上限"], people["単位"]) == ("カスタマーサクセス", 4, "人月")
    assert (rule["種類"], rule["上限"]) == ("条件", "")
    assert rule["増やす・外すと増える効果（円）"] == 0


def test_money_is_in_whole_units_of_the_currency() -> None:
    assert money(123_456.4, 2) == Figure(1234.56, "#,##0.00")
    assert money(123_456.4, 0) == Figure(123_456, "#,##0")
    assert math.isnan(money(math.nan, 0).value)
    assert money_form(0) == "#,##0"


def test_what_is_not_known_is_a_dash_and_no_zero(lang: Lang) -> None:
    sheet = Sheet("x", [("a", 5), ("b", 5)], [[Figure(math.nan), Figure(0.0)]])
    assert read(to_xlsx([sheet], title="x", footer="x", lang=lang, made=handout().story.data.months.as_of))["x"][1] == [
        "—", 0,
    ]  # fmt: skip


@pytest.mark.usefixtures("lang")
def test_nothing_in_the_workbook_is_a_formula_or_a_link_whatever_the_names() -> None:
    book = book_of(hostile(handout()))
    cells = [cell for rows in read(book).values() for row in rows for cell in row if isinstance(cell, str)]
    assert [cell for cell in cells if looks_like_formula(cell)] == []
    assert '\'=HYPERLINK("https://e.example","x")' in cells
    assert "'＝1+1" in cells
    assert "長" * 500 in cells
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        names = parts.namelist()
        sheets = "".join(parts.read(name).decode() for name in names if "worksheets/" in name)
    assert "<f>" not in sheets
    assert "hyperlink" not in sheets.lower()
    assert not [name for name in names if "external" in name.lower() or "vba" in name.lower()]


@pytest.mark.usefixtures("lang")
def test_our_own_words_need_no_apostrophe() -> None:
    cells = [cell for rows in read(book_of(handout())).values() for row in rows for cell in row]
    assert [cell for cell in cells if str(cell).startswith("'")] == []


@pytest.mark.usefixtures("japanese")
def test_headings_stay_in_sight_and_each_sheet_prints_on_a4() -> None:
    with zipfile.ZipFile(io.BytesIO(book_of(handout(), "ja"))) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == 3
    for sheet in sheets:
        assert 'state="frozen"' in sheet
        assert 'paperSize="9"' in sheet
        assert 'orientation="landscape"' in sheet
        assert "仮定にもとづく試算" in sheet


@pytest.mark.usefixtures("lang")
def test_the_same_plan_gives_the_same_bytes() -> None:
    assert book_of(handout()) == book_of(handout())
    assert page_of(handout()) == page_of(handout())


@pytest.mark.usefixtures("japanese")
def test_no_customer_is_in_either_file() -> None:
    given = handout()
    ids = set(map(str, given.story.data.customers["customer_id"]))
    words = [str(cell) for rows in read(book_of(given)).values() for row in rows for cell in row]
    words += Document(page_of(given)).text
    assert not {token for word in words for token in re.split(r"[\s、。（）()]+", word)} & ids


# --- text for print ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", HOSTILE)
def test_a_clean_text_has_one_line_and_turns_nothing(words: str) -> None:
    clean = cleaned(words)
    assert not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in clean)
    assert clean.encode()
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", clean)
    assert len(shortened(words, 20)) <= 20


@pytest.mark.parametrize(
    ("written", "told"),
    [("¥2.00M", "¥2M"), ("2,000万", "2,000万"), ("1.50万", "1.5万"), ("¥100K", "¥100K"), ("0", "0"), ("-0.50", "-0.5")],
)
def test_amounts_on_an_axis_have_no_zeros_behind_their_point(written: str, told: str) -> None:
    assert _plain_tick(written) == told
