"""A few kills; `python benchmarks/store_crash.py` does two hundred."""

from __future__ import annotations

from benchmarks.store_crash import crash


def test_nothing_acknowledged_is_lost_when_the_program_is_killed_while_saving() -> None:
    tally = crash(kills=8, seed=20261125)
    assert tally.acknowledged > 20
    assert (tally.lost, tally.unreadable) == (0, 0)
