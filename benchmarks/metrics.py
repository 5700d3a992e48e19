"""How long the metrics take and how much memory they need, beside the usual pandas way to the same figures.

    python benchmarks/metrics.py [--orders 1000000 10000000] [--repeats 3]

Every variant runs in a process of its own, so that its peak memory is its own, and counts with its best run.
Made-up orders: three years, about ten orders a customer, one row in fifty a refund. The figures of both ways are
compared and must be equal.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from ltv.ledger import Ledger
from ltv.metrics.cohorts import cohorts
from ltv.metrics.customers import customer_summary
from ltv.metrics.movements import MOVEMENTS, movements
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.retention import retention_series

START, AS_OF = dt.date(2023, 1, 1), dt.date(2025, 12, 31)
Figures = dict[str, np.ndarray]


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


def build(folder: Path, n: int) -> tuple[float, Figures]:
    """(a) A DataFrame of orders becomes a ledger."""
    orders = made_up_orders(n)
    began = time.process_time()
    ledger = Ledger.from_orders(orders, as_of=AS_OF)
    seconds = time.process_time() - began
    for name in ("customer", "day", "amount"):
        np.save(folder / f"{name}.npy", getattr(ledger, name))
    return seconds, {}


def compass(folder: Path, n: int) -> tuple[float, Figures]:
    """(b) A ledger becomes months, movements, the NRR1 series, cohorts and customer summaries."""
    ledger = Ledger(customers=pd.DataFrame(index=pd.RangeIndex(n // 10)), as_of=AS_OF, **_columns(folder))
    began = time.process_time()
    months = ledger.months()
    moves = movements(months)
    nrr = retention_series(months, NrrRule.YOY_COHORT)
    cells = cohorts(months)
    summary = customer_summary(ledger)
    seconds = time.process_time() - began
    wanted = [*MOVEMENTS, *(f"customers_{name}" for name in MOVEMENTS)]
    return seconds, {
        "movements": moves[["opening", *wanted, "closing"]].to_numpy(),
        "nrr": nrr[["customers", "opening", "nrr", "grr", "logo_retention"]].to_numpy(),
        "cohorts": cells[["size", "customers", "revenue", "cumulative"]].to_numpy(),
        "summary": summary.to_numpy(),
    }


def usual_pandas(_: Path, n: int) -> tuple[float, Figures]:
    """(c) The same figures by group-bys, shifts and merges, from the same DataFrame of orders as in (a)."""
    orders = made_up_orders(n)
    began = time.process_time()
    orders["customer"] = orders["customer_id"].astype("category").cat.codes
    figures = _pandas_figures(orders)
    return time.process_time() - began, figures


def pandas_from_coded_rows(folder: Path, n: int) -> tuple[float, Figures]:
    """(d) As (c), but handed the ledger's own rows, coded and sorted, so that only the group-bys are compared."""
    orders = pd.DataFrame(_columns(folder))
    orders["date"] = orders.pop("day").to_numpy().astype("datetime64[D]").astype("datetime64[s]")
    began = time.process_time()
    figures = _pandas_figures(orders)
    return time.process_time() - began, figures


