"""What winning the customers of a segment cost, how many stayed and what they brought, in parts that add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from ltv.metrics.acquisition import Kept
from ltv.metrics.acquisition_cost import Cost
from ltv.metrics.intervals import share
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.observed_ltv import YEAR_STEP
from ltv.metrics.payback import Payback, payback, static_payback
from ltv.metrics.payback_orders import OrderSums
from ltv.metrics.ratio import Ratio
from ltv.metrics.value_base import ValueBase

_Key = TypeVar("_Key")

CAC = METRICS.add(
    Metric(
        "cac.blended",
        Text("獲得単価（CAC・広告費のみ）", "CAC, blended"),
        Text(
            "獲得した顧客1人あたりの広告費。チャネル以外の切り口では、各顧客に「獲得した月の、そのチャネルのCPA」を割り当てて"
            "足します。獲得費の分からない顧客は分母に入れません。",
            "Marketing cost per customer won. In dimensions other than the channel, each customer bears the CPA of "
            "their channel in the month they came. Customers whose cost is not known are left out.",
        ),
        Text("広告費 ÷ 獲得顧客数", "marketing cost ÷ customers won"),
        Unit.MONEY_PER_CUSTOMER,
        "Drivepoint (blended)",
        "down",
    )
)
CAC_FULL = METRICS.add(
    Metric(
        "cac.full",
        Text("獲得単価（CAC・その他費用込み）", "CAC, fully loaded"),
        Text(
            "広告費に、入力されたその他の費用（人件費・制作費など）を加えた1人あたりの獲得費。月額は獲得した顧客に均等に、"
            "割合は広告費に応じて配分します。入力がなければ広告費のみのCACと同じです。",
            "Cost per customer won with the other costs stated (people, creatives): what is stated by month spread "
            "evenly over the customers won, what is stated as a share in proportion to marketing cost. Without any it "
            "is blended CAC.",
        ),
        Text("(広告費 + その他の費用) ÷ 獲得顧客数", "(marketing cost + other costs) ÷ customers won"),
        Unit.MONEY_PER_CUSTOMER,
        "Drivepoint (fully loaded)",
        "down",
    )
)
LTV_TO_CAC = METRICS.add(
    Metric(
        "ltv_to_cac",
        Text("12か月LTV ÷ CAC", "12-month LTV ÷ CAC"),
        Text(
            "獲得から360日（契約は12か月）の観測LTVを、同じ顧客の獲得費（広告費と、入力があればその他の費用）で割った倍率。12か月を観測し終え、獲得費の"
            "分かる顧客だけを分子にも分母にも数えます。LTVは原価が分かれば粗利、なければ売上です。",
            "Observed LTV of the first 360 days (contracts: 12 months) over what winning the same customers cost "
            "(marketing, and other costs where stated). Only customers observed that long whose cost is known, above "
            "and below. LTV is gross "
            "profit where costs are known, else sales.",
        ),
        Text(
            "Σ12か月の粗利 ÷ Σ獲得費（同じ顧客）", "Σ gross profit of 12 months ÷ Σ acquisition cost (same customers)"
        ),
        Unit.TIMES,
        "horizon and base on both sides: LTV Compass",
    )
)


@dataclass(frozen=True)
class Economics:
    """What is known of the customers of a segment, in parts that add up over customers.

    Attributes
    ----------
    customers : Kept
        Won in months observed long enough, and those of them kept at day 90.
    cost, cost_kept : Cost
        Marketing cost, over the customers won whose cost is known and over those of them who were kept.
    other : float
        Other costs of the customers whose cost is known, as stated; 0 without any.
    ltv : base → Ratio
        Observed value after 12 steps per customer observed that long.
    against_cost : step → Ratio
        Observed value over acquisition cost, of the customers observed for a step whose cost is known.
    monthly : Ratio
        Value per customer there and month, in the last twelve complete months.
    orders : OrderSums
        What customers had brought by their n-th order.
    """

    customers: Kept
    cost: Cost
    cost_kept: Cost
    other: float = 0.0
    ltv: Mapping[ValueBase, Ratio] = field(default_factory=dict)
    against_cost: Mapping[int, Ratio] = field(default_factory=dict)
    monthly: Ratio = field(default_factory=Ratio)
    orders: OrderSums = field(default_factory=OrderSums)

    def __add__(self, other: Economics) -> Economics:
        return Economics(
            self.customers + other.customers,
            self.cost + other.cost,
            self.cost_kept + other.cost_kept,
            self.other + other.other,
            _added(self.ltv, other.ltv),
            _added(self.against_cost, other.against_cost),
            self.monthly + other.monthly,
            self.orders + other.orders,
        )

    @property
    def cac(self) -> float:
        """Marketing cost per customer won, smallest unit; NaN when not known, 0 where the channel costs nothing."""
        return self.cost.per_customer

    @property
    def cac_full(self) -> float:
        """With the other costs stated, if any."""
        return self.cac + share(self.other, self.cost.customers)

    @property
    def ltv_to_cac(self) -> Ratio:
        """Value of 12 steps over cost of the same customers."""
        return self.against_cost.get(YEAR_STEP, Ratio())

    @property
    def payback_static(self) -> float:
        """PB1 in months; NaN when a month leaves nothing."""
        return static_payback(self.cac_full, self.monthly.rate)

    @property
    def payback(self) -> Payback:
        """When the value covered the cost (PB2)."""
        return payback(self.against_cost)

    @property
    def payback_orders(self) -> Payback:
        """With which order the value covers the cost (PB3)."""
        return self.orders.payback(self.cac_full)


def _added(mine: Mapping[_Key, Ratio], theirs: Mapping[_Key, Ratio]) -> dict[_Key, Ratio]:
    return {
        key: mine.get(key, Ratio()) + theirs.get(key, Ratio()) for key in [*mine, *(k for k in theirs if k not in mine)]
    }
