"""Contracts of several months: left, and repriced, at renewals only; paid for in advance."""

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.contracts import contract_months
from ltv.dataset import Dataset
from ltv.decisions.scenario.company import base_of
from ltv.decisions.scenario.contract_calendar import contract_calendar
from ltv.decisions.scenario.goal_seek import goal_seek
from ltv.decisions.scenario.hazards import drawn, drawn_early, mean_retention, posterior
from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.outcomes import survival, value_of_new
from ltv.decisions.scenario.projection import projected, simulated
from ltv.decisions.scenario.rates import Rates
from ltv.decisions.scenario.state import Base
from ltv.months import day_number
from ui import samples

BANDS = 24
OLD = np.array([[0.0] * (BANDS - 1) + [100.0]])


def yearly(phase: int, hazard: float = 0.10, **more: float) -> Base:
    """A hundred old customers who all renew once a year, next time in `phase` months."""
    return Base.of_cells(OLD, hazard, terms=12, phases=(phase,), price=100.0, **more)


def contracts(*rows: tuple[str, str, str | None, int, str], as_of: str) -> Dataset:
    """Customer, first day, last day (None when open), amount a term, interval."""
    day = {text: day_number(dt.date.fromisoformat(text)) for row in rows for text in row[1:3] if text}
    table = pd.DataFrame({
        "customer_id": [row[0] for row in rows], "start": [day[row[1]] for row in rows],
        "end": pd.array([day[row[2]] if row[2] else None for row in rows], dtype="Int64"),
        "amount": [row[3] for row in rows], "interval": [row[4] for row in rows],
    })  # fmt: skip
    months = contract_months(table, as_of=dt.date.fromisoformat(as_of))
    return Dataset("contracts", months, months.fingerprint, contracts=table, source="upload")


