"""Made-up persons, and files that hold them in every format and broken in every way a file usually is."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

_KANJI = "蒼凜颯莉琥珀翠雫朔晄澪紬奏楓葵柊蓮湊律樹"
_HEADER = ("注文番号", "メールアドレス", "注文日", "金額", "商品", "氏名", "電話番号", "住所", "生年月日")


@dataclass(frozen=True)
class Person:
    """Values of one person, none of which may come out anywhere; `broken` is an amount as nobody should write it."""

    mail: str
    name: str
    phone: str
    address: str
    broken: str

    @property
    def values(self) -> tuple[str, ...]:
        """All that is planted."""
        return self.mail, self.name, self.phone, self.address, self.broken


def people(count: int = 400, seed: int = 7) -> list[Person]:
    """Persons of five values each: 400 of them plant 2,000."""
    chance = random.Random(seed)
    return [_person(number, chance) for number in range(count)]


def _person(number: int, chance: random.Random) -> Person:
    tag = f"{number:04d}{chance.randrange(10**6):06d}"
    return Person(
        mail=f"planted{tag}@leak.example.jp",
        name="".join(chance.sample(_KANJI, 6)) + f"乃介{number}郎",
        phone=f"070-{tag[:4]}-{tag[4:8]}",
        address=f"架空県漏洩市{tag}番地",
        broken=f"{tag}円也Ω",
    )


def orders(persons: list[Person]) -> pd.DataFrame:
    """Orders that can be read, with the columns nobody needs."""
    rows = [
        (f"N-{i}", p.mail, f"2026-{i % 9 + 1:02d}-{i % 27 + 1:02d}", 1000 + i % 7, f"商品{i % 5}", *_private(p))
        for i, p in enumerate(persons)
    ]
    return pd.DataFrame(rows, columns=list(_HEADER))


def customers(persons: list[Person]) -> pd.DataFrame:
    """Customers of the same persons."""
    rows = [(p.mail, f"地域{i % 4}", *_private(p)) for i, p in enumerate(persons)]
    return pd.DataFrame(rows, columns=["メールアドレス", "地域", "氏名", "電話番号", "住所", "生年月日"])


def _private(person: Person) -> tuple[str, str, str, str]:
    return person.name, person.phone, person.address, "1980-02-03"


def bad(persons: list[Person]) -> pd.DataFrame:
    """Orders in which persons stand where dates, amounts and ids should."""
    table = orders(persons).astype(object)
    for row, person in enumerate(persons):
        place, value = [
            ("金額", person.broken),
            ("注文日", person.name),
            ("金額", person.phone),
            ("注文日", person.mail),
        ][row % 4]
        table.loc[row, place] = value
    return table


def encoded(table: pd.DataFrame) -> Iterator[tuple[str, bytes]]:
    """A table in every format."""
    text = table.to_csv(index=False)
    yield "csv_utf8.csv", text.encode()
    yield "csv_bom.csv", text.encode("utf-8-sig")
    yield "csv_cp932.csv", text.encode("cp932", errors="replace")
    yield "utf16.csv", text.replace(",", "\t").encode("utf-16")
    book, parquet = io.BytesIO(), io.BytesIO()
    table.to_excel(book, index=False, engine="xlsxwriter")
    table.astype(str).to_parquet(parquet, index=False)
    yield "book.xlsx", book.getvalue()
    yield "table.parquet", parquet.getvalue()


def torn(table: pd.DataFrame) -> Iterator[tuple[str, bytes]]:
    """A table as text, damaged in ways of its own."""
    text = table.to_csv(index=False)
    lines = text.splitlines(keepends=True)
    yield "quote.csv", (lines[0] + lines[1].replace(",", ',"', 1) + "".join(lines[2:])).encode()
    yield "no_header.csv", "".join(lines[1:]).encode()
    yield "shifted.csv", (lines[0] + "".join("余分," + line for line in lines[1:])).encode()
    yield "short.csv", (lines[0] + "".join(line.split(",")[1] + "\n" for line in lines[1:])).encode()
    yield "bytes.csv", text.encode()[:2000] + b"\xff\xfe\x80" + text.encode()[2000:]
    yield "half.csv", text.encode()[: len(text.encode()) // 2 + 1]
    yield "book.xlsx", text.encode()
    yield "mixed.csv", text.encode()[:3000] + text.encode("cp932", errors="replace")[1000:]
    yield "dates.csv", text.replace("2026-0", "0").encode()
    yield "header_twice.csv", (text + text).encode()
    book = next(content for name, content in encoded(table) if name == "book.xlsx")
    yield "cut.xlsx", book[: len(book) // 2]
