"""Who is likely to leave next, why, and how far such warnings could be trusted so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import CUSTOMER_ID
from ltv.metrics.intervals import share
from ltv.metrics.metric import Text
from ltv.models.early_warning.calibration import AS_PREDICTED
from ltv.models.early_warning.evaluation import Evaluation
from ltv.models.early_warning.features import features
from ltv.models.early_warning.model import Choice, RiskModel, Status, choose
from ltv.models.early_warning.panel import Panel, panel
from ltv.models.early_warning.reasons import reason_words, top_reasons
from ltv.models.early_warning.sample import Sample
from ltv.models.early_warning.saving import expected_saving
from ltv.models.early_warning.words import NOTHING_OBSERVED, rule_words, why_words
from ltv.months import month_starts

MOST_ROWS = 100_000
"""Customer-months to learn from; of larger data sets a random part of the customers is used, always the same."""
SEED = 20260930


@dataclass(frozen=True, eq=False)
class EarlyWarning:
    """The risk of leaving of every customer who could still be kept.

    Attributes
    ----------
    scores : DataFrame, one row per customer at risk at the end of the last complete month; sorted by customer
        `customer` (code), `customer_id`, `risk` (share who leave within the horizon; never NaN), `period` (that
        month), `horizon_months`. Customers whom the days since then have already answered for are left out: who has
        ordered again, or whose contract has ended.
    facts : DataFrame, one row per row of `scores`
        What was known of them (see `features`).
    reasons : DataFrame
        Up to three per customer (see `top_reasons`); `words` puts them into sentences.
    evaluation : Evaluation or None
        On the latest observed months, which were not learned from; None where no month could be held out.
    held_out : (int, int) or None
        First and last of those months.
    losses : status → log-loss there, of each model tried
    rows, leaves : int
        Customer-months whose outcome is known, and those of them that left.
    share_learned : float
        Share of the customers the model learned from.
    status, why, rule : which model, why, and what counts as leaving, in words
    model : RiskModel or None
        As it gave the scores; None when nothing was observed.
    """

    scores: pd.DataFrame
    facts: pd.DataFrame
    reasons: pd.DataFrame
    evaluation: Evaluation | None
    held_out: tuple[int, int] | None
    losses: dict[Status, float]
    rows: int
    leaves: int
    share_learned: float
    status: Status
    why: Text
    rule: Text
    model: RiskModel | None

    @property
    def base_rate(self) -> float:
        """Share of all observed customer-months that left; NaN when none was observed."""
        return share(self.leaves, self.rows)

    @property
    def expected_leavers(self) -> float:
        """How many of the customers scored are expected to leave within the horizon."""
        return float(self.scores["risk"].sum())

    def words(self, customers: Iterable[int]) -> pd.DataFrame:
        """Put the reasons of some customers (codes) into words.

        Returns
        -------
        DataFrame, one row per customer and reason, in the order of `reasons`
            `customer`, `rank`, `driver`, `odds` (factor on the odds of leaving, against the average customer), `ja`,
            `en`.
        """
        chosen = self.reasons[self.reasons["customer"].isin(list(customers))].reset_index(drop=True)
        where = np.searchsorted(self.scores["customer"].to_numpy(), chosen["customer"].to_numpy())
        facts = self.facts.assign(horizon_months=self.scores["horizon_months"])
        if "amount" in facts:
            facts["times_median"] = facts["amount"] / facts["amount"].median()
        known = facts.iloc[where].to_dict("records")
        texts = [reason_words(driver, row) for driver, row in zip(chosen["driver"], known)]
        said = pd.DataFrame([(text.ja, text.en) for text in texts], columns=["ja", "en"], dtype="str")
        return chosen.assign(odds=np.exp(chosen["log_odds"])).drop(columns="log_odds").join(said)

    def ranked_by_saving(
        self,
        value: NDArray[np.float64],
        *,
        save_rate: float,
        offer_cost: float,
        contact_cost: float,
        take_rate: float = 1.0,
    ) -> pd.DataFrame:
        """Rank the scores by what contacting each customer is expected to save (`expected_saving`).

        Parameters
        ----------
        value : float64, one per customer code
            What each customer is still worth if kept, in the smallest unit; NaN where not known.

        Returns
        -------
        DataFrame, one row per score whose value is known, the largest saving first
            The columns of `scores`, `value`, `saving`.
        """
        table = self.scores.assign(value=value[self.scores["customer"].to_numpy()]).dropna(subset=["value"])
        saving = expected_saving(
            table["risk"],
            table["value"],
            save_rate=save_rate,
            offer_cost=offer_cost,
            contact_cost=contact_cost,
            take_rate=take_rate,
        )
        return table.assign(saving=saving).sort_values(
            ["saving", "customer"], ascending=[False, True], ignore_index=True
        )


def early_warning(data: Dataset, *, horizon_months: int | None = None) -> EarlyWarning:
    """Learn from the past who leaves, and score the customers who are at risk now.

    Parameters
    ----------
    data : Dataset
    horizon_months : int, optional
        Months ahead to warn of (see `panel` for the default and for what counts as leaving).

    Returns
    -------
    EarlyWarning
        Whatever the data: with too few outcomes the risks are shares by tenure, with none there are no scores, and
        `status` and `why` say so.

    References
    ----------
    Singer and Willett (1993), It's about time: discrete-time survival analysis; Neslin et al. (2006), Defection
    detection (hold-out in time, top-decile lift).
    """
    rows = panel(data, horizon_months=horizon_months)
    observed = rows.observed
    n, leaves = int(observed.sum()), int(rows.left[observed].sum())
    now = rows.rows(rows.now)
    if not n:
        return _nothing(data, now)
    known, part = _part(rows.rows(observed), data.months.size)
    sample = Sample(features(data, known), known.left, known.month, known.horizon_months)
    choice = choose(sample)
    facts = features(data, now)
    return EarlyWarning(
        scores=_scores(data, now, choice.model.risk(facts)),
        facts=facts,
        reasons=top_reasons(choice.model.contributions(facts), facts, now.customer),
        evaluation=choice.evaluation,
        held_out=choice.months,
        losses=choice.losses,
        rows=n,
        leaves=leaves,
        share_learned=part,
        status=choice.status,
        why=why_words(choice, sample.rarer, corrected=_corrected(choice)),
        rule=rule_words(rows),
        model=choice.model,
    )


def _part(known: Panel, customers: int) -> tuple[Panel, float]:
    """All rows, or those of a random part of the customers where there are too many; and the share of customers."""
    share_kept = min(1.0, MOST_ROWS / len(known))
    if share_kept == 1:
        return known, 1.0
    kept = np.random.default_rng(SEED).random(customers) < share_kept
    return known.rows(kept[known.customer]), share_kept


def _corrected(choice: Choice) -> bool:
    return getattr(choice.model, "correction", AS_PREDICTED) != AS_PREDICTED


def _scores(data: Dataset, now: Panel, risk: NDArray[np.float64]) -> pd.DataFrame:
    ids = data.customers[CUSTOMER_ID].to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "customer": now.customer,
            "customer_id": ids[now.customer],
            "risk": risk,
            "period": month_starts(now.month),
            "horizon_months": np.full(len(now), now.horizon_months, dtype=np.int64),
        }
    )


def _nothing(data: Dataset, now: Panel) -> EarlyWarning:
    nobody = now.rows(np.zeros(len(now), dtype=bool))
    facts = features(data, nobody)
    return EarlyWarning(
        scores=_scores(data, nobody, np.empty(0)),
        facts=facts,
        reasons=top_reasons(pd.DataFrame({"tenure": np.empty(0)}), facts, nobody.customer),
        evaluation=None,
        held_out=None,
        losses={},
        rows=0,
        leaves=0,
        share_learned=1.0,
        status=Status.NOTHING,
        why=NOTHING_OBSERVED,
        rule=rule_words(now),
        model=None,
    )
