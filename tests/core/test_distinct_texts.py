"""Whether texts are in strict order is found without looking at each, and is what looking at each would find."""

import random
from itertools import pairwise

import pandas as pd
import pyarrow as pa
import pytest

from ltv.distinct_texts import distinct_count, sorted_places, strictly_ordered

TYPES = (pa.string(), pa.large_string())


def in_order_one_by_one(texts):
    """The same by comparing neighbours as UTF-8."""
    keys = [text.encode() for text in texts]
    return all(a < b for a, b in pairwise(keys)) or all(a > b for a, b in pairwise(keys))


def some_texts(chance):
    length = chance.choice((1, 2, 5, 8, 9, 16, 17, 64, 65))
    letters = chance.choice(("01", "0123456789", "ab\u00e9", "\u6c34\u706b"))
    many = chance.choice((0, 1, 2, 3, 20))
    texts = ["".join(chance.choice(letters) for _ in range(length)) for _ in range(many)]
    if chance.random() < 0.5:
        texts = sorted(set(texts), key=str.encode, reverse=chance.random() < 0.5)
    if texts and chance.random() < 0.2:
        texts[-1] = chance.choice((texts[0], texts[-1][:-1], texts[-1] + "x"))
    return texts


@pytest.mark.parametrize("seed", range(8))
def test_order_is_found_as_by_comparing_neighbours(seed):
    chance = random.Random(seed)
    found = {True: 0, False: 0}
    for _ in range(400):
        texts = some_texts(chance)
        array = pa.array(["before", *texts, "after"], chance.choice(TYPES)).slice(1, len(texts))
        ordered = strictly_ordered(array)
        assert ordered == in_order_one_by_one(texts), texts
        found[ordered] += 1
    assert min(found.values()) > 50


@pytest.mark.parametrize("seed", range(4))
def test_texts_are_sorted_as_one_by_one(seed):
    chance = random.Random(seed)
    for _ in range(300):
        texts = list(dict.fromkeys(some_texts(chance)))
        chance.shuffle(texts)
        places = sorted_places(pa.array(["before", *texts, "after"], chance.choice(TYPES)).slice(1, len(texts)))
        assert [texts[place] for place in places] == sorted(texts, key=str.encode)


def test_order_numbers_newest_first_are_in_order():
    newest_first = [f"A{i:09d}" for i in range(1000, 0, -1)]
    assert strictly_ordered(pa.array(newest_first))
    assert not strictly_ordered(pa.array([*newest_first, newest_first[-1]]))
    assert not strictly_ordered(pa.array([*newest_first, "A000001001"]))


def test_a_missing_text_is_in_no_order():
    assert not strictly_ordered(pa.array(["a", None, "b"]))
    assert not strictly_ordered(pa.array([None], pa.string()))
    assert strictly_ordered(pa.array([], pa.string()))


def test_chunks_are_one_column():
    assert strictly_ordered(pa.chunked_array([["a1", "a2"], ["a3"]]))
    assert not strictly_ordered(pa.chunked_array([["a1", "a3"], ["a2"]]))


@pytest.mark.parametrize("texts", [["a", "b", "c"], ["c", "b", "a"], ["a", "a", "b"], ["a", None, "a"], []])
def test_distinct_texts_are_counted(texts):
    assert distinct_count(pd.Series(texts, dtype="str")) == len(set(texts) - {None})
