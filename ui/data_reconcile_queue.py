"""Pairs that no rule may merge, asked one at a time, and what was decided, to be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from ltv.reconcile.decisions import Decision, Side, Verdict, last_words
from ltv.reconcile.matching import Question
from ltv.reconcile.parties import KEYS, SIDES
from ltv.reconcile.reconciliation import Reconciliation
from ltv.reconcile.similarity import Comparison, compare
from ui import kept, match_decisions, page, session, show
from ui.data_reconcile_people import named, show_id, side_of
from ui.words import t

_LATER = "reconcile_later"
_MOST_SHOWN = 10


def show_queue(found: Reconciliation) -> None:
    """The pair on which most money hangs, both sides beside one another, and three answers."""
    waiting = _waiting(found)
    with st.container(border=True):
        st.subheader(page.plain(queue_title(found, len(waiting))), anchor=False)
        if not waiting:
            if hides_pairs(found):
                st.caption(t("reconcile.queue.hidden"))
            _postponed(found)
            return
        question, worth = waiting[0]
        months = found.data.months
        money = show.money(worth, months.currency, months.decimals)
        st.caption(page.plain(t(f"reconcile.doubt.{question.doubt}") + t("reconcile.queue.worth", money=money)))
        page.small_table(side_by_side(found, question))
        _answers(found, question)


def hides_pairs(found: Reconciliation) -> bool:
    """Whether both sides have customers without a partner whose names, being pseudonyms, were not compared."""
    known = found.matching.parties
    has_names = bool((known.facts["key"] == "name").any())
    return has_names and not known.readable and all(len(found.orphans(f"{side}_only")) for side in SIDES)


def queue_title(found: Reconciliation, waiting: int) -> str:
    """How many pairs are to be decided."""
    if not found.questions:
        return t("reconcile.queue.title.none")
    if not waiting:
        return t("reconcile.queue.title.later", n=show.count(len(found.questions)))
    return t("reconcile.queue.title", n=show.count(len(found.questions)))


def _waiting(found: Reconciliation) -> list[tuple[Question, int]]:
    """Pairs not put off in this session."""
    later = session.stored(_LATER, frozenset())
    return [each for each in found.questions if _name(found, each[0]) not in later]


def _name(found: Reconciliation, question: Question) -> tuple[Side, Side]:
    return side_of(found, question.left), side_of(found, question.right)


def _postponed(found: Reconciliation) -> None:
    if found.questions and kept.pressed("reconcile_again", t("reconcile.queue.again")):
        session.store(_LATER, frozenset())
        st.rerun()


def _answers(found: Reconciliation, question: Question) -> None:
    left, right = _name(found, question)
    with st.container(horizontal=True):
        same = kept.pressed("reconcile_same", t("reconcile.queue.same"), type="primary", icon=":material/link:")
        apart = kept.pressed("reconcile_different", t("reconcile.queue.different"), icon=":material/call_split:")
        later = kept.pressed("reconcile_skip", t("reconcile.queue.later"), icon=":material/schedule:")
    if same or apart:
        match_decisions.decide(found.data, left, right, Verdict.SAME if same else Verdict.DIFFERENT, question.doubt)
    if later:
        session.store(_LATER, session.stored(_LATER, frozenset()) | {(left, right)})
    if same or apart or later:
        st.rerun()


def side_by_side(found: Reconciliation, question: Question) -> pd.DataFrame:
    """What is known of both; of match keys only whether they agree, never what they are."""
    parties, a, b = found.matching.parties, question.left, question.right
    compared = compare(parties, a, b)
    rows = [(t("reconcile.pair.id"), show_id(str(parties.ids[a])), show_id(str(parties.ids[b])),
             _verdict(compared, "customer_id", a, b))]  # fmt: skip
    rows.append((t("reconcile.pair.name"), _readable(found, a), _readable(found, b), _of_names(compared)))
    rows += [
        (t(f"reconcile.key.{key}"), _has(found, a, key), _has(found, b, key), _verdict(compared, key, a, b))
        for key in KEYS
        if key != "name" and (parties.values(a, key) or parties.values(b, key))
    ]
    rows += _sold(found, a, b)
    heads = [t(f"reconcile.side.{SIDES[int(parties.side[party])]}") for party in (a, b)]
    if heads[0] == heads[1]:
        heads = [f"{heads[0]} 1", f"{heads[1]} 2"]
    return pd.DataFrame(rows, columns=[t("reconcile.pair.item"), *heads, t("reconcile.pair.verdict")])


def _readable(found: Reconciliation, party: int) -> str:
    parties = found.matching.parties
    if party in parties.readable:
        return parties.readable[party]
    return t("reconcile.pair.hidden") if parties.values(party, "name") else show.NOTHING


def _has(found: Reconciliation, party: int, key: str) -> str:
    return t("reconcile.pair.there") if found.matching.parties.values(party, key) else show.NOTHING


def _verdict(compared: Comparison, key: str, a: int, b: int) -> str:
    if key in compared.agree:
        return t("reconcile.pair.agree")
    return t("reconcile.pair.differ") if key in compared.differ or key == "customer_id" else show.NOTHING


def _of_names(compared: Comparison) -> str:
    if "name" in compared.agree:
        return t("reconcile.pair.same_name")
    if compared.names == compared.names:
        return t("reconcile.pair.similar", share=show.share(compared.names, 0))
    return t("reconcile.pair.differ") if "name" in compared.differ else show.NOTHING


def _sold(found: Reconciliation, a: int, b: int) -> list[tuple[str, str, str, str]]:
    """Sales in the months compared, and the first and last of them."""
    months, table = found.data.months, found.sales.table
    money = [show.money(int(found.worth[party]), months.currency, months.decimals) for party in (a, b)]
    sold = [table.loc[table["party"] == party, "month"] for party in (a, b)]
    spans = [
        t("reconcile.pair.span", first=show.month(int(d.min())), last=show.month(int(d.max())))
        if len(d) else show.NOTHING
        for d in sold
    ]  # fmt: skip
    return [(t("reconcile.pair.sales"), *money, ""), (t("reconcile.pair.days"), *spans, "")]  # type: ignore[list-item]


def show_decided(found: Reconciliation, decided: Sequence[Decision]) -> None:
    """What people decided, the newest first, each to be taken back."""
    standing = sorted(last_words(decided).values(), key=lambda d: d.moment, reverse=True)
    if not standing:
        return
    with st.expander(t("reconcile.decided", n=show.count(len(standing))), icon=":material/history:"):
        st.caption(t("reconcile.decided.how"))
        for i, decision in enumerate(standing[:_MOST_SHOWN]):
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.markdown(page.plain(decided_in_words(found, decision)))
                if kept.pressed(f"reconcile_undo_{i}", t("reconcile.decided.undo"), icon=":material/undo:"):
                    match_decisions.decide(found.data, decision.left, decision.right, Verdict.UNDONE)
                    st.rerun()


def decided_in_words(found: Reconciliation, decision: Decision) -> str:
    """A decision: both parties, what was said, and the day."""
    number = found.matching.parties.number
    sides = sorted((decision.left, decision.right), key=lambda side: (SIDES.index(side.source), side.customer_id))
    left, right = (named(found, number[side.source, side.customer_id]) for side in sides)
    when = dt.datetime.fromisoformat(decision.moment).date() if "-" in decision.moment else None
    return t(f"reconcile.decided.{decision.verdict}", left=left, right=right,
             day=show.NOTHING if when is None else show.day(when))  # fmt: skip
