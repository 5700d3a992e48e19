"""Real files through the uploader: what the pages then say equals an independent computation with dictionaries."""

import csv
import io
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from tests.browser.app_server import ROOT, Visit

pytestmark = pytest.mark.browser

Paid = dict[str, dict[str, Fraction]]
MOVES = ("new", "reactivation", "expansion", "contraction", "churn")


def upload(visit: Visit, *files: Path) -> None:
    visit.page.locator("input[type=file]").set_input_files([str(file) for file in files])
    visit.page.get_by_role("button", name="Show this data").wait_for(timeout=60_000)
    visit.wait_until_idle()
    visit.page.get_by_role("button", name="Show this data").click()
    visit.page.get_by_text("Your upload is on screen").wait_for(timeout=60_000)
    visit.wait_until_idle()


def go_to(visit: Visit, title: str) -> None:
    visit.page.locator('[data-testid="stSidebarNav"] a', has_text=title).click()
    visit.page.get_by_text("Rule", exact=True).first.wait_for()
    visit.wait_until_idle()


def without_grace(visit: Visit) -> None:
    """Every month without payment is churn, as in the definition."""
    control = visit.page.get_by_role("combobox", name="Grace", exact=True)
    control.click()
    control.fill("0 mo.")
    visit.page.get_by_role("option", name="0 mo.", exact=True).click()
    visit.page.get_by_text("With no grace").wait_for()
    visit.wait_until_idle()


def downloaded(visit: Visit, heading: str) -> list[dict[str, str]]:
    """The CSV under the evidence whose headline contains some words."""
    evidence = visit.page.locator(
        '[data-testid="stVerticalBlock"]', has=visit.page.get_by_role("heading", name=heading)
    ).last
    evidence.get_by_text("Show data").click()
    visit.wait_until_idle()
    with visit.page.expect_download() as file:
        evidence.get_by_role("button", name="Download CSV").click()
    return list(csv.DictReader(io.StringIO(Path(file.value.path()).read_text(encoding="utf-8-sig"))))


def headline(visit: Visit) -> str:
    return visit.page.locator("h1").inner_text()


def movements_of(paid: Paid, months: list[str]) -> dict[str, Counter[str]]:
    """New, reactivation, expansion, contraction and churn by month, customer by customer, from the definitions."""
    found: dict[str, Counter[str]] = {month: Counter() for month in months[1:]}
    for history in paid.values():
        seen = history.get(months[0], Fraction(0)) > 0
        for before, month in itertools.pairwise(months):
            then, now = history.get(before, Fraction(0)), history.get(month, Fraction(0))
            was, pays = max(then, Fraction(0)), max(now, Fraction(0))
            if not was and pays:
                found[month]["reactivation" if seen else "new"] += pays
            elif was and not pays:
                found[month]["churn"] -= was
            elif pays != was:
                found[month]["expansion" if pays > was else "contraction"] += pays - was
            found[month]["contraction"] += min(now, Fraction(0))
            found[month]["expansion"] -= min(then, Fraction(0))
            seen = seen or pays > 0
    return found


def nrr_of(paid: Paid, start: str, end: str) -> Fraction:
    base = [history for history in paid.values() if history.get(start, Fraction(0)) > 0]
    return sum((h.get(end, Fraction(0)) for h in base), Fraction(0)) / sum((h[start] for h in base), Fraction(0))


def months_between(first: str, last: str) -> list[str]:
    return [str(month) for month in pd.period_range(first, last, freq="M")]


def assert_movements_agree(shown: list[dict[str, str]], expected: dict[str, Counter[str]]) -> None:
    assert [row["month"][:7] for row in shown] == list(expected)
    for row in shown:
        for name in MOVES:
            assert Fraction(row[name]) == expected[row["month"][:7]][name], (row["month"], name)


def percent(rate: Fraction) -> str:
    return f"{(rate * 1000 + Fraction(1, 2)).__floor__() / 10:.1f}%"


def test_a_cp932_file_of_the_sample_shop_gives_the_shops_figures(
    open_page: Callable[..., Visit], tmp_path: Path
) -> None:
    text = (ROOT / "sample_data" / "shop_orders.csv").read_text(encoding="utf-8")
    file = tmp_path / "受注データ.csv"
    file.write_bytes(text.encode("cp932"))
    paid: Paid = defaultdict(lambda: defaultdict(Fraction))
    for row in csv.DictReader(io.StringIO(text)):
        paid[row["会員ID"]][row["受注日"][:7]] += Fraction(row["金額"])

    visit = open_page("data", lang="en")
    upload(visit, file)
    go_to(visit, "NRR trends")
    without_grace(visit)
    months = months_between("2023-10", "2026-09")
    assert_movements_agree(downloaded(visit, "Sep 2026"), movements_of(paid, months))

    year = {name: sum((h.get(m, Fraction(0)) for m in months[12:24]), Fraction(0)) for name, h in paid.items()}
    later = {name: sum((h.get(m, Fraction(0)) for m in months[24:]), Fraction(0)) for name, h in paid.items()}
    base = [name for name in paid if year[name] > 0]
    nrr = sum((later[n] for n in base), Fraction(0)) / sum((year[n] for n in base), Fraction(0))
    assert percent(nrr) in headline(visit)
    assert not visit.console_errors
    assert not visit.off_host_requests

    visit.page.reload()
    visit.wait_until_idle()
    assert visit.page.get_by_text("This link speaks of uploaded data").count() == 1