def _pandas_figures(orders: pd.DataFrame) -> Figures:
    orders["month"] = (orders["date"].dt.year - START.year) * 12 + orders["date"].dt.month - 1
    monthly = orders.groupby(["customer", "month"], as_index=False)["amount"].sum()
    return {
        "movements": _pandas_movements(monthly).to_numpy(),
        "nrr": _pandas_nrr(monthly).to_numpy(),
        "cohorts": _pandas_cohorts(monthly).to_numpy(),
        "summary": _pandas_summary(orders).to_numpy(),
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
    closing = monthly.groupby("month")["amount"].sum()
    table = pd.concat(
        [closing.shift().rename("opening"), money[list(MOVEMENTS)], counts[list(MOVEMENTS)], closing], axis=1
    )
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
        nrr=sums["now"] / sums["opening"], grr=sums["gross"] / sums["opening"], logo=sums["kept"] / sums["customers"]
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
    return cells[["size", "customers", "revenue", "cumulative"]]


def _pandas_summary(orders: pd.DataFrame) -> pd.DataFrame:
    summary = orders.groupby("customer").agg(
        first=("date", "min"), last=("date", "max"), rows=("date", "size"), revenue=("amount", "sum")
    )
    summary["days"] = orders.drop_duplicates(["customer", "date"]).groupby("customer").size()
    summary["since"] = (pd.Timestamp(AS_OF) - summary["last"]).dt.days
    for name in ("first", "last"):
        summary[name] = (summary[name] - pd.Timestamp(0)).dt.days
    return summary.reset_index()[["customer", "first", "last", "days", "rows", "revenue", "since"]]


def floor(folder: Path, n: int) -> tuple[float, Figures]:
    """(e) Merely summing the three columns: the least that any way must do."""
    columns = _columns(folder)
    began = time.process_time()
    for column in columns.values():
        column.sum(dtype=np.int64)
    return time.process_time() - began, {}


def _columns(folder: Path) -> dict[str, np.ndarray]:
    return {name: np.load(folder / f"{name}.npy") for name in ("customer", "day", "amount")}


VARIANTS: dict[str, Callable[[Path, int], tuple[float, Figures]]] = {
    "a. build the ledger": build,
    "b. metrics from the ledger": compass,
    "c. the usual pandas": usual_pandas,
    "d. pandas, rows already coded and sorted": pandas_from_coded_rows,
    "e. summing the columns": floor,
}


def _in_own_process(variant: str, folder: Path, n: int) -> tuple[float, float]:
    """Processor seconds and peak memory in MB."""
    command = [sys.executable, __file__, "--variant", variant, "--folder", str(folder), "--orders", str(n)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    result = json.loads(answer.stdout)
    return result["seconds"], result["megabytes"]


def _run_variant(variant: str, folder: Path, n: int) -> None:
    seconds, figures = VARIANTS[variant](folder, n)
    if figures:
        np.savez(folder / f"{variant[0]}.npz", **figures)
    print(json.dumps({"seconds": seconds, "megabytes": _peak_megabytes()}))


def _peak_megabytes() -> float:
    """Most memory this process ever held; NaN on Windows, which does not tell without a further package."""
    if sys.platform == "win32":
        return float("nan")
    import resource  # noqa: PLC0415 not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def _assert_equal_figures(folder: Path) -> None:
    for other in ("c", "d"):
        with np.load(folder / "b.npz") as ours, np.load(folder / f"{other}.npz") as theirs:
            for name in ours:
                if not np.array_equal(ours[name].astype(float), theirs[name].astype(float)):
                    raise AssertionError(f"{name}: b and {other} disagree")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--variant", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.variant:
        _run_variant(asked.variant, asked.folder, asked.orders[0])
        return
    print("| orders | variant | processor s | peak MB |")
    print("|---:|---|---:|---:|")
    for n in asked.orders:
        with tempfile.TemporaryDirectory() as name:
            measured = {
                variant: min(_in_own_process(variant, Path(name), n) for _ in range(asked.repeats))
                for variant in VARIANTS
            }
            _assert_equal_figures(Path(name))
        for variant, (seconds, megabytes) in measured.items():
            print(f"| {n:,} | {variant} | {seconds:.2f} | {megabytes:,.0f} |")
        for text, over, under in (("c ÷ b", "c", "b"), ("c ÷ (a + b)", "c", "ab"), ("d ÷ b", "d", "b")):
            seconds, megabytes = _ratios(measured, over, under)
            print(f"| {n:,} | **{text}** | **{seconds:.1f} ×** | **{megabytes:.1f} ×** |")


def _ratios(measured: dict[str, tuple[float, float]], over: str, under: str) -> tuple[float, float]:
    """Seconds of one variant by the sum of others', and its peak memory by their largest."""
    seconds = {variant[0]: pair[0] for variant, pair in measured.items()}
    megabytes = {variant[0]: pair[1] for variant, pair in measured.items()}
    return seconds[over] / sum(map(seconds.get, under)), megabytes[over] / max(map(megabytes.get, under))


if __name__ == "__main__":
    main()
