"""Whom to contact: EXAMPLES E4b, to the yen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltv.models.early_warning import expected_saving, profit_curve, uplift_saving

RISK = np.array([0.9, 0.6, 0.3, 0.8, 0.05, 0.5])
VALUE = np.array([8, 60, 120, 3, 150, 22]) * 1000.0
E4B = {"save_rate": 0.3, "offer_cost": 3_000, "contact_cost": 500, "take_rate": 1.0}
SAVING = expected_saving(RISK, VALUE, **E4B)


def test_e4b_each_customers_saving():
    assert SAVING.round(6).tolist() == [550, 8_560, 7_930, -1_100, -1_145, 850]


def test_e4b_three_contacts_by_risk_bring_less_than_half_of_three_by_saving():
    assert profit_curve(SAVING, ranked_by=RISK).profit[3] == pytest.approx(8_010)
    assert profit_curve(SAVING).profit[3] == pytest.approx(17_340)


def test_e4b_the_best_number_is_everyone_with_a_positive_saving():
    curve = profit_curve(SAVING)
    assert (curve.best, curve.best_profit) == (4, pytest.approx(17_890))
    assert set(curve.order[:4]) == set(np.flatnonzero(SAVING > 0))


def test_nobody_is_worth_a_contact_when_every_saving_is_negative():
    curve = profit_curve(np.array([-5.0, -1.0]))
    assert (curve.best, curve.best_profit) == (0, 0)
    assert profit_curve(np.empty(0)).best == 0


def test_where_the_effect_is_known_it_takes_the_place_of_the_risk():
    assert uplift_saving([0.02, 0.1], 50_000, cost=1_500).tolist() == [-500, 3_500]


def test_a_long_curve_is_shown_in_few_points_with_the_best_one_among_them():
    curve = profit_curve(np.linspace(10, -9, 1237))
    table = curve.table(100)
    assert len(table) <= 102
    assert table.loc[table["profit"].idxmax(), "customers"] == curve.best
    assert table["profit"].tolist() == curve.profit[table["customers"]].tolist()


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1e6)), min_size=1, max_size=20), st.floats(0, 1))
def test_no_ranking_beats_the_one_by_saving_at_any_number(customers, take):
    risk, value = np.array(customers).T
    saving = expected_saving(risk, value, save_rate=0.3, offer_cost=3_000, contact_cost=500, take_rate=take)
    assert (profit_curve(saving).profit >= profit_curve(saving, ranked_by=risk).profit - 1e-6).all()
    by_hand = [p * 0.3 * (v - 3_000) - (1 - p) * take * 3_000 - 500 for p, v in customers]
    assert saving == pytest.approx(by_hand)
