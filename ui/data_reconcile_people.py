"""Who was matched on what evidence, who stands in one system only, and what matching does to NRR."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from ltv.metrics.catalogue import RULES
from ltv.months import date_of
from ltv.reconcile.decisions import Side, Verdict
from ltv.reconcile.matching import Link
from ltv.reconcile.orphans import by_value
from ltv.reconcile.parties import SIDES
from ltv.reconcile.reconciliation import Reconciliation
from ltv.reconcile.retention_effect import RetentionEffect
from ui import kept, match_decisions, page, show
from ui.words import of, t

_MOST_SHOWN = 5


def show_evidence(found: Reconciliation) -> None:
    """How many customers were matched by which evidence; any of them can be taken apart again."""
    with st.container(border=True):
        st.subheader(page.plain(evidence_title(found)), anchor=False)
        st.caption(t("reconcile.evidence.how"))
        if len(found.tiers):
            page.small_table(tiers_in_words(found))
            with st.expander(t("reconcile.evidence.undo"), icon=":material/call_split:"):
                _take_apart(found)


def evidence_title(found: Reconciliation) -> str:
    """How many merges the rules made, and how many people."""
    by_people = sum(link.tier == "person" for link in found.matching.links)
    by_rules = len(found.matching.links) - by_people
    return t("reconcile.evidence.title", rules=show.count(by_rules), people=show.count(by_people))


def tiers_in_words(found: Reconciliation) -> pd.DataFrame:
    """The tiers with their counts and money."""
    months = found.data.months
    rows = [
        (t(f"reconcile.tier.{tier}"), show.count(links), show.money(amount, months.currency, months.decimals))
        for tier, links, amount in found.tiers.itertuples(index=False)
    ]
    return pd.DataFrame(
        rows, columns=[t("reconcile.col.evidence"), t("reconcile.col.links"), t("reconcile.col.core_sales")]
    )


def _take_apart(found: Reconciliation) -> None:
    """Find the merges of one customer id and say they are different customers."""
    wanted = st.text_input(t("reconcile.evidence.find"), key="reconcile_find").strip()
    if not wanted:
        return
    parties = found.matching.parties
    links = [link for link in found.matching.links if wanted in (parties.ids[link.left], parties.ids[link.right])]
    if not links:
        st.caption(t("reconcile.evidence.not_found"))
    for link in links[:_MOST_SHOWN]:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(page.plain(link_in_words(found, link)))
            if kept.pressed(f"apart_{link.left}_{link.right}", t("reconcile.evidence.apart")):
                sides = [side_of(found, party) for party in (link.left, link.right)]
                match_decisions.decide(found.data, sides[0], sides[1], Verdict.DIFFERENT, "merged")
                st.rerun()


def side_of(found: Reconciliation, party: int) -> Side:
    """A party as decisions name it."""
    parties = found.matching.parties
    return Side(SIDES[int(parties.side[party])], str(parties.ids[party]))


def named(found: Reconciliation, party: int) -> str:
    """A party in words: which system, its id and its name where that may be read."""
    parties = found.matching.parties
    name = parties.readable.get(party)
    words = t(f"reconcile.side.{SIDES[int(parties.side[party])]}") + " " + show_id(str(parties.ids[party]))
    return words if name is None or name == parties.ids[party] else f"{words} {name}"


def show_id(name: str) -> str:
    """An id as pages show it: of a pseudonym its beginning."""
    return name[:10] if name.startswith("c_") and len(name) == 34 else name


def link_in_words(found: Reconciliation, link: Link) -> str:
    """A merge with its evidence."""
    return t("reconcile.evidence.link", left=named(found, link.left), right=named(found, link.right),
             tier=t(f"reconcile.tier.{link.tier}"))  # fmt: skip


def show_orphans(found: Reconciliation) -> None:
    """Customers of one system only, by size; their ids only where the reader asks for them."""
    for place in ("crm_only", "core_only"):
        table = found.orphans(place)
        with st.container(border=True):
            st.subheader(page.plain(orphans_title(found, place, table)), anchor=False)
            st.caption(t(f"reconcile.orphans.{place}.how"))
            if len(table):
                page.small_table(bands_in_words(found, table))
                if st.checkbox(t("reconcile.orphans.export"), key=f"export_{place}"):
                    page.download(rows_to_export(found, table), f"reconcile_{place}")


def orphans_title(found: Reconciliation, place: str, table: pd.DataFrame) -> str:
    """How many there are and what they are worth."""
    months = found.data.months
    if table.empty:
        return t(f"reconcile.orphans.{place}.none")
    money = show.money(int(table["amount"].sum()), months.currency, months.decimals)
    return t(f"reconcile.orphans.{place}", n=show.customers(len(table)), money=money)


def bands_in_words(found: Reconciliation, table: pd.DataFrame) -> pd.DataFrame:
    """Orphans by the size of their value."""
    months = found.data.months

    def money(units: float) -> str:
        return show.money(units * 10**months.decimals, months.currency, months.decimals, exact=True)

    rows = []
    for low, high, n, amount, day in by_value(table, months.decimals).itertuples(index=False):
        if pd.isna(high):
            band = t("reconcile.band.above", low=money(low))
        else:
            band = (
                t("reconcile.band", low=money(low), high=money(high))
                if low
                else t("reconcile.band.below", high=money(high))
            )
        last = show.NOTHING if pd.isna(day) else show.day(date_of(int(day)))
        rows.append((band, show.count(n), show.money(amount, months.currency, months.decimals), last))
    names = ("reconcile.col.band", "col.customers", "col.amount", "reconcile.col.last_sale")
    return pd.DataFrame(rows, columns=[t(name) for name in names])


def rows_to_export(found: Reconciliation, table: pd.DataFrame) -> pd.DataFrame:
    """One row per customer, money in whole units; no match key is among the columns."""
    days = [None if pd.isna(day) else date_of(int(day)).isoformat() for day in table["day"]]
    amount = table["amount"] / 10**found.data.months.decimals if found.data.months.decimals else table["amount"]
    return pd.DataFrame({"customer_id": table["customer_id"], "amount": amount, "last_sale": days})


def show_effect(found: Reconciliation) -> None:
    """NRR with ids as they are and with matched ones as one customer, by one rule."""
    with st.container(border=True):
        st.subheader(page.plain(effect_title(found.effect)), anchor=False)
        if found.effect is not None and found.effect.ids:
            rule = of(RULES[found.effect.rule].name)
            st.caption(page.plain(t("reconcile.effect.how", rule=rule, end=show.month(found.effect.end))))
            page.small_table(effect_in_words(found.effect))


def effect_title(effect: RetentionEffect | None) -> str:
    """By how many points matching moves NRR, or why it does not."""
    if effect is None or math.isnan(effect.points):
        return t("reconcile.effect.title.unknown")
    if effect.ids == 0:
        return t("reconcile.effect.title.nobody")
    values = {"ids": show.count(effect.ids), "customers": show.count(effect.customers),
              "points": show.points(effect.points)}  # fmt: skip
    return t("reconcile.effect.title" if round(effect.points, 3) else "reconcile.effect.title.same", **values)


def effect_in_words(effect: RetentionEffect) -> pd.DataFrame:
    """Both figures and their difference."""
    rows = [
        (t("reconcile.effect.before"), show.share(effect.before)),
        (t("reconcile.effect.after"), show.share(effect.after)),
        (t("reconcile.effect.points"), show.points(effect.points)),
    ]
    return pd.DataFrame(rows, columns=[t("reconcile.col.counted"), "NRR"])
