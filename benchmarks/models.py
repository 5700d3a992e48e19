"""How long models take to fit and how much memory they need, beside lifetimes and pymc-marketing.

    python benchmarks/models.py --lifetimes-python PATH --pymc-python PATH [--repeats 3] [--customers 100000 1000000]

The peers need older libraries, so each lives in an environment of its own (either may be left out):

    python3.11 -m venv lifetimes-env
    lifetimes-env/bin/pip install lifetimes==0.11.3 autograd "numpy<2" "pandas<2.3" "scipy<1.13"
    python3.11 -m venv pymc-env
    pymc-env/bin/pip install pymc-marketing==0.19.2

Every fit runs in a process of its own, on one thread. Seconds are the processor's, from arrays of frequency, recency
and age to parameters, and count with the best run; so ours include the counting of equal histories. Imports are left
out (pymc-marketing compiles its model on every run, which is not). Peak memory is that of the process during the fit,
with interpreter, libraries and data; "added" is what the fit held beyond what was there just before it.

Data: the CDNOW sample (2,357 customers), and customers simulated from BG/NBD and Gamma-Gamma at CDNOW's parameters, all
of about one age (27 to 39 weeks) or of any age up to three years; purchases happen on whole days. Parameters of ours
and of lifetimes are compared and must agree.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from process_memory import held_from_now_on, peak

ROOT = Path(__file__).parents[1]
CDNOW = ROOT / "tests" / "models" / "data" / "cdnow_rounded_summary.csv"
Arrays = dict[str, np.ndarray]
Parameters = dict[str, float]
Work = Callable[[], Parameters]
"""What is measured: from arrays to parameters; libraries are imported and the peers' tables made before it."""
AGES = {"27-39 weeks": (189, 273), "0-3 years": (1, 1095)}
SLOW = 150_000
"""Above so many customers lifetimes' Pareto/NBD, which takes minutes per 100,000, is not tried."""
AGREE = {"bgnbd": 2e-3, "mbgnbd": 2e-3, "gammagamma": 2e-3, "paretonbd": 0.05}
"""Largest relative difference of parameters; lifetimes' Pareto/NBD is fitted without a gradient and stops early."""


def cdnow() -> Arrays:
    frequency, recency, age = np.loadtxt(CDNOW, delimiter=",", skiprows=1, usecols=(1, 2, 3), unpack=True)
    return {"frequency": frequency.astype(np.int64), "recency": recency, "T": age}


def simulated(n: int, ages: tuple[int, int]) -> Arrays:
    """BG/NBD customers at CDNOW's parameters, in weeks, purchases at the end of the day they fall on."""
    rng = np.random.default_rng(20260101)
    age = rng.integers(ages[0], ages[1] + 1, n) / 7
    rate, p = rng.gamma(0.243, 1 / 4.414, n), rng.beta(0.793, 2.426, n)
    x, last, now, here = np.zeros(n, dtype=np.int64), np.zeros(n), np.zeros(n), np.arange(n)
    while len(here):
        came = now[here] + rng.exponential(1, len(here)) / np.maximum(rate[here], 1e-300)
        in_time = came <= age[here]
        here, came = here[in_time], came[in_time]
        now[here] = came
        x[here] += 1
        last[here] = np.minimum(np.ceil(came * 7), np.rint(age[here] * 7)) / 7
        here = here[rng.random(len(here)) >= p[here]]
    return {"frequency": x, "recency": last, "T": age}


def simulated_spend(n: int) -> Arrays:
    """Gamma-Gamma customers with amounts in whole cents."""
    rng = np.random.default_rng(20260102)
    x, nu = rng.geometric(0.3, n), rng.gamma(3.74, 1 / 15.44, n)
    total = np.maximum(np.rint(rng.gamma(6.25 * x, 1 / nu) * 100), 1)
    return {"frequency": x, "monetary": total / x}


