"""Chances of two ways to a history, from the logarithm of their odds."""

from __future__ import annotations

import numpy as np

from ltv.models.newton import Floats

LEAST = 100.0
"""e^-100 adds nothing to 1; powers far below are not computed, for processors are slow at the smallest numbers."""


def softplus(odds: Floats) -> tuple[Floats, Floats]:
    """ln(1 + e^odds), and its slope, the chance e^odds / (1 + e^odds)."""
    small = np.exp(-np.minimum(np.abs(odds), LEAST))
    chance = np.where(odds > 0, 1.0, small) / (1 + small)
    return np.maximum(odds, 0) + np.log1p(small), chance
