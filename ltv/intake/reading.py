"""Bytes in, a reading out: detect, decode, table, map, check. Never raises, whatever the bytes."""

from __future__ import annotations

import csv
import hashlib
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from ltv.intake.agreements import check_contracts
from ltv.intake.attributes import check_customers
from ltv.intake.deals import check_crm
from ltv.intake.decode import decode
from ltv.intake.delimited import read_delimited
from ltv.intake.detect import file_type
from ltv.intake.events import check_deliveries, check_spend, check_surveys, check_tickets
from ltv.intake.examples import Asked, with_examples
from ltv.intake.excel import read_excel
from ltv.intake.line_ends import Content
from ltv.intake.mapping import Mapped, export_of, recognise, without_customer
from ltv.intake.match_keys import key_columns, match_keys
from ltv.intake.orders import check_orders
from ltv.intake.parquet import read_parquet
from ltv.intake.records import Checked
from ltv.intake.result import (
    PROBLEM_COLUMNS,
    Message,
    Options,
    Question,
    Reading,
    Recognition,
    RefusedError,
    Sales,
    UndecidedError,
)
from ltv.intake.sales_only import sales_only, tells_no_customer
from ltv.intake.table import Table
from ltv.intake.vocabulary import KINDS, squashed

_CHECKS: Mapping[str, Callable[[Table, Mapped, Options], Checked]] = {
    "orders": check_orders,
    "contracts": check_contracts,
    "customers": check_customers,
    "spend": check_spend,
    "deliveries": check_deliveries,
    "tickets": check_tickets,
    "surveys": check_surveys,
    "crm": check_crm,
}


def _nobody(stage: str) -> None:
    """Nobody wants to know how far the reading is."""


def read(
    content: Content,
    name: str,
    options: Options = Options(),  # noqa: B008
    tell: Callable[[str], None] = _nobody,
) -> Reading:
    """Read an uploaded file.

    Parameters
    ----------
    content : bytes, or memory that holds them
    name : str
        The name it was uploaded under; only its extension is looked at.
    options : Options
    tell : called with "decode", "table" and "check" as each begins

    Returns
    -------
    Reading
        Accepted, with a question, or refused with a message. Nothing is written, logged or kept.
    """
    steps = _Steps(content, name, options, tell)
    try:
        return steps.run()
    except UndecidedError as undecided:
        return steps.stopped("ask", question=steps.with_examples(undecided.question))
    except RefusedError as refused:
        return steps.stopped("reject", error=refused.message, sales=steps.sales_after(refused.message))
    except MemoryError:
        return steps.stopped("reject", error=Message("reading_needs_memory"))
    except _BROKEN:
        return steps.stopped("reject", error=Message("file_corrupt"))


def refused(content: Content, options: Options, why: Message) -> Reading:
    """A reading of a file that nothing could be made of."""
    return _Steps(content, "", options, _nobody).stopped("reject", error=why)


