"""A manager goes by mouse only, in Japanese, from an NRR below its target to a printed plan."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.app_server import AppServer, Visit

pytestmark = pytest.mark.browser


def press(visit: Visit, name: str) -> None:
    visit.page.get_by_role("button", name=name).first.click()
    visit.wait_until_idle()


def heading(visit: Visit) -> str:
    return visit.page.locator("h1").inner_text()


def test_from_an_nrr_below_target_to_a_printed_plan(
    fresh_server: Callable[..., AppServer], open_page: Callable[..., Visit], tmp_path: Path
) -> None:
    visit = open_page("home", "ja", server=fresh_server())
    visit.page.get_by_role("link", name="シナリオ").first.click()
    visit.wait_until_idle()
    assert "届かない" in heading(visit)
    assert "90%" in heading(visit)

    press(visit, "解約・離脱を減らす（")
    expect(visit.page.locator("h1")).to_contain_text("このシナリオで12か月後のNRRは", timeout=30_000)
    assert visit.page.get_by_role("spinbutton", name="最初の3か月の離脱を減らす").input_value() != "0"
    press(visit, "保存")
    expect(visit.page.get_by_text("を保存").first).to_be_visible(timeout=30_000)
    expect(visit.page.get_by_role("cell", name="現状のまま").first).to_be_visible(timeout=30_000)
    press(visit, "優先順位へ送る")
    visit.page.get_by_role("link", name="優先順位").first.click()
    visit.wait_until_idle()

    assert "予算" in heading(visit)
    rows = visit.page.get_by_role("listitem").all_inner_texts()
    assert any("最初の3か月の離脱" in row for row in rows), rows
    visit.page.get_by_role("button", name="カスタマーサクセス（人月） を増やす").or_(
        visit.page.locator('[data-testid="stNumberInputStepUp"]').nth(1)
    ).first.click()
    visit.wait_until_idle()
    with visit.page.expect_download() as file:
        visit.page.get_by_role("button", name="1枚資料（HTML）").click()
    path = tmp_path / "plan.html"
    file.value.save_as(path)
    assert visit.exceptions() == []
    assert visit.console_errors == []

    visit.page.goto(path.as_uri())
    visit.page.emulate_media(media="print")
    assert "最初の3か月の離脱" in visit.page.locator("body").inner_text()
    pdf = visit.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_what_is_typed_into_the_table_of_initiatives_is_there_after_a_refresh(
    fresh_server: Callable[..., AppServer], open_page: Callable[..., Visit]
) -> None:
    server = fresh_server()
    visit = open_page("priorities", "ja", server=server, open="initiatives")
    table = visit.page.locator('[class*="st-key-initiatives_ja"] [data-testid="stDataFrame"]').first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box
    before = heading(visit)
    visit.page.mouse.dblclick(box["x"] + 60, box["y"] + 52)
    cell = visit.page.locator("textarea.gdg-input")
    cell.fill("予兆検知をやめて電話する")
    expect(cell).to_have_value("予兆検知をやめて電話する")
    cell.press("Enter")
    expect(cell).to_have_count(0)
    visit.wait_until_idle()
    expect(visit.page.locator("h1")).to_contain_text("予兆検知をやめて電話する", timeout=30_000)
    assert heading(visit) != before
    visit.page.reload()
    visit.wait_until_idle()
    expect(visit.page.locator("h1")).to_contain_text("予兆検知をやめて電話する", timeout=30_000)
    assert visit.exceptions() == []
