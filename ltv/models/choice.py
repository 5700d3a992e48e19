"""Which purchase model is used: the one that forecast best at earlier days; among equals the simplest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ltv.metrics.histories import PurchaseHistories
from ltv.metrics.metric import Text
from ltv.models.bgnbd import fit_bgnbd
from ltv.models.cnbd import fit_mbgcnbd
from ltv.models.holdout import Holdout, TrackRecord, track_record
from ltv.models.mbgnbd import fit_mbgnbd
from ltv.models.nbd import fit_nbd
from ltv.models.paretonbd import fit_paretonbd
from ltv.models.purchase_model import PurchaseModel

Fitter = Callable[[PurchaseHistories], PurchaseModel]

CANDIDATES: Mapping[str, Fitter] = {
    "mbgnbd": fit_mbgnbd,
    "bgnbd": fit_bgnbd,
    "paretonbd": fit_paretonbd,
    "mbgcnbd": fit_mbgcnbd,
    "nbd": fit_nbd,
}
"""Models of orders that may come at any time, the simplest first; the one without leaving last.

Months cannot tell whether anybody leaves over years, so a tie is no reason to let nobody leave.
"""
FEWEST = 50
"""Customers whose later purchases must be known for a forecast to be judged by them."""


@dataclass(frozen=True, eq=False)
class Choice:
    """The model chosen, and how each candidate did.

    Attributes
    ----------
    name : key of the candidates
    scores : DataFrame, one row per (model, origin)
        `model`, `origin` (0 the latest); `customers`; `log_score` (mean log probability of what a customer bought,
        higher is better), `predicted`, `actual` (total purchases), `total_error` (a share), `absolute_error`
        (mean, purchases per customer). Empty where the data are too short for a hold-out.
    why : Text
    latest : PurchaseModel or None
        The chosen model as fitted at the latest of the earlier days; None without a hold-out.
    """

    name: str
    scores: pd.DataFrame
    why: Text
    latest: PurchaseModel | None = None


def by_model(scores: pd.DataFrame) -> pd.DataFrame:
    """Each candidate over all earlier days, the best first.

    Parameters
    ----------
    scores : DataFrame, as in `Choice`

    Returns
    -------
    DataFrame, one row per model
        `model`, `origins` (earlier days); means of `log_score` and `absolute_error`; `worst`, the largest error of a
        total, without its sign (a share).
    """
    table = scores.groupby("model", sort=False).agg(
        origins=("origin", "nunique"), log_score=("log_score", "mean"), worst=("total_error", lambda e: e.abs().max()),
        absolute_error=("absolute_error", "mean"),
    )  # fmt: skip
    return table.sort_values("log_score", ascending=False).reset_index()


def choose(
    origins: Sequence[tuple[PurchaseHistories, Holdout]], candidates: Mapping[str, Fitter] = CANDIDATES
) -> Choice:
    """Score candidates at earlier days and take the best.

    Parameters
    ----------
    origins : what was known at an earlier day, and the customers' later purchases; the latest first
    candidates : the simplest first

    Notes
    -----
    Score: log probability of each customer's actual number of purchases in the window (a proper score; Good, 1952).
    A simpler model is taken when it is behind the best by less than one standard error of the paired difference.
    """
    if not origins or origins[0][1].customers < FEWEST:
        name = next(name for name in ("mbgnbd", *candidates) if name in candidates)
        return Choice(name, pd.DataFrame(columns=list(_SCORES)), TOO_SHORT)
    models = {name: [fitter(known) for known, _ in origins] for name, fitter in candidates.items()}
    records = {
        name: [track_record(model, seen) for model, (_, seen) in zip(of, origins)] for name, of in models.items()
    }
    name = _simplest_of_the_best({name: np.concatenate([r.log_score for r in of]) for name, of in records.items()})
    table = pd.DataFrame(
        [_row(name, origin, record) for name, of in records.items() for origin, record in enumerate(of)],
        columns=list(_SCORES),
    )
    return Choice(name, table, BEST if len(candidates) > 1 else ONLY, models[name][0])


_SCORES = (
    "model", "origin", "customers", "log_score", "predicted", "actual", "total_error", "absolute_error"
)  # fmt: skip

TOO_SHORT = Text(
    "検証できる期間がまだないため、1回だけの購入者が多くても使えるモデルにしました。",
    "The data are too short for a hold-out, so the model that stands one-time buyers is used.",
)
BEST = Text(
    "過去の時点からの予測が最も当たったモデルです（差が誤差の範囲なら、より単純なもの）。",
    "It forecast best from earlier days (where the difference is within its error, the simpler one).",
)
ONLY = Text("データの性質から、この種類のモデルに決まります。", "The kind of data decides for this model.")


def _row(name: str, origin: int, record: TrackRecord) -> tuple[object, ...]:
    predicted, actual = float(record.predicted.sum()), int(record.actual.sum())
    score = float(record.log_score.mean()) if len(record.log_score) else float("nan")
    return (
        name, origin, len(record.actual), score, predicted, actual, record.total_error, record.absolute_error
    )  # fmt: skip


def _simplest_of_the_best(scores: Mapping[str, np.ndarray]) -> str:
    best = max(scores, key=lambda name: float(scores[name].mean()))
    for name, score in scores.items():
        behind = scores[best] - score
        if float(behind.mean()) <= float(behind.std()) / max(len(behind), 1) ** 0.5:
            return name
    return best
