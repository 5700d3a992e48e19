"""What a file's records add up to, against a plain loop over its lines."""

import datetime as dt
import random
from fractions import Fraction

import pytest

from ltv.intake import Options, read
from tests.intake.files import TODAY


def made_up(chance: random.Random) -> tuple[str, str, int, int]:
    order = chance.choice(["", f"o{chance.randint(1, 30)}"])
    return f"c{chance.randint(1, 9)}", order, chance.randint(1, 28), chance.randint(-500, 900)


@pytest.mark.parametrize("seed", range(5))
def test_sums_are_those_of_a_plain_loop(seed: int) -> None:
    chance = random.Random(seed)
    rows = [made_up(chance) for _ in range(60)]
    lines = [f"{who},{order},2026-01-{day:02d},{amount},{i}" for i, (who, order, day, amount) in enumerate(rows)]
    text = "customer_id,order_id,order_date,amount,line\n" + "\n".join(lines) + "\n"
    reading = read(text.encode(), "x.csv", Options(today=TODAY, answers={"amount_rule": "line_sum"}))
    sums = reading.sums
    assert sums is not None
    assert sums.total == sum(amount for *_, amount in rows) == reading.gross - reading.refunds
    assert sums.refunds == -sum(min(amount, 0) for *_, amount in rows)
    numbered = {order for _, order, *_ in rows if order}
    assert sums.orders == len(numbered) + sum(not order for _, order, *_ in rows)
    assert sums.last - sums.first == max(day for _, _, day, _ in rows) - min(day for _, _, day, _ in rows)


@pytest.mark.parametrize("seed", range(3))
def test_contracts_add_up_and_tell_how_many_run(seed: int) -> None:
    chance = random.Random(seed)
    rows = [
        (f"2026-{chance.randint(1, 6):02d}-01", chance.choice(["", f"2026-{chance.randint(7, 12):02d}-01"]))
        for _ in range(40)
    ]
    terms = [chance.choice(["month", "year", "quarter"]) for _ in rows]
    lines = [
        f"c{i},{start},{end},{100 * i},{term}"
        for i, ((start, end), term) in enumerate(zip(rows, terms, strict=True), 1)
    ]
    text = "customer_id,start,end,amount,interval\n" + "\n".join(lines) + "\n"
    sums = read(text.encode(), "x.csv", Options(today=dt.date(2026, 9, 1), answers={"contract_end": "last_day"})).sums
    assert sums is not None
    runs = [end in ("", "2026-09-01") or end > "2026-09-01" for _, end in rows]
    months = {"month": 1, "year": 12, "quarter": 3}
    mrr = sum(Fraction(100 * i, months[term]) for i, (run, term) in enumerate(zip(runs, terms, strict=True), 1) if run)
    assert (sums.contracts, sums.running, sums.orders) == (40, sum(runs), 0)
    assert sums.total == round(mrr)


def test_refused_files_and_those_without_money_have_no_sums() -> None:
    assert read(b"customer_id,channel\na,web\n", "x.csv", Options(today=TODAY)).sums is None
    assert read(b"", "x.csv").sums is None
