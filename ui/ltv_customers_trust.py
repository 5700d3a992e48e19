"""How far the early warning could be trusted so far: what it said of months it had not seen, against what came."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from ltv.decisions.contact_curves import ContactCurves, contact_curves
from ltv.metrics.metric import Metric, Unit
from ltv.models.early_warning import EarlyWarning
from ltv.models.early_warning.evaluation import TOP, Evaluation
from ltv.models.early_warning.metrics import WARNING_AUC, WARNING_BRIER_SKILL, WARNING_LIFT
from ltv.models.early_warning.model import LEAST_EVENTS
from ui import page, session, show
from ui.charts.base import Spec
from ui.charts.calibration import calibration
from ui.charts.contacts import gain_curve, lift
from ui.folds import evidence, fold
from ui.ltv_customers_data import Seen, defined
from ui.page import Card
from ui.words import of, sentences, t

TWO_SIDED = 1.96
"""Standard errors either side of a slope within which 1 is not ruled out at 95 %."""


def trust(seen: Seen) -> None:
    """The block: a sentence, figures, how well risks and ranking held, and how many to contact."""
    found = seen.warning.evaluation
    with st.container(border=True):
        st.subheader(page.plain(headline(seen)), anchor=False)
        st.caption(page.plain(held_out(seen)))
        st.caption(page.plain(why(seen.warning)))
        if found is not None:
            page.cards(cards(found))
    if found is not None and found.leaves:
        fold("warning_calibration", calibration_title(found), lambda: _calibration(seen, found))
        fold("warning_lift", lift_title(found), lambda: _lift(seen, found))
    if seen.has_values and seen.usual.is_contact:
        curve: ContactCurves = seen.once(curves)
        fold("contact_curve", contacts_title(seen, curve), lambda: _contacts(seen, curve))


def headline(seen: Seen) -> str:
    """How well the ranking found leavers, by case."""
    found = seen.warning.evaluation
    if found is None:
        return t("ltv_warning.headline.none")
    if min(found.leaves, found.n - found.leaves) < LEAST_EVENTS:
        return t("ltv_warning.headline.few", leaves=show.count(found.leaves), n=show.count(found.n))
    key = "good" if found.auc >= 0.7 else "weak" if found.auc > 0.55 else "none_better"
    return t(
        f"ltv_warning.headline.{key}", top=show.share(TOP, 0), caught=show.share(found.gain(TOP), 0),
        auc=show.share(found.auc, 0),
    )  # fmt: skip


def held_out(seen: Seen) -> str:
    """Which months were kept from the model, and how many customer-months that are."""
    found, months = seen.warning.evaluation, seen.warning.held_out
    if found is None or months is None:
        return of(seen.warning.rule)
    first, last = (show.month(month) for month in months)
    return t(
        "ltv_warning.held_out", first=first, last=last, n=show.count(found.n), leaves=show.count(found.leaves),
        rule=of(seen.warning.rule),
    )  # fmt: skip


def why(warning: EarlyWarning) -> str:
    """Why risks come from this model, and from how many customers it learned where not from all."""
    parts = [of(warning.why)]
    if warning.share_learned < 1:
        parts.append(t("ltv_warning.sampled", share=show.share(warning.share_learned, 0)))
    return sentences(*parts)


def cards(found: Evaluation) -> list[Card]:
    """Order, lift, what the risks are better than, and the average they are compared with."""
    return [
        _card(WARNING_AUC, t("ltv_warning.auc"), show.share(found.auc), t("ltv_warning.auc.about")),
        _card(WARNING_LIFT, of(WARNING_LIFT.name), _times(found.top_decile_lift), t("ltv_warning.lift.about")),
        _card(WARNING_BRIER_SKILL, t("ltv_warning.skill"), show.share(found.brier_skill), t("ltv_warning.skill.about")),
        Card(
            t("ltv_warning.base"), show.share(found.base_rate), about=t("ltv_warning.base.about"),
            help=t("ltv_warning.base.help"),
        ),
    ]  # fmt: skip


def _card(metric: Metric, name: str, value: str, about: str) -> Card:
    return Card(name, value, about=about, help=defined(metric))


def _times(value: float) -> str:
    return show.NOTHING if math.isnan(value) else t("value_chart.times", n=show.number(value, 1))


# --- calibration and lift -------------------------------------------------------------------------------------------


def _calibration(seen: Seen, found: Evaluation) -> None:
    tenths = found.deciles()
    table = tenths.rename(columns={"predicted": "share", "observed": "rate"})
    evidence(
        t("ltv_warning.calibration.how"),
        seen.once(calibration_spec, session.lang()),
        table[["decile", "customers", "left", "share", "rate", "low", "high"]],
        name="warning_calibration",
        alt=t("ltv_warning.calibration.alt", slope=show.number(found.line.slope, 2)),
        columns={
            "decile": t("ltv_warning.col.tenth_low"), "left": t("ltv_warning.col.left"),
            "customers": t("ltv_warning.col.n"), "share": t("value_chart.predicted"), "rate": t("value_chart.actual"),
        },
    )  # fmt: skip


def calibration_title(found: Evaluation) -> str:
    """Whether risks mean what they say: the slope's interval against 1."""
    line = found.line
    if math.isnan(line.slope):
        return t("ltv_warning.calibration.unknown")
    half = TWO_SIDED * line.slope_se
    key = "bold" if line.slope + half < 1 else "timid" if line.slope - half > 1 else "right"
    return t(f"ltv_warning.calibration.{key}", slope=show.number(line.slope, 2))


