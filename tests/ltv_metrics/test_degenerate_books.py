"""Whatever a book lacks, every measure says what it can, raises nothing and never shows an infinite figure."""

import datetime as dt
import math

import numpy as np
import pytest

from ltv.metrics.acquisition import acquired
from ltv.metrics.acquisition_segments import acquisition_dimensions
from ltv.metrics.channel_table import economics_table
from ltv.metrics.channels import economics
from ltv.metrics.concentration import concentration
from ltv.metrics.cpm import cpm, cpm_transitions, usual_cuts
from ltv.metrics.customer_costs import customer_costs
from ltv.metrics.customer_pnl import customer_pnl
from ltv.metrics.formula_inputs import Assumed, formula_ltvs, ltv_inputs
from ltv.metrics.groups import group_table
from ltv.metrics.observed_ltv import observed_ltv, observed_ltv_by, observed_ltv_by_cohort, realised_ltv
from ltv.metrics.other_costs import OtherCosts
from ltv.metrics.payback import PaybackStatus, payback_of
from ltv.metrics.payback_orders import order_sums
from ltv.metrics.rfm import rfm, rfm_grid, rfm_transitions
from ltv.metrics.value_base import best_base
from tests.ltv_metrics.books import degenerate

BOOKS = degenerate()
every_book = pytest.mark.parametrize("data", BOOKS.values(), ids=BOOKS)


def finite(table):
    """A table whose numbers are known or NaN, never infinite."""
    numbers = table.select_dtypes("number").to_numpy(dtype=float, na_value=math.nan)
    assert not np.isinf(numbers).any()
    return table


@every_book
def test_portfolios_of_it(data):
    then = data.months.as_of - dt.timedelta(days=100)
    ranked, grouped = rfm(data), cpm(data)
    for table, moves in ((ranked, rfm_transitions(data, then)), (grouped, cpm_transitions(data, then))):
        finite(table)
        assert moves["customers"].sum() == len(set(table["customer"]) | before(data, then))
    assert group_table(ranked, "segment")["customers"].sum() == rfm_grid(ranked)["customers"].sum() == len(ranked)
    assert finite(group_table(grouped, "group"))["customers"].sum() == len(grouped)
    assert usual_cuts(data).spend == usual_cuts(data).spend


def before(data, then):
    return set(cpm(data, as_of=then)["customer"])


@every_book
def test_concentration_of_it(data):
    found = concentration(data, best_base(data))
    for table in (found.lorenz(), found.whale(), found.deciles()):
        finite(table)
    figures = (found.gini, *found.gini_interval, found.top_share(), *found.top_interval(), found.hhi, *found.peak)
    assert not any(map(math.isinf, figures))
    assert found.deciles()["value"].sum() == found.total


@every_book
def test_observed_ltv_of_it(data):
    tables = (observed_ltv(data), observed_ltv_by_cohort(data), observed_ltv_by(data, data.customers["customer_id"]))
    for table in tables:
        finite(table)
        assert (table["ltv"].isna() == (table["customers"] == 0)).all()
    assert len(tables[0]) == 24
    assert not math.isinf(realised_ltv(data).rate)


@every_book
def test_formulas_of_it(data):
    for assumed in (Assumed(), Assumed(gross_margin=0.5, service_cost_monthly=10, lifetime_years=2)):
        table = finite(formula_ltvs(ltv_inputs(data), assumed))
        assert (table["ltv"].isna() == (table["reason"] != "")).all()


@every_book
def test_economics_of_it(data):
    for dimension in [*acquisition_dimensions(data), "customer_id"]:
        table = finite(economics_table(economics(data, dimension, other=OtherCosts(100))))
        assert table["customers"].sum() <= len(acquired(data).customer)
        assert (table["payback_months"].isna() == ~table["payback_status"].isin(["paid_back", "no_cost"])).all()


@every_book
def test_payback_of_it(data):
    new = acquired(data)
    found = payback_of(data, new, customer_costs(data, new), best_base(data), new.customer)
    assert (found.status == PaybackStatus.UNKNOWN) or not math.isinf(found.months)
    sums = order_sums(data, best_base(data), {"all": new.customer})["all"]
    assert sums.customers in (0, len(new.customer))
    assert not math.isinf(sums.payback(50.0).covered)


@every_book
def test_profit_and_loss_of_it(data):
    found = customer_pnl(data, gross_margin=0.4, cost_per_ticket=5)
    finite(found.table)
    assert found.table["revenue"].sum() == data.months.amount.sum()


def test_a_book_with_a_loss_on_every_order_never_pays_back_and_shows_a_negative_ltv():
    data = BOOKS["more goods cost than they bring"]
    assert observed_ltv(data)["ltv"].dropna().max() < 0
    assert math.isnan(concentration(data, best_base(data)).gini)
    assert concentration(data, best_base(data)).peak.profit == 60
    assert ltv_inputs(data).ltv() < 0 or math.isnan(ltv_inputs(data).ltv())
