"""The answer of the workshop, by rule for each case, and what its figures say in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from ltv.decisions.agreement.positions import Positions
from ltv.decisions.agreement.stopping import REASON_NAMES
from ltv.decisions.kpi import DEPARTMENTS
from ltv.store import Decision, Record
from ui import show, workshop
from ui.page import BAD, GOOD, OPEN, Badge, Card
from ui.words import of, sentences, t
from ui.workshop import Workshop
from ui.workshop_figures import Standing

Case = Literal["nothing", "waiting", "ready", "nobody", "alone", "agreed", "apart", "decided"]


@dataclass(frozen=True, eq=False)
class Story:
    """Everything the answer needs.

    Attributes
    ----------
    standing : None before a round of what is open is on the table
    decided : the record of what was decided on what is open; None before
    """

    shop: Workshop
    standing: Standing | None
    decided: Record[Decision] | None

    @property
    def case(self) -> Case:
        """Where the meeting stands."""
        shop = self.shop
        if not shop.item:
            return "nothing"
        if self.decided:
            return "decided"
        if self.standing is None or (not shop.is_over and shop.entered(shop.round)):
            return "waiting" if shop.waiting else "ready"
        return self._outcome(self.standing)

    def _outcome(self, found: Standing) -> Case:
        if not any(one.spread.n for one in found.positions):
            return "nobody"
        if found.widest is None:
            return "alone"
        return "agreed" if found.is_agreed else "apart"

    def headline(self) -> str:
        """The answer as one sentence."""
        case, shop = self.case, self.shop
        if case == "nothing":
            return t("workshop.headline.nothing")
        name = of(shop.initiative.name)
        if case in ("waiting", "ready"):
            return self._entering(case, name)
        if case == "decided" and self.decided:
            body = self.decided.body
            return t("workshop.headline.decided", name=name, chosen=body.chosen, review=day_words(body.review_date))
        if case == "apart":
            return self._apart(name)
        if case == "agreed":
            return self._agreed(name)
        return t(f"workshop.headline.{case}", name=name, n=show.count(len(shop.departments)))

    def _entering(self, case: Case, name: str) -> str:
        shop = self.shop
        return t(
            f"workshop.headline.{case}",
            name=name,
            round=round_words(shop.round),
            n=show.count(len(shop.departments)),
            done=show.count(len(shop.entered(shop.round))),
            left=show.count(len(shop.waiting)),
            names=workshop.names(shop.waiting),
        )

    def _apart(self, name: str) -> str:
        """Who against whom, on the quantity on which they are furthest apart."""
        found = self.standing.widest if self.standing else None
        if found is None:
            raise RuntimeError("departments cannot be apart on nothing")
        return t("workshop.headline.apart", name=name, **extremes(self.shop, found))

    def _agreed(self, name: str) -> str:
        compared = [one for one in (self.standing.positions if self.standing else ()) if one.spread.n >= 2]
        said = [
            t("workshop.quantity_is", quantity=self.shop.scales[one.quantity].name,
              value=self.shop.scales[one.quantity].written(one.spread.median))
            for one in compared
        ]  # fmt: skip
        n = max(one.spread.n for one in compared)
        return t("workshop.headline.agreed", name=name, n=show.count(n), values=t("priority.and").join(said))

    def scope(self) -> str:
        """How the meeting is held."""
        how = t("workshop.scope")
        return sentences(how, t("workshop.scope.room", room=self.shop.code)) if self.shop.code else how

    def badge(self) -> Badge:
        """The state in two words."""
        looks = {
            "nothing": ("gray", OPEN), "waiting": ("gray", OPEN), "ready": ("blue", OPEN), "nobody": ("gray", OPEN),
            "alone": ("gray", OPEN), "agreed": ("green", GOOD), "apart": ("orange", BAD), "decided": ("green", GOOD),
        }  # fmt: skip
        colour, icon = looks[self.case]
        return Badge(t(f"workshop.badge.{self.case}"), colour, icon)  # type: ignore[arg-type]


def round_words(number: int) -> str:
    """A round in words."""
    return t(f"workshop.round.{number}")


def day_words(written: str) -> str:
    """A day as it is kept, in words."""
    return show.day(dt.date.fromisoformat(written))


def extremes(shop: Workshop, found: Positions) -> dict[str, str]:
    """The department with the highest and the one with the lowest estimate, with what they say."""
    scale, given = shop.scales[found.quantity], found.given
    return {
        "quantity": scale.name,
        "high": of(DEPARTMENTS[found.highest]),
        "low": of(DEPARTMENTS[found.lowest]),
        "high_value": scale.written(float(given["p50"].iloc[0])),
        "low_value": scale.written(float(given["p50"].iloc[-1])),
    }


def cards(shop: Workshop, found: Standing) -> list[Card]:
    """Agreement on each quantity, on the order of initiatives, and what to do now."""
    stop = found.stop
    return [
        *(_agreement(shop, one) for one in found.positions),
        Card(t("workshop.card.order"), show.number(found.order.w, 2), about=_order_about(found)),
        Card(
            t("workshop.card.stop"),
            t(_now(found)),
            about=t("workshop.card.not_yet") if stop.reason == "continue" else of(REASON_NAMES[stop.reason]),
        ),
    ]


def _now(found: Standing) -> str:
    """What the stop rule says, as a key of words."""
    if not found.stop.stop:
        return "workshop.card.go_on"
    return "workshop.card.agreed" if found.stop.agreed else "workshop.card.not_agreed"


def _agreement(shop: Workshop, one: Positions) -> Card:
    scale = shop.scales[one.quantity]
    label = t("workshop.card.agreement", quantity=scale.name)
    if one.spread.n < 2:
        return Card(label, show.NOTHING, about=t("workshop.card.too_few", n=show.count(one.spread.n)))
    about = t("workshop.card.ratio", n=show.number(one.spread.ratio, 1)) if one.spread.ratio == one.spread.ratio else ""
    return Card(label, show.share(1 - one.relative_iqr, 0), about=about)


def _order_about(found: Standing) -> str:
    order = found.order
    if order.w != order.w:
        return t("workshop.card.no_order")
    return t("workshop.card.order_about", items=show.count(order.items), judges=show.count(order.judges),
             p=show.number(order.p, 3))  # fmt: skip
