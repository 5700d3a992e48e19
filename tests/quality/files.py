"""Small files as one would write them on paper, read and made a data set."""

import datetime as dt
from collections.abc import Iterable

from ltv.dataset import Dataset
from ltv.intake import Options, Reading, assemble, read
from ltv.quality.needs import own_columns
from ltv.quality.score import Evidence, Quality, evidence, quality

TODAY = dt.date(2026, 11, 20)
ORDERS = "注文番号,顧客ID,注文日,金額"
CUSTOMERS = "顧客ID,チャネル"


def file(header: str, rows: Iterable[str], **answers: str) -> Reading:
    content = "\n".join([header, *rows, ""]).encode()
    made = read(content, "file.csv", Options(today=TODAY, answers=answers))
    assert made.outcome == "accept", (made.question, made.error)
    return made


def orders(*rows: str, header: str = ORDERS) -> Reading:
    return file(header, rows, amount_rule="line_sum")


def customers(*rows: str, header: str = CUSTOMERS) -> Reading:
    return file(header, rows)


def data_of(*readings: Reading) -> Dataset:
    return assemble(readings)


def evidence_of(*readings: Reading, reference: dt.date = TODAY) -> Evidence:
    return evidence(data_of(*readings), reference)


def own_quality(*readings: Reading, reference: dt.date = TODAY) -> Quality:
    data = data_of(*readings)
    found = evidence(data, reference)
    return quality(found, own_columns(data.kind, found))
