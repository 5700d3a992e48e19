import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special

from ltv.metrics.intervals import wilson
from ltv.metrics.shrinkage import posterior, shrunk, shrunk_shares

SCHOOLS = np.array([28.0, 8, -3, 7, -1, 1, 18, 12]), np.array([15.0, 10, 16, 11, 9, 11, 10, 18])
"""Effects of coaching in eight schools and their standard errors (Rubin, Journal of Educational Statistics 6, 1981)."""

# rstan vignette "Accessing the contents of a stanfit object", mc-stan.org/rstan/articles/stanfit_objects.html: the same
# model by simulation, 4,000 draws: mean, its simulation error, 2.5 %, 97.5 %
STAN = [
    (11.322773164, 0.15505640, -1.9203819, 30.916918),
    (8.004101819, 0.09630841, -4.2607888, 21.066178),
    (6.299784074, 0.11559691, -10.6624969, 19.795872),
    (7.767177199, 0.08539246, -5.0272230, 20.456410),
    (5.247303714, 0.09140613, -8.9518058, 16.429356),
    (6.336858566, 0.09616920, -8.2020483, 18.395870),
    (10.608966215, 0.11328368, -1.9536568, 26.214924),
    (8.422207428, 0.12279133, -6.6975366, 25.181417),
]


def test_e4_with_a_given_prior_the_ranking_flips():
    """Prior 10 ± 8: 20 ± 3 becomes 18.767 and 26 ± 12 becomes 14.923."""
    table = posterior(np.array([20.0, 26.0]), np.array([3.0, 12.0]), prior_mean=10, prior_sd=8)
    assert table["shrunk"].round(3).tolist() == [18.767, 14.923]
    assert table["raw"].idxmax() == 1
    assert table["shrunk"].idxmax() == 0
    assert table["weight"].tolist() == pytest.approx([64 / 73, 64 / 208])
    sd = math.sqrt(64 * 9 / 73)
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx(
        [18.767123 - 1.959964 * sd, 18.767123 + 1.959964 * sd]
    )


def test_a_segment_that_tells_nothing_gets_the_prior():
    table = posterior(np.array([math.nan, 5.0]), np.array([1.0, math.nan]), prior_mean=10, prior_sd=2)
    assert table["shrunk"].tolist() == [10, 10]
    assert table["weight"].tolist() == [0, 0]
    assert table["high"].tolist() == pytest.approx([10 + 2 * 1.959964] * 2)


def test_eight_schools_come_out_as_published():
    for row, (mean, error, low, high) in zip(shrunk(*SCHOOLS).itertuples(), STAN):
        assert abs(row.shrunk - mean) < 4 * error
        assert abs(row.low - low) < 1.0  # ends of 4,000 draws
        assert abs(row.high - high) < 1.2


def naive_shrunk(means, errors):
    """Posterior means and second moments by numerical integration over the spread of segments, all written out."""

    def joint(tau, i, power):
        w = [1 / (e * e + tau * tau) for e in errors]
        mu = sum(a * y for a, y in zip(w, means)) / sum(w)
        density = math.exp(-0.5 * sum(a * (y - mu) ** 2 for a, y in zip(w, means)))
        density *= math.sqrt(math.prod(w) / sum(w))
        own = tau * tau * w[i]
        at = own * means[i] + (1 - own) * mu
        variance = errors[i] ** 2 * own + (1 - own) ** 2 / sum(w)
        return density * (1, at, at * at + variance)[power]

    def moment(i, power):
        return integrate.quad(joint, 0, np.inf, args=(i, power), limit=400, epsabs=0, epsrel=1e-10)[0]

    return [(moment(i, 1) / moment(i, 0), moment(i, 2) / moment(i, 0)) for i in range(len(means))]


def test_shrunk_means_are_those_of_numerical_integration():
    for row, (mean, _) in zip(shrunk(*SCHOOLS).itertuples(), naive_shrunk(*SCHOOLS)):
        assert row.shrunk == pytest.approx(mean, abs=2e-3)
    tiny = np.array([100.0, 90, 300, 95, 110]), np.array([3.0, 4, 150, 5, 2])
    for row, (mean, _) in zip(shrunk(*tiny).itertuples(), naive_shrunk(*tiny)):
        assert row.shrunk == pytest.approx(mean, rel=2e-3)


