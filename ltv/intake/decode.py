"""Bytes become text: which encoding, and which lines could not be read in it."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from ltv.intake.limits import MOST_MARKED, MOST_ROWS
from ltv.intake.line_ends import NEWLINE, RETURN, Content, count, holds, lines_of, unified
from ltv.intake.result import RefusedError

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_MARK = "\udc80"
"""Stands for bytes that are nothing in an encoding; no text that was read holds it."""
_UNREADABLE = re.compile("[\ud800-\udfff]+")
_PRIVATE = re.compile("[\ue000-\uf8ff]+")
"""Characters without a meaning of their own: CP932 has room for them, and bytes of UTF-8 fall into it."""
_PRIVATE_BYTE = b"\xee"
"""First of those that CP932 has room for, in UTF-8."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_BYTE_LINE_END = re.compile(rb"(\r\n|\r|\n)")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_KANA = re.compile("[\uff61-\uff9f]{2,}")
_SAMPLE = 200_000
_FEW = 3
"""Control characters that any file may hold, however short."""
_MOST_UNREADABLE = 0.2
"""Largest share of lines that may be unreadable before another encoding is tried."""


@dataclass(frozen=True)
class Text:
    """A decoded file.

    Attributes
    ----------
    content : str, bytes or memory
        The text, or the UTF-8 that says it.
    unreadable : 1-based physical lines with bytes that are nothing in `encoding`
    """

    content: str | Content
    encoding: str
    unreadable: frozenset[int] = frozenset()

    @cached_property
    def text(self) -> str:
        """The text."""
        return self.content if isinstance(self.content, str) else self.content[:].decode("utf-8")

    @cached_property
    def utf8(self) -> Content:
        """The text in UTF-8."""
        return self.content.encode("utf-8") if isinstance(self.content, str) else self.content

    @cached_property
    def newlines(self) -> int:
        """How many lines end in a newline."""
        return count(self.utf8, NEWLINE)

    def start(self, characters: int) -> str:
        """The first characters."""
        if isinstance(self.content, str):
            return self.content[:characters]
        return self.content[: 4 * characters].decode("utf-8", errors="ignore")[:characters]

    def stripped(self) -> Text:
        """Without a byte order mark, and without what DOS and tapes fill files up with."""
        content = self.content
        if isinstance(content, str):
            return replace(self, content=content.removeprefix("\ufeff").rstrip("\x1a\x00"))
        if content[-1:] in (b"\x1a", b"\x00") or content[:3] == _BOMS[0][0]:
            return replace(self, content=content[:].removeprefix(_BOMS[0][0]).rstrip(b"\x1a\x00"))
        return self


def decode(content: Content) -> Text:
    """Decode a text file of any usual encoding.

    In order: byte order mark; zero bytes (UTF-16 without a mark); escape sequences (ISO-2022-JP); UTF-8; CP932 or
    EUC-JP, whichever reads as likelier Japanese; Windows-1252.

    Raises
    ------
    RefusedError
        When the bytes are no text, are more lines than any file may have, or are unreadable on very many of them.
    """
    start = content[:_SAMPLE]
    mark, encoding = next(((mark, name) for mark, name in _BOMS if start.startswith(mark)), (b"", _wide(start)))
    escaped = b"\x1b$" in start or b"\x1b(J" in start
    if encoding is None and not escaped and _is_utf8(content):
        return _checked(Text(content, "utf-8"))
    refuse_too_many_lines(content, count(content, NEWLINE))
    if encoding is not None:
        return _checked(_lenient(content[len(mark) :], encoding))
    return _checked(_seven_bit(content[:]) if escaped else _eight_bit(content[:]))


def refuse_too_many_lines(content: Content, newlines: int) -> None:
    """Refuse what is more lines than any file may have, however they end."""
    returns = count(content, RETURN) if holds(content, b"\r") else 0
    if max(newlines, returns) > 2 * MOST_ROWS:
        raise RefusedError("too_many_rows", limit=f"{MOST_ROWS:,}")


def _checked(decoded: Text) -> Text:
    """Refuse what decodes but is not text; drop the end mark of DOS."""
    text = decoded.stripped()
    sample = text.start(_SAMPLE)
    if len(_NOT_TEXT.findall(sample)) > max(_FEW, len(sample) / 100) or (decoded.content and not text.content):
        raise RefusedError("not_a_table")
    return text


