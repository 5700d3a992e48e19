"""What the reader decides about names that stand for customers, and what is said where pseudonyms will not last."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ltv.intake.vocabulary import identity
from ui import kept, upload_list
from ui.upload_list import Upload
from ui.words import t


def names_toggle(files: Sequence[Upload]) -> None:
    """Whether names of companies stay readable: asked where names stand for customers; all files are read alike."""
    if kept.has_key_of_session():
        st.warning(t("data.privacy.session_key"), icon=":material/key:")
    readable = any(upload.options.readable_names for upload in files)
    stands, compared = any(_hides_names(upload) for upload in files), _would_be_compared(files)
    if not readable and not stands and not compared:
        return
    about = "names" if stands or not compared else "compare"
    st.toggle(
        t("data.privacy.names"), readable, key=f"readable_names_{readable}", help=t(f"data.privacy.{about}.help"),
        on_change=_read_again, args=(not readable,),
    )  # fmt: skip


def _hides_names(upload: Upload) -> bool:
    """Whether names of this file became pseudonyms or were left out."""
    return any(
        warning.code == "customer_names_not_imported" or warning.params.get("key") == "name"
        for warning in upload.reading.warnings
    )


def _would_be_compared(files: Sequence[Upload]) -> bool:
    """Whether a CRM is to be reconciled and names of companies, hidden, can tell nothing but that they are equal."""
    return any(upload.reading.kind == "crm" for upload in files) and any(_hides_companies(upload) for upload in files)


def _hides_companies(upload: Upload) -> bool:
    known = upload.reading.parties
    of_company = any(identity(header) == "company" for header in upload.reading.recognised.headers)
    return known is not None and of_company and "name" in known and "readable" not in known


def _read_again(readable: bool) -> None:  # noqa: FBT001  (what a switch says)
    kept.show_names(readable)
    upload_list.change_all(readable_names=readable)
