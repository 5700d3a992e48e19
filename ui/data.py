"""What the data page shows: how a file was understood, what was not used and why, and what the data can say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.intake import Question, Reading, fields_of
from ltv.intake.messages import preset_name, text
from ltv.metrics.catalogue import RULES
from ltv.metrics.nrr_rules import NrrRule, available_from, is_available
from ltv.metrics.reconcile import Bridge, has_crm
from ltv.metrics.reconcile import bridge as crm_bridge
from ui import export, page, session, show, uploads
from ui.uploads import Known, Settings, Upload
from ui.words import WORDS, of, t

MANY = 5
ZONES = ["Asia/Tokyo", "UTC", "Asia/Shanghai", "Asia/Singapore", "Europe/London", "Europe/Berlin",
         "America/New_York", "America/Los_Angeles"]  # fmt: skip


def kind_words(kind: str | None) -> str:
    """A kind of file in the reader's words."""
    return t(f"data.kind.{kind or 'unknown'}")


def headline(files: list[Upload], data: Dataset) -> str:
    """The answer for each state of the page."""
    if not files:
        return _headline_on_screen(data)
    if any(f.reading.outcome == "reject" for f in files):
        return t("data.headline.rejected")
    asked = next((f for f in files if f.reading.outcome == "ask"), None)
    if asked:
        return t("data.headline.question", kind=kind_words(asked.reading.kind))
    if not uploads.ready(files):
        return t("data.headline.needs_revenue")
    if uploads.misfits(files):
        return t("data.headline.misfit")
    sums = {
        name: sum(getattr(f.reading, name) for f in files) for name in ("records", "accepted", "rejected", "excluded")
    }
    key = "ready" if sums["rejected"] or sums["excluded"] else "clean"
    return t(f"data.headline.{key}", **{name: show.count(n) for name, n in sums.items()})


def _headline_on_screen(data: Dataset) -> str:
    if session.is_sample():
        return t("data.headline.sample")
    return t(
        "data.headline.uploaded",
        first=show.month(data.months.first),
        last=show.day(data.months.as_of),
        customers=show.customers(data.months.paying),
    )


def file_card(number: int, upload: Upload) -> None:
    """One file: its kind, its account of records, its question or refusal, and how to change what was recognised."""
    reading = upload.reading
    with st.container(border=True):
        st.subheader(page.plain(t("data.file", number=number + 1, kind=kind_words(reading.kind))), anchor=False)
        st.caption(page.plain(upload.name[:120]))
        if reading.outcome == "reject" and reading.error:
            st.error(page.plain(text(reading.error, session.lang())), icon=":material/block:")
        if reading.question:
            _question(number, reading.question)
        if reading.outcome == "accept":
            st.markdown(page.plain(_account(reading)))
        for warning in reading.warnings:
            st.warning(page.plain(text(warning, session.lang())), icon=":material/info:")
        if reading.recognised.headers:
            _recognised(number, upload)
        if len(reading.problems):
            _problems(number, reading)
        if st.button(t("data.remove"), key=f"remove_{number}", type="tertiary", icon=":material/close:"):
            uploads.remove(number)
            st.rerun()


def _account(reading: Reading) -> str:
    names = ("records", "accepted", "rejected", "excluded", "blank")
    return t("data.found", **{name: show.count(getattr(reading, name)) for name in names})


def _question(number: int, question: Question) -> None:
    lang = session.lang()
    st.info(page.plain(text(question, lang)), icon=":material/help:")
    codes = [choice.code for choice in question.choices]
    words = {choice.code: page.plain(text(choice, lang, question=question)) for choice in question.choices}
    examples = [page.plain(choice.example) for choice in question.choices]
    picked = st.radio(
        t("data.answer"), codes, index=None, format_func=words.get, captions=examples,
        key=f"answer_{number}_{question.code}", label_visibility="collapsed",
    )  # fmt: skip
    if st.button(t("data.answer"), key=f"answered_{number}", type="primary", disabled=picked is None):
        uploads.answer(number, question.answer, str(picked))
        st.rerun()


