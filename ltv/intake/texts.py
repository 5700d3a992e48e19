"""Cells cleaned: ids, labels and other texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from ltv.intake.column import SPACES, Column
from ltv.intake.limits import MOST_ID

_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Marks without width that mean nothing; the two that join letters and emoji are not among them."""
MANGLED = r"^[+-]?\d(?:\.\d+)?[Ee]\+\d{1,3}$"
"""What a program that takes ids for numbers makes of them."""
_NOTHING = frozenset(
    {"nan", "null", "none", "n/a", "#n/a", "<na>", "nat", "#value!", "#ref!", "#name?", "#div/0!", "#num!", "#null!"}
    | {"-", "--", "−", "–", "—", "ー", "なし", "無し", "guest", "ゲスト", "非会員"}
)
"""Words and errors that stand for no customer; those who buy as guests are not one."""
ID_REASONS = ("", "customer_missing", "customer_id_mangled", "customer_id_too_long")


def clean(text: str) -> str:
    """NFKC, without invisible marks, without spaces of any kind at the ends, and without Excel's guard ="…"."""
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    if text.isascii():
        return text.strip(SPACES)
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text.strip(SPACES))).strip(SPACES)


def word(text: str) -> str:
    """A cleaned text for comparing: no case, no inner spaces or underscores."""
    return re.sub(r"[\s_]+", "", clean(text)).casefold()


def matches(column: Column, test: Callable[[str], bool]) -> NDArray[np.bool_]:
    """Rows whose text passes a test; each distinct text is tested once."""
    found = np.fromiter((test(text) for text in column.texts), dtype=bool, count=len(column.texts))
    return found[column.codes] if found.any() else np.zeros(len(column), dtype=bool)


def coalesced(columns: list[Column]) -> Column:
    """For each row the first column that holds anything there."""
    result = columns[0]
    for other in columns[1:]:
        empty = ~result.filled
        if empty.any():
            result = _patched(result, other, empty)
    return result


def _patched(column: Column, other: Column, rows: NDArray[np.bool_]) -> Column:
    """Some rows taken from another column; a text that stands in both is kept once."""
    both = pa.concat_arrays([column.dictionary, other.dictionary.cast(column.dictionary.type)]).dictionary_encode()
    places = np.where(rows, other.codes + len(column.dictionary), column.codes)
    return Column(both.indices.to_numpy()[places], both.dictionary)


def identities(
    column: Column, empty: tuple[str, ...] = (), stand_in: Callable[[list[str]], list[str]] | None = None
) -> tuple[pd.Series[Any], NDArray[np.int8]]:
    """Ids as a categorical, and for each row a code of `ID_REASONS`.

    Leading zeros stay; e-mail addresses lose their case; a column in which every value ends in ".0" loses it.
    `stand_in` gives what stands for each distinct id in the end.
    """
    if len(column) == 0:
        return coded([], column), np.empty(0, dtype=np.int8)
    if (simple := _simple_ids(column, empty)) is not None:
        good = np.zeros(len(column), dtype=np.int8)
        if stand_in:
            return coded(stand_in(simple.to_pylist()), column), good
        return coded(simple, column), good
    ids = [_identity(text) for text in column.texts]
    used = {ids[code] for code in np.unique(column.codes)} - {""}
    if used and all(value.endswith(".0") and value[:-2].isdigit() for value in used):
        ids = [value.removesuffix(".0") for value in ids]
    reasons = np.array([_id_reason(value, empty) for value in ids], dtype=np.int8)
    return coded(stand_in(ids) if stand_in else ids, column), reasons[column.codes]


_PLAIN_ID = rf"[0-9A-Za-z_@][!-~]{{0,{MOST_ID - 1}}}"
_ODD_ID = rf"(?i)e\+|\.0$|^@|{MANGLED}"


