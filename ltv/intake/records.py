"""What every kind of file shares: its fields, and the records that are no records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.intake import amounts as money
from ltv.intake import dates
from ltv.intake.amounts import Amounts
from ltv.intake.column import Column
from ltv.intake.date_forms import possible_orders
from ltv.intake.dates import DateRule
from ltv.intake.mapping import REQUIRED, Mapped, some
from ltv.intake.pseudonyms import may_tell, without_persons
from ltv.intake.result import Choice, Message, Options, Question, RefusedError, UndecidedError
from ltv.intake.table import Table
from ltv.intake.texts import ID_REASONS, coalesced, identities, labels, matches, word
from ltv.intake.totals import is_total, totals
from ltv.intake.verdicts import Verdicts
from ltv.intake.vocabulary import personal, squashed
from ltv.months import date_of


@dataclass(frozen=True, eq=False)
class Checked:
    """What a kind of file came to."""

    table: pd.DataFrame
    verdicts: Verdicts
    decimals: int = 0
    currency: str = "JPY"
    currency_named: bool = True
    merged: int = 0
    gross: int = 0
    refunds: int = 0
    amount_rule: str | None = None
    date_format: str | None = None
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True, eq=False)
class Records:
    """A table seen through its mapping, with the verdicts given so far."""

    table: Table
    mapped: Mapped
    options: Options
    verdicts: Verdicts
    warnings: list[Message] = field(default_factory=list)

    @classmethod
    def of(cls, table: Table, mapped: Mapped, options: Options) -> Records:
        """Start with the records whose shape is wrong."""
        records = cls(_continued(table, mapped), mapped, options, Verdicts(table))
        _check_shape(records)
        return records

    @property
    def size(self) -> int:
        """Number of records."""
        return self.table.size

    @property
    def open(self) -> NDArray[np.bool_]:
        """Records nothing speaks against so far."""
        return self.verdicts.open

    def column(self, name: str) -> Column | None:
        """Texts of a field; None when no column has it."""
        if name not in self.mapped.columns:
            return None
        return coalesced([self.table.column(i) for i in self.mapped.columns[name]])

    def looked_at(self, header: str) -> Column | None:
        """Texts of a column that only a preset's rule looks at."""
        place = self.mapped.extra.get(header)
        return None if place is None else self.table.column(place)

    def labels(self, names: Sequence[str]) -> dict[str, pd.Series[Any]]:
        """Cleaned texts of the fields that have a column."""
        return {name: labels(column) for name in names if (column := self.column(name)) is not None}

    def customers(self) -> pd.Series[Any]:
        """Customer ids as text; records without a usable one are rejected."""
        return self.coded_customers().astype("str")

    def coded_customers(self) -> pd.Series[Any]:
        """Customer ids as a categorical; records without a usable one are rejected."""
        column = self.column("customer_id")
        if column is None:
            raise RefusedError(
                "column_missing", kind=self.mapped.kind, fields=("customer_id",), found=some(self.table.header)
            )
        preset = self.mapped.preset
        if preset is not None and preset.customer_by_order:
            column = self._of_same_order(column)
        if preset is not None and preset.several_ids is not None:
            column = self._first_of_several(column, preset.several_ids)
        ids, reasons = identities(column, preset.empty_ids if preset else (), self._stand_in(column))
        self.verdicts.reject_each(reasons, ID_REASONS, "customer_id")
        self._warn_about_key()
        return ids

    def _stand_in(self, column: Column) -> Callable[[list[str]], list[str]] | None:
        """What replaces ids that say who a person is; None without a key, or where a look at the texts finds none."""
        header, secret = self.mapped.header("customer_id"), self.options.secret
        kind = self._key or ("name" if _names_somebody(header) else None)
        if secret is None or (kind is None and not may_tell(column)):
            return None

        def stand_in(ids: list[str]) -> list[str]:
            found = without_persons(ids, kind, secret, readable_names=self.options.readable_names)
            if found != ids:
                self.warn("customer_pseudonyms", column=header, key=kind or "email")
            return found

        return stand_in

    @property
    def _key(self) -> str | None:
        """What kind of weak key stands for the customer; None for an id."""
        return self.mapped.key or _kind_of_key(self.mapped.header("customer_id"))

    def _of_same_order(self, customers: Column) -> Column:
        """Customers, with those of another row of the same order where a row has none."""
        order = self.column("order")
        if order is None:
            return customers
        known = np.flatnonzero(customers.filled & order.filled)[::-1]
        first = np.full(len(order.dictionary), -1, dtype=np.int64)
        first[order.codes[known]] = customers.codes[known]
        borrowed = first[order.codes]
        codes = np.where(~customers.filled & (borrowed >= 0), borrowed, customers.codes)
        return Column(codes.astype(np.int32), customers.dictionary)

    def _first_of_several(self, customers: Column, separator: str) -> Column:
        """The first customer of each cell that names several, which is told."""
        several = matches(customers, lambda text: separator in text)
        if not several.any():
            return customers
        self.warn("customer_first_of_several", column=self.mapped.header("customer_id"), count=int(several.sum()))
        return customers.replaced(lambda text: text.partition(separator)[0])

    def without_customer(self) -> NDArray[np.bool_]:
        """Records whose customer is empty or a word for a total."""
        column = self.column("customer_id")
        if column is None:
            return np.ones(self.size, dtype=bool)
        return matches(column, lambda text: len(text) < 40 and (not word(text) or is_total(text)))

    def _warn_about_key(self) -> None:
        """Say so when what stands for the customer is a weak key."""
        if self._key:
            self.warn(f"customer_key_is_{self._key}", column=self.mapped.header("customer_id"))

    def amounts(self, name: str, *, comma: bool = False) -> Amounts | None:
        """Amounts of a field; None when no column has it."""
        column = self.column(name)
        return None if column is None else money.amounts(column, comma=comma)

    def comma(self, name: str) -> bool:
        """Whether a comma is the decimal separator; asked when the file does not say."""
        column = self.column(name)
        chosen = self.options.answers.get("decimal_separator")
        if column is None or chosen:
            return chosen == ","
        if self.table.delimiter != ";" and money.plain_numbers(column) is not None:
            return False
        found = money.decimal_separators(column.texts, self.table.delimiter)
        if len(found) > 1:
            raise UndecidedError(_separator_question(self.mapped.header(name), column))
        return found[0] == ","

    def date_rule(self, *names: str) -> DateRule:
        """How dates are read; the order of day and month is asked when the file does not say."""
        preset = self.mapped.preset
        rule = DateRule(self.options.timezone, naive_utc=bool(preset and preset.utc), mac=self.table.mac_dates)
        texts = [text for name in names if (column := self.column(name)) is not None for text in column.texts]
        orders = possible_orders(texts, self.options.today)
        header = self.mapped.header(names[0])
        if not orders:
            raise RefusedError("date_order_mixed", column=header)
        chosen = self.options.answers.get("date_order")
        if len(orders) > 1 and chosen not in orders:
            raise UndecidedError(_order_question(header, texts, orders, rule))
        return replace(rule, order=chosen if chosen in orders else orders[0])

    def days(
        self, name: str, rule: DateRule, *, future: bool = False, optional: bool = False
    ) -> tuple[NDArray[np.int32], NDArray[np.int8]] | None:
        """Days of a field and codes of `dates.REASONS`; `future` allows days after today, `optional` words for none."""
        column, today = self.column(name), None if future else self.options.today
        return None if column is None else dates.days(column, rule, today, optional=optional)

    def exclude_totals(self, bad_date: NDArray[np.bool_]) -> None:
        """Leave out rows that add up others: a word for a total and no date, or a total in place of the customer."""
        if bad_date.any():
            rows = np.zeros(self.size, dtype=bool)
            for column in self.table.columns:
                rows |= totals(column)
            self.verdicts.exclude(rows & bad_date, "total_row")
        customer, order = self.column("customer_id"), self.column("order")
        if customer is not None and order is None and not customer.is_ascii:
            self.verdicts.exclude(totals(customer, only="[^\\x00-\\x7f]"), "total_row")
        elif customer is not None and order is not None and not order.filled.all():
            self.verdicts.exclude(totals(customer) & ~order.filled, "total_row")

    def exclude_duplicates(self, name: str) -> None:
        """Count records that are equal in every field once, where `name` identifies them."""
        column = self.column(name)
        if column is not None and not column.strictly_ordered:
            rows = self.open & column.filled
            self.verdicts.exclude(_repeats(self.table, rows, column), "duplicate_row")

    def warn(self, code: str, **params: Any) -> None:
        """Add a warning."""
        self.warnings.append(Message(code, params))

    def checked(self, table: pd.DataFrame, **about: Any) -> Checked:
        """Finish with our own columns for all records; only the open ones are kept."""
        kept = table[self.open].reset_index(drop=True)
        return Checked(kept, self.verdicts, warnings=(*self.mapped.warnings, *self.warnings), **about)


