"""Small books with numbered orders, refunds and costs; random ones; degenerate ones that must not break anything."""

import datetime as dt

import pandas as pd
from hypothesis import strategies as st

from ltv.dataset import Dataset
from ltv.months import date_of, day_number
from tests.core.histories import customer_months, histories
from tests.kpis.books import AS_OF, company, shop, spend

FIRST = day_number(dt.date(2023, 6, 1))
LAST = day_number(AS_OF)
PEOPLE = "abcdefgh"


def line(customer, date, amount, *, cost=0, discount=0, order=None):
    """One order line as a dict."""
    return {
        "customer_id": customer,
        "date": date,
        "amount": amount,
        "cost": cost,
        "discount": discount,
        "order": order,
    }


@st.composite
def books(draw, most=45):
    """Rows of up to eight customers over two and a half years, with refunds of numbered orders, and their data set."""
    order = st.tuples(
        st.sampled_from(PEOPLE),
        st.integers(FIRST, LAST),
        st.one_of(st.integers(1, 9000), st.integers(-3000, 0)),
        st.integers(0, 4000),
        st.integers(0, 500),
        st.one_of(st.none(), st.sampled_from(["n1", "n2", "n3"])),
    )
    drawn = [("a", FIRST, 100, 30, 0, None), *draw(st.lists(order, max_size=most))]
    rows = [line(c, date_of(d), a, cost=x, discount=y, order=n) for c, d, a, x, y, n in drawn]
    channels = [draw(st.sampled_from(["search", "social", "organic", None])) for _ in PEOPLE]
    people = {
        "customer_id": list(PEOPLE),
        "channel": pd.Series(channels, dtype=object),
        "everybody": ["all"] * len(PEOPLE),
    }
    return rows, shop(rows, customers=people)


@st.composite
def contract_books(draw):
    """A random history of monthly charges as contracts; the last month is complete or not."""
    history, last = draw(histories(months=30))
    months = customer_months(history, last, cut_short=draw(st.sampled_from([0, 1])), recurring=True)
    return history, Dataset("contracts", months, "random")


def degenerate():
    """Data sets that are all wrong in one way, by name."""
    old = line("old", "2023-01-05", 100, cost=40)
    one = [line("a", "2025-01-10", 500, cost=200, order="n1")]
    plain = [("old", "2023-01-05", 100), ("a", "2023-03-01", 50), ("b", "2023-04-01", 70), ("b", "2024-04-01", 70)]
    losing = [old, *(line(c, f"2024-0{m}-10", 100, cost=900) for c in "abc" for m in (1, 2, 3))]
    people = {"customer_id": ["old", "a", "b"], "channel": ["x", "x", None]}
    return {
        "one customer, one order": shop(one),
        "one customer, many orders": shop([line("a", f"2025-{m:02d}-10", 500, cost=100) for m in range(1, 13)]),
        "everything refunded at once": shop([old, *one, line("a", "2025-01-12", -500, order="n1")]),
        "everything refunded a month later": shop([old, *one, line("a", "2025-02-12", -500, order="n1")]),
        "refunds only": shop([line("a", "2025-01-10", -500)]),
        "nobody repeats": shop([old, *(line(c, f"2024-0{i}-10", 100 * i, cost=10) for i, c in enumerate("abcdef", 1))]),
        "everybody pays the same": shop(
            [line(c, f"2024-{m:02d}-10", 100, cost=50) for c in "abc" for m in range(1, 13)]
        ),
        "more goods cost than they bring": shop(losing),
        "no costs, no channels": shop(plain),
        "marketing cost of nobody's channel": shop(plain, customers=people, spend=spend(("2023-03", "tv", 900))),
        "marketing cost without a channel": shop(plain, customers=people, spend=spend(("2023-03", None, 900))),
        "no marketing cost at all": shop(plain, customers=people, spend=spend().astype({"month": int, "amount": int})),
        "one day of data": shop([("a", "2025-12-31", 100)], as_of=dt.date(2025, 12, 31)),
        "one contract": company("2025-01", a=[100] * 12),
        "nobody ever leaves": company("2024-01", a=[100] * 24, b=[200] * 24, c=[0, 50] + [50] * 22),
        "everybody has left": company("2024-01", a=[100, 0, 0, 0], b=[0, 30, 30], as_of=AS_OF),
        "contracts given back": company("2025-01", a=[100, -300], b=[0, 50, -60]),
        "nobody ever paid": company("2025-01", a=[-5, -5]),
        "nobody left of a part": shop(plain).only(pd.Series([False] * 3).to_numpy()),
    }
