"""What stands for the customer in a file, and what remains when nothing does."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.intake import Sales
from ltv.intake.key_quality import ENOUGH, KeyQuality, key_quality
from ltv.months import date_of
from ui import page, show
from ui.upload_list import Upload
from ui.words import sentences, t


def show_key(upload: Upload) -> None:
    """The customer key in a line: a warning where customers cannot be told apart well."""
    found = key_quality(upload.reading)
    if found is None:
        return
    words = page.plain(key_words(found))
    if found.is_weak:
        st.warning(words, icon=":material/person_alert:")
    else:
        st.caption(words)


def key_words(found: KeyQuality) -> str:
    """What the key is, how many rows have it, how many customers it tells apart, and what to beware of."""
    said = t(
        "import.key",
        header=found.header,
        share=show.share(found.share),
        rows=show.count(found.with_key + found.without_key),
        keys=show.count(found.keys),
    )
    weak = t(f"import.key.{found.stands}") if found.stands != "id" else ""
    gaps = t("import.key.gaps", rows=show.count(found.without_key)) if found.share < ENOUGH else ""
    return sentences(said, weak, gaps)


def show_sales(sales: Sales) -> None:
    """Sales in all and by month, where no customer can be told."""
    st.info(page.plain(t("import.sales.off")), icon=":material/person_off:")
    figures = {
        "import.sales.net": _money(sales.net, sales), "import.sales.orders": show.count(sales.orders),
        "import.sales.rows": show.count(sales.rows), "import.sales.span": _span(sales),
    }  # fmt: skip
    with st.grid(4, min_column_width=150):
        for key, value in figures.items():
            st.markdown(f":small[:gray[{t(key)}]]  \n**{page.plain(value)}**")
    with st.expander(t("import.sales.months"), icon=":material/calendar_month:"):
        page.small_table(month_rows(sales))
        page.download(month_rows(sales), "sales_by_month")


def month_rows(sales: Sales) -> pd.DataFrame:
    """Net sales of every month."""
    rows = [(show.month(month), _money(net, sales)) for month, net in sales.months]
    return pd.DataFrame(rows, columns=[t("col.month"), t("import.sales.net")])


def _money(value: int, sales: Sales) -> str:
    return show.money(value, sales.currency, sales.decimals, exact=True)


def _span(sales: Sales) -> str:
    return t("import.sales.days", first=show.day(date_of(sales.first_day)), last=show.day(date_of(sales.last_day)))
