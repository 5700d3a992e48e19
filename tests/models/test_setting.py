"""Which kind of business the data show, and whether they say enough for a prediction."""

import numpy as np
import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.ledger import Ledger
from ltv.models.setting import Kind, gaps_of, regular_share, setting
from ltv.models.sufficiency import missing, sufficiency
from tests.ui.books import book, same


def shop(gaps: list[int], customers: int = 60) -> Dataset:
    """Customers who all order with the same gaps, each from another day on."""
    start = np.datetime64("2024-01-01")
    rows = [(f"c{i}", start + i % 20 + day, 1000) for i in range(customers) for day in np.cumsum([0, *gaps])]
    ledger = Ledger.from_orders(pd.DataFrame(rows, columns=["customer_id", "date", "amount"]))
    return Dataset("orders", ledger.months(), ledger.fingerprint, ledger=ledger)


@pytest.mark.parametrize(
    ("gaps", "period"),
    [
        pytest.param([31, 29, 61, 31], 365.25 / 12, id="every month, one left out"),
        pytest.param([7, 7, 14, 7], 7, id="every week"),
        pytest.param([60, 61, 60], 60, id="every two months"),
    ],
)
def test_orders_at_a_rhythm_are_recognised_with_the_longest_period_that_fits(gaps: list[int], period: float) -> None:
    found = setting(shop(gaps))
    assert found.kind == Kind.REGULAR_ORDERS
    assert found.period_days == pytest.approx(period, rel=0.02)
    assert found.regular_share == 1


def test_orders_at_any_time_are_not_taken_for_regular_ones() -> None:
    rng = np.random.default_rng(4)
    found = setting(shop(list(rng.integers(1, 120, 40))))
    assert found.kind == found.evidence == Kind.ORDERS
    assert found.period_days is None


def test_a_random_gap_fits_a_rhythm_one_time_in_five() -> None:
    gaps = np.random.default_rng(5).integers(300, 30_000, 50_000)
    assert regular_share(gaps, 365.25 / 12) == pytest.approx(0.2, abs=0.02)


def test_few_gaps_prove_no_rhythm() -> None:
    found = setting(shop([30, 30], customers=3))
    assert (found.kind, found.evidence, found.gaps) == (Kind.ORDERS, "few_gaps", 6)


def test_contracts_are_recognised_as_such() -> None:
    assert setting(Dataset("contracts", book(**same(3, 100)).months, "f")).kind == Kind.CONTRACTS


def test_orders_of_one_day_leave_no_gap() -> None:
    from ltv.metrics.repeat import purchases

    frame = pd.DataFrame(
        {"customer_id": "a", "date": ["2025-01-01", "2025-01-01", "2025-01-08"], "amount": 1, "order": [1, 2, 3]}
    )
    assert gaps_of(purchases(Ledger.from_orders(frame))).tolist() == [7]


def test_what_a_prediction_lacks_is_counted() -> None:
    few = missing(sufficiency(shop([30] * 4, customers=20)))
    assert {(c.id, c.have) for c in few} == {("buyers", 20), ("repeaters", 20), ("third", 20), ("days", 140)}
    assert all(c.words.ja and c.words.en and c.have < c.need for c in few)


def test_enough_data_lack_nothing() -> None:
    assert missing(sufficiency(shop([30] * 8, customers=600))) == ()


def test_contracts_need_customers_months_and_some_who_left() -> None:
    contracts = Dataset("contracts", book(**same(60, *[100] * 14)).months, "f")
    assert [c.id for c in missing(sufficiency(contracts))] == ["left"]
