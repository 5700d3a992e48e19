"""Each story planted in the sample data is found by what the pages show (sample_data/README.md tells the stories)."""

import functools
import operator

import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.metrics.acquisition import acquired
from ltv.metrics.acquisition_cost import compared_months, kept_by_channel
from ltv.metrics.cohorts import CohortBasis, cohort_mean, cohorts
from ltv.metrics.intervals import wilson
from ltv.metrics.lateness import after_delivery, worst_months
from ltv.metrics.movements import movements
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.reconcile import bridge, differences
from ltv.metrics.repeat import conversion, purchases
from ltv.metrics.retention import retention
from ltv.metrics.segments import retention_by
from ltv.metrics.service import promises_by_month
from ltv.months import month_number
from ui import cohort, kpi, kpi_evidence, samples, session
from ui.cohort_story import Story


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return samples.load("shop")


@pytest.fixture(scope="module")
def b2b() -> Dataset:
    return samples.load("b2b")


@pytest.fixture(autouse=True)
def _japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: "ja")
    monkeypatch.setattr(session, "is_sample", lambda: True)
    monkeypatch.setattr(session, "data", lambda: samples.load("shop"))
    monkeypatch.setattr(session, "cached", lambda function, data, *arguments: function(data, *arguments))


def test_s1_affiliates_are_cheap_to_win_and_dear_to_keep(shop: Dataset) -> None:
    first, last = compared_months(shop.months)
    table = kept_by_channel(shop, acquired(shop), first, last).set_index("channel")
    affiliate, search = table.loc["アフィリエイト"], table.loc["検索広告"]
    assert affiliate["cpa_high"] < search["cpa_low"]
    assert affiliate["retention_high"] < search["retention_low"]
    assert affiliate["cost_per_kept_low"] > search["cost_per_kept_high"]
    assert kpi_evidence.channels_title(kpi.channels(shop, first, last), shop).startswith("アフィリエイトは獲得単価")


def test_s1_affiliate_customers_leave_first_in_the_cohort_curves(shop: Dataset) -> None:
    at_three = {}
    for channel in shop.values("channel"):
        mean = cohort_mean(cohorts(shop.where("channel", channel).months), CohortBasis.CUSTOMERS).set_index("age")
        n = int(mean["at_risk"][3])
        at_three[channel] = wilson(round(mean["value"][3] * n), n)
    others = [bounds.low for channel, bounds in at_three.items() if channel != "アフィリエイト"]
    assert at_three["アフィリエイト"].high < min(others)


def test_s2_late_deliveries_of_one_quarter_were_followed_by_leaving(shop: Dataset) -> None:
    worst = worst_months(promises_by_month(shop))
    assert worst == (pd.Timestamp("2025-01-01"), pd.Timestamp("2025-03-01"))
    left = after_delivery(shop, month_number("2025-01"), month_number("2025-03"))
    assert left.late_interval.low > left.on_time_interval.high
    assert "2025年1月〜2025年3月は35." in kpi_evidence.late_title(kpi.promises(shop), kpi.left_after(shop))


def test_s3_month_one_retention_rose_from_the_cohort_of_july_2025(shop: Dataset) -> None:
    table = cohorts(shop.months).query("age == 1")
    monthly = cohorts(shop.where("plan", "月次定期").months).query("age == 1") if "plan" in shop.customers else table
    for cells in (table, monthly):
        before, after = (part[["customers", "size"]].sum() for part in (
            cells[cells["cohort"] < "2025-07"], cells[cells["cohort"] >= "2025-07"]
        ))  # fmt: skip
        assert wilson(*after.astype(int)).low > wilson(*before.astype(int)).high + 0.05


def test_s3_the_cohort_page_names_the_month(shop: Dataset) -> None:
    table = cohort.table(shop)
    curve = cohort.curve(shop, CohortBasis.CUSTOMERS)
    story = Story(shop, CohortBasis.CUSTOMERS, "全顧客", table, curve)
    assert "2025年7月" in story.headline()


def test_s4_customers_of_the_deep_discount_campaign_rarely_order_again(shop: Dataset) -> None:
    def f2(part: Dataset) -> tuple[float, float]:
        assert part.ledger is not None
        return conversion(purchases(part.ledger), 1, 90).interval

    campaign, usual = (f2(shop.where("campaign", name)) for name in ("秋の初回90%OFF", "通常"))
    assert campaign[1] < usual[0] - 0.2
    new = movements(shop.months).set_index("month")["customers_new"]
    assert new["2024-11-01"] > 2 * new[["2024-10-01", "2024-12-01"]].max()


def test_s5_the_crm_differs_from_core_sales_by_the_known_amounts(shop: Dataset) -> None:
    found = bridge(shop)
    assert (found.crm_total, found.core_total) == (160_126_579, 159_208_342)
    assert (found.crm_only, found.core_only, found.matched_difference) == (184_813, 621_028, 1_354_452)
    assert (found.customers_crm_only, found.customers_core_only, found.customers_different) == (38, 24, 511)
    table = differences(shop)
    matched = table[table["place"] == "matched"]["difference"]
    assert (matched[matched > 0].sum(), matched[matched < 0].sum()) == (1_474_420, -119_968)


def test_b1_the_price_rise_shows_as_expansion_from_april_2026(b2b: Dataset) -> None:
    expanded = movements(b2b.months).set_index("month")["customers_expansion"]
    assert expanded["2026-04":"2026-08"].min() > expanded["2025-04":"2025-08"].max()


def test_b2_revenue_is_lost_mostly_by_small_accounts(b2b: Dataset) -> None:
    end = b2b.months.last_complete
    table = retention_by(b2b, "size", end, NrrRule.YOY_COHORT).set_index("segment")
    assert table["grr"].idxmin() == "小"
    assert table["logo_retention_high"]["小"] < table["logo_retention"]["大"]


def test_b3_accounts_met_at_trade_fairs_stay_shorter(b2b: Dataset) -> None:
    """Three years added up: one alone has too few accounts to tell."""
    fair = (b2b.customers["channel"] == "展示会").to_numpy()
    ends = [month_number(f"{year}-09") for year in (2024, 2025, 2026)]
    at_fairs, elsewhere = (
        functools.reduce(operator.add, (retention(part.months, end, NrrRule.YOY_COHORT) for end in ends))
        for part in (b2b.only(fair), b2b.only(~fair))
    )
    assert at_fairs.logo_interval().high < elsewhere.logo_interval().low
