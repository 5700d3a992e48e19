"""Customers at risk as the tabs of the LTV page see them: one table, one set of treatments, each computed once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

import numpy as np
import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions.prospects import (
    RENEWAL_WINDOW,
    Outside,
    by_quadrant,
    outside,
    placed,
    prospects,
    warning_for_action,
)
from ltv.decisions.quadrants import Quadrant, average_risk, easiest_intervention, value_threshold
from ltv.decisions.treatments import Treatment
from ltv.metrics.metric import Metric
from ltv.models.early_warning import EarlyWarning
from ltv.models.early_warning.reasons import LABEL_NAMES
from ltv.models.fitted import Fitted
from ltv.models.worth import Worth
from ui import session
from ui.charts.money_axis import Money
from ui.controls import NARROW
from ui.ltv_actions_treatments import in_force
from ui.value_controls import base_name
from ui.words import label, of, t


@dataclass(frozen=True, eq=False)
class Seen:
    """What both tabs start from.

    Attributes
    ----------
    table : DataFrame, one row per customer at risk, as `prospects.placed` returns it
    treatments : those in force, as the reader has edited them
    window : days within which a renewal counts as near; infinite for no such rule
    """

    data: Dataset
    models: Fitted
    worth: Worth
    warning: EarlyWarning
    treatments: tuple[Treatment, ...]
    table: pd.DataFrame
    outside: Outside
    window: float = RENEWAL_WINDOW

    @property
    def money(self) -> Money:
        """The currency of the data set."""
        return Money.of(self.data.months)

    @property
    def has_values(self) -> bool:
        """Whether any customer at risk has a value."""
        return bool(self.table["value"].notna().any())

    @property
    def is_contracts(self) -> bool:
        """Whether customers hold contracts rather than order."""
        return self.data.kind == "contracts"

    @property
    def value_line(self) -> float:
        """Value from which a person's effort pays at the average risk, money."""
        return value_threshold(self.treatments, average_risk(self.table))

    @property
    def usual(self) -> Treatment:
        """The intervention that breaks even at the lowest value."""
        return easiest_intervention(self.treatments, average_risk(self.table))

    @property
    def horizon(self) -> int:
        """Months ahead that the risk speaks of; 0 where nobody is at risk."""
        return int(self.table["horizon_months"].iloc[0]) if len(self.table) else 0

    @property
    def value_name(self) -> str:
        """What a value at stake is called: margin LTV, or sales LTV."""
        return _first_upper(t("ltv_customers.value", base=base_name(self.worth.margin)))

    @property
    def value_within(self) -> str:
        """The same within a sentence."""
        return t("ltv_customers.value.within", base=base_name(self.worth.margin))

    @property
    def residual_name(self) -> str:
        """What a customer's residual value is called."""
        return _first_upper(t("ltv_customers.residual", base=base_name(self.worth.margin)))

    @property
    def residual_within(self) -> str:
        """The same within a sentence."""
        return t("ltv_customers.residual.within", base=base_name(self.worth.margin))

    @property
    def risk_name(self) -> str:
        """What the risk is called, with its horizon."""
        return t("ltv_customers.risk.contracts" if self.is_contracts else "ltv_customers.risk.orders", n=self.horizon)

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Customers and money of each quadrant, by its code."""
        return by_quadrant(self.table).set_index("quadrant")

    @property
    def waiting(self) -> int:
        """Customers for whom effort would pay off, and whose renewal is not near."""
        return int(self.totals.loc[Quadrant.WAIT, "customers"])

    def once(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """`function(seen, *arguments)`, computed once per data set, all that the table depends on, and arguments."""
        return session.cached(self._of_data(function), self.data, *self._key, *arguments)

    def latest(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """The same, but only the last result is kept: for plans and their files."""
        return session.latest(self._of_data(function), self.data, *self._key, *arguments)

    @property
    def _key(self) -> tuple[object, ...]:
        return self.worth.assumed, self.treatments, self.window

    def _of_data(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def compute(data: Dataset, assumed: object, treatments: object, window: object, *rest: Any) -> Any:
            return function(self, *rest)

        return compute

    def treatment_name(self, code: str) -> str:
        """A treatment in the reader's language."""
        return {treatment.id: of(treatment.name) for treatment in self.treatments}.get(code, code)


def seen(data: Dataset, models: Fitted, values: Worth) -> Seen:
    """Gather what both tabs start from."""
    warning = session.cached(warning_for_action, data)
    treatments, days = in_force(data), window(data)
    table = cached(_placed, values, data, treatments, days)
    return Seen(data, models, values, warning, treatments, table, cached(_outside, values, data), days)


def _first_upper(words: str) -> str:
    return words[:1].upper() + words[1:]


WINDOWS = ("30", "60", str(RENEWAL_WINDOW), "180", "none")
"""Days within which a renewal counts as near, as the link has them."""


def window(data: Dataset) -> float:
    """The window in force, without drawing a control; infinite where there is none, and for orders."""
    if data.kind != "contracts":
        return math.inf
    code = session.recall("renewal_window", WINDOWS, str(RENEWAL_WINDOW))
    return math.inf if code == "none" else float(code)


def window_control() -> None:
    """Choose the window."""
    session.choose(
        "renewal_window", t("ltv_customers.window"), WINDOWS, str(RENEWAL_WINDOW), _window_name, width=NARROW
    )


def _window_name(code: str) -> str:
    return t("ltv_customers.window.none") if code == "none" else t("ltv_customers.window.days", n=code)


def cached(function: Callable[..., Any], values: Worth, data: Dataset, *arguments: Any) -> Any:
    """`function(data, values, *arguments)`, computed once per data set, assumptions of the values, and arguments."""

    @wraps(function)
    def compute(of_data: Dataset, assumed: object, *rest: Any) -> Any:
        return function(of_data, values, *rest)

    return session.cached(compute, data, values.assumed, *arguments)


def _placed(data: Dataset, values: Worth, treatments: tuple[Treatment, ...], days: float) -> pd.DataFrame:
    return placed(prospects(data, values, session.cached(warning_for_action, data)), treatments, window_days=days)


def _outside(data: Dataset, values: Worth) -> Outside:
    return outside(data, values, session.cached(warning_for_action, data))


def defined(metric: Metric) -> str:
    """A metric's definition: its sentence and its formula."""
    return f"{of(metric.meaning)}\n\n{of(metric.formula)}"


def reasons(warning: EarlyWarning, customers: Sequence[int]) -> pd.DataFrame:
    """Why the risk of some customers is above the average, in the reader's language.

    Returns
    -------
    DataFrame, one row per customer and reason
        `customer`, `rank`, `odds`, `words`.
    """
    said = warning.words(customers)
    words = said["ja" if session.lang() == "ja" else "en"].astype(object)
    labels = said["driver"].isin(list(LABEL_NAMES))
    if labels.any():
        where = np.searchsorted(warning.scores["customer"].to_numpy(), said.loc[labels, "customer"].to_numpy())
        words[labels] = [
            t("segment.in", dimension=t(f"dimension.{name}"), value=label(warning.facts[name].iloc[row], name))
            for name, row in zip(said.loc[labels, "driver"], where)
        ]
    return said[["customer", "rank", "odds"]].assign(words=words)


def first_reasons(warning: EarlyWarning, customers: Sequence[int]) -> dict[int, str]:
    """The strongest reason of some customers, by code; none for who is at no more than average risk."""
    said = reasons(warning, customers)
    first = said[said["rank"] == 1]
    return dict(zip(first["customer"].tolist(), first["words"].tolist()))
