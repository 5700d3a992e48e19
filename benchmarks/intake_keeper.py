"""A keeper for files larger than the app takes, so that the benchmark can go past what an upload may be."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from ltv.intake import decode, delimited, detect
from ltv.intake.sandbox import keeper
from ltv.intake.sandbox.bounds import Bounds

MOST_BYTES, MOST_ROWS = 4 * 2**30, 100_000_000


def without_limits() -> None:
    """Let files of any size through."""
    detect.MOST_BYTES = MOST_BYTES
    delimited.MOST_ROWS = decode.MOST_ROWS = MOST_ROWS
    Bounds.for_size = classmethod(lambda cls, size: cls(2**40, 3600, 2**40))  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    without_limits()
    keeper.main()
