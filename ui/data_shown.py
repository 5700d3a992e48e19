"""What the data on screen can say, what became of the accepted files, and files to try the upload with."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.intake.possible import Inventory
from ltv.metrics.catalogue import RULES
from ltv.metrics.nrr_rules import NrrRule, available_from, is_available
from ui import page, session, show, uploads
from ui.data import kind_words
from ui.data_files import show_problems
from ui.data_possible import show_possible
from ui.words import of, t


def on_screen(data: Dataset) -> None:
    """What became of the accepted files, and what the data can say."""
    account = session.stored("accepted")
    if account is not None and not session.is_sample():
        page.small_table(account_rows(account))
        for number, reading in enumerate(uploads.unused()):
            show_problems(reading, f"shown_{number}", t("data.problems.of", kind=kind_words(reading.kind)))
    show_possible(Inventory.of_dataset(data), t("data.can.title"))


def account_rows(account: pd.DataFrame) -> pd.DataFrame:
    """How many records of each file were used, in words."""
    shown = {
        t(f"data.account.{name}"): [kind_words(cell) if name == "kind" else show.count(cell) for cell in account[name]]
        for name in account.columns
    }
    return pd.DataFrame(shown)


def abilities(data: Dataset) -> pd.DataFrame:
    """What each figure needs, and whether the data have it."""
    rows = [(of(RULES[rule].name), _rule_state(data, rule)) for rule in NrrRule]
    rows += [(t(f"data.can.{figure}"), state) for figure, state in _states(data).items()]
    return pd.DataFrame(rows, columns=[t("data.can.figure"), t("data.can.state")])


def _states(data: Dataset) -> dict[str, str]:
    yes, ledger = t("data.can.yes"), data.ledger
    needs_file = {
        figure: yes if there else t("data.can.needs", kind=kind_words(kind))
        for figure, kind, there in (
            ("segments", "customers", bool(data.dimensions)),
            ("cpa", "spend", data.spend is not None),
            ("promise", "deliveries", data.deliveries is not None),
            ("reply", "tickets", data.tickets is not None),
            ("reasons", "surveys", data.surveys is not None),
        )
    }
    cost = ledger is not None and "cost" in ledger.columns
    crm = ledger is not None and "crm_total" in data.customers
    return {
        "f2": yes if ledger is not None else t("data.can.orders_only"),
        "margin": yes if cost else t("data.can.needs_column", column=t("data.can.cost")),
        **needs_file,
        "crm": yes if crm else t("data.can.needs_column", column=t("data.can.crm_column")),
    }


def _rule_state(data: Dataset, rule: NrrRule) -> str:
    if is_available(data.months, rule):
        return t("data.can.yes")
    if rule == NrrRule.TRANSACTIONAL and data.months.recurring:
        return t("data.can.orders_only")
    return t("data.can.from", day=show.day(available_from(data.months, rule)))


def sample_files(folder: Path) -> None:
    """Files a reader can try the upload with, as a Japanese shop system would write them."""
    with st.container(border=True):
        st.subheader(t("data.sample.title"), anchor=False)
        st.caption(t("data.sample.how"))
        with st.container(horizontal=True):
            for key, name in (("orders", "shop_orders.csv"), ("contracts", "b2b_contracts.csv")):
                path = folder / name
                st.download_button(
                    t(f"data.sample.{key}"), lambda path=path: path.read_text(encoding="utf-8").encode("cp932"), name,
                    "text/csv", key=f"sample_{key}", icon=":material/download:", on_click="ignore",
                )  # fmt: skip
