"""What period and unit a retention rate speaks of, and the same rate told in another period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ltv.errors import LtvError
from ltv.metrics.intervals import Interval
from ltv.metrics.metric import Text

MONTHS = {"month": 1, "quarter": 3, "year": 12}
PERIOD_NAMES = {
    "month": Text("月", "month"),
    "quarter": Text("四半期", "quarter"),
    "year": Text("年", "year"),
}
UNIT_NAMES = {
    "customers": Text("顧客", "customers"),
    "revenue": Text("売上", "revenue"),
    "nth_delivery": Text("n回目のお届け", "the nth delivery"),
}


class BasisMissingError(LtvError):
    """A retention target without a unit or a period, which could mean many numbers. `text` has both languages."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


def converted(rate: float, *, period: str, to: str) -> float:
    """Tell a rate per `period` as a rate per `to`, if it is the same in every part: rate ** (to ÷ period).

    A rate per month is not a rate per year: 90 % a month is 28.243 % a year, 90 % a year is 99.126 % a month.
    """
    return float(rate ** (MONTHS[to] / MONTHS[period]))


def meanings(rate: float) -> Text:
    """What a rate would be per month, quarter and year, for each period it could have been meant for."""
    return Text(
        "、".join(_meaning(rate, period).ja for period in MONTHS),
        "; ".join(_meaning(rate, period).en for period in MONTHS),
    )


def _meaning(rate: float, period: str) -> Text:
    others = [(other, _percent(converted(rate, period=period, to=other))) for other in MONTHS if other != period]
    ja = "・".join(f"{PERIOD_NAMES[other].ja}{value.ja}" for other, value in others)
    en = " or ".join(f"{value.en} a {PERIOD_NAMES[other].en}" for other, value in others)
    return Text(f"{PERIOD_NAMES[period].ja}{_percent(rate).ja} = {ja}", f"{_percent(rate).en} a {period} = {en}")


def _percent(rate: float) -> Text:
    number = f"{100 * rate:.3f}".removesuffix(".000")
    return Text(f"{number}%", f"{number} %")


@dataclass(frozen=True)
class RetentionTarget:
    """A retention rate to be reached, which says what is kept and over how long.

    Parameters
    ----------
    value : float
        A share: 0.9 is 90 %. Customers and deliveries cannot exceed 1; revenue can.
    unit : "customers", "revenue" or "nth_delivery"
    period : "month", "quarter" or "year"

    Raises
    ------
    BasisMissingError
        When the unit or the period is not given; the message offers what the rate would mean in each period.
    """

    value: float
    unit: str = ""
    period: str = ""

    def __post_init__(self) -> None:
        highest = 10.0 if self.unit == "revenue" else 1.0
        if not 0 < self.value <= highest:
            raise LtvError(
                f"a retention target is a share above 0 and at most {highest:g} (0.9 is 90 %), not {self.value:g}."
            )
        if self.unit not in UNIT_NAMES or self.period not in MONTHS:
            raise BasisMissingError(_missing(self.value, self.unit, self.period))

    def per(self, period: str) -> float:
        """The same target told per month, quarter or year."""
        return converted(self.value, period=self.period, to=period)

    def lacks(self, rate: float, period: str) -> float:
        """What a rate per `period` lacks to the target, told in that period; not positive where it is reached."""
        return self.per(period) - rate

    def beside(self, bounds: Interval, period: str) -> Literal["below", "reached", "open"]:
        """Whether a rate per `period` with this interval reaches the target; open where the interval does not say."""
        aim = self.per(period)
        return "below" if bounds.high < aim else "reached" if bounds.low >= aim else "open"

    @property
    def text(self) -> Text:
        """The target with its basis, such as 「顧客の継続率 年90%」."""
        unit, period, value = UNIT_NAMES[self.unit], PERIOD_NAMES[self.period], _percent(self.value)
        return Text(f"{unit.ja}の継続率 {period.ja}{value.ja}", f"{value.en} of {unit.en} kept a {period.en}")


def _missing(value: float, unit: str, period: str) -> Text:
    """What the target lacks, and what it could mean."""
    lacking = [
        name
        for name, known in ((Text("単位", "unit"), unit in UNIT_NAMES), (Text("期間", "period"), period in MONTHS))
        if not known
    ]
    rate, told = _percent(value), meanings(value)
    return Text(
        f"継続率{rate.ja}の目標に{'と'.join(name.ja for name in lacking)}がありません。"
        f"単位（顧客・売上・n回目のお届け）と期間（月・四半期・年）を選んでください。{told.ja}です。",
        f"a retention target of {rate.en} has no {' and no '.join(name.en for name in lacking)}. "
        f"Give the unit (customers, revenue, nth_delivery) and the period (month, quarter, year): {told.en}.",
    )
