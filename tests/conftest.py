"""What every test may use: real data when it is there, and one plain line for each reason a test was skipped."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.browser.app_server import NO_CHROMIUM, ROOT, find_chromium

REAL_DATA = Path(os.environ.get("LTV_REAL_DATA") or ROOT.parent / "shared" / "data")


# The same examples on every machine, and no stop-watch: a busy computer is no bug. HYPOTHESIS=explore looks further.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS", "same"))


@pytest.fixture(scope="session", autouse=True)
def _store_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Pages that are tested keep nothing in the user's own store."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LTV_COMPASS_STORE", str(tmp_path_factory.mktemp("store")))
        yield


@pytest.fixture
def real_data() -> Callable[[str], Path]:
    """Path of a real data file, by its name below the folder LTV_REAL_DATA: `real_data("cdnow/CDNOW_sample.txt")`."""

    def path_of(name: str) -> Path:
        path = REAL_DATA / name
        if not path.exists():
            pytest.skip("no real data here: set LTV_REAL_DATA to the folder that holds it (CONTRIBUTING.md)")
        return path

    return path_of


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last, so that a wrong number is reported before a slow page; without a browser they skip."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    if find_chromium() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once why tests were skipped, not once per test."""
    skipped = terminalreporter.stats.get("skipped", [])
    for reason, count in Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped).items():
        terminalreporter.write_line(f"{count} skipped: {reason}", yellow=True)
