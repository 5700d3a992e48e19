"""Why a customer's sales in a month differ between the two systems, where the figures themselves tell.

A cause is named only where it accounts for the whole difference of that customer in that month, to the last unit; all
else is unexplained. Checked in this order: refunds, rounding, tax, another month.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

CAUSES = ("returns", "tax", "timing", "rounding", "unexplained")
SAME = "same"
"""Both systems say the same."""

TAX_RATES = (10, 8)
"""Percent of consumption tax that one system has in its amounts and the other has not."""


def causes(cells: pd.DataFrame, *, rounding: int = 0) -> NDArray[np.object_]:
    """Name the cause of each row's difference.

    Parameters
    ----------
    cells : DataFrame
        One row per matched customer and month, sorted by both: `group`, `month`, `crm`, `core`, `refunds`.
    rounding : int
        Largest difference that spreading contracts over months makes by itself (`CustomerMonths.rounding`).

    Returns
    -------
    array of str
        "same", or one of `CAUSES`:
        returns      crm − core equals the refunds, of which the CRM has not heard;
        tax          one amount is the other with 10 or 8 % on it, to the unit;
        rounding     no more than spreading contracts over months makes;
        timing       the same amount is missing in the month before or after;
        unexplained  nothing of these.
    """
    crm, core, refunds = (cells[name].to_numpy(dtype=np.int64) for name in ("crm", "core", "refunds"))
    difference = crm - core
    named = np.full(len(cells), "unexplained", dtype=object)
    named[_is_tax(crm, core)] = "tax"
    named[np.abs(difference) <= rounding] = "rounding"
    named[(refunds < 0) & (difference == -refunds)] = "returns"
    named[difference == 0] = SAME
    rest = np.flatnonzero(named == "unexplained")
    named[rest[_is_timing(cells.iloc[rest], difference[rest])]] = "timing"
    return named


def _is_tax(crm: NDArray[np.int64], core: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether one amount is the other with tax, any fraction of a unit dropped, rounded or taken up."""
    found = np.zeros(len(crm), dtype=bool)
    for rate in TAX_RATES:
        for net, gross in ((crm, core), (core, crm)):
            off = gross * 100 - net * (100 + rate)
            found |= (np.abs(off) < 100) & (net != gross) & (np.abs(net) * rate >= 100)
    return found


def _is_timing(cells: pd.DataFrame, difference: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a difference comes back with the other sign one month on; each serves once, the earlier month first."""
    group, month = (cells[name].to_numpy(dtype=np.int64) for name in ("group", "month"))
    follows = np.zeros(len(cells), dtype=bool)
    follows[1:] = (group[1:] == group[:-1]) & (month[1:] == month[:-1] + 1) & (difference[1:] == -difference[:-1])
    return _paired(follows)


def _paired(follows: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows of pairs (i − 1, i) where `follows[i]`; in a run of such rows the first two are a pair, then the next."""
    runs = np.arange(len(follows)) - np.maximum.accumulate(np.where(follows, 0, np.arange(len(follows))))
    second = follows & (runs % 2 == 1)
    first = np.zeros_like(second)
    first[:-1] = second[1:]
    return np.asarray(first | second)
