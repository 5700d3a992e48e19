"""Data so young that no month is complete, and companies whose customers come back all the time."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.decisions.scenario.company import base_of
from ltv.decisions.scenario.outcomes import with_chance
from ltv.decisions.scenario.projection import simulated
from ltv.decisions.scenario.state import Base
from ltv.errors import NotEnoughDataError
from ltv.ledger import Ledger
from tests.scenario.test_renewals import contracts
from ui import session

from .books import book
from .test_pages import opened


def young(kind: str) -> Dataset:
    if kind == "contracts":
        return contracts(("a", "2026-09-03", None, 1200, "year"), as_of="2026-09-12")
    orders = pd.DataFrame({"customer_id": ["a"], "date": [pd.Timestamp("2026-09-03")], "amount": [100]})
    ledger = Ledger.from_orders(orders, as_of=dt.date(2026, 9, 12))
    return Dataset("orders", ledger.months(), ledger.fingerprint, ledger=ledger, source="upload")


@pytest.mark.parametrize("kind", ["orders", "contracts"])
def test_without_a_complete_month_there_is_nothing_to_start_from(kind: str) -> None:
    with pytest.raises(NotEnoughDataError):
        base_of(young(kind))


@pytest.mark.parametrize("kind", ["orders", "contracts"])
@pytest.mark.parametrize("page", ["scenarios", "priorities", "workshop"])
def test_a_page_says_that_no_month_is_complete_and_lives_on(
    page: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = young(kind)
    monkeypatch.setattr(session, "data", lambda: data)
    monkeypatch.setattr(session, "is_sample", lambda: False)
    app = opened(page, lang="ja")
    assert not app.exception
    assert app.title[0].value


def test_customers_who_come_back_do_not_make_chance_explode() -> None:
    """Half leave each month and half of those return: ranges stay within what everybody together could pay."""
    base = replace(
        Base.of_cells([50, 50], 0.5, price=100.0), reactivation=np.array([0.5]), squares=np.array([[5e5, 5e5]])
    )
    found = simulated(base, months=12, draws=500)
    drawn = with_chance(base, found.opening, seed=1) / base.revenue
    low, high = np.quantile(drawn[:, -1], (0.1, 0.9))
    assert 0.2 < low < np.median(drawn[:, -1]) < high < 0.8


def test_chance_is_as_wide_as_customers_one_by_one_make_it() -> None:
    """200 customers at 100 who leave with 30 % and come back with 40 %, each by herself, twelve months, 4,000 times."""
    people, leave, back = 200, 0.3, 0.4
    base = replace(
        Base.of_cells([people], leave, price=100.0), reactivation=np.array([back]),
        squares=np.array([[people * 100.0**2]]),
    )  # fmt: skip
    found = simulated(base, months=12, draws=4_000)
    told = (with_chance(base, found.opening, seed=1) / base.revenue)[:, -1]
    rng, there = np.random.default_rng(7), np.ones((4_000, people), dtype=bool)
    for _ in range(12):
        there = np.where(there, rng.random(there.shape) >= leave, rng.random(there.shape) < back)
    seen = there.mean(axis=1)
    assert told.mean() == pytest.approx(seen.mean(), abs=0.01)
    assert told.std() == pytest.approx(seen.std(), rel=0.1)


def test_a_book_of_one_month_is_no_surprise() -> None:
    assert base_of(book("2026-09", a=[100])).revenue == 100
