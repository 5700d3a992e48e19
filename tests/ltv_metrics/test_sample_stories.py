"""What the sample tea shop was made to tell (sample_data/README.md), and its B2B neighbour."""

import datetime as dt

import pytest

from ltv.metrics.channel_table import economics_table
from ltv.metrics.channels import economics
from ltv.metrics.concentration import concentration
from ltv.metrics.cpm import cpm
from ltv.metrics.customer_pnl import customer_pnl
from ltv.metrics.formula_inputs import formula_ltvs, ltv_inputs
from ltv.metrics.groups import group_table
from ltv.metrics.observed_ltv import observed_ltv, observed_ltv_by, realised_ltv
from ltv.metrics.rfm import rfm, rfm_transitions
from ltv.metrics.value_base import ValueBase
from ui import samples


@pytest.fixture(scope="module")
def shop():
    return samples.load("shop")


@pytest.fixture(scope="module")
def b2b():
    return samples.load("b2b")


@pytest.fixture(scope="module")
def by_channel(shop):
    return economics_table(economics(shop, "channel")).set_index("segment")


PAID = ["検索広告", "SNS広告", "アフィリエイト"]


def test_affiliates_are_the_cheapest_paid_channel_and_the_dearest_per_kept_customer(by_channel):
    paid = by_channel.loc[PAID]
    assert paid["cac"].idxmin() == paid["cost_per_kept"].idxmax() == "アフィリエイト"
    assert paid["cost_per_kept_low"]["アフィリエイト"] > paid["cost_per_kept"]["検索広告"]
    for figure in ("retention_shrunk", "ltv_shrunk", "ltv_to_cac"):
        assert paid[figure].idxmin() == "アフィリエイト"
    assert paid["payback_months"].to_dict() == {"検索広告": 7, "SNS広告": 8, "アフィリエイト": 9}


def test_referral_and_search_by_itself_cost_nothing(by_channel):
    assert by_channel.loc[["自然検索", "紹介"], "cac"].tolist() == [0, 0]
    assert by_channel.loc[["自然検索", "紹介"], "payback_status"].tolist() == ["no_cost", "no_cost"]
    assert by_channel["ltv_shrunk"].idxmax() == "紹介"


def test_customers_whose_channel_the_crm_lost_are_pulled_to_the_mean(by_channel):
    lost = by_channel.loc[""]
    assert lost["customers"] == 21
    assert lost["ltv_shrunk_weight"] < 0.8
    assert lost["payback_status"] == "unknown"


def test_the_90_percent_campaign_has_not_brought_back_its_cost_within_a_year(shop):
    table = economics_table(economics(shop, "campaign")).set_index("segment")
    assert table["ltv_to_cac"].idxmin() == "秋の初回90%OFF"
    assert table.loc["秋の初回90%OFF", "ltv_to_cac_high"] < 1
    assert table.loc["秋の初回90%OFF", "payback_months"] == 15


def test_the_deeper_the_first_discount_the_less_a_customer_brings(shop):
    table = economics_table(economics(shop, "discount_depth")).set_index("segment")
    values = table.loc[["0", "30", "50", "100"], "ltv_gross_profit"]
    assert values.is_monotonic_decreasing
    assert values["100"] < values["0"] / 2


def test_figures_of_the_shop(shop):
    table = observed_ltv(shop).set_index("step")
    assert table.loc[[12, 24], "customers"].tolist() == [3920, 1801]
    assert table.loc[[12, 24], "ltv"].tolist() == pytest.approx([10_470, 20_919], abs=0.5)
    assert realised_ltv(shop).rate == pytest.approx(159_208_342 / 6119)
    found = concentration(shop)
    assert found.total == 159_208_342
    assert found.top_share() == pytest.approx(0.6325, abs=5e-5)
    assert group_table(rfm(shop), "segment")["revenue"].sum() == 159_208_342
    assert group_table(cpm(shop), "group")["customers"].sum() == len(rfm(shop))


def test_segments_of_a_year_ago_lead_to_those_of_today(shop):
    moves = rfm_transitions(shop, dt.date(2025, 9, 30))
    assert moves["revenue_after"].sum() == 159_208_342
    stayed = moves[(moves["before"] == "best") & (moves["after"] == "best")]["customers"].iloc[0]
    assert stayed / moves[moves["before"] == "best"]["customers"].sum() > 0.6


def test_the_naive_formula_is_far_from_what_customers_have_brought(shop):
    """LTV4 speaks of all the future; the observed figure of two years."""
    formula = formula_ltvs(ltv_inputs(shop)).set_index("formula").loc["margin_churn"]
    observed = observed_ltv(shop).set_index("step").loc[24, "ltv"]
    assert formula["low"] > observed
    assert formula["reason"] == ""


def test_profit_and_loss_of_the_shop_close(shop):
    found = customer_pnl(shop, cost_per_ticket=800, cost_per_delivery=350)
    table = found.table
    assert table["revenue"].sum() == 159_208_342
    assert table["cost"].sum() == shop.ledger.columns["cost"].sum()
    assert table["deliveries"].sum() == len(shop.deliveries)
    assert found.taken_off == ("cost", "cost_to_serve", "acquisition_cost")
    assert (table["contribution"] < 0).mean() > 0.1


def test_b2b_is_told_by_months_and_sales(b2b):
    table = observed_ltv(b2b)
    assert set(table["base"]) == {"sales"}
    assert set(table["unit"]) == {"months"}
    assert table.loc[11, "customers"] == 120
    sizes = observed_ltv_by(b2b, b2b.customers["size"], base=ValueBase.SALES)
    assert sizes[sizes["step"] == 12].set_index("segment")["ltv"].idxmax() == "大"
    assert formula_ltvs(ltv_inputs(b2b)).set_index("formula").loc["arpa_churn", "ltv"] > 0
    assert group_table(cpm(b2b), "group")["customers"].sum() == 300
