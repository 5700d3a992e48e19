import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.decisions.selection import select
from ltv.decisions.selection_pairs import Pairs


@st.composite
def knapsacks(draw, customers=6, options=3, caps=3):
    """A few customers with a few options each, and caps that mostly bind."""
    rows = []
    for customer in range(draw(st.integers(0, customers))):
        for _ in range(draw(st.integers(0, options))):
            use = draw(st.lists(st.sampled_from([0, 0.25, 1, 2, 3, 7.5]), min_size=caps, max_size=caps))
            rows.append((customer * 3, draw(st.integers(1, 100)), use))
    limits = draw(st.lists(st.sampled_from([0, 1, 2.5, 4, 10, np.inf]), min_size=caps, max_size=caps))
    use = np.array([u for *_, u in rows], dtype=float).reshape(-1, caps)
    pairs = Pairs(np.array([c for c, *_ in rows], dtype=np.int64), np.array([g for _, g, _ in rows], float), use)
    return pairs, np.array(limits, dtype=float)


def best_by_enumeration(pairs, caps):
    """The largest gain over every way to give each customer one option or none."""
    choices = [[None, *np.flatnonzero(pairs.customer == c)] for c in np.unique(pairs.customer)]
    best = 0.0
    for way in itertools.product(*choices):
        rows = [row for row in way if row is not None]
        if (pairs.use[rows].sum(axis=0) <= caps + 1e-9).all():
            best = max(best, pairs.gain[rows].sum())
    return best


def greedy(pairs, caps):
    """Largest gain first, while it fits."""
    left, served, gain = caps.copy(), set(), 0.0
    for row in np.argsort(-pairs.gain, kind="stable"):
        if pairs.customer[row] not in served and (pairs.use[row] <= left).all():
            left = left - pairs.use[row]
            served.add(pairs.customer[row])
            gain += pairs.gain[row]
    return gain


def assert_allowed(pairs, caps, found):
    assert len(set(pairs.customer[found.rows])) == len(found.rows)
    assert (pairs.use[found.rows].sum(axis=0) <= caps * (1 + 2e-9) + 2e-9).all()
    assert found.gain == pytest.approx(pairs.gain[found.rows].sum())
    assert found.gain <= found.bound + 1e-9
    assert (found.prices >= 0).all()


@given(knapsacks())
@settings(max_examples=300)
def test_the_programme_finds_what_enumeration_finds(drawn):
    pairs, caps = drawn
    found = select(pairs, caps)
    assert_allowed(pairs, caps, found)
    best = best_by_enumeration(pairs, caps)
    assert found.gain == pytest.approx(best)
    assert found.is_exact
    assert found.gain >= greedy(pairs, caps) - 1e-9


@given(knapsacks())
@settings(max_examples=300)
def test_the_multipliers_bound_the_best_choice_and_stay_within_the_caps(drawn):
    pairs, caps = drawn
    found = select(pairs, caps, exact_up_to=0)
    assert_allowed(pairs, caps, found)
    best = best_by_enumeration(pairs, caps)
    assert found.gain <= best + 1e-9
    assert found.bound >= best - 1e-6 * max(best, 1)


def many(customers, seed):
    """Customers with the spread of gains and uses that treatments have."""
    rng = np.random.default_rng(seed)
    customer = np.repeat(np.arange(customers), 4)
    value = np.repeat(rng.lognormal(10, 1.2, customers), 4)
    risk = np.repeat(rng.beta(1, 4, customers), 4)
    effect, cost, hours = (
        np.tile(column, customers) for column in ([0.01, 0.04, 0.08, 0.12], [5, 150, 800, 15_000], [0, 0, 0.25, 3])
    )
    gain = risk * effect * value - cost
    pays = gain > 0
    use = np.column_stack([cost, hours, np.ones(len(cost))])[pays]
    pairs = Pairs(customer[pays], gain[pays], use)
    return pairs, np.array([40.0 * customers, 0.01 * customers, 0.3 * customers])


@pytest.mark.parametrize(("customers", "gap"), [(2_000, 0.01), (40_000, 0.001)])
def test_many_customers_are_chosen_from_with_a_small_proven_gap(customers, gap):
    pairs, caps = many(customers, seed=3)
    assert pairs.size > 3_000
    found = select(pairs, caps)
    assert_allowed(pairs, caps, found)
    assert found.gain >= (1 - gap) * found.bound
    assert found.gain >= greedy(pairs, caps)


def test_both_ways_agree_on_a_middling_crowd():
    pairs, caps = many(400, seed=1)
    exact, priced = select(pairs, caps), select(pairs, caps, exact_up_to=0)
    assert_allowed(pairs, caps, exact)
    assert priced.gain <= exact.gain + 1e-6 <= priced.bound + 1e-5
    assert priced.gain >= 0.99 * exact.gain


def test_without_caps_everyone_gets_the_best():
    pairs, _ = many(50, seed=2)
    found = select(pairs, np.full(3, np.inf))
    best = [pairs.gain[pairs.customer == c].max() for c in np.unique(pairs.customer)]
    assert found.gain == pytest.approx(sum(best))
    assert found.is_exact
    assert found.prices.tolist() == [0, 0, 0]


def test_a_cap_of_nothing_lets_only_what_uses_nothing_through():
    pairs = Pairs(np.array([0, 0, 1]), np.array([9.0, 4.0, 5.0]), np.array([[1.0], [0.0], [1.0]]))
    found = select(pairs, np.array([0.0]))
    assert found.rows.tolist() == [1]
