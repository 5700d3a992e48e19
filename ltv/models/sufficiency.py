"""Whether a data set says enough for a prediction, and what is missing when it does not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ltv.dataset import Dataset
from ltv.ledger import CustomerMonths, Ledger
from ltv.metrics.metric import Text
from ltv.metrics.repeat import purchases
from ltv.months import day_number

BUYERS, DAYS, REPEATERS, THIRD_ORDERS, ACCOUNTS, MONTHS, LEFT = 500, 180, 100, 30, 50, 12, 10
RECENT_DAYS = 30
PEOPLE, COMPANIES = Text("人", ""), Text("社", "")


@dataclass(frozen=True)
class Condition:
    """One thing a prediction needs.

    Attributes
    ----------
    id : str
    words : what is counted
    unit : of the two numbers, where a language writes one
    have, need : int
        As observed, and the least that makes a prediction worth showing without a warning.
    """

    id: str
    words: Text
    unit: Text
    have: int
    need: int

    @property
    def is_met(self) -> bool:
        """Whether the data have enough of it."""
        return self.have >= self.need


def sufficiency(data: Dataset) -> tuple[Condition, ...]:
    """Everything a prediction of customers' value needs, met or not.

    The thresholds for orders are those Klaviyo documents for its predictions (500 buyers, 180 days, an order in the
    last 30 days, some customers with three orders), with ours where it names no number; for contracts ours.
    """
    return _of_contracts(data.months) if data.ledger is None else _of_orders(data.ledger)


def missing(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The conditions that are not met."""
    return tuple(condition for condition in conditions if not condition.is_met)


def _of_orders(ledger: Ledger) -> tuple[Condition, ...]:
    orders, as_of = purchases(ledger), day_number(ledger.as_of)
    buyers, repeaters, third = (int((orders.nth == nth).sum()) for nth in (1, 2, 3))
    days = as_of - int(orders.day.min(initial=as_of)) + 1
    recent = int((orders.day > as_of - RECENT_DAYS).sum())
    lately = Text(f"直近{RECENT_DAYS}日の注文", f"orders in the last {RECENT_DAYS} days")
    return (
        Condition("buyers", Text("購入した顧客", "customers who bought"), PEOPLE, buyers, BUYERS),
        Condition(
            "repeaters", Text("2回以上購入した顧客", "customers with a second order"), PEOPLE, repeaters, REPEATERS
        ),
        Condition("third", Text("3回以上購入した顧客", "customers with a third order"), PEOPLE, third, THIRD_ORDERS),
        Condition("days", Text("データの期間", "days the data cover"), Text("日", ""), days, DAYS),
        Condition("recent", lately, Text("件", ""), recent, 1),
    )


def _of_contracts(months: CustomerMonths) -> tuple[Condition, ...]:
    last_paid = np.full(months.size, -1, dtype=np.int64)
    np.maximum.at(last_paid, months.customer[months.amount > 0], months.month[months.amount > 0])
    left = int(((last_paid >= 0) & (last_paid < months.last)).sum())
    return (
        Condition(
            "accounts", Text("契約のある取引先", "customers with a contract"), COMPANIES, months.paying, ACCOUNTS
        ),
        Condition("left", Text("解約した取引先", "customers who left"), COMPANIES, left, LEFT),
        Condition("months", Text("データの期間", "months the data cover"), Text("か月", ""), len(months.names), MONTHS),
    )
