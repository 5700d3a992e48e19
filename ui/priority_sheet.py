"""The page of priorities as one sheet of A4, to be printed and laid on a table: its parts, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.portfolio.plan import resource_name
from ltv.decisions.portfolio.problem import BUDGET
from ltv.decisions.portfolio.robustness import LABELS
from ltv.metrics.metric import Lang, Text
from ltv.version import VERSION
from ui import page, session, show
from ui.charts.matrix_svg import Drawing, matrix_svg
from ui.charts.money_axis import Money
from ui.data_quality_badge import with_warning
from ui.printed import cleaned, shortened
from ui.priority_facts import Fact, Handout, assumptions, definitions, rules
from ui.priority_story import Story, cards, in_order, numbered, why
from ui.words import of, t

MOST_ROWS, MOST_RULES, MOST_NAME, MOST_OWNER = 14, 4, 48, 20
FINGERPRINT = 12
"""Digits of the data's fingerprint that are enough to tell two data sets apart."""


@dataclass(frozen=True)
class Figure:
    """One key figure."""

    name: str
    value: str
    about: str


@dataclass(frozen=True)
class Row:
    """One initiative."""

    number: str
    name: str
    owner: str
    label: str
    label_words: str
    is_chosen: bool
    inclusion: str
    impact: str
    between: str
    nrr: str
    cost: str
    grade: str
    why: str


@dataclass(frozen=True)
class Use:
    """How much of a limit is used, and what more of it would bring."""

    name: str
    words: str
    share: float
    more: str


@dataclass(frozen=True)
class PrioritySheet:
    """All that stands on the page, in the reader's language; a text is not yet escaped, `matrix` is a finished SVG."""

    lang: Lang
    title: str
    question: str
    headline: str
    badge: str
    scope: str
    stamp: str
    figures: tuple[Figure, ...]
    matrix: str
    legend: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    rows_note: str
    uses: tuple[Use, ...]
    rules: tuple[str, ...]
    definitions: tuple[Fact, ...]
    assumptions: tuple[Fact, ...]
    disclaimer: str
    words: dict[str, str]


_HEADINGS = (
    "matrix", "initiatives", "limits", "units", "rules", "definitions", "assumptions", "col.label", "col.inclusion",
    "col.impact", "col.nrr", "col.cost", "col.grade", "col.why", "col.resource", "col.used", "col.more",
    "legend.range", "legend.chosen",
)  # fmt: skip


def priority_sheet(handout: Handout) -> PrioritySheet:
    """The parts of the page, with names that fit into it."""
    handout = handout.named(MOST_NAME)
    story = handout.story
    rows = _rows(handout)
    left = max(0, len(rows) - MOST_ROWS)
    return PrioritySheet(
        lang=session.lang(),
        title=t("priority_export.document"),
        question=t("priority.question"),
        headline=cleaned(story.headline()),
        badge=story.badge().words,
        scope=cleaned(story.scope()),
        stamp=stamp(story, FINGERPRINT),
        figures=tuple(figures(story)),
        matrix=_matrix(story),
        legend=tuple((label, of(name)) for label, name in LABELS.items()),
        rows=tuple(rows[:MOST_ROWS]),
        rows_note=t("priority_export.more_rows", n=show.count(left)) if left else "",
        uses=tuple(_uses(story)),
        rules=tuple(_rules(story)),
        definitions=tuple(definitions()),
        assumptions=tuple(assumptions(handout)),
        disclaimer=with_warning(t("priority_export.disclaimer")),
        words={name: t(f"priority_export.{name}") for name in _HEADINGS}
        | {"number": t("priority.col.number"), "name": t("priority.col.name")},
    )


def stamp(story: Story, digits: int | None = None) -> str:
    """Data, date, fingerprint and program in a line."""
    code = story.data.fingerprint[:digits]
    parts = [
        page.stamp_to_hand_out(story.data),
        t("priority_export.fingerprint", code=code),
        t("priority_export.version", version=VERSION),
    ]
    return cleaned(" ・ ".join(parts) if show.is_japanese() else " · ".join(parts))


