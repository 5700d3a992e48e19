"""Numbers that papers print, within their printed precision."""

import math

import numpy as np
import pytest

from ltv.metrics.repeat_spend import RepeatSpend
from ltv.models.bgbb import BGBB, fit_bgbb
from ltv.models.bgnbd import BGNBD, fit_bgnbd
from ltv.models.cnbd import fit_bgcnbd, fit_mbgcnbd
from ltv.models.fit import Rung
from ltv.models.gammagamma import fit_gammagamma
from ltv.models.mbgnbd import MBGNBD, fit_mbgnbd
from ltv.models.nbd import fit_nbd
from ltv.models.paretonbd import ParetoNBD, fit_paretonbd
from tests.models.published import cdnow, cdnow_customers, donations, rounded_cdnow


def printed(values, digits):
    return pytest.approx(values, abs=0.5000001 * 10**-digits)


def parameters(model):
    return list(model.fit.parameters.values())


def test_the_cdnow_sample_has_the_customers_and_repeats_of_the_papers():
    histories = cdnow()
    assert histories.customers == 2357
    assert histories.repeats == 2457  # Fader, Hardie & Lee (2005), p. 279
    assert (histories.x > 0) @ histories.count == 946


def test_bgnbd_matches_fader_hardie_lee_2005():
    """Marketing Science 24, table 2: r .243, α 4.414, a .793, b 2.426, LL -9582.4; standard errors by Hessian."""
    model = fit_bgnbd(cdnow())
    assert parameters(model) == [
        printed(0.24259, 5), printed(4.41360, 5), printed(0.79292, 5), printed(2.42591, 5)
    ]  # fmt: skip
    assert model.fit.loglik == printed(-9582.4292, 4)
    errors = list(model.fit.standard_errors.values())
    assert errors == [printed(0.0126, 4), printed(0.3782, 4), printed(0.1857, 4), printed(0.7054, 4)]
    assert model.fit.rung == Rung.MAXIMUM
    assert model.log_likelihood(cdnow()) == pytest.approx(model.fit.loglik, abs=1e-8)


def test_bgnbd_predicts_what_the_papers_spreadsheet_does():
    """Customer 1 of CDNOW, x 2, t_x 30.43, T 38.86, t 39: 1.226 (bgnbd.xls); E[X(52)] = 1.444 (BTYD walkthrough)."""
    model = BGNBD(0.24259, 4.41360, 0.79292, 2.42591)
    assert model.expected_purchases(2, 30.43, 38.86, 39) == printed(1.2259, 4)
    assert model.expected_purchases_new(52) == printed(1.444, 3)


def test_mbgnbd_matches_batislam_denizel_filiztekin_2007():
    model = fit_mbgnbd(cdnow())
    assert parameters(model) == [printed(0.5248, 4), printed(6.1831, 4), printed(0.8914, 4), printed(1.6140, 4)]
    assert model.fit.loglik == printed(-9582.1357, 4)
    as_bgnbd = MBGNBD(0.24259, 4.41360, 0.79292, 2.42591)
    assert as_bgnbd.expected_purchases(2, 30.43, 38.86, 39) == printed(1.3404, 4)


def test_paretonbd_matches_fader_hardie_lee_2005_and_note_009():
    """Marketing Science 24, table 2: r .553, α 10.578, s .606, β 11.669, LL -9595.0."""
    model = fit_paretonbd(cdnow())
    assert parameters(model) == [
        printed(0.55328, 5), printed(10.57768, 5), printed(0.60624, 5), printed(11.66874, 5)
    ]  # fmt: skip
    assert model.fit.loglik == printed(-9594.9762, 4)
    errors = list(model.fit.standard_errors.values())
    assert errors == [printed(0.0476, 4), printed(0.8427, 4), printed(0.1873, 4), printed(6.211, 3)]
    assert model.p_alive(26, 30.86, 31) == printed(0.9979, 4)


def test_paretonbd_expects_what_the_btyd_walkthrough_prints():
    """Wadsworth, Buy 'Til You Die: a walkthrough (2012): parameters .5533 10.5802 .6061 11.6562, E[X(52)] = 1.473."""
    model = ParetoNBD(0.5533, 10.5802, 0.6061, 11.6562)
    assert model.expected_purchases_new(52) == printed(1.473, 3)


