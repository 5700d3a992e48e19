"""What a reader decides before files are shown: until when and from when they know, months, currency."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from ui import show, upload_days, uploads
from ui.data_privacy import names_toggle
from ui.upload_days import Known
from ui.upload_list import Upload
from ui.uploads import Settings
from ui.words import t


def settings(files: list[Upload]) -> Settings:
    """What the reader decides before the files are shown: until when and from when they know, months, currency."""
    names_toggle(files)
    left, middle, right = st.columns(3)
    last = upload_days.last_day(files)
    as_of = left.date_input(
        t("data.as_of"), last, min_value=upload_days.first_possible_day(files), help=t("data.as_of.help"),
        key=f"as_of_{last}",
    )  # fmt: skip
    closing_days = {day: closing_day_words(day) for day in (None, *range(1, 29))}
    closing = middle.selectbox(t("data.closing_day"), list(closing_days), format_func=closing_days.get)
    guess = uploads.currency_of(files)
    codes = {code: code or t("data.currency.none") for code in (guess, *uploads.CURRENCIES)}
    currency = right.selectbox(t("data.recognised.currency"), list(codes), format_func=codes.get)
    change = upload_days.last_change(files)
    if change is not None:
        st.caption(t("data.as_of.contracts", day=show.day(change)))
    return Settings(as_of, closing, str(currency), _known_from(files, as_of, closing))


def _known_from(files: list[Upload], as_of: dt.date, closing: int | None) -> int | None:
    """The first month from which a file of contracts holds everyone who left; None for orders."""
    known = upload_days.known(files, as_of, closing)
    if known is None:
        return None
    names = {month: show.month(month) for month in known.months}
    month = st.selectbox(
        t("data.known_from"), list(names), index=list(names).index(known.default), format_func=names.get,
        key=f"known_from_{closing}_{known}",
    )  # fmt: skip
    st.caption(known_from_words(known))
    return month


def known_from_words(known: Known) -> str:
    """Why figures begin in the month that is proposed."""
    if known.left is None:
        return t("data.known_from.nobody")
    case = "cut" if known.is_cut else "whole"
    return t(f"data.known_from.{case}", start=show.month(known.start), left=show.month(known.left))


def closing_day_words(day: int | None) -> str:
    """A closing day in words."""
    return t("data.closing_day.none") if day is None else t("data.closing_day.day", day=day)