def december_book(customers: int = 60) -> Dataset:
    """Contracts that all began on a first of December, one in ten of which was not renewed each year."""
    rows: list[tuple[str, str, str | None, int, str]] = []
    for i in range(customers):
        ends = {0: "2022-12-01", 1: "2023-12-01", 2: "2024-12-01"}.get(i // 6 if i % 6 < 6 and i < 18 else 9)
        rows.append((f"c{i:03}", "2021-12-01", ends, 1_200_000, "year"))
    return contracts(*rows, as_of="2025-05-31")


# --- written down by hand -------------------------------------------------------------------------------------------


def test_nobody_leaves_before_the_renewal_and_one_in_ten_at_it() -> None:
    kept = projected(yearly(7), months=24).retention[0]
    assert kept[:7].tolist() == [1.0] * 7
    assert kept[7:19] == pytest.approx([0.9] * 12)
    assert kept[19:] == pytest.approx([0.81] * 6)


def test_a_price_moves_at_the_renewal() -> None:
    """Of 10,000 a month 9,000 is renewed, a tenth dearer."""
    dearer = projected(yearly(7), [Lever(LeverKind.PRICE, 0.1)]).opening[0]
    assert dearer[:7].tolist() == [10_000] * 7
    assert dearer[7:] == pytest.approx([9_900] * 6)
    late = projected(yearly(7), [Lever(LeverKind.PRICE, 0.1, start=9)]).opening[0]
    assert late[-1] == pytest.approx(9_000), "it begins after the renewal, so this year brings nothing"


def test_a_price_that_scares_does_so_at_the_renewal() -> None:
    kept = projected(yearly(7), [Lever(LeverKind.PRICE, 0.1, elasticity=5.0)]).retention[0]
    assert kept[6] == 1
    assert kept[7] == pytest.approx(0.85)


def test_a_year_is_paid_for_when_it_begins() -> None:
    found = projected(yearly(7, margin=0.6))
    assert found.cash[0, 1:7] == pytest.approx([-4_000] * 6)
    assert found.cash[0, 7] == pytest.approx(12 * 9_000 - 0.4 * 9_000)
    assert found.cash[0, 8] == pytest.approx(-3_600)
    year = projected(yearly(12), months=24)
    assert year.cash[0, 12] == pytest.approx(12 * 9_000)


def test_by_month_cash_is_margin() -> None:
    found = projected(Base.of_cells([100, 50], [0.1, 0.05], price=10, margin=0.4, new=5))
    assert found.cash == pytest.approx(found.margin)


def test_a_new_customer_renews_a_term_later() -> None:
    """Ten a month, a fifth of whom leaves after each full quarter: 10, 20, 30, then 8 of the first ten stay."""
    rows = np.zeros((3, 6))
    company = Base.of_cells(rows, 0.2, terms=3, phases=(1, 2, 3), price=1.0, new=10)
    assert projected(company, months=6).active[0] == pytest.approx([0, 10, 20, 30, 38, 46, 54])
    assert value_of_new(company, months=6) == pytest.approx(3 + 3 * 0.8)


def test_who_comes_back_begins_a_new_term() -> None:
    company = replace(
        Base.of_cells(np.zeros((3, 6)), 0.5, terms=3, phases=(1, 2, 3), price=1.0),
        dormant=np.array([10.0, 0, 0]), reactivation=np.array([1.0, 1, 1]), new_mrr=np.ones(3),
    )  # fmt: skip
    active = projected(company, months=5).active[0]
    assert active[:4] == pytest.approx([0, 10, 10, 10])
    assert active[4] == pytest.approx(5)
    assert active[5] == pytest.approx(10), "those five come back at once"


def test_leaving_without_a_renewal_counts_where_it_was_seen() -> None:
    company = replace(yearly(3), early=np.array([[20.0, 1_999.0]]))
    kept = projected(company, months=3).retention[0]
    monthly = 1 - 20.5 / 2_000
    assert kept == pytest.approx([1, monthly, monthly**2, monthly**2 * 0.9])
    assert (drawn_early(company, 50, 1) > 0).all()
    assert not drawn_early(yearly(3), 50, 1).any()


def test_a_target_beyond_the_next_renewal_can_be_sought() -> None:
    assert 1 - goal_seek(yearly(7), 0.95, Lever(LeverKind.CHURN, 0.0)).size == pytest.approx(0.5)


@given(st.integers(1, 12), st.integers(1, 24), st.floats(0, 0.9))
@settings(max_examples=40)
def test_survival_exact_and_projected_agree(phase: int, months: int, hazard: float) -> None:
    company = yearly(phase, hazard)
    kept = projected(company, months=months).retention[0, -1]
    renewals = sum((month - phase) % 12 == 0 for month in range(1, months + 1))
    assert kept == pytest.approx((1 - hazard) ** renewals, abs=1e-9)
    assert survival(company, months)[-1, 0, -1] == pytest.approx(kept, abs=1e-9)
    assert mean_retention(company, months) == pytest.approx(kept, abs=1e-6)


# --- read from contracts --------------------------------------------------------------------------------------------


def test_a_book_that_renews_in_december_keeps_everybody_until_then() -> None:
    base = base_of(december_book())
    assert base.customers.sum() == 42
    kept = projected(base).retention[0]
    assert kept[:7].tolist() == [1.0] * 7, "May to November"
    assert kept[7] < 1
    assert (kept[8:] == kept[7]).all()


def test_hazards_are_of_renewals_not_of_months() -> None:
    """Of 48 up for renewal in December 2024 six left."""
    base = base_of(december_book())
    assert base.left[0].sum() == 6
    assert base.at_risk[0].sum() == 48
    assert base.flat_churn == pytest.approx(6 / (48 * 7 + 42 * 5))


def test_the_calendar_takes_the_larger_of_two_contracts_and_keeps_the_term_of_who_left() -> None:
    data = contracts(
        ("a", "2024-01-01", None, 12_000, "year"), ("a", "2024-03-10", None, 50_000, "month"),
        ("b", "2023-07-15", "2024-07-15", 24_000, "year"), ("c", "2024-02-01", None, 100, "month"),
        as_of="2024-12-31",
    )  # fmt: skip
    first, last = data.months.last - 11, data.months.last
    calendar = contract_calendar(data, first, last)
    assert calendar.term[0].tolist() == [12, 12, *[1] * 10]
    assert calendar.term[1].tolist() == [12] * 12
    assert calendar.term[2, 1:].tolist() == [1] * 11
    assert calendar.due()[1].tolist() == [False] * 5 + [True] + [False] * 5, "from June to July"
    assert calendar.phase().tolist() == [1, 7, 1]


def test_each_segment_and_channel_has_rows_for_every_month_of_its_term() -> None:
    data = samples.load("b2b")
    base = base_of(data, dimension="plan", by_channel=True)
    assert base.customers.sum() == base_of(data).customers.sum()
    assert base.revenue == base_of(data).revenue
    for group in range(int(base.group.max()) + 1):
        rows = np.flatnonzero(base.group == group)
        assert base.phases is not None
        assert base.phases[rows].tolist() == list(range(1, int(base.term[rows[0]]) + 1))
    assert {1, 12} == set(base.term.tolist())


def test_customers_are_due_when_their_contracts_say_so() -> None:
    """Against a plain loop over the contracts of the sample."""
    data = samples.load("b2b")
    base, last = base_of(data), data.months.last_complete
    table = data.contracts
    assert table is not None
    due: dict[int, int] = {}
    month = data.months.month_rule.months
    for _, mine in table[(table["amount"] > 0) & (table["start"] <= day_number(data.months.as_of))].groupby(
        "customer_id"
    ):
        begins = month(mine["start"].to_numpy(dtype=np.int64))
        ends = [10**6 if pd.isna(e) else int(month(np.array([int(e)]))[0]) for e in mine["end"]]
        running = [i for i in range(len(mine)) if begins[i] <= last < ends[i]]
        if running:
            monthly = [
                float(mine["amount"].iloc[i]) / (12 if mine["interval"].iloc[i] == "year" else 1) for i in running
            ]
            best = running[int(np.argmax(monthly))]
            if mine["interval"].iloc[best] == "year":
                left = 12 - (last - int(begins[best])) % 12
                due[left] = due.get(left, 0) + 1
    assert base.phases is not None
    yearly_rows = base.term == 12
    found = {int(p): int(n) for p, n in zip(base.phases[yearly_rows], base.customers[yearly_rows].sum(axis=1)) if n}
    assert found == due


def test_todays_churn_is_a_rate_a_month_though_nobody_may_leave_in_most() -> None:
    """Six left in the twelve months in which 48, and then 42, were there: 1.1 % a month, not 12.5 % of renewals."""
    rates = Rates.of(base_of(december_book()), 3)
    assert rates.later_churn == pytest.approx(6 / (48 * 7 + 42 * 5), rel=1e-6)
    assert math.isnan(rates.early_churn), "nobody is that young"
    monthly = replace(Base.of_cells([100, 50, 50, 50], [0.2, 0.1, 0.1, 0.05]), reactivation=np.zeros(1))
    assert Rates.of(monthly, 3).early_churn == pytest.approx((20 + 5 + 5) / 200)
    assert Rates.of(monthly, 3).later_churn == pytest.approx(0.05)


def test_a_flat_company_has_no_calendar() -> None:
    flat = base_of(december_book()).flattened()
    assert not flat.has_terms
    kept = projected(flat).retention[0]
    assert (np.diff(kept) < 0).all()


# --- draws ----------------------------------------------------------------------------------------------------------


def test_draws_of_a_segment_do_not_depend_on_the_others() -> None:
    left, seen = np.array([[20.0, 8], [5, 3]]), np.array([[200.0, 100], [90, 60]])
    both = replace(Base.of_cells([[100, 50], [30, 20]], [0.1, 0.1]), left=left, at_risk=seen)
    one = replace(Base.of_cells([[100, 50]], [0.1, 0.1]), left=left[:1], at_risk=seen[:1])
    assert np.array_equal(drawn(both, 20, 7)[:, 0], drawn(one, 20, 7)[:, 0])
    assert not np.array_equal(drawn(both, 20, 7)[:, 0], drawn(both, 20, 7)[:, 1])


def test_rows_of_one_group_share_their_hazards() -> None:
    rows = np.full((3, 6), 10.0)
    company = replace(
        Base.of_cells(rows, 0.2, terms=3, phases=(1, 2, 3)), left=np.full((3, 6), 4.0), at_risk=np.full((3, 6), 20.0)
    )
    hazard = drawn(company, 30, 3)
    assert np.array_equal(hazard[:, 0], hazard[:, 1])
    assert np.array_equal(hazard[:, 0], hazard[:, 2])


def test_e3a_exact_posterior_mean() -> None:
    """d/n = 20/100, 8/80, 16/320 with Jeffreys' prior: 81.0801 % after three months; the simulated mean agrees."""
    company = replace(
        Base.of_cells([100, 80, 320], [0.2, 0.1, 0.05]),
        left=np.array([[20.0, 8, 16]]), at_risk=np.array([[100.0, 80, 320]]),
    )  # fmt: skip
    exact = mean_retention(company, 3)
    assert f"{exact:.4%}" == "81.0801%"
    found = simulated(company, months=3, draws=40_000).retention[:, -1]
    assert found.mean() == pytest.approx(exact, abs=4 * found.std() / 200)
    assert posterior(company)[0].tolist() == [[20.5, 8.5, 16.5]]
