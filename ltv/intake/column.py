"""Texts of one column of a file, read, coded and looked at no sooner than somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from ltv.distinct_texts import strictly_ordered
from ltv.intake.limits import MOST_CHARACTERS

SPACES = " \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\u3000\xa0\u200b\u200c\u200d\u2060\ufeff\x00\x1a"
"""What may stand around a text without being part of it."""


class Column:
    """Texts of one column, each distinct text kept once: row i holds `dictionary[codes[i]]`.

    Texts that were read at once stay as they are until their codes are asked for: most columns never need them.
    """

    def __init__(
        self,
        codes: NDArray[np.int32] | None = None,
        dictionary: Any = None,
        *,
        parts: Any = None,
        rows: int = 0,
        later: Callable[[], Any] | None = None,
        as_read: bool = False,
    ) -> None:
        self._codes, self._dictionary = codes, dictionary
        self._rows, self._later, self._as_read = rows, later, as_read or codes is None
        if later is None:
            self._parts = parts

    @classmethod
    def of(cls, values: Any) -> Column:
        """A column of a chunked pyarrow array, of text or of codes with a dictionary, without nulls."""
        if not pa.types.is_dictionary(values.type):
            return cls(parts=values)
        return cls(*_codes_and_texts(values.unify_dictionaries().chunks), as_read=True)

    @classmethod
    def later(cls, rows: int, values: Callable[[], Any]) -> Column:
        """A column that is read when it is first looked at, of texts that are not too long."""
        return cls(rows=rows, later=values)

    @cached_property
    def _parts(self) -> Any:
        return self._later() if self._later is not None else None

    @classmethod
    def single(cls, text: str) -> Column:
        """A column of one row."""
        return cls(np.zeros(1, dtype=np.int32), pa.array([text], pa.large_string()))

    @property
    def waits(self) -> bool:
        """Whether the column is still to be read."""
        return self._later is not None and self._codes is None and "_parts" not in self.__dict__

    def __len__(self) -> int:
        if self._codes is not None:
            return len(self._codes)
        return self._rows if self._later is not None else len(self._parts)

    @property
    def codes(self) -> NDArray[np.int32]:
        """For each row the place of its text in `dictionary`."""
        self._encode()
        return self._codes  # type: ignore[return-value]

    @property
    def dictionary(self) -> Any:
        """Every distinct text, in order of first appearance."""
        self._encode()
        return self._dictionary

    @property
    def used(self) -> NDArray[np.bool_]:
        """Which texts of the dictionary stand in any row: all of them, where the column is as it was read."""
        if self._as_read:
            return np.ones(len(self.dictionary), dtype=bool)
        return np.bincount(self.codes, minlength=len(self.dictionary)) > 0

    def _encode(self) -> None:
        if self._codes is None:
            self._codes, self._dictionary = _codes_and_texts(self._parts.dictionary_encode().chunks)

    @cached_property
    def _plain(self) -> Any:
        """The texts row by row in one piece, where they were read so; None otherwise."""
        return None if self._parts is None else self._parts.combine_chunks()

    @property
    def plain(self) -> Any:
        """The texts row by row, where they were read so; None otherwise."""
        return self._plain

    @cached_property
    def whole_numbers(self) -> NDArray[np.int64] | None:
        """The rows as whole numbers, where every text is one, with or without thousands; None otherwise."""
        if len(self) == 0:
            return np.empty(0, dtype=np.int64)
        if self._codes is None and not self.holds(","):
            return _whole(self._plain)
        if not self.all_match(_THOUSANDS):
            return None
        whole = _whole(pc.replace_substring(self.dictionary, ",", ""))
        return None if whole is None else whole[self.codes]

    @cached_property
    def strictly_ordered(self) -> bool:
        """Whether every text is greater than the one before it, or every one smaller, so that none comes twice."""
        return self._plain is not None and strictly_ordered(self._plain)

    @cached_property
    def is_tidy(self) -> bool:
        """Whether every text was read as it is, is filled, and is visible ASCII without a space in it."""
        if self._plain is None or not self.filled.all():
            return False
        data = _bytes(self._plain)
        return bool(data.min(initial=_FIRST) >= _FIRST and data.max(initial=_FIRST) <= _LAST)

    @cached_property
    def texts(self) -> list[str]:
        """Every distinct text, in order of first appearance."""
        return [text or "" for text in self.dictionary.to_pylist()]

    @property
    def cells(self) -> list[str]:
        """Text of every row."""
        texts = self.texts
        return [texts[code] for code in self.codes]

    def take(self, rows: NDArray[Any]) -> Column:
        """The same column for some of its rows."""
        if self._codes is None:
            return Column(parts=pa.chunked_array([self._plain.take(pa.array(rows))]))
        return Column(self._codes[rows], self._dictionary)

    def replaced(self, change: Callable[[str], str]) -> Column:
        """The same rows with every distinct text changed; those that become the same one are kept once."""
        changed = pa.array([change(text) for text in self.texts], pa.large_string()).dictionary_encode()
        return Column(changed.indices.to_numpy()[self.codes], changed.dictionary)

    @cached_property
    def filled(self) -> NDArray[np.bool_]:
        """Rows that hold anything but spaces."""
        if self._codes is None and not (unsure := self._may_be_empty).any():
            return ~unsure
        full = pc.greater(pc.utf8_length(pc.utf8_trim(self.dictionary, characters=SPACES)), 0)
        return np.asarray(full.to_numpy(zero_copy_only=False), dtype=bool)[self.codes]

    @property
    def _may_be_empty(self) -> NDArray[np.bool_]:
        """Rows whose text is empty, or starts with a byte that a space starts with."""
        _, offsets, data = self._plain.buffers()
        wide = np.int64 if pa.types.is_large_string(self._plain.type) else np.int32
        start = np.frombuffer(offsets, dtype=wide)[self._plain.offset :][: len(self._plain) + 1]
        empty = start[1:] == start[:-1]
        if empty.all():
            return np.asarray(empty)
        inside = np.minimum(start[:-1], len(data) - 1)  # of an empty text any byte will do
        first = np.frombuffer(data, dtype=np.uint8)[inside]
        return np.asarray(empty | _STARTS_A_SPACE[first])

    def equal_to(self, text: str) -> NDArray[np.bool_]:
        """Rows that hold a text, spaces around it aside."""
        same = pc.equal(pc.utf8_trim(self.dictionary, characters=SPACES), text)
        return np.asarray(same.to_numpy(zero_copy_only=False), dtype=bool)[self.codes]

    def holds(self, text: str) -> bool:
        """Whether a text is part of any row's; asks for no codes."""
        parts = self._parts.chunks if self._codes is None else [self._dictionary]
        first = text.encode("utf-8")[0]
        return any(
            bool(np.any(_bytes(part) == first)) and pc.any(pc.match_substring(part, text)).as_py() for part in parts
        )

    def holding(self, pattern: str) -> list[int]:
        """Codes of the texts in which a regular expression (RE2) is found."""
        found = pc.match_substring_regex(self.dictionary, pattern)
        return [int(code) for code in np.flatnonzero(found.to_numpy(zero_copy_only=False))]

    def all_match(self, pattern: str) -> bool:
        """Whether every text fits a regular expression (RE2) from its start to its end."""
        found = pc.match_substring_regex(self.dictionary, f"^(?:{pattern})$")
        return bool(pc.all(found).as_py() in (True, None))

    def having(self, pattern: str) -> NDArray[np.bool_]:
        """Rows in whose text a regular expression (RE2) is found."""
        found = pc.match_substring_regex(self.dictionary, pattern)
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)[self.codes]

    @property
    def trimmed(self) -> Any:
        """Every distinct text without spaces around it, null where nothing is left."""
        texts = pc.utf8_trim(self.dictionary, characters=SPACES)
        return pc.if_else(pc.equal(texts, ""), pa.scalar(None, texts.type), texts)

    @cached_property
    def is_bare(self) -> bool:
        """Whether every text is filled and made of letters, digits, - and _ of ASCII."""
        lengths = pc.binary_length(self.dictionary)
        data = _bytes(self.dictionary)
        return bool((pc.min(lengths).as_py() or 0) > 0 and _BARE[data].all())

    @cached_property
    def is_ascii(self) -> bool:
        """Whether every text is ASCII."""
        return bool(pc.all(pc.string_is_ascii(self.dictionary)).as_py() in (True, None))

    @property
    def too_long(self) -> NDArray[np.bool_]:
        """Rows whose text is longer than any cell may be."""
        if self._later is not None:
            return np.zeros(len(self), dtype=bool)
        values = self._parts if self._codes is None else self._dictionary
        if (pc.max(pc.binary_length(values)).as_py() or 0) <= MOST_CHARACTERS:
            return np.zeros(len(self), dtype=bool)
        long = pc.greater(pc.utf8_length(self.dictionary), MOST_CHARACTERS)
        return np.asarray(long.to_numpy(zero_copy_only=False), dtype=bool)[self.codes]


