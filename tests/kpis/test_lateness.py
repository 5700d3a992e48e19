import math

import pandas as pd
import pytest

from ltv.metrics.lateness import AfterDelivery, after_delivery, after_worst_months, late_share, worst_months
from ltv.metrics.service import promises_by_month
from ltv.months import month_number
from tests.kpis.books import day, shop


def promises(*kept: int) -> pd.DataFrame:
    """100 promises a month from January 2025, of which so many were kept."""
    months = pd.date_range("2025-01-01", periods=len(kept), freq="MS")
    table = pd.DataFrame({"month": months, "due": 100, "kept": kept})
    return table.assign(rate=table["kept"] / 100, high=table["kept"] / 100 + 0.05)


def test_the_share_of_late_promises_is_that_of_the_run_of_months():
    table = promises(98, 60, 70, 97, 99)
    run = worst_months(table)
    assert run == (pd.Timestamp("2025-02-01"), pd.Timestamp("2025-03-01"))
    assert late_share(table, run) == pytest.approx(0.35)
    assert math.isnan(late_share(table, (pd.Timestamp("2030-01-01"), pd.Timestamp("2030-02-01"))))


@pytest.mark.parametrize(
    ("left", "worse"),
    [
        pytest.param(AfterDelivery(100, 60, 100, 20), True, id="intervals apart"),
        pytest.param(AfterDelivery(100, 25, 100, 20), False, id="intervals overlap"),
        pytest.param(AfterDelivery(100, 20, 100, 60), False, id="more left after punctual ones"),
        pytest.param(AfterDelivery(), False, id="nothing known"),
    ],
)
def test_late_deliveries_are_worse_only_where_the_intervals_part(left: AfterDelivery, worse: bool):
    assert left.is_worse_when_late is worse


def test_what_follows_is_looked_at_in_the_worst_months_or_else_in_all():
    rows = [("a", f"2025-{month:02}-05", 1) for month in range(1, 13)]
    delivered = [("a", day(f"2025-{month:02}-10"), day(f"2025-{month:02}-{10 + month % 2}")) for month in range(1, 13)]
    data = shop(rows, deliveries=pd.DataFrame(delivered, columns=["customer_id", "promised", "delivered"]))
    table = promises_by_month(data)
    first, last = data.months.first, data.months.last_complete
    assert worst_months(table) is None
    assert after_worst_months(data, table) == after_delivery(data, first, last)
    bad = promises(98, 60, 97, 99)
    february = month_number("2025-02")
    assert after_worst_months(data, bad) == after_delivery(data, february, february)
