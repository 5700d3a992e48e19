import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.decisions.quadrants import (
    QUADRANT_MEANINGS,
    QUADRANT_NAMES,
    Quadrant,
    average_risk,
    quadrants,
    value_threshold,
)
from ltv.decisions.treatment_library import LIBRARY
from ltv.decisions.treatments import expected_gain
from ltv.errors import InvalidTableError
from tests.decisions.people import E4B, crowds, mail, people, treatment, treatments


def placed(rows, *made, **columns):
    table = quadrants(people(rows, **columns), made)
    return dict(zip(table["customer_id"], table["quadrant"]))


def test_e4b_is_placed_by_money():
    assert placed(E4B, treatment()) == {
        "A": "rescue", "B": "rescue", "C": "rescue", "D": "let_go", "E": "nurture", "F": "rescue",
    }  # fmt: skip


def test_the_threshold_is_the_value_at_which_the_cheapest_effort_of_a_person_breaks_even():
    assert average_risk(people(E4B)) == pytest.approx(0.525)
    by_hand = 3_000 + (0.475 * 3_000 + 500) / (0.525 * 0.3)
    assert value_threshold([mail(), treatment(), treatment("visit", contact_cost=9_000)], 0.525) == pytest.approx(
        by_hand
    )


def test_a_mail_is_no_effort_of_a_person_unless_there_is_nothing_else():
    assert value_threshold([mail(), treatment(offer=0, take_rate=0)], 1.0) == pytest.approx(500 / 0.3)
    assert value_threshold([mail()], 1.0) == pytest.approx(500)
    assert value_threshold([treatment(aim="expansion")], 1.0) == math.inf


def test_a_small_customer_is_watched_by_mail_and_a_tiny_one_let_go():
    rows = [("small", 0.5, 2_000), ("tiny", 0.5, 500)]
    call = treatment(offer=0, take_rate=0, effect=0.1)
    assert placed(rows, call, mail(), consent=["可", "可"]) == {"small": "automate", "tiny": "let_go"}


def test_consent_decides_how_a_customer_is_reached_not_what_they_are_worth():
    rows = [("yes", 0.5, 2_000), ("no", 0.5, 2_000), ("blank", 0.5, 2_000)]
    call = treatment(offer=0, take_rate=0, effect=0.1)
    assert set(placed(rows, call, mail(), consent=["可", "不可", None]).values()) == {"automate"}
    found = quadrants(people(rows).assign(consent=["可", "不可", None]), [call, mail()])
    assert (found["gain"] > 0).tolist() == [True, False, False]
    assert found["best_treatment"].tolist()[1:] == ["no_contact", "no_contact"]


def test_a_loss_is_a_matter_of_price_and_the_unknown_stays_unknown():
    rows = [("loss", 0.9, -1), ("no value", 0.9, np.nan), ("no risk", np.nan, 90_000), ("nothing", 0.9, 0)]
    table = quadrants(people(rows), [treatment()])
    assert table["quadrant"].tolist() == ["price_review", "unknown", "unknown", "let_go"]
    assert table["best_treatment"].unique().tolist() == ["no_contact"]
    assert table["gain"].fillna(-1).tolist() == [0, -1, -1, 0]


def test_what_passes_within_days_moves_nobody():
    call = treatment(cooling_days=30)
    rows = [("B", 0.6, 60_000)]
    for column in ({"days_since_contact": [2]}, {"in_dispute": [True]}, {"churn_notified": [True]}):
        assert placed(rows, call, **column) == {"B": "rescue"}


def test_who_is_not_to_be_renewed_soon_waits_with_the_gain_of_acting_today():
    """A person's effort pays off for B and E; E's renewal is far. D is too small for one, due or not."""
    rows = [("B", 0.6, 60_000), ("E", 0.6, 60_000), ("D", 0.8, 3_000)]
    found = quadrants(people(rows, is_due=[True, False, False]), [treatment(), mail(needs_consent=False, channel="dm")])
    assert found["quadrant"].tolist() == ["rescue", "wait", "automate"]
    assert found["gain"][0] == found["gain"][1] > 0
    assert found["best_treatment"].tolist()[:2] == ["call", "call"]


@given(crowds(), treatments(), st.data())
@settings(max_examples=100)
def test_a_renewal_far_away_turns_saving_into_waiting_and_moves_nobody_else(table, made, data):
    due = np.array(data.draw(st.lists(st.booleans(), min_size=len(table), max_size=len(table))), dtype=bool)
    now, later = quadrants(table, made), quadrants(table.assign(is_due=due), made)
    expected = ["wait" if code == "rescue" and not near else code for code, near in zip(now["quadrant"], due.tolist())]
    assert later["quadrant"].tolist() == expected
    assert later["gain"].equals(now["gain"])
    assert later["best_treatment"].equals(now["best_treatment"])


