"""The same customers as sales, customer success and the common yardstick see them (R54)."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.decisions.customer_lenses import LENSES, CustomerLenses, customer_lenses
from ui import page, show
from ui.folds import fold
from ui.ltv_customers_data import Seen
from ui.words import of, t


def lenses(seen: Seen) -> None:
    """A sentence on how far the rankings agree; beneath it the overlap of each pair, and the lists side by side."""
    found: CustomerLenses = seen.once(_found)
    fold("lenses", title(seen, found), lambda: _draw(seen, found))


def _draw(seen: Seen, found: CustomerLenses) -> None:
    st.caption(t("ltv_lenses.how", most=found.most))
    page.small_table(pairs(found))
    names = {lens: of(words) for lens, words in LENSES.items()} | {"rank": t("ltv_lenses.rank")}
    page.table_of(side_by_side(seen, found), name="lenses", columns=names)


def _found(seen: Seen) -> CustomerLenses:
    return customer_lenses(seen.table)


def title(seen: Seen, found: CustomerLenses) -> str:
    """How many customers all lenses share, by case."""
    most = min(found.most, len(seen.table))
    if len(seen.table) <= found.most:
        return t("ltv_lenses.title.all", n=show.customers(len(seen.table)))
    said = {
        "most": show.count(most), "n": show.count(found.in_common),
        "risk_gain": show.count(found.shared("risk", "gain")),
    }  # fmt: skip
    return t("ltv_lenses.title.none" if found.in_common == 0 else "ltv_lenses.title", **said)


def pairs(found: CustomerLenses) -> pd.DataFrame:
    """Overlap and correlation of each pair, in words."""
    table = found.pairs
    return pd.DataFrame(
        {
            t("ltv_lenses.pair"): [
                t("ltv_lenses.pair.of", first=of(LENSES[a]), second=of(LENSES[b]))
                for a, b in zip(table["first"], table["second"])
            ],
            t("ltv_lenses.shared", most=found.most): [show.count(n) for n in table["shared"]],
            t("ltv_lenses.correlation"): [show.signed(value, 2) for value in table["rank_correlation"]],
        }
    )


def side_by_side(seen: Seen, found: CustomerLenses) -> pd.DataFrame:
    """The tops as columns of customer ids, by rank."""
    ids = dict(zip(seen.table["customer"].tolist(), seen.table["customer_id"].tolist()))
    columns = {lens: pd.Series([ids[code] for code in found.of(lens)], dtype=object) for lens in LENSES}
    table = pd.DataFrame(columns).fillna("")
    table.insert(0, "rank", range(1, len(table) + 1))
    return table
