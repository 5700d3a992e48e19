"""The answer of the LTV page: what is computed once, and headline, badge, scope and caution by rule for each case.

Key figures are in `ui.ltv_figures`, the tab's evidence in `ui.ltv_segments_tab` and the modules it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions.verdicts import segment_verdicts
from ltv.metrics.acquisition_segments import NOT_GIVEN
from ltv.metrics.concentration import Concentration
from ltv.models.assumptions import YEAR, Assumptions
from ltv.models.early_warning.panel import present
from ltv.models.estimate import NOT_KNOWN, Estimated
from ltv.models.fitted import Fitted, fitted
from ltv.models.worth import Worth, worth
from ui import session, show, value_controls
from ui.conditions import in_words
from ui.ltv_dimensions import told_apart
from ui.page import BAD, GOOD, OPEN, Badge
from ui.words import sentences, t

Case = Literal["none", "no_model", "nobody", "off", "few", "few_no_interval", "loss", "let_go", "little",
               "leaves_early", "below", "above", "alike"]  # fmt: skip
MODEL_NAMES = {
    "sbg": "sBG", "bdw": "BdW", "bgbb": "BG/BB", "nbd": "NBD", "bgnbd": "BG/NBD", "mbgnbd": "MBG/NBD",
    "paretonbd": "Pareto/NBD", "bgcnbd": "BG/CNBD-k", "mbgcnbd": "MBG/CNBD-k", "gammagamma": "Gamma-Gamma",
}  # fmt: skip


# --- computed once per data set and assumptions ---------------------------------------------------------------------


def models(data: Dataset) -> Fitted:
    """The models that the data allow; takes seconds."""
    return fitted(data)


def values(data: Dataset, assumed: Assumptions) -> Worth:
    """What customers are worth."""
    return worth(data, session.cached(models, data), assumed)


def verdicts(data: Dataset, assumed: Assumptions, dimension: str) -> pd.DataFrame:
    """The verdict on each segment of a dimension."""
    known = session.cached(models, data), session.cached(values, data, assumed)
    return segment_verdicts(data, *known, dimension)


def residual(data: Dataset, assumed: Assumptions) -> Concentration:
    """Residual values of the customers who have not left by the data set's own rule, sorted."""
    table = session.cached(values, data, assumed).customers
    there = table["customer"].isin(session.cached(present, data))
    return Concentration.of(table.loc[there, "rlv"].to_numpy(dtype=float))


# --- the answer ------------------------------------------------------------------------------------------------------

_VERDICT_CASES: dict[str, Case] = {
    "loses": "let_go", "leaves_early": "leaves_early", "below": "below", "worth_less": "below", "above": "above",
    "worth_more": "above", "future_less": "below", "future_little": "little", "future_more": "above",
}  # fmt: skip
"""Reasons, the one that asks for a decision first → what the headline says."""


def most_telling(table: pd.DataFrame) -> pd.Series[Any] | None:
    """The verdict that matters most: what loses money before what could be better before what is good, the one with
    most customers; of the good ones the most valuable. None when nothing is certain."""
    named = table[table["segment"] != NOT_GIVEN]
    for reason, case in _VERDICT_CASES.items():
        found = named[named["reason"] == reason]
        if len(found):
            by = ["ltv" if case == "above" else "customers", "segment"]
            return found.sort_values(by, ascending=[False, True]).iloc[0]
    return None


