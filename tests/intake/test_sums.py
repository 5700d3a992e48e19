"""What a file's records add up to, against a plain loop over its lines."""

import random

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


def test_contracts_and_refused_files_have_no_sums() -> None:
    assert (
        read(b"customer_id,start,amount,interval\na,2026-01-01,5,month\n", "x.csv", Options(today=TODAY)).sums is None
    )
    assert read(b"", "x.csv").sums is None
