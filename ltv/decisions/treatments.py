"""What may be done for a customer, what it costs, and what it is expected to bring in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ltv.decisions.kpi import DEPARTMENTS
from ltv.metrics.metric import Text

Channel = Literal["mail", "app", "phone", "dm", "visit", "none"]
Aim = Literal["retention", "expansion"]
Grade = Literal["A", "B", "C", "D"]

CHANNELS: dict[Channel, Text] = {
    "mail": Text("メール", "E-mail"),
    "app": Text("アプリ通知", "App message"),
    "phone": Text("電話", "Phone"),
    "dm": Text("郵送DM", "Postal mail"),
    "visit": Text("訪問・商談", "Visit"),
    "none": Text("連絡しない", "No contact"),
}
WRITTEN_ONLINE: tuple[Channel, ...] = ("mail", "app")
"""Channels that need the customer's consent by law (in Japan: 特定電子メール法, opt-in)."""

GRADES: dict[Grade, Text] = {
    "A": Text("自社の実験", "Own experiment"),
    "B": Text("自社の準実験", "Own quasi-experiment"),
    "C": Text("社外の事例", "External evidence"),
    "D": Text("見込み（未検証）", "Opinion, not evaluated"),
}

STAGES = {
    "new": Text("初回購入のみ", "First order only"),
    "active": Text("継続中", "Active"),
    "at_risk": Text("離脱のおそれ", "At risk"),
    "lapsed": Text("休眠", "Lapsed"),
}


@dataclass(frozen=True)
class Effect:
    """What is believed of a share: one in ten below `p10`, half below `p50`, one in ten above `p90`."""

    p10: float
    p50: float
    p90: float
    grade: Grade = "D"

    @classmethod
    def known(cls, share: float, grade: Grade = "D") -> Effect:
        """A share without a spread."""
        return cls(share, share, share, grade)

    @property
    def mean(self) -> float:
        """Swanson's mean, .3 P10 + .4 P50 + .3 P90 (Keefer & Bodily, Management Science 29, 1983)."""
        return self.p50 + 0.3 * ((self.p10 - self.p50) + (self.p90 - self.p50))

    def around(self, p50: float) -> Effect:
        """The same belief about another middle: its spread keeps its proportions, up to 1."""
        times = p50 / self.p50 if self.p50 else 1.0
        return replace(self, p10=self.p10 * times, p50=p50, p90=max(p50, min(1.0, self.p90 * times)))


@dataclass(frozen=True)
class Treatment:
    """Something that may be done for a customer. Money in the data set's smallest unit.

    Attributes
    ----------
    aim : "retention" or "expansion"
        Retention keeps a share `effect` (γ) of those who would leave; expansion adds a share `effect` (τ) to the
        customer's residual value.
    contact_cost : money
        Paid for each contact (c), working time included.
    offer : money
        Given to who accepts (δ): a coupon, a discount, a free month.
    take_rate : share
        Of those who would have stayed anyway (retention) or of all contacted (expansion) who take the offer.
    effect : Effect
        Belief about γ or τ; grade D until an evaluation has replaced it.
    hours : hours of people per contact; 0 for what a machine sends.
    needs_consent : bool
        Only for customers who have agreed to be written to.
    owner : code of `kpi.DEPARTMENTS`
    stages : codes such as those of `STAGES`; empty for every stage
    cooling_days : days since the last contact before it may be done
    minimum_margin : money
        Least residual margin that must be left after the offer, value − δ.
    """

    id: str
    name: Text
    channel: Channel
    owner: str
    effect: Effect
    contact_cost: float
    offer: float = 0.0
    take_rate: float = 0.0
    hours: float = 0.0
    needs_consent: bool = False
    aim: Aim = "retention"
    stages: tuple[str, ...] = ()
    cooling_days: int = 0
    minimum_margin: float = 0.0

    @property
    def is_human(self) -> bool:
        """Whether it takes people's time."""
        return self.hours > 0

    @property
    def is_contact(self) -> bool:
        """False for doing nothing."""
        return self.channel != "none"

    def in_money(self, unit: float) -> Treatment:
        """The same treatment with its money times `unit`, for another currency or smallest unit."""
        return replace(
            self,
            contact_cost=self.contact_cost * unit,
            offer=self.offer * unit,
            minimum_margin=self.minimum_margin * unit,
        )


