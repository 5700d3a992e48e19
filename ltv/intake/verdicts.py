"""What becomes of every record: accepted, rejected or left out, and why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.intake.result import PROBLEM_COLUMNS
from ltv.intake.table import Table


class Verdicts:
    """One verdict for each record of a table. The first that is given stays."""

    def __init__(self, table: Table) -> None:
        self._lines = table.lines
        self._verdict = np.zeros(table.size, dtype=np.int16)
        self._meanings: list[tuple[str | None, str, str]] = [(None, "", "accepted")]

    @property
    def open(self) -> NDArray[np.bool_]:
        """Records nothing speaks against so far."""
        return np.asarray(self._verdict == 0)

    def reject(self, rows: NDArray[np.bool_], reason: str, column: str | None = None) -> None:
        """Records that are wrong."""
        self._give(rows, column, reason, "rejected")

    def exclude(self, rows: NDArray[np.bool_], reason: str, column: str | None = None) -> None:
        """Records that are right and are no revenue."""
        self._give(rows, column, reason, "excluded")

    def reject_each(self, codes: NDArray[np.integer], reasons: tuple[str, ...], column: str) -> None:
        """Records by the reason each has: code 0 is none, code i is `reasons[i]`."""
        if codes.any():
            for code in np.unique(codes[self.open]):
                if code:
                    self.reject(codes == code, reasons[code], column)

    def count(self, status: str) -> int:
        """How many records have a status."""
        codes = [i for i, meaning in enumerate(self._meanings) if meaning[2] == status]
        return sum(int(np.count_nonzero(self._verdict == code)) for code in codes)

    def problems(self) -> pd.DataFrame:
        """One row per record that is not accepted, in the order of the file."""
        rows = np.flatnonzero(~self.open)
        codes = self._verdict[rows]
        columns: list[NDArray[Any]] = [np.array(part, dtype=object) for part in zip(*self._meanings, strict=True)]
        return pd.DataFrame(
            {
                "line": self._lines[rows],
                "column": pd.array(columns[0][codes], dtype="str"),
                "reason": pd.array(columns[1][codes], dtype="str"),
                "status": pd.array(columns[2][codes], dtype="str"),
            },
            columns=list(PROBLEM_COLUMNS),
        )

    def _give(self, rows: NDArray[np.bool_], column: str | None, reason: str, status: str) -> None:
        if not rows.any():
            return
        meaning = (column, reason, status)
        if meaning not in self._meanings:
            self._meanings.append(meaning)
        self._verdict[rows & self.open] = self._meanings.index(meaning)
