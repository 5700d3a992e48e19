"""What the page of priorities hands out, in a real browser: downloaded as a reader does, and printed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from python_calamine import CalamineWorkbook

from tests.browser.app_server import Visit
from tests.ui.handouts import handout, hostile, many, read_in
from ui.priority_facts import Handout
from ui.priority_sheet import priority_sheet
from ui.priority_sheet_html import to_html

pytestmark = pytest.mark.browser

A4_ACROSS = {"width": 1122, "height": 793}
CUT = """() => [...document.querySelectorAll('main, .below, .limits, .facts, .initiatives, h1, td > div, .limits li')]
    .filter(box => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1)
    .map(box => `${box.tagName}.${box.className}: ${box.textContent.slice(0, 40)}`)"""
LOWEST = """() => Math.max(...[...document.querySelectorAll('.below *')].map(one => one.getBoundingClientRect().bottom))
    - document.querySelector('footer').getBoundingClientRect().top"""
ON_TOP = """() => {
    const cells = [...document.querySelectorAll('th, td, .facts div, .limits li, .figures > div, .matrix')];
    const boxes = cells.map(cell => cell.getBoundingClientRect());
    const over = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    return boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b => over(a, b))).length;
}"""


@pytest.fixture
def printed(browser: Browser, tmp_path: Path) -> Callable[[Handout], Visit]:
    """A handout opened from a file by a reader whose system is dark, as it is printed."""
    pages = []

    def open_it(given: Handout) -> Visit:
        file = tmp_path / "priorities.html"
        file.write_bytes(to_html(priority_sheet(given)))
        visit = Visit(browser.new_context(color_scheme="dark", viewport=A4_ACROSS).new_page())
        pages.append(visit)
        visit.page.on("console", lambda message: visit.console_errors.append(message.text))
        visit.page.on("dialog", lambda dialog: visit.console_errors.append(dialog.message))
        visit.page.on("request", lambda request: visit.off_host_requests.append(request.url))
        visit.page.goto(file.as_uri())
        visit.page.emulate_media(media="print", color_scheme="dark")
        return visit

    yield open_it
    for visit in pages:
        visit.close()


def size_and_pages(visit: Visit) -> tuple[list[tuple[int, int]], int]:
    """Sizes of pages in points, and how many there are, as the file itself says."""
    pdf = visit.page.pdf(prefer_css_page_size=True, print_background=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", pdf)
    return [(round(float(w)), round(float(h))) for w, h in boxes], len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("data", ["shop", "b2b"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_ten_initiatives_are_one_page_of_a4_across_with_nothing_cut_off(
    lang: str, data: str, printed: Callable[[Handout], Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in(lang, data, monkeypatch)
    visit = printed(handout(data))
    assert size_and_pages(visit) == ([(842, 595)], 1)
    assert visit.page.evaluate(CUT) == []
    assert visit.page.evaluate(LOWEST) < -8
    assert visit.page.evaluate(ON_TOP) == 0
    assert visit.page.locator("svg .disc").count() == 10


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_hostile_names_and_three_times_as_many_do_not_make_a_second_page(
    lang: str, printed: Callable[[Handout], Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in(lang, "shop", monkeypatch)
    for given in (hostile(handout()), many(handout(), 3), many(hostile(handout()), 3)):
        visit = printed(given)
        assert size_and_pages(visit)[1] == 1
        assert visit.page.evaluate(ON_TOP) == 0
        assert visit.page.evaluate(LOWEST) <= 0
        assert visit.console_errors == []
        assert [url for url in visit.off_host_requests if not url.startswith("file:")] == []


def test_a_dark_system_prints_dark_letters_on_white(
    printed: Callable[[Handout], Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in("ja", "shop", monkeypatch)
    visit = printed(handout())
    style = "one => [getComputedStyle(one).color, getComputedStyle(document.body).backgroundColor]"
    assert visit.page.locator("h1").evaluate(style) == ["rgb(19, 26, 41)", "rgb(255, 255, 255)"]
    assert visit.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light only"


def test_on_a_phone_the_page_does_not_reach_beyond_the_screen(
    printed: Callable[[Handout], Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in("ja", "shop", monkeypatch)
    visit = printed(handout())
    visit.page.emulate_media(media="screen")
    visit.page.set_viewport_size({"width": 390, "height": 844})
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_both_files_come_from_the_page_in_japanese_and_can_be_opened(
    open_page: Callable[..., Visit], tmp_path: Path
) -> None:
    visit = open_page("priorities", lang="ja", budget_plan="9000000")
    headline = visit.page.locator("h1").inner_text()
    saved = {}
    for name in ("1枚資料（HTML）", "Excelブック（XLSX）"):
        with visit.page.expect_download() as file:
            visit.page.get_by_role("button", name=name).click()
        saved[name] = tmp_path / file.value.suggested_filename
        file.value.save_as(saved[name])
    page, book = saved.values()
    assert (page.name, book.name) == ("priorities_2026-09-30.html", "priorities_2026-09-30.xlsx")

    opened = CalamineWorkbook.from_path(str(book))
    assert opened.sheet_names == ["施策", "上限", "定義と前提"]
    words = [cell for row in opened.get_sheet_by_name("定義と前提").to_python() for cell in row]
    assert headline in words
    assert opened.get_sheet_by_name("上限").to_python()[1][3] == 9_000_000
    visit.page.goto(page.as_uri())
    assert visit.page.locator("h1").inner_text() == headline
    assert not visit.console_errors
    assert not visit.off_host_requests