def _wide(start: bytes) -> str | None:
    """UTF-16 without a mark: ASCII characters leave every second byte zero."""
    sample = start[: _SAMPLE & ~1]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) < 4 or min(even, odd) * 5 > max(even, odd) or max(even, odd) * 10 < len(sample) // 2:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _of_vendor(error: UnicodeError) -> tuple[str, int]:
    """Characters such as ① and 髙, which are in no standard of EUC-JP and ISO-2022-JP, as CP932 has them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    row, cell = (byte & 0x7F for byte in error.object[error.start : error.start + 2].ljust(2))
    if not (0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E):
        return _escaped(error)
    first = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
    second = cell + (0x1F + (cell > 0x5F) if row % 2 else 0x7E)
    found = _strict(bytes((first, second)), "cp932")
    return (found, error.start + 2) if found else _escaped(error)


def _escaped(error: UnicodeDecodeError) -> tuple[str, int]:
    return "".join(
        chr(0xDC00 + byte) for byte in error.object[error.start : error.end] if byte > 0x7F
    ) or _MARK, error.end


codecs.register_error("ltv.vendor", _of_vendor)


def _strict(content: bytes, encoding: str) -> str | None:
    """The text, or None when any byte of it is nothing in an encoding."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _seven_bit(content: bytes) -> Text:
    """ISO-2022-JP. Every line of it starts in ASCII, so a damaged line does no harm to the next."""
    whole = _seven_bit_text(content)
    if whole is not None:
        return Text(whole, "iso2022_jp")
    pieces, marked = [], 0
    for piece in _BYTE_LINE_END.split(content):
        read = piece.decode("ascii") if piece.isascii() and b"\x1b" not in piece else _seven_bit_text(piece)
        marked += read is None
        _check_marked(marked)
        pieces.append(piece.decode("iso2022_jp", errors="ltv.vendor") if read is None else read)
    return _noted("".join(pieces), "iso2022_jp")


def _seven_bit_text(content: bytes) -> str | None:
    found = (_strict(content, encoding) for encoding in ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004"))
    return next((text for text in found if text is not None), None)


def _eight_bit(content: bytes) -> Text:
    if _mostly_utf8(content):
        return _lenient(content, "utf-8")
    if _half_width(content):
        return Text(content.decode("cp932"), "cp932")
    utf8 = _utf8_lines(content)
    sample = _without_lines(content[:_SAMPLE], utf8)
    scores = {name: _japanese(sample.decode(name, errors="replace")) for name in ("cp932", "euc_jp")}
    for name in sorted(scores, key=lambda name: -scores[name]):
        if scores[name] > 0.5 and _tolerable(decoded := _lenient(content, name), utf8):
            foreign = (line for line in utf8 if _likelier_utf8(utf8[line], name))
            return _without_private(replace(decoded, unreadable=decoded.unreadable.union(foreign)))
    decoded = _lenient(content, "cp1252")
    return replace(decoded, unreadable=decoded.unreadable.union(utf8))


def _half_width(content: bytes) -> bool:
    """Whether half-width kana are nearly all that is not ASCII, as in exports of banks; EUC-JP looks alike."""
    sample = content[:_SAMPLE].decode("cp932", errors="ignore")
    kana = sum(map(len, _KANA.findall(sample)))
    if kana <= 0.9 * sum(character > "\x7f" for character in sample):
        return False
    return _strict(content, "euc_jp") is None and _strict(content, "cp932") is not None


_UTF8 = (
    r"^(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf][\x80-\xbf]"
    r"|[\xf0-\xf4][\x80-\xbf][\x80-\xbf][\x80-\xbf])*$"
)


def _utf8_lines(content: bytes) -> dict[int, str]:
    """1-based physical lines with characters beyond ASCII that are UTF-8, in a file that is not."""
    lines = lines_of(unified(content))
    likely = pc.and_(pc.match_substring_regex(lines, _UTF8), pc.match_substring_regex(lines, r"[\x80-\xff]"))
    numbers = np.flatnonzero(likely.to_numpy(zero_copy_only=False))
    _check_marked(len(numbers))
    found = ((int(number) + 1, lines[int(number)].as_py()) for number in numbers)
    return {number: line.decode("utf-8").rstrip("\r\n") for number, line in found if _is_utf8(line)}


def _without_lines(content: bytes, left_out: Collection[int]) -> bytes:
    lines = enumerate(_BYTE_LINE_END.split(content)[::2], start=1)
    return b"\n".join(line for number, line in lines if number not in left_out)


def _likelier_utf8(line: str, encoding: str) -> bool:
    """Whether a line reads better as UTF-8 than in the encoding of its file; half-width kana can be both."""
    return _japanese(line) > _japanese(line.encode("utf-8").decode(encoding, errors="replace"))


def _without_private(text: Text) -> Text:
    """Count private characters as unreadable: what they look like is known to one machine only."""
    if not holds(text.utf8, _PRIVATE_BYTE) or not _PRIVATE.search(text.text):
        return text
    lines = text.unreadable | _lines_of(text.text, _PRIVATE)
    return replace(text, content=_PRIVATE.sub("\ufffd", text.text), unreadable=lines)


def _mostly_utf8(content: bytes) -> bool:
    """Whether most lines with characters beyond ASCII are UTF-8. Other encodings hardly ever look like it."""
    lines = [line for line in re.split(rb"[\r\n]", content[: 20 * _SAMPLE]) if not line.isascii()]
    return sum(_is_utf8(line) for line in lines) * 2 > len(lines)


def _is_utf8(content: Content) -> bool:
    try:
        content[:].decode("utf-8") if len(content) < 10_000 else _validate(content)
    except (UnicodeDecodeError, pa.ArrowInvalid):
        return False
    return True


def _validate(content: Content) -> None:
    """Raise ArrowInvalid unless the bytes are UTF-8; no text is made of them. Both halves are looked at together."""
    whole, middle = pa.py_buffer(content), content.find(b"\n", len(content) // 2) + 1
    bounds = [(0, middle), (middle, len(content))]
    try:
        with ThreadPoolExecutor(len(bounds)) as both:
            for _ in both.map(partial(_validate_part, whole), bounds):
                pass
    except RuntimeError:  # no thread can be started
        _validate_part(whole, (0, len(content)))


def _validate_part(content: pa.Buffer, bounds: tuple[int, int]) -> None:
    offsets = pa.py_buffer(np.array(bounds, dtype=np.int64))
    pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, content]).validate(full=True)


