"""What a row of the file would become under each choice of a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ltv.contracts import TERMS
from ltv.intake.amounts import amounts
from ltv.intake.column import Column
from ltv.intake.date_forms import possible_orders
from ltv.intake.dates import DateRule, days
from ltv.intake.mapping import Mapped, recognise
from ltv.intake.records import written
from ltv.intake.refund_rows import says_refund
from ltv.intake.result import Cell, Choice, Options, Question, RefusedError, UndecidedError
from ltv.intake.table import Table
from ltv.intake.texts import clean, matches
from ltv.months import date_of

_LONGEST = 60
"""Characters of a cell that an example shows."""
_MOST_LINES = 4
_ARROW = " → "
_LOOKED_AT = 1000
"""Rows among which an example is looked for."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A question with the file it is about; `mapped` is None where the columns themselves are in question."""

    question: Question
    table: Table
    mapped: Mapped | None
    options: Options

    def column(self, header: str) -> Column | None:
        """The column of a header."""
        return self.table.column(self.table.header.index(header)) if header in self.table.header else None

    def cells(self, row: int, *names: str, mapped: Mapped | None = None) -> tuple[Cell, ...]:
        """Cells of some fields in a row, as the file writes them."""
        known = mapped or self.mapped
        if known is None:
            return ()
        places = [known.columns[name] for name in names if name in known.columns]
        return tuple(self._cell(row, place) for place in places)

    def _cell(self, row: int, places: tuple[int, ...]) -> Cell:
        """The first filled one of the columns that stand for a field."""
        place = next((p for p in places if self.text(row, p).strip()), places[0])
        return self.table.header[place], self.text(row, place)[:_LONGEST], ""

    def text(self, row: int, place: int) -> str:
        """Text of a cell."""
        column = self.table.column(place)
        return column.texts[int(column.codes[row])]

    def line(self, row: int) -> int:
        """Where a row starts in the file."""
        return int(self.table.lines[row])


def with_examples(asked: Asked) -> Question:
    """The same question with a row of the file under each choice, where one can be found."""
    find = _OF_QUESTION.get(asked.question.code)
    if find is None or asked.table.size == 0:
        return asked.question
    return replace(asked.question, choices=tuple(find(asked, choice) for choice in asked.question.choices))


def _amount_rule(asked: Asked, choice: Choice) -> Choice:
    """An order whose lines all have the same amount."""
    mapped = asked.mapped
    if mapped is None or not (mapped.has("order") and mapped.has("amount")):
        return choice
    order, amount = (asked.table.column(mapped.columns[name][0]) for name in ("order", "amount"))
    rows = _same_amount(order, amount)
    if not len(rows):
        return choice
    text, lines = amount.texts[amount.codes[rows[0]]], tuple(asked.line(int(row)) for row in rows)
    times = len(lines) if choice.code == "line_sum" else 1
    found = amounts(Column.single(text))
    said = (
        mapped.header("amount"),
        f"{text} × {len(lines)}"[:_LONGEST],
        written(int(found.whole[0]) * times, found.decimals),
    )
    return replace(choice, lines=lines[:_MOST_LINES], cells=(*asked.cells(int(rows[0]), "order"), said))


def _same_amount(order: Column, amount: Column) -> NDArray[np.int64]:
    """Rows of the first order with several lines and one amount on all of them."""
    rows = np.flatnonzero(order.filled & amount.filled)
    sizes = np.bincount(order.codes[rows], minlength=len(order.texts))
    low, high = np.full(len(sizes), np.iinfo(np.int32).max), np.full(len(sizes), -1)
    np.minimum.at(low, order.codes[rows], amount.codes[rows])
    np.maximum.at(high, order.codes[rows], amount.codes[rows])
    fitting = rows[((sizes > 1) & (low == high))[order.codes[rows]]]
    first = order.codes[fitting] == order.codes[fitting[:1]]
    return np.asarray(fitting[first], dtype=np.int64)


def _date_order(asked: Asked, choice: Choice) -> Choice:
    """The row with the date of the short example, read in this order."""
    return _read_cell(asked, choice, "customer_id", "amount")


def _decimal_separator(asked: Asked, choice: Choice) -> Choice:
    """The row with the amount of the short example, read with this separator."""
    return _read_cell(asked, choice, "customer_id", "day", "start")


def _read_cell(asked: Asked, choice: Choice, *beside: str) -> Choice:
    text, _, read = choice.example.partition(_ARROW)
    header = str(asked.question.params.get("column", ""))
    row = _first_with(asked.column(header), text)
    if row is None:
        return choice
    said: Cell = (header, text[:_LONGEST], read)
    return replace(choice, lines=(asked.line(row),), cells=(said, *asked.cells(row, *beside)))


def _currency(asked: Asked, choice: Choice) -> Choice:
    """The first row in this currency."""
    column = asked.column(str(asked.question.params.get("column", "")))
    codes = [] if column is None else [i for i, text in enumerate(column.texts) if _names(text, choice.code)]
    rows = np.flatnonzero(np.isin(column.codes, codes)) if column is not None and codes else np.empty(0, dtype=int)
    if not len(rows):
        return choice
    row = int(rows[0])
    return replace(
        choice, lines=(asked.line(row),), cells=asked.cells(row, "customer_id", "day", "start", "amount", "currency")
    )


