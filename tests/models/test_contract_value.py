"""What running contracts will still bring."""

import numpy as np
import pandas as pd
import pytest

from ltv.metrics.contract_tenures import tenures
from ltv.metrics.renewals import renewals
from ltv.metrics.spells import spells
from ltv.metrics.tenures import Tenures
from ltv.models.contract_average import fit_contracts
from ltv.models.contract_value import contract_values
from ltv.models.renewal_model import joint_band
from ltv.models.sbg import fit_sbg
from tests.models.agreements import book, contract
from tests.models.customers import HIGH_END

MODEL = fit_sbg(Tenures.of_survivors(HIGH_END))


def values(*contracts, **kw) -> pd.DataFrame:
    assumed = {"horizon_months": 36, "discount_annual": 0.1} | kw
    return contract_values(renewals(book(*contracts)), {"year": MODEL, "month": MODEL}, **assumed)


def by_hand(model, *, renewed, amount, first_days, term_days, horizon_days, discount, growth=0.0) -> float:
    """Payment by payment."""
    total, k = 0.0, 0
    while first_days + k * term_days <= horizon_days:
        stays = float(model.survival(renewed + 1 + k) / model.survival(renewed))
        years = (first_days + k * term_days) / 365.25
        total += amount * stays * (1 + discount) ** -years * (1 + growth) ** (k * term_days / 365.25)
        k += 1
    return total


@pytest.mark.parametrize(
    ("row", "renewed", "first_days", "term_days"),
    [
        (contract("a", "2024-02-01", None, "year", 500), 2, 32, 365.25),
        (contract("a", "2026-01-20", None, "month", 500), 11, 20, 365.25 / 12),
    ],
)
def test_a_contract_is_worth_its_payments_to_come(row, renewed, first_days, term_days):
    expected = by_hand(
        MODEL, renewed=renewed, amount=500, first_days=first_days, term_days=term_days,
        horizon_days=36 * 365.25 / 12, discount=0.1, growth=0.02,
    )  # fmt: skip
    found = values(row, growth_annual=0.02, gross_margin=0.4)
    assert found["rlv"].tolist() == pytest.approx([0.4 * expected])
    assert found["p_renew"].tolist() == pytest.approx([float(MODEL.retention(renewed + 1))])


def test_a_longer_horizon_leads_to_the_lifetime():
    found = values(contract("a", "2024-02-01", None, "year", 1), horizon_months=12 * 400)
    assert found["payments"].iloc[0] == pytest.approx(MODEL.derl_before(3, discount=0.1) * 1.1 ** (-32 / 365.25))


def test_a_horizon_before_the_next_payment_is_worth_nothing():
    assert values(contract("a", "2026-10-01", None, "year"), horizon_months=6)["rlv"].tolist() == [0]


def test_without_a_model_the_value_is_not_known():
    found = values(contract("a", "2026-01-01", interval="quarter"))
    assert found[["p_renew", "payments", "rlv"]].isna().all(axis=None)


def test_values_of_the_sample_company_are_finite_and_lie_in_their_interval(b2b):
    calendar = renewals(b2b)
    models = {period: fit_contracts(counted) for period, counted in tenures(spells(b2b)).items()}

    def total(models) -> float:
        return float(contract_values(calendar, models, horizon_months=36, discount_annual=0.1)["rlv"].sum())

    found = contract_values(calendar, models, horizon_months=36, discount_annual=0.1)
    assert np.isfinite(found[["p_renew", "payments", "rlv"]]).all(axis=None)
    assert (found["rlv"] >= 0).all()
    low, high = joint_band(models, total, draws=60)
    assert low < total(models) < high
    assert high < calendar["mrr"].sum() * 36 * 1.05
