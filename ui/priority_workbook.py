"""The page of priorities as tables: initiatives, limits and rules, and what is needed to read them."""

from __future__ import annotations

from collections.abc import Iterator

from ltv.decisions.portfolio.problem import BUDGET
from ltv.decisions.portfolio.robustness import LABELS
from ltv.version import VERSION
from ui import page, show
from ui.charts.money_axis import Money
from ui.data_quality_badge import with_warning
from ui.priority_facts import Fact, Handout, assumptions, believed, definitions, definitions_of_prices, rules
from ui.priority_sheet import figures, owner_words, resource_words
from ui.priority_story import Story, in_order, numbered, why
from ui.words import of, t
from ui.workbook import POINTS, SHARE, TENTHS, Cell, Figure, Sheet, money


def priority_tables(handout: Handout) -> list[Sheet]:
    """The sheets, in the reader's language."""
    return [_initiatives(handout), _limits(handout.story), _reading(handout)]


def _initiatives(handout: Handout) -> Sheet:
    unit = Money.of(handout.story.data.months).unit
    in_money = ("impact", "low", "high", "cost")
    named = {name: t("col.in_unit", name=t(f"priority.col.{name}"), unit=unit) for name in in_money}
    named |= {
        name: t("col.in_unit", name=t(f"priority_export.col.{name}"), unit=unit) for name in ("cost_low", "cost_high")
    }
    columns = [
        (t("priority.col.number"), 6), (t("priority.col.name"), 34), (t("priority.col.owner"), 18),
        (t("priority_export.col.label"), 13), (t("priority_export.col.chosen"), 10),
        (t("priority_export.col.inclusion"), 10), (named["impact"], 15), (named["low"], 15), (named["high"], 15),
        (t("priority_export.col.nrr_points"), 12), (named["cost"], 13), (named["cost_low"], 13),
        (named["cost_high"], 13), (t("priority_export.col.grade"), 9), (t("priority_export.col.why"), 46),
    ]  # fmt: skip
    return Sheet(t("priority_export.sheet.initiatives"), columns, list(_initiative_rows(handout)), still=2)


def _initiative_rows(handout: Handout) -> Iterator[list[Cell]]:
    story, known = handout.story, handout.by_option
    names, numbers, decimals = story.names, numbered(story), story.data.months.decimals
    for row in in_order(story).itertuples():
        grade = known[row.id].grade if row.id in known else None
        chosen = t("priority_export.yes" if row.chosen else "priority_export.no")
        amounts = (row.cost, row.cost_low, row.cost_high)
        yield [
            numbers[row.id], names[row.id], owner_words(row.owner), of(LABELS[row.label]), chosen,
            Figure(row.inclusion, SHARE),
            *(money(amount, decimals) for amount in (row.impact, row.impact_low, row.impact_high)),
            Figure(row.nrr * 100, POINTS), *(money(amount, decimals) for amount in amounts),
            grade or show.NOTHING, why(story, row.reason, row.subject),
        ]  # fmt: skip


def _limits(story: Story) -> Sheet:
    unit = Money.of(story.data.months).unit
    columns = [
        (t("priority_export.col.kind"), 10), (t("priority_export.col.limit_or_rule"), 46),
        (t("priority_export.col.unit"), 15),
        *((t(f"priority_export.col.{name}"), 13) for name in ("limit", "use", "left", "step")),
        (t("priority_export.col.more_brings", unit=unit), 24), (t("priority_export.col.less_brings", unit=unit), 24),
    ]  # fmt: skip
    return Sheet(t("priority_export.sheet.limits"), columns, [*_limit_rows(story, unit), *_rule_rows(story)], still=2)


def _limit_rows(story: Story, unit: str) -> Iterator[list[Cell]]:
    decimals = story.data.months.decimals
    for row in story.found.limits.itertuples():
        is_money = row.resource == BUDGET
        amounts = (row.limit, row.used, row.left, row.step)
        yield [
            t("priority_export.kind.budget" if is_money else "priority_export.kind.people"),
            resource_words(row.resource), unit if is_money else t("priority_export.unit.people"),
            *(money(amount, decimals) if is_money else Figure(amount, TENTHS) for amount in amounts),
            money(row.more, decimals), money(row.less, decimals),
        ]  # fmt: skip


def _rule_rows(story: Story) -> Iterator[list[Cell]]:
    for rule in rules(story):
        price = money(rule.price, story.data.months.decimals)
        yield [t("priority_export.kind.rule"), rule.rule, "", "", "", "", "", price, ""]


def _reading(handout: Handout) -> Sheet:
    widths = {"part": 14, "item": 30, "means": 78, "formula": 40, "source": 32}
    columns = [(t(f"priority_export.col.{name}"), width) for name, width in widths.items()]
    return Sheet(t("priority_export.sheet.definitions"), columns, list(_reading_rows(handout)))


def _reading_rows(handout: Handout) -> Iterator[list[Cell]]:
    story = handout.story
    parts = {
        "part.answer": _answer(story),
        "part.figures": [
            Fact(one.name, t("priority_export.figure", value=one.value, about=one.about)) for one in figures(story)
        ],
        "definitions": [*definitions(), *definitions_of_prices()],
        "assumptions": assumptions(handout),
        "part.effects": list(believed(handout)),
        "part.disclaimer": [Fact(t("priority_export.part.disclaimer"), with_warning(t("priority_export.disclaimer")))],
    }
    for part, facts in parts.items():
        for fact in facts:
            yield [t(f"priority_export.{part}"), fact.name, fact.words, fact.formula, fact.source]


def _answer(story: Story) -> list[Fact]:
    said = {
        "question": t("priority.question"), "headline": story.headline(), "scope": story.scope(),
        "data": page.stamp_to_hand_out(story.data), "fingerprint": story.data.fingerprint,
        "program": t("priority_export.version", version=VERSION),
    }  # fmt: skip
    return [Fact(t(f"priority_export.item.{name}"), words) for name, words in said.items()]