def _names(text: str, currency: str) -> bool:
    """Whether a cell names a currency, by itself or beside an amount."""
    said = (
        amounts(Column.single(f"1 {clean(text)}"))
        if not any(c.isdigit() for c in text)
        else amounts(Column.single(text))
    )
    return clean(text).upper() == currency or said.currencies[said.currency[0]] == currency


def _preset(asked: Asked, choice: Choice) -> Choice:
    """The first row with the columns that this export's rules would use."""
    return _columns_of(asked, choice, replace(asked.options, answers={**asked.options.answers, "preset": choice.code}))


def _kind(asked: Asked, choice: Choice) -> Choice:
    """The first row with the columns that this kind of file would use."""
    return _columns_of(asked, choice, replace(asked.options, kind=choice.code))


def _columns_of(asked: Asked, choice: Choice, options: Options) -> Choice:
    try:
        mapped = recognise(asked.table.header, options)
    except (RefusedError, UndecidedError):
        return choice
    fields = ("order", "contract", "customer_id", "day", "start", "end", "amount", "unit_price")
    return replace(choice, lines=(asked.line(0),), cells=asked.cells(0, *fields, mapped=mapped))


def _interval(asked: Asked, choice: Choice) -> Choice:
    """The first amount, as money a month."""
    header = str(asked.question.params.get("column", ""))
    column = asked.column(header)
    if column is None or not column.filled.any():
        return choice
    row = int(np.argmax(column.filled))
    text = column.texts[column.codes[row]]
    found, (months, parts) = amounts(Column.single(text)), TERMS[choice.code]
    monthly = round(int(found.whole[0]) * parts / months) if not found.reason[0] else None
    said: Cell = (header, text[:_LONGEST], "" if monthly is None else written(monthly, found.decimals))
    return replace(choice, lines=(asked.line(row),), cells=(said, *asked.cells(row, "customer_id", "start", "plan")))


def _contract_end(asked: Asked, choice: Choice) -> Choice:
    """The contract of the short example, with its last active day."""
    header = str(asked.question.params.get("column", ""))
    column = asked.column(header)
    row = None if column is None else _row_of_day(asked, column, choice.example)
    if column is None or row is None:
        return choice
    last = np.datetime64(choice.example) - (choice.code != "last_day")
    said: Cell = (header, column.texts[column.codes[row]][:_LONGEST], str(last))
    return replace(choice, lines=(asked.line(row),), cells=(said, *asked.cells(row, "customer_id", "start", "amount")))


def _row_of_day(asked: Asked, column: Column, iso: str) -> int | None:
    order = asked.options.answers.get("date_order") or possible_orders(column.texts, asked.options.today)[0]
    read, reason = days(column, DateRule(asked.options.timezone, order=order, mac=asked.table.mac_dates))
    rows = np.flatnonzero(reason == 0)
    return next((int(row) for row in rows if date_of(int(read[row])).isoformat() == iso), None)


def _deal_won(asked: Asked, choice: Choice) -> Choice:
    """A deal in this stage, and how many there are."""
    column = asked.column(str(asked.question.params.get("column", "")))
    if column is None:
        return choice
    codes = [i for i, text in enumerate(column.texts) if clean(text) == choice.code]
    rows = np.flatnonzero(np.isin(column.codes, codes))
    if not len(rows):
        return choice
    row, count = int(rows[0]), f"{len(rows):,} / {asked.table.size:,}"
    return replace(
        choice, example=count, lines=(asked.line(row),), cells=asked.cells(row, "customer_id", "day", "amount")
    )


def _refund_rows(asked: Asked, choice: Choice) -> Choice:
    """The first row that is called a refund and has an amount without a sign, as it would count."""
    mapped, header = asked.mapped, str(asked.question.params.get("column", ""))
    column = asked.column(header)
    if mapped is None or column is None or not mapped.has("amount"):
        return choice
    place = mapped.columns["amount"][0]
    for row in map(int, np.flatnonzero(matches(column, says_refund))[:_LOOKED_AT]):
        found = amounts(Column.single(asked.text(row, place)))
        if found.whole[0] > 0:
            read = written(-int(found.whole[0]), found.decimals) if choice.code == "subtract" else "0"
            said: Cell = (asked.table.header[place], asked.text(row, place)[:_LONGEST], read)
            return replace(choice, lines=(asked.line(row),), cells=(*asked.cells(row, "entry", "order", "day"), said))
    return choice


def _first_with(column: Column | None, text: str) -> int | None:
    if column is None or text not in column.texts:
        return None
    rows = np.flatnonzero(column.codes == column.texts.index(text))
    return int(rows[0]) if len(rows) else None


_OF_QUESTION: Mapping[str, Callable[[Asked, Choice], Choice]] = {
    "amount_rule": _amount_rule,
    "date_order": _date_order,
    "decimal_separator": _decimal_separator,
    "mixed_currency": _currency,
    "choose_preset": _preset,
    "kind": _kind,
    "interval": _interval,
    "contract_end": _contract_end,
    "deal_won": _deal_won,
    "refund_rows": _refund_rows,
}
"""`choose_sheet` is asked before there is a table: `excel` gives its examples."""
