"""The reconciliation tab: do the CRM and the core sales system tell the same story?"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ltv.dataset import Dataset
from ltv.errors import NotEnoughDataError
from ltv.metrics.reconcile import bridge as total_bridge
from ltv.metrics.reconcile import has_crm
from ltv.reconcile.decisions import Decision, Side, Verdict
from ltv.reconcile.reconciliation import Reconciliation, has_crm_sales, reconcile
from ui import kept, match_decisions, page, session
from ui.data_bridge import bridge_title, show_bridge
from ui.data_reconcile_money import figures, show_causes, show_money
from ui.data_reconcile_people import show_effect, show_evidence, show_orphans
from ui.data_reconcile_queue import show_decided, show_queue
from ui.data_reconcile_story import Story
from ui.words import t


def reconcile_tab(top: DeltaGenerator, data: Dataset) -> None:
    """The answer above the tabs, what it rests on below them."""
    if has_crm_sales(data):
        _compared(top, data)
    elif has_crm(data):
        _totals_only(top, data)
    else:
        _nothing_to_compare(top, data)


def reconciled(data: Dataset, decided: tuple[Decision, ...]) -> Reconciliation:
    """The comparison under what people decided; without decisions it is kept for everyone who sees the data set."""
    said = tuple((*_pair(d.left), *_pair(d.right), d.verdict.value, d.moment) for d in decided)
    keep = session.latest if said else session.cached
    found: Reconciliation = keep(_reconciled, data, said)
    return found


def _pair(side: Side) -> tuple[str, str]:
    return side.source, side.customer_id


def _reconciled(data: Dataset, said: tuple[tuple[str, ...], ...]) -> Reconciliation:
    decided = [Decision(Side(*row[:2]), Side(*row[2:4]), Verdict(row[4]), row[5]) for row in said]
    return reconcile(data, decided)


def _compared(top: DeltaGenerator, data: Dataset) -> None:
    decided = match_decisions.decisions(data)
    try:
        found = reconciled(data, decided)
    except NotEnoughDataError:
        with top:
            page.answer(t("reconcile.question"), t("reconcile.headline.no_month"), t("reconcile.scope.none"), data)
        return
    story = Story.of(found)
    with top:
        page.answer(
            t("reconcile.question"), story.headline, story.scope, data, badge=story.badge, caution=story.caution
        )
    kept.show_trouble()
    page.cards(figures(found))
    show_money(found)
    show_causes(found)
    show_queue(found)
    show_decided(found, decided)
    show_evidence(found)
    show_orphans(found)
    show_effect(found)
    page.next_step(t("reconcile.next"), t("reconcile.next.link"), "kpi_definitions")


def _totals_only(top: DeltaGenerator, data: Dataset) -> None:
    """The CRM is known by a total per customer only, in the file of customers."""
    with top:
        title = bridge_title(session.cached(total_bridge, data), data)
        page.answer(t("reconcile.question"), title, t("reconcile.scope.totals"), data)
    show_bridge(data)
    _what_to_add()


def _nothing_to_compare(top: DeltaGenerator, data: Dataset) -> None:
    with top:
        page.answer(t("reconcile.question"), t("data.reconcile.none"), t("reconcile.scope.none"), data)
    _what_to_add()


def _what_to_add() -> None:
    """Which file to upload, how, and what it makes possible."""
    with st.container(border=True):
        st.subheader(t("reconcile.add.title"), anchor=False)
        st.markdown(t("reconcile.add.how"))
