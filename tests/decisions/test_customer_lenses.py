"""The same customers through the yardsticks of departments."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ltv.decisions.customer_lenses import LENSES, customer_lenses


def people(*rows):
    """One row per (sales, risk, value, gain)."""
    table = pd.DataFrame(rows, columns=["revenue_12m", "risk", "value", "gain"], dtype=float)
    return table.assign(customer=range(len(table)))


FOUR = people((900, 0.1, 50, 1), (800, 0.2, 60, 9), (100, 0.9, 5, 3), (50, 0.8, 4, 2))


def test_tops_and_overlaps_by_hand():
    found = customer_lenses(FOUR, most=2)
    assert found.of("sales") == [0, 1]
    assert found.of("risk") == [2, 3]
    assert found.of("value") == [1, 0]
    assert found.of("gain") == [1, 2]
    assert found.shared("sales", "value") == 2
    assert found.shared("risk", "gain") == 1
    assert found.in_common == 0


def test_customers_whom_all_share_are_counted_over_sales_risk_and_value():
    assert customer_lenses(FOUR, most=4).in_common == 4


def test_who_is_not_known_has_no_rank_and_ties_go_to_the_smaller_code():
    table = people((1, 0.5, np.nan, 0), (1, 0.5, 7, 0), (1, 0.5, 7, 0))
    found = customer_lenses(table.iloc[::-1], most=2)
    assert found.of("value") == [1, 2]
    assert found.of("sales") == [0, 1]


def test_a_ranking_that_makes_no_difference_has_no_correlation():
    found = customer_lenses(people((1, 0.5, 3, 0), (2, 0.5, 2, 0), (3, 0.5, 1, 0)))
    pairs = found.pairs.set_index(["first", "second"])["rank_correlation"]
    assert pairs["sales", "value"] == pytest.approx(-1)
    assert math.isnan(pairs["sales", "risk"])


AMOUNT = st.one_of(st.floats(-100, 100).map(lambda x: round(x, 1)), st.just(math.nan))


@given(st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT, AMOUNT), max_size=25), st.integers(1, 8))
def test_lenses_agree_with_plain_sorting(rows, most):
    table = people(*rows)
    found = customer_lenses(table, most=most)
    columns = {"sales": 0, "risk": 1, "value": 2, "gain": 3}
    naive = {
        lens: [c for _, c in sorted((-row[at], c) for c, row in enumerate(rows) if row[at] == row[at])][:most]
        for lens, at in columns.items()
    }
    assert {lens: found.of(lens) for lens in LENSES} == naive
    for pair in found.pairs.itertuples():
        assert pair.shared == len(set(naive[pair.first]) & set(naive[pair.second]))
        known = [(r[columns[pair.first]], r[columns[pair.second]]) for r in rows]
        known = [(a, b) for a, b in known if a == a and b == b]
        if len(known) > 2 and len({a for a, _ in known}) > 1 and len({b for _, b in known}) > 1:
            expected = stats.spearmanr([a for a, _ in known], [b for _, b in known]).statistic
            assert pair.rank_correlation == pytest.approx(expected, abs=1e-9)
        else:
            assert math.isnan(pair.rank_correlation)


def test_lenses_have_names_in_both_languages():
    for words in LENSES.values():
        assert words.ja
        assert words.en.isascii()
