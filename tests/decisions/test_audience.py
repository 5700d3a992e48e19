from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.decisions.action_plan import ARMS, HOLD_OUT, TREAT, WHY
from ltv.decisions.audience import plan_audience
from ltv.decisions.caps import CAP_NAMES, Caps
from ltv.decisions.choices import BLOCKS
from ltv.decisions.rankings import rankings
from ltv.decisions.treatment_library import LIBRARY
from ltv.decisions.treatments import Effect, expected_cost, expected_discount, expected_gain
from ltv.errors import InvalidTableError
from tests.decisions.people import E4B, crowds, mail, people, treatment, treatments


def names(table):
    return set(table["customer_id"])


def test_e4b_ranked_by_risk_and_by_profit():
    found = rankings(people(E4B), treatment(), contacts=3)
    assert found.by_risk == pytest.approx(8_010)
    assert found.by_gain == pytest.approx(17_340)
    assert found.every_positive == pytest.approx(17_890)
    assert found.by_value == pytest.approx(-1_145 + 7_930 + 8_560)


def test_e4b_three_contacts_choose_b_c_f():
    plan = plan_audience(people(E4B), [treatment()], Caps(contacts=3), seed="e4b")
    assert names(plan.chosen) == {"B", "C", "F"}
    assert plan.chosen_gain == pytest.approx(17_340)
    assert names(plan.deferred) == {"A"}
    assert names(plan.suppressed) == {"D", "E"}
    assert plan.is_exact
    assert plan.gap == 0


def test_e4b_without_a_cap_chooses_everyone_who_pays():
    plan = plan_audience(people(E4B), [treatment()], seed="e4b")
    assert names(plan.chosen) == {"A", "B", "C", "F"}
    assert plan.chosen_gain == pytest.approx(17_890)
    assert plan.gain + plan.held_out_gain == pytest.approx(17_890)
    assert len(plan.arm(HOLD_OUT)) == 1


def test_one_contact_more_is_worth_the_next_best_customer():
    plan = plan_audience(people(E4B), [treatment()], Caps(contacts=3), seed="e4b")
    row = plan.caps.iloc[0].to_dict()
    assert (row["cap"], row["limit"], row["used"], row["left"]) == ("contacts", 3, 3, 0)
    assert row["more"] == pytest.approx(550)
    assert row["less"] == pytest.approx(-850)
    assert row["price"] == pytest.approx(550)
    assert row["binds"]
    assert row["resolved"]


def test_the_tightest_cap_is_the_one_of_which_a_step_more_brings_most():
    plan = plan_audience(people(E4B), [treatment()], Caps(contacts=3, budget=1e9), seed="e4b")
    assert plan.tightest_cap is not None
    assert plan.tightest_cap["cap"] == "contacts"
    tighter = plan.caps.assign(more=[10.0, 20.0], binds=True)
    assert replace(plan, caps=tighter).tightest_cap["cap"] == tighter["cap"].iloc[1]
    assert plan_audience(people(E4B), [treatment()], Caps(contacts=10), seed="e4b").tightest_cap is None
    assert plan_audience(people(E4B), [treatment()], seed="e4b").tightest_cap is None


def test_a_cap_that_leaves_room_is_worth_nothing_more():
    plan = plan_audience(people(E4B), [treatment()], Caps(contacts=10, hours=9), seed="e4b")
    assert plan.caps["binds"].tolist() == [False, False]
    assert plan.caps["price"].tolist() == [0, 0]
    assert plan.caps["used"].tolist() == [1, 4]


def test_the_saved_cost_is_what_the_usual_treatment_would_have_cost():
    plan = plan_audience(people(E4B), [treatment()], seed="e4b")
    cost = {name: 500 + 3_000 * (p * 0.3 + (1 - p)) for name, p, _ in E4B if name in "DE"}
    assert plan.saved_cost == pytest.approx(sum(cost.values()))
    assert plan.loss_avoided == pytest.approx(1_100 + 1_145)
    assert plan.spared == 2
    assert plan.suppressed.set_index("customer_id")["saved_cost"].to_dict() == pytest.approx(cost)
    assert set(plan.suppressed["reason"]) == {"no_gain"}


