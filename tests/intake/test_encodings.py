"""Bytes that are no text in the encoding of their file cost their line, and never become other words."""

import pytest

from ltv.intake import Options, read
from ltv.intake.decode import decode
from tests.intake.files import ORDERS, TODAY, adds_up, reasons

NAME, LATIN = "佐藤太郎", "Renée"


def row(number: int, who: str = NAME) -> str:
    return f"{who},A{number},2026-01-05,100\n"


def opened(*lines: bytes):
    reading = read(ORDERS.encode() + b"".join(lines), "a.csv", Options(today=TODAY))
    assert adds_up(reading)
    return reading


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp"])
@pytest.mark.parametrize(("own", "foreign"), [(1, 1), (10, 1), (10, 9)])
def test_lines_of_utf8_in_a_japanese_file_are_rejected(encoding, own, foreign):
    lines = [row(i).encode(encoding) for i in range(own)] + [row(own + i).encode() for i in range(foreign)]
    reading = opened(*lines)
    assert set(reading.table["customer_id"]) == {NAME}
    assert reasons(reading) == [(own + i + 2, "undecodable") for i in range(foreign)]


def test_half_width_kana_that_could_be_utf8_stay():
    reading = opened(row(1).encode("cp932"), row(2, "ﾃｲﾃｲ").encode("cp932"))
    assert (len(reading.table), reasons(reading)) == (2, [])


@pytest.mark.parametrize("strange", [b"\xf0\x40", b"\xf9\xfc", "😀".encode()])
def test_private_characters_are_unreadable(strange):
    reading = opened(*(row(i).encode("cp932") for i in range(3)), strange + row(3, "x").encode())
    assert reasons(reading) == [(5, "undecodable")]


@pytest.mark.parametrize("wrong", [b"a\x81", LATIN.encode()])
def test_windows_1252_hides_no_bytes(wrong):
    reading = opened(*(row(i, LATIN).encode("cp1252") for i in range(3)), wrong + row(3, "x").encode())
    assert (set(reading.table["customer_id"]), reasons(reading)) == ({"Renée"}, [(5, "undecodable")])


@pytest.mark.parametrize("wrong", [b"\x1b$B\x24\n", b"a\xff,A9,2026-01-05,1\n", NAME.encode() + b",A9,2026-01-05,1\n"])
def test_iso_2022_jp_hides_no_bytes_and_its_next_line_is_read(wrong):
    reading = opened(row(1).encode("iso2022_jp"), wrong, row(2).encode("iso2022_jp"))
    assert (reading.table["customer_id"].tolist(), reasons(reading)) == ([NAME, NAME], [(3, "undecodable")])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_hides_no_bytes(encoding):
    alone = "\ud800".encode(encoding, errors="surrogatepass")
    mark = "\ufeff".encode(encoding)
    content = mark + (ORDERS + row(1)).encode(encoding) + alone + row(2).encode(encoding) + row(3).encode(encoding)
    reading = read(content, "a.csv", Options(today=TODAY))
    assert (len(reading.table), reasons(reading)) == (2, [(3, "undecodable")])


def test_an_odd_byte_at_the_end_of_utf_16_is_told():
    assert decode("\ufeffa,b\n1,2\n".encode("utf-16-le") + b"3").unreadable == {3}


def test_lines_are_counted_alike_whatever_ends_them():
    lines = [row(i).replace("\n", end).encode("cp932") for i, end in enumerate(["\r\n", "\r", "\n"])]
    assert decode(b"".join(lines) + row(3).encode()).unreadable == {4}
