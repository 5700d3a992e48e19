"""How earlier forecasts of renewals turned out: totals with their intervals, calibration, lost customers by month."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.metrics.metric import Unit
from ltv.models.contract_book import ContractBook
from ltv.models.holdout import RED_FLAG
from ltv.models.renewal_record import FEWEST_DUE, Compared, RenewalRecord, by_model
from ltv.models.renewal_windows import LEAST_HISTORY, WINDOW
from ui import folds, ltv_segments, page, session, show
from ui.charts.base import Spec
from ui.charts.calibration import calibration
from ui.charts.money_axis import Money
from ui.charts.track import tracking
from ui.ltv_segments import MODEL_NAMES
from ui.words import t


def title(book: ContractBook) -> str:
    """How the hold-out went, or why there is none."""
    record = book.record
    if record is None:
        return t("ltvs.due.title.few" if len(book.scores) else "ltvs.due.title.young")
    worst = record.worst
    said = {
        "error": signed_share(worst.error, 0),
        "expected": show.number(record.lost.expected),
        "lost": show.count(record.lost.actual),
        "windows": show.count(record.windows),
        "limit": show.share(RED_FLAG, 0),
        "what": t(f"ltvs.due.what.{_which(record, worst)}"),
    }
    return t("ltvs.due.title.off" if record.is_off else "ltvs.due.title.holds", **said)


def _which(record: RenewalRecord, total: Compared) -> str:
    return "revenue" if total is record.revenue else "lost" if total is record.lost else "renewed"


def signed_share(value: float, decimals: int = 1) -> str:
    """A share with its sign, unless it rounds to nothing: +3.1%, 0.0%."""
    if value != value:
        return show.NOTHING
    words = show.signed(value * 100, decimals) + "%"
    return show.share(0.0, decimals) if float(words[1:-1].replace(",", "")) == 0 else words


def show_record(data: Dataset, book: ContractBook) -> None:
    """The record, or the reason why there is none."""
    st.markdown(f"**{page.plain(t('ltvs.trust.record'))}**")
    record = book.record
    if record is None:
        st.caption(page.plain(why_not(book)))
        return
    st.caption(page.plain(how(record)))
    page.small_table(record_words(data, record))
    st.caption(page.plain(against_flat(record)))
    page.small_table(origin_words(record))
    groups, months, lang = record.by_group(), record.by_month(), session.lang()
    folds.evidence(
        t("ltvs.due.calibration_how"), session.cached(calibration_spec, data, lang), groups, name="calibration",
        alt=calibration_alt(groups), columns={"renewals": t("ltvs.due.renewals")},
    )  # fmt: skip
    folds.evidence(
        t("ltvs.due.tracking_how"), session.cached(tracking_spec, data, lang), months, name="tracking",
        alt=tracking_alt(record),
    )  # fmt: skip


def why_not(book: ContractBook) -> str:
    """What is missing for a hold-out, with numbers."""
    have = int(book.scores.drop_duplicates(["period", "origin"])["customers"].sum())
    return t(
        "ltvs.due.few" if have else "ltvs.due.young",
        have=show.count(have), need=show.count(FEWEST_DUE), months=LEAST_HISTORY + WINDOW, window=WINDOW,
    )  # fmt: skip


def how(record: RenewalRecord) -> str:
    """What was forecast from when, and how many that are."""
    return t(
        "ltvs.due.how", windows=show.count(record.windows), window=WINDOW, n=show.customers(record.contracts),
        renewals=show.count(len(record.due)),
    )  # fmt: skip


def record_words(data: Dataset, record: RenewalRecord) -> pd.DataFrame:
    """The hold-out in numbers, each with what it should be."""
    money = Money.of(data.months)
    limit, equal = t("ltvs.trust.error_ideal", limit=show.share(RED_FLAG, 0)), t("ltvs.trust.total_ideal")
    lost = record.lost
    chance = t("ltvs.due.by_chance" if record.is_lost_by_chance else "ltvs.due.not_by_chance")
    rows = [
        ("renewed", _pair(show.number(record.renewed.expected, 1), show.count(record.renewed.actual)), equal),
        ("error", _error(record.renewed), limit),
        ("revenue", _pair(money.written(record.revenue.expected), money.written(record.revenue.actual)), equal),
        ("error", _error(record.revenue), limit),
        ("lost", _pair(show.number(lost.expected, 1), show.count(lost.actual)), equal),
        ("error", _error(lost), t("ltvs.due.lost_ideal", limit=show.share(RED_FLAG, 0), chance=chance)),
        ("brier", show.number(record.brier, 4), t("ltvs.due.brier_ideal", flat=show.number(record.flat_brier, 4))),
        ("auc", show.number(record.auc, 2), t("ltvs.trust.auc_ideal")),
    ]  # fmt: skip
    return pd.DataFrame(
        {
            t("ltvs.trust.measure"): [t(f"ltvs.due.{name}") for name, _, _ in rows],
            t("col.value"): [value for _, value, _ in rows],
            t("ltvs.trust.ideal"): [ideal for _, _, ideal in rows],
        }
    )


def _pair(said: str, came: str) -> str:
    return t("ltvs.trust.pair", said=said, came=came)


def _error(total: Compared) -> str:
    low, high = (signed_share(end) for end in total.interval)
    if show.NOTHING in (low, high):
        return signed_share(total.error)
    return t("ltvs.due.error_between", error=signed_share(total.error), low=low, high=high)


def against_flat(record: RenewalRecord) -> str:
    """Whether the models were any better than one rate of renewal for everybody."""
    key = "same" if record.same_as_flat else "better" if record.skill > 0 else "worse"
    return t(f"ltvs.due.flat.{key}", skill=show.share(abs(record.skill)))


def origin_words(record: RenewalRecord) -> pd.DataFrame:
    """Each earlier day's forecast and what came."""
    table = record.by_origin()
    return pd.DataFrame(
        {
            t("ltvs.due.known"): [show.day(day) for day in table["known"]],
            t("ltvs.due.renewals"): [show.count(n) for n in table["renewals"]],
            t("ltvs.due.renewed_pair"): _pairs(table["expected"], table["renewed"]),
            t("ltvs.due.its_error"): [signed_share(error) for error in table["error"]],
            t("ltvs.due.lost_pair"): _pairs(table["expected_lost"], table["lost"]),
        }
    )


