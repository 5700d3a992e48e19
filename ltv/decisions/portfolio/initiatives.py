"""An initiative: for whom, what it moves and by how much, what it takes, and what it hangs together with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.portfolio.priors import Prior
from ltv.metrics.metric import Text

Aim = Literal["retention", "expansion", "enabler", "saving", "acquisition"]
Status = Literal["idea", "running", "finished", "stopped"]

AIMS: dict[Aim, Text] = {
    "retention": Text("維持", "Retention"),
    "expansion": Text("拡大", "Expansion"),
    "enabler": Text("土台", "Enabler"),
    "saving": Text("費用・粗利の改善", "Cost and margin"),
    "acquisition": Text("獲得", "Acquisition"),
}
"""In the order initiatives are listed by default: retention first."""

STATUS_NAMES: dict[Status, Text] = {
    "idea": Text("候補", "Candidate"),
    "running": Text("実施中", "Running"),
    "finished": Text("完了", "Finished"),
    "stopped": Text("中止", "Stopped"),
}


@dataclass(frozen=True)
class Population:
    """Whom an initiative reaches; an empty tuple for everyone.

    Attributes
    ----------
    tenure_from, tenure_to : months since the first payment, both included; None for no end
    """

    segments: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    tenure_from: int = 0
    tenure_to: int | None = None


@dataclass(frozen=True)
class PlannedLever:
    """One thing an initiative moves, and what is believed of how far.

    Attributes
    ----------
    kind : code of a lever of the scenario engine
    effect : Prior
        Of its size, as the engine counts it: a share by which churn is cut is 0.2.
    """

    kind: str
    effect: Prior


@dataclass(frozen=True)
class PersonMonths:
    """People's time of a department in a quarter of the plan, the first one being 1."""

    department: str
    quarter: int
    months: float


@dataclass(frozen=True)
class Effort:
    """What an initiative takes. Money in the data set's smallest unit.

    Attributes
    ----------
    one_off : money, at the start
    monthly : money, for each of `months` months
    people : time by department and quarter
    """

    one_off: float = 0.0
    monthly: float = 0.0
    months: int = 12
    people: tuple[PersonMonths, ...] = ()

    @property
    def cost(self) -> float:
        """Money over the whole plan."""
        return self.one_off + self.monthly * self.months

    @property
    def person_months(self) -> float:
        """Time of all departments together."""
        return sum(each.months for each in self.people)


@dataclass(frozen=True)
class Size:
    """One way to do an initiative smaller or larger.

    Attributes
    ----------
    code : such as S, M, L
    reach : share of the population; its effects are that part of the full ones
    """

    code: str
    reach: float
    effort: Effort


@dataclass(frozen=True)
class Initiative:
    """Something that could be done.

    Attributes
    ----------
    owner : code of `kpi.DEPARTMENTS`
    levers : what it moves; none for what only makes others possible
    effort : what it takes, unless it has sizes
    cost : Prior, optional
        What is believed of its whole cost, money; takes the place of the cost in `effort`.
    start, ramp : months from the start of the plan until it begins, and from there to its full effect
    half_life : months in which its effect halves; None where it lasts
    duration : months it takes to put in place
    requires, excludes : ids of other initiatives
    earliest : quarter before which nobody works on it
    guardrails : ids of KPIs that must not get worse
    sizes : of which at most one is chosen; empty for all or nothing
    control : Text, optional
        How it will be told what would have happened anyway.
    """

    id: str
    name: Text
    owner: str
    aim: Aim
    levers: tuple[PlannedLever, ...] = ()
    effort: Effort = field(default_factory=Effort)
    population: Population = field(default_factory=Population)
    cost: Prior | None = None
    start: int = 0
    ramp: int = 0
    half_life: float | None = None
    duration: float = 3.0
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    earliest: int = 1
    guardrails: tuple[str, ...] = ()
    sizes: tuple[Size, ...] = ()
    status: Status = "idea"
    control: Text | None = None

    @property
    def options(self) -> tuple[Option, ...]:
        """The ways to do it."""
        if not self.sizes:
            return (Option(self.id, self, 1.0, self.effort),)
        return tuple(Option(f"{self.id}:{size.code}", self, size.reach, size.effort) for size in self.sizes)

    def believed(self, *, effect: Prior | None = None, cost: Prior | None = None) -> Initiative:
        """The same with another belief about the effect of its first lever, or about its cost."""
        levers = self.levers
        if effect is not None and levers:
            levers = (replace(levers[0], effect=effect), *levers[1:])
        return replace(self, levers=levers, cost=self.cost if cost is None else cost)

    def in_money(self, unit: float) -> Initiative:
        """The same with its money times `unit`, for another currency or smallest unit."""
        cost = self.cost and replace(
            self.cost, p10=self.cost.p10 * unit, p50=self.cost.p50 * unit, p90=self.cost.p90 * unit
        )
        sizes = tuple(replace(size, effort=_in_money(size.effort, unit)) for size in self.sizes)
        return replace(self, effort=_in_money(self.effort, unit), cost=cost, sizes=sizes)


