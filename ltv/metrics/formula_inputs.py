"""What the LTV formulas take, measured over the last twelve complete months, and their values with intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import CustomerMonths, run_starts
from ltv.metrics.formula_ltv import DEFAULT, MONTHS_A_YEAR, FormulaLtv, Rates, formula_ltv
from ltv.metrics.intervals import Interval, share
from ltv.metrics.margin import has_cost
from ltv.metrics.metric import Text
from ltv.metrics.repeat import Purchases, purchases, usual_pause
from ltv.metrics.stays import stays
from ltv.metrics.totals import Totals
from ltv.metrics.value_base import ValueBase, row_customers, row_months, row_values
from ltv.sums import count_by, sum_by

DAYS_A_YEAR = 365.25
REASONS = {
    "no_customers": Text("完全な月に顧客がいません", "No complete month has customers"),
    "no_orders": Text("対象の月に注文がありません", "Nothing was ordered in the months measured"),
    "no_margin": Text("原価も粗利率も分かりません", "Neither costs nor a margin are known"),
    "no_service_cost": Text("対応費が入力されていません", "No cost to serve is given"),
    "no_loss": Text(
        "離脱や減少がなく、式では終わりが決まりません", "Nobody left or nothing shrank, so the formula has no end"
    ),
}
"""Why a formula has no value."""
Columns = dict[str, NDArray[np.int64]]


@dataclass(frozen=True)
class Assumed:
    """What the data do not say, or what the reader knows better; None leaves it to the data.

    Attributes
    ----------
    gross_margin : share of sales
    discount_annual : share a year, for LTV6
    lifetime_years : years a customer stays, for LTV7
    service_cost_monthly : smallest unit per customer and month, for LTV8
    """

    gross_margin: float | None = None
    discount_annual: float = 0.1
    lifetime_years: float | None = None
    service_cost_monthly: float | None = None


@dataclass(frozen=True)
class LtvInputs:
    """Sums over customers for the months from `start` to `end`; they add up over customers.

    `totals` has `there`, months customers were there; `opened`, months they had been there the month before; `left`,
    times they left; `revenue` and `profit` (0 where no cost is known: `has_cost`); `before`, revenue of the months
    before; `kept`, revenue of customers who had come in an earlier month; `orders`, `buyers` (1 for who ordered) and
    `stay`, days from a buyer's first to last order. Up to `grace_months` months without an order are no churn.
    """

    start: int
    end: int
    grace_months: int
    has_cost: bool
    totals: Totals

    def __add__(self, other: LtvInputs) -> LtvInputs:
        mine, theirs = ((i.start, i.end, i.grace_months, i.has_cost) for i in (self, other))
        if mine != theirs:
            raise ValueError("inputs of different months do not add up")
        return LtvInputs(*mine, self.totals + other.totals)

    def rates(self, assumed: Assumed = Assumed()) -> Rates:
        """What the formulas take; NaN where neither the data nor the assumptions say."""
        return self._rates(self.totals.floats, assumed)

    def ltv(self, formula: FormulaLtv = DEFAULT, assumed: Assumed = Assumed()) -> float:
        """A formula's value, smallest unit; NaN where `reason` says why."""
        return formula_ltv(self.rates(assumed), formula)

    def interval(self, formula: FormulaLtv = DEFAULT, assumed: Assumed = Assumed()) -> Interval:
        """Its interval over customers; what is assumed is taken as known."""
        return self.totals.interval(lambda sums: formula_ltv(self._rates(sums, assumed), formula))

    def base(self, formula: FormulaLtv, assumed: Assumed = Assumed()) -> ValueBase:
        """What the value is made of; LTV7 is gross profit where a margin is known or assumed, else sales."""
        in_profit = formula in (FormulaLtv.MARGIN_CHURN, FormulaLtv.DISCOUNTED)
        if formula == FormulaLtv.ORDERS:
            in_profit = not math.isnan(self.rates(assumed).gross_margin)
        return ValueBase.GROSS_PROFIT if in_profit else ValueBase.SALES

    def reason(self, formula: FormulaLtv, assumed: Assumed = Assumed()) -> str:
        """Why a value is unknown, a key of `REASONS`; "" if it is known."""
        rates = self.rates(assumed)
        needs = {
            "no_customers": (rates.arpa, rates.churn),
            "no_service_cost": (rates.service_cost_monthly,) if formula == FormulaLtv.AFTER_SERVICE else (),
            "no_margin": (rates.gross_margin,) if self.base(formula, assumed) == ValueBase.GROSS_PROFIT else (),
            "no_orders": (rates.order_value,) if formula == FormulaLtv.ORDERS else (),
        }
        if not math.isnan(formula_ltv(rates, formula)):
            return ""
        return next((reason for reason, found in needs.items() if any(map(math.isnan, found))), "no_loss")

    def _rates(self, sums: Mapping[str, float], assumed: Assumed) -> Rates:
        bought = share(sums["orders"], sums["buyers"])
        years = share(sums["stay"], sums["buyers"]) / DAYS_A_YEAR
        margin = share(sums["profit"], max(sums["revenue"], 0)) if self.has_cost else math.nan
        return Rates(
            arpa=share(sums["revenue"], sums["there"]),
            churn=share(sums["left"], sums["opened"]),
            revenue_retention=share(sums["kept"], max(sums["before"], 0)),
            gross_margin=margin if assumed.gross_margin is None else assumed.gross_margin,
            order_value=share(sums["revenue"], sums["orders"]),
            orders_a_year=bought * MONTHS_A_YEAR / max(self.end - self.start + 1, 1),
            lifetime_years=years if assumed.lifetime_years is None else assumed.lifetime_years,
            discount_annual=assumed.discount_annual,
            service_cost_monthly=math.nan if assumed.service_cost_monthly is None else assumed.service_cost_monthly,
        )


