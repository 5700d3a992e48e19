"""What a scenario comes to in every unit, and how the company stands in hard times."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd
import streamlit as st

from ltv.decisions.scenario.resilience import MONTHS, STRESS_NAMES, Company, RunOff, Stress
from ltv.decisions.scenario.scenario_metrics import CASH, LTV_NEW, MARGIN12, NRR12
from ltv.metrics.metric import METRICS, Unit
from ui import page, scenario, session, show
from ui.charts.money_axis import Money
from ui.scenario_evidence import Asked
from ui.scenario_story import Story
from ui.words import of, sentences, t

# --- what it comes to -----------------------------------------------------------------------------------------------


def outcomes_title(story: Story) -> str:
    """Where NRR goes, and that there is more to see."""
    seen = story.seen
    if not seen.levers:
        return t("scenario.outcomes.title_base")
    base, moved = (show.share(seen.middle(found)) for found in (seen.plain, seen.moved))
    return t("scenario.outcomes.title", name=of(NRR12.name), base=base, moved=moved)


def show_outcomes(story: Story, asked: Asked) -> None:
    """Each outcome with and without the levers, and the difference."""
    table = session.cached(scenario.outcomes, story.data, *asked)
    st.caption(page.plain(t("scenario.outcomes.how")))
    page.small_table(outcome_words(table, story))
    names = {name: of(METRICS[name].name) for name in table["metric"]}
    page.table_of(table.assign(metric=table["metric"].map(names)), name="scenario_outcomes")


def outcome_words(table: pd.DataFrame, story: Story) -> pd.DataFrame:
    """The table in words, two columns that a phone holds; the scenario stands in it when a lever is pulled."""
    return pd.DataFrame(
        {
            t("scenario.outcomes.metric"): [_named(name, story) for name in table["metric"]],
            t("scenario.outcomes.range"): [_outcome(row, story) for _, row in table.iterrows()],
        }
    )


def _outcome(row: pd.Series, story: Story) -> str:
    """One outcome as things are; with levers also in the scenario, and the difference."""
    base, moved, change = (
        _cell(
            _writer(row["metric"], story, is_change=column == "change"),
            *row[[column, f"{column}_p10", f"{column}_p90"]],
        )
        for column in ("base", "scenario", "change")
    )
    if base == show.NOTHING or not story.seen.levers:
        return base
    return t("scenario.outcomes.moved", base=base, moved=moved, change=change)


def _named(name: str, story: Story) -> str:
    """A metric's name; where no margin is known it says that sales are counted."""
    words = of(METRICS[name].name)
    is_sales = story.seen.base.margin >= 1 and name in (MARGIN12.id, CASH.id, LTV_NEW.id)
    return t("scenario.outcomes.sales", name=words) if is_sales else words


def _writer(name: str, story: Story, *, is_change: bool) -> Callable[[float], str]:
    if METRICS[name].unit == Unit.SHARE:
        return show.points if is_change else show.share
    months = story.data.months
    return lambda value: show.money(value, months.currency, months.decimals, sign=is_change)


def _cell(write: Callable[[float], str], middle: float, low: float, high: float) -> str:
    if math.isnan(middle):
        return show.NOTHING
    return t("scenario.outcomes.with", value=write(middle), low=write(low), high=write(high))


# --- hard times -----------------------------------------------------------------------------------------------------


def fixed_cost(story: Story) -> float:
    """Money a month that has to be paid whatever happens, smallest unit; 0 unless the reader says."""
    try:
        value = float(session.written("fixed_cost"))
    except ValueError:
        return 0.0
    return value * 10**story.data.months.decimals if 0 <= value <= 1e12 else 0.0


def hard_title(story: Story, asked: Asked) -> str:
    """What would hurt most, and how long margin lasts."""
    return hard_words(session.cached(scenario.hard_times, story.data, asked[0], asked[2], fixed_cost(story)), story)