def settings(files: list[Upload]) -> Settings:
    """What the reader decides before the files are shown: until when and from when they know, months, currency."""
    left, middle, right = st.columns(3)
    last = uploads.last_day(files)
    as_of = left.date_input(
        t("data.as_of"), last, min_value=uploads.first_possible_day(files), help=t("data.as_of.help"),
        key=f"as_of_{last}",
    )  # fmt: skip
    closing_days = {day: closing_day_words(day) for day in (None, *range(1, 29))}
    closing = middle.selectbox(t("data.closing_day"), list(closing_days), format_func=closing_days.get)
    guess = uploads.currency_of(files)
    codes = {code: code or t("data.currency.none") for code in (guess, *uploads.CURRENCIES)}
    currency = right.selectbox(t("data.recognised.currency"), list(codes), format_func=codes.get)
    change = uploads.last_change(files)
    if change is not None:
        st.caption(t("data.as_of.contracts", day=show.day(change)))
    return Settings(as_of, closing, str(currency), _known_from(files, as_of, closing))


def _known_from(files: list[Upload], as_of: dt.date, closing: int | None) -> int | None:
    """The first month from which a file of contracts holds everyone who left; None for orders."""
    known = uploads.known(files, as_of, closing)
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


def facts(upload: Upload) -> dict[str, str]:
    """How a file was understood, name by name; only what the file says or shows."""
    reading, found = upload.reading, upload.reading.recognised
    said = {
        "encoding": found.encoding,
        "preset": preset_name(found.preset, session.lang()) if found.preset else t("data.recognised.preset_none"),
        "header_line": found.header_line,
        "amount_rule": t(f"data.rule.{found.amount_rule}") if f"data.rule.{found.amount_rule}" in WORDS else None,
        "currency": _currency(upload) if reading.outcome == "accept" else None,
        "timezone": found.timezone,
        "sheet": found.sheet,
    }
    return {name: str(value) for name, value in said.items() if value}


def _currency(upload: Upload) -> str | None:
    if upload.reading.kind not in uploads.REVENUE:
        return None
    return uploads.currency_of([upload]) or t("data.currency.unknown")


def _recognised(number: int, upload: Upload) -> None:
    lines = [f"{t(f'data.recognised.{name}')}: {page.plain(value)}" for name, value in facts(upload).items()]
    st.caption(" ・ ".join(lines) if show.is_japanese() else " · ".join(lines))
    with st.expander(t("data.mapping"), icon=":material/view_column:"):
        _mapping_form(number, upload.reading)


def _mapping_form(number: int, reading: Reading) -> None:
    found = reading.recognised
    kinds = [k.removeprefix("data.kind.") for k in WORDS if k.startswith("data.kind.") and k != "data.kind.unknown"]
    with st.form(f"mapping_{number}"):
        named = {kind: kind_words(kind) for kind in kinds}
        kind = st.selectbox(
            t("data.kind"), kinds, index=kinds.index(reading.kind) if reading.kind in kinds else 0,
            format_func=named.get, key=f"kind_{number}",
        )  # fmt: skip
        chosen = {}
        headers = {"": t("data.mapping.none")} | {header: header for header in found.headers}
        with st.grid(3, min_column_width=180):
            for name in fields_of(reading.kind or kind):
                header = found.mapping.get(name, "")
                chosen[name] = st.selectbox(
                    t(f"data.field.{name}") if f"data.field.{name}" in WORDS else name,
                    list(headers),
                    index=list(headers).index(header) if header in headers else 0,
                    format_func=headers.get,
                    key=f"field_{number}_{name}",
                )
        zone = st.selectbox(
            t("data.timezone"), ZONES, index=ZONES.index(found.timezone) if found.timezone in ZONES else 0,
            key=f"zone_{number}",
        )  # fmt: skip
        if st.form_submit_button(t("data.mapping.apply")):
            uploads.change(number, kind=kind, mapping=chosen if kind == reading.kind else None, timezone=zone)
            st.rerun()


