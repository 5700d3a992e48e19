"""The answer of the reconciliation tab, chosen by rule for each case."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from ltv.reconcile.bridge import MATERIALITY, MonthlyBridge
from ltv.reconcile.reconciliation import Reconciliation
from ui import page, show
from ui.words import t

Case = Literal["nothing_matched", "equal", "offset", "explained", "material", "no_core"]


def case_of(found: MonthlyBridge) -> Case:
    """Which sentence is true. `offset`: the totals agree though customers or months do not."""
    if found.count("matched") == 0:
        return "nothing_matched"
    is_same = bool((found.customers["place"] == "matched").all() and (found.customers["different"] == 0).all())
    if is_same:
        return "equal"
    if math.isnan(found.unexplained_share):
        return "no_core"
    if found.is_material:
        return "material"
    return "offset" if found.difference == 0 else "explained"


@dataclass(frozen=True)
class Story:
    """Headline, rule and scope, badge, and what to beware of."""

    headline: str
    scope: str
    badge: page.Badge
    caution: str

    @classmethod
    def of(cls, found: Reconciliation) -> Story:
        """What the comparison says."""
        case = case_of(found.bridge)
        return cls(
            t(f"reconcile.headline.{_which(case, found.bridge)}", **_values(found)),
            _scope(found),
            _BADGES[case](),
            _caution(found, case),
        )


def _which(case: Case, bridge: MonthlyBridge) -> str:
    """The sentence of a case; where much is unexplained it says which of the two is higher."""
    if case != "material":
        return case
    return "material." + ("more" if bridge.difference > 0 else "less" if bridge.difference < 0 else "even")


_BADGES = {
    "nothing_matched": lambda: page.Badge(t("reconcile.badge.open"), "gray", page.OPEN),
    "no_core": lambda: page.Badge(t("reconcile.badge.open"), "gray", page.OPEN),
    "equal": lambda: page.Badge(t("reconcile.badge.good"), "green", page.GOOD),
    "offset": lambda: page.Badge(t("reconcile.badge.good"), "green", page.GOOD),
    "explained": lambda: page.Badge(t("reconcile.badge.good"), "green", page.GOOD),
    "material": lambda: page.Badge(t("reconcile.badge.bad"), "red", ":material/warning:"),
}


def _values(found: Reconciliation) -> dict[str, str]:
    """What any of the sentences may name; each part of the sum with one sign."""
    bridge, months = found.bridge, found.data.months

    def money(value: int) -> str:
        return show.money(value, months.currency, months.decimals, exact=True)

    def sign(value: int) -> str:
        return "+" if value >= 0 else "−"

    core_only, matched = bridge.total("core_only"), bridge.matched_difference
    return {
        "gap": money(bridge.difference),
        "size": money(abs(bridge.difference)),
        "crm_only": money(bridge.total("crm_only")),
        "core_sign": sign(-core_only) if core_only else "−",
        "core_only": money(abs(core_only)),
        "difference_sign": sign(matched),
        "difference": money(abs(matched)),
        "unexplained": money(bridge.total("unexplained_size")),
        "share": share(bridge.unexplained_share),
        "limit": show.share(MATERIALITY),
        "crm": money(bridge.total("crm")),
        "customers_crm": show.customers(bridge.count("crm_only")),
        "customers_core": show.customers(bridge.count("core_only")),
        "customers": show.customers(bridge.count("matched")),
        "months": show.count(len(bridge.months)),
    }


def share(value: float) -> str:
    """A share with as many places as tell it from the limit: 5.9 %, 0.25 %, 0.501 %."""
    if abs(value) >= 2 * MATERIALITY:
        return show.share(value)
    return show.share(value, 3 if value != MATERIALITY and round(value, 4) == MATERIALITY else 2)


def _scope(found: Reconciliation) -> str:
    return t(
        "reconcile.scope.contracts" if found.data.kind == "contracts" else "reconcile.scope",
        first=show.month(found.sales.first), last=show.month(found.sales.last), limit=show.share(MATERIALITY),
    )  # fmt: skip


def _caution(found: Reconciliation, case: Case) -> str:
    """What the comparison leaves out, if anything."""
    said = []
    if found.sales.outside_rows:
        months = found.data.months
        money = show.money(found.sales.outside_money, months.currency, months.decimals)
        said.append(t("reconcile.caution.outside", rows=show.count(found.sales.outside_rows), money=money))
    if found.questions and case != "nothing_matched":
        said.append(t("reconcile.caution.questions", n=show.count(len(found.questions))))
    if found.matching.common:
        said.append(t("reconcile.caution.common", n=show.count(found.matching.common)))
    return "\n\n".join(said)
