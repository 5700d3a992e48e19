"""Texts of a file that would be markup, scripts, formulas or addresses are texts on every page."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from tests.browser.app_server import Visit

pytestmark = pytest.mark.browser

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "![x](http://evil.example/p.png)",
    "[a](javascript:alert(1))",
    "[b](http://evil.example/b)",
    "$\\href{javascript:alert(1)}{x}$",
    ":red[boom] :material/home:",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "<iframe src=//evil.example>",
    "&lt;b&gt;",
    "`rm -rf`",
    '=HYPERLINK("http://evil.example","x")',
    "datum.x;alert(1)",
    "# heading",
    "**bold**",
    "<style>*{display:none}</style>",
    "\u202egnp.exe",
)


def hostile_orders(folder: Path) -> Path:
    """Orders of two years in which every text, header and name that a reader may choose is hostile."""
    path = folder / "<img src=x onerror=alert(1)>![x](http:evil.example).csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(["顧客ID", "注文番号", "注文日", "金額", "商品名", "流入経路", "プラン", *HOSTILE[:7]])
        for number in range(360):
            text = HOSTILE[number % len(HOSTILE)]
            other = HOSTILE[number // 20 % len(HOSTILE)]
            day = dt.date(2024, 1, 1) + dt.timedelta(days=2 * number)
            customer = f"{text}{number % 38 // 19}"
            out.writerow([customer, f"A{number}", day, 1000 + number, text, other, text, *HOSTILE[:7]])
    return path


def test_texts_of_a_file_stay_texts(open_page, tmp_path):
    visit: Visit = open_page("data", lang="en")
    dialogs: list[str] = []
    visit.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    visit.page.locator("input[type=file]").set_input_files(str(hostile_orders(tmp_path)))
    visit.page.get_by_role("button", name="Show this data").wait_for(timeout=60_000)
    visit.wait_until_idle()
    seen = [as_text(visit)]
    visit.page.get_by_role("button", name="Show this data").click()
    visit.page.get_by_text("Your upload is on screen").wait_for(timeout=60_000)
    pages = visit.page.locator('[data-testid="stSidebarNav"] a')
    for number in range(pages.count()):
        pages.nth(number).click()
        visit.wait_until_idle()
        assert visit.exceptions() == []
        seen.append(as_text(visit))
    assert any("<script>alert(1)</script>" in text for text in seen)
    assert dialogs == []
    assert visit.off_host_requests == []


def as_text(visit: Visit) -> str:
    """What the page says, when nothing of a file has become a link, a picture or a frame."""
    main = visit.page.locator('[data-testid="stMain"]')
    assert main.locator('a[href*="evil.example"], a[href^="javascript"], img[src*="evil"], iframe, script').count() == 0
    return main.inner_text()
