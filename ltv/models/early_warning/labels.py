"""Attributes with few values, as categories."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LABELS = ("channel", "plan", "size")
"""What customers came with, and the plan of their latest order, may be features."""
FEW = 8
NOT_GIVEN = ""


def few(values: pd.Index[Any]) -> bool:
    """Whether a label takes 2 to 8 values."""
    return 2 <= len(values) <= FEW


def label_of(codes: NDArray[np.integer], values: pd.Index[Any]) -> pd.Categorical[str]:
    """Labels of codes; -1 is "" (not given)."""
    names = [*(str(value) for value in values), NOT_GIVEN]
    found = list(dict.fromkeys(names))
    place = np.array([found.index(name) for name in names])
    return pd.Categorical.from_codes(place[np.where(codes < 0, len(values), codes)], categories=pd.Index(found))
