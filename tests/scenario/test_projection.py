"""Projections, levers, contributions, goals: worked examples to the last digit, plain loops, what always holds."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from ltv.decisions.scenario.contributions import contributions, nrr_at_the_end, tornado
from ltv.decisions.scenario.goal_seek import contour, frontier, goal_seek
from ltv.decisions.scenario.hazards import drawn, expected, posterior, tail
from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.outcomes import bands, chance, payoff, value_of_new
from ltv.decisions.scenario.projection import projected, simulated
from ltv.decisions.scenario.state import Base

E3A, HAZARDS = [100, 80, 320], [0.2, 0.1, 0.05]
E3B = [100, 80, 70, 60, 60, 60, *[50] * 6, 770]
E3B_HAZARDS = [0.2, 0.12, 0.08, 0.05, 0.05, 0.05, *[0.03] * 6, 0.015]
FIRST_MONTH = Lever(LeverKind.CHURN, 0.25, tenure_to=1)


def e3a(**more: float) -> Base:
    return Base.of_cells(E3A, HAZARDS, **more)


def e3b(**more: float) -> Base:
    return Base.of_cells(E3B, E3B_HAZARDS, **more)


def rounded(values: np.ndarray, places: int) -> list[float]:
    return np.round(np.asarray(values), places).tolist()


# --- E3a ------------------------------------------------------------------------------------------------------------


def test_e3a_survivors_and_flat_churn() -> None:
    found = projected(e3a(), months=3)
    assert rounded(found.kept[0], 2) == [500, 456, 429.2, 407.74]
    assert round(float(found.retention[0, -1]), 5) == 0.81548
    assert round((1 - e3a().flat_churn) ** 3, 5) == 0.75855


def test_e3a_nrr_with_two_percent_of_growth_and_customers_with_a_hundred_new_ones() -> None:
    assert rounded(projected(e3a(net_growth=0.02), months=3).nrr[0, 1:] * 100, 3) == [93.024, 89.308, 86.539]
    assert rounded(projected(e3a(new=100), months=3).active[0, 1:], 2) == [556, 609.2, 659.74]


def test_e3a_onboarding_pays_its_running_cost_at_once_and_its_start_in_the_seventh_month() -> None:
    """Hazard of the first month from 20 to 15 %; 10,000 a month at 60 %, 300 for each of 100 new customers."""
    company = e3a(new=100, price=10_000, margin=0.6)
    running = replace(FIRST_MONTH, monthly_cost=30_000)
    base, found = projected(company, months=12), projected(company, [running], months=12)
    assert rounded((found.active - base.active)[0, 1:4], 3) == [5, 9.5, 13.775]
    assert rounded((found.margin - base.margin)[0, 1:4], 0) == [0, 27_000, 52_650]
    started = projected(company, [replace(running, one_off_cost=500_000)], months=12)
    gained = payoff(base, started)
    assert rounded(gained.margin[5:7], 0) == [-121_008, 22_043]
    assert gained.break_even == 7


def test_e3a_goals_that_can_be_reached_and_one_that_cannot() -> None:
    kept = goal_seek(e3a(), 0.9, Lever(LeverKind.CHURN, 0.0), months=3, aim="retention")
    assert round(1 - kept.size, 6) == 0.523952
    by_churn = goal_seek(e3a(), 1.05, Lever(LeverKind.CHURN, 0.0), months=3)
    assert not by_churn.is_possible
    assert by_churn.best == pytest.approx(1.0, abs=1e-9)
    assert round(goal_seek(e3a(), 1.05, Lever(LeverKind.EXPANSION, 0.0), months=3).size * 100, 6) == 8.790756


def test_e3a_levers_and_what_each_adds() -> None:
    company = e3a(net_growth=0.01)
    levers = [FIRST_MONTH, Lever(LeverKind.EXPANSION, 0.01), Lever(LeverKind.PRICE, 0.05)]
    before, after = (nrr_at_the_end(projected(company, pulled, months=3)) for pulled in ([], levers))
    assert (round(before * 100, 3), round(after * 100, 3)) == (84.019, 91.819)
    each = contributions(company, levers, months=3)
    assert rounded(each * 100, 3) == [0.917, 2.597, 4.286]
    assert each.sum() == pytest.approx(after - before, abs=1e-12)


def test_e3a_tornado() -> None:
    found = tornado(e3a(), months=3)
    centre = nrr_at_the_end(projected(e3a(), months=3))
    assert found["tenure_from"].tolist() == [3, 1, 2]
    assert rounded((found["low"] - centre) * 100, 3) == [1.08, 0.342, 0.296]
    assert rounded((found["high"] - centre) * 100, 3) == [-1.07, -0.342, -0.296]


def test_e3a_posterior_of_observed_counts() -> None:
    counted = replace(e3a(), left=np.array([[20.0, 8.0, 16.0]]), at_risk=np.array([[100.0, 80.0, 320.0]]))
    found = simulated(counted, months=3, draws=200_000, seed=42).retention[:, -1]
    assert found.mean() == pytest.approx(0.810801, abs=0.0003)
    p10, p90 = np.quantile(found, [0.1, 0.9])
    assert (round(p10 * 100, 1), round(p90 * 100, 1)) == (77.3, 84.7)
    assert chance(found[:, None], 0.8) == pytest.approx(0.661, abs=0.005)


def test_e3a_value_of_a_new_customer_by_one_rate_and_by_tenure() -> None:
    company = e3a(new=1, price=10_000, margin=0.6)
    assert round(10_000 * 0.6 / company.flat_churn) == 68_182
    assert value_of_new(company, months=600) == pytest.approx(97_200, abs=1)


# --- E3b ------------------------------------------------------------------------------------------------------------


def test_e3b_twelve_months() -> None:
    found = projected(e3b())
    assert round(float(found.retention[0, -1]) * 100, 3) == 76.226
    assert round(e3b().flat_churn * 100, 4) == 4.3167
    assert round((1 - e3b().flat_churn) ** 12 * 100, 3) == 58.889
    grown = e3b(net_growth=0.008)
    assert round(float(projected(grown).nrr[0, -1]) * 100, 3) == 83.874
    assert round(((1 - grown.flat_churn) * 1.008) ** 12 * 100, 3) == 64.798


def test_e3b_goals() -> None:
    assert round(1 - goal_seek(e3b(), 0.9, Lever(LeverKind.CHURN, 0.0), aim="retention").size, 6) == 0.382512
    early = goal_seek(e3b(), 0.9, Lever(LeverKind.CHURN, 0.0, tenure_to=3), aim="retention")
    assert (early.is_possible, round(early.best * 100, 3)) == (False, 78.877)
    assert round(1 - goal_seek(e3b(net_growth=0.008), 1.05, Lever(LeverKind.CHURN, 0.0)).size, 6) == 0.169147


def test_a_price_that_helps_up_to_a_point_is_not_called_impossible() -> None:
    """3.5 % leave a month, and by 1.5 % more for each 1 %: 1 ÷ (1 + p) = 12 × 0.0525 ÷ (0.965 − 0.0525 p), p = 49 %."""
    company = Base.of_cells([100, 80, 320], 0.035, price=10_000)
    lever = Lever(LeverKind.PRICE, 0.0, elasticity=1.5)
    base = nrr_at_the_end(projected(company))
    goal = goal_seek(company, base + 0.03, lever)
    assert goal.is_possible
    assert nrr_at_the_end(projected(company, [replace(lever, size=goal.size)])) == pytest.approx(base + 0.03)
    assert nrr_at_the_end(projected(company, [replace(lever, size=1.0)])) < base + 0.03
    sizes = np.linspace(0, 1, 1001).tolist()
    by_hand = [nrr_at_the_end(projected(company, [replace(lever, size=size)])) for size in sizes]
    assert goal.best >= max(by_hand)
    assert goal.best == pytest.approx(max(by_hand), abs=1e-6)
    assert goal.at_most == pytest.approx((0.965 - 0.63) / (0.63 + 0.0525), abs=1e-4)
    far = goal_seek(company, goal.best + 0.01, lever)
    assert not far.is_possible
    assert far.at_most == pytest.approx(sizes[int(np.argmax(by_hand))], abs=2e-3)


# --- what always holds ----------------------------------------------------------------------------------------------

LEVERS = st.lists(
    st.builds(
        Lever,
        kind=st.sampled_from([LeverKind.CHURN, LeverKind.EXPANSION, LeverKind.CONTRACTION, LeverKind.PRICE]),
        size=st.floats(0, 0.5),
        tenure_from=st.integers(1, 3),
        start=st.integers(0, 5),
        ramp_months=st.integers(0, 3),
        half_life_months=st.one_of(st.none(), st.floats(1, 12)),
    ),
    max_size=4,
)  # fmt: skip
CELLS = st.lists(st.tuples(st.integers(0, 500), st.floats(0, 0.9)), min_size=2, max_size=6)


def company_of(cells: list[tuple[int, float]], **more: float) -> Base:
    return Base.of_cells([count for count, _ in cells], [hazard for _, hazard in cells], **more)


def by_loops(cells: list[tuple[int, float]], growth: float, levers: list[Lever], months: int) -> float:
    """Revenue of the customers of today after some months, customer group by customer group."""
    total = 0.0
    for tenure, (count, _) in enumerate(cells):
        money, band = float(count), tenure
        for month in range(1, months + 1):
            hazard = cells[band][1]
            add, keep = growth, 1.0
            for lever in levers:
                strength = float(lever.strength(months)[month - 1]) * (band + 1 >= lever.tenure_from)
                keep *= 1 - lever.size * strength if lever.kind == LeverKind.CHURN else 1
                add += lever.size * strength if lever.kind == LeverKind.EXPANSION else 0
            money *= (1 - min(hazard * keep, 1)) * (1 + add)
            band = min(band + 1, len(cells) - 1)
        total += money
    return total


@given(CELLS, LEVERS, st.floats(0, 0.05))
@settings(max_examples=60, deadline=None)
def test_a_projection_agrees_with_plain_loops(
    cells: list[tuple[int, float]], levers: list[Lever], growth: float
) -> None:
    pulled = [lever for lever in levers if lever.kind in (LeverKind.CHURN, LeverKind.EXPANSION)]
    found = projected(company_of(cells, net_growth=growth), pulled, months=9)
    assert found.opening[0, -1] == pytest.approx(by_loops(cells, growth, pulled, 9), rel=1e-5, abs=1e-5)


@given(CELLS, LEVERS)
@settings(max_examples=40, deadline=None)
def test_levers_pulled_in_any_order_do_the_same_and_what_they_add_is_all_there_is(
    cells: list[tuple[int, float]], levers: list[Lever]
) -> None:
    company = company_of([*cells, (5, 0.1)], net_growth=0.01)
    forth, back = (projected(company, order, months=6) for order in (levers, levers[::-1]))
    assert np.allclose(forth.opening, back.opening)
    whole = nrr_at_the_end(forth) - nrr_at_the_end(projected(company, months=6))
    assert contributions(company, levers, months=6).sum() == pytest.approx(whole, abs=1e-9)
    assert (forth.retention <= 1 + 1e-9).all()
    assert (forth.gross <= forth.opening + 1e-6).all()


@given(CELLS, st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_less_churn_never_gives_less_and_none_at_all_keeps_everybody(
    cells: list[tuple[int, float]], a: float, b: float
) -> None:
    company = company_of([*cells, (5, 0.1)])
    less, more = (projected(company, [Lever(LeverKind.CHURN, cut)]).retention[0, -1] for cut in sorted((a, b)))
    assert less <= more + 1e-9
    assert projected(company, [Lever(LeverKind.CHURN, 1.0)]).retention[0, -1] == pytest.approx(1.0)


def test_no_lever_is_the_base_and_one_seed_one_world() -> None:
    company = replace(e3a(), left=np.array([[20.0, 8.0, 16.0]]), at_risk=np.array([[100.0, 80.0, 320.0]]))
    idle = Lever(LeverKind.CHURN, 0.5, start=99)
    plain, same = simulated(company, draws=50), simulated(company, [idle], draws=50)
    assert np.array_equal(plain.opening, same.opening)
    better = simulated(company, [FIRST_MONTH], draws=50)
    assert (better.opening[:, -1] > plain.opening[:, -1]).all()


def test_simulated_and_expected_agree_within_the_error_of_the_draws() -> None:
    company = replace(e3a(), left=np.array([[20.0, 8.0, 16.0]]), at_risk=np.array([[100.0, 80.0, 320.0]]))
    """Exact: a customer passes each band once and the last one k times, E[(1 − h)ᵏ] = B(a, b + k) ÷ B(a, b)."""
    a, b = (each[0] for each in posterior(company))

    def passes(band: int, times: int) -> float:
        return math.exp(special.betaln(a[band], b[band] + times) - special.betaln(a[band], b[band]))

    exact = (
        100 * passes(0, 1) * passes(1, 1) * passes(2, 10) + 80 * passes(1, 1) * passes(2, 11) + 320 * passes(2, 12)
    ) / 500
    found = simulated(company, draws=40_000).retention[:, -1]
    assert found.mean() == pytest.approx(exact, abs=4 * found.std() / 200)


def test_a_lever_whose_size_differs_by_draw_is_many_levers_at_once() -> None:
    left, seen = np.array([[20.0, 8.0, 16.0]]), np.array([[100.0, 80.0, 320.0]])
    company = replace(e3a(new=10, margin=0.5), left=left, at_risk=seen)
    for kind in LeverKind:
        sizes = np.linspace(0.0, 0.3, 7)
        together = simulated(company, [Lever(kind, sizes, elasticity=0.5)], draws=7)
        for row, size in enumerate(sizes.tolist()):
            alone = simulated(company, [Lever(kind, size, elasticity=0.5)], draws=7)
            assert together.revenue[row] == pytest.approx(alone.revenue[row])
            assert together.margin[row] == pytest.approx(alone.margin[row])


def test_segments_add_up() -> None:
    both = Base.of_cells([E3A, [50, 40, 30]], [HAZARDS, [0.3, 0.2, 0.1]])
    alone = [projected(Base.of_cells(c, h)).opening for c, h in ((E3A, HAZARDS), ([50, 40, 30], [0.3, 0.2, 0.1]))]
    assert np.allclose(projected(both).opening, alone[0] + alone[1])


# --- levers, hazards, outcomes --------------------------------------------------------------------------------------


def test_a_lever_begins_rises_and_fades() -> None:
    lever = Lever(LeverKind.CHURN, 0.2, start=2, ramp_months=1, half_life_months=2)
    assert lever.strength(8).tolist() == pytest.approx([0, 0, 0.5, 1, 0.5**0.5, 0.5, 0.5**1.5, 0.25])
    assert Lever(LeverKind.CHURN, 0.2).strength(3).tolist() == [1, 1, 1]
    paid = Lever(LeverKind.CHURN, 0.2, start=1, one_off_cost=100, monthly_cost=10).cost(4)
    assert paid.tolist() == [0, 110, 10, 10]


def test_two_cuts_of_a_tenth_multiply() -> None:
    """E4: two of 20 % on a hazard of 10 % take 3.6 points, not 4."""
    company = Base.of_cells([100], [0.1])
    twice = projected(company, [Lever(LeverKind.CHURN, 0.2)] * 2, months=1)
    assert 1 - twice.retention[0, -1] == pytest.approx(0.064)


def test_twice_as_many_new_customers_cost_more_each() -> None:
    company = replace(e3a(new=10), cpa=np.array([1_000.0]))
    plain, more = (projected(company, pulled) for pulled in ([], [Lever(LeverKind.NEW, 1.0)]))
    assert more.won[0, 1] == 2 * plain.won[0, 1]
    assert more.spent[0, 1] / plain.spent[0, 1] == pytest.approx(2 * 2**0.3)


def test_cpa_rises_with_what_the_whole_channel_wins() -> None:
    """Two plans of one channel win 10 and 30: doubling the first is a quarter more, and both cost 1.25^0.3 each."""
    both = replace(
        Base.of_cells([[100], [100]], [[0.1], [0.1]]), new=np.array([10.0, 30]), cpa=np.array([1_000.0, 1_000]),
        channels=("ads", "ads"),
    )  # fmt: skip
    lever = Lever(LeverKind.NEW, 1.0, segment="s0")
    assert projected(both, [lever]).spent[0, 1] == pytest.approx((20 + 30) * 1_000 * 1.25**0.3)
    apart = replace(both, channels=("ads", "mail"))
    assert projected(apart, [lever]).spent[0, 1] == pytest.approx(20_000 * 2**0.3 + 30_000)


def test_a_price_that_drives_customers_away_may_bring_less() -> None:
    company = Base.of_cells([100, 100], [0.1, 0.1])
    mild, harsh = (Lever(LeverKind.PRICE, 0.1, elasticity=e) for e in (0.0, 12.0))
    base = nrr_at_the_end(projected(company))
    assert nrr_at_the_end(projected(company, [mild])) == pytest.approx(base * 1.1)
    assert nrr_at_the_end(projected(company, [harsh])) < base


def test_what_is_sold_dearer_costs_the_same() -> None:
    """100 of 60 % margin: 10 % dearer is 70 of 110. Ten points less given away is the same."""
    company = Base.of_cells([100], 0.0, price=1.0, margin=0.6)
    for kind in (LeverKind.PRICE, LeverKind.DISCOUNT):
        found = projected(company, [Lever(kind, 0.1)])
        assert found.revenue[0, 1:] == pytest.approx([110] * 12)
        assert found.margin[0, 1:] == pytest.approx([70] * 12)
    with_points = projected(company, [Lever(LeverKind.PRICE, 0.1), Lever(LeverKind.MARGIN, 0.05)])
    assert with_points.margin[0, -1] == pytest.approx(110 - 35)


def test_a_price_for_new_customers_is_theirs_while_they_are_new() -> None:
    """Ten a month at 100; in the first month 120."""
    company = Base.of_cells([0, 0, 0], 0.0, price=100.0, new=10)
    dearer = projected(company, [Lever(LeverKind.PRICE, 0.2, tenure_to=1)], months=3)
    assert dearer.revenue[0].tolist() == pytest.approx([0, 1_200, 2_200, 3_200], abs=0.01)


def test_a_lever_may_cost_for_each_customer_it_reaches() -> None:
    """E3a: 300 for each customer in the first month; 20 of 100 leave, 15 with it, at 10,000 of 60 %."""
    company = Base.of_cells([100, 80, 320], HAZARDS, price=10_000, margin=0.6, new=100)
    cut = replace(FIRST_MONTH, cost_per_customer=300)
    gained = projected(company, [cut]).margin - projected(company).margin
    assert gained[0, 1:4] == pytest.approx([0, 27_000, 52_650], abs=1e-6)


def test_a_band_nobody_was_seen_in_takes_the_tail_of_a_model() -> None:
    """Counts of a shifted beta-geometric population of α = 1, β = 3 give its hazards back, and those beyond."""
    age = np.arange(10)
    true = 1 / (4 + age)
    seen = np.append(np.full(6, 1e6), np.zeros(4))
    company = replace(Base.of_cells(np.ones(10), true), left=(true * seen)[None], at_risk=seen[None])
    assert tail(company.left.sum(axis=0), company.at_risk.sum(axis=0)) == pytest.approx(true, rel=1e-3)
    assert expected(company)[0, 6:9] == pytest.approx(true[6:9], rel=1e-3)


def test_a_small_cell_is_pulled_towards_its_band() -> None:
    company = Base.of_cells([[10, 10], [10, 10]], [[0.1, 0.1], [0.1, 0.1]])
    company = replace(
        company, left=np.array([[1000.0, 100], [3, 100]]), at_risk=np.array([[10_000.0, 1000], [3, 1000]])
    )
    assert expected(company)[1, 0] == pytest.approx((30 * 1003.5 / 10_004 + 3) / 33, abs=1e-6)
    assert drawn(company, 5, 1).shape == (5, 2, 2)


def test_a_contour_grows_along_both_levers_and_its_line_reaches_the_target() -> None:
    company = e3b(net_growth=0.004)
    grid = contour(company, cuts=4, steps=3)
    table = grid.pivot_table(index="x", columns="y", values="nrr").to_numpy()
    assert (np.diff(table, axis=0) > 0).all()
    assert (np.diff(table, axis=1) > 0).all()
    line = frontier(company, 0.9, points=5)
    for x, y in zip(line["x"], line["y"]):
        pulled = [Lever(LeverKind.CHURN, x), Lever(LeverKind.EXPANSION, y)]
        assert nrr_at_the_end(projected(company, pulled)) == pytest.approx(0.9, abs=1e-9)


def test_bands_of_a_month_are_in_order() -> None:
    found = bands(simulated(e3a(net_growth=0.01), draws=200).nrr)
    assert (found["p10"] <= found["p50"]).all()
    assert (found["p50"] <= found["p90"]).all()
    assert found.loc[0, ["p10", "p90"]].tolist() == [1, 1]


def test_an_empty_company_is_not_known() -> None:
    empty = Base.of_cells([0, 0], [0.1, 0.1])
    assert math.isnan(projected(empty).nrr[0, -1])
    assert math.isnan(value_of_new(empty))
