"""An initiative as it is kept, and back: every field checked when it comes from a store or a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from ltv.decisions.portfolio.initiatives import (
    AIMS,
    STATUS_NAMES,
    Aim,
    Effort,
    Initiative,
    PersonMonths,
    PlannedLever,
    Population,
    Size,
    Status,
)
from ltv.decisions.portfolio.priors import Prior
from ltv.decisions.portfolio.simulator import KINDS
from ltv.decisions.scenario.bounds import Holds, number, one_of, or_none, whole
from ltv.decisions.treatments import Grade
from ltv.metrics.metric import Text
from ltv.store.errors import StoreError
from ltv.store.kinds import InitiativeRecord

MOST_MONEY, MOST_MONTHS = 1e15, 600
_GRADES, _POINTS = ("A", "B", "C", "D"), ("p10", "p50", "p90")
_Row = Mapping[str, Any]


class UnreadableInitiativeError(StoreError):
    """A record holds an initiative that this program cannot compute with."""

    def __init__(self, code: str, field: str) -> None:
        self.code, self.field = code, field
        super().__init__(
            Text(
                f"施策「{code[:40]}」の{field}が読めません。この版では使えないため、一覧から外しています",
                f"the initiative {code[:40]} is left out: its {field} cannot be read by this version",
            )
        )


@dataclass(frozen=True)
class KeptInitiative:
    """An initiative read back.

    Attributes
    ----------
    currency, decimals : of its money
    data : what it was made for, as whoever kept it named it
    """

    initiative: Initiative
    currency: str
    decimals: int
    data: str = ""


def record_of(one: Initiative, currency: str, decimals: int, **more: Any) -> InitiativeRecord:
    """An initiative as the store keeps it, with its money in the smallest unit of a currency.

    Parameters
    ----------
    more : further details, such as the revision of the scenario it was made from
    """
    first = one.levers[0].effect if one.levers else None
    return InitiativeRecord(
        code=one.id,
        name=one.name.ja,
        owner=one.owner,
        levers=[{"kind": each.kind, **_prior(each.effect)} for each in one.levers],
        population={
            "segments": list(one.population.segments), "channels": list(one.population.channels),
            "tenure_from": one.population.tenure_from, "tenure_to": one.population.tenure_to,
        },
        prior=_prior(first) if first else {},
        grade=first.grade if first else "D",
        costs=_effort(one.effort) | ({"believed": _prior(one.cost)} if one.cost else {}),
        people=_people(one.effort),
        requires=one.requires,
        excludes=one.excludes,
        guardrails=one.guardrails,
        control_plan={"ja": one.control.ja, "en": one.control.en} if one.control else {},
        status=one.status,
        details={
            "name_en": one.name.en, "aim": one.aim, "start": one.start, "ramp": one.ramp, "half_life": one.half_life,
            "duration": one.duration, "earliest": one.earliest, "currency": currency, "decimals": decimals,
            "sizes": [{"code": size.code, "reach": size.reach, **_effort(size.effort), "people": _people(size.effort)}
                      for size in one.sizes],
            **more,
        },
    )  # fmt: skip


def kept_initiative(record: InitiativeRecord) -> KeptInitiative:
    """Read an initiative back; what an older record does not name has its usual value.

    Raises
    ------
    UnreadableInitiativeError
        At the first field that is out of bounds or of the wrong kind.
    """
    read = _Reader(record.code)
    details, costs, population = record.details, record.costs, record.population
    control = record.control_plan
    one = Initiative(
        id=record.code,
        name=Text(record.name, read.text(details, "name_en", record.name)),
        owner=record.owner,
        aim=cast(Aim, read.value(details, "aim", one_of(*AIMS), "retention")),
        levers=tuple(read.lever(row) for row in record.levers),
        effort=read.effort(costs, record.people),
        population=Population(
            read.names(population, "segments"), read.names(population, "channels"),
            read.value(population, "tenure_from", whole(0, MOST_MONTHS), 0),
            read.value(population, "tenure_to", or_none(whole(0, MOST_MONTHS))),
        ),
        cost=read.prior_or_none(costs, "believed"),
        start=read.value(details, "start", whole(0, MOST_MONTHS), 0),
        ramp=read.value(details, "ramp", whole(0, MOST_MONTHS), 0),
        half_life=read.value(details, "half_life", or_none(number(0.01, MOST_MONTHS))),
        duration=float(read.value(details, "duration", number(0, MOST_MONTHS), 3.0)),
        requires=tuple(record.requires),
        excludes=tuple(record.excludes),
        earliest=read.value(details, "earliest", whole(1, 40), 1),
        guardrails=tuple(record.guardrails),
        sizes=tuple(read.size(row) for row in read.rows(details, "sizes")),
        status=cast(Status, read.value({"status": record.status}, "status", one_of(*STATUS_NAMES))),
        control=Text(read.text(control, "ja", ""), read.text(control, "en", "")) if control else None,
    )  # fmt: skip
    currency = read.text(details, "currency", "")
    decimals = read.value(details, "decimals", whole(0, 4), 0)
    return KeptInitiative(one, currency, decimals, read.text(details, "data", ""))


def _prior(prior: Prior) -> dict[str, Any]:
    return {"p10": prior.p10, "p50": prior.p50, "p90": prior.p90, "grade": prior.grade}


def _effort(effort: Effort) -> dict[str, Any]:
    return {"one_off": effort.one_off, "monthly": effort.monthly, "months": effort.months}


def _people(effort: Effort) -> list[dict[str, Any]]:
    return [{"department": one.department, "quarter": one.quarter, "months": one.months} for one in effort.people]


class _Reader:
    """Reads the fields of one initiative, and names the one that cannot be read."""

    def __init__(self, code: str) -> None:
        self.code = code

    def value(self, row: _Row, name: str, holds: Holds, usual: Any = None) -> Any:
        found = row.get(name, usual)
        if found is None and usual is not None:
            return usual
        if not holds(found):
            raise UnreadableInitiativeError(self.code, name)
        return found

    def text(self, row: _Row, name: str, usual: str) -> str:
        return str(self.value(row, name, lambda value: isinstance(value, str), usual))

    def names(self, row: _Row, name: str) -> tuple[str, ...]:
        return tuple(self.value(row, name, _all(lambda value: isinstance(value, str)), []))

    def rows(self, row: _Row, name: str) -> Sequence[_Row]:
        return cast(Sequence[_Row], self.value(row, name, _all(lambda value: isinstance(value, Mapping)), []))

    def prior(self, row: _Row) -> Prior:
        low, middle, high = (float(self.value(row, point, number(-MOST_MONEY, MOST_MONEY))) for point in _POINTS)
        return Prior(low, middle, high, cast(Grade, self.value(row, "grade", one_of(*_GRADES), "D")))

    def prior_or_none(self, row: _Row, name: str) -> Prior | None:
        found = self.value(row, name, or_none(lambda value: isinstance(value, Mapping)))
        return self.prior(found) if found else None

    def lever(self, row: _Row) -> PlannedLever:
        return PlannedLever(str(self.value(row, "kind", one_of(*KINDS))), self.prior(row))

    def effort(self, row: _Row, people: Sequence[_Row]) -> Effort:
        money = number(0, MOST_MONEY)
        return Effort(
            float(self.value(row, "one_off", money, 0.0)), float(self.value(row, "monthly", money, 0.0)),
            self.value(row, "months", number(0, MOST_MONTHS), 12),
            tuple(PersonMonths(self.text(one, "department", ""), self.value(one, "quarter", whole(1, 40), 1),
                               float(self.value(one, "months", number(0, 10_000), 0.0))) for one in people),
        )  # fmt: skip

    def size(self, row: _Row) -> Size:
        return Size(
            self.text(row, "code", ""), float(self.value(row, "reach", number(0, 1), 1.0)),
            self.effort(row, self.rows(row, "people")),
        )  # fmt: skip


def _all(holds: Callable[[object], bool]) -> Holds:
    return lambda value: isinstance(value, (list, tuple)) and all(map(holds, value))
