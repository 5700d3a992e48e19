"""How long the projection of a scenario takes, beside plain loops over the same cells in the same run.

    python benchmarks/scenario.py [--segments 60] [--draws 2000] [--repeats 5]

Twelve months ahead, each segment with 24 tenures, every draw with hazards of its own. The loops do one draw and are
multiplied by the number of draws; their figures and ours must agree. Then, on the sample shop: from levers changed to
all figures of the page's answer, and the back-test.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from ltv.decisions.scenario.backtest import back_test
from ltv.decisions.scenario.company import base_of
from ltv.decisions.scenario.counts import BANDS
from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.outlook import MONTHS, Outlook
from ltv.decisions.scenario.projection import projected, simulated
from ltv.decisions.scenario.state import Base
from ui import samples

LEVERS = (Lever(LeverKind.CHURN, 0.25, tenure_to=3), Lever(LeverKind.EXPANSION, 0.002, start=2, ramp_months=3))


def made_up(segments: int) -> Base:
    rng = np.random.default_rng(20260101)
    return Base.of_cells(rng.uniform(0, 100, (segments, BANDS)), rng.uniform(0.01, 0.2, (segments, BANDS)))


def by_loops(base: Base, hazard: np.ndarray) -> float:
    """One draw, cell by cell."""
    total = 0.0
    for segment in range(len(base.segments)):
        for start in range(base.bands):
            money, band = base.mrr[segment, start], start
            for month in range(MONTHS):
                cut = 0.25 if band < 3 else 0.0
                grown = 0.002 * float(LEVERS[1].strength(MONTHS)[month])
                money *= (1 - hazard[segment, band] * (1 - cut)) * (1 + grown)
                band = min(band + 1, base.bands - 1)
            total += money
    return total


def best(work: Callable[[], object], repeats: int) -> float:
    seconds = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
    return min(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segments", type=int, default=60)
    parser.add_argument("--draws", type=int, default=2_000)
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    base = made_up(asked.segments)
    found = float(projected(base, LEVERS, months=MONTHS).opening[0, -1])
    began = time.process_time()
    loops = by_loops(base, base.left / base.at_risk)
    one = time.process_time() - began
    if abs(found / loops - 1) > 1e-6:
        raise AssertionError(f"{found} here and {loops} by loops")
    ours = best(lambda: simulated(base, LEVERS, months=MONTHS, draws=asked.draws), asked.repeats)
    shop = samples.load("shop")
    company = base_of(shop)

    def answer() -> None:
        seen = Outlook(company, LEVERS)
        seen.ends(seen.moved), seen.ends(seen.plain), seen.payoff

    cells = f"12 months × {asked.segments} segments × {BANDS} tenures × {asked.draws:,} draws"
    print("| what | processor s |")
    print("|---|---:|")
    print(f"| {cells} | {ours:.2f} |")
    print(f"| the same by plain loops (one draw, times {asked.draws:,}) | {one * asked.draws:,.0f} |")
    print(f"| **times** | **{one * asked.draws / ours:,.0f} ×** |")
    print(f"| sample shop: levers changed to the page's answer | {best(answer, asked.repeats):.3f} |")
    print(f"| sample shop: the company read from its months | {best(lambda: base_of(shop), asked.repeats):.3f} |")
    print(f"| sample shop: back-test | {best(lambda: back_test(shop), asked.repeats):.3f} |")


if __name__ == "__main__":
    main()