@given(crowds(), treatments())
@settings(max_examples=100)
def test_without_pauses_disputes_and_past_contacts_everyone_is_where_they_were(table, made):
    free = table.assign(days_since_contact=np.nan, contacts_30d=0, in_dispute=False, churn_notified=False)
    added = ["quadrant", "best_treatment", "gain"]
    pd.testing.assert_frame_equal(quadrants(table, made)[added], quadrants(free, made)[added])


def test_the_best_treatment_and_its_gain_are_named():
    table = quadrants(people(E4B), [treatment(), treatment("dear", contact_cost=2_500, effect=0.5)])
    table = table.set_index("customer_id")
    assert table.loc["B", "best_treatment"] == "dear"
    assert table.loc["B", "gain"] == pytest.approx(0.6 * 0.5 * 57_000 - 0.4 * 3_000 - 2_500)
    assert table.loc["F", ["best_treatment", "gain"]].tolist() == ["call", pytest.approx(850)]
    assert table.loc["A", ["best_treatment", "gain"]].tolist() == ["call", pytest.approx(550)]


def test_ties_go_to_the_cheaper_treatment():
    same = [treatment("dear", contact_cost=20_300, effect=0.9), treatment("cheap", contact_cost=500, effect=0.5)]
    table = quadrants(people([("B", 0.9, 58_000)]), same)
    assert expected_gain(0.9, 58_000, same[0]) == pytest.approx(expected_gain(0.9, 58_000, same[1]))
    assert table["best_treatment"].tolist() == ["cheap"]


@given(crowds(), treatments(), st.sampled_from([None, 0.0, 0.2, 1.0]))
@settings(max_examples=150)
def test_everyone_is_in_one_quadrant_and_rows_keep_their_place(table, made, reference):
    found = quadrants(table, made, reference_risk=reference)
    pd.testing.assert_frame_equal(found[list(table.columns)], table)
    assert set(found["quadrant"]) <= set(Quadrant)
    unknown = table["value"].isna() | table["risk"].isna()
    assert (found["quadrant"].eq("unknown") == unknown).all()
    assert (found["gain"].isna() == unknown).all()
    assert (found["gain"].dropna() >= 0).all()
    assert ((found["best_treatment"] == "no_contact") == ~(found["gain"] > 0)).all()
    assert found.loc[found["quadrant"].eq("let_go"), "gain"].le(0).all()
    agreed = quadrants(table.assign(consent="可"), made, reference_risk=reference)
    assert agreed["quadrant"].tolist() == found["quadrant"].tolist()
    assert agreed.loc[agreed["quadrant"].isin(["rescue", "automate"]), "gain"].gt(0).all()


@given(crowds(), st.floats(0.01, 1))
@settings(max_examples=100)
def test_whoever_is_nurtured_has_at_most_the_reference_risk(table, reference):
    call = treatment(minimum_margin=-1e9)
    found = quadrants(table, [call, mail()], reference_risk=reference)
    assert (found.loc[found["quadrant"].eq("nurture"), "risk"] <= reference + 1e-9).all()


@given(crowds())
@settings(max_examples=50)
def test_a_larger_value_never_lets_a_customer_go(table):
    richer = table.assign(value=table["value"] * 2)
    low, high = (quadrants(t, LIBRARY, reference_risk=0.3)["quadrant"] for t in (table, richer))
    assert not (low.isin(["rescue", "automate"]) & high.eq("let_go")).any()


def test_no_treatments_at_all_leaves_nothing_to_do():
    assert placed(E4B) == dict.fromkeys("ABCDEF", "let_go")


def test_words_are_there_in_both_languages():
    assert set(QUADRANT_NAMES) == set(QUADRANT_MEANINGS) == set(Quadrant)
    for text in (*QUADRANT_NAMES.values(), *QUADRANT_MEANINGS.values()):
        assert text.ja
        assert text.en.isascii()


@pytest.mark.parametrize(("change", "message"), [
    ({"risk": 1.2}, "risk: not a share from 0 to 1 (6 rows, first in row 1)"),
    ({"value": np.inf}, "value: infinite (6 rows, first in row 1)"),
    ({"customer": 1}, "customer: given more than once (5 rows, first in row 2)"),
    ({"customer": "x"}, "customer: not a code, a whole number (6 rows, first in row 1)"),
])  # fmt: skip
def test_people_that_cannot_be_used_are_refused_in_words(change, message):
    with pytest.raises(InvalidTableError) as refused:
        quadrants(people(E4B).assign(**change), [treatment()])
    assert message in refused.value.problems


def test_a_missing_column_and_a_flawed_treatment_are_named():
    with pytest.raises(InvalidTableError, match="risk: column not found"):
        quadrants(people(E4B).drop(columns="risk"), [treatment()])
    with pytest.raises(InvalidTableError, match="call: unknown department"):
        quadrants(people(E4B), [treatment(owner="legal")])
