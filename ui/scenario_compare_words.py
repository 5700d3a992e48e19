"""Saved scenarios in words: what is pulled, what they rest on, and whose numbers are no longer those saved."""

from __future__ import annotations

from collections.abc import Iterable

from ltv.dataset import Dataset
from ltv.decisions.scenario.record import Setting
from ltv.decisions.scenario.results import Results, Spread
from ltv.models.assumptions import Assumptions, margin_in_force
from ltv.version import VERSION
from ui import scenario, show
from ui.charts.money_axis import Money
from ui.scenario_levers import lever_name
from ui.scenario_shelf import Saved, saved_on
from ui.words import label, t

LONGEST_NOTE = 200
"""Characters of a note that a table shows; a file may hold far more."""


def in_one_line(*said: str) -> str:
    """Short remarks one after the other; empty ones are left out."""
    return t("scenario.compare.dot").join(words for words in said if words)


def cell(*lines: str) -> str:
    """Lines of a table's cell, one below the other; empty ones are left out. No sign is parted from its number."""
    held = (line.replace("+", "+\u2060").replace("-", "-\u2060") for line in lines if line)
    return "  \n".join(held)


def outcome_in_words(found: Results, outcome: str, money: Money) -> tuple[str, str]:
    """One outcome, and its 80 % range where it has one."""
    if outcome in ("nrr", "grr", "retention"):
        spread: Spread = getattr(found, outcome)
        return show.share(spread.p50), show.span(spread.range)
    if outcome == "mrr":
        return money.written(found.mrr.p50), money.between(*found.mrr.range)
    if outcome == "gained":
        ends = (money.written(end, sign=True) for end in found.gained.range)
        return money.written(found.gained_mean, sign=True), t("value_chart.between", **dict(zip(("low", "high"), ends)))
    if outcome == "chance":
        return show.share(found.chance, 0), ""
    return show.NOTHING if found.break_even is None else show.count(found.break_even), ""


def outcome_name(outcome: str, setting: Setting, data: Dataset) -> str:
    """What an outcome is called: without a known margin it is sales that are gained."""
    if outcome == "gained":
        return t("scenario.card.sales" if counts_sales(setting, data) else "scenario.card.margin")
    return t(f"scenario.compare.{outcome}")


def counts_sales(setting: Setting, data: Dataset) -> bool:
    """Whether nothing is taken off sales, because no margin is known."""
    return margin_in_force(data, setting.assumed).rate >= 1


def levers_in_words(setting: Setting, data: Dataset) -> str:
    """What is pulled, on whom, from when on and at what cost."""
    pulled = t("scenario.compare.and").join(lever_name(lever) for lever in setting.levers)
    return in_one_line(
        pulled or t("scenario.compare.nothing"), _on_whom(setting, data), _timing(setting), _costs(setting)
    )


def _on_whom(setting: Setting, data: Dataset) -> str:
    segments = list(dict.fromkeys(lever.segment for lever in setting.levers if lever.segment))
    dimension = scenario.dimension_of(data) or ""
    names = t("scenario.compare.and").join(label(name, dimension) for name in segments)
    return t("scenario.compare.on", names=names) if segments else ""


def _timing(setting: Setting) -> str:
    start = max((lever.start for lever in setting.levers), default=0)
    ramp = max((lever.ramp_months for lever in setting.levers), default=0)
    words = t("scenario.compare.start", n=start) if start else ""
    return in_one_line(words, t("scenario.compare.ramp", n=ramp) if ramp else "")


def _costs(setting: Setting) -> str:
    money = Money(setting.currency, setting.decimals)
    once, monthly = (sum(getattr(lever, of) for lever in setting.levers) for of in ("one_off_cost", "monthly_cost"))
    words = t("scenario.compare.once", money=money.written(once)) if once else ""
    return in_one_line(words, t("scenario.compare.monthly", money=money.written(monthly)) if monthly else "")


def saved_words(saved: Saved) -> str:
    """When a scenario was saved, which version it is, and its note."""
    day = t("scenario.compare.version", day=saved_on(saved.record), n=saved.record.revision)
    note = saved.record.body.notes
    return in_one_line(day, note if len(note) <= LONGEST_NOTE else f"{note[:LONGEST_NOTE]}…")


def notes(shown: Iterable[tuple[Saved, Results]], here: Setting, data: Dataset) -> list[str]:
    """Which scenarios rest on other assumptions, and whose numbers are no longer those that were saved."""
    scenarios = [saved for saved, _ in shown]
    other = [words for saved in scenarios if (words := _other_assumptions(saved, here))]
    changed = [words for saved in scenarios if (words := difference(saved, data))]
    return [*other, *changed]


def _other_assumptions(saved: Saved, here: Setting) -> str:
    before = saved.kept_results
    nrr = show.NOTHING if before is None else show.share(before.nrr.p50)
    if saved.setting.method != here.method:
        method = t(f"scenario.method.{saved.setting.method}")
        return t("scenario.compare.other_method", name=saved.label, method=method, nrr=nrr)
    if _deciding(saved.setting.assumed) != _deciding(here.assumed):
        return t("scenario.compare.other_assumptions", name=saved.label)
    return ""


def _deciding(assumed: Assumptions) -> tuple[object, ...]:
    """The assumptions that decide numbers of this page."""
    return assumed.gross_margin, assumed.cost_per_purchase, assumed.other_costs


def difference(saved: Saved, data: Dataset) -> str:
    """What was saved and what comes out today, where a reader would see another number; "" where not."""
    before, now = saved.kept_results, saved.again(data)
    if before is None:
        return t("scenario.compare.no_results", name=saved.label)
    money, setting = Money.of(data.months), saved.setting
    seen = [
        t("scenario.compare.was", name=outcome_name(outcome, setting, data), before=was, now=is_now)
        for outcome in before.differing(now)
        for was, is_now in [tuple(_ranged(*outcome_in_words(each, outcome, money)) for each in (before, now))]
        if was != is_now
    ]
    if not seen:
        return ""
    changes = t("scenario.compare.and").join(seen)
    return t(
        "scenario.compare.differs", name=saved.label, changes=changes, program=saved.record.body.program, today=VERSION
    )


def _ranged(value: str, between: str) -> str:
    return t("scenario.compare.ranged", value=value, between=between) if between else value