def test_a_long_reading_says_how_far_it_is_and_stops_when_asked(
    open_page: Callable[..., Visit], tmp_path: Path
) -> None:
    file = tmp_path / "long.csv"
    days = [f"{2024 + i % 2}-{1 + i % 12:02d}-{1 + i % 28:02d}" for i in range(336)]
    rows = (f'c{i % 9000},{days[i % 336]},"item {i}, large",{i % 900}\n' for i in range(1_500_000))
    first = 'c0,2024-01-01,"two\nlines",1\n'  # one record that is no line, so that all are read one by one
    file.write_text("customer_id,order_date,product,amount\n" + first + "".join(rows))
    visit = open_page("data", lang="en")
    visit.page.locator("input[type=file]").set_input_files(str(file))
    visit.page.get_by_text(re.compile(r"long\.csv: .+ \(\d+ s\)")).wait_for(timeout=60_000)
    assert visit.page.get_by_text("What is on screen stays").count() == 1
    visit.page.get_by_role("button", name="Cancel").click()
    visit.page.get_by_text("A sample is on screen").wait_for(timeout=60_000)
    visit.page.get_by_text("long.csv").wait_for(state="detached", timeout=60_000)
    assert not visit.exceptions()
    assert not visit.console_errors


def test_a_question_is_answered_by_looking_at_a_row_of_the_file(
    open_page: Callable[..., Visit], tmp_path: Path
) -> None:
    file = tmp_path / "days.csv"
    header = "customer_id,order_date,amount,remark"  # of no other test: what is answered is remembered for a header
    file.write_text(f"{header}\na,02/03/2026,1200,\nb,04/03/2026,900,\n")
    visit = open_page("data", lang="en")
    visit.page.locator("input[type=file]").set_input_files(str(file))
    visit.page.get_by_text("Line 2: order_date 02/03/2026 → 2 Mar 2026").wait_for(timeout=60_000)
    visit.page.get_by_text("Day/month/year").click()
    visit.page.get_by_role("button", name="Answer and read again").click()
    visit.page.get_by_role("button", name="Show this data").wait_for(timeout=60_000)
    assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert not visit.console_errors


def test_cdnow_has_a_year_on_year(
    open_page: Callable[..., Visit], real_data: Callable[[str], Path], tmp_path: Path
) -> None:
    """The distributed file has no header line; the reader adds one."""
    rows = [line.split() for line in real_data("cdnow/CDNOW_sample.txt").read_text().splitlines()]
    file = tmp_path / "cdnow.csv"
    file.write_text(
        "customer_id,order_date,quantity,amount\n" + "".join(f"{c},{d},{q},{a}\n" for c, _, d, q, a in rows)
    )
    paid: Paid = defaultdict(lambda: defaultdict(Fraction))
    for customer, _, day, _, amount in rows:
        paid[customer][f"{day[:4]}-{day[4:6]}"] += Fraction(amount)

    visit = open_page("data", lang="en")
    upload(visit, file)
    go_to(visit, "NRR trends")
    without_grace(visit)
    assert percent(nrr_of(paid, "1997-06", "1998-06")) in headline(visit)
    expected = movements_of(paid, months_between("1997-01", "1998-06"))
    assert_movements_agree(downloaded(visit, "Jun 1998"), expected)


def test_thirteen_months_of_the_uci_shop_say_when_year_on_year_will_be_possible(
    open_page: Callable[..., Visit], real_data: Callable[[str], Path]
) -> None:
    file = real_data("uci_online_retail/online_retail.parquet")
    frame = pd.read_parquet(file)
    known = frame[frame["CustomerID"].notna()].drop_duplicates()
    paid: Paid = defaultdict(lambda: defaultdict(Fraction))
    prices = {price: Fraction(repr(float(price))) for price in known["UnitPrice"].unique()}
    for customer, day, quantity, price in zip(
        known["CustomerID"], known["InvoiceDate"], known["Quantity"], known["UnitPrice"]
    ):
        paid[str(customer)][day[:7]] += int(quantity) * prices[price]

    visit = open_page("data", lang="en")
    upload(visit, file)
    go_to(visit, "NRR trends")
    without_grace(visit)
    notice = visit.page.get_by_text("Year on year is not yet possible").inner_text()
    assert "31 Dec 2011" in notice
    assert "Month on month (NRR2)" in notice
    assert percent(nrr_of(paid, "2011-10", "2011-11")) in headline(visit)
    assert_movements_agree(downloaded(visit, "Nov 2011"), movements_of(paid, months_between("2010-12", "2011-11")))


def test_deleting_a_saved_set_asks_about_that_one_only(open_page: Callable[..., Visit], tmp_path: Path) -> None:
    """Its question closes with it: one that stood open for the next set would take that, too, at a second click."""
    visit = open_page("data", lang="en")
    for number in (1, 2, 3):
        file = tmp_path / f"orders{number}.csv"
        file.write_text(f"customer_id,order_date,amount\na,2026-01-05,{number}\nb,2026-02-05,{number}\n")
        upload(visit, file)
        visit.page.get_by_role("button", name="Save", exact=True).click()
        visit.page.get_by_text("is saved.").wait_for(timeout=60_000)
        visit.wait_until_idle()
    asks = visit.page.get_by_role("button", name="Delete", exact=True)
    assert asks.count() == 3
    asks.nth(1).click()
    visit.page.get_by_role("button", name="Delete it").click()
    visit.page.get_by_text("is deleted.").wait_for(timeout=60_000)
    visit.wait_until_idle()
    assert asks.count() == 2
    assert visit.page.get_by_role("button", name="Delete it").count() == 0
    assert not visit.exceptions()