def _codes_and_texts(chunks: list[Any]) -> tuple[NDArray[np.int32], Any]:
    """Codes of dictionary arrays that share one dictionary, and that dictionary."""
    if not chunks:
        return np.empty(0, dtype=np.int32), pa.array([], pa.string())
    return np.concatenate([chunk.indices.to_numpy() for chunk in chunks]), chunks[0].dictionary


_THOUSANDS = r"-?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})"


def _whole(texts: Any) -> NDArray[np.int64] | None:
    """Texts of digits as whole numbers; None when any is something else, 0x10 among them."""
    data = _bytes(texts)
    if data.max(initial=0) > ord("9"):
        return None
    try:
        return np.asarray(pc.cast(texts, pa.int64()).to_numpy())
    except pa.ArrowInvalid:
        return None


def _bytes(texts: Any) -> NDArray[np.uint8]:
    """The bytes of some texts, one behind another; those of an array that this one is a part of may be among them."""
    return np.frombuffer(texts.buffers()[2] or b"", dtype=np.uint8)


_FIRST, _LAST = ord("!"), ord("~")
_BARE = np.zeros(256, dtype=bool)
_BARE[list(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_")] = True
_STARTS_A_SPACE = np.zeros(256, dtype=bool)
_STARTS_A_SPACE[[character.encode()[0] for character in SPACES]] = True
