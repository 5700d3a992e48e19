"""The average of both models, and when only one of them is used."""

import numpy as np
import pytest
from scipy import special

from ltv.metrics.tenures import Tenures
from ltv.models.bdw import fit_bdw
from ltv.models.contract_average import (
    AVERAGED,
    BDW_WON,
    CLEAR,
    UNTRIED,
    ContractAverage,
    fit_contracts,
    log_score,
    rolling_scores,
)
from ltv.models.renewal_model import band
from ltv.models.sbg import fit_sbg
from tests.models.customers import DEGENERATE, HIGH_END, REGULAR, counted, simulated_bdw, simulated_sbg


def test_the_average_is_the_mean_of_both_curves():
    model = fit_contracts(Tenures.of_survivors(HIGH_END[:8]))
    assert (model.weight, model.why) == (0.5, AVERAGED)
    ages = np.arange(20)
    assert model.survival(ages) == pytest.approx((model.sbg.survival(ages) + model.bdw.survival(ages)) / 2)
    assert model.del_(discount=0.1) == pytest.approx((model.sbg.del_(discount=0.1) + model.bdw.del_(discount=0.1)) / 2)
    alive = float(model.survival(3))
    later = sum(float(model.survival(t)) * 1.1 ** (4 - t) for t in range(4, 400)) / alive
    assert model.derl_before(4, discount=0.1) == pytest.approx(later)


def errors_of_high_end(years: int) -> dict[str, float]:
    """Mean absolute error of the share of High End customers in the years not fitted."""
    model = fit_contracts(Tenures.of_survivors(HIGH_END[: years + 1]))
    later = np.arange(years + 1, 13)
    named = {"average": model, "sbg": model.sbg, "bdw": model.bdw}
    return {name: np.abs(m.survival(later) - np.array(HIGH_END)[later] / 1000).mean() for name, m in named.items()}


def test_after_seven_years_the_average_projects_high_end_best():
    error = errors_of_high_end(7)
    assert error["average"] < error["bdw"] < error["sbg"]
    assert error["average"] < 0.004


def test_after_four_years_the_average_errs_far_less_than_the_shifted_beta_geometric():
    error = errors_of_high_end(4)
    assert error["average"] < 0.6 * error["sbg"]


@pytest.mark.parametrize("years", [4, 7])
def test_the_average_projects_regular_customers_within_a_percentage_point(years):
    model = fit_contracts(Tenures.of_survivors(REGULAR[: years + 1]))
    later = np.arange(years + 1, 13)
    assert np.abs(model.survival(later) - np.array(REGULAR)[later] / 1000).max() < 0.01


def test_a_forecast_is_scored_by_what_happened_after_it():
    tenures = Tenures.of_survivors(HIGH_END[:8])
    scores = rolling_scores(tenures)
    assert scores["origin"].tolist() == [3, 4, 5, 6]
    known = Tenures.of_survivors(HIGH_END[:5])
    sbg, bdw = fit_sbg(known), fit_bdw(known)
    at_four = scores.set_index("origin").loc[4]
    for name, model in (("sbg", sbg), ("bdw", bdw)):
        p = [float(model.retention(t)) for t in (5, 6, 7)]
        by_hand = sum(
            HIGH_END[t] * np.log(p[t - 5]) + (HIGH_END[t - 1] - HIGH_END[t]) * np.log(1 - p[t - 5]) for t in (5, 6, 7)
        )
        assert at_four[name] == pytest.approx(by_hand)
    assert at_four["faced"] == HIGH_END[4] + HIGH_END[5] + HIGH_END[6]


def test_the_score_of_all_renewals_is_the_likelihood():
    tenures = simulated_sbg(0.7, 3.8, 2000, years=7, seen_for=4, seed=2)
    model = fit_sbg(tenures)
    assert log_score(model, tenures.renewals(), 0) == pytest.approx(model.fit.loglik)


def test_few_renewals_are_averaged_untried():
    model = fit_contracts(Tenures.of_survivors(HIGH_END[:4]))
    assert (model.weight, model.why, len(model.scores)) == (0.5, UNTRIED, 0)


def test_a_model_that_forecast_clearly_better_is_used_alone():
    model = fit_contracts(simulated_bdw(0.4, 3.0, 2.2, 100_000, years=10, seed=1))
    assert (model.weight, model.why) == (1.0, BDW_WON)
    assert (model.scores["bdw"] - model.scores["average"]).median() > CLEAR
    assert model.survival(12) == model.bdw.survival(12)
    assert {type(drawn).__name__ for drawn in model.draws(10, 0)} == {"BetaDiscreteWeibull"}


def test_the_interval_of_an_average_spans_both_models():
    model = fit_contracts(Tenures.of_survivors(HIGH_END[:5]))
    low, high = band(model, lambda m: m.survival(12))
    assert low < model.sbg.survival(12) < model.survival(12) < model.bdw.survival(12) < high
    kinds = [type(drawn).__name__ for drawn in model.draws(10, 0)]
    assert kinds.count("ShiftedBetaGeometric") == kinds.count("BetaDiscreteWeibull") == 5


def test_the_mean_lifetime_is_known_only_where_both_have_one():
    model = fit_contracts(Tenures.of_survivors(HIGH_END[:5]))
    assert model.sbg.expected_lifetime > 1
    assert np.isnan(model.expected_lifetime)
    alone = ContractAverage(model.sbg, model.bdw, 0.0, AVERAGED, model.scores)
    assert alone.expected_lifetime == model.sbg.expected_lifetime


@pytest.mark.parametrize("name", DEGENERATE)
def test_plain_answers_on_degenerate_data(name):
    model = fit_contracts(counted(DEGENERATE[name]))
    curve = model.survival(np.arange(40))
    assert ((curve >= 0) & (curve <= 1)).all()
    assert (np.diff(curve) <= 1e-15).all()
    assert np.isfinite(model.scores[["sbg", "bdw", "average"]]).all(axis=None)
    assert 1 <= model.del_(discount=0.1) <= 11 + 1e-9
    assert special.logit(float(model.retention(1))) > -20
