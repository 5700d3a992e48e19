"""What customers have left us with, as observed: margin per customer, margin rate, discounts on later orders."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.errors import NotEnoughDataError
from ltv.ledger import Ledger
from ltv.metrics.acquisition import Acquired
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.ratio import Ratio
from ltv.sums import sum_by

LTV_MONTHS = 24

MARGIN_LTV = METRICS.add(
    Metric(
        "margin_ltv_24m",
        Text("24か月粗利LTV（観測値）", "24-month margin LTV (observed)"),
        Text(
            "新規顧客1人が初月を含む24か月にもたらした粗利の実績。24か月を観測し終えた月の新規顧客だけを数え、予測も割引計算も"
            "していません。",
            "Margin that a new customer has brought in 24 months, the first included. Only months of new customers "
            "that have all 24 observed; nothing is forecast and nothing discounted.",
        ),
        Text(
            "Σ（売上 − 原価） ÷ 新規顧客数、初月から24か月",
            "Σ (sales − cost) ÷ new customers, 24 months from the first",
        ),
        Unit.MONEY_PER_CUSTOMER,
        "Drivepoint; ECPower; KARTE (observed LTV)",
    )
)
GROSS_MARGIN = METRICS.add(
    Metric(
        "gross_margin",
        Text("粗利率", "Gross margin"),
        Text(
            "純売上（返金差引後）のうち、原価を引いて残る割合。", "Share of net sales (after refunds) left after cost."
        ),
        Text("Σ（売上 − 原価） ÷ Σ売上", "Σ (sales − cost) ÷ Σ sales"),
        Unit.SHARE,
        "accounting",
    )
)
LATER_DISCOUNT = METRICS.add(
    Metric(
        "later_discount",
        Text("2回目以降の値引き率", "Discount on later orders"),
        Text(
            "初月より後の注文で、値引き前の金額のうち値引いた割合。引き止めのための値引きはここに現れます。",
            "Share of the price taken off orders after a customer's first month. Discounts given to keep a customer "
            "show up here.",
        ),
        Text("Σ値引額 ÷ Σ（売上 + 値引額）、初月より後", "Σ discount ÷ Σ (sales + discount), after the first month"),
        Unit.SHARE,
        "LTV Compass",
        "down",
    )
)


def has_cost(data: Dataset) -> bool:
    """Whether orders come with what they cost us."""
    return data.ledger is not None and "cost" in data.ledger.columns


def observed_margin(data: Dataset, new: Acquired, start: int, end: int, *, horizon_months: int = LTV_MONTHS) -> Ratio:
    """Margin per new customer of the months from `start` to `end`, over their first `horizon_months` months.

    Those months must have been observed for every one of them. Mean per customer, smallest unit.
    """
    ledger, month = _with_months(data)
    inside = month < data.months.first_paid[ledger.customer] + horizon_months
    margin = (ledger.amount - _column(ledger, "cost"))[inside]
    chosen = new.customer[new.between(start, end)]
    return Ratio.of(np.ones(len(chosen), dtype=np.int64), sum_by(ledger.customer[inside], margin, ledger.size)[chosen])


def gross_margin(data: Dataset, start: int, end: int) -> Ratio:
    """Margin ÷ net sales in the months from `start` to `end`, over customers with a row in them."""
    ledger, month = _with_months(data)
    rows = (month >= start) & (month <= end)
    return _by_customer(ledger, rows, ledger.amount, ledger.amount - _column(ledger, "cost"))


def later_discount(data: Dataset, start: int, end: int) -> Ratio:
    """Discount ÷ price before it, on purchases of `start` to `end` that lie after the customer's first month."""
    ledger, month = _with_months(data)
    discount = np.maximum(_column(ledger, "discount"), 0)
    later = (month > data.months.first_paid[ledger.customer]) & (ledger.amount + discount > 0)
    return _by_customer(ledger, later & (month >= start) & (month <= end), ledger.amount + discount, discount)


def _by_customer(ledger: Ledger, rows: NDArray[np.bool_], below: NDArray[np.int64], above: NDArray[np.int64]) -> Ratio:
    customer = ledger.customer[rows]
    some = np.bincount(customer, minlength=ledger.size) > 0
    return Ratio.of(*(sum_by(customer, values[rows], ledger.size)[some] for values in (below, above)))


def _with_months(data: Dataset) -> tuple[Ledger, NDArray[np.int32]]:
    """The ledger and the month of each of its rows."""
    if data.ledger is None:
        raise NotEnoughDataError("margins and discounts need orders: the data set has contracts only.")
    return data.ledger, data.ledger.month_rule.months(data.ledger.day)


def _column(ledger: Ledger, name: str) -> NDArray[np.int64]:
    if name not in ledger.columns:
        raise NotEnoughDataError(f"the orders have no column {name}.")
    return ledger.columns[name].astype(np.int64)
