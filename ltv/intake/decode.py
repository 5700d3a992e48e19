"""Bytes become text: which encoding, and which lines could not be read in it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from ltv.intake.result import RefusedError

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_UNREADABLE = re.compile("[\udc80-\udcff]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SAMPLE = 200_000
_MOST_UNREADABLE = 0.2
"""Largest share of lines that may be unreadable before another encoding is tried."""


@dataclass(frozen=True)
class Text:
    """A decoded file. `unreadable` holds 1-based physical lines with bytes that are nothing in `encoding`."""

    text: str
    encoding: str
    unreadable: frozenset[int] = frozenset()


def decode(content: bytes) -> Text:
    """Decode a text file of any usual encoding.

    In order: byte order mark; zero bytes (UTF-16 without a mark); escape sequences (ISO-2022-JP); UTF-8; CP932 or
    EUC-JP, whichever reads as likelier Japanese; Windows-1252.

    Raises
    ------
    RefusedError
        When the bytes are no text.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _checked(_lenient(content[len(mark) :], encoding))
    if wide := _wide(content):
        return _checked(_lenient(content, wide))
    if b"\x1b$" in content[:_SAMPLE] or b"\x1b(J" in content[:_SAMPLE]:
        return _checked(_seven_bit(content))
    return _checked(_eight_bit(content))


def _checked(decoded: Text) -> Text:
    """Refuse what decodes but is not text; drop the end mark of DOS."""
    text = decoded.text.removeprefix("\ufeff").rstrip("\x1a\x00")
    sample = text[:_SAMPLE]
    if len(_NOT_TEXT.findall(sample)) > len(sample) / 100 or (decoded.text and not text):
        raise RefusedError("not_a_table")
    return Text(text, decoded.encoding, decoded.unreadable)


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark: ASCII characters leave every second byte zero."""
    sample = content[: _SAMPLE & ~1]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) < 4 or min(even, odd) * 5 > max(even, odd) or max(even, odd) * 10 < len(sample) // 2:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _seven_bit(content: bytes) -> Text:
    for encoding in ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004"):
        try:
            return Text(content.decode(encoding), "iso2022_jp")
        except UnicodeDecodeError:
            continue
    return Text(content.decode("iso2022_jp", errors="replace"), "iso2022_jp")


def _eight_bit(content: bytes) -> Text:
    try:
        return Text(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(content):
        return _lenient(content, "utf-8")
    sample = content[:_SAMPLE]
    scores = {name: _japanese(sample.decode(name, errors="replace")) for name in ("cp932", "euc_jp")}
    for name in sorted(scores, key=lambda name: -scores[name]):
        if scores[name] > 0.5 and _tolerable(decoded := _lenient(content, name)):
            return decoded
    return Text(content.decode("cp1252", errors="replace"), "cp1252")


def _mostly_utf8(content: bytes) -> bool:
    """Whether most lines with characters beyond ASCII are UTF-8. Other encodings hardly ever look like it."""
    lines = [line for line in re.split(rb"[\r\n]", content[: 20 * _SAMPLE]) if not line.isascii()]
    return sum(_is_utf8(line) for line in lines) * 2 > len(lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _lenient(content: bytes, encoding: str) -> Text:
    """Decode, noting lines with unreadable bytes; such bytes become U+FFFD."""
    wide = encoding.startswith("utf-16")
    text = content.decode(encoding, errors="replace" if wide else "surrogateescape")
    name = "utf-16" if wide else encoding
    if wide or not _UNREADABLE.search(text):
        return Text(text, name)
    return Text(_UNREADABLE.sub("\ufffd", text), name, _lines_of(text))


def _lines_of(text: str) -> frozenset[int]:
    lines, line, position = set(), 1, 0
    for match in _UNREADABLE.finditer(text):
        line += len(_LINE_END.findall(text, position, match.start()))
        position = match.start()
        lines.add(line)
    return frozenset(lines)


def _tolerable(text: Text) -> bool:
    lines = max(1, len(_LINE_END.findall(text.text)))
    return len(text.unreadable) <= max(1, lines * _MOST_UNREADABLE)


def _japanese(text: str) -> float:
    """Share of the characters beyond ASCII that everyday Japanese is written with."""
    counts = Counter(character for character in text[:_SAMPLE] if character > "\x7f")
    usual = sum(count for character, count in counts.items() if _usual(character))
    return usual / max(1, sum(counts.values()))


def _usual(character: str) -> bool:
    """Kana, full-width forms, symbols, and kanji of the first level of JIS X 0208."""
    if "\u3000" <= character <= "\u30ff" or "\uff01" <= character <= "\uff5e" or "\u2460" <= character <= "\u24ff":
        return True
    if not "\u4e00" <= character <= "\u9fff":
        return False
    encoded = character.encode("euc_jp", errors="replace")
    return len(encoded) == 2 and 0xB0 <= encoded[0] <= 0xCF
