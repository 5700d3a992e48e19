"""How long a reader waits: from a click to new figures on the NRR and what-if pages, beside an empty page's rerun.

    python benchmarks/pages.py [--samples 40]

Each sample picks another month, or pulls a lever further (never computed before), so nothing comes from a cache of
results. The clock starts at
the click on the option and stops when the headline has changed (figures) and when all is painted (idle).
Needs Chromium; prints a table with p50 and p95 and the ratio to the empty page.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.app_server import NO_CHROMIUM, find_chromium, launch, open_page, running_app  # noqa: E402

WARM_UP = 3
MONTHS = [
    f"{name} {year}" for year in (2026, 2025) for name in ("Aug", "Jul", "Jun", "May", "Apr", "Mar", "Feb", "Jan")
]
EMPTY = """
import streamlit as st
n = st.session_state.get("n", 0)
if st.button("again"):
    n += 1
    st.session_state["n"] = n
st.title(f"run {n}")
"""

WATCH = """
() => new Promise(resolve => {
  const title = () => document.querySelector('h1')?.innerText;
  const state = () => document.querySelector('[data-test-script-state]')?.dataset.testScriptState;
  const before = window.__title, start = window.__clicked;
  let figures = null;
  const tick = () => {
    const now = performance.now();
    if (figures === null && title() && title() !== before) figures = now - start;
    if (figures !== null && state() === 'notRunning')
      return requestAnimationFrame(() => requestAnimationFrame(() =>
        resolve({figures, idle: performance.now() - start})));
    if (now - start > 15000) return resolve({figures: null, idle: null});
    setTimeout(tick, 2);
  };
  tick();
})
"""

ARM = """
selector => {
  window.__title = document.querySelector('h1')?.innerText;
  document.addEventListener('click', () => { window.__clicked = performance.now(); }, {once: true, capture: true});
}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=40)
    samples = parser.parse_args().samples
    chromium = find_chromium() or sys.exit(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = launch(playwright, chromium)
        empty = empty_page(browser, samples)
        months = nrr_page(browser, samples)
        orders, contracts = (scenario_page(browser, samples, data) for data in ("shop", "b2b"))
        browser.close()
    report("empty page, button", empty, empty)
    report("NRR trends, another month", months, empty)
    report("what-if, a lever (shop)", orders, empty)
    report("what-if, a lever (B2B)", contracts, empty)


def empty_page(browser: Browser, samples: int) -> list[dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        app = Path(folder) / "empty.py"
        app.write_text(EMPTY, encoding="utf-8")
        with running_app(app) as server:
            visit = open_page(browser, server.url)
            found = [timed(visit.page, "button:has-text('again')") for _ in range(samples + WARM_UP)]
            visit.close()
    return found[WARM_UP:]


def nrr_page(browser: Browser, samples: int) -> list[dict[str, float]]:
    """Every month under year on year and month on month: pairs that were not computed before."""
    found: list[dict[str, float]] = []
    with running_app() as server:
        for rule in ("period_moves", "yoy_cohort", "yoy_strict", "period_moves_react"):
            if len(found) >= samples + WARM_UP:
                break
            visit = open_page(browser, server.url, "nrr_trends", lang="en", rule=rule)
            found += [timed_month(visit.page, month) for month in MONTHS]
            visit.close()
    return [sample for sample in found if sample["figures"] is not None][WARM_UP : samples + WARM_UP]


def scenario_page(browser: Browser, samples: int, data: str) -> list[dict[str, float]]:
    """Churn cut by five percent more with every click, beside expansion as it was in another visit."""
    found: list[dict[str, float]] = []
    more = ".st-key-asked_lever_cut_later [data-testid='stNumberInputStepUp']"
    with running_app() as server:
        for expansion in range(1, 5):
            if len(found) >= samples + WARM_UP:
                break
            visit = open_page(browser, server.url, "scenarios", lang="en", data=data, lever_expand=f"0.{expansion}")
            found += [timed(visit.page, more) for _ in range(18)]
            visit.close()
    return [sample for sample in found if sample["figures"] is not None][WARM_UP : samples + WARM_UP]


def timed(page: Page, selector: str) -> dict[str, float]:
    page.evaluate(ARM, selector)
    page.click(selector)
    measured: dict[str, float] = page.evaluate(WATCH)
    page.wait_for_timeout(150)
    return measured


def timed_month(page: Page, month: str) -> dict[str, float]:
    """Type a month into the control, then measure from the click on it."""
    control = page.get_by_role("combobox", name="Month", exact=True)
    control.click()
    control.fill(month)
    option = page.get_by_role("option", name=month, exact=True)
    option.wait_for()
    page.evaluate(ARM, "")
    option.click()
    measured: dict[str, float] = page.evaluate(WATCH)
    page.wait_for_timeout(150)
    return measured


def report(name: str, found: list[dict[str, float]], floor: list[dict[str, float]]) -> None:
    for what in ("figures", "idle"):
        p50, p95 = (percentile([s[what] for s in found], q) for q in (50, 95))
        f50, f95 = (percentile([s[what] for s in floor], q) for q in (50, 95))
        print(
            f"{name:28} click to {what:7} n={len(found):3}  p50 {p50:6.0f} ms  p95 {p95:6.0f} ms"
            f"   beyond empty: {p50 - f50:+6.0f} / {p95 - f95:+6.0f} ms   ratio {p50 / f50:4.1f}"
        )


def percentile(values: list[float], q: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[q - 1]


if __name__ == "__main__":
    main()
