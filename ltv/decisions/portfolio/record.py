"""An initiative as plain names and values, as a store keeps it, and read back with every problem told at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ltv.decisions.portfolio.initiatives import (
    AIMS,
    STATUS_NAMES,
    Effort,
    Initiative,
    PersonMonths,
    PlannedLever,
    Population,
    Size,
)
from ltv.decisions.portfolio.priors import Prior
from ltv.decisions.portfolio.simulator import KINDS
from ltv.decisions.treatments import GRADES
from ltv.errors import InvalidTableError
from ltv.metrics.metric import Text

NOT_ESTIMATED: Mapping[str, float] = {}
"""The prior of what moves nothing by itself."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Purse:
    """The money that amounts are in: a currency, and how many decimals its smallest unit has."""

    currency: str
    decimals: int


def record_of(one: Initiative, purse: Purse) -> dict[str, Any]:
    """An initiative as the fields of a record, in JSON's types; `initiative_of` reads it back to the last digit."""
    first = one.levers[0].effect if one.levers else None
    return {
        "code": one.id,
        "name": one.name.ja,
        "owner": one.owner,
        "levers": [{"kind": lever.kind, **_prior(lever.effect)} for lever in one.levers],
        "population": _population(one.population),
        "prior": dict(NOT_ESTIMATED) if first is None else {"p10": first.p10, "p50": first.p50, "p90": first.p90},
        "grade": "D" if first is None else first.grade,
        "costs": {
            **_costs(one.effort),
            "believed": None if one.cost is None else _prior(one.cost),
            "currency": purse.currency,
            "decimals": purse.decimals,
        },
        "people": _people(one.effort),
        "requires": list(one.requires),
        "excludes": list(one.excludes),
        "guardrails": list(one.guardrails),
        "control_plan": {} if one.control is None else {"ja": one.control.ja, "en": one.control.en},
        "status": one.status,
        "details": {
            "name_en": one.name.en,
            "aim": one.aim,
            "start": one.start,
            "ramp": one.ramp,
            "half_life": one.half_life,
            "duration": one.duration,
            "earliest": one.earliest,
            "sizes": [
                {"code": size.code, "reach": size.reach, **_costs(size.effort), "people": _people(size.effort)}
                for size in one.sizes
            ],
        },
    }


def purse_of(record: Row) -> Purse | None:
    """The money a record is in; None where it does not say."""
    costs = record.get("costs")
    if not isinstance(costs, Mapping) or not isinstance(costs.get("currency"), str):
        return None
    decimals = costs.get("decimals")
    return Purse(costs["currency"], decimals) if isinstance(decimals, int) and 0 <= decimals <= 4 else None


def initiative_of(record: Row, purse: Purse) -> Initiative:
    """A record as an initiative, its money in the smallest unit of a data set of the same currency.

    Raises
    ------
    InvalidTableError
        When a field is missing or holds something else, or the record is in another currency; all problems together.
    """
    known = purse_of(record)
    if known is None or known.currency != purse.currency:
        found = "no currency" if known is None else known.currency or "an unnamed currency"
        raise InvalidTableError("initiative", [f"expected money in {purse.currency or 'no named currency'}: {found}"])
    problems = list(_problems(record))
    if problems:
        raise InvalidTableError("initiative", problems)
    one = _read(record)
    return one if known.decimals == purse.decimals else one.in_money(10.0 ** (purse.decimals - known.decimals))


def _read(record: Row) -> Initiative:
    details, costs = record["details"], record["costs"]
    control = record["control_plan"]
    return Initiative(
        id=record["code"],
        name=Text(record["name"], details["name_en"]),
        owner=record["owner"],
        aim=details["aim"],
        levers=tuple(PlannedLever(lever["kind"], _belief(lever)) for lever in record["levers"]),
        effort=_effort(costs, record["people"]),
        population=_reached(record["population"]),
        cost=None if costs["believed"] is None else _belief(costs["believed"]),
        start=details["start"],
        ramp=details["ramp"],
        half_life=details["half_life"],
        duration=details["duration"],
        requires=tuple(record["requires"]),
        excludes=tuple(record["excludes"]),
        earliest=details["earliest"],
        guardrails=tuple(record["guardrails"]),
        sizes=tuple(Size(each["code"], each["reach"], _effort(each, each["people"])) for each in details["sizes"]),
        status=record["status"],
        control=Text(control["ja"], control["en"]) if control else None,
    )


def _prior(prior: Prior) -> dict[str, Any]:
    return {"p10": prior.p10, "p50": prior.p50, "p90": prior.p90, "grade": prior.grade}


def _population(population: Population) -> dict[str, Any]:
    return {
        "segments": list(population.segments), "channels": list(population.channels),
        "tenure_from": population.tenure_from, "tenure_to": population.tenure_to,
    }  # fmt: skip


