import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv import sums

INT64 = st.integers(-(2**63) + 1, 2**63 - 1)
BELIEVED = st.integers(-(10**16), 10**16)


@given(st.lists(st.tuples(INT64, INT64), max_size=20))
@settings(max_examples=300)
def test_sums_of_products_are_exact_for_every_whole_number_that_fits(pairs):
    a, b = (np.array(column, dtype=np.int64) for column in zip(*pairs)) if pairs else (np.zeros(0, np.int64),) * 2
    assert sums.dot(a, b) == sum(x * y for x, y in pairs)


def test_sums_of_products_stay_exact_over_many_rows_of_the_largest_numbers():
    n = sums._CHUNK * 2 + 3
    a = np.full(n, -(2**62), dtype=np.int64)
    b = np.full(n, 2**62 - 1, dtype=np.int64)
    assert sums.dot(a, b) == -n * 2**62 * (2**62 - 1)


@given(st.lists(st.tuples(st.integers(0, 4), BELIEVED), max_size=30))
@settings(max_examples=300)
def test_sums_by_key_are_exact_for_amounts_of_a_trillion_with_four_decimals(pairs):
    key = np.array([k for k, _ in pairs], dtype=np.int32)
    values = np.array([v for _, v in pairs], dtype=np.int64)
    assert sums.sum_by(key, values, 5).tolist() == [sum(v for k, v in pairs if k == j) for j in range(5)]
    assert sums.count_by(key, 5).tolist() == [sum(1 for k, _ in pairs if k == j) for j in range(5)]


@pytest.mark.parametrize("values", [[2**53, 1, 1, 1], [2**52 + 1] * 3, [-(2**53) + 1, -1, -1]])
def test_a_sum_that_floats_would_round_is_not_rounded(values):
    key = np.zeros(len(values), dtype=np.int32)
    assert sums.sum_by(key, np.array(values, dtype=np.int64), 1).tolist() == [sum(values)]


def test_a_sum_of_products_just_past_64_bits_does_not_wrap_around():
    column = np.full(3, 3 * 10**9, dtype=np.int64)
    assert sums.dot(column, -column) == -27 * 10**18


def test_nothing_adds_up_to_nothing():
    empty = np.zeros(0, dtype=np.int64)
    assert sums.sum_by(empty, empty, 3).tolist() == [0, 0, 0]
    assert sums.dot(empty, empty) == 0


def test_a_total_past_64_bits_is_exact():
    values = np.array([2**62, 2**62, 2**62, -5])
    assert sums.total(values) == 3 * 2**62 - 5
    assert sums.total(values[:0]) == 0
