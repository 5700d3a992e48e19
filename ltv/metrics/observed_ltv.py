"""Observed LTV: what customers have brought within so many days of their own first order, by nobody's forecast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.metrics.acquisition import Acquired, acquired
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.ratio import Ratio
from ltv.metrics.standing import first_days
from ltv.metrics.value_base import ValueBase, best_base, row_customers, row_values
from ltv.months import day_number, month_starts
from ltv.sums import sum_by

STEP_DAYS = 30
STEPS = 24
YEAR_STEP = 12
"""12 steps: 360 days, or 12 months of a contract."""

_MEANING = Text(
    "初回購入からh日以内（hは30日刻みで360日・720日まで）にもたらした{base}の、顧客1人あたりの実績。初回からh日を観測し"
    "終えた顧客だけを分子にも分母にも数え、予測も割引計算もしていません。データの最初の月の顧客は、新規かどうか分からない"
    "ため数えません。契約は初月を含むhか月で数えます。",
    "{base} that a new customer has brought within h days of their first order, in steps of 30 days to 360 and 720. "
    "Only customers observed for h days count, above and below; nothing is forecast or discounted. Customers of the "
    "data's first month are left out: whether they are new cannot be known. For contracts h is months, the first "
    "included.",
)
_SOURCE = "LTV-Lab; Drivepoint; KARTE (observed LTV); maturity rule by LTV Compass"

LTV1 = {
    base: METRICS.add(
        Metric(
            f"ltv.observed.{base}",
            Text(f"観測LTV（LTV1・{ja}）", f"Observed LTV (LTV1, {en.lower()})"),
            Text(_MEANING.ja.format(base=ja), _MEANING.en.format(base=en)),
            Text(
                f"Σ初回からh日以内の{ja} ÷ h日を観測し終えた顧客数",
                f"Σ {en.lower()} within h days of the first order ÷ customers observed for h days",
            ),
            Unit.MONEY_PER_CUSTOMER,
            _SOURCE,
        )
    )
    for base, ja, en in ((ValueBase.SALES, "売上", "Sales"), (ValueBase.GROSS_PROFIT, "粗利", "Gross profit"))
}
LTV2 = METRICS.add(
    Metric(
        "ltv.realised",
        Text("累計LTV（LTV2・今日まで）", "LTV to date (LTV2)"),
        Text(
            "これまでの売上の合計を、購入した全顧客数で割った値。始めたばかりの顧客も分母に入るため、実際のLTVより低く出ます。"
            "新規が増えるほど下がるので、時点の比較には使えません。",
            "All sales so far ÷ all customers who ever paid. Customers who have only just begun are among them, so it "
            "is lower than what customers turn out to be worth, and falls when many new ones come: not for comparing "
            "dates.",
        ),
        Text("Σこれまでの売上 ÷ 購入したことのある顧客数", "Σ sales to date ÷ customers who ever paid"),
        Unit.MONEY_PER_CUSTOMER,
        "common in shop back-offices",
    )
)


class Step(NamedTuple):
    """Where customers stood at the end of a step: their value so far, and who has been observed that long."""

    step: int
    value: NDArray[np.int64]
    mature: NDArray[np.bool_]


def cumulative_values(data: Dataset, new: Acquired, base: ValueBase) -> Iterator[Step]:
    """Go through the steps from 1 to 24; arrays have one entry per customer code.

    A step is 30 days from the customer's own first order (day 30 belongs to the first), or a month of a contract.
    Rows before the first order count in the first step. `value` is the same array at every step, added to. Who gave
    everything back within the calendar month of their first order has never paid and is not among the new customers.
    """
    step, observed = _ages(data, new)
    rows = np.flatnonzero((step <= STEPS) & (observed[row_customers(data)] > 0))
    rows = rows[np.argsort(step[rows].astype(np.uint8), kind="stable")]
    customer, worth = row_customers(data)[rows], row_values(data, base)[rows]
    bounds = np.searchsorted(step[rows], np.arange(1, STEPS + 2))
    value = np.zeros(data.months.size, dtype=np.int64)
    for k in range(1, STEPS + 1):
        part = slice(bounds[k - 1], bounds[k])
        value += sum_by(customer[part], worth[part], len(value))
        yield Step(k, value, observed >= k)


def ltv_at(data: Dataset, new: Acquired, base: ValueBase, step: int = YEAR_STEP) -> Ratio:
    """LTV1 at one step, in parts that add up over customers; by default after 360 days or 12 months."""
    at = next(found for found in cumulative_values(data, new, base) if found.step == step)
    return _mean(at.value[at.mature])


def observed_ltv(data: Dataset, *, base: ValueBase | None = None) -> pd.DataFrame:
    """LTV1 of all new customers, step by step.

    Parameters
    ----------
    base : ValueBase, optional
        By default gross profit where costs are known, else sales.

    Returns
    -------
    DataFrame, one row per step from 1 to 24
        `step`; `horizon` and its `unit` ("days" or "months"); `base`; `customers` observed that long; `total` they
        brought, smallest unit; `ltv` per customer with `low`, `high` (95 %, NaN below two customers).
        Each step speaks of its own customers, so `ltv` can fall where later ones brought more.
    """
    new = acquired(data)
    return _table(data, base, {"": new.customer}, new).drop(columns="segment")


def observed_ltv_by(data: Dataset, labels: pd.Series[Any], *, base: ValueBase | None = None) -> pd.DataFrame:
    """LTV1 of each segment.

    Parameters
    ----------
    labels : Series, one entry per customer code
        Such as `data.customers["channel"]`. Customers without a label are in no row.

    Returns
    -------
    DataFrame, one row per (segment, step), the segment with most new customers first
        `segment` (text) and the columns of `observed_ltv`.
    """
    new = acquired(data)
    of_new = labels.iloc[new.customer].map(str, na_action="ignore").reset_index(drop=True)
    groups = {name: new.customer[of_new.index[of_new == name]] for name in of_new.value_counts().index}
    return _table(data, base, groups, new)


def observed_ltv_by_cohort(data: Dataset, *, base: ValueBase | None = None) -> pd.DataFrame:
    """LTV1 of the customers won in each month, as a table of LTV推移 has it.

    Returns
    -------
    DataFrame, one row per (cohort, step)
        `cohort` (timestamp), `size` (customers won in that month) and the columns of `observed_ltv`. A cell is final
        when `customers` equals `size`; before, it speaks of those of the cohort who came first.
    """
    new = acquired(data)
    groups = {str(month): new.customer[new.month == month] for month in np.unique(new.month)}
    table = _table(data, base, groups, new)
    sizes = table["segment"].map({name: len(codes) for name, codes in groups.items()})
    cohort = month_starts(table["segment"].to_numpy(dtype=np.int64))
    return table.assign(cohort=cohort, size=sizes.astype(np.int64)).drop(columns="segment")


def realised_ltv(data: Dataset, *, base: ValueBase = ValueBase.SALES) -> Ratio:
    """LTV2: value to date over all customers who ever paid, however short they have been observed."""
    paid = data.months.first_paid <= data.months.last
    return _mean(sum_by(row_customers(data), row_values(data, base), data.months.size)[paid])


def _ages(data: Dataset, new: Acquired) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Step of each row since its customer's first order, and steps observed of each new customer (0 for others)."""
    months = data.months
    if data.ledger is None:
        step = np.maximum(months.month - months.first_paid[months.customer], 0) + 1
        seen = months.last_complete - months.first_paid + 1
    else:
        first = first_days(data)
        since = np.maximum(data.ledger.day - first[data.ledger.customer], 1)
        step = -(-since // STEP_DAYS)
        seen = (day_number(months.as_of) - first) // STEP_DAYS
    observed = np.zeros(months.size, dtype=np.int64)
    observed[new.customer] = seen[new.customer].clip(0, STEPS)
    return step.astype(np.int64), observed


def _mean(values: NDArray[np.int64]) -> Ratio:
    return Ratio.of(np.ones(len(values), dtype=np.int64), values)


def _table(
    data: Dataset, base: ValueBase | None, groups: Mapping[str, NDArray[np.int32]], new: Acquired
) -> pd.DataFrame:
    used = base or best_base(data)
    parts = [
        (name, step, _mean(value[codes[mature[codes]]]))
        for step, value, mature in cumulative_values(data, new, used)
        for name, codes in groups.items()
    ]
    place = {name: i for i, name in enumerate(groups)}
    parts.sort(key=lambda part: place[part[0]])
    ratios = [ratio for _, _, ratio in parts]
    steps = np.array([step for _, step, _ in parts], dtype=np.int64)
    return pd.DataFrame(
        {
            "segment": pd.Series([name for name, _, _ in parts], dtype=object),
            "step": steps,
            "horizon": steps * (1 if data.ledger is None else STEP_DAYS),
            "unit": "months" if data.ledger is None else "days",
            "base": str(used),
            "customers": np.array([r.customers for r in ratios], dtype=np.int64),
            "total": np.array([r.above for r in ratios], dtype=np.int64),
            "ltv": np.array([r.rate for r in ratios], dtype=np.float64),
            "low": np.array([r.interval.low for r in ratios], dtype=np.float64),
            "high": np.array([r.interval.high for r in ratios], dtype=np.float64),
        }
    )
