"""Saved scenarios side by side: the company as it is first, then each, all in the same draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.scenario.record import Setting
from ltv.decisions.scenario.results import Results
from ui import page, session, show
from ui.charts.money_axis import Money
from ui.scenario_compare_words import (
    cell,
    counts_sales,
    levers_in_words,
    notes,
    outcome_in_words,
    outcome_name,
    saved_words,
)
from ui.scenario_shelf import Saved, Shelf
from ui.words import t

RANGED = ("nrr", "grr", "retention", "mrr", "gained")
"""Outcomes that have a range."""
SHOWN = 4
"""So many of the newest are shown unless the reader chooses others."""


@dataclass(frozen=True)
class Comparison:
    """Everything that is told side by side.

    Attributes
    ----------
    base : the company as it is, under the assumptions on screen
    shown : scenarios, each with what it comes to today
    target : NRR to reach on screen, a share
    """

    data: Dataset
    setting: Setting
    base: Results
    shown: tuple[tuple[Saved, Results], ...]

    @property
    def target(self) -> float:
        """NRR to reach, as on screen."""
        return self.setting.target

    def case(self) -> str:
        """Which kind of answer the figures allow."""
        if not self.shown:
            return "none_shown"
        if all(_is_no_better(self.base, found) for _, found in self.shown):
            return "no_better" if len(self.shown) > 1 else "one_no_better"
        if len(self.shown) == 1:
            return "one"
        if len({(show.share(found.nrr.p50), self.money(found.gained_mean)) for _, found in self.shown}) == 1:
            return "same"
        return "both" if self.highest[0] is self.richest[0] else "apart"

    @property
    def highest(self) -> tuple[Saved, Results]:
        """The scenario with the highest NRR; of those that look alike the one that brings the larger margin."""
        return max(self.shown, key=lambda each: (round(each[1].nrr.p50, 3), each[1].gained_mean))

    @property
    def richest(self) -> tuple[Saved, Results]:
        """The scenario that brings the largest margin."""
        return max(self.shown, key=lambda each: each[1].gained_mean)

    def headline(self) -> str:
        """The answer as one sentence."""
        if not self.shown:
            return t("scenario.compare.none_shown")
        (first, high), (second, rich) = self.highest, self.richest
        return t(
            f"scenario.compare.{self.case()}",
            n=show.count(len(self.shown)),
            name=first.label, nrr=show.share(high.nrr.p50), base=show.share(self.base.nrr.p50),
            delta=show.points(high.nrr.p50 - self.base.nrr.p50), gained=self.gained(high),
            other=second.label, most=self.gained(rich),
        )  # fmt: skip

    def gained(self, found: Results) -> str:
        """What a scenario brings in words: margin +12万円."""
        kind = "sales" if counts_sales(self.setting, self.data) else "margin"
        return t(f"scenario.compare.{kind}", money=self.money(found.gained_mean, sign=True))

    def money(self, amount: float, *, sign: bool = False) -> str:
        """An amount in words."""
        return Money.of(self.data.months).written(amount, sign=sign)


def _is_no_better(base: Results, found: Results) -> bool:
    return found.nrr.p50 <= base.nrr.p50 and found.gained_mean <= 0


def comparison(data: Dataset, setting: Setting, base: Results, shelf: Shelf) -> Comparison:
    """The scenarios that the reader has chosen to see, each computed anew."""
    newest = list(reversed(shelf.here))
    usual = [each.code for each in newest[:SHOWN]]
    names = {each.code: each.label for each in newest}
    codes = usual
    if len(newest) > 1:
        codes = session.choose_several("shown", t("scenario.compare.shown"), list(names), usual, names.__getitem__)
    chosen = [each for each in shelf.here if each.code in codes]
    return Comparison(data, setting, base, tuple((each, each.beside(data, setting)) for each in chosen))


# --- tables ---------------------------------------------------------------------------------------------------------


def show_tables(found: Comparison) -> None:
    """What stays, what it brings, and what is pulled; each narrow enough for a phone."""
    for table in (kept_table(found), money_table(found), lever_table(found)):
        page.small_table(table)
    for words in notes(found.shown, found.setting, found.data):
        st.caption(page.plain(words))
    page.table_of(numbers(found), name="scenarios_saved", columns=_column_names(found))


def kept_table(found: Comparison) -> pd.DataFrame:
    """NRR, GRR and retention with their ranges."""
    return _table(found, "nrr", "grr", "retention")


def money_table(found: Comparison) -> pd.DataFrame:
    """Revenue a month, margin gained and the chance of the target."""
    table = _table(found, "mrr", "gained", "chance")
    table.iloc[:, 2] = [show.NOTHING, *(cell(*words) for words in _gained(found))]
    target = t("scenario.card.chance", target=show.share(found.target, 0))
    return table.rename(columns={table.columns[3]: target})


def _table(found: Comparison, *outcomes: str) -> pd.DataFrame:
    """Outcomes in words, a row for the company as it is and for each scenario."""
    money = Money.of(found.data.months)
    columns = {
        outcome_name(outcome, found.setting, found.data): [
            cell(*outcome_in_words(each, outcome, money)) for each in _all(found)
        ]
        for outcome in outcomes
    }
    return pd.DataFrame({t("scenario.compare.name"): _names(found), **columns})


def _gained(found: Comparison) -> Iterator[tuple[str, ...]]:
    """What each scenario gains, and whether it has paid for itself."""
    money = Money.of(found.data.months)
    for saved, each in found.shown:
        month, costs = each.break_even, any(lever.one_off_cost or lever.monthly_cost for lever in saved.setting.levers)
        back = t("scenario.card.never") if month is None else t("scenario.card.break_even", n=show.count(month))
        yield *outcome_in_words(each, "gained", money), back if costs else t("scenario.card.no_cost")


def lever_table(found: Comparison) -> pd.DataFrame:
    """What is pulled, from when on and at what cost; the note, and when it was saved."""
    rows = [saved for saved, _ in found.shown]
    return pd.DataFrame(
        {
            t("scenario.compare.name"): _names(found),
            t("scenario.compare.levers"): [
                t("scenario.compare.nothing"),
                *(levers_in_words(saved.setting, found.data) for saved in rows),
            ],
            t("scenario.compare.saved"): [show.NOTHING, *(saved_words(saved) for saved in rows)],
        }
    )


def numbers(found: Comparison) -> pd.DataFrame:
    """The same unrounded, a row per scenario: P10, P50 and P90 of each outcome, the mean of what is gained."""
    return pd.DataFrame([{"scenario": name, **_row(each)} for name, each in zip(_names(found), _all(found))])


def _row(each: Results) -> dict[str, float]:
    ranged = {
        f"{outcome}{end}": getattr(getattr(each, outcome), point)
        for outcome in RANGED
        for end, point in (("_low", "p10"), ("", "p50"), ("_high", "p90"))
    }
    return {**ranged, "gained": each.gained_mean, "chance": each.chance}


def _column_names(found: Comparison) -> dict[str, str]:
    """Columns of `numbers` in words."""
    ranged = {
        f"{outcome}{end}": t(
            "scenario.compare.point", name=outcome_name(outcome, found.setting, found.data), point=point
        )
        for outcome in RANGED
        for end, point in (("_low", "P10"), ("", "P50"), ("_high", "P90"))
    }
    gained = outcome_name("gained", found.setting, found.data)
    plain = {"scenario": t("scenario.compare.name"), "gained": gained, "chance": t("scenario.compare.chance")}
    return {**ranged, **plain}


def _all(found: Comparison) -> list[Results]:
    return [found.base, *(each for _, each in found.shown)]


def _names(found: Comparison) -> list[str]:
    return [t("scenario.compare.base"), *(saved.label for saved, _ in found.shown)]
