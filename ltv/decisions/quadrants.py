"""Whom to nurture, whom to save now, whom to watch, whom to let go: by money, never by percentiles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.decisions.choices import Choices, choices, is_intervention
from ltv.decisions.people import People
from ltv.decisions.treatment_library import NO_CONTACT
from ltv.decisions.treatments import Treatment, break_even_value
from ltv.metrics.metric import Text


class Quadrant(StrEnum):
    """What to do with a customer in principle."""

    NURTURE = "nurture"
    RESCUE = "rescue"
    WAIT = "wait"
    AUTOMATE = "automate"
    LET_GO = "let_go"
    PRICE_REVIEW = "price_review"
    UNKNOWN = "unknown"


QUADRANT_NAMES = {
    Quadrant.NURTURE: Text("A 守り育てる", "A Nurture"),
    Quadrant.RESCUE: Text("B 今すぐ救う", "B Save now"),
    Quadrant.WAIT: Text("更新待ち", "Wait for renewal"),
    Quadrant.AUTOMATE: Text("C 見守り自動化", "C Watch automatically"),
    Quadrant.LET_GO: Text("D 深追いしない", "D Let go"),
    Quadrant.PRICE_REVIEW: Text("価格・条件の見直し", "Review price or terms"),
    Quadrant.UNKNOWN: Text("判定できない", "Not known"),
}
QUADRANT_MEANINGS = {
    Quadrant.NURTURE: Text(
        "価値が高く、今のリスクでは人手をかけても元が取れない顧客。担当を決め、提案で育てます。",
        "Valuable, and not at such a risk that a person's time pays off today. Give them a contact and proposals.",
    ),
    Quadrant.RESCUE: Text(
        "人手による働きかけが費用を上回ると見込める顧客（契約は次の更新が近いものだけ）。期待利益の大きい順に今週動きます。",
        "A person's effort is expected to bring more than it costs (contracts: where a renewal is near). Act this "
        "week, largest expected gain first.",
    ),
    Quadrant.WAIT: Text(
        "人手をかければ元が取れるが、次の更新がまだ先の顧客。引き止めは更新が近づいてから始め、それまでは提案だけにします。",
        "A person's effort would pay off, but the next renewal is not near yet. Begin when it is; until then propose "
        "only.",
    ),
    Quadrant.AUTOMATE: Text(
        "人手では元が取れず、自動の連絡なら費用を上回る顧客。",
        "A person's time does not pay off, what a machine sends does.",
    ),
    Quadrant.LET_GO: Text(
        "どの施策も費用が効果を上回る顧客。連絡を控え、自己解決の手段を案内します。",
        "No treatment is expected to pay off. Leave them alone, with self-service at hand.",
    ),
    Quadrant.PRICE_REVIEW: Text(
        "残存粗利が赤字の顧客。引き止めるより、価格や条件を見直します。",
        "What is still to come is a loss. Review price or terms rather than keep them as they are.",
    ),
    Quadrant.UNKNOWN: Text("価値かリスクが分からない顧客。", "Value or risk is not known."),
}


def quadrants(
    people: pd.DataFrame, treatments: Sequence[Treatment], *, reference_risk: float | None = None
) -> pd.DataFrame:
    """Place each customer in a quadrant and name the treatment with the largest expected gain.

    In this order: residual margin below 0 → price review; a person's effort to keep the customer pays off at the
    customer's own risk → rescue, or wait where the customer's renewal is not near (`is_due`); the value is at least
    `value_threshold`, at which it would pay off at the reference risk → nurture (where such an effort is open to the
    customer, the risk is then at most the reference risk); some other treatment pays off → automate; else let go. What
    passes within days (a recent contact, a contact cap, a dispute) moves nobody, and neither does consent: it decides
    how a customer may be reached, not what they are worth.

    Parameters
    ----------
    people : DataFrame, one row per customer
        As `People.of` reads it: `customer`, `value` (residual margin LTV, money), `risk` (share) …; `is_due` decides
        between rescue and wait, not the treatment named or its gain, which are those of acting today.
    reference_risk : share, optional
        By default the average risk of the customers.

    Returns
    -------
    DataFrame, `people` with three columns more
        `quadrant`, a code of `Quadrant`; `best_treatment`, an id, `no_contact` where none pays off; `gain` expected
        of it (money; 0 without a contact, NaN where not known).
    """
    read = People.of(people)
    weighed = choices(read, treatments)
    threshold = value_threshold(treatments, reference_risk if reference_risk is not None else average_risk(people))
    codes = place(weighed, threshold)
    column, gain = weighed.best(weighed.possible)
    pays = gain > 0
    ids = np.array([t.id for t in weighed.treatments] or [NO_CONTACT.id], dtype=object)
    rows = np.searchsorted(read.customer, people["customer"].to_numpy(dtype=np.int64))
    known = codes != Quadrant.UNKNOWN
    return people.assign(
        quadrant=codes[rows],
        best_treatment=np.where(pays, ids[column], NO_CONTACT.id)[rows],
        gain=np.where(pays, gain, np.where(known, 0.0, np.nan))[rows],
    )


def place(weighed: Choices, threshold: float) -> NDArray[np.object_]:
    """`Quadrant` of each customer, see `quadrants`."""
    saves = np.array([is_intervention(t, weighed.treatments) for t in weighed.treatments], dtype=bool)
    _, by_person = weighed.best(weighed.pays_apart & saves)
    _, by_any = weighed.best(weighed.pays_apart)
    value, due = weighed.people.value, weighed.people.is_due
    unknown = np.isnan(value) | np.isnan(weighed.people.risk)
    with np.errstate(invalid="ignore"):
        return np.select(
            [unknown, value < 0, (by_person > 0) & due, by_person > 0, value >= threshold, by_any > 0],
            [
                Quadrant.UNKNOWN,
                Quadrant.PRICE_REVIEW,
                Quadrant.RESCUE,
                Quadrant.WAIT,
                Quadrant.NURTURE,
                Quadrant.AUTOMATE,
            ],
            default=np.array(Quadrant.LET_GO, dtype=object),
        ).astype(object)


def value_threshold(treatments: Sequence[Treatment], risk: float) -> float:
    """Value at which the cheapest intervention breaks even at a risk; infinite without one, or at no risk."""
    return min(
        (float(break_even_value(risk, t)) for t in treatments if is_intervention(t, treatments)),
        default=math.inf,
    )


def easiest_intervention(treatments: Sequence[Treatment], risk: float) -> Treatment:
    """The intervention that breaks even at the lowest value at a risk; no contact where there is none."""
    interventions = [t for t in treatments if is_intervention(t, treatments)]
    return min(interventions, key=lambda t: float(break_even_value(risk, t)), default=NO_CONTACT)


def frontier(treatments: Sequence[Treatment], most_risk: float, *, steps: int = 80) -> pd.DataFrame:
    """From what value on a person's effort pays, along the risks up to `most_risk`; closest together near 0.

    Returns
    -------
    DataFrame, by risk
        `risk` (share, above 0), `value` (money; infinite where no value is enough).
    """
    risks = most_risk * ((np.arange(steps) + 1) / steps) ** 3
    return pd.DataFrame({"risk": risks, "value": [value_threshold(treatments, float(risk)) for risk in risks]})


def average_risk(people: pd.DataFrame) -> float:
    """Mean risk of the customers whose risk is known; NaN when there is none."""
    return float(pd.to_numeric(people["risk"], errors="coerce").mean())
