"""Why NRR is what it is: identities that close exactly, and service inputs that may move them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np
import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions import driver_metrics as m
from ltv.decisions.kpi_catalogue import KPIS
from ltv.decisions.kpi_reading import YEAR, Facts, Reading
from ltv.decisions.kpi_readings import reading
from ltv.decisions.kpis import better
from ltv.errors import NotEnoughDataError
from ltv.metrics.catalogue import GRR, RULES
from ltv.metrics.cohorts import cohorts
from ltv.metrics.intervals import share
from ltv.metrics.metric import Metric
from ltv.metrics.movement_rates import CHURN_RATE, CONTRACTION_RATE, EXPANSION_RATE
from ltv.metrics.nrr_rules import CHAINS, NrrRule, default_rule, earliest_end, is_available, span
from ltv.metrics.retention import is_like_the_year_before, retention
from ltv.metrics.retention_parts import Retention
from ltv.months import month_name, month_starts

Role = Literal["root", "plus", "minus", "times", "influence"]
PARTS = ("churn_rate", "contraction_rate", "expansion_rate")
"""Ids of the parts that NRR is moved by."""


@dataclass(frozen=True)
class Node:
    """One box of the tree.

    Attributes
    ----------
    id : str
        Of the part; for an influence, of its KPI.
    parent : id or None
    role : "root", "plus", "minus", "times" or "influence"
        How it enters its parent. An influence claims no arithmetic: drawn dotted, graded D (opinion) until tested.
    value, previous : float
        Now and a year earlier, in the metric's unit; NaN where not known.
    exact : Fraction or None
        The value without rounding, for identities; None for influences and averages of nothing.
    whole : int
        What the children of an identity are added to: 1 for GRR = 1 − contraction − churn, else 0.
    owner : code of `kpi.DEPARTMENTS`
    """

    id: str
    parent: str | None
    role: Role
    metric: Metric
    owner: str
    value: float
    previous: float = math.nan
    exact: Fraction | None = None
    whole: int = 0

    @property
    def change(self) -> float:
        """Value less the one a year earlier."""
        return self.value - self.previous

    @property
    def is_better(self) -> bool | None:
        """Whether it moved the right way in a year; None when it did not move or is not known."""
        return better(self.change, self.metric.direction)


@dataclass(frozen=True)
class DriverTree:
    """NRR by a rule and, beside it, the revenue of the later period; parents come before children."""

    rule: NrrRule
    start: int
    end: int
    nodes: tuple[Node, ...]

    def node(self, node_id: str) -> Node:
        """The node of an id."""
        return next(node for node in self.nodes if node.id == node_id)

    def children(self, node_id: str) -> list[Node]:
        """Nodes that enter another one, by arithmetic or by influence."""
        return [node for node in self.nodes if node.parent == node_id]

    @property
    def moved_most(self) -> Node | None:
        """The part that moved NRR most in the direction it went on a year ago; None when that is not known."""
        rose = self.node("nrr").change > 0
        with_it = [part for part in map(self.node, PARTS) if part.is_better is rose]
        return max(with_it, key=lambda part: abs(part.change)) if with_it else None

    def residual(self, node_id: str) -> Fraction | None:
        """What an identity leaves over: 0 when it closes. None for a node without identity children or value."""
        node = self.node(node_id)
        inputs = [child for child in self.children(node_id) if child.role != "influence"]
        if not inputs or node.exact is None:
            return None
        return node.exact - _computed(node.whole, inputs)


def _computed(whole: int, inputs: list[Node]) -> Fraction:
    """What an identity's inputs make: their product, or `whole` plus and minus them."""
    values = [Fraction(0) if node.exact is None else node.exact for node in inputs]
    if inputs[0].role == "times":
        return math.prod(values, start=Fraction(1))
    signed = (value if node.role == "plus" else -value for node, value in zip(inputs, values))
    return sum(signed, start=Fraction(whole))


def driver_tree(data: Dataset, end: int, rule: NrrRule) -> DriverTree:
    """Take NRR apart at the end of month `end`, by a rule, with each part's value a year earlier.

    NRR = GRR + expansion rate (+ reactivation rate, where the rule counts it);
    GRR = 1 − contraction rate − churn rate; churn rate = share of customers lost × their size relative to all.
    Beside it, revenue now = existing + new + returning + refunds. Service inputs hang below churn as influences.

    Raises
    ------
    NotEnoughDataError
        When the rule has no parts (a product of months) or the data do not reach back far enough.
    """
    now = _parts(data, end, rule)
    if now is None:
        raise NotEnoughDataError(
            f"the rule {rule} cannot be taken apart at {month_name(end)}: "
            "it is a product of months, or the data do not reach back far enough."
        )
    earlier, facts = _parts(data, end - YEAR, rule), Facts(data)
    like = is_like_the_year_before(data.months, rule, end)
    before = {} if earlier is None or not like else {node.id: node.value for node in _identities(earlier)}
    nodes = [replace(node, previous=before.get(node.id, math.nan)) for node in _identities(now)]
    return DriverTree(rule, end - span(rule), end, (*nodes, *_influences(facts, end)))


