"""Whom to contact this week, with what, whom to leave alone, and what that saves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.decisions.action_plan import HOLD_OUT, TREAT, Audience
from ltv.decisions.caps import Caps, cap_table, pairs_of
from ltv.decisions.choices import Choices, choices, reasons
from ltv.decisions.holdout import held_out
from ltv.decisions.people import People
from ltv.decisions.quadrants import average_risk, easiest_intervention, place, value_threshold
from ltv.decisions.selection import select
from ltv.decisions.treatment_library import NO_CONTACT
from ltv.decisions.treatments import (
    Treatment,
    expected_cost,
    expected_discount,
    expected_gain,
)

RISK_BANDS = (0.1, 0.25, 0.5)
"""Where the bands of risk begin that a hold-out is drawn from in proportion."""


def plan_audience(
    people: pd.DataFrame,
    treatments: Sequence[Treatment],
    caps: Caps | None = None,
    *,
    seed: str,
    holdout_share: float = 0.10,
    usual: Treatment | None = None,
    reference_risk: float | None = None,
) -> Audience:
    """Choose the next best treatment for each customer so that the total expected gain is largest within the caps.

    Open to a customer is what stage, consent, pause since the last contact, contact cap and margin floor allow. Of
    those chosen a hold-out is drawn in every stratum (treatment, quadrant, risk band) and not contacted.

    Parameters
    ----------
    people : DataFrame, one row per customer
        As `People.of` reads it.
    seed : str
        Name of the plan, such as "initiative/wave": the same one always holds out the same customers.
    holdout_share : share, 0.05 to 0.5
    usual : Treatment, optional
        What would otherwise be done for everyone, for the saved cost; by default the intervention that breaks even at
        the lowest value.
    reference_risk : share, optional
        Risk at which a value counts as high; by default the average.

    Raises
    ------
    InvalidTableError
        When people or treatments cannot be used.
    """
    limits = caps or Caps()
    read = People.of(people)
    weighed = choices(read, treatments, contacts_30d=limits.contacts_30d)
    risk = average_risk(people) if reference_risk is None else reference_risk
    threshold = value_threshold(treatments, risk)
    quadrant = place(weighed, threshold)
    pairs, column = pairs_of(weighed, limits)
    found = select(pairs, np.array(list(limits.limits.values())))
    rows, columns = pairs.customer[found.rows], column[found.rows]
    left = np.setdiff1d(np.flatnonzero(weighed.open_gain.max(axis=1, initial=-np.inf) > 0), rows)
    usually = usual or easiest_intervention(treatments, risk)
    chosen = _chosen(weighed, rows, columns, quadrant)
    return Audience(
        chosen=_with_arms(chosen, seed, holdout_share),
        deferred=_deferred(weighed, left, quadrant),
        suppressed=_suppressed(weighed, quadrant, usually),
        caps=cap_table(pairs, limits, found),
        usual=usually,
        bound=found.bound,
        is_exact=found.is_exact,
        threshold=threshold,
        seed=seed,
    )


def _about(weighed: Choices, rows: NDArray[np.intp], quadrant: NDArray[np.object_]) -> dict[str, NDArray[np.generic]]:
    people = weighed.people
    return {
        "customer": people.customer[rows],
        "customer_id": people.id[rows],
        "quadrant": quadrant[rows].astype(object),
        "value": people.value[rows],
        "risk": people.risk[rows],
    }


def _chosen(
    weighed: Choices, rows: NDArray[np.intp], columns: NDArray[np.intp], quadrant: NDArray[np.object_]
) -> pd.DataFrame:
    """Chosen customers with their treatment and what is expected of it; no arm yet."""
    numbers = np.zeros((len(rows), 6))
    names = np.empty((len(rows), 2), dtype=object)
    for number in np.unique(columns):
        treatment, at = weighed.treatments[number], columns == number
        risk, value = weighed.people.risk[rows[at]], weighed.people.value[rows[at]]
        low, high = (
            expected_gain(risk, value, treatment, effect=e) for e in (treatment.effect.p10, treatment.effect.p90)
        )
        numbers[at] = np.column_stack(
            [
                expected_gain(risk, value, treatment),
                np.minimum(low, high),
                np.maximum(low, high),
                expected_cost(risk, treatment),
                expected_discount(risk, treatment),
                np.full(len(risk), float(treatment.hours)),
            ]
        )
        names[at] = treatment.id, treatment.channel
    best, _ = weighed.best()
    table = pd.DataFrame(_about(weighed, rows, quadrant)).assign(treatment=names[:, 0], channel=names[:, 1])
    figures = ("gain", "gain_low", "gain_high", "cost", "discount", "hours")
    table = table.assign(**{name: numbers[:, i] for i, name in enumerate(figures)})
    return table.assign(reason=np.where(best[rows] == columns, "best", "within_caps").astype(object))


def _with_arms(chosen: pd.DataFrame, seed: str, holdout_share: float) -> pd.DataFrame:
    band = np.searchsorted(RISK_BANDS, chosen["risk"].to_numpy(dtype=np.float64), side="right")
    strata = pd.MultiIndex.from_arrays([chosen["treatment"], chosen["quadrant"].astype(str), band])
    codes, _ = pd.factorize(strata, sort=True)
    out = held_out(list(chosen["customer_id"]), codes.astype(np.int64), share=holdout_share, seed=seed)
    place = list(chosen.columns).index("channel") + 1
    chosen.insert(place, "arm", np.where(out, HOLD_OUT, TREAT).astype(object))
    return chosen.sort_values(["gain", "customer"], ascending=[False, True], ignore_index=True)


def _deferred(weighed: Choices, rows: NDArray[np.intp], quadrant: NDArray[np.object_]) -> pd.DataFrame:
    column, gain = weighed.best()
    ids = np.array([t.id for t in weighed.treatments] or [NO_CONTACT.id], dtype=object)
    table = pd.DataFrame(_about(weighed, rows, quadrant)).assign(treatment=ids[column[rows]], gain=gain[rows])
    return table.assign(reason="caps").sort_values(["gain", "customer"], ascending=[False, True], ignore_index=True)


def _suppressed(weighed: Choices, quadrant: NDArray[np.object_], usual: Treatment) -> pd.DataFrame:
    """Customers without an open treatment that pays, with what it saves not to contact them."""
    why = reasons(weighed)
    rows = np.flatnonzero(why != "")
    risk, value = weighed.people.risk[rows], weighed.people.value[rows]
    gain = expected_gain(risk, value, usual)
    spared = (gain <= 0) & ~np.char.startswith(why[rows].astype(str), "consent")  # the law forbids it; nothing is saved
    best = np.where(np.isfinite(weighed.gain[rows]), weighed.gain[rows], 0.0).max(axis=1, initial=0.0)
    table = pd.DataFrame(_about(weighed, rows, quadrant)).assign(
        reason=why[rows],
        saved_cost=np.where(spared, expected_cost(risk, usual), 0.0),
        loss_avoided=np.where(spared, np.abs(gain), 0.0),
        forgone_gain=best,
    )
    return table.sort_values(["saved_cost", "customer"], ascending=[False, True], ignore_index=True)
