"""Agreement across the initiatives on the table: one order or not, and whether some departments see all larger."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.decisions.kpi import DEPARTMENTS
from ui import page, show
from ui.charts.money_axis import Money
from ui.words import of, sentences, t
from ui.workshop import Workshop
from ui.workshop_figures import Standing

STRONG_W, MODERATE_W = 0.7, 0.5
SURE = 0.05


def order_title(found: Standing) -> str:
    """Whether departments put the initiatives on the table in one order."""
    order = found.order
    if order.w != order.w:
        return t("workshop.order.unknown", items=show.count(order.items))
    strength = "strong" if order.w >= STRONG_W else "moderate" if order.w >= MODERATE_W else "weak"
    return t(f"workshop.order.{strength}", w=show.number(order.w, 2), items=show.count(order.items),
             judges=show.count(order.judges))  # fmt: skip


def show_order(shop: Workshop, found: Standing) -> None:
    """Order by department, what W means, and whether some see everything larger."""
    order = found.order
    if order.w == order.w:
        key = "workshop.order.p_sure" if order.p < SURE else "workshop.order.p_chance"
        st.markdown(page.plain(sentences(t(key, p=show.number(order.p, 3)), t("workshop.order.how"))))
    else:
        st.markdown(page.plain(t("workshop.order.how")))
    page.small_table(order_table(shop, found))
    if words := lean_words(found):
        st.markdown(page.plain(words))


def order_table(shop: Workshop, found: Standing) -> pd.DataFrame:
    """Worth of each initiative on the table by department, in words."""
    money, wide = (
        Money.of(shop.data.months),
        found.worth.pivot_table(index="item", columns="department", values="worth"),
    )
    names = {one.id: of(one.name) for one in shop.initiatives}
    columns = {t("priority.col.name"): [names[item] for item in wide.index]}
    columns |= {of(DEPARTMENTS[name]): [money.written(v, sign=True) for v in wide[name]] for name in wide.columns}
    return pd.DataFrame(columns)


def lean_words(found: Standing) -> str:
    """Whether departments differ on everything in the same way; "" where too few estimates say anything."""
    lean = found.lean
    if lean.share != lean.share:
        return ""
    told = {"share": show.share(lean.share, 0), "chance": show.share(lean.by_chance, 0),
            "high": of(DEPARTMENTS[lean.highest]), "low": of(DEPARTMENTS[lean.lowest])}  # fmt: skip
    return t("workshop.lean.always" if lean.share >= max(STRONG_W, lean.by_chance) else "workshop.lean.varies", **told)
