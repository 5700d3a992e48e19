"""The answer of the cohort page: its headline and badge chosen by rule for each case."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics.basis import RetentionTarget
from ltv.metrics.change_point import CohortChange, cohort_change
from ltv.metrics.cohort_curve import CurvePoint, longest_age, point_at
from ltv.metrics.cohorts import CohortBasis
from ltv.metrics.intervals import FEW
from ltv.months import date_of, month_starts
from ui import show
from ui.charts.cohort import Measure
from ui.cohort import BASES, YEAR
from ui.page import BAD, GOOD, OPEN, Badge
from ui.words import of, sentences, t

TARGET = 0.9


@dataclass(frozen=True)
class Story:
    """Everything the headline, scope line and cards need."""

    data: Dataset
    basis: CohortBasis
    segment: str
    table: pd.DataFrame
    curve: pd.DataFrame

    @cached_property
    def change(self) -> CohortChange:
        """Whether newer cohorts keep more customers at the age the page speaks of."""
        return cohort_change(self.table, 1)

    @cached_property
    def age(self) -> int:
        """The age the headline speaks of: the next month for orders, else the longest of a year that enough reached."""
        if self.data.kind == "orders" and self.basis == CohortBasis.CUSTOMERS:
            return 1
        return longest_age(self.curve)

    @property
    def told(self) -> CurvePoint:
        """The curve at the age the headline speaks of."""
        return self.at(self.age)

    def at(self, age: int) -> CurvePoint:
        """The curve at an age."""
        return point_at(self.curve, age)

    @property
    def target(self) -> RetentionTarget:
        """90 % a year of customers, or of revenue where the page speaks of revenue."""
        return RetentionTarget(TARGET, "revenue" if self.basis == CohortBasis.REVENUE else "customers", "year")

    @property
    def has_answer(self) -> bool:
        """Whether anything is known of the month after the first."""
        return math.isfinite(self.at(1).value)

    @cached_property
    def case(self) -> str:
        """Which kind of answer the figures allow: the key of the headline."""
        if not (self.data.months.first_paid <= self.data.months.last).any():
            return "nobody"
        if not self.has_answer:
            return "no_revenue" if (self.table["age"] == 1).any() else "no_month"
        low, high = self.told.interval
        if low != low or high != high:
            return "no_interval"
        few = self.told.at_risk < FEW
        if self.basis == CohortBasis.CUMULATIVE:
            return "few_cumulative" if few else "cumulative"
        if self.basis == CohortBasis.CUSTOMERS and self.data.kind == "orders":
            return "few_orders" if few else self._compared()
        prefix = "revenue" if self.basis == CohortBasis.REVENUE else "contracts"
        return f"few_{prefix}" if few else f"{prefix}_{self.against_target(self.age)}"

    def _compared(self) -> str:
        since = "_since" if self.change.since is not None else ""
        return self.change.verdict + since

    def against_target(self, age: int) -> str:
        """The interval after a year beside 90%: below, reached, open; early while there is no year yet."""
        return self.target.beside(self.at(age).interval, "year") if age == YEAR else "early"

    def headline(self) -> str:
        """The answer as one sentence."""
        value, (low, high) = self.told.value, self.told.interval
        loses = self.basis == CohortBasis.CUSTOMERS
        return t(
            f"cohort.headline.{self.case}",
            age=self.age,
            n=show.customers(self.told.at_risk),
            value=self.written(value),
            lost=show.share(1 - value),
            low=self.written(1 - high if loses else low),
            high=self.written(1 - low if loses else high),
            gap=show.points(self.target.lacks(value, "year")).removeprefix("+"),
            month="" if self.change.since is None else show.month(self.change.since),
            cohorts=self.change.cohorts,
            now=show.share(1 - self.change.now.rate),
            segment=self.segment,
            day=show.day(self.answer_from()),
        )

    def answer_from(self) -> Any:
        """The day the data must reach for the first customers to be observed in the month after."""
        months = self.data.months
        paid = months.first_paid[months.first_paid <= months.last]
        first = int(paid.min()) if len(paid) else months.first
        return date_of(months.month_rule.last_day(first + 1))

    def written(self, value: float) -> str:
        """A value of the basis."""
        return self.measure.written(value)

    @property
    def measure(self) -> Measure:
        """How values are written."""
        return Measure.of(self.basis, self.data.months)

    def badge(self) -> Badge | None:
        """The verdict in two words."""
        kinds = {
            "improved": Badge(t("cohort.badge.improved"), "green", GOOD),
            "worse": Badge(t("cohort.badge.worse"), "red", BAD),
            "unproven": Badge(t("cohort.badge.unproven"), "gray", OPEN),
            "few": Badge(t("cohort.badge.few"), "orange", OPEN),
            "below": Badge(t("cohort.badge.below"), "red", BAD),
            "reached": Badge(t("cohort.badge.reached"), "green", GOOD),
            "open": Badge(t("cohort.badge.open"), "gray", OPEN),
        }
        return next((badge for part in self.case.split("_") if (badge := kinds.get(part))), None)

    def scope(self) -> str:
        """The rule and what it was applied to."""
        if not self.has_answer:
            return t("cohort.scope_none")
        metric = BASES[self.basis]
        words = t(
            "cohort.scope",
            name=of(metric.name),
            formula=of(metric.formula),
            segment=self.segment,
            age=self.age,
            n=show.customers(self.told.at_risk),
        )
        return sentences(words, *self._scope_of_now(), *self._scope_of_first())

    def _scope_of_now(self) -> list[str]:
        """Interval and customers of the figure the headline says it has become."""
        if self.case.split("_")[0] not in ("improved", "worse"):
            return []
        low, high = self.change.now.interval
        return [
            t(
                "cohort.scope.now",
                now=show.share(1 - self.change.now.rate),
                low=show.share(1 - high),
                high=show.share(1 - low),
                n=show.customers(self.change.now.n),
            )
        ]

    def _scope_of_first(self) -> list[str]:
        """What to beware of where the first cohort is the first month of the data."""
        first = self.table["cohort"].min()
        return (
            [t("cohort.scope.first", first=show.month(first))]
            if first == month_starts([self.data.months.first])[0]
            else []
        )
