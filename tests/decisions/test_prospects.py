"""Prospects join what is known of each customer at risk; who is not among them is counted apart."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltv.decisions.prospects import (
    by_quadrant,
    expected_loss,
    grouped,
    is_due,
    outside,
    placed,
    prospects,
    warning_for_action,
)
from ltv.decisions.quadrants import Quadrant, quadrants
from ltv.decisions.treatments import STAGES
from ltv.models.assumptions import Assumptions, Base, Margin
from ltv.models.early_warning import EarlyWarning, early_warning
from ltv.models.estimate import NOT_KNOWN
from ltv.models.worth import COLUMNS, Worth
from tests.decisions.people import crowds, treatment, treatments
from tests.early_warning.books import contracts, plain_shop

SHOP = plain_shop(
    "2025-12-31",
    bought_once=["2025-12-05"],
    gone=["2025-01-10", "2025-02-10"],
    loyal=[f"2025-{month:02d}-10" for month in range(1, 13)],
    slow=["2025-10-10", "2025-11-20"],
)
GONE, LOYAL, ONCE, SLOW = (
    SHOP.customers["customer_id"].tolist().index(n) for n in ("gone", "loyal", "bought_once", "slow")
)


def warned(data, **risk) -> EarlyWarning:
    """An early warning with these risks by customer id."""
    ids = data.customers["customer_id"].tolist()
    codes = sorted(ids.index(name) for name in risk)
    scores = pd.DataFrame(
        {
            "customer": np.array(codes, dtype=np.int64),
            "customer_id": [ids[code] for code in codes],
            "risk": [risk[ids[code]] for code in codes],
            "period": pd.Timestamp("2025-12-01"),
            "horizon_months": 2,
        }
    )
    return replace(early_warning(data), scores=scores)


def valued(data, **rlv) -> Worth:
    """Values by customer id; everything else that a model says is made of them."""
    ids = data.customers["customer_id"].tolist()
    rows = [(ids.index(name), 0.9, 4.0, 100.0, 33.0, 2 * value, value) for name, value in rlv.items()]
    table = pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("customer", ignore_index=True)
    return Worth(table, NOT_KNOWN, NOT_KNOWN, Margin(1.0, Base.SALES), Assumptions())


def found(**changes):
    """The prospects of the shop: three at risk, the value of one of them not known."""
    warning = warned(SHOP, loyal=0.1, bought_once=0.6, slow=0.5)
    return prospects(SHOP, valued(SHOP, **({"loyal": 5_000.0, "slow": 900.0, "gone": 70.0} | changes)), warning)


def test_each_customer_at_risk_has_one_row_with_what_is_known():
    table = found().set_index("customer_id")
    assert sorted(table.index) == ["bought_once", "loyal", "slow"]
    loyal = table.loc["loyal"]
    assert (loyal["value"], loyal["rlv"]) == (5_000, 10_000)
    assert loyal["risk"] == 0.1
    assert loyal["returns"] == 0.9
    assert loyal["orders"] == 12
    assert loyal["revenue_to_date"] == loyal["revenue_12m"] == 1_200
    assert loyal["days_since_last"] == 21
    assert math.isnan(loyal["days_to_renewal"])


def test_a_value_that_no_model_knows_is_nan_not_zero():
    table = found().set_index("customer_id")
    assert math.isnan(table.loc["bought_once", "value"])
    nothing = prospects(SHOP, valued(SHOP), warned(SHOP, loyal=0.1))
    assert nothing["value"].isna().all()


def test_the_stage_is_new_after_one_order_and_at_risk_above_the_average():
    table = found().set_index("customer_id")
    assert table["stage"].to_dict() == {"bought_once": "new", "loyal": "active", "slow": "at_risk"}
    assert set(table["stage"]) <= set(STAGES)


def test_revenue_of_twelve_months_leaves_out_what_is_older():
    old = plain_shop("2025-12-31", a=["2024-11-10", "2025-01-10", "2025-12-10"])
    table = prospects(old, valued(old, a=1.0), warned(old, a=0.2))
    assert table["revenue_to_date"].tolist() == [300]
    assert table["revenue_12m"].tolist() == [200]


def test_who_has_left_is_counted_apart_with_what_may_still_come():
    rest = outside(SHOP, valued(SHOP, gone=70.0), warned(SHOP, loyal=0.1, bought_once=0.6, slow=0.5))
    assert (rest.gone, rest.gone_value, rest.recent) == (1, 140.0, 0)
    unknown = outside(SHOP, valued(SHOP), warned(SHOP, loyal=0.1, bought_once=0.6, slow=0.5))
    assert math.isnan(unknown.gone_value)


def test_who_ordered_since_the_last_complete_month_is_not_gone():
    shop = plain_shop("2026-01-15", a=["2025-01-10", "2026-01-10"], b=["2025-01-10"], c=["2025-12-10"])
    rest = outside(shop, valued(shop), warned(shop, c=0.2))
    assert (rest.recent, rest.gone) == (1, 1)


def test_contracts_have_days_to_renewal_and_the_models_chance_of_renewing():
    data = contracts("2025-01", a=[100] * 12, b=[100] * 12, c=[100] * 6)
    table = prospects(data, valued(data, a=10.0, b=20.0), warned(data, a=0.01, b=0.02))
    assert table["returns"].tolist() == [0.9, 0.9]
    assert table["days_since_last"].isna().all()
    assert table["stage"].tolist() == ["active", "at_risk"]
    assert outside(data, valued(data), warned(data, a=0.01, b=0.02)).gone == 1


def test_contracts_are_warned_of_early_enough_to_act_before_notice_is_due():
    data = contracts("2024-01", a=[100] * 24, b=[100] * 24)
    assert warning_for_action(data).scores["horizon_months"].unique().tolist() == [2]
    assert warning_for_action(SHOP).scores.equals(early_warning(SHOP).scores)


def test_every_prospect_of_a_shop_is_a_score_of_the_warning_in_the_same_order():
    warning = early_warning(SHOP)
    table = prospects(SHOP, valued(SHOP), warning)
    assert table["customer"].tolist() == warning.scores["customer"].tolist()
    assert table["risk"].tolist() == warning.scores["risk"].tolist()
    rest = outside(SHOP, valued(SHOP), warning)
    assert len(table) + rest.gone + rest.recent == len(SHOP.customers)


# --- quadrants ----------------------------------------------------------------------------------------------------

CALL = treatment(offer=0, take_rate=0, effect=0.1)
UPSELL = treatment("upsell", aim="expansion", effect=0.5, offer=0, take_rate=0, contact_cost=100)


def test_what_would_keep_a_customer_is_named_beside_the_best_action():
    people = pd.DataFrame({"customer": [0], "customer_id": ["a"], "risk": [0.5], "value": [100_000.0]})
    row = placed(people, [CALL, UPSELL]).iloc[0]
    assert row["save_treatment"] == "call"
    assert row["saving"] == pytest.approx(0.5 * 0.1 * 100_000 - 500)
    assert row["best_treatment"] == "upsell"
    assert row["gain"] == pytest.approx(0.5 * 100_000 - 100)


@pytest.mark.parametrize(
    ("days", "window", "quadrant"),
    [
        pytest.param(90, 90, "rescue", id="on the last day of the window"),
        pytest.param(91, 90, "wait", id="a day after it"),
        pytest.param(91, 180, "rescue", id="a longer window"),
        pytest.param(400, math.inf, "rescue", id="no rule"),
        pytest.param(math.nan, 90, "rescue", id="no contract to wait for"),
    ],
)
def test_only_who_is_renewed_within_the_window_is_saved_now(days, window, quadrant):
    people = pd.DataFrame({"customer": [0], "customer_id": ["a"], "risk": [0.5], "value": [100_000.0]})
    row = placed(people.assign(days_to_renewal=float(days)), [CALL], window_days=window).iloc[0]
    assert row["quadrant"] == quadrant
    assert row["is_due"] == (quadrant == "rescue")
    assert row["saving"] == pytest.approx(0.5 * 0.1 * 100_000 - 500), "what it would save still ranks who waits"


def test_the_usual_window_is_ninety_days_and_orders_have_none():
    people = pd.DataFrame({"customer": [0, 1], "customer_id": list("ab"), "risk": 0.5, "value": 1e5})
    assert is_due(people.assign(days_to_renewal=[90.0, 91.0])).tolist() == [True, False]
    assert is_due(people).tolist() == [True, True]


def test_who_waits_counts_once_and_apart():
    people = pd.DataFrame({"customer": [0, 1], "customer_id": list("ab"), "risk": 0.5, "value": 1e5})
    sums = by_quadrant(placed(people.assign(days_to_renewal=[10.0, 300.0]), [CALL])).set_index("quadrant")
    assert sums.loc[["rescue", "wait"], "customers"].tolist() == [1, 1]
    assert sums.loc[["rescue", "wait"], "share"].tolist() == [0.5, 0.5]


@given(crowds(), treatments())
def test_saving_is_that_of_the_retention_treatments_alone_and_never_above_the_best_gain(people, made):
    table = placed(people, made)
    keeping = [t for t in made if t.aim == "retention"]
    assert table["saving"].equals(quadrants(people, keeping)["gain"])
    known = table["gain"].notna()
    assert (table.loc[known, "saving"] <= table.loc[known, "gain"] + 1e-6).all()


def test_quadrants_add_up_to_everyone():
    people = pd.DataFrame(
        {
            "customer": range(4),
            "customer_id": list("abcd"),
            "risk": [0.5, 0.5, 0.5, np.nan],
            "value": [100_000.0, 10.0, -50.0, 5.0],
        }
    )
    sums = by_quadrant(
        placed(
            people, [CALL, treatment("dm", channel="dm", contact_cost=0.01, offer=0, take_rate=0, hours=0, effect=0.01)]
        )
    ).set_index("quadrant")
    assert sums["customers"].to_dict() == {
        Quadrant.RESCUE: 1, Quadrant.AUTOMATE: 1, Quadrant.PRICE_REVIEW: 1, Quadrant.UNKNOWN: 1,
        Quadrant.NURTURE: 0, Quadrant.LET_GO: 0, Quadrant.WAIT: 0,
    }  # fmt: skip
    assert sums.loc[Quadrant.RESCUE, "value"] == 100_000
    assert sums.loc[Quadrant.RESCUE, "expected_loss"] == 50_000
    assert sums.loc[Quadrant.PRICE_REVIEW, "value"] == 0, "a loss is no value that could be lost"
    assert sums["share"].sum() == pytest.approx(1)


def test_quadrants_add_up_to_fewer_groups_and_to_what_is_lost():
    people = pd.DataFrame({"customer": range(3), "customer_id": list("abc"), "risk": [0.5, 0.4, 0.1], "value": 1e5})
    table = placed(people.assign(days_to_renewal=[10.0, 300.0, 300.0], value=[1e5, 1e5, 100.0]), [CALL])
    totals = by_quadrant(table)
    found = grouped(totals, {Quadrant.WAIT: "later", Quadrant.RESCUE: "now", Quadrant.LET_GO: "later"})
    assert found["group"].tolist() == ["later", "now"]
    assert found["customers"].tolist() == [2, 1]
    assert found["value"].tolist() == [100_100, 100_000]
    assert found["share"].tolist() == pytest.approx([100_100 / 200_100, 100_000 / 200_100])
    assert expected_loss(totals) == pytest.approx(0.5 * 1e5 + 0.4 * 1e5 + 0.1 * 100)


MONEY = ["customers", "value", "expected_loss", "gain", "saving"]


@given(crowds(), treatments(), st.data())
def test_sums_by_quadrant_add_up_over_customers(people, made, data):
    table = placed(people, made)
    first = np.array(data.draw(st.lists(st.booleans(), min_size=len(table), max_size=len(table))), dtype=bool)
    whole, one, other = (by_quadrant(part)[MONEY] for part in (table, table[first], table[~first]))
    assert np.allclose(whole, one + other, rtol=1e-9, atol=1e-6)
    naive = dict.fromkeys(Quadrant, 0.0)
    for value, code in zip(table["value"], table["quadrant"]):
        naive[Quadrant(code)] += max(value, 0.0) if value == value else 0.0
    assert by_quadrant(table)["value"].tolist() == pytest.approx(list(naive.values()))


def test_nobody_has_no_share_of_anything():
    nobody = placed(pd.DataFrame({"customer": [], "customer_id": [], "risk": [], "value": []}, dtype=float), [CALL])
    sums = by_quadrant(nobody)
    assert sums["customers"].tolist() == [0] * len(Quadrant)
    assert sums["share"].isna().all()
