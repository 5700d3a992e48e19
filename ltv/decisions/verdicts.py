"""Which segments of customers to keep, to mend, or to let go: what they bring against what they cost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from ltv.dataset import Dataset
from ltv.metrics.acquisition import Acquired, Kept, acquired
from ltv.metrics.acquisition_cost import Cost
from ltv.metrics.acquisition_segments import acquisition_labels
from ltv.metrics.cpm import cpm
from ltv.metrics.customer_costs import CustomerCosts, customer_costs
from ltv.metrics.intervals import FEW, LEVEL
from ltv.metrics.metric import Text
from ltv.metrics.rfm import rfm
from ltv.metrics.shrinkage import shrunk
from ltv.models.completed import Completed, completed_values
from ltv.models.fitted import Fitted
from ltv.models.newton import Floats
from ltv.models.value_spread import outcome_variances, parameter_spread
from ltv.models.worth import Worth

SURE = 0.80
"""A verdict is given when its side is at least this likely."""
LITTLE = 0.25
"""A group made of what customers did is let go when it is surely worth less than this part of the average."""
_Z = float(special.ndtri((1 + LEVEL) / 2))
RFM, CPM = "rfm", "cpm"
"""Dimensions made of what customers did, beside those of `acquisition_dimensions`."""


class Verdict(StrEnum):
    """What to do with a segment."""

    KEEP = "keep"
    FIX = "fix"
    LET_GO = "let_go"
    OPEN = "open"


VERDICTS = {
    Verdict.KEEP: Text("維持", "Keep"),
    Verdict.FIX: Text("改善", "Fix"),
    Verdict.LET_GO: Text("縮小", "Let go"),
    Verdict.OPEN: Text("保留", "Open"),
}

REASONS = {
    "above": Text(
        "1人あたりの価値（獲得費差引後）が、比較対象の平均を上回っています",
        "Worth more per customer, after acquisition cost, than the average it is held against",
    ),
    "below": Text(
        "1人あたりの価値（獲得費差引後）が、比較対象の平均を下回っています",
        "Worth less per customer, after acquisition cost, than the average it is held against",
    ),
    "worth_more": Text(
        "1人あたりの価値が平均を上回っています（獲得費は不明）",
        "Worth more per customer than the average (acquisition cost not known)",
    ),
    "worth_less": Text(
        "1人あたりの価値が平均を下回っています（獲得費は不明）",
        "Worth less per customer than the average (acquisition cost not known)",
    ),
    "future_more": Text(
        "今後の価値が全体平均を上回っています", "What is still expected of them is above the average of all"
    ),
    "future_less": Text(
        "今後の価値が全体平均を下回っています", "What is still expected of them is below the average of all"
    ),
    "future_little": Text(
        "今後の価値が全体平均の25%に届きません。費用をかけずに見守ります",
        "Less than 25% of the average is still expected of them: not worth spending on",
    ),
    "leaves_early": Text(
        "獲得単価は有料の平均より安いものの早く離れるため、継続顧客1人あたりでは割高です",
        "Cheaper to win than the paid average, but they leave early: dear per customer kept",
    ),
    "loses": Text(
        "期間内に獲得費用を回収できない見込みです", "They are not expected to bring back what winning them cost"
    ),
    "unclear": Text("平均との差は誤差の範囲です", "The difference from the average is within its error"),
    "few": Text(f"顧客数が{FEW}に満たないため判断しません", f"Fewer than {FEW} customers, so no verdict"),
    "unknown": Text("価値を推定するにはデータが足りません", "The data are too few to estimate a value"),
}


@dataclass(frozen=True)
class _Part:
    """A segment's customers: who was kept, what winning them cost, and what each is worth."""

    kept: Kept
    cost: Cost
    cost_kept: Cost
    is_paid: bool
    seen: Floats
    expected: Floats
    chance: Floats

    @property
    def mean(self) -> float:
        return _mean(self.seen + self.expected)

    @property
    def se(self) -> float:
        return _standard_error(self.seen + self.expected, self.chance)


def _mean(each: Floats) -> float:
    return float(each.mean()) if len(each) else math.nan


def _standard_error(each: Floats, chance: Floats) -> float:
    """Of the mean of customers like these: they differ in what is expected, and turn out by chance around it."""
    return math.sqrt((float(each.var(ddof=1)) + float(chance.mean())) / len(each)) if len(each) > 1 else math.nan


def labels(data: Dataset, dimension: str) -> NDArray[np.object_]:
    """Segment of each customer, by code; "" where there is none."""
    if dimension not in (RFM, CPM):
        return acquisition_labels(data, dimension).to_numpy(dtype=object)
    table = rfm(data) if dimension == RFM else cpm(data)
    found = np.full(data.months.size, "", dtype=object)
    found[table["customer"]] = table["segment" if dimension == RFM else "group"].astype(str)
    return found


