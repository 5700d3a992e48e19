"""Seven thousand subscribers: the curves against plain loops, and the models against the curves."""

import csv
import math
from collections import Counter

import numpy as np
import pytest

from ltv.metrics.tenures import Tenures
from ltv.metrics.terms import MONTH
from ltv.models.contract_average import BDW_WON, fit_contracts
from ltv.models.exponential_gamma import fit_exponential_gamma
from ltv.models.kaplan_meier import fit_kaplan_meier
from ltv.models.sbg import fit_sbg
from ltv.models.sbg_segments import fit_sbg_by
from ltv.models.weibull import fit_weibull


@pytest.fixture
def rows(real_data) -> list[dict[str, str]]:
    """Subscribers; eleven who have not paid for a month yet are left out."""
    with real_data("telco_ibm/Telco-Customer-Churn.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["tenure"] != "0"]


def tenures(rows) -> Tenures:
    return Tenures.of([int(row["tenure"]) for row in rows], [row["Churn"] == "Yes" for row in rows], term=MONTH)


def test_the_observed_curve_is_that_of_a_plain_loop(rows):
    left = Counter(int(row["tenure"]) for row in rows if row["Churn"] == "Yes")
    seen = Counter(int(row["tenure"]) for row in rows)
    alive, error, there = 1.0, 0.0, len(rows)
    curve = fit_kaplan_meier(tenures(rows))
    for month in range(1, 73):
        if left[month]:
            alive *= 1 - left[month] / there
            error += left[month] / (there * (there - left[month]))
        assert curve.survival(month) == pytest.approx(alive)
        assert curve.standard_error(month) == pytest.approx(alive * math.sqrt(error))
        there -= seen[month]
    assert (len(rows), sum(left.values())) == (7032, 1869)
    assert math.isnan(curve.median().value)


@pytest.mark.parametrize(
    ("fit", "within"),
    [(fit_sbg, 0.035), (fit_contracts, 0.02), (fit_weibull, 0.03), (fit_exponential_gamma, 0.03)],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_every_model_lies_on_the_observed_curve(rows, fit, within):
    counted = tenures(rows)
    months = np.arange(1, 61)
    model, observed = fit(counted), fit_kaplan_meier(counted).survival(months)
    assert np.abs(model.survival(months) - observed).max() < within


@pytest.mark.parametrize(("months", "within"), [(12, 0.06), (24, 0.04), (36, 0.035)])
def test_the_first_months_foretell_the_later_ones_by_the_model_that_past_forecasts_chose(rows, months, within):
    counted = tenures(rows)
    model = fit_contracts(counted.until(months))
    later = np.arange(months + 1, 61)
    observed = fit_kaplan_meier(counted).survival(later)
    errors = [np.abs(m.survival(later) - observed).max() for m in (model, model.sbg, model.bdw)]
    assert model.why == BDW_WON
    assert errors[0] == min(errors) < within


def test_segments_by_payment_are_ordered_as_their_curves_are(rows):
    kinds = sorted({row["PaymentMethod"] for row in rows})
    segments = {kind: tenures([row for row in rows if row["PaymentMethod"] == kind]) for kind in kinds}
    models = fit_sbg_by(segments).models
    by_curve = sorted(kinds, key=lambda kind: float(fit_kaplan_meier(segments[kind]).survival(36)))
    assert sorted(kinds, key=lambda kind: float(models[kind].survival(36))) == by_curve
    assert by_curve[0] == "Electronic check"
