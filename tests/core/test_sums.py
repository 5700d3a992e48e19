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
    assert sums.sum_by(key, values > 0, 5).tolist() == [sum(v > 0 for k, v in pairs if k == j) for j in range(5)]
    assert sums.count_by(key, 5).tolist() == [sum(1 for k, _ in pairs if k == j) for j in range(5)]


@pytest.mark.parametrize("values", [[2**53, 1, 1, 1], [2**52 + 1] * 3, [-(2**53) + 1, -1, -1]])
def test_a_sum_that_floats_would_round_is_not_rounded(values):
    key = np.zeros(len(values), dtype=np.int32)
    assert sums.sum_by(key, np.array(values, dtype=np.int64), 1).tolist() == [sum(values)]


def test_a_sum_of_products_just_past_64_bits_does_not_wrap_around():
    column = np.full(3, 3 * 10**9, dtype=np.int64)
    assert sums.dot(column, -column) == -27 * 10**18


RUNS = st.lists(st.lists(st.tuples(INT64, INT64), max_size=4), max_size=8)


@given(RUNS)
@settings(max_examples=300)
def test_sums_of_squares_of_runs_are_exact_and_those_of_an_empty_run_nothing(runs):
    a, b = (np.array([pair[i] for run in runs for pair in run], dtype=np.int64) for i in (0, 1))
    lengths = np.array([len(run) for run in runs], dtype=np.int64)
    assert sums.squares_of_runs(a, (b,), lengths) == [
        [sum(pair[i] * pair[j] for pair in run) for run in runs] for i, j in ((0, 0), (0, 1), (1, 1))
    ]


@given(st.lists(st.lists(BELIEVED, max_size=4), max_size=8))
@settings(max_examples=200)
def test_sums_of_runs_are_the_sums_of_their_rows(runs):
    values = np.array([value for run in runs for value in run], dtype=np.int64)
    lengths = np.array([len(run) for run in runs], dtype=np.int64)
    assert sums.sums_of_runs(values, lengths).tolist() == [sum(run) for run in runs]
    assert sums.sums_of_runs(values > 0, lengths).tolist() == [sum(value > 0 for value in run) for run in runs]
    filled = [run for run in runs if run]
    starts = np.cumsum([0, *map(len, filled)])[:-1]
    assert sums.sums_from(starts, values).tolist() == [sum(run) for run in filled]


@pytest.mark.parametrize("runs", [sums._RUNS - 1, sums._RUNS, sums._RUNS + 1, 2 * sums._RUNS])
def test_many_short_runs_are_summed_block_by_block_to_the_same_sums(runs):
    lengths = np.resize([1, 3, 2], runs)
    values = np.arange(lengths.sum()) * 10**9 - 10**12
    starts = np.cumsum(lengths) - lengths
    assert sums.sums_from(starts, values).tolist() == np.add.reduceat(values, starts).tolist()


def test_nothing_adds_up_to_nothing():
    empty = np.zeros(0, dtype=np.int64)
    assert sums.sum_by(empty, empty, 3).tolist() == [0, 0, 0]
    assert sums.sums_from(empty, empty).tolist() == []
    assert sums.dot(empty, empty) == 0


def test_a_total_past_64_bits_is_exact():
    values = np.array([2**62, 2**62, 2**62, -5])
    assert sums.total(values) == 3 * 2**62 - 5
    assert sums.total(values[:0]) == 0
