"""The decision card: filled in as far as the meeting's figures go, the rest typed, what is missing listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.agreement.decision_card import Prediction, card_flaws
from ltv.decisions.kpi import DEPARTMENTS
from ltv.store import Decision, Link, Record
from ui import kept, page, workshop_cards
from ui.charts.money_axis import Money
from ui.controls import WIDE
from ui.words import of, t
from ui.workshop import Workshop
from ui.workshop_figures import Plan, Standing, belief
from ui.workshop_room import named
from ui.workshop_story import round_words
from ui.workshop_units import COST, EFFECT

REVIEW_AFTER = dt.timedelta(days=90)
AGREED = ("yes", "no")


@dataclass(frozen=True, eq=False)
class Form:
    """The card's fields of what is open: as typed, else as the meeting's figures have them.

    Attributes
    ----------
    today : the day on which it is decided
    plan : None where what it brings cannot be simulated
    """

    shop: Workshop
    standing: Standing
    plan: Plan | None
    today: dt.date

    def name(self, field: str) -> str:
        """Name of the draft of a field."""
        return named(self.shop.code, self.shop.item, "card", field)

    def typed(self, field: str) -> str:
        """A field as it is typed; where nothing is, what it begins with."""
        return kept.draft(self.name(field)) or self.begins_with(field)

    def begins_with(self, field: str) -> str:
        """What a field says before anybody types."""
        one = self.shop.initiative
        return {
            "question": t("workshop.card.question.usual", name=of(one.name)),
            "chosen": self._advised(),
            "watcher": one.owner,
            "agreed": AGREED[0 if self.standing.is_agreed or self.standing.stop.agreed else 1],
            "review_date": (self.today + REVIEW_AFTER).isoformat(),
        }.get(field, "")

    def _advised(self) -> str:
        """What the plan with the pooled estimates says of it."""
        if self.plan is None:
            return ""
        advice = self.plan.advice(self.shop.item)
        return t(f"workshop.option.{advice}", name=of(self.shop.initiative.name))

    @property
    def review_date(self) -> dt.date:
        """The day on which it is looked at again."""
        try:
            return dt.date.fromisoformat(self.typed("review_date"))
        except ValueError:
            return self.today + REVIEW_AFTER

    @property
    def predictions(self) -> list[Prediction]:
        """What is expected, from the pooled estimates and the simulation; never typed."""
        said, shop = belief(self.shop), self.shop
        pooled = {EFFECT: said.effect, COST: said.cost}
        kind = t("workshop.card.kind.pooled")
        found = [
            Prediction(scale.called, scale.written(prior.p50), scale.between(prior.p10, prior.p90), kind)
            for name, scale in shop.scales.items()
            if (prior := pooled[name])
        ]
        if found and self.plan is not None:
            row, money = self.plan.after.table.set_index("id").loc[shop.item], Money.of(shop.data.months)
            between = money.between(row["impact_low"], row["impact_high"])
            kind = t("workshop.card.kind.simulated")
            found.append(Prediction(t("workshop.worth.value"), money.written(row["impact"]), between, kind))
        return found

    @property
    def dissenting(self) -> list[str]:
        """Departments that would have done otherwise."""
        return [code for code in kept.draft(self.name("dissent")).split(",") if code in DEPARTMENTS]

    def flaws(self) -> list[str]:
        """Everything the card lacks, in words."""
        found = card_flaws(
            **{name: self.typed(name) for name in ("question", "chosen", "decider", "stop_rule")},
            decided_on=self.today, review_date=self.review_date, predictions=len(self.predictions),
        )  # fmt: skip
        return [of(flaw) for flaw in found]

    def decision(self) -> Decision:
        """The record; only where there are no flaws."""
        shop, one = self.shop, self.shop.initiative
        lines = [line.strip() for line in self.typed("assumptions").splitlines() if line.strip()]
        dissent = {code: self.typed(f"dissent.{code}").strip() for code in self.dissenting}
        return Decision(
            question=self.typed("question").strip(),
            chosen=self.typed("chosen").strip(),
            decider=self.typed("decider").strip(),
            decided_on=self.today.isoformat(),
            review_date=self.review_date.isoformat(),
            stop_rule=self.typed("stop_rule").strip(),
            options=[t(f"workshop.option.{way}", name=of(one.name)) for way in ("now", "test", "leave")],
            raci={
                "responsible": [one.owner],
                "consulted": list(dict.fromkeys(shop.at(shop.item, shop.shown)["department"])),
            },
            predictions=[vars(each) for each in self.predictions],
            assumptions=[{"text": line, "owner": self.typed("watcher")} for line in lines],
            guardrails=one.guardrails,
            agreed=self.typed("agreed") == AGREED[0],
            dissent=[
                {"department": code, "text": text or t("workshop.card.dissent.untold")}
                for code, text in dissent.items()
            ],
            references=[t("workshop.card.link", room=shop.code, round=round_words(shop.shown))],
        )


def today(data: Dataset) -> dt.date:
    """The reader's day by the store's clock; the last day of the data where there is no store."""
    known = kept.store()
    if known is None:
        return data.months.as_of
    behind = st.context.timezone_offset
    return (known.clock() - dt.timedelta(minutes=behind or 0)).date()


def show_decision(form: Form, decided: Record[Decision] | None) -> None:
    """The whole step."""
    with st.container(border=True):
        st.subheader(page.plain(t("workshop.card.title", name=of(form.shop.initiative.name))), anchor=False)
        st.caption(page.plain(t("workshop.card.how")))
        _fields(form)
    with st.container(border=True):
        st.subheader(t("workshop.card.predictions"), anchor=False)
        st.caption(page.plain(t("workshop.card.predictions.how")))
        _predictions(form)
    _finish(form, decided)


def _fields(form: Form) -> None:
    _ask(form, "question", st.text_input, max_chars=300)
    _ask(form, "chosen", st.text_area, max_chars=1_000, height=80)
    with st.grid(3, min_column_width=200):
        _ask(form, "decider", st.text_input, max_chars=200, placeholder=t("workshop.field.decider.example"))
        kept.ask(
            form.name("agreed"), st.segmented_control, t("workshop.field.agreed"), form.typed("agreed"), options=AGREED,
            format_func=lambda code: t(f"workshop.agreed.{code}"), required=True,
        )  # fmt: skip
        kept.ask(
            form.name("review_date"), st.date_input, t("workshop.field.review_date"), form.review_date,
            lambda day: day.isoformat(), format="YYYY-MM-DD",
        )  # fmt: skip
    _ask(form, "stop_rule", st.text_area, max_chars=1_000, height=80, placeholder=t("workshop.field.stop_rule.example"))
    _ask(form, "assumptions", st.text_area, max_chars=2_000, height=110,
         placeholder=t("workshop.field.assumptions.example"))  # fmt: skip
    kept.ask(
        form.name("watcher"), st.selectbox, t("workshop.field.watcher"), form.typed("watcher"),
        options=list(DEPARTMENTS), format_func=workshop_cards.department, width=WIDE,
    )  # fmt: skip
    kept.ask(
        form.name("dissent"), st.pills, t("workshop.field.dissent"), form.dissenting, ",".join,
        options=form.shop.departments, format_func=workshop_cards.department, selection_mode="multi",
    )  # fmt: skip
    for code in form.dissenting:
        name = form.name(f"dissent.{code}")
        label = t("workshop.field.dissent.of", name=workshop_cards.department(code))
        kept.ask(name, st.text_input, label, kept.draft(name), max_chars=500)


def _ask(form: Form, field: str, control: Callable[..., Any], **widget: Any) -> None:
    kept.ask(form.name(field), control, t(f"workshop.field.{field}"), form.typed(field), **widget)


def _predictions(form: Form) -> None:
    found = form.predictions
    if not found:
        st.info(page.plain(t("workshop.card.predictions.none")), icon=":material/info:")
        return
    page.small_table(
        pd.DataFrame(
            {
                t("workshop.card.of"): [one.of for one in found],
                t("workshop.card.estimate"): [one.estimate for one in found],
                t("workshop.card.interval"): [one.interval for one in found],
                t("workshop.card.kind"): [one.kind for one in found],
            }
        )
    )


def _finish(form: Form, decided: Record[Decision] | None) -> None:
    """What is missing, or the buttons that keep the card and hand it out."""
    flaws = form.flaws()
    if flaws:
        lines = "\n".join(f"- {page.plain(flaw)}" for flaw in flaws)
        st.warning(f"{t('workshop.card.missing')}\n{lines}", icon=":material/edit_note:")
        return
    decision = form.decision()
    with st.container(horizontal=True, gap="small"):
        is_same = decided is not None and decided.body == decision
        words = "workshop.card.saved" if is_same else "workshop.card.revise" if decided else "workshop.card.save"
        if kept.pressed("workshop_decide", t(words), type="primary", icon=":material/check:", disabled=is_same):
            _save(form, decision, decided)
        workshop_cards.downloads(decision, "open")


def _save(form: Form, decision: Decision, decided: Record[Decision] | None) -> None:
    """Keep the decision, linked to the estimates it rests on; changed ones as a new revision."""
    known, shop = kept.store(), form.shop
    if known is None:
        return
    links = [Link("estimate", id) for id in shop.at(shop.item, shop.shown)["id"] if id]
    done = kept.tried(
        lambda: (
            known.save(decision, author=kept.author(), links=links)
            if decided is None
            else known.revise(decided.id, decision, expected=decided.revision, author=kept.author(), links=links)
        )
    )
    if done is not None:
        kept.write_draft(named(shop.code, shop.item, "decision"), done.id)
        st.rerun()


def decided_of(shop: Workshop) -> Record[Decision] | None:
    """The record of what was decided on what is open; None before."""
    known = kept.store() if shop.decision else None
    return kept.tried(lambda: known.get(shop.decision)) if known else None
