"""Where RFM ranks and CPM groups begin, as the reader sets it; kept in the session and the link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from ltv.dataset import Dataset
from ltv.errors import LtvError
from ltv.metrics.cpm import CpmCuts, usual_cuts
from ltv.metrics.rfm import RfmCuts, quantile_cuts
from ltv.metrics.standing import standing
from ui import controls, page, session
from ui.charts.money_axis import Money
from ui.words import t

Cuts = TypeVar("Cuts")
RFM_PARTS = ("days", "orders", "revenue")
CPM_PARTS = ("spend", "beginner_days", "best_days", "absent_days")
_COMMAS = str.maketrans("，、；", ",,;")


def usual_rfm(data: Dataset) -> RfmCuts:
    """Five parts of about equal size."""
    return quantile_cuts(standing(data))


def usual_cpm(data: Dataset) -> CpmCuts:
    """The cuts to begin with."""
    return usual_cuts(data)


def rfm_cuts(data: Dataset) -> RfmCuts | None:
    """The cuts in force; None for the usual ones."""
    return _or_none(lambda: read_rfm(session.written("rfm_cuts"), data.months.decimals))


def cpm_cuts(data: Dataset) -> CpmCuts | None:
    """The cuts in force; None for the usual ones."""
    return _or_none(lambda: read_cpm(session.written("cpm_cuts"), data.months.decimals))


def rfm_form(data: Dataset) -> None:
    """Ask for four cuts of each rank, behind a headline; what cannot be used is said and not taken."""
    used: RfmCuts = rfm_cuts(data) or session.cached(usual_rfm, data)
    money = [cut / 10**data.months.decimals for cut in used.revenue]
    cuts = zip(RFM_PARTS, (used.days, used.orders, money))
    shown = {t(f"ltvs.cuts.rfm.{part}", unit=Money.of(data.months).unit): numbers for part, numbers in cuts}
    _form("rfm_cuts", t("ltvs.cuts.rfm"), shown, lambda text: read_rfm(text, data.months.decimals))


def cpm_form(data: Dataset) -> None:
    """Ask for the four cuts of CPM, behind a headline."""
    used: CpmCuts = cpm_cuts(data) or session.cached(usual_cpm, data)
    numbers = [used.spend / 10**data.months.decimals, used.beginner_days, used.best_days, used.absent_days]
    shown = {
        t(f"ltvs.cuts.cpm.{part}", unit=Money.of(data.months).unit): [cut] for part, cut in zip(CPM_PARTS, numbers)
    }
    _form("cpm_cuts", t("ltvs.cuts.cpm"), shown, lambda text: read_cpm(text, data.months.decimals))


def read_rfm(text: str, decimals: int) -> RfmCuts:
    """Cuts from a text of three parts with four numbers each: "90,60,30,14;2,3,5,9;1000,3000,9000,20000".

    Raises
    ------
    ValueError, LtvError
        When it is none.
    """
    days, orders, revenue = (_four(part) for part in text.translate(_COMMAS).split(";"))
    return RfmCuts(_whole(days), _whole(orders), _whole([cut * 10**decimals for cut in revenue]))


def read_cpm(text: str, decimals: int) -> CpmCuts:
    """Cuts from a text of four numbers: "70000;90;210;240".

    Raises
    ------
    ValueError, LtvError
        When it is none.
    """
    spend, *days = (float(part) for part in text.translate(_COMMAS).split(";"))
    beginner, best, absent = (round(cut) for cut in days)
    return CpmCuts(round(spend * 10**decimals), beginner, best, absent)


def _four(part: str) -> list[float]:
    return [float(number) for number in part.split(",")]


def _whole(numbers: Sequence[float]) -> tuple[int, int, int, int]:
    a, b, c, d = map(round, numbers)
    return a, b, c, d


def _or_none(read: Callable[[], Cuts]) -> Cuts | None:
    try:
        return read()
    except (ValueError, OverflowError, LtvError):
        return None


def _form(name: str, about: str, shown: dict[str, Sequence[float]], read: Callable[[str], object]) -> None:
    """A text per line; taken together, or all given back."""
    begun = session.written(name)
    with st.expander(t("ltvs.cuts.title"), icon=":material/tune:"), st.form(name, border=False):
        st.caption(page.plain(about))
        typed = [
            st.text_input(line, ", ".join(f"{cut:.12g}" for cut in cuts), key=f"{name}_{line}_{begun}")
            for line, cuts in shown.items()
        ]
        with controls.toolbar():
            use = st.form_submit_button(t("ltvs.cuts.use"), type="primary")
            give_back = st.form_submit_button(t("ltvs.cuts.usual"))
    text = "" if give_back else ";".join(typed)
    if use and _or_none(lambda: read(text)) is None:
        st.error(t("ltvs.cuts.wrong"))
    elif use or give_back:
        session.write(name, text)
        st.rerun()
