"""Simulate a hazard that is known, and find it again."""

import numpy as np
import pandas as pd
import pytest
from scipy import special

from ltv.dataset import Dataset
from ltv.ledger import Ledger
from ltv.models.early_warning import Evaluation, Status, early_warning
from ltv.models.early_warning.features import features
from ltv.models.early_warning.logistic import AS_PREDICTED, correction, fit_logistic
from ltv.models.early_warning.panel import panel
from ltv.models.early_warning.sample import Sample
from ltv.months import date_of, month_number
from tests.early_warning.books import contracts, date, day

MONTHS = 24
LATE_EFFECT, CHANNEL_EFFECT, BASE = 1.6, 0.9, -2.8


def monthly_shop(customers=2500, seed=5):
    """Everyone orders on the 10th until leaving; a late delivery, and coming from "ads", raise the odds of leaving."""
    rng = np.random.default_rng(seed)
    ads = rng.random(customers) < 0.4
    starts = rng.integers(0, MONTHS, customers)
    orders, deliveries, hazard = [], [], {}
    for c in range(customers):
        for month in range(starts[c], MONTHS):
            ordered = day(f"{2024 + month // 12}-{month % 12 + 1:02d}-10")
            late = rng.random() < 0.25
            orders.append((f"c{c:04d}", date(ordered), 1000))
            deliveries.append((f"c{c:04d}", ordered + 5, ordered + 5 + 3 * late))
            p = special.expit(BASE + LATE_EFFECT * late + CHANNEL_EFFECT * ads[c])
            hazard[c, month_number("2024-01") + month] = p
            if rng.random() < p:
                break
    people = pd.DataFrame(
        {"customer_id": [f"c{c:04d}" for c in range(customers)], "channel": np.where(ads, "ads", "shop")}
    )
    ledger = Ledger.from_orders(
        pd.DataFrame(orders, columns=["customer_id", "date", "amount"]),
        customers=people,
        as_of=date_of(day("2025-12-31")),
    )
    arrivals = pd.DataFrame(deliveries, columns=["customer_id", "promised", "delivered"])
    return Dataset("orders", ledger.months(), "simulated", ledger=ledger, deliveries=arrivals), hazard


@pytest.fixture(scope="module")
def simulated():
    data, hazard = monthly_shop()
    return data, hazard, early_warning(data)


def test_a_monthly_shop_is_read_as_one(simulated):
    _, _, found = simulated
    assert found.status == Status.LOGISTIC
    assert set(found.scores["horizon_months"]) == {1}


def test_the_effects_put_in_are_found_with_their_signs(simulated):
    data, _, found = simulated
    facts = found.facts.iloc[[0]].assign(late=0.0, days_late=0.0, latest_days_late=0.0)
    late = found.model.risk(facts.assign(late=1.0, days_late=3.0, latest_days_late=3.0))
    assert special.logit(late) - special.logit(found.model.risk(facts)) > 0.5
    labels = data.customers["channel"].to_numpy()[found.scores["customer"]]
    channel = found.model.contributions(found.facts)["channel"].to_numpy()
    assert channel[labels == "ads"].mean() - channel[labels == "shop"].mean() == pytest.approx(CHANNEL_EFFECT, abs=0.2)


def test_it_ranks_nearly_as_well_as_knowing_the_hazard_itself(simulated):
    data, hazard, found = simulated
    rows = panel(data)
    held = rows.rows(rows.observed & (rows.month >= found.held_out[0]))
    truth = Evaluation(held.left, np.array([hazard[int(c), int(m)] for c, m in zip(held.customer, held.month)]))
    assert found.evaluation.n == truth.n
    assert truth.auc - 0.04 < found.evaluation.auc < truth.auc + 0.01
    assert found.evaluation.brier < found.evaluation.brier_base