@dataclass(frozen=True)
class Option:
    """One way to do an initiative.

    Attributes
    ----------
    id : that of the initiative, with the code of the size where there are several
    reach : share of the population
    """

    id: str
    initiative: Initiative
    reach: float
    effort: Effort

    @property
    def cost(self) -> float:
        """Expected money over the whole plan."""
        belief = self.initiative.cost
        return self.effort.cost if belief is None or self.initiative.sizes else belief.mean


def options_of(initiatives: Iterable[Initiative]) -> tuple[Option, ...]:
    """All options of the initiatives that are still to be decided."""
    return tuple(option for one in initiatives if one.status == "idea" for option in one.options)


def retention_first(initiatives: Iterable[Initiative]) -> list[Initiative]:
    """Initiatives by aim in the order of `AIMS`, those of one aim as given."""
    order = list(AIMS)
    return sorted(initiatives, key=lambda one: order.index(one.aim))


def _in_money(effort: Effort, unit: float) -> Effort:
    return replace(effort, one_off=effort.one_off * unit, monthly=effort.monthly * unit)


@dataclass(frozen=True)
class InitiativeFlaw:
    """Something wrong with an initiative."""

    initiative: str
    text: Text


def initiative_flaws(initiatives: Sequence[Initiative]) -> list[InitiativeFlaw]:
    """Everything wrong with a list of initiatives at once; empty when it can be used."""
    ids = [one.id for one in initiatives]
    flaws = [
        InitiativeFlaw(name, Text("同じidの施策が2つあります", "two initiatives have this id"))
        for row, name in enumerate(ids)
        if name in ids[:row]
    ]
    for one in initiatives:
        texts = [*_of_effects(one), *_of_effort(one), *_of_timing(one), *_of_links(one, ids)]
        flaws += [InitiativeFlaw(one.id, text) for text in texts]
    return flaws


def _of_effects(one: Initiative) -> Iterator[Text]:
    for lever in one.levers:
        yield from (Text(f"効果：{flaw.ja}", f"effect: {flaw.en}") for flaw in lever.effect.flaws)
    if one.cost is not None:
        yield from (Text(f"費用：{flaw.ja}", f"cost: {flaw.en}") for flaw in one.cost.flaws)
        if one.cost.p10 < 0:
            yield Text("費用の見込みが0未満です", "its believed cost is below 0")
    if one.owner not in DEPARTMENTS:
        yield Text("担当部門の登録がありません", "unknown department")
    if one.aim not in AIMS:
        yield Text("目的の区分がありません", "unknown aim")


def _of_effort(one: Initiative) -> Iterator[Text]:
    for effort in [one.effort, *(size.effort for size in one.sizes)]:
        if not all(_is_amount(value) for value in (effort.one_off, effort.monthly, effort.months)):
            yield Text("費用と月数は0以上の数で入れてください", "a cost or its months is not 0 or more")
        for each in effort.people:
            if not _is_amount(each.months):
                yield Text(
                    f"{each.department}の人月が0以上の数ではありません", f"person-months of {each.department} below 0"
                )
            if each.department not in DEPARTMENTS:
                yield Text(f"部門の登録がありません（{each.department}）", f"unknown department {each.department}")
            if each.quarter < one.earliest:
                yield Text("開始できる四半期より前に人月があります", "person-months before its earliest quarter")
    codes = [size.code for size in one.sizes]
    if len(set(codes)) < len(codes) or not all(0 < size.reach <= 1 for size in one.sizes):
        yield Text(
            "規模の記号が重なっているか、対象の割合が0〜1ではありません", "sizes share a code or a reach is not 0 to 1"
        )


def _of_timing(one: Initiative) -> Iterator[Text]:
    if not all(_is_amount(value) for value in (one.start, one.ramp, one.duration)) or one.earliest < 1:
        yield Text(
            "開始・立ち上がり・期間は0以上、四半期は1以上にしてください",
            "a start, ramp or duration below 0, or a quarter below 1",
        )
    if one.half_life is not None and not 0 < one.half_life < math.inf:
        yield Text("半減期は0より大きい月数にしてください", "its half-life is not above 0")
    low, high = one.population.tenure_from, one.population.tenure_to
    if low < 0 or (high is not None and high < low):
        yield Text("継続月数の範囲が逆になっています", "its range of tenure is empty")


def _of_links(one: Initiative, ids: Sequence[str]) -> Iterator[Text]:
    for other in (*one.requires, *one.excludes):
        if other not in ids:
            yield Text(f"「{other}」という施策がありません", f"there is no initiative {other}")
    if one.id in (*one.requires, *one.excludes):
        yield Text("自分自身を前提・排他にしています", "it requires or excludes itself")
    both = set(one.requires) & set(one.excludes)
    if both:
        yield Text("前提と排他の両方に同じ施策があります", f"it both requires and excludes {sorted(both)[0]}")


def _is_amount(value: float) -> bool:
    return math.isfinite(value) and value >= 0
