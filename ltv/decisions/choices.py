"""Which treatments are open to each customer, what speaks against the others, and what each is expected to bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.decisions.consent import Consent
from ltv.decisions.people import People
from ltv.decisions.treatments import Treatment, expected_gain, treatment_flaws
from ltv.errors import InvalidTableError
from ltv.metrics.metric import Text

BLOCKS = {
    "": Text("対象にできる", "Open"),
    "unknown": Text("価値かリスクが分からない", "Value or risk is not known"),
    "negative_margin": Text("残存粗利が赤字（価格・条件を見直す）", "Negative margin: review price or terms"),
    "in_dispute": Text("係争・クレーム対応中", "In dispute"),
    "churn_notified": Text("解約の申し出あり（担当者が個別に対応）", "Has given notice: handled in person"),
    "contact_cap": Text("30日間の接触回数が上限に達した", "Contacted as often as allowed in 30 days"),
    "consent_refused": Text("配信の同意なし（拒否）", "No consent: refused"),
    "consent_unknown": Text("配信の同意を確認できない", "No consent: blank or not understood"),
    "cooling": Text("前回の連絡から日が浅い", "Contacted too recently"),
    "not_due": Text("次の更新がまだ先（近づいたら動く）", "The next renewal is not near yet: wait"),
    "stage": Text("いまの段階に合う施策がない", "No treatment suits the stage"),
    "margin_floor": Text("特典を引くと粗利の下限を下回る", "Too little margin left after the offer"),
    "no_gain": Text("どの施策も費用が効果を上回る", "Every treatment costs more than it is expected to bring"),
}
"""Why a customer is not treated. The first ones hold for a customer whatever the treatment."""

_NAMES = tuple(BLOCKS)
_CODE = {name: code for code, name in enumerate(BLOCKS)}
_OF_CUSTOMER = ("unknown", "negative_margin", "in_dispute", "churn_notified", "contact_cap")
LASTING = ("unknown", "negative_margin", "consent_refused", "consent_unknown", "stage", "margin_floor")
"""Reasons that do not pass within days."""
_CONSENT = ("consent_refused", "consent_unknown")


@dataclass(frozen=True, eq=False)
class Choices:
    """Every treatment for every customer: gain, and what speaks against it. Columns are `treatments`.

    `gain` is NaN where value or risk is unknown; `block` holds codes of `BLOCKS`, 0 where the treatment is open;
    `possible` is True where nothing but what passes within days speaks against it, and the gain is known; `pays_apart`
    the same with consent left aside, which decides the channel and not what a customer is worth an effort.
    """

    people: People
    treatments: tuple[Treatment, ...]
    gain: NDArray[np.float64]
    block: NDArray[np.int8]
    possible: NDArray[np.bool_]
    pays_apart: NDArray[np.bool_]

    @cached_property
    def open_gain(self) -> NDArray[np.float64]:
        """Gain of open treatments; minus infinity for the others."""
        return np.where((self.block == 0) & np.isfinite(self.gain), self.gain, -np.inf)

    def best(self, allowed: NDArray[np.bool_] | None = None) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Column and gain of each customer's best treatment among those allowed; ties go to the cheaper one.

        The gain is minus infinity, and the column means nothing, where none is allowed.
        """
        gain = self.open_gain if allowed is None else np.where(allowed, self.gain, -np.inf)
        if not self.treatments:
            return np.zeros(self.people.size, dtype=np.intp), np.full(self.people.size, -np.inf)
        cheapest_first = np.argsort([t.contact_cost for t in self.treatments], kind="stable")
        column = cheapest_first[np.argmax(gain[:, cheapest_first], axis=1)]
        return column, gain[np.arange(self.people.size), column]


