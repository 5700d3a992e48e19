"""Files read at once come to the same as read record by record, whatever quotation marks do in them."""

import random

import pytest

from ltv.intake import delimited, read
from ltv.intake.decode import Text
from ltv.intake.delimited import read_delimited
from ltv.intake.result import RefusedError

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
