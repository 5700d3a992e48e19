"""Hard times, run-off, and what a scenario comes to."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ltv.dataset import Dataset
from ltv.decisions.scenario.contributions import nrr_at_the_end, tornado_of_beliefs
from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.projection import projected
from ltv.decisions.scenario.replay import Replay
from ltv.decisions.scenario.resilience import (
    Company,
    Stress,
    company_of,
    hazard_when_late,
    largest_customers,
    resilience,
    run_off,
)
from ltv.decisions.scenario.scenario_metrics import LTV_NEW, MARGIN12, NRR12
from ltv.decisions.scenario.scorecard import LTV_MONTHS, OUTCOMES, scorecard
from ltv.decisions.scenario.state import Base
from ltv.metrics.lateness import after_delivery
from ltv.metrics.metric import METRICS
from tests.ui.books import book, same
from ui import samples


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return samples.load("shop")


def halving() -> Base:
    """64 customers at 100 of whom half leave each month, and none comes."""
    return Base.of_cells([64, 0], 0.5, price=100.0)


def row(company: Company, stress: Stress, **more: float) -> dict[str, float]:
    table = resilience(company, **more)
    return dict(table[table["stress"] == stress].iloc[0])


def test_margin_lasts_until_it_falls_below_the_fixed_cost() -> None:
    """3,200, 1,600, 800, 400 …: a fixed cost of 700 is covered for three months."""
    company = Company(halving(), halving(), math.nan)
    found = row(company, Stress.NONE, fixed_cost=700.0)
    assert found["months"] == 3
    assert found["margin"] == pytest.approx(6400 * (1 - 0.5**12) - 12 * 700, abs=0.01)
    assert found["cash_low"] == pytest.approx(6400 * (1 - 0.5**36) - 36 * 700, abs=0.01)
    assert found["cash_month"] == 36
    steady = Base.of_cells([10], 0.0, price=100.0)
    forever = row(Company(steady, steady, 1.5), Stress.NONE, fixed_cost=700.0)
    assert math.isnan(forever["months"])
    assert forever["cash_low"] == 0
    assert math.isnan(forever["cash_month"])


def test_each_hard_time_does_what_it_says() -> None:
    whole = replace(Base.of_cells([100, 100], 0.1, price=10.0, margin=0.5, new=4), cpa=np.array([20.0]))
    fewer = replace(whole, customers=whole.customers * 0.9, mrr=whole.mrr * 0.8)
    table = resilience(Company(whole, fewer, 1.5)).set_index("stress")
    nrr = 0.9**12
    assert table.loc[Stress.NONE, "nrr"] == pytest.approx(nrr)
    assert table.loc[Stress.NO_NEW, "nrr"] == pytest.approx(nrr)
    assert table.loc[Stress.LARGEST, "nrr"] == pytest.approx(0.8 * nrr)
    assert table.loc[Stress.LARGEST, "retention"] == pytest.approx(0.9 * nrr)
    assert table.loc[Stress.LATE, "nrr"] == pytest.approx(0.85**12)
    assert table.loc[Stress.PRICE, "nrr"] == pytest.approx(0.95 * nrr)
    assert table.loc[Stress.CPA, "change"] == pytest.approx(-12 * 4 * 20 * 0.3)
    assert table.loc[Stress.ALL, "nrr"] == pytest.approx(0.8 * 0.95 * 0.85**12)
    assert table["margin"].idxmin() == Stress.ALL
    assert table.loc[Stress.NONE, "change"] == 0


def test_what_cannot_be_told_is_not_known() -> None:
    company = Company(halving(), halving(), math.nan)
    assert math.isnan(row(company, Stress.LATE)["nrr"])
    assert not math.isnan(row(company, Stress.ALL)["nrr"])


def test_the_largest_are_those_who_pay_most() -> None:
    data = book(**same(12, 100, 100, 100), big=[900, 900, 900], gone=[5000, 0, 0])
    found = largest_customers(data, 1)
    assert data.customers["customer_id"][found].tolist() == ["big"]
    assert largest_customers(book(a=[100, 100]), 10).sum() == 1


def test_concentration_is_counted_by_hand() -> None:
    data = book(a=[300, 300, 300], b=[100, 100, 100])
    company = company_of(data)
    assert company.hhi == pytest.approx(0.75**2 + 0.25**2)
    assert company.top_share == 1
    assert company.reduced.revenue == 0


def test_without_the_largest_rates_are_the_same(shop: Dataset) -> None:
    company = company_of(shop)
    assert np.array_equal(company.whole.left, company.reduced.left)
    assert company.whole.customers.sum() - company.reduced.customers.sum() == 10
    assert 0 < company.top_share < 0.05


def test_late_deliveries_raise_hazards_as_late_ones_did(shop: Dataset) -> None:
    found = hazard_when_late(shop)
    assert found > 1
    assert hazard_when_late(shop, 0) == pytest.approx(1.0)
    assert math.isnan(hazard_when_late(replace(shop, deliveries=None)))


def test_late_deliveries_are_counted_again_by_plain_pandas(shop: Dataset) -> None:
    months = shop.months
    table = shop.deliveries
    assert table is not None
    last = pd.Period(months.names[-1] if months.last == months.last_complete else months.names[-2], "M")
    day = lambda column: pd.to_datetime(table[column].astype("Float64").astype(float), unit="D")  # noqa: E731
    promised, delivered = day("promised"), day("delivered")
    recent = promised.dt.to_period("M").between(last - 11, last) & delivered.notna()
    late, later = ((delivered + pd.Timedelta(days=d) > promised)[recent].mean() for d in (0, 3))
    rates = after_delivery(shop, months.last_complete - 11, months.last_complete)
    told = [share * rates.late_rate + (1 - share) * rates.on_time_rate for share in (late, later)]
    assert hazard_when_late(shop) == pytest.approx(told[1] / told[0])


def test_a_company_that_wins_nobody_is_worth_what_its_customers_bring() -> None:
    """A tenth leaves a month and pays 100 of 50 %: a new one brings 500; at a CPA of 400, 87.5 % must stay."""
    base = replace(Base.of_cells([100], 0.1, price=100.0, margin=0.5, new=10), cpa=np.array([400.0]))
    found = run_off(base)
    assert found.margin == pytest.approx(50 * 100 * sum(0.9**m for m in range(1, 37)))
    assert found.new == pytest.approx(500, rel=1e-4)
    assert found.cpa == 400
    assert found.stays == pytest.approx(0.9)
    assert found.must_stay == pytest.approx(0.875)
    assert math.isnan(run_off(replace(base, cpa=None)).must_stay)


# --- what a scenario comes to ---------------------------------------------------------------------------------------


def test_every_outcome_is_told_with_and_without() -> None:
    base = replace(
        Base.of_cells([100, 80, 320], [0.2, 0.1, 0.05], price=10_000, margin=0.6, new=10),
        left=np.array([[20.0, 8, 16]]), at_risk=np.array([[100.0, 80, 320]]),
    )  # fmt: skip
    lever = Lever(LeverKind.CHURN, 0.25, tenure_to=1, one_off_cost=500_000)
    seen = Replay(base, (lever,))
    table = scorecard(seen).set_index("metric")
    assert list(table.index) == [one.id for one in OUTCOMES]
    assert table.loc[NRR12.id, "scenario"] == pytest.approx(seen.middle(seen.moved))
    margin = (seen.moved.margin - seen.plain.margin)[:, 1:].sum(axis=1)
    assert table.loc[MARGIN12.id, "change"] == pytest.approx(np.median(margin))
    assert table.loc[LTV_NEW.id, "change"] > 0
    for column in ("base", "scenario", "change"):
        assert (table[f"{column}_p10"] <= table[column]).all()
        assert (table[column] <= table[f"{column}_p90"]).all()


def test_a_new_customer_is_worth_the_sum_of_what_stays() -> None:
    base = Base.of_cells([0, 0], 0.1, price=100.0, margin=0.5, new=3)
    table = scorecard(Replay(base)).set_index("metric")
    assert table.loc[LTV_NEW.id, "base"] == pytest.approx(50 * sum(0.9**t for t in range(LTV_MONTHS)), rel=1e-3)
    assert math.isnan(scorecard(Replay(halving())).set_index("metric").loc[LTV_NEW.id, "base"])


def test_beliefs_swing_more_where_less_was_seen() -> None:
    base = replace(
        Base.of_cells([100, 80, 320], [0.2, 0.1, 0.05]),
        left=np.array([[2.0, 80, 160]]), at_risk=np.array([[10.0 * 4, 800, 3_200]]),
    )  # fmt: skip
    table = tornado_of_beliefs(base)
    first = table[table["tenure_from"] == 1].iloc[0]
    assert first["low"] > nrr_at_the_end(projected(base)) > first["high"]
    certain = Base.of_cells([100, 80, 320], [0.2, 0.1, 0.05])
    assert tornado_of_beliefs(certain).empty


def test_e3a_beliefs_by_hand() -> None:
    """Hazard of the first month at P10 and P90 of Beta(20.5, 80.5), the others at their means."""
    base = replace(
        Base.of_cells([100, 80, 320], [0.2, 0.1, 0.05]),
        left=np.array([[20.0, 8, 16]]), at_risk=np.array([[100.0, 80, 320]]),
    )  # fmt: skip
    second, later = 8.5 / 81, 16.5 / 321

    def kept(first: float) -> float:
        alive = 100 * (1 - first) * (1 - second) * (1 - later) + 80 * (1 - second) * (1 - later) ** 2
        return (alive + 320 * (1 - later) ** 3) / 500

    row = tornado_of_beliefs(base, months=3).set_index("tenure_from").loc[1]
    assert row["low"] == pytest.approx(kept(stats.beta.ppf(0.1, 20.5, 80.5)), abs=1e-9)
    assert row["high"] == pytest.approx(kept(stats.beta.ppf(0.9, 20.5, 80.5)), abs=1e-9)


def test_definitions_are_complete_in_both_languages() -> None:
    for name in ("nrr12", "grr12", "retention12", "mrr12", "margin12", "cash12", "ltv_new", "chance", "break_even"):
        metric = METRICS[f"scenario.{name}"]
        assert metric.meaning.ja.endswith("。")
        assert metric.meaning.en.endswith(".")
