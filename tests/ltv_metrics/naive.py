"""The observed side of LTV worked out again, the slow way: loops, dictionaries and fractions, from the definitions.

Nothing here may be taken from the kernels. Rows are dicts of customer_id, date, amount, cost, discount, order.
"""

import datetime as dt
from collections import defaultdict
from fractions import Fraction

from tests.core import naive

DAY = dt.timedelta(days=1)


def date_of(row):
    return row["date"] if isinstance(row["date"], dt.date) else dt.date.fromisoformat(row["date"])


def by_customer(rows):
    found = defaultdict(list)
    for row in rows:
        found[row["customer_id"]].append(row)
    return found


def standing(rows, day, window=None):
    """Customer → (first, last day of a purchase, purchases, revenue), from the rows up to a day."""
    since = dt.date.min if window is None else day - (window - 1) * DAY
    known = [row for row in rows if since <= date_of(row) <= day]
    bought = naive.purchases([(r["customer_id"], date_of(r), r["amount"], r.get("order")) for r in known])
    mine = by_customer(known)
    return {
        customer: (days[0], days[-1], len(days), sum(row["amount"] for row in mine[customer]))
        for customer, days in bought.items()
    }


def history(rows):
    return naive.by_month([(r["customer_id"], date_of(r), r["amount"]) for r in rows])


def newcomers(rows):
    """Customer → day of the first positive amount in their first paid month, those of the first month left out."""
    first_month = min(naive.month_of(date_of(row)) for row in rows)
    found, mine = {}, by_customer(rows)
    for customer, months in history(rows).items():
        month = naive.first_paid(months)
        if month is not None and month > first_month:
            days = [date_of(r) for r in mine[customer] if r["amount"] > 0]
            found[customer] = min(day for day in days if naive.month_of(day) == month)
    return found


def ltv(rows, as_of, step, value):
    """(customers observed 30 × step days after their first order, what they brought in these days)."""
    horizon = dt.timedelta(days=30 * step)
    ripe = {c: first for c, first in newcomers(rows).items() if first + horizon <= as_of}
    total = sum(value(r) for r in rows if r["customer_id"] in ripe and date_of(r) <= ripe[r["customer_id"]] + horizon)
    return len(ripe), total


def rank_up(value, values):
    """1 to 5: one for every fifth of the values that lies below."""
    return 1 + sum(5 * sum(v < value for v in values) >= k * len(values) for k in range(1, 5))


def rank_recent(days, every):
    """1 to 5: one for every fifth of the customers that is passed by those no more recent."""
    return 1 + sum(5 * sum(d >= days for d in every) > k * len(every) for k in range(1, 5))


def gini(values):
    """Mean difference of all pairs ÷ twice the mean."""
    n = len(values)
    return Fraction(sum(abs(a - b) for a in values for b in values), 2 * n * sum(values))


def top_share(values, top):
    """Of the largest, cutting the customer on the border."""
    left, found = top * len(values), Fraction(0)
    for value in sorted(values, reverse=True):
        part = min(left, Fraction(1))
        found += part * value
        left -= part
    return found / sum(values)