def test_its_risks_mean_what_they_say(simulated):
    _, _, found = simulated
    line = found.evaluation.line
    assert abs(line.slope - 1) < 3 * line.slope_se + 0.05
    assert abs(found.evaluation.intercept) < 0.25
    deciles = found.evaluation.deciles()
    inside = (deciles["predicted"] > deciles["low"] - 0.02) & (deciles["predicted"] < deciles["high"] + 0.02)
    assert inside.mean() >= 0.8


def test_reasons_name_the_late_delivery_where_there_was_one(simulated):
    _, _, found = simulated
    late = found.scores["customer"][found.facts["latest_days_late"] > 0]
    words = found.words(late.head(20))
    assert (words[words["driver"] == "late"]["customer"].nunique()) == 20
    assert words[words["driver"] == "late"]["en"].str.contains("late deliver").all()
    on_time = found.reasons[~found.reasons["customer"].isin(late)]
    assert "late" not in set(on_time["driver"])


def test_reasons_are_exact_parts_of_the_log_odds(simulated):
    _, _, found = simulated
    parts = found.model.contributions(found.facts)
    total = special.logit(found.scores["risk"].to_numpy())
    assert np.ptp(total - parts.sum(axis=1).to_numpy()) < 1e-9


def test_annual_contracts_leave_at_their_renewal_and_only_then():
    rng = np.random.default_rng(3)
    rows = {}
    for c in range(300):
        start, years = rng.integers(0, 30), rng.geometric(0.35)
        length = 12 * years
        rows[f"c{c:03d}"] = ([0] * start + [100] * length + [0] * 60)[:48]
    rows["c000"] = [100] * 48
    data = contracts("2022-01", **rows)
    found = early_warning(data)
    assert found.status in (Status.LOGISTIC, Status.BOOSTING)
    due = found.facts["due_12"] == 1
    assert found.scores["risk"][due].min() > 0.2
    assert found.scores["risk"][~due].max() < 0.05
    assert found.evaluation.auc > 0.95


def test_boosting_is_taken_where_risk_does_not_add_up():
    """Leaving depends on an exclusive or of two labels, which no sum of columns can say."""
    rng = np.random.default_rng(8)
    customers = [f"c{c:04d}" for c in range(1500)]
    channel, size = rng.integers(0, 2, 1500), rng.integers(0, 2, 1500)
    rate = np.where(channel ^ size, 0.30, 0.02)
    rows = {}
    for c, name in enumerate(customers):
        start, length = rng.integers(0, 20), rng.geometric(rate[c])
        rows[name] = ([0] * start + [100] * length + [0] * 24)[:24]
    rows[customers[0]] = [100] * 24
    data = contracts("2024-01", attributes={"channel": channel.astype(str), "size": size.astype(str)}, **rows)
    found = early_warning(data)
    assert found.status == Status.BOOSTING
    assert found.losses[Status.BOOSTING] < 0.97 * found.losses[Status.LOGISTIC]
    assert "勾配ブースティング" in found.why.ja
    assert found.scores["risk"].between(0, 1, inclusive="neither").all()


def test_risks_that_are_twice_too_bold_are_corrected_and_good_ones_left_alone():
    rng = np.random.default_rng(4)
    odds = rng.normal(-1, 1.5, 4000)
    left = rng.random(4000) < special.expit(odds)
    assert correction(left, special.expit(odds)) == AS_PREDICTED
    bold = correction(left, special.expit(2 * odds))
    assert bold.slope == pytest.approx(0.5, abs=0.06)
    assert correction(left[:200], special.expit(2 * odds[:200])) == AS_PREDICTED


def test_the_penalty_is_stronger_where_there_is_nothing_to_learn():
    data, _ = monthly_shop(400, seed=9)
    rows = panel(data)
    known = rows.rows(rows.observed)
    facts = features(data, known)
    noise = np.random.default_rng(1).random(len(known)) < 0.15
    strengths = [
        fit_logistic(Sample(facts, left, known.month, 1)).strength for left in (noise, (facts["late"] > 0).to_numpy())
    ]
    assert strengths[0] < strengths[1]
