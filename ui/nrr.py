"""Tables of the NRR page, computed once: what `ltv` says of a data set by a rule."""

from __future__ import annotations

import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics.movements import movements
from ltv.metrics.nrr_by_rule import nrr_by_rule
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.nrr_verdicts import Result, ranked, whole_year_retention
from ltv.metrics.repeat import purchases, usual_pause
from ltv.metrics.retention import is_like_the_year_before, retention, retention_series, share_won_within
from ltv.metrics.segments import retention_by
from ltv.months import month_starts


def result(data: Dataset, rule: NrrRule, start: int, end: int) -> Result:
    """Retention of a pair of months."""
    return retention(data.months, end, rule, start=start)


def whole_year(data: Dataset, start: int, end: int) -> Result:
    """Twelve-month retention of the customers who could buy in all of the earlier year."""
    return whole_year_retention(data.months, start, end)


def is_like(data: Dataset, rule: NrrRule, end: int) -> bool:
    """Whether a rate can be compared with the year before."""
    return is_like_the_year_before(data.months, rule, end)


def won_within(data: Dataset, start: int) -> float:
    """Share of customers won within the earlier twelve months."""
    return share_won_within(data.months, start)


def series(data: Dataset, rule: NrrRule) -> pd.DataFrame:
    """Retention by month."""
    return retention_series(data.months, rule)


def usual_grace(data: Dataset) -> int:
    """Months without an order that are usual in this shop; none for contracts."""
    return 0 if data.ledger is None else usual_pause(purchases(data.ledger))


def monthly_movements(data: Dataset, grace: int) -> pd.DataFrame:
    """Movements of the months that are complete and whose pauses are over."""
    table = movements(data.months, grace_months=grace)
    return table[table["complete"]].drop(columns="complete").reset_index(drop=True)


def by_segment(data: Dataset, dimension: str, rule: NrrRule, start: int, end: int) -> pd.DataFrame:
    """Retention of each segment, lowest first."""
    return ranked(retention_by(data, dimension, end, rule, start=start))


def rule_comparison(data: Dataset, start: int, end: int) -> pd.DataFrame:
    """The answer of every rule that the data allow."""
    return nrr_by_rule(data.months, start, end)


def up_to(table: pd.DataFrame, end: int) -> pd.DataFrame:
    """The rows of a monthly table up to a month."""
    return table[table["month"] <= month_starts([end])[0]].reset_index(drop=True)
