"""Derivatives by finite differences, to check exact ones against."""

from __future__ import annotations

import numpy as np


def differences(likelihood, at, step=1e-5):
    """Gradient from values and Hessian from gradients, by central differences."""
    ways = np.eye(len(at)) * step
    gradient = [(likelihood(at + way)[0] - likelihood(at - way)[0]) / (2 * step) for way in ways]
    hessian = [(likelihood(at + way)[1] - likelihood(at - way)[1]) / (2 * step) for way in ways]
    return np.array(gradient), np.array(hessian)


def assert_exact(likelihood, at, tolerance=1e-6):
    at = np.asarray(at, dtype=float)
    _, gradient, hessian = likelihood(at)
    near_gradient, near_hessian = differences(likelihood, at)
    assert np.abs(gradient - near_gradient).max() <= tolerance * max(np.abs(gradient).max(), 1)
    assert np.abs(hessian - near_hessian).max() <= tolerance * max(np.abs(hessian).max(), 1)
    assert np.abs(hessian - hessian.T).max() <= 1e-12 * max(np.abs(hessian).max(), 1)
