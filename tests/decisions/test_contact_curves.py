"""How many to contact, by expected gain and by risk; the line from which on a person's effort pays."""

import math

import numpy as np
import pytest
from hypothesis import given

from ltv.decisions.contact_curves import contact_curves
from ltv.decisions.quadrants import NO_CONTACT, easiest_intervention, frontier, value_threshold
from ltv.decisions.rankings import rankings
from ltv.decisions.treatment_library import LIBRARY, library_in
from ltv.decisions.treatments import treatment_flaws
from tests.decisions.people import E4B, crowds, mail, people, treatment


def test_e4b_by_gain_and_by_risk():
    """EXAMPLES E4b: the same three contacts bring 17,340 by expected gain and 8,010 by risk."""
    found = contact_curves(people(E4B), treatment())
    three = rankings(people(E4B), treatment(), contacts=3)
    assert found.by_gain.profit[3] == pytest.approx(three.by_gain) == pytest.approx(17_340)
    assert found.by_risk.profit[3] == pytest.approx(three.by_risk) == pytest.approx(8_010)
    assert found.by_gain.best_profit == pytest.approx(three.every_positive)
    assert found.lost_by_risk == pytest.approx(found.by_gain.best_profit - found.by_risk.profit[found.by_gain.best])


@given(crowds())
def test_curves_end_at_the_same_profit_and_none_lies_above_the_one_by_gain(crowd):
    found = contact_curves(crowd, treatment())
    assert found.by_risk.profit[-1] == pytest.approx(found.of_all, rel=1e-9, abs=1e-6)
    assert (found.by_risk.profit <= found.by_gain.profit + 1e-6).all()
    table = found.table()
    assert table["customers"].max() == found.reach
    if len(found.by_gain.order):
        best = table[table["ranking"] == "saving"]["profit"].max()
        assert best == pytest.approx(found.by_gain.best_profit)


def test_curves_of_nobody_are_a_single_point():
    found = contact_curves(people([]), treatment())
    assert (found.by_gain.best, found.of_all, len(found.table())) == (0, 0.0, 2)


def test_the_line_is_the_threshold_at_each_risk_and_falls_with_it():
    made = [mail(), treatment()]
    line = frontier(made, 0.6)
    assert line["risk"].iloc[-1] == pytest.approx(0.6)
    assert line["value"].tolist() == [value_threshold(made, risk) for risk in line["risk"]]
    assert (np.diff(line["value"]) < 0).all()
    assert (frontier([], 0.5)["value"] == math.inf).all()


def test_the_easiest_intervention_is_the_one_with_the_lowest_threshold():
    call, visit = treatment(), treatment("visit", contact_cost=9_000)
    assert easiest_intervention([mail(), visit, call], 0.5) is call
    assert easiest_intervention([treatment(aim="expansion")], 0.5) is NO_CONTACT


@pytest.mark.parametrize(("currency", "decimals"), [("JPY", 0), ("USD", 2), ("EUR", 2), ("XXX", 0), ("", 0), ("", 3)])
def test_the_library_is_usable_in_every_currency(currency, decimals):
    found = library_in(currency, decimals)
    assert treatment_flaws(found) == []
    assert [t.id for t in found] == [t.id for t in LIBRARY]


def test_a_call_of_800_yen_is_about_five_dollars_in_cents():
    call = next(t for t in library_in("USD", 2) if t.id == "cs_call")
    assert call.contact_cost == pytest.approx(533.33, abs=0.01)
    assert library_in("JPY", 0) == LIBRARY


def test_an_unknown_currency_with_decimal_places_is_not_taken_for_yen():
    """A British shop's file names no currency: a call once cost it 800 pounds."""
    assert library_in("", 2) == library_in("USD", 2)
    assert library_in("", 0) == LIBRARY
