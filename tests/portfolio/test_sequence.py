import itertools

import numpy as np
import pytest

from ltv.decisions.portfolio.scores import scores
from ltv.decisions.portfolio.sequence import Task, cheapest_order, dearest_order, delay_cost, price_of_first
from ltv.errors import InvalidTableError

XYZ = [Task("X", 3, 3), Task("Y", 1.5, 1), Task("Z", 4, 5)]


def test_what_costs_most_per_month_of_work_comes_first():
    found = cheapest_order(XYZ)
    assert found.ids == ("Y", "X", "Z")
    assert found.cost == 49.5
    worst = dearest_order(XYZ)
    assert worst.ids == ("Z", "X", "Y")
    assert worst.cost == 57.5


def orders(tasks, before):
    place = lambda order, name: order.index(name)  # noqa: E731
    for order in itertools.permutations([task.id for task in tasks]):
        if all(place(order, a) < place(order, b) for a, b in before):
            yield order


@pytest.mark.parametrize("seed", range(40))
def test_no_order_that_keeps_what_comes_first_is_cheaper(seed):
    rng = np.random.default_rng(seed)
    tasks = [
        Task(name, float(rng.integers(-2, 9)), float(rng.integers(0, 5))) for name in "abcdef"[: rng.integers(1, 7)]
    ]
    ids = [task.id for task in tasks]
    before = [(a, b) for a, b in itertools.combinations(ids, 2) if rng.random() < 0.25]
    costs = [delay_cost(tasks, order) for order in orders(tasks, before)]
    found = cheapest_order(tasks, before=before)
    assert found.is_exact
    assert found.cost == pytest.approx(min(costs))
    assert found.ids in set(orders(tasks, before))
    assert dearest_order(tasks, before=before).cost == pytest.approx(max(costs))


def test_putting_one_task_first_costs_the_difference():
    assert price_of_first(XYZ, "Y") == 0
    first = min(delay_cost(XYZ, order) for order in itertools.permutations("XYZ") if order[0] == "X")
    assert price_of_first(XYZ, "X") == first - 49.5
    needed = min(delay_cost(XYZ, order) for order in itertools.permutations("XYZ") if order[:2] == ("Z", "X"))
    best = min(delay_cost(XYZ, order) for order in orders(XYZ, [("Z", "X")]))
    assert price_of_first(XYZ, "X", before=[("Z", "X")]) == pytest.approx(needed - best)


def test_many_tasks_with_rules_are_ordered_but_not_called_exact():
    tasks = [Task(f"T{row}", float(row % 5), 1.0 + row % 3) for row in range(18)]
    found = cheapest_order(tasks, before=[("T17", "T0"), ("T3", "T4")])
    assert not found.is_exact
    assert found.ids.index("T17") < found.ids.index("T0")
    assert sorted(found.ids) == sorted(task.id for task in tasks)
    assert cheapest_order(tasks).is_exact


def test_nothing_to_do_costs_nothing_and_equals_keep_their_order():
    assert cheapest_order([]).ids == ()
    assert cheapest_order([]).cost == 0
    assert cheapest_order([Task("b", 1, 1), Task("a", 1, 1)]).ids == ("b", "a")
    assert cheapest_order([Task("late", 0, 0), Task("now", 1, 0)]).ids == ("now", "late")


@pytest.mark.parametrize(
    ("tasks", "before", "message"),
    [
        ([Task("a", np.nan, 1)], [], "a: its cost of delay"),
        ([Task("a", 1, -1)], [], "a: its cost of delay"),
        ([Task("a", 1, 1), Task("a", 1, 1)], [], "a: occurs twice"),
        ([Task("a", 1, 1), Task("b", 1, 1)], [("a", "b"), ("b", "a")], "before the other"),
    ],
)
def test_an_order_that_cannot_be_is_refused(tasks, before, message):
    with pytest.raises(InvalidTableError, match=message):
        cheapest_order(tasks, before=before)


def test_scores_are_derived_from_simulated_worth():
    values = np.array([[10.0, -4.0, 0.0], [30.0, 8.0, 0.0]])
    table = scores(
        ["a", "b", "c"], values, reach=np.array([100, 0, 50]), person_months=np.array([4.0, 1.0, 0.0]),
        duration=np.array([2.0, 1.0, 0.0]), horizon_months=12,
    ).set_index("initiative")  # fmt: skip
    assert table["impact"]["a"] == 0.2
    assert table["confidence"].tolist() == [1, 0.5, 0]
    assert table["rice"]["a"] == 100 * 0.2 * 1 / 4
    assert np.isnan(table["rice"]["b"])
    assert np.isnan(table["rice"]["c"])
    assert table["ice"].tolist() == [10 * 10 * 10 / 5, 10 * 2 / 20 * 5 * 10 / 2, 0]
    assert table["cost_of_delay"]["a"] == pytest.approx(20 / 12)
    assert table["wsjf"]["b"] == pytest.approx(2 / 12)
    assert np.isnan(table["wsjf"]["c"])
    assert table["rank_wsjf"].tolist()[:2] == [1, 2]


def test_scores_of_worthless_and_of_no_initiatives_are_0_or_absent():
    one = scores(
        ["a"], np.array([[-5.0]]), reach=np.ones(1), person_months=np.ones(1), duration=np.ones(1), horizon_months=12
    )
    assert one["ice"][0] == 0
    none = scores(
        [], np.zeros((3, 0)), reach=np.zeros(0), person_months=np.zeros(0), duration=np.zeros(0), horizon_months=12
    )
    assert none.empty
