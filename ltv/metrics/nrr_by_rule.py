"""What every rule of NRR answers for the same month."""

from __future__ import annotations

import pandas as pd

from ltv.ledger import CustomerMonths
from ltv.metrics.nrr_rules import FIXED, NrrRule, earliest_end, is_available, span
from ltv.metrics.retention import retention


def nrr_by_rule(months: CustomerMonths, start: int, end: int) -> pd.DataFrame:
    """Answer by every rule that the data allow for the month `end`, from `start` where a rule takes one.

    Returns
    -------
    DataFrame, one row per rule
        `rule` (an `NrrRule`), `start` (month since January 1970), `customers`; `nrr` with `nrr_low`, `nrr_high`, and
        `grr` (shares, NaN where not known).
    """
    rows = []
    for rule in NrrRule:
        if not is_available(months, rule) or end < earliest_end(months, rule):
            continue
        begin = end - span(rule) if rule in FIXED else start
        found = retention(months, end, rule, start=begin)
        rows.append((rule, begin, found.customers, found.nrr, *found.nrr_interval(), found.grr))
    return pd.DataFrame(rows, columns=["rule", "start", "customers", "nrr", "nrr_low", "nrr_high", "grr"])
