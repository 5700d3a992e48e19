"""Everything wrong with a list of initiatives, told at once and in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.portfolio.initiatives import AIMS, Initiative
from ltv.metrics.metric import Text

_CIRCLE = Text("たがいに前提になっています", "it and what it requires require each other")


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
    return flaws + [InitiativeFlaw(name, _CIRCLE) for name in _in_circles(initiatives)]


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


def _in_circles(initiatives: Sequence[Initiative]) -> list[str]:
    """Those that come before themselves, directly or by way of others; what only waits for them is not among them."""
    needs = {one.id: set(one.requires) - {one.id} for one in initiatives}
    return [name for name in needs if name in _all_needed(name, needs)]


def _all_needed(name: str, needs: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = needs[name]
    while ahead:
        found |= ahead
        ahead = {other for one in ahead for other in needs.get(one, ())} - found
    return found


def _is_amount(value: float) -> bool:
    return math.isfinite(value) and value >= 0
