"""An initiative: for whom, what it moves and by how much, what it takes, and what it hangs together with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from ltv.decisions.portfolio.priors import Prior
from ltv.decisions.treatments import Grade
from ltv.metrics.intervals import Interval
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

    @property
    def grade(self) -> Grade | None:
        """The weakest evidence that its effects rest on; None where it has none of its own."""
        return max((lever.effect.grade for lever in self.levers), default=None)

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

    @property
    def cost_interval(self) -> Interval:
        """P10 and P90 of its cost; both the cost itself where it is known."""
        belief = self.initiative.cost
        if belief is None or self.initiative.sizes:
            return Interval(self.effort.cost, self.effort.cost)
        return Interval(belief.p10, belief.p90)


def options_of(initiatives: Iterable[Initiative]) -> tuple[Option, ...]:
    """All options of the initiatives that are still to be decided."""
    return tuple(option for one in initiatives if one.status == "idea" for option in one.options)


def retention_first(initiatives: Iterable[Initiative]) -> list[Initiative]:
    """Initiatives by aim in the order of `AIMS`, those of one aim as given."""
    order = list(AIMS)
    return sorted(initiatives, key=lambda one: order.index(one.aim))


def _in_money(effort: Effort, unit: float) -> Effort:
    return replace(effort, one_off=effort.one_off * unit, monthly=effort.monthly * unit)