def test_a_blocked_customer_whom_it_would_have_paid_to_contact_is_no_saving_but_a_gain_forgone():
    plan = plan_audience(people(E4B, in_dispute=[False, True, False, False, False, False]), [treatment()], seed="x")
    row = plan.suppressed.set_index("customer_id").loc["B"]
    assert row["reason"] == "in_dispute"
    assert row["saved_cost"] == row["loss_avoided"] == 0
    assert row["forgone_gain"] == pytest.approx(8_560)


@pytest.mark.parametrize(("columns", "changes", "reason"), [
    ({"consent": ["不可"]}, {"needs_consent": True}, "consent_refused"),
    ({"consent": [None]}, {"needs_consent": True}, "consent_unknown"),
    ({}, {"needs_consent": True}, "consent_unknown"),
    ({"days_since_contact": [29]}, {"cooling_days": 30}, "cooling"),
    ({"stage": ["lapsed"]}, {"stages": ("active",)}, "stage"),
    ({}, {"minimum_margin": 57_001}, "margin_floor"),
    ({"contacts_30d": [2]}, {}, "contact_cap"),
    ({"is_due": [False]}, {}, "not_due"),
    ({"in_dispute": [True]}, {}, "in_dispute"),
    ({"churn_notified": [True]}, {}, "churn_notified"),
    ({"value": [-1.0]}, {}, "negative_margin"),
    ({"value": [np.nan]}, {}, "unknown"),
    ({"risk": [0.01]}, {}, "no_gain"),
])  # fmt: skip
def test_why_a_customer_is_not_contacted_is_said(columns, changes, reason):
    table = people([("B", 0.6, 60_000)]).assign(**columns)
    plan = plan_audience(table, [treatment(**changes)], Caps(contacts_30d=2), seed="x")
    assert plan.suppressed["reason"].tolist() == [reason]
    assert len(plan.chosen) == len(plan.deferred) == 0


@pytest.mark.parametrize(("columns", "changes"), [
    ({"consent": ["可"]}, {"needs_consent": True}),
    ({"days_since_contact": [30]}, {"cooling_days": 30}),
    ({"days_since_contact": [np.nan]}, {"cooling_days": 30}),
    ({"stage": ["active"]}, {"stages": ("active",)}),
    ({"stage": [None]}, {"stages": ("active",)}),
    ({}, {"minimum_margin": 57_000}),
    ({"contacts_30d": [1]}, {}),
])  # fmt: skip
def test_a_customer_just_within_the_rules_is_contacted(columns, changes):
    table = people([("B", 0.6, 60_000)]).assign(**columns)
    plan = plan_audience(table, [treatment(**changes)], Caps(contacts_30d=2), seed="x")
    assert names(plan.treated) == {"B"}


def test_where_several_treatments_would_pay_the_best_ones_obstacle_is_the_reason():
    made = [treatment(cooling_days=30), mail()]
    plan = plan_audience(people([("B", 0.6, 60_000)], days_since_contact=[1], consent=["不可"]), made, seed="x")
    assert plan.suppressed["reason"].tolist() == ["cooling"]


def test_a_cap_on_hours_moves_the_second_customer_to_the_next_best_treatment():
    made = [treatment("call", offer=0, take_rate=0), mail(effect=0.1)]
    table = people([("B", 0.6, 60_000), ("C", 0.6, 50_000)], consent=["可", "可"])
    plan = plan_audience(table, made, Caps(hours=0.25), seed="x")
    found = plan.chosen.set_index("customer_id")
    assert found["treatment"].to_dict() == {"B": "call", "C": "mail"}
    assert found["reason"].to_dict() == {"B": "best", "C": "within_caps"}


def test_caps_by_channel_and_on_discounts_hold():
    made = [treatment(), treatment("letter", channel="dm", hours=0, contact_cost=200, effect=0.2)]
    rng = np.random.default_rng(4)
    table = people([(f"c{i}", p, v) for i, (p, v) in enumerate(zip(rng.beta(2, 4, 60), rng.lognormal(10.5, 1, 60)))])
    caps = Caps(channels={"phone": 5, "dm": 9}, discount=20_000)
    plan = plan_audience(table, made, caps, seed="x")
    assert plan.chosen["channel"].value_counts()["phone"] <= 5
    assert plan.chosen["channel"].value_counts()["dm"] <= 9
    assert plan.chosen["discount"].sum() <= 20_000
    assert set(plan.caps["cap"]) == {"channel.phone", "channel.dm", "discount"}