def _problems(number: int, reading: Reading) -> None:
    with st.expander(t("data.problems"), icon=":material/rule:", expanded=reading.outcome == "accept"):
        page.small_table(problem_summary(reading))
        st.download_button(
            t("data.problems.download"), lambda: export.csv(problem_rows(reading)), "rows_not_used.csv", "text/csv",
            key=f"problems_csv_{number}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def problem_summary(reading: Reading) -> pd.DataFrame:
    """Problems by reason, most frequent first: how many, where first, why, and how to fix it."""
    groups = reading.problems.fillna({"column": ""}).groupby(["status", "reason", "column"])
    largest = sorted(groups, key=lambda group: -len(group[1]))
    return pd.DataFrame([_problem_row(*key, rows["line"]) for key, rows in largest])


def _problem_row(status: str, reason: str, column: str, lines: pd.Series) -> dict[str, str]:
    first = ", ".join(map(str, lines.head(MANY))) + (" …" if len(lines) > MANY else "")
    return {
        t("data.problems.status"): t(f"data.problems.{status}"),
        t("data.problems.count"): show.count(len(lines)),
        t("data.problems.first"): first,
        t("data.problems.column"): t(f"data.field.{column}") if f"data.field.{column}" in WORDS else column,
        t("data.problems.reason"): text(reason, session.lang()),
    }


def problem_rows(reading: Reading) -> pd.DataFrame:
    """Every row that was not used, with its line and reason in words."""
    words = {reason: text(str(reason), session.lang()) for reason in reading.problems["reason"].unique()}
    return reading.problems.assign(explanation=reading.problems["reason"].map(words))


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


def bridge_rows(found: Bridge, data: Dataset) -> pd.DataFrame:
    """From the CRM's total to the core system's: how many customers, and signed money in full that adds up."""
    months = data.months
    steps = {
        "crm_total": (found.customers_crm, found.crm_total),
        "crm_only": (found.customers_crm_only, -found.crm_only),
        "core_only": (found.customers_core_only, found.core_only),
        "matched_difference": (found.customers_different, -found.matched_difference),
        "core_total": (found.customers_core, found.core_total),
    }
    rows = [
        (
            t(f"data.bridge.row.{name}"),
            show.count(customers),
            show.money(money, months.currency, months.decimals, exact=True, sign=not name.endswith("_total")),
        )
        for name, (customers, money) in steps.items()
    ]
    return pd.DataFrame(rows, columns=[t("col.part"), t("col.customers"), t("col.amount")])


def bridge_title(found: Bridge, data: Dataset) -> str:
    """The reconciliation as a sum in full, each part with one sign."""

    def money(value: int) -> str:
        return show.money(value, data.months.currency, data.months.decimals, exact=True)

    return t(
        "data.bridge.title",
        gap=money(found.difference),
        crm_only=money(found.crm_only),
        core_sign="−" if found.core_only >= 0 else "+",
        core_only=money(abs(found.core_only)),
        difference_sign="+" if found.matched_difference >= 0 else "−",
        difference=money(abs(found.matched_difference)),
    )


def closing_day_words(day: int | None) -> str:
    """A closing day in words."""
    return t("data.closing_day.none") if day is None else t("data.closing_day.day", day=day)


def on_screen(data: Dataset) -> None:
    """What became of the accepted files, the bridge to the CRM, and what the data can say."""
    account = session.stored("accepted")
    if account is not None and not session.is_sample():
        page.small_table(account_rows(account))
    if has_crm(data):
        _bridge(data)
    with st.container(border=True):
        st.subheader(t("data.can.title"), anchor=False)
        page.small_table(abilities(data))


def account_rows(account: pd.DataFrame) -> pd.DataFrame:
    """How many records of each file were used, in words."""
    shown = {
        t(f"data.account.{name}"): [kind_words(cell) if name == "kind" else show.count(cell) for cell in account[name]]
        for name in account.columns
    }
    return pd.DataFrame(shown)


def _bridge(data: Dataset) -> None:
    found = session.cached(crm_bridge, data)
    with st.container(border=True):
        st.subheader(page.plain(bridge_title(found, data)), anchor=False)
        st.caption(
            t(
                "data.bridge.how",
                customers=show.share(found.customers_matched_share),
                value=show.share(found.value_matched_share),
            )
        )
        page.small_table(bridge_rows(found, data))


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
