"""Sums that are told of a plan agree with counting one by one."""

from collections import defaultdict

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.decisions.action_plan import HOLD_OUT, TREAT, WHY
from ltv.decisions.audience import plan_audience
from ltv.decisions.caps import Caps
from ltv.decisions.consent import Consent, consent_counts
from tests.decisions.people import crowds, treatments


@settings(max_examples=60)
@given(crowds(), treatments(), st.integers(0, 10))
def test_sums_by_treatment_and_by_reason_count_everyone_once(crowd, made, contacts):
    plan = plan_audience(crowd, made, Caps(contacts=contacts), seed="x")
    by_treatment, by_reason = plan.by_treatment(), plan.by_reason()
    everyone = by_treatment[["treated", "held_out"]].to_numpy().sum() + by_reason["customers"].sum()
    assert everyone == len(crowd)
    naive = defaultdict(lambda: [0, 0, 0.0, 0.0])
    for row in plan.chosen.itertuples():
        sums = naive[row.treatment]
        sums[0 if row.arm == TREAT else 1] += 1
        if row.arm == TREAT:
            sums[2], sums[3] = sums[2] + row.gain, sums[3] + row.cost
    assert {row.treatment: [row.treated, row.held_out] for row in by_treatment.itertuples()} == {
        name: sums[:2] for name, sums in naive.items()
    }
    for row in by_treatment.itertuples():
        assert [row.gain, row.cost] == pytest.approx(naive[row.treatment][2:])
    assert by_treatment["gain"].sum() == pytest.approx(plan.gain)
    assert by_reason["saved_cost"].sum() == pytest.approx(plan.saved_cost)
    assert set(by_reason["reason"]) <= set(WHY)
    assert plan.contacts_by_people == sum(row.arm != HOLD_OUT and row.hours > 0 for row in plan.chosen.itertuples())
    assert plan.contacts_by_machine == sum(row.arm != HOLD_OUT and row.hours == 0 for row in plan.chosen.itertuples())


def test_consent_is_counted_and_blank_is_not_a_yes():
    column = pd.Series(["可", "不可", None, "??", "yes"], dtype=object)
    assert consent_counts(column, 5) == {Consent.REFUSED: 1, Consent.GIVEN: 2, Consent.UNKNOWN: 2}
    assert consent_counts(None, 3) == {Consent.REFUSED: 0, Consent.GIVEN: 0, Consent.UNKNOWN: 3}
