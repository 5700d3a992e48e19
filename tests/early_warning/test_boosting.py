"""Boosted trees stand on what leaves them nothing to tell customers apart by."""

import numpy as np
import pandas as pd
import pytest

from ltv.models.early_warning.boosting import fit_boosting
from ltv.models.early_warning.logistic import fit_logistic
from ltv.models.early_warning.reasons import top_reasons
from ltv.models.early_warning.sample import Sample


def sample(age):
    """Customer-months of four months, one row in five of which left."""
    n = len(age)
    return Sample(
        pd.DataFrame({"age": np.asarray(age, dtype=float)}), np.arange(n) % 5 == 0, np.arange(n, dtype=np.int32) % 4, 1
    )


def test_where_all_facts_are_alike_everybodys_risk_is_the_share_who_left():
    """As under contracts known only from a later month on, whose tenure is then unknown."""
    rows = sample([np.nan] * 200)
    model = fit_boosting(rows, fit_logistic(rows))
    assert model.risk(rows.facts) == pytest.approx(np.full(200, 0.2))
    reasons = top_reasons(model.contributions(rows.facts), rows.facts, np.arange(200, dtype=np.int32))
    assert reasons.empty


def test_nobody_at_risk_has_no_risk():
    rows = sample(np.arange(200) % 7)
    model = fit_boosting(rows, fit_logistic(rows))
    assert model.risk(rows.facts[:0]).shape == (0,)
    assert len(model.risk(rows.facts)) == 200
