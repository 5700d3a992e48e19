"""One initiative as a row of cells that a reader may type over, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.portfolio.initiatives import AIMS, STATUS_NAMES, Initiative, PersonMonths, PlannedLever
from ltv.decisions.portfolio.priors import Prior
from ltv.decisions.portfolio.simulator import KINDS
from ltv.decisions.treatments import GRADES
from ltv.metrics.metric import Text
from ui.words import of

Cells = dict[str, Any]

_POINTS = ("p10", "p50", "p90")
ENABLER = "enabler"
"""Code of what moves nothing by itself."""
USUAL = Prior(0.01, 0.03, 0.06)
"""What is believed of an effect until the reader says otherwise: an opinion."""
_CHOICES: Mapping[str, Mapping[Any, Text]] = {
    "owner": DEPARTMENTS, "aim": AIMS, "grade": GRADES, "status": STATUS_NAMES,
}  # fmt: skip
_WHOLE = ("start", "ramp")
_LIMITS = {
    **dict.fromkeys(("months", "start", "ramp", "duration"), (0.0, 600.0)), "half_life": (0.01, 600.0),
}  # fmt: skip
"""As records keep them."""
PEOPLE = tuple(f"people_{name}" for name in DEPARTMENTS)
COLUMNS = ("name", "owner", "aim", "kind", *_POINTS, "grade", "one_off", "monthly", "months", *PEOPLE, "start", "ramp",
           "half_life", "duration", "status")  # fmt: skip


def cells_of(one: Initiative, unit: int) -> Cells:
    """The cells of an initiative: effects of its first lever in percent, money in whole currency units."""
    first = one.levers[0] if one.levers else None
    effect = {point: _percent(getattr(first.effect, point)) if first else math.nan for point in _POINTS}
    return {
        "name": of(one.name), "owner": one.owner, "aim": one.aim, "kind": first.kind if first else ENABLER,
        **effect, "grade": first.effect.grade if first else "D",
        "one_off": one.effort.one_off / unit, "monthly": one.effort.monthly / unit, "months": one.effort.months,
        **{f"people_{name}": _time(one, name) for name in DEPARTMENTS},
        "start": one.start, "ramp": one.ramp, "half_life": math.nan if one.half_life is None else one.half_life,
        "duration": one.duration, "status": one.status,
    }  # fmt: skip


def with_cells(one: Initiative, typed: Mapping[str, Any], unit: int) -> tuple[Initiative, list[Text]]:
    """The initiative with cells typed over, and what is wrong with them; it is as it was where anything is."""
    flaws = [flaw for name, value in typed.items() if (flaw := _flaw(name, value))]
    is_enabler = typed.get("kind", one.levers[0].kind if one.levers else ENABLER) == ENABLER
    if is_enabler and {*_POINTS, "grade"} & set(typed):
        flaws.append(
            Text("土台の施策には効果を入れられません", "an enabler moves nothing by itself, so it takes no effect")
        )
    if flaws:
        return one, flaws
    now = {name: value for name, value in cells_of(one, unit).items() if name not in typed} | dict(typed)
    points = [now[point] for point in _POINTS]
    if points != sorted(points) and not any(map(_is_empty, points)):
        said = "、".join(f"{point:g}%" for point in points)
        return one, [
            Text(f"効果がP10≦P50≦P90になっていません（{said}）", f"P10, P50 and P90 are not in order ({said})")
        ]
    effort = replace(
        one.effort, one_off=_money(now["one_off"], unit), monthly=_money(now["monthly"], unit), months=now["months"],
        people=_people(one, now) if any(name in typed for name in PEOPLE) else one.effort.people,
    )  # fmt: skip
    return replace(
        one,
        name=Text(now["name"], now["name"]) if "name" in typed else one.name,
        owner=now["owner"], aim=now["aim"], status=now["status"], effort=effort, levers=_levers(one, typed, now),
        start=int(now["start"]), ramp=int(now["ramp"]), duration=float(now["duration"]),
        half_life=None if _is_empty(now["half_life"]) else float(now["half_life"]),
    ), []  # fmt: skip


def _levers(one: Initiative, typed: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[PlannedLever, ...]:
    if typed.get("kind") == ENABLER:
        return ()
    if not {*_POINTS, "grade", "kind"} & set(typed) or now["kind"] == ENABLER:
        return one.levers
    was = one.levers[0].effect if one.levers else USUAL
    points = [float(now[p]) / 100 if p in typed else getattr(was, p) for p in _POINTS]
    first = PlannedLever(now["kind"], Prior(points[0], points[1], points[2], now["grade"]))
    return (first, *one.levers[1:])


def _people(one: Initiative, now: Mapping[str, Any]) -> tuple[PersonMonths, ...]:
    """Time by department; what was typed is all of it, in the first quarter the initiative may begin."""
    found: list[PersonMonths] = []
    for name in dict.fromkeys([*(each.department for each in one.effort.people), *DEPARTMENTS]):
        time = float(now[f"people_{name}"])
        was = [each for each in one.effort.people if each.department == name]
        same = math.isclose(time, sum(each.months for each in was))
        found += was if same else [PersonMonths(name, one.earliest, time)] if time > 0 else []
    return tuple(found)


def _flaw(name: str, value: Any) -> Text | None:
    """What is wrong with one typed cell."""
    if name == "name":
        said = isinstance(value, str) and 0 < len(value.strip()) <= 200 and value.isprintable()
        return None if said else Text("施策名を1行で入れてください", "enter a name of one line")
    if name == "kind":
        return (
            None
            if isinstance(value, str) and value in (ENABLER, *KINDS)
            else Text("選択肢から選んでください", "choose one of the options")
        )
    if name in _CHOICES:
        return (
            None
            if isinstance(value, str) and value in _CHOICES[name]
            else Text("選択肢から選んでください", "choose one of the options")
        )
    if name == "half_life" and _is_empty(value):
        return None
    if _is_empty(value):
        return Text("空のセルがあります。数を入れてください（0も可）", "a cell is empty: enter a number, 0 included")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return Text("数を入れてください", "enter a number")
    return _bounds(name, float(value))


def _bounds(name: str, value: float) -> Text | None:
    if name in _POINTS:
        return None if -1_000 <= value <= 1_000 else Text("効果は−1000〜1000%です", "an effect is from -1000 to 1000%")
    low, high = _LIMITS.get(name, (0.0, 10_000.0 if name in PEOPLE else 1e12))
    if not low <= value <= high:
        return Text(f"{low:g}〜{high:,.0f}の数を入れてください", f"enter a number from {low:g} to {high:,.0f}")
    if name in _WHOLE and value != int(value):
        return Text("開始と立ち上がりは月数の整数です", "start and ramp are whole months")
    return None


def _time(one: Initiative, department: str) -> float:
    return float(sum(each.months for each in one.effort.people if each.department == department))


def _percent(share: float) -> float:
    return round(share * 100, 6)


def _money(value: float, unit: int) -> float:
    return float(round(float(value) * unit))


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
