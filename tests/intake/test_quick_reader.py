"""Files read at once come to the same as read record by record, whatever quotation marks do in them."""

import random

import pandas as pd
import pytest

from ltv.intake import Options, delimited, read, regular
from ltv.intake.decode import Text
from ltv.intake.delimited import read_delimited
from ltv.intake.result import RefusedError
from tests.intake.files import TODAY

ALPHABETS = ('"a,\n', '"",a1\n\n', ' "a,\n', "a,1\n\r", '"a,b\r\n', '\u3000a,\n "')
CELLS = ("a", "1", '"x"', '"a""b"', '""', '" y"', 'a"b', "", '"p,q"', " ", "x y", "z", '"u\nv"')


def made_up(chance):
    if chance.random() < 0.5:
        letters = chance.choice(ALPHABETS)
        return "".join(chance.choice(letters) for _ in range(chance.randint(1, 40)))
    rows = [",".join(chance.choice(CELLS) for _ in range(3)) for _ in range(chance.randint(1, 8))]
    return chance.choice(["\n", "\r\n"]).join(rows) + chance.choice(["", "\n", "\r\n", "\n\n"])


def told(text):
    try:
        table = read_delimited(Text(text, "utf-8"))
    except RefusedError as refusal:
        return refusal.message.code
    cells = [column.cells for column in table.columns]
    return table.header, cells, table.lines.tolist(), table.fields.tolist(), table.broken.tolist(), table.blank


@pytest.mark.parametrize("seed", range(5))
def test_both_readers_agree_on_every_text(seed, monkeypatch):
    chance = random.Random(seed)
    texts = ["customer_id,date,amount\n" + made_up(chance) for _ in range(600)]
    quick = []
    reader = delimited._read_quickly
    monkeypatch.setattr(delimited, "_read_quickly", lambda *a, **k: quick.append(reader(*a, **k)) or quick[-1])
    found = [told(text) for text in texts]
    monkeypatch.setattr(delimited, "_read_quickly", lambda *a, **k: None)
    careful = [told(text) for text in texts]
    differing = [text for text, one, other in zip(texts, found, careful, strict=True) if one != other]
    assert differing == []
    assert sum(table is not None for table in quick) > 50


def read_both_ways(content, monkeypatch):
    quickly = read(content, "orders.csv")
    monkeypatch.setattr(delimited, "_read_quickly", lambda *a, **k: None)
    return quickly, read(content, "orders.csv")


def test_an_amount_in_hexadecimal_is_no_amount(monkeypatch):
    content = b"customer_id,date,amount,cost\na,2026-01-02,100,0x10\nb,2026-01-03,0X1F,5\n"
    quickly, carefully = read_both_ways(content, monkeypatch)
    assert quickly.table["cost"].tolist() == carefully.table["cost"].tolist() == [0]
    assert quickly.problems["reason"].tolist() == ["amount_not_number"]
    assert quickly.warnings == carefully.warnings


def test_order_numbers_that_a_spreadsheet_mangled_are_told_also_when_they_only_rise(monkeypatch):
    content = b"order_id,customer_id,date,amount\n1.1E+10,a,2026-01-02,100\n1.2E+10,b,2026-01-03,5\n"
    quickly, carefully = read_both_ways(content, monkeypatch)
    assert [warning.code for warning in quickly.warnings] == ["order_id_mangled"]
    assert quickly.warnings == carefully.warnings


COLUMNS = {
    "customer_id": (
        "C1",
        "C2",
        "c2",
        "Ｃ１",
        " C1",
        "User@x.jp",
        "user@x.jp",
        "3.0",
        '"=""007"""',
        "",
        "guest",
        "合計",
    ),
    "date": ("2026-01-02", "2026/01/03", "2026年1月4日", "2026-01-05T23:30:00Z", "1969-12-31", "", "2026-02-30"),
    "amount": (
        "100",
        "0",
        "-5",
        '"1,200"',
        "¥300",
        "1.5",
        "+7",
        "-0",
        "007",
        "0x10",
        "１２",
        "1e5",
        "",
        "1000000000001",
    ),
    "cost": ("1", "0", "", "0X1F", "abc", "2.25"),
    "product": ("化粧水", " 化粧水", '"a,b"', "", "ﾌｪｲｽ", "<b>"),
    "status": ("完了", "完了", "完了", "キャンセル", ""),
    "謎": ("", "x", "   ", "#N/A"),
}
ORDERS = ("{:04d}", "{:04d}", "1.{:04d}E+10", "{:04d}.0", " {:04d}", "#{:d}")
ANSWERS = ({}, {"amount_rule": "line_sum"}, {"amount_rule": "order_repeated"}, {"amount_rule": "order_first_line"})


def made_up_orders(chance):
    """Orders of which most columns hold plain cells and the others hold difficult ones."""
    easy = {name: cells[: chance.choice((1, 2, 2, len(cells)))] for name, cells in COLUMNS.items()}
    form, number, rows = chance.choice(ORDERS), 0, []
    for _ in range(chance.choice((1, 3, 30))):
        number += chance.random() < chance.choice((0.6, 1.0))
        rows.append([form.format(number), *(chance.choice(cells) for cells in easy.values())])
    if chance.random() < 0.3:
        chance.shuffle(rows)
    end = chance.choice(("\n", "\r\n"))
    return end.join(",".join(row) for row in [["order_id", *COLUMNS], *rows]).encode()


def same_reading(one, other):
    for name in one.__dataclass_fields__:
        mine, theirs = getattr(one, name), getattr(other, name)
        if isinstance(mine, pd.DataFrame):
            pd.testing.assert_frame_equal(mine, theirs)
        else:
            assert mine == theirs, name


def as_if_large(monkeypatch):
    """Small files are parsed as large ones are: in blocks, with columns that repeat themselves coded at once."""
    monkeypatch.setattr(regular, "_LARGE", 0)
    monkeypatch.setattr(regular, "_BLOCK", 512)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_orders_come_to_the_same_whichever_way_they_are_read(seed, large, monkeypatch):
    chance = random.Random(seed)
    if large:
        as_if_large(monkeypatch)
    cases = [
        (made_up_orders(chance), Options(today=TODAY, secret=chance.choice((None, b"k" * 32)), answers=answers))
        for answers in ANSWERS * 15
    ]
    quickly = [read(content, "orders.csv", options) for content, options in cases]
    monkeypatch.setattr(delimited, "_read_quickly", lambda *a, **k: None)
    for (content, options), reading in zip(cases, quickly, strict=True):
        same_reading(reading, read(content, "orders.csv", options))
    assert sum(reading.outcome == "accept" for reading in quickly) > 30


def test_a_column_that_repeats_itself_only_at_first_keeps_every_text(monkeypatch):
    as_if_large(monkeypatch)
    lines = [f"{'A' if i < 40 else i},c{i % 3},2026-01-{i % 28 + 1:02d},{100 + i}" for i in range(400)]
    content = "\n".join(["order_id,customer_id,date,amount", *lines]).encode()
    quickly, carefully = read_both_ways(content, monkeypatch)
    same_reading(quickly, carefully)
    assert quickly.table["order"].nunique() == 361
