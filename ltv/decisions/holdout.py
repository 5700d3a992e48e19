"""Who is left untreated so that an effect can be told: drawn by a keyed hash, in proportion from every stratum."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LEAST, MOST = 0.05, 0.5
"""Smallest and largest hold-out share a plan may have."""


def held_out(ids: Sequence[str], strata: NDArray[np.int64], *, share: float, seed: str) -> NDArray[np.bool_]:
    """Draw the hold-out among customers who would otherwise be treated.

    The same ids, strata, share and seed always give the same hold-out, whatever the order of rows, and each stratum
    gives its share, rounded down or up. In all, the number is the share rounded down or up; of two customers or more
    at least one is held out and one is not. A single customer cannot be divided and is treated.

    Parameters
    ----------
    ids : what identifies each customer, each once
    strata : whole numbers, one per customer
    share : from `LEAST` to `MOST`
    seed : name of the plan, such as initiative and wave; another seed draws others

    Returns
    -------
    bool, True where the customer is left untreated

    Raises
    ------
    ValueError
        When the share is out of range: there is no plan without a hold-out.
    """
    if not LEAST <= share <= MOST:
        raise ValueError(f"holdout_share is from {LEAST} to {MOST}, not {share}")
    result = np.zeros(len(ids), dtype=bool)
    if len(ids) < 2:
        return result
    draw = _draws(ids, seed)
    order = np.lexsort((draw, strata))
    _, start, number = np.unique(strata[order], return_index=True, return_counts=True)
    offset = _draws([""], f"{seed}/offset")[0]
    quota = np.diff(np.floor(share * np.cumsum(number) + offset), prepend=0.0)
    position = np.arange(len(ids)) - np.repeat(start, number)
    result[order] = position < np.repeat(quota, number)
    if not result.any():
        result[np.argmin(draw)] = True
    if result.all():
        result[np.argmax(draw)] = False
    return result


def _draws(ids: Sequence[str], seed: str) -> NDArray[np.float64]:
    """A number from 0 to 1 for each id that only the seed and the id decide (BLAKE2b, keyed with the seed)."""
    key = hashlib.sha256(seed.encode()).digest()
    digests = (hashlib.blake2b(i.encode("utf-8", "surrogatepass"), digest_size=8, key=key).digest() for i in ids)
    return np.fromiter((math.ldexp(int.from_bytes(d, "big") >> 11, -53) for d in digests), dtype=np.float64)