def test_the_range_of_a_gain_is_that_of_its_effect():
    row = plan_audience(people(E4B), [LIBRARY[4]], seed="x").chosen.iloc[0]
    low, high = (expected_gain(row["risk"], row["value"], LIBRARY[4], effect=e) for e in (0.04, 0.15))
    assert (row["gain_low"], row["gain_high"]) == pytest.approx((float(low), float(high)))
    assert row["gain_low"] < row["gain"] < row["gain_high"]


@pytest.mark.parametrize(("p10", "surely"), [(0.3, True), (0.0, False)])
def test_a_plan_surely_gains_when_it_does_with_every_effect_at_its_p10(p10, surely):
    plan = plan_audience(people(E4B), [treatment(effect=Effect(p10, 0.3, 0.5))], seed="e4b")
    assert plan.surely_gains is surely


def caps_of(draw):
    money, count = st.sampled_from([None, 0, 2_000, 30_000.0]), st.sampled_from([None, 0, 1, 5])
    channels = draw(st.dictionaries(st.sampled_from(["mail", "phone", "dm", "visit"]), st.integers(0, 3), max_size=2))
    return Caps(draw(money), draw(st.sampled_from([None, 0, 0.6, 5])), draw(money), draw(count), channels,
                draw(st.sampled_from([None, 0, 2])))  # fmt: skip


@given(crowds(), treatments(), st.data())
@settings(max_examples=150)
def test_a_plan_keeps_its_caps_its_rules_and_its_sums(table, made, data):
    caps = data.draw(st.composite(caps_of)())
    share = data.draw(st.sampled_from([0.05, 0.1, 0.3]))
    plan = plan_audience(table, made, caps, seed="wave", holdout_share=share)
    by_id, people_by_code = {t.id: t for t in made}, table.set_index("customer")

    parts = [set(part["customer"]) for part in (plan.chosen, plan.deferred, plan.suppressed)]
    assert sum(map(len, parts)) == len(table)
    assert set().union(*parts) == set(table["customer"])

    chosen = plan.chosen
    used = {"budget": chosen["cost"].sum(), "hours": chosen["hours"].sum(), "discount": chosen["discount"].sum(),
            "contacts": len(chosen)}  # fmt: skip
    used |= {f"channel.{c}": (chosen["channel"] == c).sum() for c in caps.channels}
    for name, limit in caps.limits.items():
        assert used[name] <= limit * (1 + 1e-8) + 1e-8
    for row in plan.caps.to_dict("records"):
        assert row["used"] == pytest.approx(used[row["cap"]], abs=1e-6)
        assert row["less"] <= 0 <= row["more"]

    for row in chosen.to_dict("records"):
        t, person = by_id[row["treatment"]], people_by_code.loc[row["customer"]]
        assert row["gain"] == pytest.approx(float(expected_gain(person["risk"], person["value"], t)))
        assert row["gain"] > 0
        assert row["cost"] == pytest.approx(float(expected_cost(person["risk"], t)))
        assert row["discount"] == pytest.approx(float(expected_discount(person["risk"], t)))
        assert row["hours"] == t.hours
        assert not t.needs_consent or person["consent"] == "可"
        assert not t.stages or person["stage"] is None or person["stage"] in t.stages
        assert not person["days_since_contact"] < t.cooling_days
        assert person["value"] - t.offer >= t.minimum_margin
        assert caps.contacts_30d is None or person["contacts_30d"] < caps.contacts_30d
        assert not person["in_dispute"]
        assert not person["churn_notified"]

    treated, out = plan.arm(TREAT), plan.arm(HOLD_OUT)
    assert len(treated) + len(out) == len(chosen)
    assert plan.contacts == len(treated)
    assert plan.gain == pytest.approx(sum(treated["gain"]))
    assert plan.held_out_gain == pytest.approx(sum(out["gain"]))
    assert plan.spend == pytest.approx(sum(treated["cost"]))
    assert plan.hours == pytest.approx(sum(treated["hours"]))
    assert plan.saved_cost == pytest.approx(sum(plan.suppressed["saved_cost"]))
    if plan.contacts:
        assert plan.offered_share == pytest.approx((treated["discount"] > 0).mean())
    assert plan.gain_range[0] <= plan.gain + 1e-6
    assert plan.gain_range[1] >= plan.gain - 1e-6
    assert plan.chosen_gain <= plan.bound + 1e-6
    if len(chosen) > 1:
        assert 1 <= len(out) < len(chosen)
        assert abs(len(out) - share * len(chosen)) < 1 + 1e-9
    assert set(plan.suppressed["reason"]) <= set(BLOCKS) - {""}
    assert (plan.suppressed[["saved_cost", "loss_avoided", "forgone_gain"]] >= 0).all(axis=None)


