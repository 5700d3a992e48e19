"""How fast revenue of existing customers grows, shrinks and leaves, as shares of what a period opened with."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ltv.ledger import CustomerMonths
from ltv.metrics.intervals import UNKNOWN, Interval
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.nrr_rules import CHAINS, YEAR, NrrRule, span
from ltv.metrics.ratio import Ratio

NAMES = ("expansion", "contraction", "churn")

CHURN_RATE = METRICS.add(
    Metric(
        "churn_rate",
        Text("解約率（売上）", "Revenue churn rate"),
        Text(
            "期首の売上のうち、売上がなくなった顧客の分の割合。契約は前月比、受注は直近12か月とその前の12か月の比較です。",
            "Share of the opening revenue that left with customers who pay nothing any more. Month on month for "
            "contracts; the last 12 months against the 12 before for orders.",
        ),
        Text("解約で失った売上 ÷ 期首の売上", "revenue lost to churn ÷ opening revenue"),
        Unit.SHARE,
        "ChartMogul, Gross MRR churn (2024), contraction apart",
        "down",
    )
)
CONTRACTION_RATE = METRICS.add(
    Metric(
        "contraction_rate",
        Text("縮小率", "Contraction rate"),
        Text(
            "期首の売上のうち、続けて支払う顧客の減った分の割合。購入を上回る返金も含みます。期間は解約率と同じです。",
            "Share of the opening revenue by which continuing customers pay less, refunds beyond purchases included. "
            "Same period as the churn rate.",
        ),
        Text("減った売上 ÷ 期首の売上", "revenue lost to contraction ÷ opening revenue"),
        Unit.SHARE,
        "ChartMogul, MRR movements (2024)",
        "down",
    )
)
EXPANSION_RATE = METRICS.add(
    Metric(
        "expansion_rate",
        Text("拡大率", "Expansion rate"),
        Text(
            "続けて支払う顧客の増えた分の、期首の売上に対する割合。期間は解約率と同じです。",
            "What continuing customers pay more, as a share of the opening revenue. Same period as the churn rate.",
        ),
        Text("増えた売上 ÷ 期首の売上", "revenue gained by expansion ÷ opening revenue"),
        Unit.SHARE,
        "ChartMogul, MRR movements (2024)",
    )
)


@dataclass(frozen=True)
class MovementRate(Ratio):
    """The money of one movement, counted positive, above what the period opened with."""

    @property
    def interval(self) -> Interval:
        """Confidence interval of `rate`, cut off at 0; unknown when nothing of the kind happened."""
        if self.above == 0:
            return UNKNOWN
        low, high = super().interval
        return Interval(low if math.isnan(low) else max(low, 0.0), high)


def monthly_or_yearly(months: CustomerMonths) -> NrrRule:
    """Rule of the movement rates: month on month for contracts, trailing 12 months for orders.

    A month without an order is no churn, so month-on-month rates say little about orders.
    """
    return NrrRule.PERIOD_MOVES if months.recurring else NrrRule.TRANSACTIONAL


def movement_rates(months: CustomerMonths, end: int, rule: NrrRule) -> dict[str, MovementRate]:
    """Expansion, contraction and churn between the two periods a rule compares, each with its interval.

    The same money as in `retention(months, end, rule)`: NRR = 1 + expansion − contraction − churn (with returning
    customers on top for `PERIOD_MOVES_REACT`). Chained rules have no such parts.
    """
    if rule in CHAINS:
        raise ValueError(f"{rule} is a product of months and has no movements of its own")
    opening, closing = _then_and_now(months, end, rule)
    gone = closing <= 0
    change = closing - opening
    lost = np.where(gone, opening, 0)
    parts = (np.maximum(change, 0), np.maximum(-change, 0) - lost, lost)
    return {name: MovementRate.of(opening, part) for name, part in zip(NAMES, parts)}


def _then_and_now(months: CustomerMonths, end: int, rule: NrrRule) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What each customer with revenue in the start period paid in it, and what they pay in the end period."""
    start, width = end - span(rule), YEAR if rule == NrrRule.TRANSACTIONAL else 1
    opening, closing = _paid(months, start, width), _paid(months, end, width)
    if rule == NrrRule.YOY_STRICT:
        rows = months.rows(end)
        unbroken = np.zeros(months.size, dtype=bool)
        unbroken[months.customer[rows[months.run_first[rows] <= start]]] = True
        closing = np.where(unbroken, closing, 0)
    base = opening > 0
    return opening[base], closing[base]


def _paid(months: CustomerMonths, end: int, width: int) -> NDArray[np.int64]:
    """What each customer paid in the `width` months up to `end`."""
    total = np.zeros(months.size, dtype=np.int64)
    for month in range(end - width + 1, end + 1):
        rows = months.rows(month)
        total[months.customer[rows]] += months.amount[rows]
    return total
