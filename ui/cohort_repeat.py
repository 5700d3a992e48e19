"""Repeat orders on the cohort page: how many go on, and after how many days."""

from __future__ import annotations

import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics import catalogue
from ui import show
from ui.charts import cohort as charts
from ui.charts.base import Spec
from ui.cohort import Repeat, repeat
from ui.words import t


def repeat_spec(data: Dataset, lang: str) -> Spec:
    """Chart of repeat conversion, where there is any."""
    found = repeat(data)
    return charts.conversions(found.steps) if found else {}


def days_spec(data: Dataset, lang: str) -> Spec:
    """Chart of the days to the second order, where there is one."""
    found = repeat(data)
    return charts.days_to_second(found.weeks, found.median) if found else {}


def repeat_title(found: Repeat) -> str:
    """How many go on."""
    rates = [show.share(step.rate) for step in found.steps]
    key = "cohort.repeat.title" if len(rates) > 1 else "cohort.repeat.title_f2"
    return t(key, days=found.window, f2=rates[0], f3=rates[-1])


def repeat_how(found: Repeat) -> str:
    """How to read the conversion, and where its window comes from."""
    return t("cohort.repeat.how", days=found.window, gap=show.number(found.gap))


def repeat_table(found: Repeat) -> pd.DataFrame:
    """Repeat conversion as rows."""
    return pd.DataFrame(
        {
            "step": [t("cohort.repeat.step", n=s.nth, next=s.nth + 1) for s in found.steps],
            "window": found.window,
            "customers": [s.eligible for s in found.steps],
            "converted": [s.converted for s in found.steps],
            "open": [s.not_yet_known for s in found.steps],
            "value": [s.rate for s in found.steps],
            "low": [s.interval.low for s in found.steps],
            "high": [s.interval.high for s in found.steps],
            "rule": catalogue.REPEAT.id,
        }
    )


def days_title(found: Repeat) -> str:
    """By when half have ordered again."""
    if found.median == found.median:
        return t("cohort.days.title", days=show.count(found.median))
    return t("cohort.days.title_open", days=int(found.weeks["to_day"].iloc[-1]))


def days_alt(found: Repeat) -> str:
    """The share at the chart's end."""
    last = found.weeks.iloc[-1]
    return t("cohort.days.alt", days=int(last["to_day"]), share=show.share(last["share"]))
