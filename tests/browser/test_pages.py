"""Each page in a real browser: opened cold, refreshed, on a phone, in the dark, with nothing fetched from elsewhere."""

from collections.abc import Callable

import pytest

from tests.browser.app_server import AppServer, Visit
from ui import shell

pytestmark = pytest.mark.browser


def selected(visit: Visit, name: str) -> str:
    return visit.page.get_by_role("combobox", name=name, exact=True).input_value()


def assert_sound(visit: Visit) -> None:
    assert visit.exceptions() == []
    assert visit.console_errors == []
    assert visit.off_host_requests == []


@pytest.mark.parametrize("stem", shell.PAGES)
def test_a_link_opened_on_a_server_nobody_has_visited_shows_its_page(
    stem: str, open_page: Callable[..., Visit], fresh_server: Callable[..., AppServer]
) -> None:
    visit = open_page(stem, lang="ja", server=fresh_server())
    assert visit.page.locator("h1").count() == 1
    assert visit.page.get_by_text("Page not found").count() == 0
    assert visit.page.locator('[data-testid="stSidebarNav"] a').count() == len(shell.PAGES)
    assert visit.page.locator('[data-testid="stSidebarNav"]', has_text="NRR推移").count() == 1
    assert_sound(visit)


def test_a_cold_link_keeps_its_choices_and_a_refresh_keeps_them_too(
    open_page: Callable[..., Visit], fresh_server: Callable[..., AppServer]
) -> None:
    link = {"rule": "yoy_cohort", "end": "2026-03", "segment": "アフィリエイト", "data": "shop"}
    visit = open_page("nrr_trends", lang="en", server=fresh_server(), **link)
    for _ in range(2):
        assert selected(visit, "Rule") == "Year on year (NRR1)"
        assert selected(visit, "Month") == "Mar 2026"
        assert selected(visit, "Segment") == "Affiliates"
        assert "Mar 2026" in visit.page.locator('[data-testid="stCaptionContainer"]').nth(1).inner_text()
        visit.page.reload()
        visit.wait_until_idle()
    assert_sound(visit)


def test_a_choice_of_language_changes_every_word_and_stays_on_the_next_page(open_page: Callable[..., Visit]) -> None:
    visit = open_page("nrr_trends", lang="ja")
    visit.page.get_by_text("English", exact=True).click()
    visit.page.locator('[data-testid="stSidebarNav"] a', has_text="KPI definitions").click()
    visit.page.locator("h1", has_text="KPIs can be computed").wait_for()
    assert "lang=en" in visit.page.url
    assert_sound(visit)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("stem", shell.PAGES)
def test_a_page_fits_a_phone(stem: str, theme: str, open_page: Callable[..., Visit]) -> None:
    visit = open_page(stem, lang="ja", theme=theme, phone=True)
    overflow = visit.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth")
    assert overflow <= 0
    assert_sound(visit)


def test_a_retention_target_without_unit_and_period_is_refused_with_the_conversion(
    open_page: Callable[..., Visit],
) -> None:
    visit = open_page("kpi_definitions", lang="ja")
    visit.page.get_by_role("button", name="目標を登録する").click()
    refusal = visit.page.locator('[data-testid="stAlert"]').inner_text()
    assert "年28.243%" in refusal
    assert "月99.126%" in refusal


def test_a_file_that_is_no_table_is_refused_in_words_and_the_sample_stays(open_page: Callable[..., Visit]) -> None:
    visit = open_page("data", lang="ja")
    files = [{"name": "orders.xlsx", "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04 broken"}]
    visit.page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    visit.page.locator("h1", has_text="このファイルは読み込めない").wait_for()
    visit.wait_until_idle()
    assert visit.page.locator('[data-testid="stAlert"]').count() == 1
    visit.page.get_by_role("button", name="読み込みをやめる").click()
    visit.page.locator("h1", has_text="サンプルを表示中").wait_for()
    assert_sound(visit)


def test_a_question_is_asked_with_an_example_and_its_answer_is_used(open_page: Callable[..., Visit]) -> None:
    rows = "customer_id,order_date,amount\n" + "".join(
        f"c{i % 3},0{i % 9 + 1}/0{i % 8 + 1}/2025,100\n" for i in range(40)
    )
    visit = open_page("data", lang="ja")
    files = [{"name": "orders.csv", "mimeType": "text/csv", "buffer": rows.encode()}]
    visit.page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    visit.page.locator("h1", has_text="確認が必要").wait_for()
    visit.page.locator('[role="radiogroup"] label').first.click()
    visit.page.get_by_role("button", name="答えて読み直す").click()
    visit.page.get_by_text("40件 = 採用40").wait_for()
    assert_sound(visit)


def test_files_that_share_orders_are_refused_together_before_anything_is_shown(open_page: Callable[..., Visit]) -> None:
    rows = "order_id,customer_id,order_date,amount\n" + "".join(
        f"J{i},c{i % 3},2025-01-{i + 1:02d},100\n" for i in range(20)
    )
    visit = open_page("data", lang="ja")
    files = [
        {"name": "a.csv", "mimeType": "text/csv", "buffer": rows.encode()},
        {"name": "b.csv", "mimeType": "text/csv", "buffer": rows.replace("J19", "J99").encode()},
    ]
    visit.page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    visit.page.locator("h1", has_text="1つのデータとして表示できない").wait_for()
    assert "19件の注文が複数のファイルに入っています" in visit.page.locator('[data-testid="stAlert"]').inner_text()
    assert visit.page.get_by_role("button", name="このデータで表示する").count() == 0
    assert_sound(visit)
