import math

import numpy as np
import pandas as pd

from ltv.metrics.groups import NOT_A_CUSTOMER, Departures, departures, moved, named_groups, transitions

NAMES = ("best", "good")


def at(**groups):
    """Customers of a date as name → (group, revenue); a name is a customer's code."""
    codes = np.array([NAMES.index(group) for group, _ in groups.values()])
    table = pd.DataFrame({"customer": [ord(name) - ord("a") for name in groups], "group": named_groups(codes, NAMES)})
    return table.assign(revenue=[money for _, money in groups.values()])


MOVES = transitions(
    at(a=("best", 900), b=("best", 500), c=("best", 70), d=("good", 40), e=("good", 30)),
    at(a=("best", 950), b=("good", 510), d=("best", 400), e=("best", 300), f=("good", 5)),
    "group",
)


def test_who_fell_to_another_group_or_bought_no_more_has_left_the_group():
    found = departures(MOVES, "best")
    assert found == Departures(customers=3, left=2, revenue=570)
    assert found.share == 2 / 3


def test_a_group_that_nobody_was_in_has_no_share_of_departures():
    assert math.isnan(departures(MOVES[MOVES["before"] != "best"], "best").share)


def test_moves_are_told_without_new_customers_and_without_those_who_stayed_largest_first():
    told = moved(MOVES)[["before", "after", "customers"]].to_numpy().tolist()
    assert told == [["good", "best", 2], ["best", "good", 1], ["best", NOT_A_CUSTOMER, 1]]
