"""The same segments ranked as acquisition, retention and value see them: which ones move when the lens changes (R9)."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from ltv.metrics.intervals import FEW
from ltv.metrics.metric import Text


class Lens(StrEnum):
    """What a ranking asks."""

    ACQUISITION = "acquisition"
    """Cheapest to win; among equally cheap ones, or where no cost is known, most customers won."""
    CHURN = "churn"
    """Most customers kept at day 90."""
    LTV = "ltv"
    """Highest value, what winning the customer cost taken off where it is known."""


LENSES = {
    Lens.ACQUISITION: Text("獲得（新規数・CPA）", "Acquisition (new customers, CPA)"),
    Lens.CHURN: Text("継続（90日継続率）", "Churn (kept at day 90)"),
    Lens.LTV: Text("LTV（獲得費を差し引いた価値）", "LTV (after acquisition cost)"),
}


def lens_ranks(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Rank segments through each lens.

    Parameters
    ----------
    verdicts : DataFrame, one row per segment
        As `segment_verdicts` returns it.

    Returns
    -------
    DataFrame, one row per segment, in the order given
        `segment`; `acquisition`, `churn`, `ltv`: rank from 1 for the best, equal ones alike, missing where what it is
        ranked by is not known. Segments whose cost is not known are ranked by value only where no segment's is.
    """
    value = verdicts["net"] if verdicts["net"].notna().any() else verdicts["ltv"]
    ranks = {
        Lens.ACQUISITION: _acquisition(verdicts),
        Lens.CHURN: _rank(verdicts["retention_90"]),
        Lens.LTV: _rank(value),
    }
    return pd.DataFrame({"segment": verdicts["segment"]} | {str(lens): rank for lens, rank in ranks.items()})


def moved(ranks: pd.DataFrame, lens: Lens) -> pd.Series[int]:
    """Places that each segment gains (above 0) or loses when the acquisition lens is laid aside for another."""
    return ranks[Lens.ACQUISITION] - ranks[lens]


def most_moved(ranks: pd.DataFrame, lens: Lens, customers: pd.Series[int]) -> int | None:
    """Place of the row whose rank changes most, None where none does; segments too small to be judged do not count."""
    change = moved(ranks, lens).fillna(0).abs().where(customers >= FEW, 0).to_numpy(dtype=np.int64)
    return int(change.argmax()) if change.any() else None


def _acquisition(verdicts: pd.DataFrame) -> pd.Series[int]:
    """By cost, then by number won; without any cost by number alone."""
    if verdicts["cac"].isna().all():
        return _rank(verdicts["customers"])
    places = verdicts.sort_values(["cac", "customers"], ascending=[True, False], kind="stable")
    same = places.duplicated(["cac", "customers"])
    rank = (pd.Series(range(1, len(places) + 1), index=places.index).where(~same)).ffill()
    return rank.where(places["cac"].notna()).reindex(verdicts.index).astype("Int64")


def _rank(best_is_high: pd.Series[float]) -> pd.Series[int]:
    return best_is_high.astype(float).rank(method="min", ascending=False).astype("Int64")