def test_a_tiny_segment_does_not_win():
    """Five large segments near 100 and one of a few customers at 300 ± 150."""
    table = shrunk(np.array([100.0, 90, 105, 95, 110, 300]), np.array([3.0, 4, 5, 5, 2, 150]))
    assert table["raw"].idxmax() == 5
    assert table["shrunk"].idxmax() == 4
    assert table["weight"].iloc[5] < 0.05


@given(
    st.lists(st.tuples(st.floats(-1000, 1000), st.floats(0.5, 500)), min_size=3, max_size=12), st.floats(-1e4, 1e4),
    st.floats(0.01, 100),
)  # fmt: skip
@settings(max_examples=60)
def test_shrinking_moves_towards_the_others_and_follows_shifts_and_scales(pairs, shift, scale):
    y, se = (np.array(column) for column in zip(*pairs))
    table = shrunk(y, se)
    assert (table["weight"].between(0, 1)).all()
    assert (table["low"] <= table["shrunk"]).all()
    assert (table["shrunk"] <= table["high"]).all()
    assert table["shrunk"].min() >= y.min() - 1e-9
    assert table["shrunk"].max() <= y.max() + 1e-9
    moved = shrunk(y * scale + shift, se * scale)
    assert moved["shrunk"].to_numpy() == pytest.approx(table["shrunk"].to_numpy() * scale + shift, rel=1e-6, abs=1e-4)


def test_the_smaller_of_two_equal_segments_is_pulled_further():
    table = shrunk(np.array([0.0, 10, 10, -5]), np.array([2.0, 2, 8, 3]))
    assert table["shrunk"].iloc[2] < table["shrunk"].iloc[1]
    assert table["weight"].iloc[2] < table["weight"].iloc[1]


@pytest.mark.parametrize("spread", [0.1, 1.0, 10.0])
def test_intervals_hold_the_truth_about_as_often_as_they_say(spread):
    """Six segments whose standard errors differ tenfold. With one estimate of the spread plugged in: 83 to 87 %."""
    rng = np.random.default_rng(2)
    errors = np.geomspace(0.3, 3.2, 6)
    held = []
    for _ in range(250):
        truth = rng.normal(0, spread, 6)
        table = shrunk(rng.normal(truth, errors), errors)
        held.append((table["low"] <= truth) & (truth <= table["high"]))
    assert 0.92 <= np.mean(held) <= 0.995
    assert np.mean(held, axis=0).min() >= 0.90


@pytest.mark.parametrize("size", [0, 1, 2])
def test_two_segments_cannot_tell_how_segments_differ_and_stay(size):
    y, se = np.array([3.0, 9.0])[:size], np.array([1.0, 2.0])[:size]
    table = shrunk(y, se)
    assert table["shrunk"].tolist() == y.tolist()
    assert table["weight"].tolist() == [1.0] * size
    assert (table["high"] - table["low"]).tolist() == pytest.approx((2 * 1.959964 * se).tolist())


def test_unknown_segments_among_others_get_the_common_mean():
    table = shrunk(np.array([1.0, 2, 3, math.nan, 50]), np.array([0.1, 0.1, 0.1, math.nan, math.nan]))
    assert table["shrunk"].iloc[3] == pytest.approx(2, abs=0.05)
    assert table["shrunk"].iloc[4] == pytest.approx(table["shrunk"].iloc[3])
    assert table["weight"].iloc[3:].tolist() == [0, 0]
    assert np.isfinite(table[["shrunk", "low", "high"]].to_numpy()).all()
    alone = shrunk(np.array([1.0, math.nan]), np.array([0.1, math.nan]))
    assert alone.iloc[1].isna().all()


