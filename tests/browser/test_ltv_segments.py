"""The Customers and Actions tabs in a real browser: brush to list, row to card, caps, edits, and the files' bytes."""

import csv
import io
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.app_server import Visit

pytestmark = pytest.mark.browser

SOON = 1.0
"""Seconds within which a brush or a cap must be answered."""
PATIENCE = 4
"""How many times longer a test waits, as it may share its computer."""


@pytest.fixture
def open_tab(open_page: Callable[..., Visit]) -> Callable[..., Visit]:
    """Open a tab of the page in Japanese; the first visit also fits the models."""

    def open_it(tab: str, data: str, **choices: str) -> Visit:
        visit = open_page("ltv_segments", lang="ja", tab=tab, data=data, **choices)
        visit.page.locator("h2").first.wait_for(timeout=120_000)
        visit.wait_until_idle()
        return visit

    return open_it


def titles(page: Page) -> list[str]:
    return page.locator("h3").all_inner_texts()


def chart_of(page: Page) -> Locator:
    chart = page.locator('[data-testid="stVegaLiteChart"]').first
    chart.scroll_into_view_if_needed()
    return chart


def drag(page: Page, chart: Locator, left: float, top: float, right: float, bottom: float) -> None:
    """Draw a box by parts of the chart's width and height."""
    box = chart.bounding_box()
    assert box is not None
    x, y = (
        (box["x"] + box["width"] * part for part in (left, right)),
        (box["y"] + box["height"] * p for p in (top, bottom)),
    )
    (x0, x1), (y0, y1) = x, y
    page.mouse.move(x0, y0)
    page.mouse.down()
    page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2, steps=4)
    page.mouse.move(x1, y1, steps=4)
    page.mouse.up()


def seconds_until(page: Page, selector: str, nth: int, before: str) -> float:
    """How long it takes until an element says something else."""
    began = time.monotonic()
    changed = "([s, n, b]) => { const e = document.querySelectorAll(s)[n]; return e && e.innerText !== b }"
    page.wait_for_function(changed, arg=[selector, nth, before], timeout=SOON * PATIENCE * 1000)
    return time.monotonic() - began


def assert_sound(visit: Visit) -> None:
    assert visit.exceptions() == []
    assert visit.console_errors == []
    assert visit.off_host_requests == []


@pytest.mark.parametrize("data", ["shop", "b2b"])
def test_a_brush_narrows_the_list_and_a_double_click_brings_it_back(data: str, open_tab: Callable[..., Visit]) -> None:
    visit = open_tab("customers", data)
    page = visit.page
    before = titles(page)[1]
    assert before.startswith("今すぐ救う顧客")
    chart = chart_of(page)
    drag(page, chart, 0.5, 0.1, 0.92, 0.75)
    waited = seconds_until(page, "h3", 1, before)
    assert titles(page)[1].startswith("選択した顧客")
    assert waited < SOON * PATIENCE
    visit.wait_until_idle()
    box = chart.bounding_box()
    assert box is not None
    page.mouse.dblclick(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.4)
    page.locator("h3", has_text=before).wait_for()
    assert_sound(visit)


def test_a_brush_around_nobody_says_so_and_the_card_goes(open_tab: Callable[..., Visit]) -> None:
    visit = open_tab("customers", "b2b")
    drag(visit.page, chart_of(visit.page), 0.75, 0.12, 0.9, 0.2)
    visit.page.locator("h3", has_text="選択した範囲に顧客はいない").wait_for()
    visit.page.locator("h3", has_text="顧客カード").wait_for(state="detached")
    assert_sound(visit)


def test_a_selected_row_opens_that_customers_card(open_tab: Callable[..., Visit]) -> None:
    visit = open_tab("customers", "b2b")
    page = visit.page
    before = next(title for title in titles(page) if title.startswith("顧客カード"))
    table = page.locator('[data-testid="stDataFrame"]:visible').first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + 35 * 3 + 17)  # the box of the third row
    is_other = (
        "([n, b]) => [...document.querySelectorAll('h3')].some(e => e.innerText.includes(n) && e.innerText !== b)"
    )
    page.wait_for_function(is_other, arg=["顧客カード", before])
    assert_sound(visit)


def test_a_link_holds_no_customer_after_brushing_and_selecting(open_tab: Callable[..., Visit]) -> None:
    visit = open_tab("customers", "b2b")
    drag(visit.page, chart_of(visit.page), 0.3, 0.1, 0.92, 0.75)
    visit.page.locator("h3", has_text="選択した顧客").wait_for()
    assert not re.search(r"T\d{4}|brush|risk", visit.page.url)