def _lenient(content: bytes, encoding: str) -> Text:
    """Decode, noting lines with unreadable bytes."""
    if encoding.startswith("utf-16"):
        return _noted(_wide_text(content, encoding), "utf-16")
    if encoding == "utf-8" and _is_utf8(content):
        return Text(content, encoding)
    errors = "ltv.vendor" if encoding == "euc_jp" else "surrogateescape"
    return _noted(content.decode(encoding, errors=errors), encoding)


def _wide_text(content: bytes, encoding: str) -> str:
    """UTF-16 whose last character may be cut, and whose halves of characters stay as they are."""
    try:
        return content.decode(encoding, errors="surrogatepass")
    except UnicodeDecodeError as cut:
        return content[: cut.start].decode(encoding, errors="surrogatepass") + _MARK


def _noted(text: str, encoding: str) -> Text:
    """Note lines with unreadable bytes; such bytes become U+FFFD. Half a character of UTF-16 is one of them."""
    try:
        return Text(text.encode("utf-8"), encoding)
    except UnicodeEncodeError:  # what stands for unreadable bytes has no place in UTF-8
        return Text(_UNREADABLE.sub("\ufffd", text), encoding, _lines_of(text, _UNREADABLE))


def _lines_of(text: str, wanted: re.Pattern[str]) -> frozenset[int]:
    """1-based physical lines that hold a pattern."""
    lines, line, position = set(), 1, 0
    for match in wanted.finditer(text):
        line += len(_LINE_END.findall(text, position, match.start()))
        position = match.start()
        lines.add(line)
        _check_marked(len(lines))
    return frozenset(lines)


def _check_marked(lines: int) -> None:
    """Refuse a file in which so many lines are unreadable that another encoding must be meant."""
    if lines > MOST_MARKED:
        raise RefusedError("too_many_undecodable", limit=f"{MOST_MARKED:,}")


def _tolerable(text: Text, utf8: Collection[int]) -> bool:
    """Whether an encoding fits: few lines are unreadable in it, those of another encoding aside."""
    if not text.unreadable:
        return True
    lines = max(1, len(_LINE_END.findall(text.text)))
    return len(text.unreadable.difference(utf8)) <= max(1, lines * _MOST_UNREADABLE)


def _japanese(text: str) -> float:
    """Share of the characters beyond ASCII that everyday Japanese is written with."""
    counts = Counter(character for character in text[:_SAMPLE] if character > "\x7f")
    usual = sum(count for character, count in counts.items() if _usual(character))
    return usual / max(1, sum(counts.values()))


@lru_cache(maxsize=1 << 14)
def _usual(character: str) -> bool:
    """Kana, full-width forms, symbols, and kanji of the first level of JIS X 0208."""
    if "\u3000" <= character <= "\u30ff" or "\uff01" <= character <= "\uff5e" or "\u2460" <= character <= "\u24ff":
        return True
    if not "\u4e00" <= character <= "\u9fff":
        return False
    encoded = character.encode("euc_jp", errors="replace")
    return len(encoded) == 2 and 0xB0 <= encoded[0] <= 0xCF
