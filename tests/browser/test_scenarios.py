"""A scenario goes out as a file and comes back through the uploader, in a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.app_server import Visit

pytestmark = pytest.mark.browser

EARLY = {"lever_cut_early": "20", "lever_cost": "1234567", "data": "shop"}


def press(visit: Visit, name: str) -> None:
    visit.page.get_by_role("button", name=name, exact=True).click()
    visit.wait_until_idle()


def test_a_saved_scenario_goes_out_as_a_file_and_comes_back_with_the_same_numbers(
    open_page: Callable[..., Visit], tmp_path: Path
) -> None:
    visit = open_page("scenarios", "en", **EARLY)
    visit.page.get_by_label("Name", exact=True).fill("Less early churn")
    press(visit, "Save")
    visit.page.get_by_text("Saved “Less early churn”").wait_for()
    with visit.page.expect_download() as file:
        visit.page.get_by_role("button", name="Export a file").click()
    path = tmp_path / "scenario.json"
    file.value.save_as(path)

    other = open_page("scenarios", "en", data="shop")
    other.page.get_by_text("Import a file").click()
    other.page.locator("input[type=file]").set_input_files(str(path))
    other.page.get_by_text("every number is that of the file").wait_for()
    other.wait_until_idle()
    press(other, "Take it in")
    other.page.get_by_text("“Less early churn” was taken in").wait_for()
    assert other.page.get_by_role("cell", name="Less early churn (2)").count() > 0
    assert other.exceptions() == []
    assert other.console_errors == []


def test_a_name_typed_and_saved_in_one_go_is_the_name_that_is_saved(open_page: Callable[..., Visit]) -> None:
    visit = open_page("scenarios", "en", **EARLY, lever_expand="0.4")
    visit.page.get_by_role("spinbutton", name="Cut churn from month 4 on (%)").fill("10")
    visit.page.get_by_label("Name", exact=True).fill("Typed in one go")
    press(visit, "Save")
    visit.page.get_by_text("Saved “Typed in one go”").wait_for()
    assert visit.page.get_by_text("Churn from month 4 on −10%").count() > 0
