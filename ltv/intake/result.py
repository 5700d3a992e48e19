"""What reading a file gives: a table, a question, or a refusal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

import pandas as pd

from ltv.intake.sums import Sums, sums_of

Param = str | int | tuple[str, ...]


@dataclass(frozen=True)
class Options:
    """What the reader has decided; everything else is recognised or asked.

    Parameters
    ----------
    kind : str, optional
        One of `KINDS`; by default recognised from the headers.
    mapping : field → header, optional
        Columns chosen by hand. They win over recognition; an empty header means "use no column for this field".
    timezone : str
        Zone of days. Times with an offset are converted to it; times without one are taken to be in it.
    today : date, optional
        Later dates than the day after it are refused. None: no date is too late.
    answers : answer key of a question → code of the chosen choice
    secret : bytes, optional
        Key of the workspace. With it, e-mail addresses, telephone numbers and names that stand for a customer become
        pseudonyms; it is no part of `key` and is never shown.
    match_keys : bool
        What tells whether two ids are one customer (e-mail, telephone, name …) is made of the file, to compare it with
        a CRM's record; of a CRM's record it always is.
    readable_names : bool
        Names of companies that stand for a customer stay readable.
    """

    kind: str | None = None
    mapping: Mapping[str, str] | None = None
    timezone: str = "Asia/Tokyo"
    today: dt.date | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    secret: bytes | None = field(default=None, repr=False)
    readable_names: bool = False
    match_keys: bool = False

    def __hash__(self) -> int:
        """By value, so that options can be part of a cache key."""
        return hash(self.key)

    @property
    def key(self) -> str:
        """All that is decided, as one text."""
        return repr(
            (self.kind, _pairs(self.mapping), self.timezone, self.today, _pairs(self.answers), self.readable_names)
        )


def _pairs(mapping: Mapping[str, str] | None) -> tuple[tuple[str, str], ...] | None:
    return None if mapping is None else tuple(sorted(mapping.items()))


@dataclass(frozen=True)
class Message:
    """A code and what its sentence names; `ltv.intake.messages.text` writes the sentence.

    `params` holds headers, counts, limits and codes, never a value of a cell.
    """

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


Cell = tuple[str, str, str]
"""Header, text as the file writes it, and what it would be read as ("" where it stays as it is)."""


@dataclass(frozen=True)
class Choice:
    """One answer to a question, with what a row of the file would become under it.

    Examples hold cells of the file: they are for the reader's own screen, so no log or error shows them.

    Attributes
    ----------
    example : the change in short, such as "03/04/2026 → 2026-04-03"
    lines : where the rows of the example start
    cells : the cells of those rows that matter
    """

    code: str
    example: str = field(default="", repr=False)
    lines: tuple[int, ...] = ()
    cells: tuple[Cell, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Question:
    """What the file does not say and must not be guessed. `answer` is the key that `Options.answers` wants."""

    code: str
    answer: str
    choices: tuple[Choice, ...]
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True)
class Recognition:
    """How a file was understood, for the reader to confirm or change. Names of columns only."""

    encoding: str | None = None
    delimiter: str | None = None
    header_line: int | None = None
    preset: str | None = None
    headers: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    amount_rule: str | None = None
    date_format: str | None = None
    timezone: str = "Asia/Tokyo"
    dropped_personal: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    sheet: str | None = None


@dataclass(frozen=True)
class Sales:
    """What orders without a usable customer still tell.

    Attributes
    ----------
    net, gross, refunds : in units of 10**-decimals of `currency`; net = gross - refunds
    orders : distinct order numbers; rows where the file has none
    months : month (months since January 1970) and its net sales, in order
    """

    net: int
    gross: int
    refunds: int
    decimals: int
    currency: str
    orders: int
    rows: int
    first_day: int
    last_day: int
    months: tuple[tuple[int, int], ...]


PROBLEM_COLUMNS = ("line", "column", "reason", "status")


@dataclass(frozen=True, eq=False)
class Reading:
    """One file, read.

    Attributes
    ----------
    outcome : "accept", "ask" or "reject"
    table : DataFrame
        Our own columns (docs/intake.md lists them for every kind); empty unless accepted.
    decimals, currency
        Money columns hold amount × 10**decimals.
    currency_named : bool
        False for marketing cost that names no currency: it is taken to be in that of the orders.
    records : int
        Records after the header. Always accepted + rejected + excluded + blank.
    accepted : int
        Records that went into `table`.
    merged : int
        Accepted records that are further lines of an order counted already: `len(table)` == accepted - merged.
    problems : DataFrame, one row per record left out
        `line` (physical line where the record starts; row of the sheet; row of the Parquet file), `column` (our field
        or None), `reason`, `status` ("rejected" or "excluded").
    parties : DataFrame or None
        Match keys of the customers (see `match_keys`), where the file has any. Never shown.
    gross, refunds : int
        Sum of amounts before refunds and of refunds, in the unit of `table`; refunds count negative rows too.
    sales : Sales, optional
        For orders that are refused because no column, or no row, tells the customer.
    """

    outcome: Literal["accept", "ask", "reject"]
    kind: str | None
    table: pd.DataFrame
    problems: pd.DataFrame
    recognised: Recognition
    digest: str
    decimals: int = 0
    currency: str = "JPY"
    currency_named: bool = True
    records: int = 0
    accepted: int = 0
    rejected: int = 0
    excluded: int = 0
    blank: int = 0
    merged: int = 0
    gross: int = 0
    refunds: int = 0
    question: Question | None = None
    error: Message | None = None
    warnings: tuple[Message, ...] = ()
    timezone: str = "Asia/Tokyo"
    today: dt.date | None = None
    parties: pd.DataFrame | None = field(default=None, repr=False)
    sales: Sales | None = None

    @cached_property
    def sums(self) -> Sums | None:
        """What the accepted records add up to; None for kinds of files that hold no sums of money."""
        return sums_of(self)


class RefusedError(Exception):
    """The file as a whole cannot be used. Raised inside `ltv.intake` only."""

    def __init__(self, code: str, **params: Param) -> None:
        self.message = Message(code, params)
        super().__init__(code)


class UndecidedError(Exception):
    """Something the file does not say must be asked. Raised inside `ltv.intake` only."""

    def __init__(self, question: Question) -> None:
        self.question = question
        super().__init__(question.code)


class Records(NamedTuple):
    """Records of some files: accepted + rejected + excluded + blank = records."""

    records: int
    accepted: int
    rejected: int
    excluded: int
    blank: int


def records_of(readings: Iterable[Reading]) -> Records:
    """Add up the records of files."""
    rows = list(readings)
    return Records(*(sum(getattr(row, name) for row in rows) for name in Records._fields))