@given(crowds(), treatments(), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_rows_changes_nothing(table, made, random):
    order = list(range(len(table)))
    random.shuffle(order)
    plans = [plan_audience(t, made, Caps(contacts=5), seed="w") for t in (table, table.iloc[order])]
    for name in ("chosen", "deferred", "suppressed", "caps"):
        pd.testing.assert_frame_equal(getattr(plans[0], name), getattr(plans[1], name))


@given(crowds(), treatments())
@settings(max_examples=60)
def test_wider_caps_never_gain_less(table, made):
    gains = [plan_audience(table, made, Caps(budget=b), seed="w").chosen_gain for b in (0, 3_000, 60_000, None)]
    assert all(low <= high * (1 + 1e-5) + 1e-6 for low, high in pairwise(gains))


def test_the_hold_out_is_drawn_from_every_treatment_and_band_of_risk():
    rng = np.random.default_rng(0)
    size = 6_000
    table = people(
        [(f"c{i}", p, v) for i, (p, v) in enumerate(zip(rng.beta(1, 3, size), rng.lognormal(10, 1.2, size)))]
    )
    plan = plan_audience(table.assign(consent="可"), LIBRARY, Caps(hours=200), seed="autumn/1", holdout_share=0.1)
    assert plan.holdout_share == pytest.approx(0.1, abs=1 / len(plan.chosen))
    band = np.searchsorted([0.1, 0.25, 0.5], plan.chosen["risk"], side="right")
    for _, group in plan.chosen.groupby(["treatment", "quadrant", band]):
        assert abs((group["arm"] == HOLD_OUT).sum() - 0.1 * len(group)) < 1
    assert plan.gap < 0.002


def test_another_seed_holds_out_others_and_changes_nothing_else():
    rng = np.random.default_rng(0)
    table = people([(f"c{i}", p, 50_000) for i, p in enumerate(rng.beta(2, 2, 300))])
    one, other = (plan_audience(table, [treatment()], seed=seed) for seed in ("w1", "w2"))
    pd.testing.assert_frame_equal(one.chosen.drop(columns="arm"), other.chosen.drop(columns="arm"))
    assert names(one.arm(HOLD_OUT)) != names(other.arm(HOLD_OUT))


def test_nobody_and_nothing_to_do_make_an_empty_plan():
    for table, made in ((people([]), LIBRARY), (people(E4B), []), (people([]), [])):
        plan = plan_audience(table, made, Caps(contacts=3, budget=10), seed="x")
        assert len(plan.chosen) == len(plan.deferred) == plan.contacts == 0
        assert len(plan.suppressed) == len(table)
        assert plan.gain == plan.saved_cost == 0
        assert np.isnan(plan.holdout_share)
        assert plan.gap == 0


def test_a_single_customer_cannot_be_divided_and_is_treated():
    plan = plan_audience(people([("B", 0.6, 60_000)]), [treatment()], seed="x")
    assert plan.holdout_share == 0
    assert plan.contacts == 1


@pytest.mark.parametrize("caps", [{"budget": -1}, {"hours": np.nan}, {"channels": {"fax": 3}}, {"contacts_30d": -1}])
def test_a_limit_that_is_none_is_refused(caps):
    with pytest.raises(InvalidTableError, match="not a limit of 0 or more"):
        Caps(**caps)


def test_there_is_no_plan_without_a_hold_out():
    with pytest.raises(ValueError, match="holdout_share"):
        plan_audience(people(E4B), [treatment()], seed="x", holdout_share=0)


def test_reasons_arms_and_caps_have_names_in_both_languages():
    for text in (*WHY.values(), *ARMS.values(), *CAP_NAMES.values()):
        assert text.ja
        assert text.en.isascii()
    assert set(CAP_NAMES) >= set(Caps(channels={"mail": 1, "phone": 1, "dm": 1, "visit": 1}).limits)
