import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special

from ltv.decisions.plan_upsell import plan_upsell, shrunken
from ltv.errors import NotEnoughDataError
from tests.kpis.books import company


def grown(**paid):
    """What each customer paid in 2024-12 and 2025-12, nothing known in between."""
    rows = {name: [then, *[then] * 11, now] for name, (then, now) in paid.items()}
    return company("2024-12", **rows)


def with_plans(data, plans):
    data.months.customers["plan"] = plans
    return data


def test_who_pays_more_than_a_year_ago_has_expanded():
    data = with_plans(grown(a=(100, 150), b=(100, 100), c=(100, 0), d=(50, 80), e=(0, 70)), ["S", "S", "S", "L", "L"])
    table = plan_upsell(data).set_index("plan")
    assert table.loc["S", ["customers", "expanded", "open"]].tolist() == [3, 1, 2]
    assert table.loc["L", ["customers", "expanded", "open"]].tolist() == [1, 1, 2]
    assert table["rate"].to_dict() == pytest.approx({"S": 1 / 3, "L": 1.0})
    assert table["increase"].to_dict() == {"S": 50, "L": 30}
    assert table.loc["S", "rate_low"] < 1 / 3 < table.loc["S", "rate_high"]


def test_a_plan_of_one_customer_does_not_win_by_luck():
    rows = {f"s{i}": (100, 120 if i < 30 else 100) for i in range(100)}
    data = with_plans(grown(lucky=(100, 900), **rows), ["tiny", *["big"] * 100])
    table = plan_upsell(data).set_index("plan")
    assert table.loc["tiny", "rate"] == 1
    assert table.loc["tiny", "shrunk"] < 0.6
    assert table.loc["big", "shrunk"] == pytest.approx(0.3, abs=0.02)
    assert table.index[0] == "big"


def test_expected_money_is_shrunk_share_times_increase_times_customers_now():
    table = plan_upsell(with_plans(grown(a=(100, 150), b=(100, 100), c=(70, 70)), ["S", "S", "L"])).set_index("plan")
    row = table.loc["S"]
    assert row["expected"] == pytest.approx(row["shrunk"] * 50 * 2)
    assert math.isnan(table.loc["L", "increase"])
    assert table.loc["L", "expected"] == pytest.approx(table.loc["L", "shrunk"] * 50)


def test_what_rounding_can_do_is_no_growth():
    data = grown(a=(100, 101), b=(100, 150))
    data.months.__dict__["rounding"] = 1
    assert plan_upsell(data)["expanded"].tolist() == [1]


def test_customers_without_a_plan_are_one_group():
    assert plan_upsell(grown(a=(100, 150), b=(100, 90)))["plan"].tolist() == [""]
    table = plan_upsell(with_plans(grown(a=(100, 150), b=(100, 90)), ["S", None]))
    assert set(table["plan"]) == {"S", ""}


def test_too_short_data_are_refused():
    with pytest.raises(NotEnoughDataError, match="12 complete months"):
        plan_upsell(company("2025-06", a=[1, 2, 3]))


COUNTS = st.lists(st.tuples(st.integers(0, 60), st.floats(0, 1)), min_size=1, max_size=6)


@given(COUNTS)
def test_shrunken_shares_lie_between_their_own_and_the_common_one(drawn):
    n = np.array([size for size, _ in drawn])
    x = np.array([round(size * part) for size, part in drawn])
    found = shrunken(n, x)
    if n.sum() == 0:
        assert np.isnan(found).all()
        return
    mean = x.sum() / n.sum()
    for size, k, share in zip(n, x, found):
        own = k / size if size else mean
        assert min(own, mean) - 1e-9 <= share <= max(own, mean) + 1e-9


def test_the_prior_is_the_likeliest_by_an_integral_of_its_own():
    n, x = np.array([40, 60, 25, 80]), np.array([4, 30, 3, 20])
    mean = x.sum() / n.sum()

    def loss(weight):
        a, b = weight * mean, weight * (1 - mean)
        total = 0.0
        for size, k in zip(n, x):
            powers = (k + a - 1, size - k + b - 1)
            total += math.log(integrate.quad(lambda p, i, j: p**i * (1 - p) ** j, 0, 1, powers, limit=200)[0])
            total -= math.log(special.beta(a, b))
        return -total

    weights = np.exp(np.linspace(0, np.log(1_000), 400))
    best = weights[np.argmin([loss(w) for w in weights])]
    assert shrunken(n, x) == pytest.approx((x + best * mean) / (n + best), rel=2e-3)
