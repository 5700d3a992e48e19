"""The bridge from the CRM's total to the core system's, in words."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.metrics.reconcile import Bridge
from ltv.metrics.reconcile import bridge as crm_bridge
from ui import page, session, show
from ui.words import t


def show_bridge(data: Dataset) -> None:
    """The reconciliation: the sum as a headline, how much both know, and each part with its customers."""
    found = session.cached(crm_bridge, data)
    with st.container(border=True):
        st.subheader(page.plain(bridge_title(found, data)), anchor=False)
        st.caption(page.plain(bridge_how(found, data)))
        page.small_table(bridge_rows(found, data))


def bridge_how(found: Bridge, data: Dataset) -> str:
    """What is compared, how much both know, and why the reconciliation by month, where there is one, says otherwise."""
    customers, value = show.share(found.customers_matched_share), show.share(found.value_matched_share)
    said = t("data.bridge.how", customers=customers, value=value)
    return said + (t("data.bridge.other") if data.crm is not None else "")


def bridge_rows(found: Bridge, data: Dataset) -> pd.DataFrame:
    """From the CRM's total to the core system's: how many customers, and signed money in full that adds up."""
    months = data.months
    steps = {
        "crm_total": (found.customers_crm, found.crm_total),
        "crm_only": (found.customers_crm_only, -found.crm_only),
        "core_only": (found.customers_core_only, found.core_only),
        "matched_difference": (found.customers_different, -found.matched_difference),
        "core_total": (found.customers_core, found.core_total),
    }
    rows = [
        (
            t(f"data.bridge.row.{name}"),
            show.count(customers),
            show.money(money, months.currency, months.decimals, exact=True, sign=not name.endswith("_total")),
        )
        for name, (customers, money) in steps.items()
    ]
    return pd.DataFrame(rows, columns=[t("col.part"), t("col.customers"), t("col.amount")])


def bridge_title(found: Bridge, data: Dataset) -> str:
    """The reconciliation as a sum in full, each part with one sign."""

    def money(value: int) -> str:
        return show.money(value, data.months.currency, data.months.decimals, exact=True)

    return t(
        "data.bridge.title",
        gap=money(found.difference),
        crm_only=money(found.crm_only),
        core_sign="−" if found.core_only >= 0 else "+",
        core_only=money(abs(found.core_only)),
        difference_sign="+" if found.matched_difference >= 0 else "−",
        difference=money(abs(found.matched_difference)),
    )
