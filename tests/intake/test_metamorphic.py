"""However a file of orders is written, it comes to the same table and the same figures, to the last digit."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ltv import NrrRule, cohorts, movements, retention_series
from ltv.intake import Options, Reading, assemble, read
from tests.intake.files import TODAY, accepted, adds_up, workbook

ROOT = Path(__file__).parents[2]
HEADER = ["顧客ID", "注文番号", "注文日", "金額", "商品名"]
PRODUCTS = ("化粧水 100mL", "お茶,緑", '"特選" 米', "ｺｰﾋｰ豆", "能力表ソ", "醤油\\小", "x;y|z", "=1+1", "007", "１２３")
Row = list[str]


def orders(seed: int, count: int = 60) -> list[Row]:
    """Orders of two years, one line each; some are refunds, some have decimal places."""
    chance = random.Random(seed)
    places = chance.choice((0, 0, 1, 2, 4))
    return [
        [
            chance.choice((f"C{chance.randrange(12)}", f"00{chance.randrange(9)}", "客一号", "a@example.com")),
            f"A{number}",
            (dt.date(2024, 1, 1) + dt.timedelta(days=chance.randrange(800))).isoformat(),
            str(Decimal(chance.randrange(-50_000, 900_000)).scaleb(-places)),
            chance.choice(PRODUCTS),
        ]
        for number in range(count)
    ]


def text(rows: list[Row], delimiter: str = ",", end: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows([HEADER, *rows])
    return out.getvalue()


def opened(content: bytes, name: str = "orders.csv") -> Reading:
    return read(content, name, Options(today=TODAY))


def parquet(rows: list[Row]) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table({name: [row[i] for row in rows] for i, name in enumerate(HEADER)}), file)
    return file.getvalue()


def typed_parquet(rows: list[Row]) -> bytes:
    """Days are days and amounts decimals, not texts."""
    columns = {name: pa.array([row[i] for row in rows]) for i, name in enumerate(HEADER)}
    columns["注文日"] = columns["注文日"].cast(pa.date32())
    columns["金額"] = pa.array([Decimal(row[3]) for row in rows])
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file, row_group_size=7)
    return file.getvalue()


def typed_workbook(rows: list[Row]) -> bytes:
    cells = [[*row[:2], dt.date.fromisoformat(row[2]), float(row[3]), _cell(row[4])] for row in rows]
    return workbook(Sheet1=[HEADER, *cells])


def _cell(product: str) -> str:
    return product if not product.startswith("=") else "'" + product


def with_titles(rows: list[Row]) -> str:
    return "売上一覧,,,,\n期間,2024-01-01,2026-03-31,,\n\n" + text(rows)


def with_blanks(rows: list[Row]) -> str:
    return text([row for order in rows for row in (order, [""] * 5, [" ", "　", "", "", ""])])


def with_totals(rows: list[Row]) -> str:
    total = str(sum(Decimal(row[3]) for row in rows))
    return text([*rows[:10], ["小計", "", "", "123", ""], *rows[10:], ["合計", "", "", total, ""]])


def with_headers(rows: list[Row]) -> str:
    return text([*rows[:9], HEADER, *rows[9:], HEADER])


Written = Callable[[list[Row]], tuple[bytes, str]]
WAYS: dict[str, Written] = {
    **{
        encoding: lambda rows, encoding=encoding: (text(rows).encode(encoding, "replace"), "a.csv")
        for encoding in ("utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be", "euc_jp", "iso2022_jp_ext")
    },
    "tabs": lambda rows: (text(rows, "\t").encode(), "a.tsv"),
    "semicolons": lambda rows: (text(rows, ";").encode(), "a.txt"),
    "bars": lambda rows: (text(rows, "|").encode(), "a.csv"),
    "tabs in UTF-16": lambda rows: (text(rows, "\t").encode("utf-16"), "a.txt"),
    "quoted": lambda rows: (text(rows, quoting=csv.QUOTE_ALL).encode(), "a.csv"),
    "quoted in CP932, CRLF": lambda rows: (text(rows, end="\r\n", quoting=csv.QUOTE_ALL).encode("cp932"), "a.csv"),
    "CRLF": lambda rows: (text(rows, end="\r\n").encode(), "a.csv"),
    "CR": lambda rows: (text(rows, end="\r").encode(), "a.csv"),
    "no last line end": lambda rows: (text(rows).rstrip("\n").encode(), "a.csv"),
    "DOS end mark": lambda rows: (text(rows).encode() + b"\x1a", "a.csv"),
    "parquet": lambda rows: (parquet(rows), "a.parquet"),
    "parquet with types": lambda rows: (typed_parquet(rows), "a.parquet"),
    "workbook": lambda rows: (workbook(S=[HEADER, *[[*row[:4], _cell(row[4])] for row in rows]]), "a.xlsx"),
    "workbook with types": lambda rows: (typed_workbook(rows), "a.xlsx"),
    "titles": lambda rows: (with_titles(rows).encode(), "a.csv"),
    "blank rows": lambda rows: (with_blanks(rows).encode(), "a.csv"),
    "total rows": lambda rows: (with_totals(rows).encode(), "a.csv"),
    "headers again": lambda rows: (with_headers(rows).encode(), "a.csv"),
}
KANA_ONLY = ("euc_jp", "iso2022_jp_ext")
"""Encodings in which half-width kana is written otherwise or not at all."""


def rows_for(way: str, seed: int) -> list[Row]:
    rows = orders(seed)
    if way in KANA_ONLY:
        rows = [[*row[:4], row[4].replace("ｺｰﾋｰ", "コーヒー")] for row in rows]
    if way.startswith("workbook"):
        rows = [[*row[:4], row[4].replace("=1+1", "1+1")] for row in rows]
    return rows


def figures(reading: Reading) -> str:
    """Everything a page would show of a file, as text with all its digits."""
    dataset = assemble([reading], as_of=dt.date(2026, 3, 31))
    months = dataset.months
    told = [
        movements(months).to_csv(float_format="%.17g"),
        *(retention_series(months, rule).to_csv(float_format="%.17g") for rule in NrrRule),
        cohorts(months).to_csv(float_format="%.17g"),
        sorted(dataset.ledger.amount.tolist()),
        (reading.gross, reading.refunds, reading.decimals),
    ]
    return json.dumps(told, default=str, ensure_ascii=False)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", range(3))
def test_a_file_comes_to_the_same_however_it_is_written(way, seed):
    rows = rows_for(way, seed)
    plain = opened(text(rows).encode())
    other = opened(*WAYS[way](rows))
    pd.testing.assert_frame_equal(accepted(other), accepted(plain))
    assert figures(other) == figures(plain)
    assert adds_up(other)


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_rows_changes_no_figure(seed):
    rows = orders(seed)
    plain = opened(text(rows).encode())
    random.Random(seed).shuffle(rows)
    shuffled = opened(text(rows).encode())
    assert figures(shuffled) == figures(plain)
    columns = ["order", *[name for name in plain.table if name != "order"]]
    one, other = (reading.table[columns].sort_values("order", ignore_index=True) for reading in (plain, shuffled))
    pd.testing.assert_frame_equal(one, other, check_categorical=False)


@pytest.mark.parametrize("seed", range(20))
def test_sums_are_those_of_decimals(seed):
    rows = orders(seed, 200)
    reading = opened(text(rows).encode())
    amounts = [Decimal(row[3]) for row in rows]
    unit = Decimal(1).scaleb(-reading.decimals)
    assert int(accepted(reading)["amount"].sum()) * unit == sum(amounts)
    assert reading.gross * unit == sum(amount for amount in amounts if amount > 0)
    assert reading.refunds * unit == -sum(amount for amount in amounts if amount < 0)


_SCRIPT = """
import sys
from tests.intake.test_metamorphic import figures, opened, orders, text
print(figures(opened(text(orders(7, 300)).encode("cp932"))))
"""


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2"},
    ],
    ids=lambda environment: environment["TZ"],
)
def test_the_machine_changes_no_figure(environment):
    here = figures(opened(text(orders(7, 300)).encode("cp932")))
    surroundings = {**os.environ, **environment, "PYTHONIOENCODING": "utf-8"}
    told = subprocess.run(
        [sys.executable, "-c", _SCRIPT], cwd=ROOT, env=surroundings, capture_output=True, check=True, timeout=120
    )
    assert told.stdout.decode("utf-8").strip() == here
