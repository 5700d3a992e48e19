"""What can be chosen, what each choice is worth alone and beside others, and what limits the choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ltv.errors import InvalidTableError

Floats = NDArray[np.float64]
Sets = NDArray[np.bool_]
"""One row per set, one column per option."""
Pair = tuple[str, str]

BUDGET = "budget"


@dataclass(frozen=True, eq=False)
class Problem:
    """Options, at most one size of each initiative, and everything a choice must keep.

    Attributes
    ----------
    ids : one per option
    value : float, per option
        What it is worth alone, in whatever is to be maximised: expected margin net of its own cost, usually.
    use : float, options × resources, 0 or more
        The first resource is the budget, in money; the others people, in person-months.
    limits : float, per resource; infinite for no limit
    resources : names, the first one `BUDGET`
    initiative : per option; several options of one initiative are its sizes
    requires : (a, b): a only with b
    excludes : (a, b): not both
    forced, forbidden : what must be in, and what must not
        Like the rules above, ids of options or initiatives; an initiative stands for any of its sizes.
    pairs, together : columns of two options, and what the two are worth beyond the sum of each alone
        Negative where they reach for the same customers. 0 for pairs that are not named.
    """

    ids: tuple[str, ...]
    value: Floats
    use: Floats
    limits: Floats
    resources: tuple[str, ...]
    initiative: tuple[str, ...]
    requires: tuple[Pair, ...] = ()
    excludes: tuple[Pair, ...] = ()
    forced: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    pairs: tuple[tuple[int, int], ...] = ()
    together: Floats = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        problems = list(_flaws(self))
        if problems:
            raise InvalidTableError("portfolio", problems)

    @classmethod
    def of(
        cls,
        ids: Sequence[str],
        value: ArrayLike,
        cost: ArrayLike,
        *,
        budget: float = np.inf,
        people: Mapping[str, ArrayLike] | None = None,
        capacity: Mapping[str, float] | None = None,
        initiative: Sequence[str] | None = None,
        requires: Sequence[Pair] = (),
        excludes: Sequence[Pair] = (),
    ) -> Problem:
        """A problem from lists, one entry per option; `people` and `capacity` by name of resource."""
        people, capacity = people or {}, capacity or {}
        columns = [np.asarray(cost, dtype=np.float64), *(np.asarray(p, dtype=np.float64) for p in people.values())]
        return cls(
            ids=tuple(ids),
            value=np.asarray(value, dtype=np.float64),
            use=np.stack(columns, axis=-1),
            limits=np.array([budget, *(capacity.get(name, np.inf) for name in people)], dtype=np.float64),
            resources=(BUDGET, *people),
            initiative=tuple(initiative or ids),
            requires=tuple(requires),
            excludes=tuple(excludes),
        )

    @property
    def size(self) -> int:
        """Number of options."""
        return len(self.ids)

    @property
    def cost(self) -> Floats:
        """What each option takes of the budget."""
        return self.use[:, 0]

    @property
    def room(self) -> Floats:
        """Limits with the rounding of sums allowed for: far below one smallest unit of money."""
        return self.limits * (1 + 1e-12) + 1e-9

    @property
    def tolerance(self) -> float:
        """Sets whose values differ by no more are worth the same."""
        return 1e-9 * float(np.abs(self.value).sum() + np.abs(self.together).sum())

    @property
    def names(self) -> tuple[str, ...]:
        """Initiatives in the order of their first option."""
        return tuple(dict.fromkeys(self.initiative))

    def columns(self, name: str) -> NDArray[np.intp]:
        """Options that a name stands for: the option of that id, or all sizes of that initiative."""
        return np.flatnonzero([name in pair for pair in zip(self.ids, self.initiative)])

    def chosen(self, columns: NDArray[np.bool_]) -> tuple[str, ...]:
        """Ids of a set, in order."""
        return tuple(np.array(self.ids, dtype=object)[columns])

    def forcing(self, *names: str) -> Problem:
        """The same with some initiatives or sizes that must be in."""
        return replace(self, forced=self.forced | set(names), forbidden=self.forbidden - set(names))

    def forbidding(self, *names: str) -> Problem:
        """The same with some initiatives or sizes left out."""
        return replace(self, forbidden=self.forbidden | set(names), forced=self.forced - set(names))

    def limited(self, resource: str, limit: float) -> Problem:
        """The same with another limit."""
        limits = self.limits.copy()
        limits[self.resources.index(resource)] = limit
        return replace(self, limits=limits)

    def valued(self, value: Floats, pairs: tuple[tuple[int, int], ...], together: Floats) -> Problem:
        """The same with other worths, alone and of pairs."""
        return replace(self, value=value, pairs=pairs, together=together)


def _flaws(problem: Problem) -> Iterator[str]:
    """Everything that keeps a problem from being solved, a line each."""
    size, width = len(problem.ids), len(problem.resources)
    if problem.use.shape != (size, width) or problem.value.shape != (size,) or len(problem.initiative) != size:
        yield f"expected {size} values and initiatives and {size} x {width} uses, found {problem.use.shape}"
        return
    if len(set(problem.ids)) < size:
        yield "an option occurs twice"
    for bad, what in (
        (~np.isfinite(problem.value), "its value is not known"),
        (~(problem.use >= 0).all(axis=1) | np.isinf(problem.use).any(axis=1), "a cost or person-months below 0"),
    ):
        yield from (f"{problem.ids[row]}: {what}" for row in np.flatnonzero(bad))
    for name, limit in zip(problem.resources, problem.limits):
        if not limit >= 0:
            yield f"{name}: not a limit of 0 or more, found {limit}"
    if len(problem.pairs) != len(problem.together) or not np.isfinite(problem.together).all():
        yield f"expected a known worth together for {len(problem.pairs)} pairs, found {len(problem.together)}"
    known = {*problem.ids, *problem.initiative}
    named = [
        *problem.forced,
        *problem.forbidden,
        *(name for rule in problem.requires + problem.excludes for name in rule),
    ]
    yield from (
        f"{name}: in a rule, but not among the initiatives" for name in dict.fromkeys(named) if name not in known
    )
    yield from (f"{a}: excludes itself" for a, b in problem.excludes if a == b)
