"""What a meeting's estimates come to: pooled beliefs, what each department's would be worth, and the plan with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions.agreement.across import NO_LEAN, lean, order_agreement
from ltv.decisions.agreement.calibration import Calibration, calibration
from ltv.decisions.agreement.implied import implied_worth
from ltv.decisions.agreement.pooling import pooled
from ltv.decisions.agreement.standing import Standing
from ltv.decisions.portfolio.beliefs import Belief, with_beliefs
from ltv.decisions.portfolio.initiatives import Initiative
from ltv.decisions.portfolio.plan import Limits
from ltv.decisions.portfolio.priors import Prior
from ltv.decisions.portfolio.recommendation import Recommendation
from ltv.decisions.scenario.projection import SEED
from ltv.models.assumptions import Assumptions
from ui import priorities, scenario, session, value_controls
from ui.priority_controls import forced_of, limits_of
from ui.workshop import Workshop
from ui.workshop_units import COST, EFFECT

Beliefs = tuple[Belief, ...]
Advice = Literal["now", "test", "leave"]
OF_MARGIN = ("margin", "discount")
"""Levers that move the margin."""


# --- what departments believe together ---------------------------------------------------------------------------


def past_record() -> Calibration:
    """How past intervals did; nothing is known until outcomes of initiatives are on record."""
    return calibration(())


def pool(estimates: pd.DataFrame, quantity: str) -> Prior | None:
    """One belief from those of an initiative's departments; None where nobody gave one. A cost is never below 0."""
    rows = estimates[estimates["quantity"] == quantity].dropna(subset="p50")
    if rows.empty:
        return None
    given = [Prior(row.p10, row.p50, row.p90) for row in rows.itertuples()]
    found = pooled(given, widening=past_record().widening)
    return replace(found, p10=max(0.0, found.p10)) if quantity == COST else found


def beliefs(shop: Workshop) -> Beliefs:
    """What departments believe together of every initiative that is on the table."""
    return tuple(
        Belief(str(item), pool(rows, EFFECT), pool(rows, COST))
        for item, rows in shop.on_table.groupby("item", sort=False)
    )


def belief(shop: Workshop) -> Belief:
    """The same of what is open."""
    return next((one for one in beliefs(shop) if one.initiative == shop.item), Belief(shop.item))


# --- what they would be worth ------------------------------------------------------------------------------------


def is_simulated(data: Dataset) -> bool:
    """Whether there is anybody whose future could be simulated."""
    if not scenario.is_ready(data):
        return False
    return bool(session.cached(priorities.company, data, value_controls.assumptions(data)).revenue > 0)


def is_counted(data: Dataset, one: Initiative) -> bool:
    """Whether the simulation can count what an initiative moves: nothing that moves a margin where none is known."""
    if not scenario.is_ready(data):
        return False
    base = session.cached(priorities.company, data, value_controls.assumptions(data))
    return not (base.margin >= 1 and one.levers and one.levers[0].kind in OF_MARGIN)


def worth(shop: Workshop, estimates: pd.DataFrame) -> pd.DataFrame:
    """What each initiative would be worth if one department were right: `department`, `item`, `worth`, `low`, `high`.

    Who abstained from the effect is left out; who abstained from the cost is taken to believe the one stated before.
    Initiatives whose effect cannot be counted are left out.
    """
    assumed = value_controls.assumptions(shop.data)
    counted = {one.id: one for one in shop.initiatives if is_counted(shop.data, one)}
    parts = [
        session.cached(_worth, shop.data, assumed, counted[str(item)], _by_department(rows)).assign(item=str(item))
        for item, rows in estimates.groupby("item", sort=False)
        if item in counted
    ]
    columns = ["department", "worth", "low", "high", "item"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _by_department(rows: pd.DataFrame) -> Beliefs:
    """Each department's belief of one initiative, under its own name."""
    found: dict[str, dict[str, Prior]] = {}
    for row in rows.dropna(subset="p50").itertuples():
        found.setdefault(row.department, {})[row.quantity] = Prior(row.p10, row.p50, row.p90)
    return tuple(Belief(name, said.get(EFFECT), said.get(COST)) for name, said in sorted(found.items()))


def _worth(data: Dataset, assumed: Assumptions, one: Initiative, said: Beliefs) -> pd.DataFrame:
    told = [belief for belief in said if belief.effect or not one.levers]
    believed = {each.initiative: one.believed(effect=each.effect, cost=each.cost) for each in told}
    _, simulator = priorities.simulator_of(data, assumed, (one,))
    return implied_worth(believed, simulator, draws=priorities.DRAWS, seed=SEED)


# --- how far they agree ------------------------------------------------------------------------------------------


def standing(shop: Workshop) -> Standing:
    """How far departments agree on what is open, and on all that is on the table."""
    has_worth = is_simulated(shop.data)
    now = worth(shop, shop.on_table) if has_worth else worth(shop, shop.on_table.iloc[:0])
    is_later = shop.shown > 1
    past = worth(shop, shop.before) if is_later and has_worth else now.iloc[:0]
    effects = shop.on_table[shop.on_table["quantity"] == EFFECT]
    return Standing(
        item=shop.item,
        round=shop.shown,
        positions=shop.positions(shop.shown),
        before=shop.positions(shop.shown - 1) if is_later else [],
        order=order_agreement(now),
        order_before=order_agreement(past),
        lean=lean(effects) if len(effects) else NO_LEAN,
        worth=now,
    )


# --- the plan with what they believe -----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Plan:
    """The best set before and with what departments believe together.

    Attributes
    ----------
    limits, forced : of the page of priorities; ids that must be in whatever they are worth
    """

    limits: Limits
    forced: tuple[str, ...]
    before: Recommendation
    after: Recommendation

    @property
    def added(self) -> tuple[str, ...]:
        """Initiatives that are in only now."""
        return tuple(name for name in self.after.chosen.chosen if name not in self.before.chosen.chosen)

    @property
    def dropped(self) -> tuple[str, ...]:
        """Initiatives that are in no more."""
        return tuple(name for name in self.before.chosen.chosen if name not in self.after.chosen.chosen)

    def advice(self, item: str) -> Advice:
        """What the plan says of an initiative; one that is in by rule only is to be tested unless it pays surely."""
        row = self.after.table.set_index("id").loc[item]
        if not row["chosen"]:
            return "leave"
        is_sure = row["impact_low"] > 0 if item in self.forced else row["label"] == "now"
        return "now" if is_sure else "test"


def plan(shop: Workshop) -> Plan:
    """The plan of the page of priorities under its limits, with and without what departments believe."""
    data, assumed = shop.data, value_controls.assumptions(shop.data)
    limits, forced = limits_of(data), forced_of(shop.planned)
    believed = tuple(with_beliefs(shop.planned, beliefs(shop)))
    before, after = (
        session.cached(priorities.recommendation, data, assumed, limits, forced, each)
        for each in (shop.planned, believed)
    )
    return Plan(limits, forced, before, after)
