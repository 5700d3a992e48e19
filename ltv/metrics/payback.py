"""When customers have paid back what winning them cost: by formula, and as observed month by month."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.metrics.acquisition import Acquired
from ltv.metrics.customer_costs import CustomerCosts
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.observed_ltv import cumulative_values
from ltv.metrics.ratio import Ratio
from ltv.metrics.value_base import ValueBase

PB1 = METRICS.add(
    Metric(
        "payback.static",
        Text("回収月数（PB1・計算値）", "Payback months (PB1, by formula)"),
        Text(
            "獲得単価を、顧客1人の月間粗利で割った月数。誰も離れないと仮定するため、実際より短く出ます。",
            "Acquisition cost ÷ monthly gross profit per customer. It assumes that nobody leaves, so it is too short.",
        ),
        Text("CAC ÷ (ARPA × 粗利率)", "CAC ÷ (ARPA × gross margin)"),
        Unit.MONTHS,
        "subscription calculators",
        "down",
    )
)
PB2 = METRICS.add(
    Metric(
        "payback.observed",
        Text("回収月数（PB2・実績）", "Payback months (PB2, observed)"),
        Text(
            "獲得した顧客全体の累計粗利が、その顧客の獲得費に初めて届いた月（受注は初回から30日ごと、契約は暦月）。離れた顧客も"
            "含みます。各月は、そこまで観測し終えた顧客だけで粗利と獲得費の両方を比べます。届いていなければ「未回収」とし、"
            "回収済みの割合と観測月数を示します。",
            "First month in which the cumulative gross profit of the customers won covers what winning them cost "
            "(orders: 30 days each from the first; contracts: calendar months). Those who left are among them. Each "
            "month compares profit and cost of the customers observed that long. Not covered is “not yet”, with the "
            "share covered so far and the months observed.",
        ),
        Text("Σ累計粗利 ≥ Σ獲得費 となる最初の月", "first month with Σ cumulative gross profit ≥ Σ acquisition cost"),
        Unit.MONTHS,
        "Lifetimely; Klar",
        "down",
    )
)


class PaybackStatus(StrEnum):
    """What is known of a payback."""

    PAID_BACK = "paid_back"
    NOT_YET = "not_yet"
    NO_COST = "no_cost"
    """Winning the customers cost nothing."""
    UNKNOWN = "unknown"
    """No cost is known, or nobody has been observed for a month."""


STATUS_NAMES = {
    PaybackStatus.PAID_BACK: Text("回収済み", "Paid back"),
    PaybackStatus.NOT_YET: Text("未回収", "Not yet"),
    PaybackStatus.NO_COST: Text("広告費なし", "No paid cost"),
    PaybackStatus.UNKNOWN: Text("不明", "Unknown"),
}


@dataclass(frozen=True)
class Payback:
    """When the cost was covered.

    Attributes
    ----------
    months : float
        First month (for PB3 order) that covers it; NaN unless `status` is "paid_back"; 0 where there was no cost.
    covered : float
        Share covered by then, or by the last month observed when it is not yet; NaN when not known.
    observed : int
        Months observed, or orders looked at.
    """

    status: PaybackStatus
    months: float = math.nan
    covered: float = math.nan
    observed: int = 0


def static_payback(cac: float, monthly_profit: float) -> float:
    """PB1 in months, from the gross profit a customer leaves in a month (ARPA × margin); NaN when that is nothing."""
    return cac / monthly_profit if monthly_profit > 0 else math.nan


def payback(steps: Mapping[int, Ratio]) -> Payback:
    """PB2 from the profit (above) and the acquisition cost (below) of the customers observed for each step."""
    seen = {step: ratio for step, ratio in steps.items() if ratio.customers}
    if not seen:
        return Payback(PaybackStatus.UNKNOWN)
    if all(ratio.below <= 0 for ratio in seen.values()):
        return Payback(PaybackStatus.NO_COST, months=0.0, observed=max(seen))
    for step in sorted(seen):
        if seen[step].below > 0 and seen[step].above >= seen[step].below:
            return Payback(PaybackStatus.PAID_BACK, float(step), seen[step].rate, max(seen))
    return Payback(PaybackStatus.NOT_YET, covered=seen[max(seen)].rate, observed=max(seen))


def payback_of(
    data: Dataset, new: Acquired, costs: CustomerCosts, base: ValueBase, customers: NDArray[np.integer]
) -> Payback:
    """PB2 of some new customers, by code; those whose cost is not known are left out."""
    chosen = np.asarray(customers)[costs.known[customers]]
    return payback(
        {
            step: Ratio.of(costs.amount[ripe], value[ripe])
            for step, value, mature in cumulative_values(data, new, base)
            if len(ripe := chosen[mature[chosen]])
        }
    )
