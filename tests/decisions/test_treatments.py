from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltv.decisions.treatment_library import LIBRARY, NO_CONTACT
from ltv.decisions.treatments import (
    CHANNELS,
    GRADES,
    STAGES,
    Effect,
    break_even_value,
    expected_cost,
    expected_discount,
    expected_gain,
    treatment_flaws,
)
from tests.decisions.people import E4B, mail, people, treatment

SHARES = st.floats(0, 1)
MONEY = st.floats(0, 1e7)


def test_expected_gain_is_that_of_e4b():
    table = people(E4B)
    gain = expected_gain(table["risk"], table["value"], treatment())
    assert gain == pytest.approx([550, 8_560, 7_930, -1_100, -1_145, 850], abs=1e-9)


def outcomes(p, value, t):
    """Every way a campaign on one customer can go: probability, and profit with it less profit without it."""
    share, take = Fraction(t.effect.mean), Fraction(t.take_rate)
    p, value, offer, cost = map(Fraction, (p, value, t.offer, t.contact_cost))
    return [
        (p * share, value - offer - cost),
        (p * (1 - share), -cost),
        ((1 - p) * take, -offer - cost),
        ((1 - p) * (1 - take), -cost),
    ]


@given(SHARES, MONEY, SHARES, SHARES, MONEY, st.integers(0, 10_000))
def test_expected_gain_is_the_mean_over_all_outcomes_of_a_campaign(p, value, share, take, offer, cost):
    t = treatment(effect=share, offer=offer, take_rate=take, contact_cost=cost)
    ways = outcomes(p, value, t)
    assert sum(chance for chance, _ in ways) == 1
    mean = sum(chance * profit for chance, profit in ways)
    assert float(expected_gain(p, value, t)) == pytest.approx(float(mean), rel=1e-9, abs=1e-6)


@given(SHARES, st.floats(-1e6, 1e7), SHARES, SHARES, MONEY, st.sampled_from(["retention", "expansion"]))
def test_gain_and_cost_add_up_to_the_value_that_is_saved_or_added(p, value, share, take, offer, aim):
    t = treatment(effect=share, offer=offer, take_rate=take, aim=aim)
    moved = share * value * (p if aim == "retention" else 1)
    assert float(expected_gain(p, value, t) + expected_cost(p, t)) == pytest.approx(moved, rel=1e-9, abs=1e-5)
    assert float(expected_cost(p, t) - expected_discount(p, t)) == pytest.approx(t.contact_cost, abs=1e-5)


def test_an_expansion_gains_a_share_of_the_value_whatever_the_risk():
    t = treatment(effect=0.02, aim="expansion", contact_cost=500, offer=1_000, take_rate=0.1)
    assert expected_gain([0.1, 0.9], [100_000, 100_000], t) == pytest.approx([1_400, 1_400])


@pytest.mark.parametrize("aim", ["retention", "expansion"])
def test_what_is_not_known_stays_unknown(aim):
    t = treatment(aim=aim)
    assert np.isnan(expected_gain([np.nan, 0.5], [10_000, np.nan], t)).all()
    assert np.isnan(expected_discount([np.nan], t)).all()
    assert np.isnan(break_even_value([np.nan], t)).all()


@given(st.floats(0.01, 1), st.floats(0.01, 1), SHARES, st.floats(0, 1e5), st.sampled_from(["retention", "expansion"]))
def test_at_the_break_even_value_nothing_is_gained_and_above_it_something(p, share, take, offer, aim):
    t = treatment(effect=share, offer=offer, take_rate=take, aim=aim)
    value = float(break_even_value(p, t))
    assert float(expected_gain(p, value, t)) == pytest.approx(0, abs=1e-6 * (1 + abs(value)))
    assert float(expected_gain(p, value * 1.01 + 1, t)) > 0


def test_no_value_is_enough_where_nobody_can_be_kept():
    assert break_even_value([0.0, 1.0], treatment(effect=0.0)).tolist() == [np.inf, np.inf]
    assert break_even_value([0.0], treatment()).tolist() == [np.inf]
    assert break_even_value([5e-324], treatment()).tolist() == [np.inf]


def test_the_mean_of_an_effect_leans_to_the_longer_side():
    assert Effect(0.02, 0.05, 0.14).mean == pytest.approx(0.3 * 0.02 + 0.4 * 0.05 + 0.3 * 0.14)
    assert Effect.known(0.3).mean == 0.3


def test_an_effect_with_another_middle_keeps_its_proportions_up_to_1():
    assert Effect(0.02, 0.05, 0.1, "C").around(0.1) == Effect(0.04, 0.1, 0.2, "C")
    assert Effect(0.2, 0.4, 0.8).around(0.8) == Effect(0.4, 0.8, 1.0)
    assert Effect(0.0, 0.0, 0.1).around(0.05) == Effect(0.0, 0.05, 0.1)


def test_the_library_can_be_used_as_it_is():
    assert treatment_flaws(LIBRARY) == []
    assert 5 <= len(LIBRARY) <= 7
    assert NO_CONTACT in LIBRARY
    assert {t.effect.grade for t in LIBRARY} == {"D"}
    assert {t.aim for t in LIBRARY} == {"retention", "expansion"}
    assert all(stage in STAGES for t in LIBRARY for stage in t.stages)


def test_treatments_channels_grades_and_stages_have_names_in_both_languages():
    for text in (*(t.name for t in LIBRARY), *CHANNELS.values(), *GRADES.values(), *STAGES.values()):
        assert text.ja
        assert text.en.isascii()


@pytest.mark.parametrize(("changes", "flaw"), [
    ({"effect": Effect(0.3, 0.2, 0.4)}, "its effect is not 0 <= P10 <= P50 <= P90 <= 1"),
    ({"effect": Effect(0.1, 0.2, 1.4)}, "its effect is not 0 <= P10 <= P50 <= P90 <= 1"),
    ({"effect": Effect(np.nan, 0.2, 0.4)}, "its effect is not 0 <= P10 <= P50 <= P90 <= 1"),
    ({"take_rate": 1.5}, "its take rate is not from 0 to 1"),
    ({"contact_cost": -1}, "a cost, offer, time or pause is not 0 or more"),
    ({"hours": np.inf}, "a cost, offer, time or pause is not 0 or more"),
    ({"minimum_margin": np.nan}, "its least margin is not a number"),
    ({"channel": "fax"}, "unknown channel"),
    ({"owner": "legal"}, "unknown department"),
    ({"channel": "mail"}, "e-mail and app messages need consent"),
])  # fmt: skip
def test_what_is_wrong_with_an_edited_treatment_is_said(changes, flaw):
    found = treatment_flaws([replace(treatment(), **changes), mail()])
    assert [(f.treatment, f.text.en) for f in found] == [("call", flaw)]
    assert found[0].text.ja


def test_two_treatments_with_one_id_are_a_flaw():
    assert [f.text.en for f in treatment_flaws([mail(), mail()])] == ["two treatments have this id"]


def test_money_of_a_treatment_moves_to_another_unit_and_shares_do_not():
    cents = treatment(minimum_margin=1_000).in_money(0.65)
    assert (cents.contact_cost, cents.offer, cents.minimum_margin) == (325, 1_950, 650)
    assert (cents.take_rate, cents.hours, cents.effect) == (1.0, 0.25, Effect.known(0.3))