def test_a_changed_cap_is_answered_soon_and_stands_in_the_link(open_tab: Callable[..., Visit]) -> None:
    visit = open_tab("actions", "shop")
    page = visit.page
    before = page.locator("h2").first.inner_text()
    contacts = page.get_by_label("連絡の件数", exact=True)
    contacts.fill("25")
    contacts.press("Enter")
    assert seconds_until(page, "h2", 0, before) < SOON * PATIENCE
    assert "cap_contacts=25" in page.url
    hours = page.get_by_label("人の時間（時間）", exact=True)
    hours.fill("")
    hours.press("Enter")
    visit.wait_until_idle()
    assert hours.input_value() == ""
    assert "cap_hours=none" in page.url
    assert_sound(visit)


def type_into(table: Locator, x: float, row: int, value: str) -> None:
    """Replace a cell of an editable table, found by its place in pixels."""
    table.click(position={"x": x, "y": 33 * (row + 1) + 17})
    table.page.keyboard.press("Enter")
    cell = table.page.locator("#portal input, #portal textarea").first
    cell.fill(value)
    cell.press("Enter")


def test_edited_treatments_change_the_plan_and_outlive_another_tab(open_tab: Callable[..., Visit]) -> None:
    """Two edits one after the other, then a look at another tab: Streamlit's own table would have lost them."""
    visit = open_tab("actions", "b2b")
    page = visit.page
    before = page.locator("h2").first.inner_text()
    page.locator("summary", has_text="施策とその前提").click()
    table = page.locator('[data-testid="stDataFrame"]:visible').first
    table.scroll_into_view_if_needed()
    visit.wait_until_idle()
    type_into(table, 185 + 60 + 50, 3, "4")  # the effect of a proposal to buy more
    seconds_until(page, "h2", 0, before)
    visit.wait_until_idle()
    first = page.locator("h2").first.inner_text()
    type_into(table, 185 + 60 + 50, 1, "30")  # the save rate of a call
    seconds_until(page, "h2", 0, first)
    visit.wait_until_idle()
    both = page.locator("h2").first.inner_text()
    page.get_by_text("顧客", exact=True).click()
    page.locator("h3", has_text="顧客カード").wait_for()
    page.get_by_text("アクション", exact=True).click()
    page.locator("h2", has_text=both).wait_for()
    assert len({before, first, both}) == 3
    assert_sound(visit)


def downloaded(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile(button)).click()
    path = waiting.value.path()
    return waiting.value.suggested_filename, Path(path).read_bytes()


def rows_of(content: bytes, encoding: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(encoding))))


def test_files_for_step_mail_are_cp932_and_the_hold_out_is_apart(open_tab: Callable[..., Visit]) -> None:
    visit = open_tab("actions", "shop")
    name, content = downloaded(visit.page, "^.*連絡するリスト")
    other, rest = downloaded(visit.page, "^.*比較対象リスト")
    sent, held = rows_of(content, "cp932"), rows_of(rest, "cp932")
    assert (name, other) == ("step_mail_early-warning_1_treat.csv", "step_mail_early-warning_1_hold-out.csv")
    assert content.startswith("会員番号,氏名,メール".encode("cp932"))
    assert {row["配信可否"] for row in sent} == {"可"}
    assert {row["群"] for row in sent} == {"treat"}
    assert {row["群"] for row in held} == {"hold-out"}
    assert not {row["会員番号"] for row in sent} & {row["会員番号"] for row in held}
    counts = visit.page.get_by_role("button", name=re.compile("連絡するリスト")).inner_text()
    assert f"{len(sent):,}件" in counts
    assert_sound(visit)


def test_the_same_list_in_utf8_has_a_byte_order_mark_and_the_same_customers(open_tab: Callable[..., Visit]) -> None:
    _, usual = downloaded(open_tab("actions", "shop").page, "^.*連絡するリスト")
    visit = open_tab("actions", "shop", encoding="utf8")
    _, content = downloaded(visit.page, "^.*連絡するリスト")
    assert content.startswith(b"\xef\xbb\xbf")
    assert rows_of(content, "utf-8-sig") == rows_of(usual, "cp932")


def test_the_list_beneath_the_quadrant_is_handed_out_whole(open_tab: Callable[..., Visit]) -> None:
    visit = open_tab("customers", "b2b")
    count = int(re.search(r"(\d+)社", titles(visit.page)[1])[1])  # type: ignore[index]
    visit.page.get_by_role("button", name="CSVをダウンロード").last.wait_for()
    _, content = downloaded(visit.page, "CSVをダウンロード")
    rows = rows_of(content, "utf-8-sig")
    assert len(rows) == count
    saving = [float(row["saving"]) for row in rows]
    assert saving == sorted(saving, reverse=True)
    assert_sound(visit)


@pytest.mark.parametrize("tab", ["customers", "actions"])
def test_a_tab_fits_a_phone_in_the_dark(tab: str, open_page: Callable[..., Visit]) -> None:
    visit = open_page("ltv_segments", lang="ja", theme="dark", phone=True, tab=tab, data="b2b")
    visit.page.locator("h2").first.wait_for(timeout=120_000)
    visit.wait_until_idle()
    overflow = visit.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth")
    assert overflow <= 0
    assert_sound(visit)
