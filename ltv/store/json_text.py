"""JSON as the store and its files write it: exact, read back strictly, and nothing executed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any, NoReturn, TypeAlias

from ltv.metrics.metric import Text

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

_DEEPEST = 20
_LARGEST = 2**63 - 1


class Flaw(ValueError):  # noqa: N818  (a value that says what is wrong, raised where it is found)
    """Why a value cannot be kept, in both languages."""

    def __init__(self, ja: str, en: str) -> None:
        self.text = Text(ja, en)
        super().__init__(en)


def plain(value: object, depth: int = 0) -> Any:
    """A copy of a value in JSON's own types: dict, list, str, int, float, bool, None.

    Raises
    ------
    Flaw
        When it has no exact counterpart there: NaN, infinity, bytes, an object, a key that is no text.
    """
    if depth > _DEEPEST:
        raise Flaw(f"入れ子が{_DEEPEST}段を超えています", f"nested more than {_DEEPEST} deep")
    if value is None or isinstance(value, (bool, str)):
        return _text(value) if isinstance(value, str) else value
    if isinstance(value, (int, float, Real)):  # builtins first: asking an abstract class takes ten times as long
        return _number(value)
    if isinstance(value, (dict, Mapping)):
        return {_key(key): plain(part, depth + 1) for key, part in value.items()}
    if isinstance(value, (list, Sequence)) and not isinstance(value, (bytes, bytearray, memoryview)):
        return [plain(part, depth + 1) for part in value]
    name = type(value).__name__
    raise Flaw(f"保存できない種類の値です（{name}）", f"a value of a kind that cannot be kept ({name})")


def _text(value: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise Flaw("文字として壊れた部分があります", "broken characters in a text") from None
    return str.__str__(value)


def _number(value: float | Real) -> int | float:
    if isinstance(value, float) or not isinstance(value, (int, Integral)):
        if not math.isfinite(value):
            raise Flaw("数値ではない値（NaN・無限大）があります", "NaN or infinity instead of a number")
        return float(value)
    if abs(int(value)) > _LARGEST:
        raise Flaw("整数が大きすぎます", "a whole number is too large")
    return int(value)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise Flaw("項目の名前が文字ではありません", "a name that is no text")
    return _text(key)


def dumped(value: Json) -> str:
    """The text of a value, without spaces and in its own order. Floats come back to the last bit."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def loaded(text: str) -> Any:
    """The value of a JSON text. It may be deep, or hold numbers out of range: `plain` looks for that.

    Raises
    ------
    Flaw
        When it is no JSON, names something twice, or is nested without end.
    """
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except Flaw:
        raise
    except (ValueError, RecursionError):  # numbers of thousands of digits are a ValueError too
        raise Flaw("JSONとして読めません", "cannot be read as JSON") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Flaw("同じ名前の項目が2つあります", "the same name twice")
    return found


def _no_constant(_word: str) -> NoReturn:
    raise Flaw("数値ではない値（NaN・無限大）があります", "NaN or infinity instead of a number")
