"""What each field of a record may hold, declared beside it; a record that exists holds nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar

from ltv.metrics.metric import Text
from ltv.spreadsheet_safety import one_line
from ltv.store.errors import InvalidRecordError
from ltv.store.json_text import Flaw, plain

Reader = Callable[[object], Any]
"""Checks a value and returns it as it is kept; raises `Flaw`."""

MOST_TEXT = 10_000
MOST_ITEMS = 1_000

_CODE = re.compile(r"[\w.:@-]{1,128}", re.ASCII)


@dataclass(frozen=True)
class Body:
    """What a record says. Fields name their reader in `metadata`; values are copied, so later changes do not reach in.

    Raises
    ------
    InvalidRecordError
        When a field holds what it may not; all problems together.
    """

    KIND: ClassVar[str] = ""
    VERSION: ClassVar[int] = 1
    """Of the fields, raised when they change; see `migrations`."""

    def __post_init__(self) -> None:
        flaws = []
        for field in fields(self):
            try:
                object.__setattr__(self, field.name, field.metadata["reader"](getattr(self, field.name)))
            except Flaw as flaw:
                flaws.append(Text(f"{field.name}: {flaw.text.ja}", f"{field.name}: {flaw.text.en}"))
        flaws = flaws or list(self.flaws())
        if flaws:
            raise InvalidRecordError(self.KIND, flaws)

    def flaws(self) -> list[Text]:
        """What is wrong between fields that are right by themselves."""
        return []

    @property
    def handle(self) -> str | None:
        """The kind's own name for the record, unique in a workspace; None where only the id names it."""
        return None

    def values(self) -> dict[str, Any]:
        """Every field, in JSON's types."""
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}


def read_as(reader: Reader) -> Mapping[str, Reader]:
    """Metadata of a field."""
    return {"reader": reader}


def text(*, most: int = MOST_TEXT) -> Reader:
    """Any text, also an empty one."""

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise Flaw("文字ではありません", "no text")
        if len(value) > most:
            raise Flaw(f"{most:,}文字を超えています", f"longer than {most:,} characters")
        return str(plain(value))

    return read


def filled(*, most: int = 200) -> Reader:
    """A text that says something."""
    any_text = text(most=most)

    def read(value: object) -> str:
        if not str(any_text(value)).strip():
            raise Flaw("空です。入力してください", "empty: enter it")
        return str(any_text(value))

    return read


def label(value: object) -> str:
    """Who or what something is called: a filled text on one line."""
    found = str(filled()(value))
    if one_line(found) != found:
        raise Flaw("改行などの制御文字があります", "line breaks or other control characters")
    return found


def short_code(value: object) -> str:
    """A short text for machines: letters, digits and . : @ - _."""
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise Flaw("半角の英数字で128文字までのコードではありません", "no code of at most 128 ASCII letters and digits")
    return str(plain(value))


def one_of(*allowed: str) -> Reader:
    """One of a few codes."""

    def read(value: object) -> str:
        if value not in allowed:
            raise Flaw(f"{'・'.join(allowed)} のどれかではありません", f"none of {', '.join(allowed)}")
        return str(plain(value))

    return read


def whole(low: int, high: int) -> Reader:
    """A whole number within bounds."""

    def read(value: object) -> int:
        found = _plain_number(value)
        if not isinstance(found, int) or not low <= found <= high:
            raise Flaw(f"{low:,}から{high:,}までの整数ではありません", f"no whole number from {low:,} to {high:,}")
        return found

    return read


def number_or_none(value: object) -> float | None:
    """A finite number, or None where nothing was said."""
    return None if value is None else float(_plain_number(value))


def yes_or_no(value: object) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise Flaw("はい・いいえではありません", "neither true nor false")
    return value


def day(value: object) -> str:
    """A day as ISO text."""
    try:
        return date.fromisoformat(value if isinstance(value, str) else "").isoformat()
    except ValueError:
        raise Flaw("YYYY-MM-DD の日付ではありません", "no date written YYYY-MM-DD") from None


def mapping(value: object) -> dict[str, Any]:
    """Names and values, as deep as JSON goes."""
    found: dict[str, Any] = plain(fields_of(value))
    return found


def fields_of(value: object) -> Mapping[str, Any]:
    """Names and values, of which each is still to be read by its own reader."""
    if not isinstance(value, Mapping):
        raise Flaw("名前と値の組ではありません", "no mapping of names to values")
    return value


def rows(value: object) -> tuple[dict[str, Any], ...]:
    """Several mappings."""
    return tuple(mapping(item) for item in _items(value))


def texts(value: object) -> tuple[str, ...]:
    """Several texts."""
    return tuple(filled(most=MOST_TEXT)(item) for item in _items(value))


def _items(value: object) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise Flaw("一覧ではありません", "no list")
    if len(value) > MOST_ITEMS:
        raise Flaw(f"{MOST_ITEMS:,}件を超えています", f"more than {MOST_ITEMS:,} items")
    return value


def _plain_number(value: object) -> int | float:
    found = plain(value)
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        raise Flaw("数値ではありません", "no number")
    return found