def ours(model: str, data: Arrays) -> Work:
    sys.path.insert(0, str(ROOT))
    from ltv.metrics.histories import PurchaseHistories  # noqa: PLC0415 peers run this file without ltv
    from ltv.metrics.repeat_spend import RepeatSpend  # noqa: PLC0415
    from ltv.models.bgnbd import fit_bgnbd  # noqa: PLC0415
    from ltv.models.gammagamma import fit_gammagamma  # noqa: PLC0415
    from ltv.models.mbgnbd import fit_mbgnbd  # noqa: PLC0415
    from ltv.models.paretonbd import fit_paretonbd  # noqa: PLC0415

    if model == "gammagamma":
        return lambda: fit_gammagamma(RepeatSpend.of(data["frequency"], data["monetary"])).fit.parameters
    fit = {"bgnbd": fit_bgnbd, "mbgnbd": fit_mbgnbd, "paretonbd": fit_paretonbd}[model]
    return lambda: fit(PurchaseHistories.of(data["frequency"], data["recency"], data["T"])).fit.parameters


def lifetimes(model: str, data: Arrays) -> Work:
    import lifetimes as peer  # noqa: PLC0415 in its own environment only

    fitters = {
        "bgnbd": peer.BetaGeoFitter, "mbgnbd": peer.ModifiedBetaGeoFitter, "gammagamma": peer.GammaGammaFitter,
        "paretonbd": peer.ParetoNBDFitter,
    }  # fmt: skip
    fitter = fitters[model](penalizer_coef=0.0)
    columns = [data[name] for name in ("frequency", *(("monetary",) if model == "gammagamma" else ("recency", "T")))]

    def work() -> Parameters:
        fitter.fit(*columns)
        return {_ours(name): float(value) for name, value in fitter.params_.items()}

    return work


def pymc(model: str, data: Arrays) -> Work:
    """Maximum a posteriori under its default priors, which move the estimate."""
    import pandas as pd  # noqa: PLC0415 in its own environment only
    from pymc_marketing import clv  # noqa: PLC0415

    models = {
        "bgnbd": clv.BetaGeoModel, "mbgnbd": clv.ModifiedBetaGeoModel, "paretonbd": clv.ParetoNBDModel,
        "gammagamma": clv.GammaGammaModel,
    }  # fmt: skip
    columns = {"customer_id": np.arange(len(data["frequency"])), "frequency": data["frequency"]}
    wanted = ("monetary",) if model == "gammagamma" else ("recency", "T")
    renamed = {"monetary": "monetary_value"}
    frame = pd.DataFrame(columns | {renamed.get(name, name): data[name] for name in wanted})

    def work() -> Parameters:
        fitted = models[model](data=frame)
        fitted.fit(method="map", progressbar=False)
        posterior = fitted.idata.posterior
        names = [name for name in posterior.data_vars if posterior[name].ndim == 2]
        return {_ours(name): float(posterior[name].mean()) for name in names}

    return work


def _ours(name: str) -> str:
    return {"v": "gamma"}.get(name, name)


VARIANTS: dict[str, Callable[[str, Arrays], Work]] = {
    "ours": ours, "lifetimes": lifetimes, "pymc-marketing": pymc
}  # fmt: skip


def run_one(variant: str, model: str, folder: Path) -> None:
    """In its own process: one fit, its answer as JSON."""
    warnings.simplefilter("ignore")
    with np.load(folder / "data.npz") as stored:
        data = dict(stored)
    try:
        work = VARIANTS[variant](model, data)
        before = held_from_now_on()
        began = time.process_time()
        parameters = work()
        seconds, most = time.process_time() - began, peak()
    except Exception as problem:  # noqa: BLE001 a peer that fails is a result, too
        print(json.dumps({"failed": f"{type(problem).__name__}: {str(problem)[:90]}"}))
        return
    print(json.dumps({"seconds": seconds, "parameters": parameters, "megabytes": most, "added": most - before}))


