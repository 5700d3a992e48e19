"""What the Actions tab answers: how many to contact this week and what it is worth, by rule for each case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ltv.decisions.action_metrics import EXPECTED_COST, EXPECTED_GAIN, SAVED_COST
from ltv.decisions.action_plan import HOLD_OUT, Audience
from ltv.decisions.audience import plan_audience
from ltv.decisions.consent import Consent, consent_counts
from ui import show
from ui.ltv_actions_inputs import Inputs
from ui.ltv_customers_data import Seen, defined
from ui.ltv_customers_story import lacking
from ui.ltv_money_notes import gain_name
from ui.page import Card
from ui.words import of, t

Case = Literal["nobody", "unknown", "no_treatment", "no_room", "none_pays", "both", "people", "automatic"]
OF_PLAN = ("customer", "customer_id", "value", "risk", "stage", "consent", "is_due")
"""Columns that a plan asks of people, where they are known."""


def plan(seen: Seen, inputs: Inputs) -> Audience:
    """The plan under the reader's choices."""
    people = seen.table[[name for name in OF_PLAN if name in seen.table]]
    return plan_audience(people, seen.treatments, inputs.caps, seed=inputs.seed, holdout_share=inputs.hold_out)


@dataclass(frozen=True, eq=False)
class Story:
    """A plan, and what it is told with."""

    seen: Seen
    inputs: Inputs
    plan: Audience

    @property
    def case(self) -> Case:
        """Which kind of answer the plan gives."""
        if not len(self.seen.table):
            return "nobody"
        if not self.seen.has_values:
            return "unknown"
        if not self.seen.treatments:
            return "no_treatment"
        if self.plan.chosen.empty:
            return "none_pays" if self.plan.deferred.empty else "no_room"
        people = self.plan.contacts_by_people
        return "automatic" if people == 0 else "people" if people == self.plan.contacts else "both"

    @property
    def is_told(self) -> bool:
        """Whether anybody is contacted."""
        return self.case in ("both", "people", "automatic")

    def headline(self) -> str:
        """Whom to contact, what it is expected to bring, and whom to leave alone."""
        plan, people = self.plan, self.plan.contacts_by_people
        key = f"ltv_actions.headline.{self.case}"
        if self.is_told and plan.spared:
            key += ".spared"
        return t(
            key,
            people=show.customers(people),
            automatic=show.customers(plan.contacts_by_machine),
            gain=self.gain(),
            spared=show.customers(plan.spared),
            saved=self.money(plan.saved_cost),
            waiting=show.customers(len(plan.deferred)),
            all=show.customers(len(self.seen.table)),
            lacking=lacking(self.seen),
        )

    def gain(self) -> str:
        """The expected gain; called unproven where it may as well be a loss."""
        key = "ltv_actions.gain" if self.plan.surely_gains else "ltv_actions.gain.unproven"
        return t(key, amount=self.money(self.plan.gain))

    def scope(self) -> str:
        """The rule, and on what it rests."""
        share = show.share(self.inputs.hold_out, 0)
        return t("ltv_actions.scope", share=share, consent=self.consent())

    def consent(self) -> str:
        """How many may not be written to, and why."""
        people = self.seen.table
        counts = consent_counts(people.get("consent"), len(people))
        return t(
            "ltv_actions.consent",
            given=show.count(counts[Consent.GIVEN]),
            refused=show.count(counts[Consent.REFUSED]),
            unknown=show.count(counts[Consent.UNKNOWN]),
        )

    def cards(self) -> list[Card]:
        """Contacts, gain, cost, hold-out and savings."""
        return [self._contacts(), self._gain(), self._cost(), self._held_out(), self._saved()]

    def _contacts(self) -> Card:
        by = {"people": self.plan.contacts_by_people, "automatic": self.plan.contacts_by_machine}
        return Card(
            t("ltv_actions.card.contacts"),
            show.count(self.plan.contacts),
            about=t("ltv_actions.card.contacts.about", **{who: show.count(n) for who, n in by.items()}),
            help=t("ltv_actions.card.contacts.help"),
        )

    def _gain(self) -> Card:
        return Card(
            gain_name(self.seen.worth),
            self.money(self.plan.gain),
            about=self.seen.money.between(*self.plan.gain_range),
            help=f"{defined(EXPECTED_GAIN)}\n\n{t('ltv_actions.card.gain.help')}",
        )

    def _cost(self) -> Card:
        offers = self.money(self.plan.discount)
        return Card(
            t("ltv_actions.card.cost"),
            self.money(self.plan.spend),
            about=t("ltv_actions.card.cost.about", hours=show.number(self.plan.hours, 1)),
            help=f"{defined(EXPECTED_COST)}\n\n{t('ltv_actions.card.cost.help', offers=offers)}",
        )

    def _held_out(self) -> Card:
        return Card(
            t("ltv_actions.card.held"),
            show.count(len(self.plan.arm(HOLD_OUT))),
            about=t("ltv_actions.card.held.about", gain=self.money(self.plan.held_out_gain)),
            help=t("ltv_actions.card.held.help"),
        )

    def _saved(self) -> Card:
        return Card(
            t("ltv_actions.card.saved"),
            self.money(self.plan.saved_cost),
            about=t("ltv_actions.card.saved.about", n=show.customers(self.plan.spared)),
            help=f"{defined(SAVED_COST)}\n\n{t('ltv_actions.card.saved.help', usual=of(self.plan.usual.name))}",
        )

    def money(self, amount: float) -> str:
        """An amount in words."""
        return self.seen.money.written(amount)
