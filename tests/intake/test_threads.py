"""Where the system starts no more threads, a file is read all the same, only slower."""

import threading

import pyarrow as pa
import pytest

from ltv.intake import Options, read, regular
from tests.intake.files import TODAY
from tests.intake.test_quick_reader import same_reading

LINES = [f"C{i},A{i},2026-01-05,100,化粧水" for i in range(500)]
CONTENT = "\n".join(["customer_id,order_id,order_date,amount,商品名", *LINES]).encode()


def refused(_):
    raise RuntimeError("can't start new thread")


@pytest.mark.parametrize("content", [CONTENT, CONTENT[:-1], b""], ids=["readable", "cut", "empty"])
def test_a_file_comes_to_the_same_without_threads(content, monkeypatch):
    usual = read(content, "orders.csv", Options(today=TODAY))
    monkeypatch.setattr(threading.Thread, "start", refused)
    same_reading(usual, read(content, "orders.csv", Options(today=TODAY)))


def unlaunched(*_, **__):
    raise pa.ArrowException("Unknown error: Failed to launch worker thread: Resource temporarily unavailable")


def short_of_memory(*_, **__):
    raise pa.ArrowMemoryError("malloc of size 64 failed")


def test_a_file_is_read_record_by_record_where_arrow_starts_no_thread(monkeypatch):
    usual = read(CONTENT, "orders.csv", Options(today=TODAY))
    monkeypatch.setattr(regular.pa_csv, "read_csv", unlaunched)
    same_reading(usual, read(CONTENT, "orders.csv", Options(today=TODAY)))


def test_a_file_that_needs_more_memory_than_there_is_is_told_so(monkeypatch):
    monkeypatch.setattr(regular.pa_csv, "read_csv", short_of_memory)
    assert read(CONTENT, "orders.csv", Options(today=TODAY)).error.code == "reading_needs_memory"


def test_a_file_that_is_refused_early_starts_no_thread_for_its_digest(monkeypatch):
    started = []
    monkeypatch.setattr(threading.Thread, "start", started.append)
    assert len(read(b"PK", "orders.csv").digest) == 64
    assert started == []
