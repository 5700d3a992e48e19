"""Cross-sell: the fit against plain loops, what is proposed against plain loops, and what a later period says of it."""

import datetime as dt
import math
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from ltv.decisions.affinity import bands, calibrated, fit_affinity, score_bins
from ltv.decisions.baskets import Baskets, margin_per_order
from ltv.decisions.proposal_hits import Hits
from ltv.decisions.whitespace import whitespace
from ltv.errors import NotEnoughDataError
from ltv.ledger import Ledger
from ltv.months import day_number

START = dt.date(2024, 1, 1)


def ledger_of(rows, **columns):
    """Rows of (customer, day from the start, product, amount)."""
    frame = pd.DataFrame(
        {
            "customer_id": [row[0] for row in rows],
            "date": [START + dt.timedelta(days=row[1]) for row in rows],
            "product": [row[2] for row in rows],
            "amount": [row[3] for row in rows],
        }
        | columns
    )
    return Ledger.from_orders(frame, as_of=START + dt.timedelta(days=400))


def band_of(number):
    """0, 1, 2-3, 4-7, … without a logarithm."""
    band = 0
    while number:
        number, band = number // 2, band + 1
    return min(band, 7)


def naive_fit(owned, bought, size):
    """The same fit with dictionaries and loops. `owned` and `bought` are sets of products, one per customer."""
    products, activity = range(size), dict.fromkeys(range(8), 1.0)
    for _ in range(20):
        base = {}
        for j in products:
            exposed = sum(activity[band_of(len(o))] for o in owned if j not in o)
            base[j] = sum(j in b for b in bought) / exposed if exposed > 1e-9 else 0.0
        usual, real = defaultdict(float), defaultdict(float)
        for o, b in zip(owned, bought):
            usual[band_of(len(o))] += sum(base[j] for j in products if j not in o)
            real[band_of(len(o))] += len(b)
        activity = {band: (real[band] + 1) / (usual[band] + 1) for band in range(8)}
    observed, expected = {}, {}
    for i in products:
        for j in products:
            if i != j:
                owners = [(o, b) for o, b in zip(owned, bought) if i in o]
                observed[i, j] = sum(j in b for _, b in owners)
                expected[i, j] = sum(activity[band_of(len(o))] * base[j] for o, _ in owners if j not in o)
    squares = sum(e * e for e in expected.values())
    excess = sum((observed[pair] - e) ** 2 - e for pair, e in expected.items())
    variance = max(0.0, excess / squares) if squares else 0.0
    lift = {
        pair: (observed[pair] + 1 / variance) / (e + 1 / variance) if variance else 1.0 for pair, e in expected.items()
    }
    return base, activity, variance, lift


@st.composite
def purchases(draw, size=5):
    """What each customer owns, and buys of the rest."""
    customers = draw(st.integers(1, 15))
    products = st.sets(st.integers(0, size - 1))
    owned = [draw(products) for _ in range(customers)]
    return owned, [draw(products) - o for o in owned]


def matrix(sets, size=5):
    dense = np.zeros((len(sets), size), dtype=np.float32)
    for row, columns in enumerate(sets):
        dense[row, list(columns)] = 1
    return sparse.csr_array(dense)


@given(purchases())
@settings(max_examples=150)
def test_the_fit_is_that_of_plain_loops(drawn):
    owned, bought = drawn
    found = fit_affinity(matrix(owned), matrix(bought))
    base, activity, variance, lift = naive_fit(owned, bought, 5)
    assert found.base == pytest.approx([base[j] for j in range(5)], rel=1e-4, abs=1e-6)
    assert found.activity == pytest.approx([activity[b] for b in range(8)], rel=1e-4)
    assert found.variance == pytest.approx(variance, rel=1e-2, abs=1e-4)
    if variance > 1e-3:
        for (i, j), expected in lift.items():
            assert found.lift[i, j] == pytest.approx(expected, rel=1e-2)


