"""What the Customers tab answers: whom to save first, chosen by rule for each case, and the figures beside it."""

from __future__ import annotations

import math
from typing import Literal

from ltv.decisions.prospects import expected_loss
from ltv.decisions.quadrants import Quadrant
from ltv.models.early_warning.metrics import EXPECTED_SAVING
from ltv.models.early_warning.model import Status
from ui import show
from ui.conditions import have, need
from ui.ltv_customers_data import Seen, defined
from ui.page import Card
from ui.words import of, sentences, t

Case = Literal["nothing_observed", "nobody", "unknown", "calm", "waiting", "rescue", "many"]

MANY, FEW = 0.5, 30
"""Above this share of all, and this number, those to save are too many to begin with: a plan has to choose."""


def case(seen: Seen) -> Case:
    """Which kind of answer the data allow."""
    if not len(seen.table):
        return "nothing_observed" if seen.warning.status == Status.NOTHING else "nobody"
    if not seen.has_values:
        return "unknown"
    rescue = int(seen.totals.loc[Quadrant.RESCUE, "customers"])
    if not rescue:
        return "waiting" if seen.waiting else "calm"
    return "many" if rescue > MANY * len(seen.table) and rescue > FEW else "rescue"


def headline(seen: Seen) -> str:
    """Whom to save first, in one sentence."""
    totals = seen.totals
    rescue = totals.loc[Quadrant.RESCUE]
    return t(
        f"ltv_customers.headline.{case(seen)}",
        n=show.customers(int(rescue["customers"])),
        all=show.customers(len(seen.table)),
        gone=show.customers(seen.outside.gone),
        waiting=show.customers(seen.waiting),
        window=show.count(seen.window) if math.isfinite(seen.window) else "",
        value=seen.money.written(float(rescue["value"])),
        saving=seen.money.written(float(rescue["saving"])),
        name=seen.value_within,
        lacking=lacking(seen),
        why=of(seen.warning.why),
    )


def lacking(seen: Seen) -> str:
    """What the data lack for a value, with numbers."""
    conditions = seen.models.lacking
    if not conditions:
        return t("ltv_customers.lacking.other")
    said = [t("ltv_customers.lacking", what=of(c.words), have=have(c), need=need(c)) for c in conditions]
    return t("ltv_customers.and").join(said)


def scope(seen: Seen) -> str:
    """Whom the tab speaks of, and by which rules."""
    months = seen.worth.assumed.horizon_months
    parts = [_scope(seen, months)]
    if seen.is_contracts and seen.has_values:
        parts.append(window(seen))
    if seen.outside.recent:
        parts.append(t("ltv_customers.scope.recent", n=show.customers(seen.outside.recent)))
    return sentences(*parts)


def window(seen: Seen) -> str:
    """The rule that lets contracts wait, with how many do."""
    if math.isinf(seen.window):
        return t("ltv_customers.window.rule.none")
    return t("ltv_customers.window.rule", n=show.count(seen.window), waiting=show.customers(seen.waiting))


def _scope(seen: Seen, months: int) -> str:
    valued = "ltv_customers.scope.contracts" if seen.is_contracts else "ltv_customers.scope"
    return t(
        valued if case(seen) != "unknown" else "ltv_customers.scope.unknown",
        rule=of(seen.warning.rule),
        all=show.customers(len(seen.table)),
        name=seen.value_name,
        years=show.number(months / 12, 0 if months % 12 == 0 else 1),
        discount=show.share(seen.worth.assumed.discount_annual, 0),
    )


def caution(seen: Seen) -> str:
    """What the reader must know before acting; empty where nothing is amiss."""
    record = seen.models.record
    if seen.has_values and record is not None and record.is_off:
        return t(f"ltv_customers.caution.off.{seen.data.kind}", error=show.share(abs(record.total_error), 0))
    if seen.warning.status == Status.BANDS:
        return of(seen.warning.why)
    if seen.has_values and seen.models.lacking:
        return t("ltv_customers.caution.few", lacking=lacking(seen))
    return ""


def cards(seen: Seen) -> list[Card]:
    """Whom to save, what that is worth, who is expected to leave, who has left already."""
    totals = seen.totals
    rescue, leavers = totals.loc[Quadrant.RESCUE], seen.warning.expected_leavers
    loss = expected_loss(totals) if seen.has_values else float("nan")
    known = seen.has_values
    return [
        Card(
            t("ltv_customers.card.rescue"),
            show.count(rescue["customers"]) if known else show.NOTHING,
            about=t("ltv_customers.card.rescue.about", value=_share(rescue["share"])),
            help=t("ltv_customers.card.rescue.help"),
        ),
        Card(
            t("ltv_customers.card.saving"),
            seen.money.written(float(rescue["saving"])) if known else show.NOTHING,
            about=t("ltv_customers.card.saving.about"),
            help=defined(EXPECTED_SAVING),
        ),
        Card(
            t(f"ltv_customers.card.leavers.{seen.data.kind}", n=seen.horizon),
            show.count(leavers) if len(seen.table) else show.NOTHING,
            about=t("ltv_customers.card.leavers.about", loss=seen.money.written(loss)),
            help=t("ltv_customers.card.leavers.help"),
        ),
        Card(
            t("ltv_customers.card.gone"),
            show.count(seen.outside.gone),
            about=_gone(seen),
            help=t("ltv_customers.card.gone.help"),
        ),
    ]  # fmt: skip


def _share(value: float) -> str:
    return show.share(float(value), 0)


def _gone(seen: Seen) -> str:
    """What may still come from those gone; else how many are too new to be warned of."""
    value = seen.outside.gone_value
    if value == value:
        return t("ltv_customers.card.gone.value", value=seen.money.written(value))
    return t("ltv_customers.card.gone.about")
