"""The panel and the features again, with loops over plain lists; nothing here is shared with the package."""

import calendar
import itertools
import math
import statistics

from tests.early_warning.books import CUSTOMERS, date


def month_of(number):
    return (date(number).year - 1970) * 12 + date(number).month - 1


def end_of(month):
    year, m = 1970 + month // 12, month % 12 + 1
    from datetime import date as calendar_date

    return (calendar_date(year, m, calendar.monthrange(year, m)[1]) - calendar_date(1970, 1, 1)).days


def last_complete(as_of):
    return month_of(as_of) if end_of(month_of(as_of)) == as_of else month_of(as_of) - 1


def order_days(orders, customer):
    """Days of a customer that net to more than nothing: day → (amount, discount, plan of the day's first row)."""
    found = {}
    for c, day, amount, discount, plan in orders:
        if c == customer:
            net, given, first = found.get(day, (0, 0, plan))
            found[day] = (net + amount, given + max(discount, 0), first)
    return {day: found[day] for day in sorted(found) if found[day][0] > 0}


def order_panel(orders, as_of, pause, horizon):
    """(customer, month, age, left or None where not observed, settled)."""
    rows, period = [], last_complete(as_of)
    for c, name in enumerate(CUSTOMERS):
        paid = sorted({month_of(day) for day in order_days(orders, name)})
        for month in range(min(paid, default=0), period + 1):
            before = [m for m in paid if m <= month]
            if not before or month - before[-1] > pause:
                continue
            later = [m for m in paid if m > month]
            left = all(m > month + horizon for m in later) if month + horizon <= period else None
            settled = bool(later) and later[0] > period
            rows.append((c, month, month - paid[0], left, settled))
    return rows


def contract_panel(paid, first, last, horizon):
    """(customer, month, months of the run before this one, left or None where not observed)."""
    rows = []
    for c, name in enumerate(sorted(paid)):
        there = {first + i for i, amount in enumerate(paid[name]) if amount > 0}
        for month in sorted(there):
            start = month
            while start - 1 in there:
                start -= 1
            gone = any(month + k not in there for k in range(1, horizon + 1))
            rows.append((c, month, month - start, gone if month + horizon <= last else None))
    return rows


def gaps_until(orders, end, plan=None):
    found = []
    for name in CUSTOMERS:
        days = order_days(orders, name)
        listed = [day for day in days if end_of(month_of(day)) <= end]
        found += [b - a for a, b in itertools.pairwise(listed) if plan is None or days[b][2] == plan]
    return found


def order_features(orders, deliveries, tickets, customer, month):
    end = end_of(month)
    known = {day: value for day, value in order_days(orders, customer).items() if day <= end}
    days = list(known)
    everyone = gaps_until(orders, end)
    plan = known[days[-1]][2]
    typical = gaps_until(orders, end, plan) or everyone
    own = [b - a for a, b in itertools.pairwise(days)][-8:]
    usual = statistics.median([*own, statistics.median(typical)]) if typical else math.nan
    amounts = [amount for amount, _, _ in known.values()]
    given = sum(discount for _, discount, _ in known.values())
    since = end - days[-1]
    waits = [wait(ticket, end) for ticket in tickets if ticket[0] == customer and end - 90 < ticket[1] <= end]
    due = [d for d in deliveries if d[0] == customer and end - 90 < d[1] <= end]
    late = [days_late(d, end) for d in sorted(due, key=lambda d: d[1])]
    return {
        "age": month - month_of(days[0]),
        "orders": len(days),
        "days_since": since,
        "months_since": month - month_of(days[-1]),
        "usual_gap": usual,
        "recency_ratio": since / usual,
        "gap_z": math.log((1 + since) / (1 + usual)) / spread(own, everyone) if typical else math.nan,
        "amount_trend": trend(amounts),
        "discount_share": given / (given + sum(amounts)),
        "tickets": len(waits),
        "reply_hours": statistics.fmean(waits) if waits else math.nan,
        "late": len([n for n in late if n > 0]),
        "days_late": sum(late),
        "latest_days_late": late[-1] if late else 0,
        "refunds": len([d for d, net in day_nets(orders, customer).items() if net < 0 and end - 90 < d <= end]),
        "plan": plan,
    }


def spread(own, everyone):
    logs, all_logs = [math.log(1 + g) for g in own], [math.log(1 + g) for g in everyone]
    squares = sum((x - statistics.fmean(logs)) ** 2 for x in logs)
    variance = statistics.pvariance(all_logs) if all_logs else 0.0
    return max(0.1, math.sqrt((squares + 2 * variance) / (len(own) + 2)))


def trend(amounts):
    if len(amounts) <= 3:
        return math.nan
    return statistics.fmean(amounts[-3:]) / statistics.fmean(amounts[:-3])


def wait(ticket, end):
    so_far = (end + 1 - ticket[1]) * 24
    return so_far if ticket[2] is None else min(ticket[2], so_far)


def days_late(delivery, end):
    _, promised, delivered = delivery
    return max(0, min(end, end if delivered is None else delivered) - promised)


def day_nets(orders, customer):
    nets = {}
    for c, day, amount, _, _ in orders:
        if c == customer:
            nets[day] = nets.get(day, 0) + amount
    return nets


def contract_features(row, first, month, horizon, truncated):
    """`row` is a customer's amounts from month `first` on."""
    at = month - first
    start = at
    while start > 0 and row[start - 1] > 0:
        start -= 1
    run = row[start : at + 1]
    since = at
    while since > start and row[since - 1] == row[at]:
        since -= 1
    ages = [at - start + 1, at - since + 1]
    if truncated and start == 0:
        ages = ages[1:] if since > start else []
    due = {
        f"due_{term}": math.nan if not ages else any((age + k) % term == 0 for age in ages for k in range(horizon))
        for term in (12, 6, 3)
    }
    return {
        "age": math.nan if truncated and start == 0 else at - start,
        "amount": row[at],
        "amount_trend": trend(run),
        "returned": any(amount > 0 for amount in row[:start]),
    } | due
