"""How uncertain what is expected of groups is: by their models' parameters, and by chance."""

import numpy as np
import pytest

from ltv.dataset import Dataset
from ltv.models.fitted import Fitted, fitted
from ltv.models.value_spread import outcome_variances, parameter_spread
from ltv.models.worth import worth
from tests.ui.books import book, same
from ui import samples


@pytest.fixture(scope="module", params=["shop", "b2b"])
def company(request: pytest.FixtureRequest) -> Dataset:
    return samples.load(request.param)


@pytest.fixture(scope="module")
def models(company: Dataset) -> Fitted:
    return fitted(company)


def test_of_everybody_together_it_is_the_interval_of_the_total(company: Dataset, models: Fitted) -> None:
    """Found another way: half the total's 95 % interval over 1.96, as a share of the total."""
    values = worth(company, models)
    spread = parameter_spread(models, values, np.full(company.months.size, "all", dtype=object))
    low, high = values.total.interval
    assert spread["all"] == pytest.approx((high - low) / (2 * 1.96) / values.total.value, rel=0.15)


def test_chance_is_what_the_total_says_of_it(company: Dataset, models: Fitted) -> None:
    """The outcome's interval of the total is wider than the parameters' by the variance of all customers."""
    values = worth(company, models)
    variance = outcome_variances(models, values, company.months.size).sum()
    total = values.total
    chance = (total.outcome.high - total.value) ** 2 - (total.interval.high - total.value) ** 2
    assert variance == pytest.approx(chance / 1.959964**2, rel=1e-4)


def test_a_group_nobody_is_in_and_a_file_without_a_model_have_none(company: Dataset, models: Fitted) -> None:
    values = worth(company, models)
    assert "nobody" not in parameter_spread(models, values, np.full(company.months.size, "all", dtype=object))
    empty = book(**same(3, 100, -100))
    nothing = fitted(empty)
    found = parameter_spread(nothing, worth(empty, nothing), np.full(empty.months.size, "all", dtype=object))
    assert all(np.isfinite(spread) for spread in found.values())


def test_few_customers_are_less_certain_than_many() -> None:
    """Sixteen times as many, about a quarter of the error."""
    rng = np.random.default_rng(5)

    def spread(customers: int) -> float:
        pays = (rng.random((customers, 24)) < rng.beta(2, 3, customers)[:, None]) & (
            np.arange(24) < rng.geometric(0.06, customers)[:, None]
        )
        amounts = np.where(pays, rng.integers(50, 150, pays.shape), 0)
        amounts[:, 0] = 100
        data = book(**{f"c{i}": row.tolist() for i, row in enumerate(amounts)})
        models = fitted(data)
        group = np.full(data.months.size, "all", dtype=object)
        return parameter_spread(models, worth(data, models), group)["all"]

    few, many = spread(60), spread(960)
    assert 2 < few / many < 8