def _simple_ids(column: Column, empty: tuple[str, ...]) -> Any:
    """Ids of a column in which all are plain ASCII and usable, so that no single one needs a look; None for others."""
    texts = column.dictionary
    is_bare = column.is_bare and pc.max(pc.binary_length(texts)).as_py() <= MOST_ID
    if not is_bare and (not column.all_match(_PLAIN_ID) or column.holding(_ODD_ID)):
        return None
    lower = pc.ascii_lower(texts)
    nothing = pa.array([*_NOTHING, *(word.casefold() for word in empty)], texts.type)
    if pc.any(pc.is_in(lower, value_set=nothing)).as_py():
        return None
    mail = pc.match_substring(texts, "@")
    return texts if is_bare or not pc.any(mail).as_py() else pc.if_else(mail, lower, texts)


def _identity(text: str) -> str:
    value = clean(text)
    if value.startswith("'"):
        value = value[1:]
    return value.lower() if "@" in value[1:] else value


def _id_reason(value: str, empty: tuple[str, ...]) -> int:
    if not value or value.casefold() in _NOTHING or value in empty:
        return 1
    if re.match(MANGLED, value):
        return 2
    return 3 if len(value) > MOST_ID else 0


def labels(column: Column) -> pd.Series[Any]:
    """Cleaned texts; missing where empty."""
    return taken(_cleaned(column), column.codes)


def coded_labels(column: Column) -> pd.Series[Any]:
    """Cleaned texts as a categorical; missing where empty."""
    return coded(_cleaned(column), column)


def numbers(column: Column) -> pd.Series[Any]:
    """Cleaned texts that mostly differ from row to row, such as numbers of orders; missing where empty."""
    if column.strictly_ordered and column.is_tidy and _needs_no_cleaning(column.plain):
        return pd.Series(pd.array(column.plain.cast(pa.large_string()), dtype="str"))
    return labels(column)


_MOST_LABEL = 1000


def _needs_no_cleaning(texts: Any) -> bool:
    """Whether none of some tidy texts is guarded as Excel does, or too long."""
    guarded = pc.any(pc.starts_with(texts, '="')).as_py()
    return not guarded and pc.max(pc.binary_length(texts)).as_py() <= _MOST_LABEL


def _cleaned(column: Column) -> Any:
    """Every distinct text cleaned; null where nothing is left."""
    if column.is_ascii and not column.too_long.any() and not column.holding('^="'):
        return column.trimmed
    return [clean(text)[:_MOST_LABEL] or None for text in column.texts]


def coded(values: Any, column: Column) -> pd.Series[Any]:
    """What stands for each text of a column, row by row, as a categorical of those that appear; null where one is."""
    array, codes = _distinct(pa.array(values, pa.large_string()) if isinstance(values, list) else values, column)
    return pd.Series(categorical(codes, array))


def categorical(codes: NDArray[np.integer], texts: Any) -> pd.Categorical:
    """A categorical of the texts of an Arrow array, which are distinct and all there.

    Pandas would look whether they are by making an object of Python of each: 90 bytes a text, kept as long as it is.
    """
    names = pd.Index(pd.array(texts, dtype="str"))
    kind = pd.CategoricalDtype._from_fastpath(names, ordered=False)  # type: ignore[attr-defined]  # no public way
    return pd.Categorical.from_codes(codes, dtype=kind)


def _distinct(values: Any, column: Column) -> tuple[Any, NDArray[np.int32]]:
    """Values that appear, each once, and the codes for them; -1 for null."""
    used, codes = column.used, column.codes
    if used.all() and values is column.dictionary:
        return values, codes
    kept = values.filter(pa.array(used)).dictionary_encode()
    if len(kept.dictionary) == len(values):
        return kept.dictionary, codes
    place = np.full(len(values), -1, dtype=np.int32)
    place[used] = kept.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return kept.dictionary, place[codes]


def taken(values: Any, codes: NDArray[np.int32]) -> pd.Series[Any]:
    """Texts of rows by their codes, as a pandas column of text."""
    distinct = pd.array(values, dtype="str")
    return pd.Series(distinct.take(codes) if len(distinct) else distinct)
