"""Whatever a file held, no export runs it as a formula, and no download leaves by another way than these."""

from __future__ import annotations

import ast
import csv
import datetime as dt
import io
import json
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from ltv.intake import Options, assemble, read
from ltv.spreadsheet_safety import STARTS_A_FORMULA
from tests.intake.files import SHARED, needs_shared
from ui import export, page, session, shell, show
from ui.workbook import Sheet, to_xlsx

from .books import book, same

HOSTILE = [
    "=1+1", "+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "\r=1", "\n=1", " =1", "\u3000=1", "＝1+1",
    "＋1", "－1", "＠A1", "\u200b=1", "\ufeff=1", "\u2212 1", '=HYPERLINK("http://x","y")', "\0=1", "'=1", "DDE(\"a\")",
]  # fmt: skip
HARMLESS = ["商品A", "a=b", "1-2", "x@y", "", "100%", "'quoted'"]


def corpus() -> list[str]:
    path = SHARED / "corpus" / "expected.json"
    cases = json.loads(path.read_text(encoding="utf-8"))["cases"] if path.exists() else []
    return [str(cell) for case in cases for cell in case.get("export", ())]


def runs(cell: object) -> bool:
    """Whether a spreadsheet could take a cell for a formula."""
    return isinstance(cell, str) and cell.strip(" \t\r\n\0\u3000\u200b\ufeff").startswith(STARTS_A_FORMULA)


def csv_cells(table: pd.DataFrame) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(export.csv(table).decode("utf-8-sig"))) for cell in row]


def xlsx_of(texts: list[str]) -> bytes:
    sheet = Sheet("a", [(text or "x", 10.0) for text in texts[:3]] or [("x", 10.0)], [[text] for text in texts])
    return to_xlsx([sheet], title="t", footer="f", lang="ja", made=dt.date(2026, 1, 1))


def test_text_of_a_csv_is_no_formula_and_says_the_same() -> None:
    cells = csv_cells(pd.DataFrame({"=name": HOSTILE}))
    assert [cell for cell in cells if runs(cell)] == []
    assert csv_cells(pd.DataFrame({"name": HARMLESS}))[1:] == HARMLESS
    assert csv_cells(pd.DataFrame({"n": [-1100, 5], "x": [-0.5, 2]}))[2:] == ["-1100", "-0.5", "5", "2.0"]


def test_text_of_a_workbook_is_text() -> None:
    made = xlsx_of(HOSTILE)
    sheets = [part for part in zipfile.ZipFile(io.BytesIO(made)).namelist() if part.startswith("xl/worksheets/")]
    assert not any(b"<f>" in zipfile.ZipFile(io.BytesIO(made)).read(name) for name in sheets)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert [cell for row in rows for cell in row if runs(cell)] == []


@needs_shared
def test_every_text_of_the_corpus_that_asks_for_it_is_made_harmless() -> None:
    texts = corpus()
    assert texts
    assert [cell for cell in csv_cells(pd.DataFrame({"name": texts})) if runs(cell)] == []
    rows = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_of(texts))).get_sheet_by_index(0).to_python()
    assert [cell for row in rows for cell in row if runs(cell)] == []


@needs_shared
def test_customers_and_labels_of_every_file_of_the_corpus_leave_harmlessly() -> None:
    """Each file that is read goes out again, with whatever its cells hold."""
    for path in sorted((SHARED / "corpus" / "files").glob("*")):
        if path.stat().st_size > 200_000:
            continue
        reading = read(path.read_bytes(), path.name, Options(today=dt.date(2026, 11, 22), secret=b"k" * 32))
        texts = reading.table.select_dtypes(exclude="number")
        if len(texts):
            assert [cell for cell in csv_cells(texts) if runs(cell)] == [], path.name


WAYS = {
    "export.csv": "text made harmless by ltv.spreadsheet_safety",
    "to_xlsx": "a workbook whose texts are made harmless (ui.workbook)",
    "to_html": "a document of escaped text",
    "to_markdown": "a card of escaped text",
    "file.data": "a list of ltv.decisions.exports, or a scenario as JSON",
    "path.read_text": "a sample file that came with the program",
}


def downloads() -> list[tuple[str, str]]:
    """Every download button of the app: where it is, and what it gives."""
    files = [*(shell.ROOT / "ui").rglob("*.py"), *(shell.ROOT / "pages").glob("*.py")]
    nodes = [(path.name, node) for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    calls = [(name, node) for name, node in nodes if isinstance(node, ast.Call)]
    buttons = [(name, node) for name, node in calls if getattr(node.func, "attr", "") == "download_button"]
    return [(name, ast.unparse(node.args[1])) for name, node in buttons]


def test_nothing_is_downloaded_by_another_way() -> None:
    assert len(downloads()) > 10
    assert [at for at in downloads() if not any(way in at[1] for way in WAYS)] == []


def test_what_streamlit_would_download_by_itself_is_off() -> None:
    config = (shell.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert re.search(r"(?m)^disableDataExport = true$", config)


def test_a_document_that_is_handed_out_does_not_count_a_few_customers(monkeypatch: pytest.MonkeyPatch) -> None:
    for paying, words in ((4, "顧客5人未満"), (5, "顧客5人")):
        data = book(**same(paying, 100))
        monkeypatch.setattr(session, "data", lambda data=data: data)
        monkeypatch.setattr(session, "lang", lambda: "ja")
        monkeypatch.setattr(session, "is_sample", lambda: False)
        assert f"・ {words} ・" in page.stamp_to_hand_out(data)
        assert f"顧客{paying}人" in page.stamp_words(data)


def test_a_file_holds_the_whole_pseudonym_and_the_screen_its_beginning() -> None:
    text = "Email,date,amount\na@x.jp,2026-01-05,100\nb@x.jp,2026-02-05,100\n"
    data = assemble([read(text.encode(), "a.csv", Options(secret=b"k" * 32))])
    ids = data.customers["customer_id"].tolist()
    assert csv_cells(data.customers[["customer_id"]])[1:] == ids
    assert [show.customer_id(id) for id in ids] == [id[:10] for id in ids]
    assert [show.customer_id(id) for id in ("c_123", "山田商店", 12)] == ["c_123", "山田商店", "12"]


ROW_LEVEL = Path("ltv_customers.py"), Path("ltv_actions.py"), Path("ltv_actions_export.py")


@pytest.mark.parametrize("file", ROW_LEVEL, ids=str)
def test_files_of_single_customers_are_asked_for(file: Path) -> None:
    """What these pages give has a row per customer: before it comes `agreed`."""
    tree = ast.parse((shell.ROOT / "ui" / file).read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    gives = [f for f in functions if "download_button" in ast.unparse(f) or "_button(made" in ast.unparse(f)]
    assert gives
    assert all("agreed(" in ast.unparse(f) for f in gives if f.name in ("_file", "_files"))
