"""The economics of segments as one table, with estimates that tiny segments cannot win by chance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.metrics.economics import Economics
from ltv.metrics.intervals import Interval
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.ratio import Ratio
from ltv.metrics.shrinkage import shrunk, shrunk_shares
from ltv.metrics.value_base import ValueBase

COMMON_SPREAD = 10
"""Customers that the common spread counts for beside a segment's own, when its standard error is judged."""

LTV_SHRUNK = METRICS.add(
    Metric(
        "ltv.shrunk",
        Text("補正後の12か月LTV", "12-month LTV, shrunk"),
        Text(
            "セグメントの12か月の観測LTVを、偶然で動きうる分だけ全セグメントの平均に寄せた値。顧客の少ないセグメントほど平均に"
            "近づくため、少人数が偶然で上位に来ません。順位はこの値で付けます。",
            "Observed 12-month LTV of a segment, pulled towards the mean of all segments by as much as chance may have "
            "moved it. The fewer customers, the nearer to the mean, so that tiny segments do not lead by luck. "
            "Rankings use it.",
        ),
        Text("重み × 実績 + (1 − 重み) × 全体の平均", "weight × observed + (1 − weight) × common mean"),
        Unit.MONEY_PER_CUSTOMER,
        "Morris, Journal of the American Statistical Association 78 (1983); Gelman, Bayesian Analysis 1 (2006)",
    )
)

Columns = dict[str, NDArray[Any]]


def economics_table(parts: Mapping[str, Economics]) -> pd.DataFrame:
    """Lay `economics` out as a table.

    Returns
    -------
    DataFrame, one row per segment, in the same order; money in the smallest unit, NaN where not known
        `segment`; `customers`, `kept`; `retention` at day 90; `cost_known` (customers whose cost is), `spend`, `cac`,
        `cac_full`, `cost_per_kept`; `ltv_sales` and `ltv_gross_profit` of 360 days (contracts: 12 months);
        `ltv_customers` observed that long; `base` of what follows; `ltv_to_cac` on marketing cost; `payback_static`
        (PB1); `payback_status`, `payback_months`, `payback_covered`, `payback_observed` (PB2); `payback_orders` and the
        share of customers who get that far, `payback_orders_reached` (PB3).
        `retention_shrunk` and `ltv_shrunk` (in `base`): pulled towards the segments' common mean by as much as chance
        may have moved them, with `_weight` of the segment's own figure. Rank by these.
        Estimates have `_low` and `_high` (95 %) beside them; `cac_full` has none.
    """
    every = list(parts.values())
    base = _base(every)
    table = pd.DataFrame({"segment": pd.Series(list(parts), dtype=object)})
    table = table.assign(**_kept_columns(every), **_cost_columns(every), **_ltv_columns(every, base))
    return table.assign(**_payback_columns(every), **_shrunk_columns(every, base))


def _base(parts: list[Economics]) -> ValueBase:
    """What the value is made of: gross profit where it is known."""
    known = any(ValueBase.GROSS_PROFIT in part.ltv for part in parts)
    return ValueBase.GROSS_PROFIT if known else ValueBase.SALES


def _kept_columns(parts: list[Economics]) -> Columns:
    counts = {"customers": [p.customers.acquired for p in parts], "kept": [p.customers.kept for p in parts]}
    shares = _bounded("retention", [p.customers.rate for p in parts], [p.customers.interval for p in parts])
    return {name: np.array(column, dtype=np.int64) for name, column in counts.items()} | shares


def _cost_columns(parts: list[Economics]) -> Columns:
    known = np.array([p.cost.customers for p in parts], dtype=np.int64)
    spend = np.array([p.cost.spend for p in parts], dtype=np.float64)
    return {
        "cost_known": known,
        "spend": np.where((known > 0) | (spend > 0), spend, np.nan),
        **_bounded("cac", [p.cac for p in parts], [p.cost.interval for p in parts]),
        "cac_full": _floats([p.cac_full for p in parts]),
        **_bounded("cost_per_kept", [p.cost_kept.per_customer for p in parts], [p.cost_kept.interval for p in parts]),
    }


def _ltv_columns(parts: list[Economics], base: ValueBase) -> Columns:
    columns: Columns = {}
    for each in ValueBase:
        ratios = [p.ltv.get(each, Ratio()) for p in parts]
        columns |= _bounded(f"ltv_{each}", [r.rate for r in ratios], [r.interval for r in ratios])
    against = [p.ltv_to_cac for p in parts]
    return {
        **columns,
        "ltv_customers": np.array([p.ltv.get(base, Ratio()).customers for p in parts], dtype=np.int64),
        "base": np.array([str(base)] * len(parts), dtype=object),
        **_bounded("ltv_to_cac", [r.rate for r in against], [r.interval for r in against]),
    }


def _payback_columns(parts: list[Economics]) -> Columns:
    found, orders = [p.payback for p in parts], [p.payback_orders for p in parts]
    return {
        "payback_static": _floats([p.payback_static for p in parts]),
        "payback_status": np.array([str(p.status) for p in found], dtype=object),
        "payback_months": _floats([p.months for p in found]),
        "payback_covered": _floats([p.covered for p in found]),
        "payback_observed": np.array([p.observed for p in found], dtype=np.int64),
        "payback_orders": _floats([p.months for p in orders]),
        "payback_orders_reached": _floats([p.covered for p in orders]),
    }


def _shrunk_columns(parts: list[Economics], base: ValueBase) -> Columns:
    ratios = [p.ltv.get(base, Ratio()) for p in parts]
    kept = np.array([p.customers.kept for p in parts]), np.array([p.customers.acquired for p in parts])
    tables = {"retention": shrunk_shares(*kept), "ltv": shrunk(_floats([r.rate for r in ratios]), _errors(ratios))}
    names = {"shrunk": "_shrunk", "low": "_shrunk_low", "high": "_shrunk_high", "weight": "_shrunk_weight"}
    return {
        f"{what}{suffix}": table[column].to_numpy()
        for what, table in tables.items()
        for column, suffix in names.items()
    }


def _errors(ratios: list[Ratio]) -> NDArray[np.float64]:
    """Standard errors of means, a segment's own spread steadied by the spread common to all; NaN below two customers.

    A few customers who happen to be alike would otherwise look like a certain value. One alone tells nothing of the
    spread, and so nothing of the segment.
    """
    n = np.array([r.customers for r in ratios], dtype=np.float64)
    own = _floats([_squares_around_mean(r) for r in ratios])
    freedom = np.maximum(n - 1, 0)
    common = own.sum() / freedom.sum() if freedom.sum() else math.nan
    variance = (COMMON_SPREAD * common + own) / (COMMON_SPREAD + freedom)
    return np.asarray(np.sqrt(variance / np.where(n > 1, n, np.nan)))


def _squares_around_mean(mean: Ratio) -> float:
    """Σ(a − ā)²."""
    return (mean.customers * mean.squares[2] - mean.above**2) / mean.customers if mean.customers else 0.0


def _bounded(name: str, values: list[float], intervals: list[Interval]) -> Columns:
    return {
        name: _floats(values),
        f"{name}_low": _floats([interval.low for interval in intervals]),
        f"{name}_high": _floats([interval.high for interval in intervals]),
    }


def _floats(values: list[float]) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64)
