"""Why an initiative is not in the chosen set: the first thing that, lifted by itself, would bring it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from ltv.decisions.portfolio.problem import BUDGET, Problem, Sets
from ltv.decisions.portfolio.selection import first_set
from ltv.metrics.metric import Text

BY_RULE = "by_rule"
REASONS = {
    "chosen": Text("選ばれている", "Chosen"),
    BY_RULE: Text("「必ず入れる」条件だけで入っている", "In by rule only"),
    "forbidden": Text("「入れない」に指定されている", "Ruled out"),
    "negative": Text("期待価値が0以下で、ほかの施策の前提でもない", "Not worth its cost, and nothing chosen needs it"),
    "excluded": Text("同時にできない施策が選ばれている", "Cannot be done beside one that is chosen"),
    "prerequisite": Text("前提になる施策まで含めると割に合わない", "Does not pay together with what it needs first"),
    "prerequisite_room": Text(
        "前提の施策まで含めると上限に収まらない", "With what it needs first it is over the limits"
    ),
    "budget": Text("予算が足りない", "Not enough budget"),
    "people": Text("人員が足りない", "Not enough people"),
    "overlap": Text("選ばれた施策と効果が重なる", "Reaches for what chosen ones already achieve"),
    "forced_out": Text("必ず入れる施策に場所を譲った", "Gives way to one that must be in"),
    "outranked": Text(
        "複数の上限を同時に超え、ほかの施策のほうが価値が高い", "Over several limits at once; others bring more"
    ),
}
"""Code → why, in words."""


def reasons(problem: Problem, columns: Sets) -> pd.DataFrame:
    """Why each initiative is in a set or not.

    Returns
    -------
    DataFrame, one row per initiative, in order
        `initiative`, `reason` (key of `REASONS`), `subject`, the resource or initiative meant ("" for none).
    """
    rows = [(name, *reason(problem, columns, name)) for name in problem.names]
    return pd.DataFrame(rows, columns=["initiative", "reason", "subject"])


def reason(problem: Problem, columns: Sets, name: str) -> tuple[str, str]:
    """Why an initiative is not in a set: a key of `REASONS`, and the resource or initiative meant ("" for none)."""
    if columns[problem.columns(name)].any():
        return "chosen", ""
    if name in problem.forbidden:
        return "forbidden", ""
    if not _brings_something(problem, name):
        return "negative", ""
    for code, subject, lifted in _lifted(problem, columns, name):
        if _is_in(lifted, name):
            return _room(problem, name) if code == "prerequisite" else code, subject
    return "outranked", ""


def _is_in(problem: Problem, name: str) -> bool:
    found = first_set(problem)
    return found is not None and bool(found[problem.columns(name)].any())


def _room(problem: Problem, name: str) -> str:
    """Whether what an initiative needs first is too dear for what both bring, or there is no room for both."""
    free = replace(problem, limits=np.full(len(problem.limits), np.inf))
    return "prerequisite_room" if _is_in(free, name) else "prerequisite"


def _brings_something(problem: Problem, name: str) -> bool:
    """Whether it is worth something alone, or beside others, or as what another one needs."""
    own = problem.columns(name)
    best = problem.value[own].max(initial=-np.inf)
    beside = [float(worth) for pair, worth in zip(problem.pairs, problem.together) if set(pair) & set(own)]
    needed = any(name == b or b in np.array(problem.ids, dtype=object)[own] for _, b in problem.requires)
    return bool(best + sum(worth for worth in beside if worth > 0) > 0) or needed


def _lifted(problem: Problem, columns: Sets, name: str) -> Iterator[tuple[str, str, Problem]]:
    """The problem with one thing lifted, and the reason that this would be."""
    names = {name, *np.array(problem.ids, dtype=object)[problem.columns(name)]}
    for rival in problem.excludes:
        if names & set(rival):
            other = rival[1] if rival[0] in names else rival[0]
            yield "excluded", other, replace(problem, excludes=tuple(r for r in problem.excludes if r != rival))
    for a, b in problem.requires:
        if a in names and not columns[problem.columns(b)].any():
            yield "prerequisite", b, replace(problem, requires=tuple(r for r in problem.requires if r != (a, b)))
    for resource in problem.resources:
        code = "budget" if resource == BUDGET else "people"
        yield code, resource, problem.limited(resource, np.inf)
    yield "overlap", "", replace(problem, pairs=(), together=np.zeros(0))
    for other in sorted(problem.forced):
        yield "forced_out", other, replace(problem, forced=problem.forced - {other})
