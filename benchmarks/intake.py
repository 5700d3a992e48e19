"""How long a file takes to be in the ledger, and with how much memory, beside Arrow's own CSV reader alone.

    python benchmarks/intake.py [--lines 1000000 10000000] [--repeats 5]

A made-up export of a shop, clean and by day. Arrow's reader turns it into a table of Arrow and does nothing else; ours
is what the app does with an upload: handed to a process of its own, checked line by line, sent back, coded, sorted.
Processor seconds count that process, the server's part and the system's work for both. Both ways take turns, and each
counts with its best run. Files here may be larger than the app takes (200 MB, 5,000,000 rows).
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow.csv as pa_csv

sys.path.insert(0, str(Path(__file__).parents[1]))

from intake_keeper import without_limits

from ltv.intake import Options, assemble
from ltv.intake.sandbox import start
from ltv.intake.sandbox.waiting import Keeper

PRODUCTS = ("化粧水 150mL", "美容液 30mL", "クリーム 50g", "洗顔フォーム", "日焼け止め")
SHAPES = {
    "lean": "six columns, amounts as 1234",
    "shop": "thirteen columns with names and addresses, amounts as \"1,234\"",
    "cp932": "the same in CP932 with CRLF",
}  # fmt: skip


KEEPER = Keeper("benchmarks.intake_keeper")


class Run(NamedTuple):
    """One run: processor seconds, seconds on the clock, peak memory in bytes."""

    processor: float
    clock: float
    memory: int


def export(lines: int, shape: str) -> bytes:
    """Orders as a shop system writes them, in Japanese, by day."""
    rng = np.random.default_rng(20260101)
    who = rng.integers(0, max(1, lines // 10), lines)
    amount = rng.integers(300, 60_000, lines)
    days = np.datetime64("2022-01-01") + np.sort(rng.integers(0, 1400, lines))
    frame = pd.DataFrame(
        {
            "注文番号": [f"A{i:09d}" for i in range(lines)],
            "会員ID": pd.Index([f"C{i:08d}" for i in range(lines // 10 + 1)])[who],
            "注文日": days.astype(str),
            "注文金額": amount if shape == "lean" else [f"{value:,}" for value in amount],
            "商品名": np.array(PRODUCTS)[rng.integers(0, 5, lines)],
            "チャネル": np.array(["検索広告", "SNS", "自然検索", "紹介"])[rng.integers(0, 4, lines)],
        }
    )
    if shape != "lean":
        frame = frame.assign(**_rest(rng, who, lines))
    text = frame.to_csv(index=False, lineterminator="\r\n" if shape == "cp932" else "\n")
    return text.encode("cp932" if shape == "cp932" else "utf-8")


def _rest(rng: np.random.Generator, who: np.ndarray, lines: int) -> dict[str, object]:
    prefectures = np.array(["東京都", "大阪府", "愛知県", "福岡県", "北海道", "神奈川県"])[who % 6]
    return {
        "数量": rng.integers(1, 4, lines),
        "支払方法": np.array(["クレジットカード", "コンビニ", "代金引換"])[rng.integers(0, 3, lines)],
        "ステータス": np.array(["発送済", "完了"])[rng.integers(0, 2, lines)],
        "注文者氏名": np.array(["佐藤 花子", "鈴木 太郎", "高橋 一郎", "田中 さくら"])[who % 4],
        "都道府県": prefectures,
        "住所": pd.Series(prefectures) + "中央区" + pd.Series(who % 90 + 1).astype(str) + "丁目",
        "備考": np.where(rng.random(lines) < 0.1, "置き配希望", ""),
    }


def _measured(work: Callable[[], int]) -> Run:
    before, began = time.process_time(), time.perf_counter()
    others = work()
    return Run(time.process_time() - before + others / 1e6, time.perf_counter() - began, 0)


def arrow(content: bytes, encoding: str) -> Run:
    """Arrow's reader with its own settings."""

    def work() -> int:
        pa_csv.read_csv(io.BytesIO(content), read_options=pa_csv.ReadOptions(encoding=encoding))
        return 0

    return _measured(work)


def ours(content: bytes) -> Run:
    """What the app does from the bytes of an upload to the ledger."""
    memory = 0

    def work() -> int:
        nonlocal memory
        parsing = start(content, "orders.csv", Options(), KEEPER)
        dataset = assemble([parsing.result()])
        if dataset.ledger is None or parsing.used is None:
            raise SystemExit("the file was not read as orders")
        memory = parsing.used.memory
        return int(parsing.used.seconds * 1e6)

    return _measured(work)._replace(memory=memory)


_ALONE = """
import io, resource, sys
import pyarrow.csv as pa_csv
content = open(sys.argv[1], "rb").read()
table = pa_csv.read_csv(io.BytesIO(content), read_options=pa_csv.ReadOptions(encoding=sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def arrow_memory(content: bytes, encoding: str) -> int:
    """Peak memory of a process that reads the file with Arrow and does nothing else."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(content)
        file.flush()
        told = subprocess.run(  # noqa: S603  (our own interpreter)
            [sys.executable, "-c", _ALONE, file.name, encoding], check=True, capture_output=True, text=True
        )
    return int(told.stdout)


def best(runs: list[Run]) -> Run:
    """The best of each figure."""
    return Run(*(min(getattr(run, name) for run in runs) for name in Run._fields))


def compare(lines: int, shape: str, repeats: int) -> None:
    """Print one line of the comparison."""
    content, encoding = export(lines, shape), "cp932" if shape == "cp932" else "utf8"
    pairs = [(arrow(content, encoding), ours(content)) for _ in range(repeats)]
    peer, own = (best([pair[i] for pair in pairs]) for i in (0, 1))
    memory = arrow_memory(content, encoding)
    print(
        f"{lines:>11,} {shape:6} {len(content) / 2**20:6.0f} MB | "
        f"processor {peer.processor:6.3f} {own.processor:6.3f} s "
        f"{own.processor / peer.processor:5.2f} x | clock {peer.clock:6.3f} {own.clock:6.3f} s "
        f"{own.clock / peer.clock:5.2f} x | peak {memory / 2**20:5.0f} {own.memory / 2**20:5.0f} MB "
        f"{own.memory / memory:5.2f} x",
        flush=True,
    )


def main() -> None:
    """Compare for every number of lines and every shape of file."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--lines", type=int, nargs="+", default=[1_000_000])
    options.add_argument("--shapes", nargs="+", default=list(SHAPES), choices=list(SHAPES))
    options.add_argument("--repeats", type=int, default=5)
    chosen = options.parse_args()
    without_limits()
    KEEPER.warm()
    time.sleep(2)
    for shape in chosen.shapes:
        print(f"{shape}: {SHAPES[shape]}")
    print("Arrow's reader, ours, ratio")
    for lines in chosen.lines:
        for shape in chosen.shapes:
            compare(lines, shape, chosen.repeats)


if __name__ == "__main__":
    main()