def hard_words(table: pd.DataFrame, story: Story) -> str:
    """The headline of a table of hard times, by rule for each case."""
    single = table[~table["stress"].isin([Stress.NONE, Stress.ALL]) & table["margin"].notna()]
    now, base = table[table["stress"] == Stress.NONE].iloc[0], _base(story)
    if now["months"] == 0:
        return t("scenario.hard.title.never", base=base)
    short = single[single["months"].notna()]
    worst = (short.sort_values("months") if len(short) else single.sort_values("change")).iloc[0]
    change = Money.of(story.data.months).written(worst["change"], sign=True)
    words = {"worst": of(STRESS_NAMES[worst["stress"]]), "change": change, "base": base}
    if len(short):
        return t("scenario.hard.title.falls", n=show.count(int(worst["months"])), **words)
    kind = "lasts" if fixed_cost(story) else "open"
    return t(f"scenario.hard.title.{kind}", months=MONTHS, **words)


def _base(story: Story) -> str:
    return t("value.base.sales.plain" if story.seen.base.margin >= 1 else "value.base.margin.plain")


def show_hard(story: Story, asked: Asked) -> None:
    """Each hard time, concentration, and what the company is worth without new customers."""
    data, money = story.data, Money.of(story.data.months)
    value = fixed_cost(story) / 10**data.months.decimals
    session.ask(
        "fixed_cost", st.number_input, t("scenario.hard.fixed", unit=money.unit), value,
        lambda n: session.in_link(n) if n else "",
        min_value=0.0, max_value=1e12, step=100_000.0, format="%g", width=260,
    )  # fmt: skip
    table = session.cached(scenario.hard_times, data, asked[0], asked[2], fixed_cost(story))
    st.caption(page.plain(t("scenario.hard.how", months=MONTHS, base=_base(story))))
    page.small_table(hard_table(table, money, _base(story), is_moved=bool(asked[2])))
    company: Company = session.cached(scenario.stressed, data, asked[0])
    st.caption(page.plain(hard_notes(company, session.cached(scenario.without_new, data, asked[0]), story)))


def hard_table(table: pd.DataFrame, money: Money, base: str, *, is_moved: bool = False) -> pd.DataFrame:
    """Hard times in words; with levers pulled, the first row is the scenario."""
    names = {stress: of(STRESS_NAMES[stress]) for stress in Stress}
    if is_moved:
        names[Stress.NONE] = t("scenario.hard.none_moved")
    return pd.DataFrame(
        {
            t("scenario.hard.what"): [names[each] for each in table["stress"]],
            t("scenario.hard.nrr"): [show.share(value) for value in table["nrr"]],
            t("scenario.hard.change", base=base): [
                show.NOTHING if stress == Stress.NONE or math.isnan(change) else money.written(change, sign=True)
                for stress, change in zip(table["stress"], table["change"])
            ],
            t("scenario.hard.months"): [
                show.NOTHING if math.isnan(margin) else _lasts(months)
                for margin, months in zip(table["margin"], table["months"])
            ],
            t("scenario.hard.cash"): [
                _cash(money, *row) for row in zip(table["cash_low"], table["cash_month"])
            ],
        }
    )  # fmt: skip


def _lasts(months: float) -> str:
    return t("scenario.hard.lasts", n=MONTHS) if math.isnan(months) else show.count(int(months))


def _cash(money: Money, low: float, month: float) -> str:
    if math.isnan(low):
        return show.NOTHING
    if math.isnan(month):
        return t("scenario.hard.cash_none")
    return t("scenario.hard.cash_at", amount=money.written(low), n=show.count(int(month)))


def hard_notes(company: Company, without: RunOff, story: Story) -> str:
    """What the figures rest on, concentration, and run-off."""
    money = Money.of(story.data.months)
    is_known = not math.isnan(company.later)
    return sentences(
        "" if company.knows_cpa else t("scenario.hard.no_cpa", name=of(STRESS_NAMES[Stress.CPA])),
        t("scenario.hard.late", times=show.number(company.later, 1)) if is_known
        else t("scenario.hard.unknown", name=of(STRESS_NAMES[Stress.LATE])),
        t("scenario.hard.concentration", share=show.share(company.top_share), hhi=show.number(company.hhi, 4),
          n=show.number(1 / company.hhi)) if company.hhi > 0 else "",
        t("scenario.hard.run_off", months=without.months, base=_base(story), margin=money.written(without.margin)),
        "" if math.isnan(without.must_stay)
        else t("scenario.hard.must_stay", cpa=money.written(without.cpa), must=show.share(without.must_stay),
               stays=show.share(without.stays)),
    )  # fmt: skip
