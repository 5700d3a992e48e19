"""No text makes a pattern search for long: time grows with the text, not with its square."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from itertools import product
from pathlib import Path

import pyarrow as pa
import pytest

import ltv.intake
from ltv.intake import dates
from ltv.intake.column import Column
from ltv.intake.date_forms import possible_orders
from ltv.intake.dates import DateRule
from tests.intake.files import orders

UNITS = (
    "1", " ", ",", ".", "a", "A", "(", "-", "/", "あ", "　", "年", "1,", "1 ", "1.", "a ", " a", "- ", "1月", "(税",
    "AAA", '"', '""', '"a"', '"a', "<c ", '<c r="A1"', '<c r="A1" ', ' r="A1"', "<f>", "<f/>", "<v>", "<", "<a",
    "<a:", "a:c", "<row ", 'count="1', "<!DOCTYP", "\n", "\r", "\x00", "\ud800", "\ue000", "every1", "=", "@", "_",
    "\u200b",
)  # fmt: skip
STARTS = ("", "2026-01-05", "1", "<c ", '"', "令和")
ENDS = ("", "!", "\x00")
LONG = 16_000
SLOW = 0.05


def patterns():
    """Every pattern that a module of intake holds, with what the module does with it."""
    modules = [importlib.import_module(f"ltv.intake.{m.name}") for m in pkgutil.iter_modules(ltv.intake.__path__)]
    held = [(m, name, value) for m in modules for name, value in vars(m).items() if isinstance(value, re.Pattern)]
    for module, name, pattern in held:
        source = Path(module.__file__).read_text(encoding="utf-8")
        used = set(re.findall(rf"\b{name}\.(fullmatch|match|search|findall|finditer|sub|split)\b", source))
        if (module.__name__, name[0]) == ("ltv.intake.date_forms", "_"):
            continue  # they are given 60 characters at most: test_a_date_is_short
        yield pytest.param(pattern, sorted(used) or ["fullmatch"], id=f"{module.__name__.split('.')[-1]}.{name}")


def seconds(pattern, uses, text):
    given = text if isinstance(pattern.pattern, str) else text.encode("utf-8", errors="surrogatepass")
    start = time.process_time()
    for use in uses:
        found = pattern.sub(given[:0], given) if use == "sub" else getattr(pattern, use)(given)
        if use == "finditer":
            list(found)
    return time.process_time() - start


def is_slow(pattern, uses, text):
    """Whether a text takes long, and one four times as long takes much more than four times that."""
    if seconds(pattern, uses, text(LONG)) < SLOW:
        return False
    short, long = (min(seconds(pattern, uses, text(size)) for _ in range(3)) for size in (LONG, 4 * LONG))
    return long > 8 * short


@pytest.mark.parametrize(("pattern", "uses"), list(patterns()))
def test_a_pattern_takes_time_in_proportion_to_the_text(pattern, uses):
    for start, unit, end in product(STARTS, UNITS, ENDS):
        assert not is_slow(pattern, uses, lambda size: start + unit * (size // len(unit)) + end), (start, unit, end)  # noqa: B023


@pytest.mark.parametrize("unit", [" ", "\r", "1", "- ", "年"])
def test_a_date_is_short(unit):
    """Forms of dates try spaces in several ways, so a text longer than any date is not shown to them."""
    column = Column.of(pa.chunked_array([["2026-01-05" + unit * 50_000 + "!"]]))
    start = time.process_time()
    _, reason = dates.days(column, DateRule())
    assert possible_orders(column.texts) == ("ymd",)
    assert (reason[0], time.process_time() - start < 0.5) == (dates.INVALID, True)


@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize("unit", ["1", "1,", "1 ", "a", "あ ", "(", "2026-01-", '""', "合計"])
def test_a_cell_of_a_megabyte_is_over_in_no_time(place, unit):
    header = "customer_id,order_id,order_date,amount,quantity,status\n"
    cells = ["C1", "A1", "2026-01-05", "100", "1", "paid"]
    long = [*cells]
    long[place] = '"' + unit * (1_000_000 // len(unit)) + '"'
    start = time.process_time()
    reading = orders(",".join(cells), ",".join(long), header=header)
    assert time.process_time() - start < 2
    assert (reading.accepted, reading.records) == (1, 2)
