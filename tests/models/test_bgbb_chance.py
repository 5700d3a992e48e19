"""What chance adds to BG/BB's expectation, against every longer history written out."""

import math

import numpy as np
import pytest

from ltv.metrics.opportunities import Opportunities
from ltv.models.bgbb import BGBB

MODEL = BGBB(1.3, 0.8, 0.7, 2.5)


@pytest.fixture(scope="module")
def three_more() -> np.ndarray:
    """Chance of 0, 1, 2, 3 purchases in the next three after (x 2, t_x 3, n 4): P(both) ÷ P(history)."""
    x, t_x, n, more = 2, 3, 4, 3
    base = MODEL.log_likelihood(Opportunities.of([x], [t_x], [n]))
    chance = np.zeros(more + 1)
    for pattern in np.ndindex(*(2,) * more):
        taken = sum(pattern)
        last = n + max(i for i, bought in enumerate(pattern, 1) if bought) if taken else t_x
        longer = Opportunities.of([x + taken], [last], [n + more])
        chance[taken] += math.exp(MODEL.log_likelihood(longer) - base)
    return chance


def test_mean_and_variance_are_those_of_every_longer_history(three_more: np.ndarray) -> None:
    k = np.arange(4)
    assert three_more.sum() == pytest.approx(1)
    mean = float(three_more @ k)
    assert float(MODEL.expected_purchases(2, 3, 4, 3)) == pytest.approx(mean)
    assert float(MODEL.purchase_variance(2, 3, 4, 3, np.array(mean))) == pytest.approx(
        float(three_more @ k**2) - mean**2
    )


def test_within_less_than_a_period_nothing_is_bought_and_nothing_varies() -> None:
    x, t_x, n = np.array([0, 2, 5]), np.array([0, 3, 12]), np.array([0, 4, 12])
    assert MODEL.purchase_variance(x, t_x, n, 0, np.zeros(3)) == pytest.approx([0, 0, 0])


def test_simulated_futures_follow_the_same_probabilities(three_more: np.ndarray) -> None:
    drawn = MODEL.simulated_purchases(2, 3, 4, 3, size=200_000, rng=np.random.default_rng(1))
    assert np.bincount(drawn.astype(int), minlength=4) / len(drawn) == pytest.approx(three_more, abs=0.004)
