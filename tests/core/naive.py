"""The same figures worked out again, the slow way: dictionaries and fractions, written from the definitions.

Nothing here may be taken from the kernels. `History` is customer → month → amount (whole numbers).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction

History = dict[str, dict[int, int]]

MOVEMENTS = ("new", "reactivation", "expansion", "contraction", "churn")


def month_of(date: dt.date, closing_day: int | None = None) -> int:
    """Months since January 1970; after the closing day the next month has begun."""
    late = closing_day is not None and date.day > closing_day
    return (date.year - 1970) * 12 + date.month - 1 + (1 if late else 0)


def last_complete_month(as_of: dt.date, closing_day: int | None = None) -> int:
    """Last month that is over at the end of `as_of`: the next day is in a later one."""
    return month_of(as_of + dt.timedelta(days=1), closing_day) - 1


def by_month(orders: list[tuple[str, dt.date, int]], closing_day: int | None = None) -> History:
    history: History = defaultdict(lambda: defaultdict(int))
    for customer, date, amount in orders:
        history[customer][month_of(date, closing_day)] += amount
    return {customer: dict(months) for customer, months in history.items()}


def pays(months: dict[int, int], month: int) -> bool:
    return months.get(month, 0) > 0


def first_paid(months: dict[int, int]) -> int | None:
    return min((m for m, amount in months.items() if amount > 0), default=None)


def movements(history: History, first: int, last: int, grace: int = 0) -> dict[int, dict[str, int]]:
    """B4: one row per month after the first, one name for each customer's change of paid revenue.

    An unpaid stretch of at most `grace` months, or one that is still that short at `last`, is a pause.
    """
    table = {}
    for month in range(first + 1, last + 1):
        row = dict.fromkeys(("opening", *MOVEMENTS, "closing"), 0)
        row |= {f"customers_{name}": 0 for name in ("opening", *MOVEMENTS, "closing")}
        for months in history.values():
            before, now = months.get(month - 1, 0), months.get(month, 0)
            row["opening"] += before
            row["closing"] += now
            was_there, is_there = (
                at > 0 or paused(months, m, last, grace) for at, m in ((before, month - 1), (now, month))
            )
            row["customers_opening"] += was_there
            row["customers_closing"] += is_there
            for name, change in _changes(months, month, before, now):
                if was_there and is_there and name in ("churn", "reactivation"):
                    name = "contraction" if name == "churn" else "expansion"  # noqa: PLW2901
                row[name] += change
                row[f"customers_{name}"] += 1
            row["contraction"] += min(now, 0)  # refunds beyond the month's purchases
            row["expansion"] -= min(before, 0)  # and back to nothing a month later
        table[month] = row
    return table


def paused(months: dict[int, int], month: int, last: int, grace: int) -> bool:
    """Whether an unpaid month lies in a stretch of at most `grace` of them after a paid one, ended or still open."""
    if months.get(month, 0) > 0 or month > last:
        return False
    before = [m for m, amount in months.items() if amount > 0 and m < month]
    after = [m for m, amount in months.items() if amount > 0 and m > month]
    return bool(before) and (min(after) if after else last + 1) - max(before) - 1 <= grace


def _changes(months: dict[int, int], month: int, before: int, now: int) -> list[tuple[str, int]]:
    if before > 0 and now > 0:
        return [("expansion" if now > before else "contraction", now - before)] if now != before else []
    if before > 0:
        return [("churn", -before)]
    if now > 0:
        return [("new" if first_paid(months) == month else "reactivation", now)]
    return []


def pairs(history: History, start: int, end: int, rule: str) -> dict[str, tuple[int, int]]:
    """Customer → (opening, closing) of the two periods a rule compares."""
    if rule == "transactional":
        return {
            customer: tuple(sum(months.get(last - i, 0) for i in range(12)) for last in (start, end))
            for customer, months in history.items()
        }
    return {customer: (months.get(start, 0), months.get(end, 0)) for customer, months in history.items()}


def retention(history: History, start: int, end: int, rule: str) -> dict[str, object]:
    """B1 to B3: the parts of one comparison and the rates, as exact fractions."""
    part = dict.fromkeys(
        ("customers", "kept", "opening", "expansion", "contraction", "churn", "expanded", "contracted", "churned"), 0
    )
    out = dict.fromkeys(("new", "reactivation", "refunds", "customers_new", "customers_reactivation"), 0)
    base, returned, numerator, smaller = [], [], 0, 0
    for customer, (then, now) in pairs(history, start, end, rule).items():
        months = history[customer]
        if then > 0:
            unbroken = rule != "yoy_strict" or all(pays(months, m) for m in range(start, end + 1))
            if not unbroken and now != 0:
                _outside(out, returned, months, start, now)
            counted = now if unbroken else 0
            base.append((then, counted))
            part["customers"] += 1
            part["opening"] += then
            part["kept"] += counted > 0
            numerator += counted
            smaller += min(then, counted)
            if counted > then:
                part["expansion"] += counted - then
                part["expanded"] += 1
            elif counted <= 0:
                part["churn"] -= then
                part["churned"] += 1
                part["contraction"] += counted
            elif counted < then:
                part["contraction"] += counted - then
                part["contracted"] += 1
        else:
            _outside(out, returned, months, start, now)
    if rule == "period_moves_react":
        numerator += out["reactivation"]
    opening = part["opening"]
    return {
        **part,
        "outside": out,
        "reactivation_squares": sum(now * now for now in returned),
        "net_squares": _squares(base),
        "gross_squares": _squares([(then, min(then, now)) for then, now in base]),
        "closing": sum(now for _, now in pairs(history, start, end, rule).values()),
        "nrr": Fraction(numerator, opening) if opening else None,
        "grr": Fraction(smaller, opening) if opening else None,
        "logo_retention": Fraction(part["kept"], part["customers"]) if base else None,
        "sample": base + [(0, now) for now in returned] * (rule == "period_moves_react"),
    }


def _outside(out: dict[str, int], returned: list[int], months: dict[int, int], start: int, now: int) -> None:
    if now < 0:
        out["refunds"] += now
    elif now > 0:
        first = first_paid(months)
        is_new = first is None or first > start
        out["new" if is_new else "reactivation"] += now
        out["customers_new" if is_new else "customers_reactivation"] += 1
        if not is_new:
            returned.append(now)


def _squares(sample: list[tuple[int, int]]) -> tuple[int, int, int]:
    return sum(o * o for o, _ in sample), sum(o * e for o, e in sample), sum(e * e for _, e in sample)


def standard_error_squared(sample: list[tuple[int, int]]) -> Fraction | None:
    """Variance of Σe ÷ Σo by linearisation: n ÷ (n − 1) Σ(e − r·o)² ÷ (Σo)²."""
    n, opening = len(sample), sum(o for o, _ in sample)
    if n < 2 or opening == 0:
        return None
    r = Fraction(sum(e for _, e in sample), opening)
    return Fraction(n, n - 1) * sum((e - r * o) ** 2 for o, e in sample) / opening**2


def cohorts(history: History, last_complete: int) -> dict[tuple[int, int], dict[str, int]]:
    """(cohort, age) → size, customers, revenue, cumulative; ages that were observed to their end only."""
    cells: dict[tuple[int, int], dict[str, int]] = {}
    of = {customer: first_paid(months) for customer, months in history.items()}
    for cohort in sorted({c for c in of.values() if c is not None and c <= last_complete}):
        members = [history[customer] for customer, c in of.items() if c == cohort]
        for age in range(last_complete - cohort + 1):
            upto = sum(amount for months in members for m, amount in months.items() if m <= cohort + age)
            before = sum(amount for months in members for m, amount in months.items() if m < cohort + age)
            cells[cohort, age] = {
                "size": len(members),
                "customers": sum(pays(months, cohort + age) for months in members),
                "revenue": upto - (before if age else 0),
                "cumulative": upto,
            }
    return cells


def cohort_value(cells: dict[tuple[int, int], dict[str, int]], cohort: int, age: int, basis: str) -> Fraction | None:
    cell = cells[cohort, age]
    below = cells[cohort, 0]["revenue"] if basis == "revenue" else cell["size"]
    return Fraction(cell[basis], below) if below > 0 else None


def cohort_mean(cells: dict[tuple[int, int], dict[str, int]], age: int, basis: str) -> Fraction | None:
    """Average at an age over the cohorts that reached it and have a share, weighted by what the share divides by."""
    above = below = 0
    for (cohort, a), cell in cells.items():
        if a == age and cohort_value(cells, cohort, age, basis) is not None:
            above += cell[basis]
            below += cells[cohort, 0]["revenue"] if basis == "revenue" else cell["size"]
    return Fraction(above, below) if below else None


def purchases(orders: list[tuple[str, dt.date, int, str | None]]) -> dict[str, list[dt.date]]:
    """Customer → days of paid orders; lines of one number are one order, lines without a number one order a day."""
    lines: dict[tuple[str, str | dt.date], list[tuple[dt.date, int]]] = defaultdict(list)
    for customer, date, amount, number in orders:
        lines[customer, number if number is not None else date].append((date, amount))
    found = defaultdict(list)
    for (customer, _), parts in lines.items():
        if sum(amount for _, amount in parts) > 0:
            found[customer].append(min(date for date, _ in parts))
    return {customer: sorted(days) for customer, days in found.items()}


def conversion(bought: dict[str, list[dt.date]], nth: int, window: int, as_of: dt.date) -> tuple[int, int, int]:
    """B8 F2 (a): eligible, converted, not yet known."""
    eligible = converted = unknown = 0
    for days in bought.values():
        if len(days) < nth:
            continue
        until = days[nth - 1] + dt.timedelta(days=window)
        if until > as_of:
            unknown += 1
        else:
            eligible += 1
            converted += len(days) > nth and days[nth] <= until
    return eligible, converted, unknown


def contract_shares(amount: int, months_in_term: int, intervals: int, months: int) -> list[int]:
    """What each of the first `months` months carries of terms that hold `intervals` × amount; early ones round up."""
    total = amount * intervals
    each = total // months_in_term
    extra = total - each * months_in_term
    return [each + (1 if age % months_in_term < extra else 0) for age in range(months)]
