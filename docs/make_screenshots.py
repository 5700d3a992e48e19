"""Photograph pages of the app, to look at them while working and for the documents.

    python docs/make_screenshots.py --page nrr_trends --lang ja --theme dark --device phone --out /tmp/look

Without arguments: every page in both languages, light, desktop, into docs/screenshots. What went wrong while a page was
open (errors on screen or in the console, requests to other hosts) is printed beside its file.
"""

import argparse
import itertools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.app_server import NO_CHROMIUM, VIEWPORTS, Visit, find_chromium, launch, open_page, running_app  # noqa: E402

TALLEST = 8000  # pixels; a page longer than this is a bug worth seeing as such


def main() -> None:
    wanted = arguments()
    chromium = find_chromium() or sys.exit(NO_CHROMIUM)
    wanted.out.mkdir(parents=True, exist_ok=True)
    views = itertools.product(wanted.page, wanted.lang, wanted.theme, wanted.device)
    with sync_playwright() as playwright, app_at(wanted.url) as url:
        browser = launch(playwright, chromium)
        for view in views:
            photograph(browser, url, *view, out=wanted.out)
        browser.close()


def arguments() -> argparse.Namespace:
    pages = sorted(path.stem for path in (ROOT / "pages").glob("[a-z]*.py"))
    parser = argparse.ArgumentParser(description="Photograph pages of the app.")
    add = parser.add_argument
    add("--page", nargs="+", choices=pages, default=pages, metavar="PAGE", help=f"of {', '.join(pages)}; default all")
    add("--lang", nargs="+", choices=["ja", "en"], default=["ja", "en"], help="default both")
    add("--theme", nargs="+", choices=["light", "dark"], default=["light"])
    add("--device", nargs="+", choices=list(VIEWPORTS), default=["desktop"])
    add("--out", type=Path, default=ROOT / "docs" / "screenshots", help="folder; default docs/screenshots")
    add("--url", help="an app that already runs, as http://127.0.0.1:8501; default: start one")
    return parser.parse_args()


@contextmanager
def app_at(url: str | None) -> Iterator[str]:
    if url:
        yield url.rstrip("/")
        return
    with running_app() as server:
        yield server.url


def photograph(browser: Browser, url: str, stem: str, lang: str, theme: str, device: str, *, out: Path) -> None:
    file = out / f"{stem}_{lang}_{theme}_{device}.png"
    visit = open_page(browser, url, stem, lang=lang, theme=theme, device=device)  # type: ignore[arg-type]
    show_whole_page(visit)
    visit.page.screenshot(path=file, animations="disabled")
    print(file, *troubles(visit), sep="\n  ")
    visit.close()


def show_whole_page(visit: Visit) -> None:
    """Streamlit scrolls inside a container, so the window is made as tall as what it holds."""
    for _ in range(2):  # a taller window may lay its content out anew
        size = cast(ViewportSize, visit.page.viewport_size)
        height = min(max(size["height"], content_height(visit.page)), TALLEST)
        visit.page.set_viewport_size({"width": size["width"], "height": height})
        visit.wait_until_idle()


def content_height(page: Page) -> int:
    return int(page.evaluate("() => document.querySelector('[data-testid=\"stMain\"]').scrollHeight"))


def troubles(visit: Visit) -> list[str]:
    return [
        *(f"on screen: {text}" for text in visit.exceptions()),
        *(f"console: {text}" for text in visit.console_errors),
        *(f"other host: {address}" for address in visit.off_host_requests),
    ]


if __name__ == "__main__":
    main()