def segment_verdicts(data: Dataset, models: Fitted, values: Worth, dimension: str) -> pd.DataFrame:
    """Judge every segment of a dimension.

    Parameters
    ----------
    dimension : str
        One of `acquisition_dimensions`; or "rfm" or "cpm", whose groups are made of what customers did: all of them
        are then judged by what is still to come (`ltv` is residual value), not by what winning them cost.

    Returns
    -------
    DataFrame, one row per segment, the one worth most first; money in the smallest unit
        `segment` ("" without a value); `customers` won since the second month of the data; `raw` (mean value within
        the horizon: observed so far, expected for the rest), `ltv` the same pulled towards the mean of all segments,
        with `low`, `high` (95 %); `cac` with `cac_low`, `cac_high`, `net` = ltv - cac, `ltv_to_cac`; `retention_90`
        with `_low`, `_high` and `cost_per_kept`, of months observed long enough; `paid`, whether marketing
        money was spent on them; `p_above`, chance that the net
        value (the value, where no cost is known) exceeds the mean of its peers: paid segments for a paid one, else all;
        `verdict`, `reason`.
        NaN where not known.
    """
    if dimension in (RFM, CPM):
        return _by_future(data, models, values, labels(data, dimension))
    label, each = labels(data, dimension), completed_values(data, models, values)
    parts = _parts(data, label, each, customer_costs(data, acquired(data), values.assumed.other_costs))
    table = pd.DataFrame([_row(name, part) for name, part in parts.items()], columns=list(_COLUMNS))
    spread = parameter_spread(models, values, label)
    shared = [spread.get(name, 0.0) * abs(_mean(part.expected)) for name, part in parts.items()]
    found = _not_below(judged(_pulled(table), np.array(shared)), each.total)
    return found.sort_values("ltv", ascending=False, ignore_index=True, na_position="last")


def _by_future(data: Dataset, models: Fitted, values: Worth, label: NDArray[np.object_]) -> pd.DataFrame:
    """Judge groups made of what customers did by what is still to come: what winning them cost is spent already."""
    ahead, chance = np.zeros(len(label)), outcome_variances(models, values, len(label))
    codes = values.customers["customer"].to_numpy(dtype=np.int64)
    ahead[codes] = values.customers["rlv"].to_numpy(dtype=np.float64)
    rows = []
    for name, members in pd.Series(label, dtype=object).groupby(label).indices.items():
        if name != "":
            each = ahead[members] if len(codes) else np.full(len(members), math.nan)
            rows.append(
                (str(name), len(each), _mean(each), _standard_error(each, chance[members]), *[math.nan] * 7, False)
            )
    table = _pulled(pd.DataFrame(rows, columns=list(_COLUMNS)))
    spread = parameter_spread(models, values, label)
    shared = np.array([spread.get(name, 0.0) for name in table["segment"]]) * np.abs(table["raw"].to_numpy(dtype=float))
    found = _not_below(judged(table, shared), ahead)
    mean = _mean_of(_peers(found), found["ltv"], found["customers"].astype(float))
    named = found["reason"].replace({"worth_more": "future_more", "worth_less": "future_less"})
    found["reason"] = named.where(~((named == "future_less") & (table["high"] < LITTLE * mean)), "future_little")
    found["verdict"] = found["reason"].map(_VERDICT_OF).astype(str)
    return found.sort_values("ltv", ascending=False, ignore_index=True, na_position="last")


def _pulled(table: pd.DataFrame) -> pd.DataFrame:
    """Each segment's mean pulled towards that of all, with its interval."""
    found = shrunk(table["raw"].to_numpy(dtype=float), table["se"].to_numpy(dtype=float))
    bounds = {"ltv": "shrunk", "low": "low", "high": "high"}
    return table.drop(columns="se").assign(**{name: found[column].to_numpy() for name, column in bounds.items()})


def _not_below(table: pd.DataFrame, each: Floats) -> pd.DataFrame:
    """No interval reaches below 0 where nobody is worth less."""
    return table if (each < 0).any() else table.assign(low=table["low"].clip(lower=0))


def judged(table: pd.DataFrame, shared: Floats | float = 0.0) -> pd.DataFrame:
    """Judge segments by what is known of them: the columns of `segment_verdicts` up to `low`, `high` and the cost.

    Parameters
    ----------
    shared : standard error of each segment's value that moves all segments together
        It widens the interval, and so what is said against a cost, but not the comparison of segments.
    """
    table = table.assign(
        net=table["ltv"] - table["cac"], ltv_to_cac=table["ltv"] / table["cac"].where(table["cac"] > 0)
    )
    table["p_above"] = _chance_above(table)
    low, high = (np.hypot(table[end] - table["ltv"], _Z * shared) for end in ("low", "high"))
    table = table.assign(low=table["ltv"] - low, high=table["ltv"] + high)
    table["reason"] = _reasons(table)
    table["verdict"] = table["reason"].map(_VERDICT_OF).astype(str)
    return table