def choices(people: People, treatments: Sequence[Treatment], *, contacts_30d: int | None = None) -> Choices:
    """Weigh every contact for every customer. A treatment without a contact is left out: it is the comparison.

    Parameters
    ----------
    contacts_30d : contacts a customer may have in 30 days, this one included; None for no cap

    Raises
    ------
    InvalidTableError
        When a treatment cannot be used; the message lists all flaws.
    """
    flaws = treatment_flaws(treatments)
    if flaws:
        raise InvalidTableError("treatments", [f"{flaw.treatment}: {flaw.text.en}" for flaw in flaws])
    contacts = tuple(t for t in treatments if t.is_contact)
    gain = np.empty((people.size, len(contacts)))
    block = np.zeros((people.size, len(contacts)), dtype=np.int8)
    for column, treatment in enumerate(contacts):
        gain[:, column] = expected_gain(people.risk, people.value, treatment)
        block[:, column] = _blocks(people, treatment, waits=is_intervention(treatment, contacts))
    always = _always_blocked(people, contacts_30d)[:, None]
    possible = ~(_lasts(block) | _lasts(always)) & np.isfinite(gain)
    consent = np.isin(block, [_CODE[name] for name in _CONSENT]) & ~_lasts(always) & np.isfinite(gain)
    return Choices(people, contacts, gain, np.where(always > 0, always, block), possible, possible | consent)


def _always_blocked(people: People, contacts_30d: int | None) -> NDArray[np.int8]:
    """What speaks against any treatment of a customer; the first reason of several."""
    cap = np.inf if contacts_30d is None else contacts_30d
    unknown = np.isnan(people.value) | np.isnan(people.risk)
    return _first(
        ("unknown", unknown),
        ("negative_margin", ~unknown & (np.nan_to_num(people.value) < 0)),
        ("in_dispute", people.in_dispute),
        ("churn_notified", people.churn_notified),
        ("contact_cap", people.contacts >= cap),
    )


def is_intervention(treatment: Treatment, treatments: Sequence[Treatment]) -> bool:
    """Whether a treatment is a person's effort to keep a customer; where nobody calls or visits, any effort to."""
    keeps = [t for t in treatments if t.aim == "retention" and t.is_contact]
    return treatment in ([t for t in keeps if t.is_human] or keeps)


def _blocks(people: People, treatment: Treatment, *, waits: bool) -> NDArray[np.int8]:
    """What speaks against one treatment, which waits until a renewal is near; the first reason of several."""
    asks = treatment.needs_consent
    return _first(
        ("stage", _unsuited(people, treatment)),
        ("margin_floor", np.nan_to_num(people.value) - treatment.offer < treatment.minimum_margin),
        ("consent_refused", asks & (people.consent == Consent.REFUSED)),
        ("consent_unknown", asks & (people.consent == Consent.UNKNOWN)),
        ("cooling", people.days_since_contact < treatment.cooling_days),
        ("not_due", ~people.is_due & waits),
    )


def _unsuited(people: People, treatment: Treatment) -> NDArray[np.bool_]:
    """Customers known to be at a stage the treatment does not suit."""
    if not treatment.stages:
        return np.zeros(people.size, dtype=bool)
    stage = pd.Series(people.stage, dtype=object)
    return (stage.notna() & ~stage.isin(treatment.stages)).to_numpy(dtype=bool)


def _first(*reasons: tuple[str, NDArray[np.bool_]]) -> NDArray[np.int8]:
    """Code of the first reason that holds, 0 where none does."""
    result = np.zeros(len(reasons[0][1]), dtype=np.int8)
    for name, holds in reversed(reasons):
        result[holds] = _CODE[name]
    return result


def _lasts(block: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Where what speaks against a treatment does not pass within days."""
    return np.isin(block, [_CODE[name] for name in LASTING])


def reasons(weighed: Choices) -> NDArray[np.object_]:
    """Why each customer has no open treatment that pays: a code of `BLOCKS`, "" for those who have one.

    What holds for the customer whatever the treatment; else, of the treatments that would pay, what speaks against
    the best one; else that none pays.
    """
    size = weighed.people.size
    if not weighed.treatments:
        return np.full(size, "no_gain", dtype=object)
    gain = np.where(np.isfinite(weighed.gain), weighed.gain, -np.inf)
    best = np.argmax(gain, axis=1)
    code = weighed.block[np.arange(size), best]
    of_customer = np.isin(code, [_CODE[name] for name in _OF_CUSTOMER])
    code = np.where(of_customer | (gain[np.arange(size), best] > 0), code, _CODE["no_gain"])
    code[weighed.open_gain.max(axis=1) > 0] = 0
    return np.array(_NAMES, dtype=object)[code]
