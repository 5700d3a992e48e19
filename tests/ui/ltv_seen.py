"""What the tabs of the LTV page start from, on the samples and on small books, without a running app."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.decisions.prospects import Outside, placed, warning_for_action
from ltv.decisions.treatment_library import library_in
from ltv.models.assumptions import Assumptions
from ltv.models.early_warning import EarlyWarning
from ltv.models.fitted import Fitted, fitted
from ltv.models.worth import Worth, worth
from ui import samples, session, session_edits
from ui.ltv_customers_data import Seen, seen

from .books import book


@cache
def of_sample(name: str) -> tuple[Dataset, Fitted, Worth, EarlyWarning]:
    """A sample with its models and values, fitted once for all tests."""
    data = samples.load(name)
    models = fitted(data)
    return data, models, worth(data, models, Assumptions()), warning_for_action(data)


def look(
    monkeypatch: pytest.MonkeyPatch, data: Dataset, *, lang: str = "ja", is_sample: bool = False, **chosen: str
) -> None:
    """Look at a data set in a language, with some choices; nothing is cached, nothing edited."""
    known: dict[object, object] = {}

    def cached(function: Callable[..., object], of: Dataset, *arguments: object) -> object:
        key = (function.__module__, function.__qualname__, of.fingerprint)
        if function.__name__ != "warning_for_action":
            return function(of, *arguments)
        return known.setdefault(key, function(of)) if key not in known else known[key]

    monkeypatch.setattr(session, "lang", lambda: lang)
    monkeypatch.setattr(session, "is_sample", lambda: is_sample)
    monkeypatch.setattr(session, "data", lambda: data)
    monkeypatch.setattr(session_edits, "edits", lambda name: {})
    monkeypatch.setattr(session, "latest", lambda function, of, *arguments: function(of, *arguments))
    monkeypatch.setattr(session, "cached", cached)
    monkeypatch.setattr(session, "recall", lambda name, options, default: chosen.get(name, default))


def sample_seen(monkeypatch: pytest.MonkeyPatch, name: str, lang: str = "ja", **chosen: str) -> Seen:
    """A sample as the tabs see it, with some choices."""
    data, models, values, warning = of_sample(name)
    look(monkeypatch, data, lang=lang, is_sample=True, **chosen)
    kept = session.cached
    monkeypatch.setattr(
        session, "cached", lambda f, d, *a: warning if f.__name__ == "warning_for_action" else kept(f, d, *a)
    )
    return seen(data, models, values)


NAMES = ("a", "b", "dearer", "loss", "poor", "risky", "riskier", "safe")
"""Customers of the small book that `made` takes its people from."""


@cache
def _small() -> tuple[Dataset, Fitted, Worth]:
    """A book too small for a firm estimate, fitted once."""
    data = book(**{name: [1_000] * 14 for name in NAMES})
    models = fitted(data)
    return data, models, worth(data, models, Assumptions())


def made(monkeypatch: pytest.MonkeyPatch, *rows: tuple[str, float, float], lang: str = "ja") -> Seen:
    """Customers as (one of `NAMES`, risk, value), everything else of them plain; yen, NaN where not known."""
    data, models, values = _small()
    look(monkeypatch, data, lang=lang)
    found = seen(data, models, values)
    ids = data.customers["customer_id"].tolist()
    people = pd.DataFrame(
        {
            "customer": [ids.index(name) for name, _, _ in rows],
            "customer_id": [name for name, _, _ in rows],
            "risk": [risk for _, risk, _ in rows],
            "value": [value for _, _, value in rows],
        }
    ).astype({"customer": np.int64, "risk": float, "value": float})
    usual = {
        "horizon_months": 2, "returns": 1 - people["risk"], "p_alive": 0.9, "expected": 3.0, "monthly": 1_000.0,
        "orders": 14.0, "revenue_to_date": 14_000.0, "revenue_12m": 12_000, "days_since_last": 20.0,
        "days_to_renewal": np.nan, "stage": "active",
    }  # fmt: skip
    table = placed(people.assign(**usual), library_in("JPY", 0))
    return replace(found, table=table, outside=Outside(0, 3, float("nan")))


def columns(frame: pd.DataFrame) -> Iterator[str]:
    """Every text of a table in words."""
    yield from map(str, frame.columns)
    for name in frame:
        if not pd.api.types.is_numeric_dtype(frame[name]):
            yield from map(str, frame[name])