def test_exact_estimates_stay_where_they_are():
    table = shrunk(np.array([1.0, 2, 3]), np.zeros(3))
    assert table["shrunk"].tolist() == pytest.approx([1, 2, 3])
    assert table["weight"].tolist() == pytest.approx([1, 1, 1])
    same = shrunk(np.array([2.0, 2, 2]), np.zeros(3))
    assert same["shrunk"].tolist() == pytest.approx([2, 2, 2])


def naive_share(successes, n):
    """Posterior means of shares by integration over the mean share and the spread, both flat, written out."""

    def log_likelihood(mean, prior):
        a, b = mean * prior, (1 - mean) * prior
        return sum(special.betaln(a + s, b + k - s) - special.betaln(a, b) for s, k in zip(successes, n))

    top = max(log_likelihood(m, 1 / r**4 - 1) for m in np.linspace(0.02, 0.98, 60) for r in np.linspace(0.05, 0.98, 60))

    def joint(mean, root, i):
        prior = 1 / root**4 - 1
        density = math.exp(log_likelihood(mean, prior) - top) * root
        return density if i is None else density * (mean * prior + successes[i]) / (prior + n[i])

    def integral(i):
        return integrate.dblquad(joint, 0.01, 0.9999, 0.0001, 0.9999, args=(i,), epsabs=0, epsrel=1e-4)[0]

    whole = integral(None)
    return [integral(i) / whole for i in range(len(n))]


def test_shrunk_shares_are_near_those_of_full_integration():
    """E7: search 35 of 50 kept, affiliate 30 of 60, referral 19 of 25."""
    successes, n = np.array([35, 30, 19]), np.array([50, 60, 25])
    table = shrunk_shares(successes, n)
    for row, mean in zip(table.itertuples(), naive_share(successes.tolist(), n.tolist())):
        assert row.shrunk == pytest.approx(mean, abs=0.01)


def test_one_customer_out_of_one_is_not_the_best_channel():
    table = shrunk_shares(np.array([700, 600, 760, 1]), np.array([1000, 1000, 1000, 1]))
    assert table["raw"].idxmax() == 3
    assert table["shrunk"].idxmax() == 2
    assert table["weight"].iloc[3] < 0.2


def test_many_customers_keep_their_share_and_wilsons_width():
    table = shrunk_shares(np.array([3500, 3000, 1900]), np.array([5000, 6000, 2500]))
    assert table["shrunk"].to_numpy() == pytest.approx(table["raw"].to_numpy(), abs=0.002)
    p, n = 0.7, 5000
    half = 1.96 * math.sqrt(p * (1 - p) / n)
    assert (table["high"] - table["low"]).iloc[0] / 2 == pytest.approx(half, rel=0.02)


@given(st.lists(st.tuples(st.integers(0, 400), st.floats(0, 1)), max_size=10))
def test_shares_stay_shares(pairs):
    n = np.array([k for k, _ in pairs], dtype=np.int64)
    successes = np.array([round(k * p) for k, p in pairs], dtype=np.int64)
    table = shrunk_shares(successes, n)
    known = table.dropna(subset=["shrunk"])
    assert len(known) == (len(n) if (n > 0).sum() >= 3 else (n > 0).sum())
    assert known[["weight", "shrunk", "low", "high"]].to_numpy().min(initial=0) >= 0
    assert known[["weight", "shrunk", "low", "high"]].to_numpy().max(initial=1) <= 1
    assert (known["low"] <= known["high"]).all()


def test_intervals_of_shares_hold_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(3)
    n = np.array([8, 20, 60, 200, 600, 1500])
    held = []
    for _ in range(250):
        truth = rng.beta(12, 8, 6)
        table = shrunk_shares(rng.binomial(n, truth), n)
        held.append((table["low"] <= truth) & (truth <= table["high"]))
    assert 0.92 <= np.mean(held) <= 0.985
    assert np.mean(held, axis=0).min() >= 0.90


def test_two_shares_have_wilsons_interval():
    table = shrunk_shares(np.array([3, 0]), np.array([10, 0]))
    assert tuple(table.loc[0, ["low", "high"]]) == wilson(3, 10)
    assert table.iloc[1].isna().all()
