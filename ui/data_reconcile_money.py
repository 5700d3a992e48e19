"""The money of the reconciliation: key figures, the bridge as a whole and by month."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.months import month_name, month_starts
from ltv.reconcile.bridge import MATERIALITY, MonthlyBridge
from ltv.reconcile.causes import CAUSES
from ltv.reconcile.reconciliation import Reconciliation
from ui import page, show
from ui.charts.money_axis import Money
from ui.charts.reconciliation import bridge_bars, monthly_differences, part_name, reconciliation_bridge
from ui.data_reconcile_story import share
from ui.words import t


def figures(found: Reconciliation) -> list[page.Card]:
    """How much of customers and of value both systems have, what is unexplained, and what waits for a person."""
    bridge, months = found.bridge, found.data.months
    money = show.money(bridge.total("unexplained_size"), months.currency, months.decimals)
    return [
        page.Card(t("reconcile.card.customers"), show.share(bridge.customers_matched_share),
                  about=t("reconcile.card.customers.about", matched=show.count(bridge.count("matched")),
                          n=show.count(len(bridge.customers))), help=t("reconcile.card.customers.help")),
        page.Card(t("reconcile.card.value"), show.share(bridge.value_matched_share),
                  about=t("reconcile.card.value.about"), help=t("reconcile.card.value.help")),
        page.Card(t("reconcile.card.unexplained"), share(bridge.unexplained_share),
                  about=t("reconcile.card.unexplained.about", money=money, limit=show.share(MATERIALITY)),
                  help=t("reconcile.card.unexplained.help")),
        page.Card(t("reconcile.card.questions"), show.count(len(found.questions)),
                  about=t("reconcile.card.questions.about"), help=t("reconcile.card.questions.help")),
    ]  # fmt: skip


def show_money(found: Reconciliation) -> None:
    """The waterfall of all months, and beneath it what makes the difference month by month."""
    money = Money.of(found.data.months)
    bars = bridge_bars(found.bridge)
    page.evidence(
        bridge_title(found), t("reconcile.bridge.how"), reconciliation_bridge(bars, money),
        parts_table(found.bridge), name="reconcile_bridge", alt=t("reconcile.bridge.alt"),
        columns={"part": t("col.part"), "amount": t("col.amount")},
    )  # fmt: skip
    table = months_table(found.bridge)
    signed = table.assign(core_only=-table["core_only"])
    page.evidence(
        months_title(found), t("reconcile.months.how"), monthly_differences(signed, money), table,
        name="reconcile_months", alt=t("reconcile.months.alt"),
        columns={name: part_name(name) for name in table if name not in ("month", "difference")}
        | {"difference": t("reconcile.col.difference")},
    )  # fmt: skip


def show_causes(found: Reconciliation) -> None:
    """Why matched customers differ: how many, and by how much; the rows only where the reader asks for them."""
    with st.container(border=True):
        st.subheader(page.plain(causes_title(found)), anchor=False)
        st.caption(t("reconcile.causes.how"))
        if len(found.bridge.differences):
            page.small_table(causes_in_words(found))
            if st.checkbox(t("reconcile.causes.export"), key="export_differences"):
                page.download(differences_to_export(found), "reconcile_differences")


def causes_title(found: Reconciliation) -> str:
    """Of how many customers the amounts differ, and of how many nobody knows why."""
    rows = found.bridge.differences
    if rows.empty:
        return t("reconcile.causes.title.none")
    unexplained = rows.loc[rows["cause"] == "unexplained", "group"].nunique()
    return t("reconcile.causes.title" if unexplained else "reconcile.causes.title.known",
             n=show.customers(rows["group"].nunique()), unexplained=show.customers(unexplained))  # fmt: skip


def causes_in_words(found: Reconciliation) -> pd.DataFrame:
    """Causes with their customers and money."""
    months = found.data.months
    rows = [
        (part_name(cause), show.count(customers), show.count(cells),
         show.money(amount, months.currency, months.decimals, sign=True),
         show.money(size, months.currency, months.decimals))
        for cause, customers, cells, amount, size in found.bridge.by_cause.itertuples(index=False)
    ]  # fmt: skip
    names = ("reconcile.col.cause", "col.customers", "reconcile.col.cells", "reconcile.col.net", "reconcile.col.gross")
    return pd.DataFrame(rows, columns=[t(name) for name in names])


def differences_to_export(found: Reconciliation) -> pd.DataFrame:
    """One row per customer and month that differ, money in whole units; no match key is among the columns."""
    table, unit = found.differences, 10**found.data.months.decimals
    money = {name: table[name] / unit if unit > 1 else table[name] for name in ("crm", "core", "difference")}
    return table.assign(month=[month_name(month) for month in table["month"]], **money)


def bridge_title(found: Reconciliation) -> str:
    """What makes most of the difference, as a sentence."""
    bridge = found.bridge
    parts = {"crm_only": bridge.total("crm_only"), "core_only": -bridge.total("core_only")}
    parts |= {cause: bridge.total(cause) for cause in CAUSES}
    part = max(parts, key=lambda name: abs(parts[name]))
    if parts[part] == 0:
        return t("reconcile.bridge.title.none")
    months = found.data.months
    amount = show.money(abs(parts[part]), months.currency, months.decimals)
    key = "more" if parts[part] > 0 else "less"
    return t(f"reconcile.bridge.title.{key}", part=part_name(part), amount=amount)


def months_title(found: Reconciliation) -> str:
    """In how many months more is unexplained than may be left alone."""
    table = found.bridge.months
    beyond = table["unexplained_size"] > MATERIALITY * table["core"].clip(lower=0)
    if not beyond.any():
        return t("reconcile.months.title.none", months=show.count(len(table)), limit=show.share(MATERIALITY))
    worst = table.loc[table["unexplained_size"].idxmax()]
    return t("reconcile.months.title", n=show.count(int(beyond.sum())), months=show.count(len(table)),
             limit=show.share(MATERIALITY), worst=show.month(int(worst["month"])))  # fmt: skip


def parts_table(bridge: MonthlyBridge) -> pd.DataFrame:
    """Every bar in words with its money."""
    bars = bridge_bars(bridge)
    return pd.DataFrame({"part": [part_name(part) for part in bars["part"]], "amount": bars["amount"]})


def months_table(bridge: MonthlyBridge) -> pd.DataFrame:
    """Both totals, their difference and its parts by month; the parts add up to the difference exactly."""
    table = bridge.months.drop(columns="unexplained_size")
    parts = table[["crm_only", "core_only", *CAUSES]]
    return pd.concat(
        [
            pd.DataFrame({"month": month_starts(table["month"].to_numpy())}),
            table[["crm", "core"]].assign(difference=table["crm"] - table["core"]),
            parts.loc[
                :, [name in ("crm_only", "core_only", "unexplained") or bool(parts[name].any()) for name in parts]
            ],
        ],
        axis=1,
    )
