"""No file can hurt intake: a small part of what benchmarks/fuzz.py does at full size."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.intake.mutations import MUTATIONS, Seed, mutant, seeds_in
from tests.intake.promises import broken_promises, readings_of
from tests.intake.test_metamorphic import orders, text

SEEDS = seeds_in([Path(__file__).parent / "corpus"])


@pytest.mark.parametrize("block", range(4))
def test_what_is_promised_holds_for_damaged_files(block):
    for number in range(block * 100, block * 100 + 100):
        made = mutant(SEEDS, 20261122, number)
        for reading in readings_of(made.content, made.name, number):
            assert broken_promises(reading) == [], (number, made.name, made.mutation)


@pytest.mark.parametrize("block", range(4))
def test_records_of_made_up_files_are_accounted_for(block):
    """A hundred files here; `python -m tests.intake.test_fuzz 10000` makes as many as one likes."""
    for number in range(block * 25, block * 25 + 25):
        _account_for(number)


def _account_for(number: int) -> None:
    chance = random.Random(number)
    rows = orders(number, chance.choice((0, 1, 5, 40)))
    content = text(rows, chance.choice(",\t;|"), chance.choice(("\n", "\r\n", "\r"))).encode()
    for _ in range(chance.choice((0, 1, 3))):
        content = MUTATIONS[chance.choice(("cells", "rows", "headers", "encodings", "flip"))](
            content, [Seed("", content)], chance
        )
    for reading in readings_of(content, "orders.csv", number):
        assert broken_promises(reading) == [], number


if __name__ == "__main__":
    for each in range(int(sys.argv[1])):
        _account_for(each)
    print(f"{int(sys.argv[1]):,} files, every record accounted for")  # noqa: T201
