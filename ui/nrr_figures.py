"""The key figures of the NRR page, each with its change on a year ago."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd

from ltv.metrics import catalogue
from ltv.metrics.catalogue import MOVEMENTS
from ltv.metrics.intervals import Interval
from ltv.metrics.metric import Metric
from ltv.metrics.nrr_verdicts import year_change, year_move
from ltv.metrics.retention_parts import Retention
from ui import session, show
from ui.nrr import is_like
from ui.nrr_story import Story
from ui.page import Card
from ui.words import of, t


def cards(story: Story, table: pd.DataFrame) -> list[Card]:
    """The four key figures, each with its change on a year ago and its history under the same rule.

    `table` is the rule's series up to the month; a pair of other months has neither change nor history.
    """
    if not story.is_usual_pair:
        table = table.iloc[:0]
    found, months = story.found, story.data.months
    lost = found.churn_share if isinstance(found, Retention) else math.nan
    net = _share_card(catalogue.NRR, found.nrr, found.nrr_interval(), story, table, "nrr")
    if story.whole:
        net = replace(net, delta=None, about=t("nrr.card.whole", nrr=show.share(story.whole.nrr)))
    return [
        net,
        _share_card(catalogue.GRR, found.grr, found.grr_interval(), story, table, "grr"),
        _share_card(
            catalogue.LOGO_RETENTION, found.logo_retention, found.logo_interval(), story, table, "logo_retention"
        ),
        Card(
            t("nrr.card.churn"),
            show.money(-found.churn, months.currency, months.decimals),
            about="" if math.isnan(lost) else t("nrr.card.of_opening", share=show.share(lost)),
            help=of(MOVEMENTS["churn"].meaning),
            history=[-v / 10**months.decimals for v in table["churn"].tail(24)],
            kind="bar",
        ),
    ]


def _share_card(
    metric: Metric, value: float, interval: Interval, story: Story, table: pd.DataFrame, column: str
) -> Card:
    change = change_on_a_year(table, story, column)
    return Card(
        t(f"nrr.card.{column}"),
        show.share(value),
        None if change is None else show.points(change),
        good="up" if year_move(table, column).is_proven else "off",
        about=show.span(interval) if change is None else t("nrr.card.vs"),
        help=f"{of(metric.name)}: {of(metric.meaning)}\n\n{of(metric.formula)}\n\n{show.interval(interval)}",
        history=list(table[column].tail(24)),
    )


def change_on_a_year(table: pd.DataFrame, story: Story, column: str) -> float | None:
    """Change of a share on twelve months before; None when either is not known or the years are not alike."""
    change = year_change(table, column)
    if math.isnan(change) or not session.cached(is_like, story.data, story.rule, story.end):
        return None
    return change
