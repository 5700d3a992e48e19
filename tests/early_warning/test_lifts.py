"""How many times the average share of leavers each tenth holds."""

import numpy as np
import pytest

from ltv.models.early_warning.evaluation import Evaluation


def test_lifts_by_hand():
    """Ten customers, two of them left: the riskiest and the third riskiest."""
    risk = np.linspace(0.1, 1.0, 10)
    left = np.zeros(10, dtype=bool)
    left[[9, 7]] = True
    table = Evaluation(left, risk).lifts()
    assert table["decile"].tolist() == list(range(1, 11))
    assert table["lift"].tolist() == pytest.approx([5, 0, 5, 0, 0, 0, 0, 0, 0, 0])
    assert table["rate"].tolist() == [1, 0, 1, 0, 0, 0, 0, 0, 0, 0]


def test_the_first_lift_is_the_top_decile_lift_and_their_mean_is_one():
    rng = np.random.default_rng(1)
    risk = rng.random(500)
    found = Evaluation(rng.random(500) < risk, risk)
    table = found.lifts()
    assert table["lift"].iloc[0] == pytest.approx(found.top_decile_lift)
    assert np.average(table["lift"], weights=table["customers"]) == pytest.approx(1)


def test_without_leavers_there_is_no_lift():
    assert Evaluation(np.zeros(20, dtype=bool), np.linspace(0, 1, 20)).lifts()["lift"].isna().all()
