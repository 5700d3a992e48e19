import itertools

import numpy as np
import pytest

from ltv.decisions.agreement import ranks as ranks_module
from ltv.decisions.agreement.ranks import concordance, ranks_of


def rows(text):
    return [[int(rank) for rank in row] for row in text.split()]


FIRST = rows("12345 54213 41532 23154 14253 31425")
SECOND = rows("12345 21345 13245 12354 12435 21345")


def test_six_departments_first_disagree_and_then_agree():
    before, after = concordance(FIRST), concordance(SECOND)
    assert before.s == 34
    assert before.w == pytest.approx(0.094444, abs=5e-7)
    assert before.chi2 == pytest.approx(2.2667, abs=5e-5)
    assert before.p_chi2 == pytest.approx(0.687, abs=5e-4)
    assert after.s == 306
    assert after.w == pytest.approx(0.85, abs=1e-12)
    assert after.chi2 == pytest.approx(20.4, abs=1e-9)
    assert after.p_chi2 == pytest.approx(0.000416, abs=5e-7)
    assert (after.judges, after.items, after.left_out) == (6, 5, 0)


def test_equal_ranks_are_taken_as_their_mean_and_counted():
    tied = [[1, 2, 2, 4], [1, 3, 2, 4], [2, 2, 2, 4]]
    assert concordance(tied).w == pytest.approx(0.893333, abs=5e-7)
    assert concordance([[1, 2.5, 2.5, 4], [1, 3, 2, 4], [2, 2, 2, 4]]).w == concordance(tied).w


def spread_of(judges):
    sums = np.sum(judges, axis=0)
    return ((sums - sums.mean()) ** 2).sum()


@pytest.mark.parametrize(
    "judges",
    [rows("123 132 213"), rows("1234 2134 4321"), [[1, 2.5, 2.5], [1, 2, 3], [2, 2, 2]], rows("12 12 21 12")],
)
def test_the_probability_is_the_share_of_all_ways_to_rank(judges):
    every = [list(itertools.permutations(row)) for row in judges]
    seen = spread_of(judges)
    ways = [spread_of(way) for way in itertools.product(*every)]
    assert concordance(judges).p == pytest.approx(np.mean([one >= seen - 1e-9 for one in ways]))


def test_the_probability_is_the_published_one_for_three_and_four_items():
    # Friedman's test, exact tail: 3 items, 3 judges all alike, 1/36; 4 items, 3 judges all alike, 1/576.
    assert concordance(rows("123 123 123")).p == pytest.approx(1 / 36)
    assert concordance(rows("1234 1234 1234")).p == pytest.approx(1 / 576)


def test_where_exact_ways_are_too_many_random_ones_come_close(monkeypatch):
    exact = concordance(FIRST).p
    monkeypatch.setattr(ranks_module, "_MOST_SUMS", 0)
    assert concordance(FIRST).p == pytest.approx(exact, abs=0.01)
    assert concordance(FIRST).p == concordance(FIRST).p
    assert concordance(SECOND).p > 0


def test_from_seven_items_on_the_chi_square_is_used():
    judges = np.array([np.random.default_rng(seed).permutation(7) + 1 for seed in range(4)])
    assert concordance(judges).p == concordance(judges).p_chi2


def test_who_left_an_item_out_has_not_ranked_and_is_no_0():
    with_one = [*FIRST, [1, 2, np.nan, 4, 5]]
    assert concordance(with_one).w == concordance(FIRST).w
    assert concordance(with_one).left_out == 1


def test_one_ranking_or_one_item_or_all_tied_agree_on_nothing_that_can_be_known():
    for judges in ([[1, 2, 3]], [[1], [1]], [[1, 1, 1], [2, 2, 2]], np.zeros((0, 3)), [[np.nan, 1]]):
        assert np.isnan(concordance(judges).w)
        assert np.isnan(concordance(judges).p)


def test_all_alike_is_1_and_opposites_cancel():
    assert concordance(rows("1234 1234")).w == 1
    assert concordance(rows("1234 4321")).w == 0


def test_agreement_does_not_depend_on_the_order_of_people_or_things():
    rng = np.random.default_rng(1)
    for _ in range(20):
        judges = np.array([rng.permutation(5) + 1 for _ in range(4)])
        found = concordance(judges)
        mixed = concordance(judges[rng.permutation(4)][:, rng.permutation(5)])
        assert found.w == pytest.approx(mixed.w)
        assert found.p == pytest.approx(mixed.p)
        assert 0 <= found.w <= 1
        assert 0 <= found.p <= 1


def test_scores_become_ranks_the_highest_first():
    table = ranks_of([[5, 9, 9, 1], [1, np.nan, 2, 3]])
    assert table[0].tolist() == [3, 1.5, 1.5, 4]
    assert np.isnan(table[1]).all()
