"""Where the system starts no more threads, a file is read all the same, only slower."""

import threading

import pytest

from ltv.intake import Options, read
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
