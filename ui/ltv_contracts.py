"""Contracts: how many stay past each renewal, observed and by model, and when much comes up for renewal at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions.renewal_risk import renewal_risks
from ltv.models.kaplan_meier import fit_kaplan_meier
from ltv.models.renewal_model import band
from ui import folds, ltv_segments, session, show, tables
from ui.charts.base import Spec
from ui.charts.money_axis import Money
from ui.charts.monthly import renewal_wall
from ui.charts.track import survival
from ui.ltv_segments import Story
from ui.ltv_trust_contracts import period_name
from ui.words import of, t

AHEAD = 1.5
"""The projection reaches so many times as far as what was observed."""
FEWEST = 2
"""Renewals that the projection goes on at least."""


# --- survival -------------------------------------------------------------------------------------------------------


def periods(story: Story) -> list[str]:
    """Renewal periods with a model, the one with most customers first."""
    book = story.models.contracts
    return [] if book is None else [period for period in book.models if book.counted[period].customers > 1]


def period_chosen(story: Story) -> str:
    """The period the reader looks at."""
    known = periods(story)
    return session.recall("period", known, known[0])


def curves(data: Dataset, period: str) -> pd.DataFrame:
    """Survival as observed, by the model, and projected.

    Returns
    -------
    DataFrame, one row per (kind, age)
        `kind`; `age` in renewals; `survival` with `low`, `high` (shares).
    """
    book = session.cached(ltv_segments.models, data).contracts
    counted, model = book.counted[period], book.models[period]
    seen = fit_kaplan_meier(counted)
    last = int(seen.last) if seen.last == seen.last else 0
    end = max(int(last * AHEAD), last + FEWEST)
    age = np.arange(end + 1)
    low, high = band(model, lambda drawn: drawn.survival(age))
    lines = pd.DataFrame({"age": age, "survival": model.survival(age), "low": low, "high": high})
    return pd.concat(
        [
            _observed(seen.survival(age[: last + 1]), *seen.interval(age[: last + 1])).assign(kind="observed"),
            lines[: last + 1].assign(kind="model"),
            lines[last + 1 :].assign(kind="projection"),
        ],
        ignore_index=True,
    )


def _observed(share: np.ndarray, low: np.ndarray, high: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"age": np.arange(len(share)), "survival": share, "low": low, "high": high})


def survival_title(story: Story) -> str:
    """How many are left after the first renewals that most have faced."""
    period = period_chosen(story)
    table = session.cached(curves, story.data, period)
    seen = table[(table["kind"] == "observed") & (table["age"] > 0)].dropna(subset=["survival"])
    if seen.empty:
        return t("ltvs.survival.young", period=period_name(period))
    year = 12 if period in ("month", "mixed") and 12 in set(seen["age"]) else int(seen["age"].iloc[0])
    at = seen[seen["age"] == year].iloc[0]
    return t(
        "ltvs.survival.title", period=period_name(period), age=show.count(at["age"]), share=show.share(at["survival"]),
        low=show.share(at["low"]), high=show.share(at["high"]),
    )  # fmt: skip


def show_survival(story: Story) -> None:
    """Choose the period; the curve with its band, the model and where it goes on."""
    known = periods(story)
    if len(known) > 1:
        session.choose("period", t("ltvs.survival.period"), known, known[0], period_name, "segments")
    period = period_chosen(story)
    table = session.cached(curves, story.data, period)
    book = story.models.contracts
    n, why = (0, "") if book is None else (book.counted[period].customers, of(book.models[period].why))
    folds.evidence(
        t("ltvs.survival.how", n=show.customers(n), why=why),
        session.cached(survival_spec, story.data, period, session.lang()),
        for_reader(table),
        name="survival", alt=survival_title(story),
        columns={"kind": t("value_chart.side"), "age": t("ltvs.survival.renewals")},
    )  # fmt: skip


def for_reader(table: pd.DataFrame) -> pd.DataFrame:
    """The curves with their kind in words."""
    shown = table.rename(columns={"low": "survival_low", "high": "survival_high"})
    return shown.assign(kind=[t(f"value_chart.survival.{kind}") for kind in shown["kind"]])


def survival_spec(data: Dataset, period: str, lang: str) -> Spec:
    """The chart of the curves."""
    return survival(session.cached(curves, data, period), t("ltvs.survival.axis", period=period_name(period)))


# --- renewal wall ---------------------------------------------------------------------------------------------------


def wall(data: Dataset) -> pd.DataFrame:
    """What comes up for renewal in the coming year, and what is at risk of not being renewed."""
    return renewal_risks(data, session.cached(ltv_segments.models, data).contracts)


def wall_title(story: Story) -> str:
    """The month with most at stake."""
    table = session.cached(wall, story.data)
    if table.empty:
        return t("ltvs.wall.none")
    most = table.loc[table["mrr"].idxmax()]
    return t(
        "ltvs.wall.title", month=show.month(most["month"]), share=show.share(most["share"], 0),
        mrr=story.money(most["mrr"]), n=show.count(most["contracts"]),
    )  # fmt: skip


def show_wall(story: Story) -> None:
    """The wall, and each month as data."""
    table = session.cached(wall, story.data)
    if table.empty:
        return
    folds.evidence(
        t("ltvs.wall.how"),
        session.cached(wall_spec, story.data, session.lang()),
        tables.in_units(table.rename(columns={"at_risk": "at_risk_share"}), story.data.months.decimals),
        name="renewal_wall", alt=wall_title(story), columns={"share": t("ltvs.wall.share")},
    )  # fmt: skip


def wall_spec(data: Dataset, lang: str) -> Spec:
    """The chart of the wall, in monthly revenue."""
    table = session.cached(wall, data)
    return renewal_wall(table.assign(amount=table["mrr"]), Money.of(data.months))