class _Steps:
    """One reading, with what is known so far, so that a refusal can show it."""

    def __init__(self, content: Content, name: str, options: Options, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._content = content
        self._name = name
        self._options = options
        self._table: Table | None = None
        self._mapped: Mapped | None = None
        self._hashed = _Hashed(content, options.key)

    def run(self) -> Reading:
        _check_options(self._options)
        table = self._table = self._read_table()
        self._hashed.begin()
        headers = table.header
        mapped = self._mapped = recognise(headers, self._options)
        if mapped.preset is not None and mapped.preset.unquoted and table.delimiter == mapped.preset.delimiter:
            table = self._table = self._without_quoting(table)
        if table.size == 0:
            raise RefusedError("no_data_rows")
        _check_formulas(table, mapped)
        table, notes = _without_repeated_columns(table, mapped)
        self._tell("check")
        checked = _CHECKS[mapped.kind](table, mapped, self._options)
        reading = self._accepted(table, checked, (*_notes(table, mapped, self._options), *notes))
        if not _is_compared(mapped, self._options):
            return reading
        return replace(reading, parties=match_keys(table, mapped, self._options, checked.verdicts.open))

    def _without_quoting(self, table: Table) -> Table:
        """The table with quotation marks as ordinary characters, unless a program has put the header in them."""
        unquoted = read_delimited(decode(self._content), self._chosen, quoted=False)
        return table if any('"' in header for header in unquoted.header) else unquoted

    @property
    def _chosen(self) -> tuple[str, ...]:
        return tuple((self._options.mapping or {}).values())

    def _wanted(self, header: tuple[str, ...]) -> set[int]:
        """Columns that the checks will look at, as far as the header tells."""
        try:
            mapped = recognise(header, self._options)
        except (RefusedError, UndecidedError):
            return set()
        keys = key_columns(mapped).values() if _is_compared(mapped, self._options) else ()
        return {*(place for places in mapped.columns.values() for place in places), *mapped.extra.values(), *keys}

    def _read_table(self) -> Table:
        kind = file_type(self._content, self._name)
        self._tell("decode" if kind == "text" else "table")
        if kind == "text":
            text = decode(self._content)
            self._tell("table")
            return read_delimited(text, self._chosen, wanted=self._wanted)
        if kind == "parquet":
            return read_parquet(self._content[:])
        return read_excel(self._content[:], self._options)

    def _accepted(self, table: Table, checked: Checked, notes: tuple[Message, ...]) -> Reading:
        verdicts = checked.verdicts
        counted = replace(
            self.stopped("reject", error=Message("no_usable_rows", {"count": table.size})),
            problems=verdicts.problems(),
            records=table.size + table.blank,
            rejected=verdicts.count("rejected"),
            excluded=verdicts.count("excluded"),
            blank=table.blank,
            warnings=(*notes, *checked.warnings),
        )
        if verdicts.count("accepted"):
            return self._with_table(counted, checked)
        return replace(counted, sales=self._sales_of_nobody(counted))

    def _sales_of_nobody(self, counted: Reading) -> Sales | None:
        """Sales of orders of which none names a customer."""
        nobody = counted.kind == "orders" and bool((counted.problems["reason"] == "customer_missing").any())
        if not nobody or self._table is None or self._mapped is None:
            return None
        return sales_only(self._table, self._mapped, self._options)

    def _with_table(self, counted: Reading, checked: Checked) -> Reading:
        return replace(
            counted,
            outcome="accept",
            error=None,
            table=checked.table,
            recognised=self._recognition(checked),
            decimals=checked.decimals,
            currency=checked.currency,
            currency_named=checked.currency_named,
            accepted=checked.verdicts.count("accepted"),
            merged=checked.merged,
            gross=checked.gross,
            refunds=checked.refunds,
        )

    def with_examples(self, question: Question) -> Question:
        """A question with rows of the file under its choices; as it is where none can be shown."""
        if self._table is None:
            return question
        try:
            return with_examples(Asked(question, self._table, self._mapped, self._options))
        except _BROKEN:
            return question

    def sales_after(self, error: Message) -> Sales | None:
        """Sales of orders that were refused for want of a customer; what their columns are is then known too."""
        if self._table is None or not tells_no_customer(error):
            return None
        try:
            self._mapped = without_customer(self._table.header, self._options)
            return None if self._mapped is None else sales_only(self._table, self._mapped, self._options)
        except RefusedError:
            return None
        except _BROKEN:
            return None

    def stopped(self, outcome: Any, **why: Any) -> Reading:
        """A reading without a table."""
        mapped = self._mapped
        return Reading(
            outcome=outcome,
            kind=mapped.kind if mapped else None,
            table=pd.DataFrame(),
            problems=pd.DataFrame(columns=list(PROBLEM_COLUMNS)),
            recognised=self._recognition(None),
            digest=self._hashed.text(),
            timezone=self._options.timezone,
            today=self._options.today,
            **why,
        )

    def _recognition(self, checked: Checked | None) -> Recognition:
        table, mapped = self._table, self._mapped
        preset = mapped.preset if mapped else export_of(table.header if table else (), self._options)
        return Recognition(
            encoding=table.encoding if table else None,
            delimiter=table.delimiter if table else None,
            header_line=table.header_line if table else None,
            preset=preset.id if preset else None,
            headers=table.header if table else (),
            mapping=mapped.names if mapped else {},
            amount_rule=checked.amount_rule if checked else None,
            date_format=checked.date_format if checked else None,
            timezone=self._options.timezone,
            dropped_personal=mapped.dropped_personal if mapped else (),
            unused=mapped.unused if mapped else (),
            sheet=table.sheet if table else None,
        )


class _Hashed:
    """SHA-256 of a file and how it is read, made beside the reading."""

    def __init__(self, content: Content, key: str) -> None:
        self._digest = hashlib.sha256()
        self._content = content
        self._key = key.encode("utf-8", errors="backslashreplace")
        self._thread = threading.Thread(target=self._digest.update, args=(content,))

    def begin(self) -> None:
        """Look at the file in a thread of its own from now on; otherwise that is done when `text` is asked for."""
        if self._thread.ident is None:
            with suppress(RuntimeError):
                self._thread.start()

    @cached_property
    def _whole(self) -> Any:
        """The digest, once all of the file is seen."""
        if self._thread.ident is None:
            self._digest.update(self._content)
        else:
            self._thread.join()
        return self._digest

    def text(self) -> str:
        """Hexadecimal digits, once all is seen."""
        digest = self._whole.copy()
        digest.update(self._key)
        return str(digest.hexdigest())


def _check_options(options: Options) -> None:
    try:
        ZoneInfo(options.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise RefusedError("timezone_unknown") from None
    if options.kind is not None and options.kind not in KINDS:
        raise RefusedError("kind_unknown", allowed=KINDS)


def _check_formulas(table: Table, mapped: Mapped) -> None:
    for header in mapped.names.values():
        if header in table.uncalculated:
            raise RefusedError("formula_without_value", column=header)


def _without_repeated_columns(table: Table, mapped: Mapped) -> tuple[Table, tuple[Message, ...]]:
    """Refuse when a used header stands over two columns that differ; tell when they are the same."""
    notes = []
    for place in {places[0] for places in mapped.columns.values()}:
        name = squashed(table.header[place])
        others = [i for i, header in enumerate(table.header) if i != place and squashed(header) == name]
        for other in others:
            if table.column(other).cells != table.column(place).cells:
                raise RefusedError("duplicate_header", column=table.header[place])
            notes.append(Message("duplicate_header", {"column": table.header[place]}))
    return table, tuple(notes[:1])


def _is_compared(mapped: Mapped, options: Options) -> bool:
    """Whether a file's customers are to be told apart from, or found in, another system."""
    return options.match_keys or mapped.kind == "crm"


_SHOWN = 60
"""Characters of a header that a message shows."""


def _notes(table: Table, mapped: Mapped, options: Options) -> tuple[Message, ...]:
    """Warnings about the file as a whole."""
    notes = [Message(code) for code in table.notes]
    compared = key_columns(mapped) if _is_compared(mapped, options) else {}
    keys = {mapped.headers[place] for place in compared.values()}
    as_keys = tuple(header[:_SHOWN] for header in mapped.dropped_personal if header in keys)
    if as_keys:
        notes.append(Message("pii_column_as_match_key", {"columns": as_keys}))
    dropped = tuple(header[:_SHOWN] for header in mapped.dropped_personal if header not in keys)
    if dropped:
        notes.append(Message("pii_column_not_imported", {"columns": dropped}))
    return tuple(notes)


_BROKEN: tuple[type[Exception], ...] = (
    *(csv.Error, pa.ArrowException),
    *(ValueError, LookupError, ArithmeticError),  # UnicodeError, KeyError, IndexError and OverflowError among them
    *(EOFError, OSError, RecursionError),
)
"""What parsers raise on files that are damaged or made to harm.

Whoever uploads a file gets an answer, whatever a parser makes of it. An exception's text may quote cells, so none of it
is passed on. Not among them are AssertionError, TypeError and AttributeError: they are mistakes of ours to be mended.
"""
