"""Customers who order: the model that forecast best, what it is worth, and data that say little."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.ledger import Ledger
from ltv.metrics.repeat import DAYS_A_MONTH
from ltv.models import order_estimates, order_value
from ltv.models.assumptions import Assumptions, Base, Margin
from ltv.models.buying import AnyTime, AtARhythm, holdout, origins
from ltv.models.choice import CANDIDATES, by_model, choose
from ltv.models.completed import completed_values
from ltv.models.fitted import fitted
from ltv.models.holdout import Holdout, track_record
from ltv.models.order_book import LONGEST, OrderBook, order_book
from ltv.models.setting import Kind, Setting
from ltv.models.worth import worth
from tests.ui.books import book, same

SALES = Margin(1.0, Base.SALES)


def simulated_shop(customers: int = 400, seed: int = 5, days: int = 720) -> Dataset:
    """Customers who buy at random times until they leave, each at a rate and with a basket of their own."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(customers):
        day, rate, leave = float(rng.integers(0, days - 90)), rng.gamma(1.0, 1 / 40), rng.beta(0.8, 2.5)
        basket = 1000 * rng.gamma(6, 1 / 6)
        while day < days:
            rows.append((f"c{i}", np.datetime64("2024-01-01") + int(day), round(basket * rng.gamma(8, 1 / 8)) + 1))
            if rng.random() < leave:
                break
            day += 1 + rng.exponential(1 / rate)
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    ledger = Ledger.from_orders(frame, as_of=dt.date(2024, 1, 1) + dt.timedelta(days=days))
    return Dataset("orders", ledger.months(), ledger.fingerprint, ledger=ledger)


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return simulated_shop()


@pytest.fixture(scope="module")
def shop_book(shop: Dataset) -> OrderBook:
    return order_book(shop, Setting(Kind.ORDERS))


def test_months_of_a_book_add_up_to_what_the_model_expects(shop_book: OrderBook) -> None:
    x, t_x, T = shop_book.distinct
    for months in (1, 7, 12, 30, LONGEST):
        asked = shop_book.model.expected_purchases(x, t_x, T, months * DAYS_A_MONTH / 7)
        assert shop_book.by_month[:, :months].sum(axis=1) == pytest.approx(asked, rel=2e-3, abs=1e-5)


