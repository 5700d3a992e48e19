from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.money import LARGEST, whole_amounts

MONEY = st.decimals(-LARGEST, LARGEST, places=4).map(lambda d: d.normalize())


def read(values, **kw):
    whole, decimals, problem = whole_amounts(pd.Series(values), **kw)
    return whole.tolist(), decimals, problem


@given(st.lists(MONEY, min_size=1, max_size=6), st.sampled_from([str, Decimal, float]))
@settings(max_examples=400)
def test_no_digit_of_an_amount_is_lost(amounts, kind):
    values = [kind(str(amount)) for amount in amounts]
    if kind is float:  # a float is the shortest decimal that reads back as it
        amounts = [Decimal(repr(value)) for value in values]
    whole, decimals, problem = read(pd.Series(values, dtype=float if kind is float else object))
    assert problem is None
    assert [Decimal(w) / 10**decimals for w in whole] == amounts
    assert decimals == max(max(0, -amount.normalize().as_tuple().exponent) for amount in amounts)


@pytest.mark.parametrize(
    ("values", "whole", "decimals"),
    [
        pytest.param([29.33, 0.1, -5.0], [2933, 10, -500], 2, id="floats"),
        pytest.param([100, -30], [100, -30], 0, id="whole numbers"),
        pytest.param(["1200", " 3.5 ", "1e3"], [12000, 35, 10000], 1, id="text"),
        pytest.param([Decimal("0.0001"), Decimal("12.50")], [1, 125000], 4, id="decimals"),
        pytest.param([0.1 + 0.2], [0], 4, id="a float with more digits is no amount"),
        pytest.param([], [], 0, id="nothing"),
    ],
)
def test_amounts_become_whole_numbers_of_the_smallest_unit_needed(values, whole, decimals):
    assert read(values)[:2] == (whole, decimals)


def test_decimals_may_be_given():
    assert read([1, 2], decimals=2) == ([100, 200], 2, None)
    assert read([1.5, 2.0], decimals=2) == ([150, 200], 2, None)
    assert read(["1.5"], decimals=2) == ([150], 2, None)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([1.0, np.nan, np.inf, 7.00001], id="floats"),
        pytest.param(["1", "", "$5", "7.00001"], id="text"),
        pytest.param([1, 10**13, -(10**13), 2 * 10**12], id="more than is believed"),
        pytest.param(pd.Series([1, None, None, None], dtype="Int64"), id="whole numbers with gaps"),
        pytest.param(pd.Series([1, 2**64 - 1, 2**63, 2**62], dtype="uint64"), id="unsigned numbers"),
        pytest.param(["1", "1.00000000000000000000000000000000001", "NaN", "Infinity"], id="endless digits"),
        pytest.param([1, None, True, object()], id="anything"),
    ],
)
def test_what_is_no_amount_is_counted_and_the_first_row_named_but_not_shown(values):
    whole, _, problem = whole_amounts(pd.Series(values), name="cost")
    assert (
        problem == "cost: not an amount up to 1,000,000,000,000 with at most 4 decimal places (3 rows, first in row 2)"
    )
    assert whole[1:].tolist() == [0, 0, 0]


def test_a_message_names_the_decimal_places_that_were_asked_for():
    assert "at most 0 decimal places" in read([1.5], decimals=0)[2]
    assert "at most 2 decimal places" in read(["1.555"], decimals=2)[2]