def _costs(effort: Effort) -> dict[str, Any]:
    return {"one_off": effort.one_off, "monthly": effort.monthly, "months": effort.months}


def _people(effort: Effort) -> list[dict[str, Any]]:
    return [{"department": each.department, "quarter": each.quarter, "months": each.months} for each in effort.people]


def _belief(row: Row) -> Prior:
    return Prior(row["p10"], row["p50"], row["p90"], row["grade"])


def _reached(row: Row) -> Population:
    return Population(tuple(row["segments"]), tuple(row["channels"]), row["tenure_from"], row["tenure_to"])


def _effort(costs: Row, people: Any) -> Effort:
    each = tuple(PersonMonths(row["department"], row["quarter"], row["months"]) for row in people)
    return Effort(costs["one_off"], costs["monthly"], costs["months"], each)


def _problems(record: Row) -> Iterator[str]:
    """Everything that keeps a record from being read. What it says may still be wrong: see `flaws`."""
    yield from _wanted(record, "", code=str, name=str, owner=str, status=str)
    yield from _wanted(record, "", levers=_is_rows, population=Mapping, costs=Mapping, people=_is_rows)
    yield from _wanted(record, "", requires=_is_texts, excludes=_is_texts, guardrails=_is_texts, control_plan=Mapping)
    yield from _wanted(record, "", details=Mapping)
    if record.get("status") not in STATUS_NAMES:
        yield f"status: expected one of {', '.join(STATUS_NAMES)}"
    for lever in _rows(record, "levers"):
        yield from _wanted(lever, "levers", kind=str, **_PRIOR)
        if lever.get("kind") not in KINDS:
            yield f"levers: expected a kind among {', '.join(KINDS)}"
    yield from _problems_of_costs(record)
    population, control = _part(record, "population"), _part(record, "control_plan")
    if population is not None:
        yield from _wanted(population, "population", segments=_is_texts, channels=_is_texts)
        yield from _wanted(population, "population", tenure_from=_is_whole, tenure_to=_is_whole_or_none)
    if control:
        yield from _wanted(control, "control_plan", ja=str, en=str)
    yield from _problems_of_details(record)


def _problems_of_costs(record: Row) -> Iterator[str]:
    costs = _part(record, "costs")
    if costs is not None:
        yield from _wanted(costs, "costs", **_EFFORT, believed=lambda v: v is None or isinstance(v, Mapping))
        if isinstance(costs.get("believed"), Mapping):
            yield from _wanted(costs["believed"], "costs.believed", **_PRIOR)
    for each in _rows(record, "people"):
        yield from _wanted(each, "people", department=str, quarter=_is_whole, months=_is_number)


def _problems_of_details(record: Row) -> Iterator[str]:
    details = _part(record, "details")
    if details is None:
        return
    numbers = {"start": _is_whole, "ramp": _is_whole, "earliest": _is_whole, "duration": _is_number}
    lasting = lambda v: v is None or _is_number(v)  # noqa: E731
    yield from _wanted(details, "details", name_en=str, aim=str, half_life=lasting, sizes=_is_rows, **numbers)
    if details.get("aim") not in AIMS:
        yield f"details.aim: expected one of {', '.join(AIMS)}"
    for size in _rows(details, "sizes"):
        yield from _wanted(size, "details.sizes", code=str, reach=_is_number, people=_is_rows, **_EFFORT)
        for each in _rows(size, "people"):
            yield from _wanted(each, "details.sizes.people", department=str, quarter=_is_whole, months=_is_number)


def _wanted(row: Row, where: str, **fields: Any) -> Iterator[str]:
    """Fields that are missing or of another kind."""
    for name, kind in fields.items():
        path = f"{where}.{name}" if where else name
        if name not in row:
            yield f"{path}: missing"
        elif not (isinstance(row[name], kind) if isinstance(kind, type) else kind(row[name])):
            yield f"{path}: of another kind"


def _part(record: Row, name: str) -> Row | None:
    found = record.get(name)
    return found if isinstance(found, Mapping) else None


def _rows(record: Row, name: str) -> Iterator[Row]:
    found = record.get(name)
    yield from (row for row in found if isinstance(row, Mapping)) if isinstance(found, (list, tuple)) else ()


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_whole_or_none(value: object) -> bool:
    return value is None or _is_whole(value)


def _is_rows(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(row, Mapping) for row in value)


def _is_texts(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)


_PRIOR: dict[str, Any] = {"p10": _is_number, "p50": _is_number, "p90": _is_number, "grade": GRADES.__contains__}
_EFFORT: dict[str, Any] = {"one_off": _is_number, "monthly": _is_number, "months": _is_whole}


def renamed(one: Initiative, name: str) -> Initiative:
    """The same under a name that somebody typed, which is the same in every language."""
    return one if name in (one.name.ja, one.name.en) else replace(one, name=Text(name, name))