@given(purchases())
@settings(max_examples=100)
def test_propensities_are_shares_zero_where_owned_and_those_of_plain_loops(drawn):
    owned, bought = drawn
    model = fit_affinity(matrix(owned), matrix(bought))
    ((first, score),) = model.scores(matrix(owned))
    assert first == 0
    for row, products in enumerate(owned):
        for j in range(5):
            if j in products:
                assert score[row, j] == 0
                continue
            lifts = [math.log(model.lift[i, j]) for i in products]
            voices = math.sqrt(len(lifts)) if lifts else 1
            plain = model.base[j] * model.activity[band_of(len(products))] * math.exp(sum(lifts) / voices)
            assert score[row, j] == pytest.approx(min(1.0, plain), rel=1e-4, abs=1e-7)


def test_bands_double():
    assert bands(np.arange(0, 17)).tolist() == [band_of(n) for n in range(17)]
    assert bands(np.array([10_000])).tolist() == [7]


def test_few_purchases_are_shrunk_further_than_many():
    owned = [{0}] * 4 + [{1}] * 400 + [{3}] * 400
    model = fit_affinity(matrix(owned), matrix([{2}] * 2 + [set()] * 2 + [{2}] * 200 + [set()] * 600))
    assert 1 < model.lift[0, 2] < model.lift[1, 2] < 2
    assert model.lift[3, 2] < 0.1
    assert model.lift[0, 4] == 1


def test_without_a_pattern_every_lift_is_near_one():
    rng = np.random.default_rng(2)
    owned = rng.random((20_000, 6)) < 0.3
    bought = (rng.random((20_000, 6)) < 0.1) & ~owned
    model = fit_affinity(sparse.csr_array(owned.astype(np.float32)), sparse.csr_array(bought.astype(np.float32)))
    assert model.variance < 0.002
    assert model.lift == pytest.approx(np.ones((6, 6)), abs=0.05)
    assert model.base == pytest.approx(np.full(6, 0.1), rel=0.1)


