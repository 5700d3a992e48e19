"""What can be said with the files at hand is what the pages then say, and one more thing adds what is promised."""

import datetime as dt
from pathlib import Path

import pytest

from ltv.intake import Options, Reading, assemble, read
from ltv.intake.possible import FIGURES, Inventory, is_used, possible, unlocks
from ltv.metrics.margin import has_cost
from ltv.metrics.nrr_rules import NrrRule, is_available

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
TODAY = dt.date(2026, 11, 22)


def reading(text: str, **options: object) -> Reading:
    found = read(text.encode(), "file.csv", Options(today=TODAY, **options))
    assert found.outcome == "accept", found.error
    return found


def orders(months: int, header: str = "", cell: str = "") -> Reading:
    rows = [
        f"c{i % 3},{2024 + i // 12}-{1 + i % 12:02d}-{28 if i == months - 1 else 5},100{cell}" for i in range(months)
    ]
    return reading(f"顧客ID,注文日,金額{header}\n" + "\n".join(rows) + "\n")


def states(*readings: Reading) -> dict[str, str]:
    return {each.figure.id: each.state for each in possible(Inventory.of_readings(readings))}


def added(*readings: Reading) -> dict[str, set[str]]:
    found = unlocks(Inventory.of_readings(readings))
    return {".".join([unlock.kind, *unlock.columns]): {figure.id for figure in unlock.figures} for unlock in found}


def test_a_cost_column_makes_margin_ltv_of_revenue_ltv():
    assert states(orders(3))["ltv_margin"] == "needs"
    assert "ltv_margin" in added(orders(3))["orders.cost"]
    assert states(orders(3, ",原価", ",40"))["ltv_margin"] == "yes"


def test_marketing_cost_adds_acquisition_cost_and_by_channel_only_where_orders_tell_the_channel():
    assert added(orders(3))["spend"] == {"cac"}
    assert added(orders(3, ",チャネル", ",検索"))["spend.channel"] == {"cac", "cac_channel"}


def test_a_file_that_is_there_is_asked_for_the_column_and_not_for_the_file():
    people = reading("顧客ID,地域\nc0,東京\nc1,大阪\n")
    found = unlocks(Inventory.of_readings([orders(3), people]))
    assert [(u.kind, u.columns, u.is_new) for u in found if "mailing" in {f.id for f in u.figures}] == [
        ("customers", ("consent",), False)
    ]


def test_a_month_that_is_not_over_counts_before_the_files_are_joined_as_little_as_after():
    file = orders(24)
    for until, months in [(dt.date(2025, 12, 28), 23), (dt.date(2025, 12, 31), 24), (dt.date(2024, 1, 5), 0)]:
        assert Inventory.of_readings([file], until).months == months
        if months:
            assert Inventory.of_dataset(assemble([file], as_of=until)).months == months


def test_what_adds_most_comes_first():
    counts = [len(unlock.figures) for unlock in unlocks(Inventory.of_readings([orders(3)]))]
    assert counts == sorted(counts, reverse=True)


def test_files_without_revenue_make_nothing_possible():
    people = reading("顧客ID,地域\nc0,東京\nc1,大阪\n")
    assert set(states(people).values()) == {"needs"}
    assert added(people) == {}


def test_contracts_are_told_what_only_orders_can():
    found = states(reading("取引先コード,契約開始日,解約日,月額\na,2024-01-10,,100\nb,2024-01-10,2026-01-10,100\n"))
    assert (found["f2"], found["ltv_margin"], found["nrr_year"]) == ("other_kind", "other_kind", "yes")


RULES = {
    "nrr_month": NrrRule.PERIOD_MOVES,
    "nrr_year": NrrRule.YOY_COHORT,
    "nrr_sums": NrrRule.TRANSACTIONAL,
}


@pytest.mark.parametrize("months", [1, 2, 12, 13, 23, 24, 25])
def test_months_promised_for_nrr_are_those_it_takes(months: int):
    data = assemble([orders(months)], as_of=dt.date(2024 + (months - 1) // 12, 1 + (months - 1) % 12, 28))
    whole = Inventory.of_dataset(data)
    for figure, rule in RULES.items():
        said = next(each.state for each in possible(whole) if each.figure.id == figure)
        assert (said == "yes") == is_available(data.months, rule), figure


def test_before_and_after_acceptance_the_same_is_said():
    names = ("shop_orders", "shop_customers", "shop_marketing", "shop_deliveries", "shop_tickets")
    readings = [reading((FOLDER / f"{name}.csv").read_text(encoding="utf-8")) for name in names]
    data = assemble(readings)
    before, after = (possible(found) for found in (Inventory.of_readings(readings), Inventory.of_dataset(data)))
    assert [(each.figure.id, each.state) for each in before] == [(each.figure.id, each.state) for each in after]
    assert has_cost(data)
    assert {each.state for each in after if each.figure.id != "crm"} == {"yes"}


@pytest.mark.parametrize(("header", "cell"), [("", ""), (",チャネル", ",検索"), (",原価", ",40")])
def test_attributes_from_orders_are_no_file_of_customers(header: str, cell: str):
    files = orders(3, header, cell)
    before, after = Inventory.of_readings([files]), Inventory.of_dataset(assemble([files]))
    assert unlocks(before) == unlocks(after)
    assert "customers" not in after.has


def test_a_file_no_page_asks_for_is_known():
    assert not is_used("surveys")
    assert is_used("crm")
    assert is_used("spend")


def test_figures_have_names_of_their_own():
    assert len({figure.id for figure in FIGURES}) == len(FIGURES)
