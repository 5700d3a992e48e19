"""A few kills; `python benchmarks/saved_crash.py` does a thousand."""

from __future__ import annotations

from benchmarks.saved_crash import crash


def test_nothing_acknowledged_is_lost_and_nothing_half_is_seen_when_the_program_is_killed_while_saving() -> None:
    tally = crash(kills=5, seed=20261125)
    assert tally.acknowledged > 2
    assert (tally.lost, tally.unreadable, tally.half) == (0, 0, 0)
