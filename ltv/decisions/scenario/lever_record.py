"""A lever as names and plain values, and back, every bound checked: what comes from a file is trusted in nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

import numpy as np

from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.scenario.bounds import Holds, number, one_of, or_none, whole
from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.metrics.metric import Text
from ltv.spreadsheet_safety import one_line

MOST_MONEY = 1e15
"""In the smallest unit."""
_CUT, _RAISE, _POINTS = (-10.0, 1.0), (-1.0, 10.0), (-1.0, 1.0)
_BOUNDS: Mapping[LeverKind, tuple[float, float]] = {
    LeverKind.CHURN: _CUT,
    LeverKind.CONTRACTION: _CUT,
    LeverKind.CPA: _CUT,
    LeverKind.SERVICE: _CUT,
    LeverKind.NEW: _RAISE,
    LeverKind.REACTIVATION: _RAISE,
    LeverKind.PRICE: _RAISE,
    LeverKind.EXPANSION: _POINTS,
    LeverKind.MARGIN: _POINTS,
    LeverKind.DISCOUNT: _POINTS,
}
"""Smallest and largest size of each kind: a cut leaves nothing at 1, a raise takes everything at −1."""


def lever_mapping(lever: Lever) -> dict[str, Any]:
    """A lever in plain values.

    Raises
    ------
    ValueError
        When its size differs from draw to draw: that is no setting of a person's.
    """
    if np.ndim(lever.size):
        raise ValueError("a lever is kept with one size, not one per draw")
    found = {each.name: getattr(lever, each.name) for each in fields(lever)}
    return {**found, "kind": lever.kind.value, "size": float(lever.size)}


def lever_of(kept: Mapping[str, Any]) -> tuple[Lever | None, list[Text]]:
    """Read a lever back: it, or None and everything that is wrong. What is not named has its usual value."""
    usual = {each.name: each.default for each in fields(Lever)}
    flaws = [_missing(name) for name, value in usual.items() if value is MISSING and name not in kept]
    flaws += [_unknown(str(name)) for name in sorted(map(str, set(kept) - set(usual)))[:5]]
    values = {name: value for name, value in usual.items() if value is not MISSING} | dict(kept)
    flaws += [flaw for name, holds, flaw in _RULES if name in kept and not holds(values[name])]
    if not flaws:
        flaws = _together(values)
    return (None, flaws) if flaws else (Lever(**_typed(values)), [])


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the types that a lever declares."""
    numbers = {name: float(values[name]) for name in _NUMBERS}
    return {**values, **numbers, "kind": LeverKind(values["kind"])}


_NUMBERS = ("size", "one_off_cost", "monthly_cost", "cost_per_customer", "elasticity")


def _together(values: Mapping[str, Any]) -> list[Text]:
    """What is wrong between values that are right by themselves."""
    low, high = _BOUNDS.get(LeverKind(values["kind"]), _POINTS)
    found = []
    if not low <= values["size"] <= high:
        found.append(
            Text(
                f"大きさは{low:g}〜{high:g}です（{values['size']:g}）",
                f"its size is from {low:g} to {high:g}, not {values['size']:g}",
            )
        )
    if values["tenure_to"] is not None and values["tenure_to"] < values["tenure_from"]:
        found.append(Text("継続月数の範囲が逆です", "its range of tenure is empty"))
    return found


def _missing(name: str) -> Text:
    return Text(f"{name} がありません", f"{name} is missing")


def _unknown(name: str) -> Text:
    return Text(f"この版の知らない項目があります（{name[:40]}）", f"an item unknown to this version ({name[:40]})")


def _is_segment(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 200 and one_line(value) == value


_RULES: tuple[tuple[str, Holds, Text], ...] = (
    ("kind", one_of(*LeverKind), Text("この版の知らない打ち手です", "a kind of lever unknown to this version")),
    ("size", number(-10, 10), Text("大きさが−10〜10の数値ではありません", "its size is no number from -10 to 10")),
    ("segment", _is_segment, Text("対象の名前が使えません", "the name of its segment cannot be used")),
    ("channel", _is_segment, Text("チャネルの名前が使えません", "the name of its channel cannot be used")),
    ("tenure_from", whole(1, 600), Text("継続月数の下限が1〜600ではありません", "tenure_from is not 1 to 600")),
    (
        "tenure_to",
        or_none(whole(1, 600)),
        Text("継続月数の上限が1〜600ではありません", "tenure_to is not 1 to 600"),
    ),
    ("start", whole(0, 120), Text("開始月が0〜120の整数ではありません", "start is no whole number from 0 to 120")),
    ("ramp_months", whole(0, 120), Text("立ち上がりが0〜120の整数ではありません", "ramp_months is not 0 to 120")),
    (
        "half_life_months",
        or_none(number(0.1, 1_200)),
        Text("半減期が0.1〜1200か月ではありません", "half_life_months is not 0.1 to 1200"),
    ),
    ("one_off_cost", number(0, MOST_MONEY), Text("初期費用が使えません", "one_off_cost cannot be used")),
    ("monthly_cost", number(0, MOST_MONEY), Text("月々の費用が使えません", "monthly_cost cannot be used")),
    (
        "cost_per_customer",
        number(0, MOST_MONEY),
        Text("顧客1人あたりの費用が使えません", "cost_per_customer cannot be used"),
    ),
    ("owner", one_of(*DEPARTMENTS), Text("担当部門の登録がありません", "unknown department")),
    ("elasticity", number(0, 10), Text("値上げの影響が0〜10ではありません", "elasticity is not 0 to 10")),
)
