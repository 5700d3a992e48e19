"""What holds for every reading, whatever the file was."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from ltv.intake import Message, Options, Reading, read, text
from ltv.intake.messages import LANGUAGES
from ltv.intake.vocabulary import KINDS
from ltv.money import LARGEST
from ltv.months import day_number, month_number
from tests.intake.mutations import MARKER

TODAY = dt.date(2026, 11, 22)
OLDEST, LATEST = day_number(dt.date(1980, 1, 1)), day_number(TODAY) + 1
_PAST_ONLY = {"orders": ("day",), "customers": ("registered",), "tickets": ("day",), "surveys": ("day",),
              "deliveries": ("delivered",)}  # fmt: skip
_ANY_DAY = {"contracts": ("start", "end"), "deliveries": ("promised",)}
_MONEY = ("amount", "cost", "discount", "crm_total")
_ZONES = ("Asia/Tokyo", "Asia/Tokyo", "Asia/Tokyo", "UTC", "America/Los_Angeles", "Pacific/Kiritimati")


def readings_of(
    content: bytes, name: str, number: int = 0, reader: Callable[[bytes, str, Options], Reading] = read
) -> Iterator[Reading]:
    """A file read as it comes, and read on with answers, chosen by a number, as long as it asks."""
    chance = random.Random(number)
    kind = chance.choice((None,) * 8 + KINDS)
    options = Options(kind=kind, timezone=chance.choice(_ZONES), today=TODAY)
    for _ in range(5):
        reading = reader(content, name, options)
        yield reading
        if reading.question is None:
            return
        chosen = chance.choice(reading.question.choices).code
        options = Options(
            kind=kind,
            timezone=options.timezone,
            today=TODAY,
            answers={**options.answers, reading.question.answer: chosen},
        )


def broken_promises(reading: Reading) -> list[str]:
    """What does not hold, in words; empty when all is well."""
    return [*_counts(reading), *_outcome(reading), *_problems(reading), *_table(reading), *_sentences(reading)]


def _counts(reading: Reading) -> Iterator[str]:
    parts = reading.accepted + reading.rejected + reading.excluded + reading.blank
    if parts != reading.records:
        yield f"{parts} records accounted for, not {reading.records}"
    if len(reading.table) != reading.accepted - reading.merged:
        yield f"{len(reading.table)} rows from {reading.accepted} records accepted and {reading.merged} merged"
    if min(reading.accepted, reading.rejected, reading.excluded, reading.blank, reading.merged) < 0:
        yield "a negative count"


def _outcome(reading: Reading) -> Iterator[str]:
    shape = (reading.outcome, reading.error is not None, reading.question is not None, len(reading.table) > 0)
    if shape not in {("accept", False, False, True), ("ask", False, True, False), ("reject", True, False, False)}:
        yield f"outcome, error, question, table: {shape}"
    if reading.question is not None and not reading.question.choices:
        yield "a question without choices"


def _problems(reading: Reading) -> Iterator[str]:
    problems = reading.problems
    if len(problems) != reading.rejected + reading.excluded:
        yield f"{len(problems)} problems for {reading.rejected} rejected and {reading.excluded} excluded"
    if problems["reason"].isna().any() or (problems["line"].astype("int64") < 1).any():
        yield "a problem without line or reason"
    if not problems["line"].is_monotonic_increasing:
        yield "problems out of the order of the file"
    if not set(problems["status"]) <= {"rejected", "excluded"}:
        yield "a problem that is neither rejected nor excluded"


def _table(reading: Reading) -> Iterator[str]:
    if reading.outcome != "accept":
        return
    table, kind = reading.table, str(reading.kind)
    yield from _money(table, reading.decimals)
    yield from _days(table, _PAST_ONLY.get(kind, ()), LATEST)
    yield from _days(table, _ANY_DAY.get(kind, ()), day_number(dt.date.max))
    if "customer_id" in table and not table["customer_id"].str.strip().fillna("").ne("").all():
        yield "a customer without a name"
    if kind == "spend" and not table["month"].between(month_number("1980-01"), month_number("2026-12")).all():
        yield "a month out of range"
    if kind == "contracts" and bool((table["amount"] < 0).any()):
        yield "a contract with a negative amount"


def _money(table: pd.DataFrame, decimals: int) -> Iterator[str]:
    if not 0 <= decimals <= 4:
        yield f"{decimals} decimals"
    for name in [name for name in _MONEY if name in table]:
        money = table[name].dropna() if name == "crm_total" else table[name]
        if money.dtype.kind not in "iu" or money.isna().any():
            yield f"{name} is {money.dtype} or misses values"
        elif len(money) and money.abs().max() > 2 * LARGEST * 10**decimals:
            yield f"{name} reaches {money.abs().max()}"


def _days(table: pd.DataFrame, names: tuple[str, ...], latest: int) -> Iterator[str]:
    for name in [name for name in names if name in table]:
        days = np.asarray(table[name].dropna(), dtype=np.int64)
        if len(days) and not OLDEST <= days.min() <= days.max() <= latest:
            yield f"{name} from {days.min()} to {days.max()}"


def _sentences(reading: Reading) -> Iterator[str]:
    said = [*reading.warnings, *([reading.error] if reading.error else [])]
    for lang in LANGUAGES:
        for message in said:
            yield from _sentence(reading, message, lang)
        for reason in set(reading.problems["reason"]):
            if not text(reason, lang).strip():
                yield f"{reason} has no sentence in {lang}"
        if reading.question is not None:
            text(reading.question, lang)
            for choice in reading.question.choices:
                text(choice, lang, question=reading.question)


def _sentence(reading: Reading, message: Message, lang: str) -> Iterator[str]:
    sentence = text(message, lang)
    if not sentence.strip():
        yield f"{message.code} has no sentence in {lang}"
    if MARKER in sentence and not any(MARKER in header for header in reading.recognised.headers):
        yield f"{message.code} quotes a cell"
    if len(sentence) > 5_000:
        yield f"{message.code} says {len(sentence)} characters"
