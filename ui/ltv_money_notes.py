"""What the tabs about single customers say once of amounts: sales or profit, and whether the currency is known."""

from __future__ import annotations

import streamlit as st

from ltv.dataset import Dataset
from ltv.models.assumptions import Base
from ltv.models.worth import Worth
from ui import page
from ui.words import t


def is_sales(values: Worth) -> bool:
    """Whether amounts count sales, as no margin is known."""
    return values.margin.base == Base.SALES


def sales_note(values: Worth) -> None:
    """Say that every amount below is sales; nothing where a margin is known."""
    if is_sales(values):
        st.info(page.plain(t("ltvs.sales_note")), icon=":material/info:")


def currency_note(data: Dataset) -> None:
    """Say that costs of treatments are placeholders; nothing where the currency is known."""
    if not data.months.currency:
        st.info(page.plain(t("ltvs.currency_note")), icon=":material/info:")


def gain_name(values: Worth) -> str:
    """What a treatment is expected to bring is called: a gain, or only an amount where cost is not known."""
    return t("ltvs.gain.sales" if is_sales(values) else "ltvs.gain.margin")
