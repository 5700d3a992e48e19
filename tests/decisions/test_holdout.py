import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.decisions.holdout import LEAST, MOST, held_out

IDS = st.lists(st.text(max_size=6), unique=True, max_size=200)


@given(IDS, st.integers(1, 5), st.floats(LEAST, MOST), st.text(max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_the_hold_out_has_its_share_in_all_and_in_every_stratum(ids, kinds, share, seed, random):
    strata = np.array([random.randrange(kinds) for _ in ids], dtype=np.int64)
    out = held_out(ids, strata, share=share, seed=seed)
    if len(ids) < 2:
        assert not out.any()
        return
    assert 1 <= out.sum() < len(ids)
    assert abs(out.sum() - share * len(ids)) < 1 + 1e-9
    if out.sum() > 1:
        for kind in np.unique(strata):
            of_kind = strata == kind
            assert abs(out[of_kind].sum() - share * of_kind.sum()) < 1 + 1e-9


@given(IDS, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_same_plan_holds_out_the_same_people_in_any_order(ids, random):
    strata = {name: len(name) % 3 for name in ids}

    def drawn(names):
        found = held_out(names, np.array([strata[n] for n in names], dtype=np.int64), share=0.2, seed="i/1")
        return {name for name, out in zip(names, found) if out}

    shuffled = list(ids)
    random.shuffle(shuffled)
    assert drawn(ids) == drawn(shuffled)


def test_another_wave_holds_out_others():
    ids = [f"A{i}" for i in range(1_000)]
    strata = np.zeros(1_000, dtype=np.int64)
    first, second = (held_out(ids, strata, share=0.1, seed=seed) for seed in ("i/1", "i/2"))
    assert first.sum() == second.sum() == 100
    assert (first & second).sum() < 25


def test_within_a_stratum_the_smallest_keyed_hashes_are_held_out():
    ids = [f"A{i}" for i in range(100)]
    key = hashlib.sha256(b"i/1").digest()
    by_hash = sorted(ids, key=lambda name: hashlib.blake2b(name.encode(), digest_size=8, key=key).digest())
    out = held_out(ids, np.zeros(100, dtype=np.int64), share=0.1, seed="i/1")
    assert {name for name, o in zip(ids, out) if o} == set(by_hash[: int(out.sum())])


def test_who_is_held_out_has_nothing_to_do_with_the_number_of_the_customer():
    ids = [f"{i:06d}" for i in range(20_000)]
    out = held_out(ids, np.zeros(20_000, dtype=np.int64), share=0.1, seed="plan")
    halves = out[:10_000].sum(), out[10_000:].sum()
    assert sum(halves) == 2_000
    assert abs(halves[0] - halves[1]) < 4 * np.sqrt(2_000)


@pytest.mark.parametrize("share", [0.0, 0.04, 0.6, float("nan"), -1])
def test_there_is_no_plan_without_a_hold_out(share):
    with pytest.raises(ValueError, match=r"holdout_share is from 0\.05 to 0\.5"):
        held_out(["a", "b"], np.zeros(2, dtype=np.int64), share=share, seed="x")