def test_a_value_is_margin_times_spend_times_discounted_purchases_month_by_month(
    shop: Dataset, shop_book: OrderBook
) -> None:
    assumed = Assumptions(horizon_months=12, discount_annual=0.12, cost_per_purchase=50.0)
    margin = Margin(0.4, Base.MARGIN_GIVEN)
    found = order_value.customer_values(shop_book, shop, margin, assumed)
    for i in (0, 5, len(found) // 2):
        customer = shop_book.customers.iloc[i]
        spend = float(shop_book.spend.expected_spend(customer["frequency"], customer["monetary_value"]))
        months = shop_book.by_month[int(customer["row"]), :12]
        discounted = sum(float(n) * 1.12 ** (-(m + 0.5) / 12) for m, n in enumerate(months))
        assert found["rlv"][i] == pytest.approx((0.4 * spend - 50) * discounted, rel=1e-5)
        assert found["expected"][i] == pytest.approx(float(months.sum()), rel=1e-5)


def test_the_total_is_the_sum_of_its_customers_and_chance_makes_it_wider(shop: Dataset, shop_book: OrderBook) -> None:
    assumed = Assumptions(horizon_months=12)
    total = order_estimates.total_value(shop_book, SALES, assumed)
    each = order_value.customer_values(shop_book, shop, SALES, assumed)["rlv"]
    assert total.value == pytest.approx(float(each.sum()))
    assert total.interval.low < total.value < total.interval.high
    assert total.outcome.low < total.interval.low
    assert total.outcome.high > total.interval.high


def test_a_longer_horizon_and_a_lower_discount_are_worth_more(shop_book: OrderBook) -> None:
    def of(months: int, discount: float) -> float:
        return float(order_value.values(shop_book, SALES, Assumptions(months, discount)).sum())

    assert of(12, 0.1) < of(36, 0.1) < of(60, 0.1)
    assert of(36, 0.2) < of(36, 0.1) < of(36, 0.0)


def test_one_customers_outcome_is_far_wider_than_the_expectation(shop_book: OrderBook) -> None:
    assumed = Assumptions(horizon_months=12)
    best = int(shop_book.customers["customer"].iloc[np.argmax(order_value.values(shop_book, SALES, assumed))])
    found = order_estimates.customer_interval(shop_book, SALES, assumed, best)
    assert found.interval.low <= found.value <= found.interval.high
    assert found.outcome.low < found.interval.low
    assert found.outcome.high > found.interval.high
    assert found.outcome.low >= 0
    assert math.isnan(order_estimates.customer_interval(shop_book, SALES, assumed, -1).value)


def test_variances_agree_with_simulated_outcomes(shop_book: OrderBook) -> None:
    assumed = Assumptions(horizon_months=12, discount_annual=0.0)
    variance = order_estimates.outcome_variances(shop_book, SALES, assumed)
    at = int(np.argsort(variance)[-20])
    rng = np.random.default_rng(0)
    row = np.array([at])
    drawn = np.concatenate(
        [
            order_estimates._outcomes(shop_book, shop_book.model, shop_book.spend, row, SALES, assumed, rng)
            for _ in range(3000)
        ]
    )
    assert drawn.var() == pytest.approx(variance[at], rel=0.1)


def test_a_new_customer_is_worth_the_first_purchase_and_what_follows(shop: Dataset, shop_book: OrderBook) -> None:
    assumed = Assumptions(horizon_months=12, discount_annual=0.0)
    first = order_estimates.first_purchase_value(shop, SALES)
    ledger = shop.ledger
    assert ledger is not None
    opening = [
        ledger.amount[ledger.customer == c][ledger.day[ledger.customer == c].argmin()] for c in range(ledger.size)
    ]
    recent = (shop.months.first_paid > shop.months.last_complete - 24) & (shop.months.first_paid <= shop.months.last)
    assert first == pytest.approx(float(np.array(opening)[recent].mean()), rel=0.01)
    found = order_estimates.new_value(shop_book, shop, SALES, assumed)
    later = float(shop_book.model.expected_purchases_new(12 * DAYS_A_MONTH / 7)) * shop_book.spend.mean_spend
    assert found.value == pytest.approx(first + later, rel=1e-6)


def test_origins_leave_as_much_to_learn_from_as_to_forecast(shop: Dataset) -> None:
    assert shop.ledger is not None
    found = origins(AnyTime(shop.ledger))
    assert [window for _, window in found] == [182, 182]
    assert found[0][0] == shop.ledger.as_of - dt.timedelta(days=182)


def test_a_holdout_counts_purchases_of_customers_known_by_its_day_only(shop: Dataset) -> None:
    assert shop.ledger is not None
    day, window = origins(AnyTime(shop.ledger))[0]
    seen = holdout(AnyTime(shop.ledger), day, window)
    until = (day - dt.date(1970, 1, 1)).days
    first: dict[int, int] = {}
    later: dict[int, set[int]] = {}
    for customer, bought in zip(shop.ledger.customer.tolist(), shop.ledger.day.tolist()):
        first[customer] = min(first.get(customer, bought), bought)
        if until < bought <= until + window:
            later.setdefault(customer, set()).add(bought)
    known = [c for c, bought in first.items() if bought <= until]
    assert seen.customers == len(known)
    assert seen.born_later == sum(until < bought <= until + window for bought in first.values())
    assert seen.later.sum() == sum(len(later.get(c, ())) for c in known)


class Told:
    """A candidate that gives every customer the same expectation."""

    fit = None

    def __init__(self, expected: float) -> None:
        self.expected = expected

    def p_alive(self, x, t_x, T):
        return np.ones(len(x))

    def expected_purchases(self, x, t_x, T, t):
        return np.full(len(x), self.expected)

    def rate_shape(self, x):
        return np.full(len(x), 50.0)


def chosen(**expected: float) -> str:
    seen = Holdout(np.ones(200, int), np.ones(200), np.ones(200), np.tile([0, 1, 2, 1], 50), 1.0)
    candidates = {name: (lambda known, e=e: Told(e)) for name, e in expected.items()}
    return choose([(None, seen)], candidates).name


def test_the_model_that_forecasts_best_is_taken() -> None:
    assert chosen(simple=5.0, other=1.0, third=0.2) == "other"


def test_among_equals_the_simplest_is_taken() -> None:
    assert chosen(simple=1.01, other=1.0) == "simple"


def test_without_a_holdout_the_choice_says_so() -> None:
    found = choose([], CANDIDATES)
    assert found.name == "mbgnbd"
    assert len(found.scores) == 0
    assert "短" in found.why.ja or "検証" in found.why.ja


def cdnow(real_data) -> Ledger:
    rows = pd.read_csv(
        real_data("cdnow/CDNOW_sample.txt"), sep=r"\s+", header=None, usecols=[0, 2, 4],
        names=["customer_id", "date", "amount"], dtype={"customer_id": str, "date": str},
    )  # fmt: skip
    rows["date"] = pd.to_datetime(rows["date"])
    return Ledger.from_orders(rows, as_of=dt.date(1998, 6, 30), currency="USD")


@pytest.mark.parametrize(
    ("name", "bias", "error"),
    [("bgnbd", 0.121, 0.788), ("mbgnbd", 0.163, 0.768), ("paretonbd", 0.116, 0.758)],
)
def test_cdnow_holdouts_are_as_good_as_published(real_data, name: str, bias: float, error: float) -> None:
    """Fader, Hardie & Lee (2005): 39 + 39 weeks. Eight customers who never paid anything are no customers here."""
    way = AnyTime(cdnow(real_data))
    until = dt.date(1997, 9, 30)
    record = track_record(CANDIDATES[name](way.known(until)[0]), holdout(way, until, 273))
    assert abs(record.total_error) < bias + 0.0006
    assert record.absolute_error < error
    assert not record.is_off


def test_uci_holdout_beats_the_rule_of_thumb(real_data) -> None:
    lines = pd.read_parquet(real_data("uci_online_retail/online_retail.parquet")).dropna(subset=["CustomerID"])
    lines["amount"] = (lines["Quantity"] * lines["UnitPrice"]).round(3)
    frame = pd.DataFrame(
        {
            "customer_id": lines["CustomerID"].astype(int).astype(str),
            "date": pd.to_datetime(lines["InvoiceDate"]),
            "amount": lines["amount"],
        }
    )
    ledger = Ledger.from_orders(frame[frame["amount"] > 0], as_of=dt.date(2011, 12, 9), currency="GBP")
    way, until = AnyTime(ledger), dt.date(2011, 6, 9)
    seen = holdout(way, until, 182)
    record = track_record(CANDIDATES["paretonbd"](way.known(until)[0]), seen)
    assert abs(record.total_error) < 0.094
    assert record.absolute_error < 1.504
    thumb = np.abs(seen.x / np.maximum(seen.T, 1e-9) * seen.window - seen.later).mean()
    assert record.absolute_error < thumb


def test_orders_at_a_rhythm_are_valued_by_opportunity() -> None:
    rng = np.random.default_rng(2)
    rows = []
    for i in range(800):
        start, stay, buys = int(rng.integers(0, 600)), int(rng.geometric(0.12)), rng.beta(6, 1)
        taken = [k for k in range(min(stay, 24)) if k == 0 or rng.random() < buys]
        rows += [(f"c{i}", np.datetime64("2024-01-01") + start + round(k * DAYS_A_MONTH), 1000) for k in taken]
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    ledger = Ledger.from_orders(frame[frame["date"] <= "2025-12-31"], as_of=dt.date(2025, 12, 31))
    data = Dataset("orders", ledger.months(), ledger.fingerprint, ledger=ledger)
    models = fitted(data)
    assert models.names == ("bgbb", "gammagamma")
    assert models.orders is not None
    assert models.orders.by_month.max() <= 1 + 1e-6
    assert models.record is not None
    assert not models.record.is_off
    assert isinstance(AtARhythm(ledger, DAYS_A_MONTH).known()[1], pd.DataFrame)


def test_a_rhythm_of_one_week_is_a_rhythm_too() -> None:
    """156 whole opportunities in three years; by the days alone it would be 156.5 weeks at any time."""
    rng = np.random.default_rng(3)
    rows = [
        (f"c{i}", np.datetime64("2025-01-01") + start + 7 * k, 1000)
        for i, (start, stay) in enumerate(zip(rng.integers(0, 250, 300), rng.geometric(0.08, 300)))
        for k in range(stay)
        if start + 7 * k < 365 and (k == 0 or rng.random() < 0.8)
    ]
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    ledger = Ledger.from_orders(frame, as_of=dt.date(2025, 12, 31))
    book = fitted(Dataset("orders", ledger.months(), ledger.fingerprint, ledger=ledger)).orders
    assert book is not None
    assert (book.choice.name, book.unit_days) == ("bgbb", 7.0)
    assert order_value.horizon_of(book, Assumptions()) == 156


def priced(amounts: list[int], customers: int = 500) -> Dataset:
    """Customers who buy once a month until they leave, each always at one of the prices."""
    rng = np.random.default_rng(0)
    rows = [
        (f"c{i}", np.datetime64("2024-01-01") + start + 30 * k, amounts[i % len(amounts)])
        for i, (start, stay) in enumerate(zip(rng.integers(0, 700, customers), rng.geometric(0.1, customers)))
        for k in range(stay)
        if start + 30 * k < 730
    ]
    ledger = Ledger.from_orders(
        pd.DataFrame(rows, columns=["customer_id", "date", "amount"]), as_of=dt.date(2025, 12, 31)
    )
    return Dataset("orders", ledger.months(), ledger.fingerprint, ledger=ledger)


def test_where_everybody_pays_one_price_its_spread_is_not_imagined() -> None:
    data = priced([3000])
    found = worth(data, fitted(data), Assumptions(horizon_months=12))
    assert found.customers["spend"].unique() == pytest.approx([3000])
    assert found.total.interval.high < 1.3 * found.total.value
    assert 0 <= found.total.outcome.low <= found.total.interval.low
    assert found.new.interval.high < 1.5 * found.new.value


def test_an_interval_is_as_wide_around_nothing_as_beside_it(shop: Dataset, shop_book: OrderBook) -> None:
    """Where profit per purchase has both signs the total may be 0; its uncertainty is not."""
    each = order_value.customer_values(shop_book, shop, SALES, Assumptions())
    even = float((each["spend"] * each["expected"]).sum() / each["expected"].sum())
    width = []
    for part in (0.98, 1.0, 1.02):
        total = order_estimates.total_value(shop_book, SALES, Assumptions(cost_per_purchase=even * part))
        assert total.interval.low < total.value < total.interval.high
        width.append(total.interval.high - total.interval.low)
    assert max(width) < 1.3 * min(width)


def test_a_stated_cost_of_each_purchase_is_taken_off_what_was_observed() -> None:
    data = priced([3000])
    models = fitted(data)
    free, dear = (
        completed_values(data, models, worth(data, models, Assumptions(horizon_months=6, cost_per_purchase=cost))).total
        for cost in (0.0, 3000.0)
    )
    old = data.months.first_paid <= data.months.last - 6
    assert (free[old] > 0).all()
    assert dear[old] == pytest.approx(0, abs=1e-6)


def test_a_few_customers_are_no_evidence_for_a_model() -> None:
    seen = Holdout(np.ones(9, int), np.ones(9), np.ones(9), np.ones(9, int), 1.0)
    found = choose([(None, seen)], {"mbgnbd": lambda _: Told(9.0), "other": lambda _: Told(1.0)})
    assert (found.name, len(found.scores)) == ("mbgnbd", 0)


def test_candidates_are_compared_over_all_earlier_days_the_best_first() -> None:
    scores = pd.DataFrame(
        {"model": ["a", "b", "a", "b"], "origin": [0, 0, 1, 1], "log_score": [-2.0, -1.0, -2.0, -2.0],
         "total_error": [0.1, -0.2, -0.3, 0.0], "absolute_error": [1.0, 2.0, 3.0, 2.0]}
    )  # fmt: skip
    table = by_model(scores)
    assert table["model"].tolist() == ["b", "a"]
    assert table["origins"].tolist() == [2, 2]
    assert table["log_score"].tolist() == [-1.5, -2.0]
    assert table["worst"].tolist() == [0.2, 0.3]
    assert table["absolute_error"].tolist() == [2.0, 2.0]


POOR = {
    "one customer": book(a=[100]),
    "no repeats": book(**same(50, 100)),
    "all refunded": book(a=[100, -100], b=[50, -50]),
    "everyone alive": book(**same(60, *[100] * 24)),
    "all on the last day": book(**same(20, 0, 0, 100)),
    "a refund larger than all": book(a=[100, 100, -900], b=[100, 50]),
}


@pytest.mark.parametrize("name", POOR)
@pytest.mark.parametrize("horizon", [1, 36, 60])
def test_no_value_is_ever_missing_infinite_or_negative(name: str, horizon: int) -> None:
    data = POOR[name]
    models = fitted(data)
    found = worth(data, models, Assumptions(horizon_months=horizon))
    numbers = found.customers.drop(columns="customer").to_numpy(dtype=float)
    assert np.isfinite(numbers).all()
    assert (found.customers[["p_alive", "expected", "spend", "rlv"]].to_numpy(dtype=float) >= 0).all()
    if models.is_known:
        assert np.isfinite(found.total.value)
        assert found.new.value >= 0 or math.isnan(found.new.value)
    assert models.lacking


def test_what_is_at_stake_is_what_buying_and_silence_make_different(shop: Dataset, shop_book: OrderBook) -> None:
    assumed = Assumptions(horizon_months=12, discount_annual=0.0)
    found = order_value.at_stake(shop_book, SALES, assumed, months=2)
    window, horizon = np.rint(2 * DAYS_A_MONTH / 7), 12 * DAYS_A_MONTH / 7
    for i in (0, 40, 200):
        customer = shop_book.customers.iloc[i]
        x, t_x, T = customer["frequency"], customer["recency"], customer["T"]
        silent = float(shop_book.model.expected_purchases(x, t_x, T + window, horizon))
        bought = float(shop_book.model.expected_purchases(x + 1, T + window / 2, T + window, horizon))
        spend = float(shop_book.spend.expected_spend(x, customer["monetary_value"]))
        assert found[i] == pytest.approx(spend * max(1 + bought - silent, 0), rel=1e-6)
    values = order_value.customer_values(shop_book, shop, SALES, assumed)
    assert (values["at_stake"] >= 0).all()
