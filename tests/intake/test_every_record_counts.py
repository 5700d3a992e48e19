"""Whatever a file holds, accepted + rejected + excluded + blank = records, and nothing is raised."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ltv.intake import Options, read, records_of
from ltv.intake.decode import Text
from ltv.intake.delimited import _Lines, _read_carefully, read_delimited
from tests.intake.files import CORPUS, TODAY, accepted, adds_up, orders

CELL = st.one_of(
    st.sampled_from(
        ["C1", "C2", "007", "", " ", "2026-01-05", "2026/1/5", "02/03/2026", "1,000", "¥1,200-", "-500", "(30)", "12%",
         "合計", "total", "customer_id", "amount", '"', '""', "a\nb", "キャンセル", "1e400", "nan", "=1+1",
         "a@example.com", "令和8年1月5日", "\u3000", "\x00"]
    ),
    st.text(max_size=12),
)  # fmt: skip
HEADERS = st.sampled_from(
    [
        "customer_id,order_id,order_date,amount",
        "会員ID,受注番号,受注日,金額,ステータス",
        "customer_id,date,price,quantity",
        "契約ID,取引先コード,契約開始日,解約日,契約金額,請求間隔",
        "会員ID,登録日,チャネル,CRM累計購入額",
        "月,チャネル,広告費",
        "会員ID,受付日,種別,初回返信時間",
    ]
)


def written(rows: list[list[str]], *, quoted: bool) -> str:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return "\n".join(",".join(cell(text) for text in row) for row in rows)


@given(HEADERS, st.lists(st.lists(CELL, max_size=7), max_size=12), st.booleans())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_record_is_accounted_for(header, rows, quoted):
    text = header + "\n" + written(rows, quoted=quoted)
    reading = read(text.encode("utf-8", errors="replace"), "x.csv", Options(today=TODAY))
    assert adds_up(reading)
    assert len(reading.problems) == reading.rejected + reading.excluded


@given(
    st.lists(
        st.lists(st.sampled_from(["a", "", " ", "x,y", 'q"q', "長", "l\nm", '"', "1"]), min_size=2, max_size=4),
        max_size=8,
    ),
    st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_the_quick_reader_and_the_careful_one_agree(rows, quoted):
    text = Text("customer_id,amount,note\n" + written(rows, quoted=quoted) + "\nlast,1,2\n", "utf-8")
    quick = read_delimited(text)
    careful = _read_carefully(_Lines(text.text), 1, quick.header, ",", text, quoted=True)
    for name in ("lines", "broken"):
        assert getattr(quick, name).tolist() == getattr(careful, name).tolist(), name
    assert [column.cells for column in quick.columns] == [column.cells for column in careful.columns]
    assert quick.blank == careful.blank


@pytest.mark.parametrize("name", ["blank", "bad", "total", "double"])
def test_a_row_added_changes_no_figure_but_its_own(name):
    rows = ["C1,A1,2026-01-05,1000", "C2,A2,2026-01-06,2000"]
    extra = {"blank": ",,,", "bad": "C1,A3,never,5", "total": "合計,,,3000", "double": rows[0]}[name]
    alone, together = orders(*rows), orders(*rows, extra)
    assert accepted(alone).equals(accepted(together))
    assert together.records == alone.records + 1


def test_damaged_files_are_never_raised_about():
    chance = random.Random(20261122)
    files = [path for path in sorted((CORPUS / "files").iterdir()) if 0 < path.stat().st_size < 20_000]
    for _ in range(400):
        path = chance.choice(files)
        content = bytearray(path.read_bytes())
        for _ in range(chance.randint(1, 8)):
            place = chance.randrange(len(content))
            content[place : place + chance.randint(0, 3)] = bytes(
                chance.randrange(256) for _ in range(chance.randint(0, 3))
            )
            if not content:
                break
        assert adds_up(read(bytes(content), path.name, Options(today=TODAY)))


def test_records_of_several_files_add_up() -> None:
    first = orders("C1,A1,2026-01-05,100", "C2,A2,yesterday,50", "")
    second = orders("C3,A3,2026-01-06,70")
    found = records_of([first, second])
    assert found.records == first.records + second.records
    assert (found.accepted, found.rejected) == (2, 1)
    assert found.accepted + found.rejected + found.excluded + found.blank == found.records
    assert records_of([]) == (0, 0, 0, 0, 0)