def figures(story: Story) -> list[Figure]:
    """The cards of the page with their ranges, and the chance that the set is worth anything."""
    standing, (low, high) = story.found.standing, story.found.nrr_interval
    value, nrr, cost, best = (Figure(card.label, card.value, card.about) for card in cards(story))
    about_value = t("priority_export.between", low=story.money(standing.p10), high=story.money(standing.p90))
    about_nrr = t("priority_export.between", low=show.points(low), high=show.points(high))
    return [
        Figure(value.name, value.value, about_value),
        Figure(nrr.name, nrr.value, about_nrr),
        cost,
        Figure(
            t("priority_export.card.positive"), show.share(standing.p_positive, 0),
            t("priority_export.card.positive_about"),
        ),
        best,
    ]  # fmt: skip


def _rows(handout: Handout) -> list[Row]:
    story, known = handout.story, handout.by_option
    names, numbers = story.names, numbered(story)
    return [
        Row(
            number=numbers[row.id],
            name=names[row.id],
            owner=shortened(owner_words(row.owner), MOST_OWNER),
            label=row.label,
            label_words=of(LABELS[row.label]),
            is_chosen=bool(row.chosen),
            inclusion=show.share(row.inclusion, 0),
            impact=story.money(row.impact),
            between=t("value_chart.between", low=story.money(row.impact_low), high=story.money(row.impact_high)),
            nrr=show.points(row.nrr),
            cost=story.money(row.cost),
            grade=(known[row.id].grade if row.id in known else None) or show.NOTHING,
            why=cleaned(why(story, row.reason, row.subject)),
        )
        for row in in_order(story).itertuples()
    ]


def owner_words(owner: str) -> str:
    """A department in words; as it was written where it is none of ours."""
    return cleaned(of(DEPARTMENTS.get(owner, Text(owner, owner))))


def _matrix(story: Story) -> str:
    numbers, money = numbered(story), Money.of(story.data.months)
    frame = story.found.table.assign(number=[numbers[name] for name in story.found.table["id"]])
    return matrix_svg(
        frame,
        Drawing(
            t("priority_export.matrix.alt", n=show.count(len(frame))),
            t("priority_export.matrix.cost", unit=money.unit),
            t("priority_export.matrix.impact", unit=money.unit),
            lambda amount: _plain_tick(money.short(amount)),
        ),
    )


def _plain_tick(words: str) -> str:
    """An amount on an axis without zeros behind its point: ¥2M, not ¥2.00M."""
    return re.sub(r"(\.\d*?)0+(?!\d)", lambda found: found[1].rstrip("."), words)


def _uses(story: Story) -> list[Use]:
    found = []
    for row in story.found.limits.itertuples():
        is_money = row.resource == BUDGET
        written = story.money if is_money else (lambda months: show.number(months, 1))
        found.append(
            Use(
                name=resource_words(row.resource),
                words=t("priority_export.used", used=written(row.used), limit=written(row.limit)),
                share=min(1.0, row.used / row.limit) if row.limit > 0 and row.used == row.used else 0.0,
                more=story.money(row.more, sign=True) if row.more > 0 else t("priority_export.more_none"),
            )
        )
    return found


def resource_words(resource: str) -> str:
    """A limit in words; all people are of the first quarter, which the assumptions say, so the quarter is left out."""
    department, _, quarter = resource.partition(".")
    return cleaned(of(resource_name(department if quarter == "1" else resource)))


def _rules(story: Story) -> list[str]:
    told = [cleaned(rule.told(story)) for rule in rules(story)]
    if not told:
        return [t("priority_export.rules.none")]
    left = len(told) - MOST_RULES
    return told[:MOST_RULES] + ([t("priority_export.rule.more", n=show.count(left))] if left > 0 else [])
