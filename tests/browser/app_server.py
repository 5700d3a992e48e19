"""Start the app in a process of its own, find a browser, and open a page as a reader would.

Shared by the browser tests and by docs/make_screenshots.py.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, ViewportSize

ROOT = Path(__file__).resolve().parents[2]
HOME = "home"

Theme = Literal["light", "dark"]
Device = Literal["desktop", "phone"]

VIEWPORTS: dict[Device, ViewportSize] = {
    "desktop": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
}

NO_CHROMIUM = (
    "no Chromium or Chrome found: install one (Debian: apt install chromium), or set LTV_CHROMIUM to the program's path"
)


# --- the app ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AppServer:
    """A running app: where it is reached, and the file its output goes to."""

    url: str
    log: Path

    def output(self) -> str:
        """Everything the app has printed so far: tracebacks are here, not on the screen."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def running_app(app: Path = ROOT / "app.py", environment: Mapping[str, str] | None = None) -> Iterator[AppServer]:
    """Start `streamlit run app.py` on a free port, with nothing warm and nothing kept, and stop it at the end."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={port}", "--server.headless=true"]
    command += ["--server.address=127.0.0.1", "--browser.gatherUsageStats=false", "--server.fileWatcherType=none"]
    with tempfile.TemporaryDirectory(prefix="ltv-app-", ignore_cleanup_errors=True) as folder:
        server = AppServer(f"http://127.0.0.1:{port}", Path(folder) / "app.log")
        with server.log.open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=app.parent,
                env={**os.environ, "LTV_COMPASS_STORE": str(Path(folder) / "store"), **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait_until_healthy(server, process)
            yield server
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(server: AppServer, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2) as answer:  # noqa: S310, our own http
                if answer.status == 200:
                    return
        except (URLError, OSError):
            pass
        time.sleep(0.1)
    raise RuntimeError(f"The app did not start within {seconds:.0f} s. It said:\n{server.output()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# --- the browser -----------------------------------------------------------------------------------------------


def find_chromium() -> str | None:
    """Path of a Chromium-like browser: what LTV_CHROMIUM names, else the first found where they usually are."""
    named = os.environ.get("LTV_CHROMIUM")
    if named is not None:
        return shutil.which(named)
    return next((found for name in _usual_places() if (found := shutil.which(name))), None)


def _usual_places() -> Iterator[str]:
    yield from ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "microsoft-edge")
    for name in ("Google Chrome", "Chromium", "Microsoft Edge"):
        yield f"/Applications/{name}.app/Contents/MacOS/{name}"
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        folder = os.environ.get(variable)
        if folder:
            yield str(Path(folder, "Google", "Chrome", "Application", "chrome.exe"))
            yield str(Path(folder, "Microsoft", "Edge", "Application", "msedge.exe"))


def launch(playwright: Playwright, chromium: str) -> Browser:
    """Start the browser; quiet, so that every request seen is the app's."""
    return playwright.chromium.launch(
        executable_path=chromium,
        args=[
            "--no-sandbox",  # it opens our own page only, and CI runs as root
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    )


# --- a visit ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Visit:
    """One opened page, with what went wrong while it was open. Empty lists are what a test asks for."""

    page: Page
    console_errors: list[str] = field(default_factory=list)
    off_host_requests: list[str] = field(default_factory=list)

    def wait_until_idle(self) -> None:
        """Wait until the script has finished and what it wrote is painted. After every click."""
        wait_until_idle(self.page)

    def exceptions(self) -> list[str]:
        """Texts of the error boxes on screen."""
        return self.page.locator('[data-testid="stException"]').all_inner_texts()

    def close(self) -> None:
        """Close the page and forget its cookies."""
        self.page.context.close()


def open_page(
    browser: Browser,
    server_url: str,
    stem: str = HOME,
    *,
    lang: str | None = None,
    theme: Theme = "light",
    device: Device = "desktop",
    **choices: str,
) -> Visit:
    """Open a page as a bookmark does, by its address, and wait until it is idle; `stem` names its file in pages/.

    `choices` are in the link: `data="b2b"`.
    """
    context = browser.new_context(
        viewport=VIEWPORTS[device],
        color_scheme=theme,
        locale="ja-JP" if lang == "ja" else "en-US",
        timezone_id="Asia/Tokyo",
        device_scale_factor=2 if device == "phone" else 1,
        is_mobile=device == "phone",
        has_touch=device == "phone",
    )
    visit = Visit(context.new_page())
    host = urlsplit(server_url).netloc
    visit.page.on("console", lambda message: _note_console(visit, message))
    visit.page.on("pageerror", lambda error: visit.console_errors.append(str(error)))
    visit.page.on("request", lambda request: _note_request(visit, request, host))
    visit.page.goto(address(server_url, stem, lang, **choices))
    visit.wait_until_idle()
    return visit


def address(server_url: str, stem: str = HOME, lang: str | None = None, **choices: str) -> str:
    """Address of a page: the default page has no name of its own in it."""
    path = "" if stem == HOME else stem
    query = urlencode(({"lang": lang} if lang else {}) | choices)
    return f"{server_url}/{path}" + (f"?{query}" if query else "")


# The attributes are Streamlit's own. Before the first run they already say "notRunning", so something must be on the
# page too; and one moment between two runs (a switch of page) is not the end, so it has to stay quiet for a while.
_IDLE = """quietMilliseconds => {
    const app = document.querySelector('[data-testid="stApp"]');
    const idle = app
        && app.dataset.testConnectionState === 'CONNECTED'
        && app.dataset.testScriptState === 'notRunning'
        && document.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]')
        && !document.querySelector('[data-testid="stAppSkeleton"], [data-testid="stSkeleton"]')
        && document.fonts.status === 'loaded';
    if (!idle) { window.ltvIdleSince = undefined; return false; }
    window.ltvIdleSince ??= performance.now();
    return performance.now() - window.ltvIdleSince >= quietMilliseconds;
}"""
_TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


def wait_until_idle(page: Page, seconds: float = 30) -> None:
    """Wait until Streamlit has run the script to its end, stayed quiet, and the browser has painted twice."""
    page.evaluate("() => { window.ltvIdleSince = undefined; }")
    page.wait_for_function(_IDLE, arg=200, timeout=seconds * 1000)
    page.evaluate(_TWO_FRAMES)


def _note_console(visit: Visit, message: ConsoleMessage) -> None:
    if message.type == "error" and not _is_streamlit_probe(message.location.get("url", "")):
        visit.console_errors.append(f"{message.text} ({message.location.get('url', '')})")


def _is_streamlit_probe(url: str) -> bool:
    """Streamlit looks for its base path below the page's name first; these 404s are harmless."""
    return urlsplit(url).path.endswith(("/_stcore/health", "/_stcore/host-config"))


def _note_request(visit: Visit, request: Request, host: str) -> None:
    parts = urlsplit(request.url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host:
        visit.off_host_requests.append(request.url)
