"""Marketing cost: its months, its channel, and the time they take."""

import time

import pytest

from tests.intake.files import accepted, adds_up, opened, reasons


@pytest.mark.parametrize(
    ("month", "reason"),
    [
        ("1979-12", "date_too_old"),
        ("0001-01", "date_too_old"),
        ("2027-01", "date_in_future"),
        ("9999-12", "date_in_future"),
        ("2027-01-01", "date_in_future"),
        ("2025-13", "date_invalid"),
        ("202500", "date_invalid"),
        ("2025-02-30", "date_invalid"),
        ("soon", "date_invalid"),
        ("", "date_missing"),
    ],
)
def test_a_month_that_cannot_be_is_told(month, reason):
    reading = opened(f"month,channel,spend\n{month},ads,1\n2025-01,ads,1\n")
    assert (reasons(reading), adds_up(reading)) == ([(2, reason)], True)


@pytest.mark.parametrize(("month", "number"), [("1980-01", 120), ("2026-12", 683), ("2026/12/31", 683), ("45748", 663)])
def test_a_month_within_its_bounds_is_kept(month, number):
    assert accepted(opened(f"month,channel,spend\n{month},ads,1\n"))["month"].tolist() == [number]


@pytest.mark.parametrize("header", ["month,cost", "月,費用", "年月,広告費", "month,spend"])
def test_marketing_cost_needs_no_channel(header):
    table = accepted(opened(f"{header}\n2025-04,1000\n"))
    assert table.to_numpy().tolist() == [[663, "", 1000]]


@pytest.mark.parametrize("header", ["month,amount", "date,cost", "customer_id,month,cost"])
def test_sales_are_not_taken_for_marketing_cost(header):
    assert opened(f"{header}\n2025-04,1000,1\n").kind != "spend"


def test_many_spellings_of_months_take_no_longer_than_many_rows():
    rows = "".join(
        f"2025-04-15 {i // 3600 % 24:02d}:{i // 60 % 60:02d}:{i % 60:02d}.{i},ads,1\n" for i in range(50_000)
    )
    start = time.process_time()
    reading = opened(f"month,channel,spend\n{rows}")
    assert (set(accepted(reading)["month"]), adds_up(reading)) == ({663}, True)
    assert time.process_time() - start < 3