def _continued(table: Table, mapped: Mapped) -> Table:
    """Fill cells that the line above holds for several lines, as accounting exports do."""
    preset = mapped.preset
    if preset is None or not preset.continued or preset.continued[0] not in mapped.extra:
        return table
    leads = table.column(mapped.extra[preset.continued[0]]).filled
    leader = np.maximum.accumulate(np.where(leads, np.arange(table.size), 0))
    columns = list(table.columns)
    for header in preset.continued:
        place = mapped.extra.get(header)
        if place is not None:
            empty = ~columns[place].filled & ~leads
            codes = np.where(empty, columns[place].codes[leader], columns[place].codes).astype(np.int32)
            columns[place] = Column(codes, columns[place].dictionary)
    return replace(table, columns=tuple(columns))


def _check_shape(records: Records) -> None:
    table, verdicts = records.table, records.verdicts
    verdicts.reject(table.unreadable, "undecodable")
    verdicts.reject(table.broken, "quote_not_closed")
    verdicts.reject(table.fields > len(table.header), "too_many_fields")
    for name, place in _required(records.mapped):
        verdicts.reject(table.fields <= place, "too_few_fields", name)
    for column in table.columns:
        verdicts.reject(column.too_long, "cell_too_long")
    verdicts.exclude(_repeated_headers(table), "repeated_header")


