"""Fixtures of the browser tests: a running app, a browser, and pages opened in it. Import nothing from here."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.app_server import HOME, AppServer, Device, Theme, Visit, find_chromium, launch, running_app
from tests.browser.app_server import open_page as open_in


@pytest.fixture(scope="session")
def server() -> Iterator[AppServer]:
    """The app, started once for all tests that do not mind a warm one."""
    with running_app() as app:
        yield app


@pytest.fixture
def fresh_server() -> Iterator[Callable[..., AppServer]]:
    """Start an app that nobody has visited yet: `fresh_server()`; for links that are opened cold."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(running_app(**options))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run; each page gets a context, that is a reader, of its own."""
    chromium = find_chromium()
    assert chromium, "tests that use `browser` are marked `browser`, and those are skipped without Chromium"
    with sync_playwright() as playwright:
        opened = launch(playwright, chromium)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Open a page: `open_page("nrr_trends", lang="ja", theme="dark", phone=True)`; on `server` unless given another.

    Further names are choices in the link: `data="b2b"`.
    """
    visits: list[Visit] = []

    def open_it(
        stem: str = HOME,
        lang: str | None = None,
        theme: Theme = "light",
        *,
        phone: bool = False,
        server: AppServer | None = None,
        **choices: str,
    ) -> Visit:
        url = (server or request.getfixturevalue("server")).url
        device: Device = "phone" if phone else "desktop"
        visits.append(open_in(browser, url, stem, lang=lang, theme=theme, device=device, **choices))
        return visits[-1]

    yield open_it
    for visit in visits:
        visit.close()
