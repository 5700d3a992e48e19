"""E-mail addresses put back beside pseudonyms, from a file of the reader's and for this session only."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.intake import Options, Reading
from ltv.intake.pseudonyms import addresses_of, is_pseudonym
from ltv.intake.sandbox import read_isolated
from ltv.ledger import CUSTOMER_ID
from ui import kept, page, session, show, upload_button
from ui.words import t

_MOST_COLUMNS = 5
"""Columns of a file in which addresses are looked for."""
_FOUND, _ROUND, _TOLD = "addresses", "addresses_round", "addresses_told"


def ask_for_addresses(data: Dataset) -> None:
    """The file to take addresses from, where customers are pseudonyms; what was found is told."""
    hidden = [id for id in data.customers[CUSTOMER_ID] if is_pseudonym(id)]
    if not hidden:
        return
    st.caption(t("addresses.how"))
    upload_button.in_readers_language()
    file = st.file_uploader(
        t("addresses.file"), type=["csv", "tsv", "txt", "xlsx", "parquet"],
        key=f"addresses_{session.stored(_ROUND, 0)}",
    )  # fmt: skip
    if file is not None:
        session.store(_TOLD, _take(file.getvalue(), file.name, hidden))
        session.store(_ROUND, session.stored(_ROUND, 0) + 1)
        st.rerun()
    if reason := session.stored(_TOLD, ""):
        st.warning(t(f"addresses.{reason}"), icon=":material/mail:")
    if n := len(_known_of(hidden)):
        words = t("addresses.found", n=show.customers(n), whole=show.customers(len(hidden)))
        st.caption(page.plain(words))


def known() -> int:
    """How often addresses were taken in: what is made of them is made anew then."""
    return int(session.stored(_ROUND, 0))


def with_addresses(customers: pd.DataFrame) -> pd.DataFrame:
    """Customers with the addresses that are known in this session."""
    found = _known_of(customers[CUSTOMER_ID])
    if not found:
        return customers
    mails = customers[CUSTOMER_ID].map(found)
    return customers.assign(email=mails if "email" not in customers else customers["email"].fillna(mails))


def _known_of(ids: object) -> dict[str, str]:
    found: dict[str, str] = session.stored(_FOUND, {})
    return {id: found[id] for id in ids if id in found}  # type: ignore[attr-defined]


def _take(content: bytes, name: str, hidden: list[str]) -> str:
    """Read a file and keep its addresses of these customers in this session; why not, where none are found.

    Of several columns whose names speak of mail, such as one that tells who may be written to, any may hold them.
    """
    reading = read_isolated(content, name, Options(kind="customers"))
    mails = [header for header in reading.recognised.headers if _is_mail(header)][:_MOST_COLUMNS]
    readings = [_as_customers(content, name, header) for header in mails] or [reading]
    accepted = [each.table[CUSTOMER_ID] for each in readings if each.outcome == "accept"]
    if not accepted:
        return "unreadable"
    secret = kept.privacy()["secret"]
    found = {id: text for texts in accepted for id, text in addresses_of(hidden, texts, secret).items()}
    session.store(_FOUND, session.stored(_FOUND, {}) | found)
    return "" if found else "none"


def _as_customers(content: bytes, name: str, header: str) -> Reading:
    """A file read with one of its columns as the customers."""
    return read_isolated(content, name, Options(kind="customers", mapping={CUSTOMER_ID: header}))


def _is_mail(header: str) -> bool:
    return "mail" in header.casefold() or "メール" in header
