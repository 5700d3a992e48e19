"""Real purchases against sums made with plain Python."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.ledger import Ledger
from ltv.metrics.concentration import concentration
from ltv.metrics.cpm import cpm, cpm_transitions
from ltv.metrics.customer_pnl import customer_pnl
from ltv.metrics.formula_inputs import formula_ltvs, ltv_inputs
from ltv.metrics.groups import group_table
from ltv.metrics.observed_ltv import observed_ltv
from ltv.metrics.payback_orders import order_sums
from ltv.metrics.rfm import rfm, rfm_transitions
from ltv.metrics.standing import standing
from ltv.metrics.value_base import ValueBase
from tests.ltv_metrics import naive
from tests.ltv_metrics.test_standing import keyed

AS_OF = dt.date(2011, 12, 9)


@pytest.fixture(scope="module")
def lines():
    pytest.importorskip("pyarrow")


@pytest.fixture
def uci(real_data, lines):
    """Orders of the British wholesaler: lines with a customer and a price, cancellations negative."""
    table = pd.read_parquet(real_data("uci_online_retail/online_retail.parquet"))
    table = table[(table["CustomerID"] > 0) & (table["UnitPrice"] > 0)]
    totals: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    columns = (table[name].tolist() for name in ("CustomerID", "InvoiceNo", "InvoiceDate", "Quantity", "UnitPrice"))
    for customer, invoice, stamp, quantity, price in zip(*columns, strict=True):
        totals[str(customer), invoice, stamp[:10]] += quantity * Decimal(repr(price))
    rows = [(c, invoice, dt.date.fromisoformat(day), total) for (c, invoice, day), total in totals.items()]
    frame = pd.DataFrame(rows, columns=["customer_id", "order", "date", "amount"])
    ledger = Ledger.from_orders(frame, currency="GBP", as_of=AS_OF)
    unit = 10**ledger.decimals
    plain = [
        {"customer_id": c, "date": day, "amount": int(total * unit), "cost": 0, "order": invoice}
        for c, invoice, day, total in rows
    ]
    return plain, Dataset("orders", ledger.months(), "uci", ledger=ledger)


def test_uci_online_retail_comes_out_as_by_hand(uci):
    rows, data = uci
    for day in (AS_OF, dt.date(2011, 6, 30)):
        assert keyed(data, standing(data, as_of=day)) == naive.standing(rows, day)
    table = observed_ltv(data)
    for row in table[table["step"].isin([1, 3, 6, 9, 12])].itertuples():
        assert (row.customers, row.total) == naive.ltv(rows, AS_OF, row.step, lambda r: r["amount"])
    ranked, grouped = rfm(data), cpm(data)
    assert group_table(ranked, "segment")["customers"].sum() == group_table(grouped, "group")["customers"].sum()
    assert rfm_transitions(data, dt.date(2011, 6, 30))["customers"].sum() == len(ranked)
    assert cpm_transitions(data, dt.date(2011, 6, 30))["customers"].sum() == len(grouped)


def test_a_fifth_of_the_wholesalers_customers_bring_three_quarters(uci):
    rows, data = uci
    per_customer = defaultdict(int)
    for row in rows:
        per_customer[row["customer_id"]] += row["amount"]
    found = concentration(data)
    values = list(per_customer.values())
    assert found.top_share() == pytest.approx(float(naive.top_share(values, naive.Fraction(1, 5))))
    assert found.top_share() == pytest.approx(0.75, abs=0.02)
    assert found.peak.share == pytest.approx(sum(v for v in values if v > 0) / sum(values))
    assert found.deciles()["value"].sum() == sum(values)


def test_the_other_measures_of_the_wholesaler_are_finite_and_add_up(uci):
    rows, data = uci
    assert formula_ltvs(ltv_inputs(data)).set_index("formula").loc["arpa_churn", "reason"] == ""
    sums = order_sums(data, ValueBase.SALES, {"all": range(data.months.size)})["all"]
    assert sums.reached[0] == len(standing(data))
    assert customer_pnl(data).table["revenue"].sum() == sum(row["amount"] for row in rows)