def test_the_rounded_summary_of_lifetimes_gives_slightly_other_numbers():
    model = fit_bgnbd(rounded_cdnow())
    assert parameters(model) == [
        printed(0.24259, 5), printed(4.41353, 5), printed(0.79289, 5), printed(2.42575, 5)
    ]  # fmt: skip
    assert model.fit.loglik == printed(-9582.4256, 4)


def test_cdnow_customers_buy_at_random_times():
    """Reutterer, Platzer & Schröder (2021): CDNOW shows no regularity, k = 1, so the models are BG/NBD and MBG/NBD."""
    for regular, plain in ((fit_bgcnbd(cdnow()), fit_bgnbd(cdnow())), (fit_mbgcnbd(cdnow()), fit_mbgnbd(cdnow()))):
        assert regular.k == 1
        assert parameters(regular) == pytest.approx(parameters(plain))


def test_customers_who_never_leave_fit_cdnow_worse():
    assert fit_nbd(cdnow()).fit.loglik < fit_bgnbd(cdnow()).fit.loglik - 100


def test_gamma_gamma_matches_note_025():
    """Fader & Hardie (2013): p 6.25, q 3.74, γ 15.44 for 946 repeat customers; E[M] of the first ten of them all."""
    customers = cdnow_customers()
    spend = RepeatSpend.of(customers["x"], customers["m"])
    model = fit_gammagamma(spend)
    assert (spend.customers, spend.without_repeat) == (946, 1411)
    assert parameters(model) == [printed(6.2496, 4), printed(3.7442, 4), printed(15.4435, 4)]
    assert model.fit.loglik == printed(-4055.9177, 4)
    ten = model.expected_spend(customers["x"], customers["m"])[:10]
    assert list(ten) == [printed(v, 2) for v in (24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17)]


def test_bgbb_matches_fader_hardie_shang_2010():
    """Marketing Science 29, table 3: α 1.204, β .750, γ .657, δ 2.783, LL -33225.6; P(alive in 2002), table 6."""
    model = fit_bgbb(donations())
    assert parameters(model) == [printed(1.2035, 4), printed(0.7497, 4), printed(0.6567, 4), printed(2.7834, 4)]
    assert model.fit.loglik == printed(-33225.5813, 4)
    assert list(model.p_alive([0, 2, 6], [0, 4, 6], 6)) == [printed(0.108, 3), printed(0.590, 3), printed(0.930, 3)]


def test_bgbb_expects_the_donations_of_the_papers_table():
    """Fader, Hardie & Shang (2010), expected gifts in 2002 to 2006 by number and year of the last gift."""
    table = {
        0: [0.07], 1: [0.09, 0.31, 0.59, 0.84, 1.02, 1.15], 2: [0.12, 0.54, 1.06, 1.44, 1.67],
        3: [0.22, 1.03, 1.80, 2.19], 4: [0.58, 2.03, 2.71], 5: [1.81, 3.23], 6: [3.75],
    }  # fmt: skip
    model = fit_bgbb(donations())
    for x, row in table.items():
        last = np.arange(x, 7) if x else np.array([0])
        assert list(model.expected_purchases(x, last, 6, 5)) == [printed(v, 2) for v in row]


def test_bgbb_expects_what_the_btyd_walkthrough_prints():
    """Customers A and B over ten more years: .1302169 and 3.627858, of parameters fitted there to five digits."""
    model = BGBB(1.2035, 0.7497, 0.6567, 2.7834)
    assert model.expected_purchases(0, 0, 6, 10) == printed(0.1302, 4)
    assert model.expected_purchases(4, 5, 6, 10) == pytest.approx(3.627858, abs=3e-4)


def test_discounting_at_15_percent_is_the_papers_0027_a_week():
    """Fader, Hardie & Lee, RFM and CLV (2005), p. 420: 15 % a year, compounded continuously, is .0027 a week."""
    assert math.log(1.15) * 7 / 365.25 == printed(0.0027, 4)