def planted(customers=4_000, seed=1):
    """Owners of tea buy a pot far more often than others; everyone now and then buys anything else."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(customers):
        name, first = f"c{number:05d}", int(rng.integers(0, 200))
        likes_tea = rng.random() < 0.5
        rows.append((name, first, "tea" if likes_tea else "coffee", 1_000))
        if rng.random() < (0.5 if likes_tea else 0.05):
            rows.append((name, min(400, first + int(rng.integers(1, 200))), "pot", 5_000))
        others = [product for product in ("cup", "cake") if rng.random() < 0.1]
        rows += [(name, min(400, first + int(rng.integers(1, 200))), product, 800) for product in others]
    return rows


def test_a_planted_affinity_is_found_proposed_and_confirmed_by_a_later_period():
    found = whitespace(ledger_of(planted()), horizon_days=100, active_days=400)
    products = list(Baskets.of(ledger_of(planted())).products)
    tea, coffee, pot = (products.index(name) for name in ("tea", "coffee", "pot"))
    assert found.affinity.lift[tea, pot] > 1.5 > 0.4 > found.affinity.lift[coffee, pot]
    names = ledger_of(planted()).customers["customer_id"]
    owned = defaultdict(set)
    for name, _, product, _ in planted():
        owned[name].add(product)
    best = found.customers[found.customers["rank"] == 1]
    open_to_a_pot = [{"tea"} <= owned[names.iloc[code]] <= {"tea", "cup", "cake"} for code in best["customer"]]
    proposed = best[open_to_a_pot]
    assert len(proposed) > 500
    assert (proposed["product"] == "pot").all()
    assert (proposed["because"] == "tea").mean() > 0.9
    first = found.hits[0]
    assert first.lift > 1.5
    assert first.lift_over_popular >= 1
    assert found.is_calibrated
    assert found.margin_basis == "revenue"


def test_an_affinity_beats_what_is_popular_where_tastes_differ():
    rng = np.random.default_rng(5)
    rows = []
    for number in range(6_000):
        taste, first = int(rng.integers(4)), int(rng.integers(0, 250))
        rows.append((f"c{number}", first, f"first{taste}", 1_000))
        second = taste if rng.random() < 0.8 else int(rng.integers(4))
        if rng.random() < 0.6:
            rows.append((f"c{number}", min(400, first + int(rng.integers(1, 250))), f"second{second}", 1_000))
    found = whitespace(ledger_of(rows), horizon_days=100, active_days=400)
    assert found.hits[0].lift_over_popular > 2
    assert found.hits[0].lift > 2


def naive_proposals(rows, horizon, active, number=3):
    """Margins and what each active customer owns, with dictionaries."""
    net, last, orders, earned = defaultdict(int), defaultdict(int), defaultdict(set), defaultdict(int)
    for customer, day, product, amount in rows:
        net[customer, product] += amount
        earned[product] += amount
        if amount > 0:
            last[customer] = max(last[customer], day)
            orders[product].add((customer, day))
    owned = {c: {p for (who, p), a in net.items() if who == c and a > 0} for c in last if last[c] > 400 - active}
    return owned, {p: earned[p] / max(1, len(orders[p])) for p in earned}


LINE = st.tuples(st.sampled_from("abcdef"), st.integers(0, 400), st.sampled_from("PQRS"), st.integers(-300, 1_000))


@given(st.lists(LINE, min_size=8, max_size=40))
@settings(max_examples=100)
def test_what_is_proposed_is_open_ranked_by_expected_margin_and_adds_up(rows):
    rows = [*rows, ("a", 0, "P", 500), ("b", 1, "Q", 500)]
    found = whitespace(ledger_of(rows), horizon_days=120, active_days=300)
    owned, margin = naive_proposals(rows, 120, 300)
    ids = ledger_of(rows).customers["customer_id"]
    table = found.customers
    for row in table.to_dict("records"):
        name = ids.iloc[row["customer"]]
        assert name in owned
        assert row["product"] not in owned[name]
        assert row["margin"] == pytest.approx(margin[row["product"]])
        assert row["expected"] == pytest.approx(row["propensity"] * row["margin"])
        assert 0 < row["propensity"] <= 1
        assert row["because"] is None or pd.isna(row["because"]) or row["because"] in owned[name]
    for _, of_one in table.groupby("customer"):
        assert of_one["rank"].tolist() == list(range(1, len(of_one) + 1))
        assert (of_one["expected"].diff().dropna() <= 1e-9).all()
        assert of_one["product"].is_unique
        assert len(of_one) <= 3
    products = found.products.set_index("product")
    for product in products.index:
        owners = sum(product in o for o in owned.values())
        assert products.loc[product, ["owners", "open"]].tolist() == [owners, len(owned) - owners]
    assert found.products["expected"].is_monotonic_decreasing
    assert products["purchases"].sum() >= table["propensity"].sum() - 1e-6


def test_a_product_given_back_is_not_owned():
    rows = [("a", 0, "P", 500), ("a", 10, "P", -500), ("b", 0, "P", 500), ("b", 1, "Q", 100), ("c", 0, "Q", 100)]
    baskets = Baskets.of(ledger_of(rows))
    bought = baskets.bought(-1, day_number(START) + 400)
    owners = {(int(c), baskets.products[p]) for c, p, b in zip(baskets.customer, baskets.product, bought) if b}
    assert owners == {(1, "P"), (1, "Q"), (2, "Q")}


def test_margin_is_amount_less_cost_per_order_with_the_product():
    rows = [("a", 0, "P", 500), ("a", 0, "P", 300), ("b", 5, "P", 700), ("b", 9, "P", -100), ("b", 5, "Q", 50)]
    of_cost, basis = margin_per_order(Baskets.of(ledger_of(rows, cost=[200, 100, 300, 0, 10])))
    assert (of_cost.tolist(), basis) == ([(500 + 300 + 700 - 100 - 600) / 2, 40.0], "cost")
    assumed, basis = margin_per_order(Baskets.of(ledger_of(rows)), gross_margin=0.5)
    assert (assumed.tolist(), basis) == ([350.0, 25.0], "assumed")
    revenue, basis = margin_per_order(Baskets.of(ledger_of(rows)))
    assert (revenue.tolist(), basis) == ([700.0, 50.0], "revenue")


def test_lines_of_one_order_number_are_one_order():
    rows = [("a", 0, "P", 500), ("a", 1, "P", 300), ("a", 1, "P", 100), ("b", 5, "Q", 50)]
    margin, _ = margin_per_order(Baskets.of(ledger_of(rows, order=["1", "1", None, "2"])))
    assert margin.tolist() == [450.0, 50.0]


def test_only_the_products_with_most_customers_are_kept():
    rows = [(f"c{i}", i, f"p{k}", 100) for k in range(10) for i in range(k + 1)]
    assert list(Baskets.of(ledger_of(rows), most=3).products) == ["p9", "p8", "p7"]


def test_calibration_never_falls_and_rests_on_no_handful():
    pairs = np.array([1_000.0, 800, 600, 3])
    found = calibrated(pairs, pairs * [0.01, 0.02, 0.04, 0.9], pairs * [0.01, 0.03, 0.02, 1.0])
    shares = found(np.array([0.001, 0.01, 0.02, 0.04, 0.9]))
    assert (np.diff(shares) >= 0).all()
    assert shares[-1] < 0.05
    assert calibrated(pairs, pairs * 0.1, pairs * 0.0) is None


def test_bins_of_scores_are_quarters_of_a_doubling():
    assert np.diff(score_bins(np.array([0.0, 2.0**-30, 0.125, 0.25, 0.5, 1.0]))).tolist() == [0, 84, 4, 4, 4]


def test_hits_add_up_over_customers_and_know_their_rates():
    a = Hits(
        2, proposed=10, bought=4, expected=2.0, popular_proposed=10, popular_bought=2, all_pairs=100, all_bought=10
    )
    both = a + Hits(2, proposed=10, bought=0, expected=2.0, popular_proposed=10, all_pairs=100)
    assert (both.rate, both.lift, both.lift_over_popular, both.calibration) == pytest.approx((0.2, 4.0, 2.0, 1.0))
    assert math.isnan(Hits(1).lift)
    with pytest.raises(ValueError, match="different k"):
        a + Hits(3)


def test_short_orders_are_proposed_from_without_a_test_and_too_short_ones_refused():
    rows = [("a", 200, "P", 500), ("b", 300, "Q", 500), ("a", 350, "Q", 100)]
    found = whitespace(ledger_of(rows), horizon_days=150)
    assert found.hits == ()
    assert not found.is_calibrated
    with pytest.raises(NotEnoughDataError, match="reach back 250 days"):
        whitespace(ledger_of(rows), horizon_days=250)


@pytest.mark.parametrize("rows", [
    pytest.param([("a", 0, "P", 500), ("b", 0, "P", 100)], id="one product"),
    pytest.param([("a", 0, "P", 500), ("b", 0, "Q", -100)], id="the other one only given back"),
    pytest.param([("a", 0, None, 500), ("b", 0, None, 100)], id="no product given"),
])  # fmt: skip
def test_with_fewer_than_two_products_there_is_nothing_to_propose(rows):
    with pytest.raises(NotEnoughDataError, match="nothing to propose"):
        whitespace(ledger_of(rows), horizon_days=30)


def test_orders_without_a_product_column_have_nothing_to_propose():
    frame = pd.DataFrame({"customer_id": ["a"], "date": [START], "amount": [1]})
    with pytest.raises(NotEnoughDataError, match="no product"):
        whitespace(Ledger.from_orders(frame), horizon_days=30)


def test_the_real_shop_confirms_what_it_is_proposed(real_data):
    lines = pd.read_parquet(real_data("uci_online_retail/online_retail.parquet"))
    lines = lines[lines["CustomerID"].notna()]
    orders = pd.DataFrame(
        {
            "customer_id": lines["CustomerID"].astype(int).astype(str),
            "date": pd.to_datetime(lines["InvoiceDate"]),
            "amount": (lines["Quantity"] * lines["UnitPrice"]).round(2),
            "order": lines["InvoiceNo"].str.lstrip("C"),
            "product": lines["StockCode"].astype(str),
        }
    )
    found = whitespace(Ledger.from_orders(orders, currency="GBP", decimals=2), horizon_days=90, active_days=180)
    assert len(found.products) == 200
    first, _, third = found.hits
    assert first.lift > 2.5
    assert third.lift > 1.9
    assert first.lift_over_popular > 1.6
