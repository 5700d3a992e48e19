"""What it does to NRR when the ids of one customer are counted as one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ltv.fingerprints import fingerprint_of
from ltv.ledger import CUSTOMER_ID, CustomerMonths
from ltv.metrics.nrr_rules import NrrRule, default_rule, is_available
from ltv.metrics.retention import retention
from ltv.reconcile.matching import Matching
from ltv.sums import sum_by


@dataclass(frozen=True)
class RetentionEffect:
    """NRR of one pair of months by one rule, with ids as they are and with matched ones as one customer.

    Attributes
    ----------
    before, after : NRR as a share; NaN where it cannot be computed
    ids : ids of the core system that became one with others of it
    customers : what they became
    """

    rule: NrrRule
    end: int
    before: float
    after: float
    ids: int
    customers: int

    @property
    def points(self) -> float:
        """After less before, a share."""
        return self.after - self.before


def retention_effect(months: CustomerMonths, matching: Matching) -> RetentionEffect | None:
    """NRR with and without merging, by the rule that fits the data; None where the data are too short for any."""
    rule = default_rule(months)
    if not is_available(months, rule):
        return None
    group = groups_of(months, matching)
    end = months.last_complete
    before, after = (retention(each, end, rule).nrr for each in (months, merged(months, group)))
    _, sizes = np.unique(group, return_counts=True)
    several = sizes[sizes > 1]
    return RetentionEffect(rule, end, before, after, int(several.sum()), len(several))


def groups_of(months: CustomerMonths, matching: Matching) -> NDArray[np.int64]:
    """The group of each customer code."""
    parties = matching.parties
    core = parties.side == 1
    place = dict(zip(parties.ids[core], matching.group[core].tolist()))
    return months.customers[CUSTOMER_ID].astype(str).map(place).to_numpy(dtype=np.int64)


def merged(months: CustomerMonths, group: NDArray[np.int64]) -> CustomerMonths:
    """The same money with customers of a group as one, who keeps the attributes of the first of them."""
    first, code = np.unique(group, return_index=True)[1], np.unique(group, return_inverse=True)[1]
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    customer, span = rank[code][months.customer], months.last - months.first + 1
    cell, inverse = np.unique(
        customer.astype(np.int64) * span + (months.month.astype(np.int64) - months.first), return_inverse=True
    )
    return replace(
        months,
        customers=months.customers.iloc[np.sort(first)].reset_index(drop=True),
        customer=(cell // span).astype(np.int32),
        month=(cell % span + months.first).astype(np.int32),
        amount=sum_by(inverse, months.amount, len(cell)),
        fingerprint=fingerprint_of(months.fingerprint, "merged", code.tobytes()),
    )