def _required(mapped: Mapped) -> list[tuple[str, int]]:
    names = [name for group in REQUIRED[mapped.kind] for name in group if mapped.has(name)]
    return [(name, min(mapped.columns[name])) for name in names]


def _repeated_headers(table: Table) -> NDArray[np.bool_]:
    """Rows in which every named column holds its own name."""
    rows = np.ones(table.size, dtype=bool)
    named = [(header, column) for header, column in zip(table.header, table.columns) if header.strip()]
    named.sort(key=lambda pair: pair[1].waits)
    if not all(column.holds(header.strip()) for header, column in named):
        return np.zeros(table.size, dtype=bool)
    for header, column in named:
        rows &= column.equal_to(header)
    return rows


def _repeats(table: Table, rows: NDArray[np.bool_], by: Column) -> NDArray[np.bool_]:
    """Rows that equal an earlier one in every column, `by` being one that tells most rows apart."""
    chosen = np.flatnonzero(rows)
    chosen = chosen[pd.Series(by.codes[chosen]).duplicated(keep=False).to_numpy()]
    frame = pd.DataFrame({i: column.codes[chosen] for i, column in enumerate(table.columns)})
    repeated = np.zeros(len(rows), dtype=bool)
    repeated[chosen] = frame.duplicated().to_numpy()
    return repeated


_NAMES = frozenset({"customer", "name", "顧客", "得意先", "取引先", "注文者", "購入者"})


def _kind_of_key(header: str) -> str | None:
    name = squashed(header)
    if "mail" in name or "メール" in name:
        return "email"
    if "電話" in name or "phone" in name or name == "tel":
        return "phone"
    return "name" if name.endswith(("名", "相手")) or name in _NAMES else None


def _names_somebody(header: str) -> bool:
    """Whether a column that stands for the customer may hold names."""
    words = ("顧客", "得意先", "取引先", "客先", "会社", "名前", "company")
    return personal(header) or squashed(header).endswith(words)


def _separator_question(header: str, column: Column) -> Question:
    sample = next(text for text in column.texts if "," in text or "." in text)
    choices = tuple(Choice(mark, _shown(sample, comma=mark == ",")) for mark in (".", ","))
    return Question("decimal_separator", "decimal_separator", choices, {"column": header})


def _shown(text: str, *, comma: bool) -> str:
    found = money.amounts(Column.single(text), comma=comma)
    return f"{text} → {written(int(found.whole[0]), found.decimals)}"


def written(amount: int, decimals: int) -> str:
    """An amount as text: 1234567 with 2 decimals is "12,345.67"."""
    sign, digits = "-" if amount < 0 else "", f"{abs(amount):0{decimals + 1}d}"
    whole = f"{int(digits[: len(digits) - decimals]):,}"
    return f"{sign}{whole}.{digits[len(digits) - decimals :]}" if decimals else f"{sign}{whole}"


def _order_question(header: str, texts: list[str], orders: tuple[str, ...], rule: DateRule) -> Question:
    def example(order: str) -> str:
        day = dates.days(Column.single(sample), replace(rule, order=order), oldest=False)
        return f"{sample} → {date_of(int(day[0][0])).isoformat()}"

    loose = [text for text in texts if len(possible_orders([text])) > 1]
    sample = max(loose, key=lambda text: len(set(text.replace("-", "/").split("/")[:2])), default=texts[0])
    return Question(
        "date_order", "date_order", tuple(Choice(order, example(order)) for order in orders), {"column": header}
    )