def expected_gain(
    risk: ArrayLike, value: ArrayLike, treatment: Treatment, *, effect: float | None = None
) -> NDArray[np.float64]:
    """Expected net gain of a treatment, money; NaN where risk or value is unknown.

    Retention: p·γ·(V − δ) − (1 − p)·take·δ − c; expansion: τ·V − take·δ − c.

    Parameters
    ----------
    risk : share
        p, probability of leaving if nothing is done.
    value : money
        V, residual margin LTV: what is still to come from a customer who stays.
    effect : share, optional
        γ or τ; by default the mean of the treatment's effect.

    References
    ----------
    Neslin, Gupta, Kamakura, Lu & Mason, Journal of Marketing Research 43 (2006), profit of a churn campaign, per
    customer; Lemmens & Gupta, Managing churn to maximize profits, HBS 14-020 (2013), with V of each customer.
    """
    p, v = np.asarray(risk, dtype=np.float64), np.asarray(value, dtype=np.float64)
    share = treatment.effect.mean if effect is None else effect
    unsaved = 0.0 * p  # carries an unknown risk on, where the formula has no p
    if treatment.aim == "expansion":
        return np.asarray(share * v - treatment.take_rate * treatment.offer - treatment.contact_cost + unsaved)
    kept = p * share * (v - treatment.offer)
    return np.asarray(kept - (1 - p) * treatment.take_rate * treatment.offer - treatment.contact_cost)


def expected_discount(risk: ArrayLike, treatment: Treatment) -> NDArray[np.float64]:
    """Expected offer money per contact: δ × (p·γ who are kept + (1 − p)·take who would have stayed)."""
    p = np.asarray(risk, dtype=np.float64)
    if treatment.aim == "expansion":
        return np.asarray(treatment.take_rate * treatment.offer + 0.0 * p)
    return np.asarray(treatment.offer * (p * treatment.effect.mean + (1 - p) * treatment.take_rate))


def expected_cost(risk: ArrayLike, treatment: Treatment) -> NDArray[np.float64]:
    """Contact cost and expected discount per contact. Expected gain + expected cost = value saved or added."""
    return np.asarray(treatment.contact_cost + expected_discount(risk, treatment))


def break_even_value(risk: ArrayLike, treatment: Treatment) -> NDArray[np.float64]:
    """Value above which a treatment pays at a risk: V with expected gain 0. Infinite where no value is enough."""
    p = np.asarray(risk, dtype=np.float64)
    share = treatment.effect.mean
    if treatment.aim == "expansion":
        moved, spent = share + 0.0 * p, treatment.take_rate * treatment.offer + treatment.contact_cost + 0.0 * p
        least = 0.0
    else:
        moved, spent = p * share, (1 - p) * treatment.take_rate * treatment.offer + treatment.contact_cost
        least = treatment.offer
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        value = least + spent / moved
    return np.asarray(np.where((moved == 0) & np.isfinite(p), np.inf, value))


@dataclass(frozen=True)
class TreatmentFlaw:
    """Something wrong with an edited treatment."""

    treatment: str
    text: Text


def treatment_flaws(treatments: Iterable[Treatment]) -> list[TreatmentFlaw]:
    """Everything wrong with a list of treatments at once; empty when it can be used."""
    rows = list(treatments)
    ids = [row.id for row in rows]
    flaws = [
        TreatmentFlaw(row.id, Text("同じidの施策が2つあります", "two treatments have this id"))
        for i, row in enumerate(rows)
        if row.id in ids[:i]
    ]
    return flaws + [TreatmentFlaw(row.id, text) for row in rows for text in _flaws_of(row)]


def _flaws_of(row: Treatment) -> Iterator[Text]:
    effect = row.effect
    if not _are_shares(effect.p10, effect.p50, effect.p90) or not effect.p10 <= effect.p50 <= effect.p90:
        yield Text("効果は0〜1で、P10≦P50≦P90でなければなりません", "its effect is not 0 <= P10 <= P50 <= P90 <= 1")
    if not _are_shares(row.take_rate):
        yield Text("特典の利用率が0〜1ではありません", "its take rate is not from 0 to 1")
    if not _are_amounts(row.contact_cost, row.offer, row.hours, row.cooling_days):
        yield Text("費用・特典・時間・間隔が0以上の数ではありません", "a cost, offer, time or pause is not 0 or more")
    if not np.isfinite(row.minimum_margin):
        yield Text("粗利の下限が数ではありません", "its least margin is not a number")
    if row.channel not in CHANNELS:
        yield Text("連絡手段の登録がありません", "unknown channel")
    if row.owner not in DEPARTMENTS:
        yield Text("担当部門の登録がありません", "unknown department")
    if row.channel in WRITTEN_ONLINE and not row.needs_consent:
        yield Text("メールとアプリ通知には配信の同意が必要です", "e-mail and app messages need consent")


def _are_shares(*values: Any) -> bool:
    return all(0 <= value <= 1 for value in values)


def _are_amounts(*values: Any) -> bool:
    return all(np.isfinite(value) and value >= 0 for value in values)