def in_own_process(python: str, variant: str, model: str, folder: Path) -> dict:
    command = [python, __file__, "--variant", variant, "--model", model, "--folder", str(folder)]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    answer = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | threads)  # noqa: S603
    return json.loads(answer.stdout.splitlines()[-1])


def tasks(customers: list[int]) -> Iterator[tuple[str, str, Callable[[], Arrays]]]:
    """Model, name of the data, and how to make them."""
    for model in ("bgnbd", "mbgnbd", "paretonbd"):
        yield model, "CDNOW, 2,357", cdnow
    for n in customers:
        for name, ages in AGES.items():
            for model in ("bgnbd", "mbgnbd", "paretonbd"):
                yield model, f"{n:,}, {name}", lambda n=n, ages=ages: simulated(n, ages)
        yield "gammagamma", f"{n:,}", lambda n=n: simulated_spend(n)


def is_worth_trying(variant: str, model: str, n: int) -> bool:
    """Not lifetimes' Pareto/NBD past SLOW customers, nor anything but BG/NBD of pymc-marketing."""
    if variant == "lifetimes":
        return model != "paretonbd" or n <= SLOW
    return variant == "ours" or model == "bgnbd"


def measure(model: str, n: int, pythons: dict[str, str], folder: Path, repeats: int) -> dict[str, dict]:
    results = {}
    for variant, python in pythons.items():
        if is_worth_trying(variant, model, n):
            times = 1 if variant != "ours" and (model == "paretonbd" or variant == "pymc-marketing") else repeats
            runs = [in_own_process(python, variant, model, folder) for _ in range(times)]
            results[variant] = min(runs, key=lambda run: run.get("seconds", math.inf))
    return results


def assert_agreement(model: str, results: dict[str, dict]) -> None:
    peer = results.get("lifetimes", {}).get("parameters")
    if peer is None:
        return
    for name, value in results["ours"]["parameters"].items():
        if abs(peer[name] / value - 1) > AGREE[model]:
            raise AssertionError(f"{model}: {name} is {value:.5g} here and {peer[name]:.5g} in lifetimes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lifetimes-python", help="interpreter of an environment that holds lifetimes")
    parser.add_argument("--pymc-python", help="interpreter of an environment that holds pymc-marketing")
    parser.add_argument("--customers", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--variant", help=argparse.SUPPRESS)
    parser.add_argument("--model", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.variant:
        run_one(asked.variant, asked.model, asked.folder)
        return
    given = {"ours": sys.executable, "lifetimes": asked.lifetimes_python, "pymc-marketing": asked.pymc_python}
    pythons = {variant: python for variant, python in given.items() if python}
    print("| model | customers | by | processor s | peak MB | added MB | parameters | times ours: s | peak | added |")
    print("|---|---|---|---:|---:|---:|---|---:|---:|---:|")
    for model, name, make in tasks(asked.customers):
        data = make()
        with tempfile.TemporaryDirectory() as folder:
            np.savez(Path(folder) / "data.npz", **data)
            n = len(data["frequency"])
            del data
            results = measure(model, n, pythons, Path(folder), asked.repeats)
        assert_agreement(model, results)
        for variant, result in results.items():
            print(_line(model, name, variant, result, results["ours"]), flush=True)


def _line(model: str, name: str, variant: str, result: dict, ours: dict) -> str:
    if "failed" in result:
        return f"| {model} | {name} | {variant} | failed: {result['failed']} | | | | | | |"
    shown = " ".join(f"{letter} {value:.4g}" for letter, value in result["parameters"].items())
    ratios = (result[unit] / ours[unit] for unit in ("seconds", "megabytes", "added"))
    times = " | | |" if variant == "ours" else " | ".join(f"**{ratio:.1f} ×**" for ratio in ratios) + " |"
    measured = f"{result['seconds']:.3g} | {result['megabytes']:,.0f} | {result['added']:,.1f}"
    return f"| {model} | {name} | {variant} | {measured} | {shown} | {times}"


if __name__ == "__main__":
    main()
