"""Real purchases against sums made with plain Python."""

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

from ltv.ledger import Ledger
from ltv.metrics.cohorts import CohortBasis, cohort_mean, cohorts
from ltv.metrics.customers import customer_summary
from ltv.metrics.movements import movements
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.repeat import conversion, purchases
from ltv.metrics.retention import retention
from ltv.months import month_name, month_number
from tests.core import naive
from tests.core.test_cohorts import keyed
from tests.core.test_movements import COUNTS, MONEY
from tests.core.test_retention import check_against_the_definition


@pytest.fixture
def cdnow(real_data):
    rows = [line.split() for line in real_data("cdnow/CDNOW_sample.txt").read_text().splitlines() if line.strip()]
    return [(c, dt.datetime.strptime(d, "%Y%m%d").date(), int(Decimal(a) * 100)) for _, c, d, _, a in rows]  # noqa: DTZ007


def dollars(orders):
    frame = pd.DataFrame(orders, columns=["customer_id", "date", "cents"])
    return frame.assign(amount=[f"{cents / 100:.2f}" for cents in frame.pop("cents")])


def check_everything(ledger: Ledger, orders: list[tuple[str, dt.date, int]]) -> None:
    """Movements of every month, every rule for a few pairs, and every cell of the cohorts."""
    history = naive.by_month(orders)
    months = ledger.months()
    assert int(ledger.amount.sum()) == sum(amount for _, _, amount in orders)
    assert movements(months)[[*MONEY, *COUNTS]].to_dict("records") == list(
        naive.movements(history, months.first, months.last).values()
    )
    for rule in (NrrRule.YOY_COHORT, NrrRule.YOY_STRICT, NrrRule.PERIOD_MOVES, NrrRule.PERIOD_MOVES_REACT):
        for start, end in ((months.first, months.last), (months.first + 1, months.first + 2)):
            expected = naive.retention(history, start, end, rule.value)
            check_against_the_definition(retention(months, end, rule, start=start), expected, rule)
    assert keyed(cohorts(months)) == naive.cohorts(history, months.last_complete)


def test_cdnow_comes_out_to_the_cent(cdnow):
    ledger = Ledger.from_orders(dollars(cdnow), currency="USD", as_of=dt.date(1998, 6, 30))
    assert (len(ledger.day), ledger.size, ledger.decimals) == (6919, 2357, 2)
    check_everything(ledger, cdnow)
    summary = customer_summary(ledger)
    assert summary["rows"].sum() == 6919
    assert summary["revenue"].sum() == sum(cents for _, _, cents in cdnow)


def test_cdnow_cohorts_are_the_three_months_in_which_everyone_came(cdnow):
    table = cohorts(Ledger.from_orders(dollars(cdnow), as_of=dt.date(1998, 6, 30)).months())
    first = {}
    for customer, date, cents in sorted(cdnow, key=lambda row: row[1]):
        if cents > 0:
            first.setdefault(customer, f"{date:%Y-%m}")
    sizes = table[table["age"] == 0].set_index("cohort")["size"]
    assert dict(zip(sizes.index.strftime("%Y-%m"), sizes)) == {
        k: v for k, v in Counter(first.values()).items() if k <= "1998-06"
    }
    mean = cohort_mean(table, CohortBasis.CUSTOMERS)
    assert mean["at_risk"].tolist()[0] == len(first)


def test_cdnow_second_purchases_are_counted_as_by_hand(cdnow):
    ledger = Ledger.from_orders(dollars(cdnow), as_of=dt.date(1998, 6, 30))
    bought = naive.purchases([(*order, None) for order in cdnow])
    found = conversion(purchases(ledger), 1, 90)
    assert (found.eligible, found.converted, found.not_yet_known) == naive.conversion(
        bought, 1, 90, dt.date(1998, 6, 30)
    )
    assert found.rate == pytest.approx(float(Fraction(found.converted, found.eligible)), abs=1e-15)


def test_uci_online_retail_comes_out_to_the_tenth_of_a_penny(real_data):
    """Lines with a customer and a price; cancellations are negative. Prices have up to three decimals."""
    pytest.importorskip("pyarrow")
    lines = pd.read_parquet(real_data("uci_online_retail/online_retail.parquet"))
    lines = lines[(lines["CustomerID"] > 0) & (lines["UnitPrice"] > 0)]
    totals: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    columns = (lines[name].tolist() for name in ("CustomerID", "InvoiceNo", "InvoiceDate", "Quantity", "UnitPrice"))
    for customer, invoice, stamp, quantity, price in zip(*columns, strict=True):
        totals[str(customer), invoice, stamp[:10]] += quantity * Decimal(repr(price))
    rows = [(c, invoice, dt.date.fromisoformat(day), total) for (c, invoice, day), total in totals.items()]
    frame = pd.DataFrame(rows, columns=["customer_id", "order", "date", "amount"])
    ledger = Ledger.from_orders(frame, currency="GBP")
    unit = 10**ledger.decimals
    orders = [(customer, date, int(total * unit)) for customer, _, date, total in rows]
    check_everything(ledger, orders)
    bought = naive.purchases([(c, date, int(total * unit), invoice) for c, invoice, date, total in rows])
    found = conversion(purchases(ledger), 1, 60)
    assert (found.eligible, found.converted, found.not_yet_known) == naive.conversion(bought, 1, 60, ledger.as_of)
    assert month_name(ledger.months().first) == "2010-12"
    assert ledger.months().last_complete == month_number("2011-11")