_VERDICT_OF = {
    **dict.fromkeys(("above", "worth_more", "future_more"), Verdict.KEEP),
    **dict.fromkeys(("below", "worth_less", "future_less", "leaves_early"), Verdict.FIX),
    **dict.fromkeys(("unclear", "few", "unknown"), Verdict.OPEN),
    **dict.fromkeys(("loses", "future_little"), Verdict.LET_GO),
}

_COLUMNS = (
    "segment", "customers", "raw", "se", "cac", "cac_low", "cac_high",
    "retention_90", "retention_90_low", "retention_90_high", "cost_per_kept", "paid",
)  # fmt: skip


def _parts(data: Dataset, label: NDArray[np.object_], worth: Completed, costs: CustomerCosts) -> dict[str, _Part]:
    """Customers won of each segment, the one with most first."""
    new = acquired(data)
    mature = new.between(data.months.first + 1, new.last_mature(data.months.last_complete))
    of = label[new.customer]
    names = pd.Series(of, dtype=object).value_counts().index
    return {str(name): _part(new, of == name, mature, costs, worth) for name in names}


def _part(
    new: Acquired, rows: NDArray[np.bool_], mature: NDArray[np.bool_], costs: CustomerCosts, worth: Completed
) -> _Part:  # fmt: skip
    codes, ripe = new.customer[rows], rows & mature
    seen, kept = new.customer[ripe], new.customer[ripe & new.kept]
    return _Part(
        Kept(int(ripe.sum()), len(kept)),
        Cost(int(costs.full[codes].sum()), int(costs.known[codes].sum())),
        Cost(int(costs.full[seen].sum()), int(costs.known[kept].sum())),
        bool(costs.amount[codes].any()),
        worth.observed[codes],
        worth.expected[codes],
        worth.chance[codes],
    )


def _row(name: str, part: _Part) -> tuple[object, ...]:
    cost, kept = part.cost, part.kept
    return (
        name, len(part.seen), part.mean, part.se, cost.per_customer, cost.interval.low, cost.interval.high,
        kept.rate, kept.interval.low, kept.interval.high, part.cost_kept.per_customer, part.is_paid,
    )  # fmt: skip


def _peers(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Segments that each one is held against, one row per segment: paid ones against paid ones, others against all.

    Customers who came by themselves cost no marketing; beside them every advertisement would look poor.
    """
    paid = table["paid"].to_numpy(dtype=bool)
    known = table["ltv"].notna().to_numpy() & (table["cac"].notna().to_numpy() if table["cac"].notna().any() else True)
    return np.where(paid[:, None], paid[None, :], known[None, :])


def _mean_of(peers: NDArray[np.bool_], value: pd.Series[float], weight: pd.Series[float]) -> Floats:
    """Weighted mean of a column over each segment's peers; NaN without any."""
    usable = (value.notna() & weight.notna()).to_numpy()
    weights = peers * np.where(usable, weight.fillna(0), 0.0)
    total = weights.sum(axis=1)
    return np.asarray(weights @ value.fillna(0).to_numpy(dtype=float) / np.where(total > 0, total, np.nan))


def _chance_above(table: pd.DataFrame) -> Floats:
    """Chance that a segment's net value exceeds the mean of its peers' customers."""
    net = table["ltv"] - (table["cac"] if table["cac"].notna().any() else 0)
    return _chance(net - _mean_of(_peers(table), net, table["customers"].astype(float)), table)


def _chance(above: pd.Series[float], table: pd.DataFrame) -> Floats:
    """Chance that what is estimated as `above` is above 0."""
    spread = ((table["high"] - table["low"]) / (2 * _Z)).to_numpy(dtype=float)
    return np.asarray(special.ndtr(above.to_numpy(dtype=float) / np.maximum(spread, 1e-12)))


def _reasons(table: pd.DataFrame) -> list[str]:
    loses = _chance(table["net"], table) <= 1 - SURE
    checks = {
        "unknown": table["ltv"].isna(),
        "few": table["customers"] < FEW,
        "loses": pd.Series(loses, index=table.index),
        "leaves_early": _leaves_early(table),
        "worth_more": table["cac"].isna() & (table["p_above"] >= SURE),
        "worth_less": table["cac"].isna() & (table["p_above"] <= 1 - SURE),
        "above": table["p_above"] >= SURE,
        "below": table["p_above"] <= 1 - SURE,
    }
    return list(np.select([check.to_numpy(dtype=bool) for check in checks.values()], list(checks), "unclear"))


def _leaves_early(table: pd.DataFrame) -> pd.Series[bool]:
    """The negative loop: cheaper to win than its paid peers, gone earlier than they, and dearer per customer kept."""
    peers = _peers(table)
    customers, kept = table["customers"].astype(float), table["customers"] * table["retention_90"]
    rest = _mean_of(peers & ~np.eye(len(table), dtype=bool), table["retention_90"], customers)
    cheap = table["paid"] & (table["cac"] < _mean_of(peers, table["cac"], customers))
    dear = table["cost_per_kept"] > _mean_of(peers, table["cost_per_kept"], kept)
    return cheap & dear & (table["retention_90_high"] < rest)
