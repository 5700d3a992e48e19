"""What the data page shows: how a file was understood, what was not used and why, and what the data can say."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.intake import Question, Reading, fields_of
from ltv.intake.messages import text
from ltv.metrics.catalogue import RULES
from ltv.metrics.nrr_rules import NrrRule, available_from, is_available
from ltv.metrics.reconcile import Bridge, has_crm
from ltv.metrics.reconcile import bridge as crm_bridge
from ui import export, page, session, show, uploads
from ui.uploads import Upload
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
        customers=show.customers(len(data.customers)),
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
            _recognised(number, reading)
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


def _recognised(number: int, reading: Reading) -> None:
    found = reading.recognised
    facts = {
        "encoding": found.encoding,
        "preset": found.preset or t("data.recognised.preset_none"),
        "header_line": found.header_line,
        "amount_rule": t(f"data.rule.{found.amount_rule}") if f"data.rule.{found.amount_rule}" in WORDS else None,
        "currency": reading.currency if reading.kind in uploads.REVENUE else None,
        "timezone": found.timezone,
        "sheet": found.sheet,
        "dropped": "、".join(found.dropped_personal) if show.is_japanese() else ", ".join(found.dropped_personal),
    }
    lines = [f"{t(f'data.recognised.{name}')}: {page.plain(str(value))}" for name, value in facts.items() if value]
    st.caption(" ・ ".join(lines) if show.is_japanese() else " · ".join(lines))
    with st.expander(t("data.mapping"), icon=":material/view_column:"):
        _mapping_form(number, reading)


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
    """The reconciliation's steps in money, in full."""
    months = data.months
    names = ("crm_total", "crm_only", "core_only", "matched_difference", "core_total")
    money = [show.money(getattr(found, name), months.currency, months.decimals, exact=True) for name in names]
    return pd.DataFrame({t("col.part"): [t(f"data.bridge.row.{name}") for name in names], t("col.amount"): money})


def closing_day_words(day: int | None) -> str:
    """A closing day in words."""
    return t("data.closing_day.none") if day is None else t("data.closing_day.day", day=day)


def on_screen(data: Dataset) -> None:
    """What became of the accepted files, the bridge to the CRM, and what the data can say."""
    account = session.stored("accepted")
    if account is not None and not session.is_sample():
        shown = account.assign(kind=[kind_words(kind) for kind in account["kind"]])
        page.small_table(shown.rename(columns={c: t(f"data.account.{c}") for c in account.columns}))
    if has_crm(data):
        _bridge(data)
    with st.container(border=True):
        st.subheader(t("data.can.title"), anchor=False)
        page.small_table(abilities(data))


def _bridge(data: Dataset) -> None:
    found = session.cached(crm_bridge, data)
    money = {
        name: show.money(getattr(found, name), data.months.currency, data.months.decimals)
        for name in ("crm_only", "core_only")
    }
    signed = {
        name: show.money(value, data.months.currency, data.months.decimals, sign=True)
        for name, value in (("gap", found.difference), ("difference", found.matched_difference))
    }
    with st.container(border=True):
        st.subheader(page.plain(t("data.bridge.title", **money, **signed)), anchor=False)
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
