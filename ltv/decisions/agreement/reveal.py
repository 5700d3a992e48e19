"""What departments said, shown so that nobody is found out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ltv.checks import require
from ltv.errors import InvalidTableError

FEWEST = 3
"""People below which a department is shown together with others."""
TOGETHER = "together"
"""Code of the departments that are shown as one."""

COLUMNS = ("participant", "department", "item", "p10", "p50", "p90", "reason")


def revealed(estimates: pd.DataFrame) -> pd.DataFrame:
    """What each department believes, those with fewer than three people together.

    Where those together are still fewer than three, the smallest other department joins them. With fewer than three
    people in all nothing can be shown without showing who said what, and there is no row.

    Parameters
    ----------
    estimates : DataFrame, one row per participant and item
        `COLUMNS`; `p10`, `p50`, `p90` NaN for an abstention.

    Returns
    -------
    DataFrame, one row per item and department shown
        `item`, `department` (`TOGETHER` for several as one), `people` who gave an estimate, `p10`, `p50`, `p90`
        (medians of theirs; NaN when all abstained), `low`, `high` (their smallest and largest P50), `reasons` (tuple,
        by alphabet, so that they tell nothing of who wrote first).
    """
    _check(estimates)
    people = estimates.drop_duplicates("participant").groupby("department").size().sort_values(kind="stable")
    return _shown(estimates, _merged(people))


def revealed_representatives(estimates: pd.DataFrame) -> pd.DataFrame:
    """The same with every department by itself, for a room in which one agreed estimate per department is entered."""
    _check(estimates)
    return _shown(estimates, {name: name for name in estimates["department"].unique()})


def _merged(people: pd.Series[int]) -> dict[str, str | None]:
    """Name under which each department is shown; None where it cannot be."""
    small = [str(name) for name, number in people.items() if number < FEWEST]
    for name, number in people.items():  # the smallest first
        if small and people[small].sum() < FEWEST and number >= FEWEST and str(name) not in small:
            small.append(str(name))
    shown = TOGETHER if small and people[small].sum() >= FEWEST else None
    return {str(name): shown if str(name) in small else str(name) for name in people.index}


def _shown(estimates: pd.DataFrame, names: dict[str, str | None]) -> pd.DataFrame:
    table = estimates.assign(department=estimates["department"].map(names)).dropna(subset="department")
    columns = ["item", "department", "people", "p10", "p50", "p90", "low", "high", "reasons"]
    rows = []
    for (item, department), group in table.groupby(["item", "department"], sort=True):
        points = group[["p10", "p50", "p90"]]
        low, high = (group["p50"].min(), group["p50"].max())
        said = tuple(sorted(str(text) for text in group["reason"].dropna() if str(text).strip()))
        rows.append((item, department, int(group["p50"].notna().sum()), *points.median(), low, high, said))
    return pd.DataFrame(rows, columns=columns)


def _check(estimates: pd.DataFrame) -> None:
    require(estimates, COLUMNS, "estimates")
    points = estimates[["p10", "p50", "p90"]].to_numpy(dtype=np.float64)
    given = ~np.isnan(points).all(axis=1)
    with np.errstate(invalid="ignore"):
        ordered = (points[:, 0] <= points[:, 1]) & (points[:, 1] <= points[:, 2])
    problems = []
    if (given & ~ordered).any():
        problems.append(f"p10, p50, p90: not in order, or one is missing ({int((given & ~ordered).sum())} rows)")
    if estimates.duplicated(["participant", "item"]).any():
        problems.append("participant, item: given more than once")
    if estimates[["participant", "department"]].drop_duplicates()["participant"].duplicated().any():
        problems.append("participant: in more than one department")
    if problems:
        raise InvalidTableError("estimates", problems)
