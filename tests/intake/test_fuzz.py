"""No file can hurt intake: a small part of what benchmarks/fuzz.py does at full size."""

from __future__ import annotations

import pytest

from tests.intake.files import SHARED
from tests.intake.mutations import mutant, seeds_in
from tests.intake.promises import broken_promises, readings_of

SEEDS = seeds_in(folder for folder in (SHARED / "corpus" / "files", SHARED / "preset_samples") if folder.exists())


@pytest.mark.skipif(not SEEDS, reason="the shared folder of difficult files is not here")
@pytest.mark.parametrize("block", range(4))
def test_what_is_promised_holds_for_damaged_files(block):
    for number in range(block * 100, block * 100 + 100):
        made = mutant(SEEDS, 20261122, number)
        for reading in readings_of(made.content, made.name, number):
            assert broken_promises(reading) == [], (number, made.name, made.mutation)