def ltv_inputs(data: Dataset, *, grace_months: int | None = None) -> LtvInputs:
    """Measure what the formulas take over the last twelve complete months, or as many as there are.

    Parameters
    ----------
    grace_months : int, optional
        Months without an order that are a pause, not churn; by default `usual_pause` for orders, 0 for contracts. The
        last so many months are left out: whether customers have left in them is not known yet.
    """
    measured = _measured(data, grace_months)
    return measured.of(np.ones(data.months.size, dtype=bool))


def ltv_inputs_by(
    data: Dataset, groups: Mapping[str, NDArray[np.integer]], *, grace_months: int | None = None
) -> dict[str, LtvInputs]:
    """The same for groups of customer codes, over the same months for all."""
    measured = _measured(data, grace_months)
    found = {}
    for name, codes in groups.items():
        members = np.zeros(data.months.size, dtype=bool)
        members[codes] = True
        found[name] = measured.of(members)
    return found


def formula_ltvs(inputs: LtvInputs, assumed: Assumed = Assumed()) -> pd.DataFrame:
    """All formulas side by side.

    Returns
    -------
    DataFrame, one row per formula, LTV3 to LTV8
        `formula`; `base` ("sales" or "gross_profit"); `ltv` (smallest unit) with `low`, `high` (95 %); `reason` why it
        is unknown, a key of `REASONS`, or "".
    """
    rows = [
        (str(f), str(inputs.base(f, assumed)), inputs.ltv(f, assumed), *inputs.interval(f, assumed)) for f in FormulaLtv
    ]
    table = pd.DataFrame(rows, columns=["formula", "base", "ltv", "low", "high"])
    return table.assign(reason=[inputs.reason(formula, assumed) for formula in FormulaLtv])


@dataclass(frozen=True, eq=False)
class _Measured:
    """Columns of `LtvInputs.totals` by customer code, before they are added up; `come` says who had come by then."""

    start: int
    end: int
    grace: int
    has_cost: bool
    come: NDArray[np.bool_]
    columns: Columns

    def of(self, members: NDArray[np.bool_]) -> LtvInputs:
        rows = members & self.come
        totals = Totals.of({name: column[rows] for name, column in self.columns.items()})
        return LtvInputs(self.start, self.end, self.grace, self.has_cost, totals)


def _measured(data: Dataset, grace_months: int | None) -> _Measured:
    months = data.months
    orders = None if data.ledger is None else purchases(data.ledger)
    usual = 0 if orders is None else usual_pause(orders)
    grace = usual if grace_months is None else grace_months
    end = months.last_complete - grace
    start = max(months.first + 1, end - MONTHS_A_YEAR + 1)
    columns = _stays(data, start, end, grace) | _money(data, start, end)
    columns |= _paid_months(months, start, end) if orders is None else _orders(months, orders, start, end)
    return _Measured(start, end, grace, has_cost(data), months.first_paid <= end, columns)


def _stays(data: Dataset, start: int, end: int, grace: int) -> Columns:
    found, size = stays(data.months, grace_months=grace), data.months.size
    return {
        "there": found.months_there(start, end, size),
        "opened": found.months_there(start - 1, end - 1, size),
        "left": found.times_left(start, end, size),
    }


def _money(data: Dataset, start: int, end: int) -> Columns:
    customer, month, sales = row_customers(data), row_months(data), row_values(data, ValueBase.SALES)
    profit = row_values(data, ValueBase.GROSS_PROFIT) if has_cost(data) else np.zeros_like(sales)
    inside = (month >= start) & (month <= end)
    before = (month >= start - 1) & (month <= end - 1)
    kept = inside & (month > data.months.first_paid[customer])
    parts = {"revenue": (sales, inside), "profit": (profit, inside), "before": (sales, before), "kept": (sales, kept)}
    return {name: sum_by(customer[rows], values[rows], data.months.size) for name, (values, rows) in parts.items()}


def _orders(months: CustomerMonths, orders: Purchases, start: int, end: int) -> Columns:
    """Orders of the months, who placed any, and the days from these customers' first to last order by then."""
    by_then = orders.day <= months.month_rule.last_day(end)
    inside = by_then & (orders.day > months.month_rule.last_day(start - 1))
    return _buying(orders.customer, orders.day.astype(np.int64), by_then, inside, months.size)


def _paid_months(months: CustomerMonths, start: int, end: int) -> Columns:
    """The same of contracts, whose orders are the months with a charge, on their last day."""
    ends = np.array([months.month_rule.last_day(month) for month in range(months.first, months.last + 1)])
    by_then = (months.amount > 0) & (months.month <= end)
    return _buying(
        months.customer, ends[months.month - months.first], by_then, by_then & (months.month >= start), months.size
    )


def _buying(
    customer: NDArray[np.int32],
    day: NDArray[np.int64],
    by_then: NDArray[np.bool_],
    inside: NDArray[np.bool_],
    size: int,
) -> Columns:
    orders = count_by(customer[inside], size)
    rows = np.flatnonzero(by_then)
    begins = run_starts(customer[rows])
    stay = np.zeros(size, dtype=np.int64)
    stay[customer[rows[begins]]] = day[rows[np.append(begins[1:], True)[: len(rows)]]] - day[rows[begins]]
    return {"orders": orders, "buyers": (orders > 0).astype(np.int64), "stay": np.where(orders > 0, stay, 0)}
