"""Segments that lean on one another."""

import numpy as np
import pytest

from ltv.metrics.tenures import Tenures
from ltv.metrics.terms import MONTH, YEAR
from ltv.models.fit import Rung
from ltv.models.renewal_model import band
from ltv.models.sbg import fit_sbg
from ltv.models.sbg_segments import SPREADS, fit_sbg_by
from tests.models.customers import counted, simulated_sbg

LARGE = {
    "fair": simulated_sbg(1.4, 2.5, 5000, years=8, seed=1),
    "search": simulated_sbg(0.7, 3.8, 8000, years=8, seed=2),
}
TINY = {
    "lucky": counted([(3, False, 0), (4, False, 0), (5, False, 0)]),
    "unlucky": counted([(1, True, 0), (1, True, 0), (2, True, 0)]),
    "unknown": counted([]),
}


def value(model) -> float:
    return model.del_(discount=0.1)


def test_a_large_segment_keeps_its_own_curve():
    models = fit_sbg_by(LARGE | TINY).models
    for name, tenures in LARGE.items():
        assert models[name].survival(6) == pytest.approx(float(fit_sbg(tenures).survival(6)), abs=0.01)


def test_a_tiny_segment_neither_wins_nor_loses_by_luck():
    found = fit_sbg_by(LARGE | TINY)
    alone = fit_sbg(TINY["lucky"])
    assert value(alone) > 1.3 * value(found.models["search"])
    assert value(found.models["fair"]) < value(found.models["lucky"]) < 1.1 * value(found.models["search"])
    assert value(found.models["unlucky"]) > 0.6 * value(found.pooled)


def test_a_segment_of_nobody_has_the_pooled_curve_and_is_less_certain():
    found = fit_sbg_by(LARGE | TINY)
    unknown = found.models["unknown"]
    assert (unknown.alpha, unknown.beta) == pytest.approx((found.pooled.alpha, found.pooled.beta))
    widths = [np.subtract(*band(m, lambda m: m.survival(5))[::-1]) for m in (unknown, found.pooled)]
    assert widths[0] > 2 * widths[1]


def test_pooling_is_nearer_to_the_truth_than_fitting_apart():
    rng = np.random.default_rng(7)
    truth = np.exp(rng.normal(np.log([0.8, 3.5]), 0.3, (30, 2)))
    segments = {str(i): simulated_sbg(a, b, 60, years=6, seed=i) for i, (a, b) in enumerate(truth)}
    pooled = fit_sbg_by(segments).models
    values = np.array([value(type(m)(a, b, m.fit)) for m, (a, b) in zip(pooled.values(), truth)])
    error, error_apart = (
        np.abs([value(models[name]) for name in segments] - values).mean()
        for models in (pooled, {name: fit_sbg(tenures) for name, tenures in segments.items()})
    )
    assert error < 0.75 * error_apart


def test_segments_alike_are_found_alike_and_segments_apart_apart():
    alike = {str(i): simulated_sbg(0.7, 3.8, 400, years=7, seed=i) for i in range(12)}
    assert fit_sbg_by(alike).spread <= 0.2
    rng = np.random.default_rng(0)
    shapes = np.exp(rng.normal(np.log([0.7, 3.8]), 0.8, (12, 2)))
    apart = {str(i): simulated_sbg(a, b, 4000, years=7, seed=i) for i, (a, b) in enumerate(shapes)}
    assert 0.5 <= fit_sbg_by(apart).spread <= 1.5


def test_one_segment_is_everybody():
    found = fit_sbg_by({"all": LARGE["fair"]})
    only = found.models["all"]
    assert (only.alpha, only.beta) == pytest.approx((found.pooled.alpha, found.pooled.beta), rel=1e-4)
    assert only.fit.standard_errors == pytest.approx(found.pooled.fit.standard_errors, rel=0.1)


def test_fits_say_that_they_lean():
    fit = fit_sbg_by(LARGE).models["fair"].fit
    assert fit.rung == Rung.PRIOR
    assert "leans on all customers" in fit.why.en
    assert fit.customers == LARGE["fair"].customers


@pytest.mark.parametrize("segments", [{}, {"a": counted([])}, TINY], ids=["none", "nobody", "tiny only"])
def test_plain_answers_on_degenerate_segments(segments):
    found = fit_sbg_by(segments)
    assert found.spread in SPREADS
    assert list(found.models) == list(segments)
    for model in [found.pooled, *found.models.values()]:
        curve = model.survival(np.arange(20))
        assert ((curve >= 0) & (curve <= 1)).all()
        assert (np.diff(curve) <= 0).all()
        assert 1 <= value(model) <= 11


def test_segments_in_different_terms_do_not_mix():
    with pytest.raises(ValueError, match="do not add up"):
        fit_sbg_by({"a": Tenures.of([1], [True], term=YEAR), "b": Tenures.of([1], [True], term=MONTH)})