def _pairs(said: pd.Series[float], came: pd.Series[float]) -> list[str]:
    return [f"{show.number(one, 1)} / {show.count(other)}" for one, other in zip(said, came)]


def calibration_spec(data: Dataset, lang: str) -> Spec:
    """Predicted against actual share of renewals not made, in ten groups."""
    record = session.cached(ltv_segments.models, data).record
    return calibration(record.by_group().rename(columns={"renewals": "n"}), Unit.SHARE)


def calibration_alt(groups: pd.DataFrame) -> str:
    """The lowest and the highest group."""
    first, last = groups.iloc[0], groups.iloc[-1]
    return t(
        "ltvs.due.calibration_alt", low=show.share(first["predicted"]), low_came=show.share(first["actual"]),
        high=show.share(last["predicted"]), high_came=show.share(last["actual"]),
    )  # fmt: skip


def tracking_spec(data: Dataset, lang: str) -> Spec:
    """Customers lost so far, month by month, as they left and as was forecast."""
    months = session.cached(ltv_segments.models, data).record.by_month()
    ends = months.assign(week=months["month"] + pd.offsets.MonthEnd(0)).drop(columns="month")
    return tracking(ends, t("ltvs.due.so_far"), at=t("ltvs.due.until"))


def tracking_alt(record: RenewalRecord) -> str:
    """Where both lines end."""
    lost = record.lost
    return t("ltvs.due.tracking_alt", came=show.count(lost.actual), said=show.number(lost.expected, 1))


# --- candidates -----------------------------------------------------------------------------------------------------


def score_words(book: ContractBook) -> pd.DataFrame:
    """Each model's score and errors on the renewals held out, by period; the one in use is marked."""
    rows = by_model(book.scores).to_dict("records")
    return pd.DataFrame(
        {
            t("ltvs.survival.period"): [period_name(str(row["period"])) for row in rows],
            t("ltvs.trust.model"): [_model(book, str(row["period"]), str(row["model"])) for row in rows],
            t("ltvs.due.log_score"): [show.number(row["log_score"], 2) for row in rows],
            t("ltvs.due.its_error"): [signed_share(row["total_error"]) for row in rows],
            t("ltvs.trust.worst"): [show.share(row["worst"]) for row in rows],
            t("ltvs.due.contracts"): [show.count(row["customers"]) for row in rows],
        }
    )


def _model(book: ContractBook, period: str, name: str) -> str:
    model = book.models.get(period)
    in_use = model is not None and model.in_use == name
    return t("ltvs.trust.in_use", model=model_name(name)) if in_use else model_name(name)


def model_name(name: str) -> str:
    """A model, the average of both, or the flat rate."""
    return MODEL_NAMES[name] if name in MODEL_NAMES else t(f"ltvs.model.{name}")


def period_name(period: str) -> str:
    """A renewal period: monthly, yearly."""
    counted, _, unit = period.partition("_")
    if counted.isdigit():
        return t(f"ltvs.period.{unit}", n=counted)
    return t(f"ltvs.period.{period}")
