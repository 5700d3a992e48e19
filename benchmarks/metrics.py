"""How long the metrics take and how much memory they need, beside the usual pandas way to the same figures.

    python benchmarks/metrics.py [--orders 1000000 10000000] [--repeats 5]

Every variant runs in a process of its own: one after the other and then all again, so that what else the machine does
hits all of them, and each counts with its best run. A process first makes its orders, and from them the ledger where
the variant starts from one; then only the variant itself is measured. Made-up orders: three years, about ten orders a
customer, one row in fifty a refund. The figures of both ways are compared and must be equal.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from process_memory import held_from_now_on, peak

from ltv.ledger import Ledger
from ltv.metrics.cohorts import cohorts
from ltv.metrics.customers import customer_summary
from ltv.metrics.movements import MOVEMENTS, movements
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.retention import retention_series

_COMPARED = 28  # columns: 12 of movements, 5 of the NRR series, 4 of cohorts, 7 of customer summaries
START, AS_OF = dt.date(2023, 1, 1), dt.date(2025, 12, 31)
Work = Callable[[], Mapping[str, pd.DataFrame]]
"""What is measured of a variant; the tables that the variants share, their common columns named alike."""


def made_up_orders(n: int) -> pd.DataFrame:
    """`n` orders in the order a shop's file would have them: by day."""
    rng = np.random.default_rng(20260101)
    days = (AS_OF - START).days + 1
    customer = rng.integers(0, n // 10, n)
    first_day = rng.integers(0, days, n // 10)[customer]
    day = np.sort(first_day + (rng.random(n) ** 1.5 * (days - first_day)).astype(np.int64))
    amount = rng.integers(500, 20_000, n) * np.where(rng.random(n) < 0.02, -1, 1)
    ids = pd.Index([f"C{i:08d}" for i in range(n // 10)])
    date = (np.datetime64(START, "D") + day).astype("datetime64[s]")
    return pd.DataFrame({"customer_id": ids[customer], "date": date, "amount": amount})


def _ledger(n: int) -> Ledger:
    return Ledger.from_orders(made_up_orders(n), as_of=AS_OF)


def build(n: int) -> Work:
    """(a) A DataFrame of orders becomes a ledger."""
    orders = made_up_orders(n)

    def work() -> Mapping[str, pd.DataFrame]:
        Ledger.from_orders(orders, as_of=AS_OF)
        return {}

    return work


def compass(n: int) -> Work:
    """(b) A ledger becomes months, movements, the NRR1 series, cohorts and customer summaries."""
    ledger = _ledger(n)

    def work() -> Mapping[str, pd.DataFrame]:
        months = ledger.months()
        return {
            "movements": movements(months),
            "nrr": retention_series(months, NrrRule.YOY_COHORT),
            "cohorts": cohorts(months),
            "summary": customer_summary(ledger),
        }

    return work


def usual_pandas(n: int) -> Work:
    """(c) The same figures by group-bys, shifts and merges, from the same DataFrame of orders as in (a)."""
    orders = made_up_orders(n)

    def work() -> Mapping[str, pd.DataFrame]:
        orders["customer"] = orders["customer_id"].astype("category").cat.codes
        return _pandas_figures(orders)

    return work


def pandas_from_coded_rows(n: int) -> Work:
    """(d) As (c), but handed the ledger's own rows, coded and sorted, so that only the group-bys are compared."""
    ledger = _ledger(n)
    date = ledger.day.astype("datetime64[D]").astype("datetime64[s]")
    orders = pd.DataFrame({"customer": ledger.customer, "date": date, "amount": ledger.amount})
    return lambda: _pandas_figures(orders)


def _pandas_figures(orders: pd.DataFrame) -> Mapping[str, pd.DataFrame]:
    orders["month"] = (orders["date"].dt.year - START.year) * 12 + orders["date"].dt.month - 1
    monthly = orders.groupby(["customer", "month"], as_index=False)["amount"].sum()
    return {
        "movements": _pandas_movements(monthly),
        "nrr": _pandas_nrr(monthly),
        "cohorts": _pandas_cohorts(monthly),
        "summary": _pandas_summary(orders),
    }


def _pandas_movements(monthly: pd.DataFrame) -> pd.DataFrame:
    paid = monthly[monthly["amount"] > 0].copy()
    by_customer = paid.groupby("customer")
    paid["before"], paid["last_month"] = by_customer["amount"].shift(), by_customer["month"].shift()
    paid["next_month"] = by_customer["month"].shift(-1)
    stayed = paid["last_month"] == paid["month"] - 1
    paid["change"] = paid["amount"] - paid["before"].where(stayed, 0)
    paid["movement"] = np.select(
        [paid["last_month"].isna(), ~stayed, paid["change"] > 0, paid["change"] < 0],
        ["new", "reactivation", "expansion", "contraction"],
        "same",
    )
    left = paid[paid["next_month"] != paid["month"] + 1]
    left = left.assign(month=left["month"] + 1, movement="churn", change=-left["amount"])
    named = pd.concat([paid, left])[["month", "movement", "change"]]
    money = named.pivot_table(index="month", columns="movement", values="change", aggfunc="sum", fill_value=0)
    counts = named.pivot_table(index="month", columns="movement", values="change", aggfunc="count", fill_value=0)
    refunded = monthly[monthly["amount"] < 0].groupby("month")["amount"].sum()
    money["contraction"] = money["contraction"].add(refunded, fill_value=0)
    money["expansion"] = money["expansion"].sub(refunded.rename(lambda month: month + 1), fill_value=0)
    closing = monthly.groupby("month")["amount"].sum().rename("closing")
    people = counts[list(MOVEMENTS)].add_prefix("customers_")
    table = pd.concat([closing.shift().rename("opening"), money[list(MOVEMENTS)], people, closing], axis=1)
    return table.loc[1 : monthly["month"].max()]


def _pandas_nrr(monthly: pd.DataFrame) -> pd.DataFrame:
    then = monthly[monthly["amount"] > 0]
    now = monthly.assign(month=monthly["month"] - 12)
    pairs = then.merge(now, on=["customer", "month"], how="left", suffixes=("", "_now"), validate="1:1")
    pairs = pairs[pairs["month"] <= monthly["month"].max() - 12].fillna({"amount_now": 0})
    pairs["kept"] = pairs["amount_now"] > 0
    pairs["gross"] = pairs[["amount", "amount_now"]].min(axis=1)
    sums = pairs.groupby("month").agg(
        customers=("customer", "size"),
        opening=("amount", "sum"),
        now=("amount_now", "sum"),
        gross=("gross", "sum"),
        kept=("kept", "sum"),
    )
    return sums[["customers", "opening"]].assign(
        nrr=sums["now"] / sums["opening"],
        grr=sums["gross"] / sums["opening"],
        logo_retention=sums["kept"] / sums["customers"],
    )


def _pandas_cohorts(monthly: pd.DataFrame) -> pd.DataFrame:
    paid = monthly["amount"] > 0
    cohort = monthly[paid].groupby("customer")["month"].min().rename("cohort")
    rows = monthly.assign(paid=paid).merge(cohort, on="customer", validate="m:1")
    rows["age"] = (rows["month"] - rows["cohort"]).clip(lower=0)
    cells = rows.groupby(["cohort", "age"]).agg(customers=("paid", "sum"), revenue=("amount", "sum"))
    width = int(monthly["month"].max()) + 1
    seen = [(cohort, age) for cohort in range(width) for age in range(width - cohort)]
    observed = pd.MultiIndex.from_tuples(seen, names=["cohort", "age"])
    cells = cells.reindex(observed, fill_value=0)
    cells["size"] = cells.index.get_level_values("cohort").map(cohort.value_counts())
    cells["cumulative"] = cells.groupby("cohort")["revenue"].cumsum()
    return cells.dropna(subset="size")[["size", "customers", "revenue", "cumulative"]]


def _pandas_summary(orders: pd.DataFrame) -> pd.DataFrame:
    summary = orders.groupby("customer").agg(
        first_day=("date", "min"), last_day=("date", "max"), rows=("date", "size"), revenue=("amount", "sum")
    )
    summary["days"] = orders.drop_duplicates(["customer", "date"]).groupby("customer").size()
    summary["days_since_last"] = (pd.Timestamp(AS_OF) - summary["last_day"]).dt.days
    for name in ("first_day", "last_day"):
        summary[name] = (summary[name] - pd.Timestamp(0)).dt.days
    return summary.reset_index()


def floor(n: int) -> Work:
    """(e) Merely summing the three columns: the least that any way must do."""
    ledger = _ledger(n)
    columns = ledger.customer, ledger.day, ledger.amount

    def work() -> Mapping[str, pd.DataFrame]:
        for column in columns:
            column.sum(dtype=np.int64)
        return {}

    return work


VARIANTS: dict[str, Callable[[int], Work]] = {
    "a. build the ledger": build,
    "b. metrics from the ledger": compass,
    "c. the usual pandas": usual_pandas,
    "d. pandas, rows already coded and sorted": pandas_from_coded_rows,
    "e. summing the columns": floor,
}


class Measured(NamedTuple):
    """Processor seconds of the work; the most memory held meanwhile, and how much more that is than before it."""

    seconds: float
    peak: float
    added: float


def _run_variant(variant: str, folder: Path, n: int) -> None:
    work = VARIANTS[variant](n)
    before = held_from_now_on()
    began = time.process_time()
    tables = work()
    seconds = time.process_time() - began
    most = peak()
    columns = {f"{name} {column}": table[column].to_numpy() for name, table in tables.items() for column in table}
    np.savez(folder / f"{variant[0]}.npz", **columns)
    print(json.dumps([seconds, most, most - before]))


def _in_own_process(variant: str, folder: Path, n: int) -> Measured:
    command = [sys.executable, __file__, "--variant", variant, "--folder", str(folder), "--orders", str(n)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    return Measured(*json.loads(answer.stdout))


def _best(folder: Path, n: int, repeats: int) -> dict[str, Measured]:
    """Least seconds and least memory of each variant, found apart."""
    runs = [{variant: _in_own_process(variant, folder, n) for variant in VARIANTS} for _ in range(repeats)]
    return {variant: Measured(*map(min, zip(*[run[variant] for run in runs]))) for variant in VARIANTS}


def _assert_equal_figures(folder: Path) -> None:
    for other in ("c", "d"):
        with np.load(folder / "b.npz") as ours, np.load(folder / f"{other}.npz") as theirs:
            if len(theirs) != _COMPARED:
                raise AssertionError(f"{other}: {len(theirs)} columns instead of {_COMPARED}")
            for name in theirs:
                if not np.array_equal(ours[name].astype(float), theirs[name].astype(float)):
                    raise AssertionError(f"{name}: b and {other} disagree")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--variant", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.variant:
        _run_variant(asked.variant, asked.folder, asked.orders[0])
        return
    print("| orders | variant | processor s | peak MB | of that added by the work |")
    print("|---:|---|---:|---:|---:|")
    for n in asked.orders:
        with tempfile.TemporaryDirectory() as name:
            measured = _best(Path(name), n, asked.repeats)
            _assert_equal_figures(Path(name))
        for variant, of in measured.items():
            print(f"| {n:,} | {variant} | {of.seconds:.3f} | {of.peak:,.0f} | {of.added:,.0f} |")
        for text, over, under in (("c ÷ b", "c", "b"), ("c ÷ (a + b)", "c", "ab"), ("d ÷ b", "d", "b")):
            of = _ratios(measured, over, under)
            print(f"| {n:,} | **{text}** | **{of.seconds:.1f} ×** | **{of.peak:.1f} ×** | **{of.added:.1f} ×** |")
    if hasattr(os, "getloadavg"):
        print(f"\nLoad average of the machine ({os.cpu_count()} processors) at the end: {os.getloadavg()[0]:.1f}")


def _ratios(measured: dict[str, Measured], over: str, under: str) -> Measured:
    """Seconds of one variant by the sum of others', and its memory by their largest."""
    by_letter = {variant[0]: of for variant, of in measured.items()}
    seconds, peak, added = zip(*[by_letter[letter] for letter in under])
    mine = by_letter[over]
    return Measured(mine.seconds / sum(seconds), mine.peak / max(peak), mine.added / max(added))


if __name__ == "__main__":
    main()