def tree_rules(data: Dataset) -> list[NrrRule]:
    """Rules that the tree can be shown for."""
    return [rule for rule in NrrRule if rule not in CHAINS and is_available(data.months, rule)]


def usual_tree_rule(data: Dataset) -> NrrRule | None:
    """The rule to show the tree for: the data set's default, or another where a year ago is not like now."""
    rules, usual = tree_rules(data), default_rule(data.months)
    if usual in rules and is_like_the_year_before(data.months, usual, data.months.last_complete):
        return usual
    return next((rule for rule in rules if rule != usual), usual if usual in rules else None)


def _parts(data: Dataset, end: int, rule: NrrRule) -> Retention | None:
    if rule in CHAINS or not is_available(data.months, rule):
        return None
    if not earliest_end(data.months, rule) <= end <= data.months.last_complete:
        return None
    found = retention(data.months, end, rule)
    return found if isinstance(found, Retention) else None


def _identities(r: Retention) -> Iterator[Node]:
    lost, opening = r.customers - r.kept, r.opening
    yield _node(
        "nrr", None, "root", RULES[r.rule], "management", _over(r.kept_revenue + r.counted_reactivation, opening)
    )
    yield _node("grr", "nrr", "plus", GRR, "cs", _over(opening + r.contraction + r.churn, opening), whole=1)
    yield _node("expansion_rate", "nrr", "plus", EXPANSION_RATE, "sales", _over(r.expansion, opening))
    if r.rule == NrrRule.PERIOD_MOVES_REACT:
        returned = _over(r.counted_reactivation, opening)
        yield _node("reactivation_rate", "nrr", "plus", m.REACTIVATION_RATE, "marketing", returned)
    yield _node("contraction_rate", "grr", "minus", CONTRACTION_RATE, "sales", _over(-r.contraction, opening))
    yield _node("churn_rate", "grr", "minus", CHURN_RATE, "cs", _over(-r.churn, opening))
    yield _node("lost_customer_share", "churn_rate", "times", m.LOST_SHARE, "cs", _over(lost, r.customers))
    size = _over(-r.churn * r.customers, lost * opening)
    yield _node("lost_relative_size", "churn_rate", "times", m.LOST_SIZE, "cs", size)
    yield _node("closing", None, "root", m.CLOSING, "management", Fraction(r.closing))
    yield _node("kept", "closing", "plus", m.KEPT, "cs", Fraction(r.kept_revenue))
    yield _node("new", "closing", "plus", m.NEW, "marketing", Fraction(r.outside.new))
    yield _node("returning", "closing", "plus", m.RETURNING, "marketing", Fraction(r.outside.reactivation))
    yield _node("refunds", "closing", "plus", m.REFUNDS, "finance", Fraction(r.outside.refunds))


def _node(
    node_id: str, parent: str | None, role: Role, metric: Metric, owner: str, exact: Fraction | None, whole: int = 0
) -> Node:
    value = math.nan if exact is None else float(exact)
    return Node(node_id, parent, role, metric, owner, value, exact=exact, whole=whole)


def _over(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _influences(facts: Facts, end: int) -> Iterator[Node]:
    """Service inputs below churn: their values, with no claim about how much they move it."""
    for kpi in (KPIS[name] for name in ("promise_kept", "first_reply_p90", "f2")):
        yield _influence(kpi.id, kpi.metric, kpi.owner, reading(kpi.id, facts, end), reading(kpi.id, facts, end - YEAR))
    table = cohorts(facts.data.months)
    yield _influence(
        m.MONTH_1.id, m.MONTH_1, "product", _month_1(facts, table, end), _month_1(facts, table, end - YEAR)
    )


def _influence(node_id: str, metric: Metric, owner: str, now: Reading, earlier: Reading) -> Node:
    previous = earlier.value if earlier.whole else math.nan
    return Node(node_id, "churn_rate", "influence", metric, owner, now.value, previous)


def _month_1(facts: Facts, table: pd.DataFrame, end: int) -> Reading:
    """Customers who paid in the month after their first, over the 12 months of new customers before `end`."""
    first, last, whole = facts.year(end - 1, first=facts.first_new)
    months = month_starts(np.arange(first, max(first, last + 1)))
    chosen = table[(table["age"] == 1) & table["cohort"].isin(months)]
    size = int(chosen["size"].sum())
    return Reading(share(int(chosen["customers"].sum()), size), size, whole=whole)
