"""The key figures of the cohort page."""

from __future__ import annotations

from ltv.dataset import Dataset
from ltv.metrics import catalogue
from ltv.metrics.basis import converted, meanings
from ltv.metrics.change_point import kept_at
from ltv.metrics.cohorts import CohortBasis, cohort_shares
from ltv.metrics.metric import Metric
from ltv.metrics.nrr_rules import NrrRule, is_available
from ltv.metrics.retention import retention
from ui import show
from ui.cohort import BASES, YEAR, Repeat
from ui.cohort_story import Story
from ui.page import Card
from ui.words import of, t


def cards(story: Story, found: Repeat | None) -> list[Card]:
    """Months 1, 3 and 12, the second order or the contracts kept, and the gap to 90 % a year."""
    figures = [_age_card(story, age) for age in (1, 3, YEAR)]
    if found is not None and found.steps:
        figures.append(_f2_card(found))
    if story.data.kind == "contracts" and is_available(story.data.months, NrrRule.YOY_COHORT):
        figures.append(_logo_card(story.data))
    return [*figures, _target_card(story)]


def _age_card(story: Story, age: int) -> Card:
    metric = BASES[story.basis]
    name = t(f"cohort.card.{story.basis}", age=age)
    point = story.at(age)
    if not point.at_risk:
        return Card(name, show.NOTHING, about=t("cohort.card.not_yet", age=age), help=of(metric.meaning))
    low, high = (story.written(v) for v in point.interval)
    history = cohort_shares(story.table, story.basis).loc[lambda f: f["age"] == age, "value"]
    return Card(
        name,
        story.written(point.value),
        about=t("cohort.between", low=low, high=high),
        help=t(
            "cohort.card.help",
            meaning=of(metric.meaning),
            formula=of(metric.formula),
            interval=t("interval", low=low, high=high),
            n=show.customers(point.at_risk),
            cohorts=point.cohorts,
        ),
        history=list(history),
    )


def _f2_card(found: Repeat) -> Card:
    step = found.steps[0]
    return Card(
        t("cohort.card.f2", days=found.window),
        show.share(step.rate),
        about=t("cohort.card.f2_about", interval=show.span(step.interval)),
        help=t(
            "cohort.card.f2_help",
            meaning=of(catalogue.REPEAT.meaning),
            days=found.window,
            gap=show.number(found.gap),
            interval=show.interval(step.interval),
            n=show.customers(step.eligible),
            open=show.customers(step.not_yet_known),
        ),
    )


def _logo_card(data: Dataset) -> Card:
    end = data.months.last_complete
    found = retention(data.months, end, NrrRule.YOY_COHORT)
    bounds = found.logo_interval()
    metric: Metric = catalogue.LOGO_RETENTION
    return Card(
        t("cohort.card.logo"),
        show.share(found.logo_retention),
        about=t("cohort.between", low=show.share(bounds.low), high=show.share(bounds.high)),
        help=t(
            "cohort.card.logo_help",
            meaning=of(metric.meaning),
            formula=of(metric.formula),
            start=show.month(end - YEAR),
            end=show.month(end),
            interval=show.interval(bounds),
            n=show.customers(found.customers),
        ),
    )


def _target_card(story: Story) -> Card:
    aim, is_cumulative = story.target, story.basis == CohortBasis.CUMULATIVE
    year = kept_at(story.table, YEAR).rate if is_cumulative else story.at(YEAR).value
    monthly = show.share(converted(year, period="year", to="month"))
    unit = t(f"cohort.unit.{aim.unit}")
    about = t("cohort.card.target_about", unit=unit)
    return Card(
        t("cohort.card.target"),
        show.points(-aim.lacks(year, "year")),
        about=about if year == year else t("cohort.card.not_yet", age=YEAR),
        help=t(
            "cohort.card.target_help",
            target=of(aim.text),
            yearly=show.share(year),
            monthly=monthly,
            meanings=of(meanings(aim.value)),
        ),
    )