@dataclass(frozen=True)
class Story:
    """Everything the headline, scope line and cards need."""

    data: Dataset
    models: Fitted
    worth: Worth
    dimension: str
    verdicts: pd.DataFrame
    residual: Concentration

    @cached_property
    def telling(self) -> pd.Series[Any] | None:
        """The verdict that the page speaks of."""
        return most_telling(self.verdicts)

    @property
    def is_valued(self) -> bool:
        """Whether the value of any existing customer is known."""
        return self.residual.customers > 0

    @property
    def is_forecast(self) -> bool:
        """Whether a forecast may be shown at all; else what a model says of so few rests on its assumptions alone."""
        return self.case not in ("none", "no_model")

    @property
    def total(self) -> Estimated:
        """What all customers are worth; not known where no forecast may be shown."""
        return self.worth.total if self.is_forecast else NOT_KNOWN

    @property
    def new(self) -> Estimated:
        """What a new customer is worth; not known where no forecast may be shown."""
        return self.worth.new if self.is_forecast else NOT_KNOWN

    @property
    def case(self) -> Case:
        """Which kind of answer the figures allow."""
        total, record = self.worth.total, self.models.record
        if not self.is_valued and (not self.models.is_known or len(self.worth.customers)):
            return "none" if self.models.lacking else "no_model"
        if not self.is_valued:
            return "nobody"
        if record is not None and record.is_off:
            return "off"
        if self.models.lacking:
            return "few" if total.interval.low == total.interval.low else "few_no_interval"
        if not total.value > 0:
            return "loss"
        return "alike" if self.telling is None else _VERDICT_CASES[self.telling["reason"]]

    @property
    def base(self) -> str:
        """Margin LTV or sales LTV."""
        return value_controls.base_name(self.worth.margin)

    @property
    def years(self) -> int:
        """The horizon."""
        return self.worth.assumed.horizon_months // YEAR

    @property
    def assumed(self) -> str:
        """Discount and margin in words."""
        return value_controls.in_short(self.worth.assumed, self.worth.margin, self.data)

    def money(self, amount: float) -> str:
        """Money in words."""
        return show.money(amount, self.data.months.currency, self.data.months.decimals)

    def count(self, n: float) -> str:
        """So many customers, within a sentence."""
        return t(f"ltvs.n.{self.data.kind}" + (".one" if n == 1 else ""), n=show.count(n))

    @property
    def error(self) -> str:
        """How far the hold-out was off."""
        record = self.models.record
        return show.share(abs(record.total_error), 0) if record is not None else show.NOTHING

    @property
    def lacking(self) -> str:
        """What the data lack, with what they have and need."""
        return t("ltvs.and").join(in_words(condition) for condition in self.models.lacking)

    @property
    def most_lacking(self) -> str:
        """What the data lack most."""
        worst = min(self.models.lacking, key=lambda condition: condition.have / condition.need, default=None)
        return in_words(worst) if worst is not None else ""

    def headline(self) -> str:
        """The answer as one sentence."""
        top = self.residual.top_interval()
        total, segment = self.worth.total, self.telling
        return t(
            f"ltvs.headline.{self.case}",
            base=self.base,
            share=show.share(self.residual.top_share(), 0),
            low=show.share(top.low, 0),
            high=show.share(top.high, 0),
            segment="" if segment is None else told_apart(segment["segment"], self.dimension),
            dimension=t(f"dimension.{self.dimension}"),
            total=self.money(total.value),
            total_low=self.money(total.interval.low),
            total_high=self.money(total.interval.high),
            lacking=self.most_lacking,
            error=self.error,
        )

    def badge(self) -> Badge:
        """The verdict in two words."""
        kinds = {
            "let_go": Badge(t("ltvs.badge.let_go"), "red", BAD),
            "little": Badge(t("ltvs.badge.let_go"), "red", BAD),
            "leaves_early": Badge(t("ltvs.badge.fix"), "orange", BAD),
            "below": Badge(t("ltvs.badge.fix"), "orange", BAD),
            "above": Badge(t("ltvs.badge.keep"), "green", GOOD),
            "alike": Badge(t("ltvs.badge.alike"), "gray", OPEN),
            "off": Badge(t("ltvs.badge.off"), "red", BAD),
            "loss": Badge(t("ltvs.badge.loss"), "red", BAD),
            "few": Badge(t("ltvs.badge.few"), "orange", OPEN),
            "few_no_interval": Badge(t("ltvs.badge.few"), "orange", OPEN),
        }
        return kinds.get(self.case, Badge(t("ltvs.badge.none"), "gray", OPEN))

    def scope(self) -> str:
        """What the value is, under which assumptions, of whom and by which model."""
        if not self.is_valued:
            return t("ltvs.scope.none", assumed=self.assumed)
        return t(
            "ltvs.scope",
            base=self.base,
            years=self.years,
            assumed=self.assumed,
            models=t("ltvs.and").join(MODEL_NAMES.get(name, name) for name in self.models.names),
            all=show.customers(len(self.worth.customers)),
            n=show.customers(self.residual.customers),
            total=self.money(self.worth.total.value),
            low=self.money(self.worth.total.interval.low),
            high=self.money(self.worth.total.interval.high),
        )

    def caution(self) -> str:
        """What to beware of: a record that is off, too few data, sales taken for profit, a horizon past the data."""
        case, months = self.case, len(self.data.months.names)
        parts = []
        if case == "off":
            parts.append(t("ltvs.caution.off", error=self.error))
        if len(self.models.lacking) > 1 or (self.models.lacking and case not in ("none", "few", "few_no_interval")):
            parts.append(t("ltvs.caution.few", lacking=self.lacking))
        if self.is_valued and self.worth.assumed.horizon_months > months:
            parts.append(t("ltvs.caution.tenure", months=months))
        if self.worth.margin.base == "sales":
            parts.append(t("ltvs.caution.sales"))
        return sentences(*parts)