def calibration_spec(seen: Seen, lang: str) -> Spec:
    """Chart of predicted against actual. `lang` is part of the cache's key."""
    found = seen.warning.evaluation
    assert found is not None  # noqa: S101  (drawn only where there is one)
    frame = found.deciles().rename(columns={"observed": "actual", "customers": "n"})
    return calibration(frame, Unit.SHARE)


def _lift(seen: Seen, found: Evaluation) -> None:
    table = found.lifts()
    evidence(
        t("ltv_warning.lift.how"),
        seen.once(lift_spec, session.lang()),
        table,
        name="warning_lift",
        alt=t("ltv_warning.lift.alt", lift=_times(found.top_decile_lift)),
        columns={
            "decile": t("value_chart.decile"), "customers": t("ltv_warning.col.n"), "rate": t("value_chart.rate"),
            "lift": t("value_chart.lift"),
        },
    )  # fmt: skip


def lift_title(found: Evaluation) -> str:
    """How many leavers the riskiest tenth held."""
    return t("ltv_warning.lift.title", top=show.share(TOP, 0), lift=_times(found.top_decile_lift))


def lift_spec(seen: Seen, lang: str) -> Spec:
    """Chart of the lift of each tenth."""
    found = seen.warning.evaluation
    assert found is not None  # noqa: S101  (drawn only where there is one)
    return lift(found.lifts().rename(columns={"customers": "n"}))


# --- how many to contact --------------------------------------------------------------------------------------------


def curves(seen: Seen) -> ContactCurves:
    """Profit of the usual effort down both rankings, over the customers whom it does not pay to wait with."""
    return contact_curves(seen.table[seen.table["is_due"]], seen.usual)


def _contacts(seen: Seen, found: ContactCurves) -> None:
    table = found.table()
    amount = table["profit"] / 10**seen.data.months.decimals
    names = table["ranking"].map({code: t(f"value_chart.ranking.{code}") for code in ("saving", "risk")})
    evidence(
        t(
            "ltv_warning.contacts.how", treatment=seen.treatment_name(seen.usual.id),
            rate=show.share(seen.usual.effect.mean), cost=seen.money.exact(round(seen.usual.contact_cost)),
            all=show.customers(len(found.by_gain.order)), end=seen.money.written(found.of_all),
        ),
        seen.once(contacts_spec, session.lang()),
        pd.DataFrame({"ranking": names, "customers": table["customers"], "amount": amount}),
        name="contact_curve",
        alt=contacts_title(seen, found),
        columns={"ranking": t("value_chart.ranked_by"), "customers": t("value_chart.contacted"),
                 "amount": t("value_chart.profit")},
    )  # fmt: skip


def contacts_spec(seen: Seen, lang: str) -> Spec:
    """Chart of both curves."""
    found: ContactCurves = seen.once(curves)
    return gain_curve(found.table(), seen.money)


def contacts_title(seen: Seen, found: ContactCurves) -> str:
    """How many to contact, and what ranking by risk would give away."""
    if found.by_gain.best == 0:
        return t("ltv_warning.contacts.nobody", treatment=seen.treatment_name(seen.usual.id))
    return t(
        "ltv_warning.contacts.title" if found.lost_by_risk >= 1 else "ltv_warning.contacts.same",
        n=show.customers(found.by_gain.best),
        profit=seen.money.written(found.by_gain.best_profit),
        lost=seen.money.written(found.lost_by_risk),
    )
