"""The quality tab in words: its headline, what was counted, and what to mend."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ltv.decisions.portfolio import portfolio_metrics  # noqa: F401  (registers names that banners tell)
from ltv.decisions.scenario import scenario_metrics  # noqa: F401
from ltv.intake.messages import text
from ltv.metrics import channel_table, customer_pnl, formula_ltv  # noqa: F401
from ltv.metrics.metric import METRICS
from ltv.quality.fixes import Fix
from ltv.quality.score import CRM_AMOUNT, Band, Counted, Dimension, Evidence, Quality, by_kind
from ui import session, show
from ui.data import kind_words
from ui.data_quality_seen import FigureQuality, Seen
from ui.words import WORDS, of, sentences, t

_LOW, _NEARLY_ALL = 80, 0.999
_MONEY = ("refunds", "crm")
"""Checks that compare money."""


def headline(found: Seen) -> str:
    """The answer, by rule: what the score is, which dimension is lowest, and what raises it most."""
    quality, case = found.quality, case_of(found)
    if case == "unknown":
        return t("quality.headline.unknown", weight=quality.weight)
    said = t(f"quality.headline.{case}", points=points(quality.points), lowest=lowest_words(quality))
    return sentences(said, "" if found.is_sample else best_words(found.fix))


def case_of(found: Seen) -> str:
    """Which of the sentences holds."""
    quality = found.quality
    if quality.band is Band.UNKNOWN or quality.lowest is None:
        return "unknown"
    if found.is_sample:
        return "sample"
    if quality.exact == 100:
        return "perfect"
    if quality.band is Band.NORMAL:
        return "good" if quality.lowest.share * 100 >= _LOW else "uneven"
    return quality.band.value


def points(value: float, decimals: int = 0) -> str:
    """A score, rounded down, so that 89.99 is not shown as 90 and 100 only where nothing is amiss."""
    if math.isnan(value):
        return show.NOTHING
    step = 10**decimals
    return show.number(math.floor(value * step + 1e-9) / step, decimals)


def percent(share: float) -> str:
    """A share as percent to one decimal, 100.0% only where nothing is amiss; "—" where nothing was counted."""
    return show.share(min(share, _NEARLY_ALL) if share < 1 else share)


def dimension_words(name: str) -> str:
    """A dimension's name."""
    return t(f"quality.dimension.{name}")


def lowest_words(quality: Quality) -> str:
    """The lowest dimension with its share of 100."""
    lowest = quality.lowest
    return show.NOTHING if lowest is None else f"{dimension_words(lowest.name)} {points(lowest.share * 100)}"


def scope(found: Seen) -> str:
    """The rule, the reference day, and which weights could not be measured."""
    missing = [dimension_words(d.name) for d in found.quality.dimensions if d.decisive is None]
    left_out = t("quality.scope.renormalised", names=t("quality.list").join(missing)) if missing else ""
    rule = t("quality.scope", n=show.count(len(found.own)), day=show.day(found.reference))
    crm = t("quality.scope.crm") if CRM_AMOUNT in found.columns else ""
    return sentences(rule, crm, left_out)


def columns_words(columns: Iterable[str]) -> str:
    """Columns "kind.name" in words, those of a kind of file together."""
    return t("quality.list").join(
        t("quality.columns", kind=kind_words(kind), columns=t("quality.columns.list").join(map(field_words, names)))
        for kind, names in by_kind(columns).items()
    )


def lacking_words(one: FigureQuality, found: Evidence) -> str:
    """What a figure lacks: whole files, or columns of a file that is there."""
    files = {kind: names for kind, names in by_kind(one.lacking).items() if not found.has_file(kind)}
    columns = [column for column in one.lacking if column.partition(".")[0] not in files]
    named = [t("quality.lacking.file", kind=kind_words(kind)) for kind in files]
    return t("quality.list").join([*named, *([columns_words(columns)] if columns else [])])


def field_words(name: str) -> str:
    """A field in words."""
    return t(f"data.field.{name}") if f"data.field.{name}" in WORDS else name


def counted_words(dimension: Dimension) -> str:
    """What the weakest count of a dimension is; why there is none."""
    weakest = dimension.decisive
    return t(f"quality.none.{dimension.name}") if weakest is None else count_words(dimension.name, weakest)


def count_words(dimension: str, counted: Counted) -> str:
    """A count in words, with the kind of file it is from."""
    key = counted.check or dimension
    if dimension == "timeliness" and counted.part.good == counted.part.of:
        key = "timeliness.fresh"
    good, of_ = (_amount(key, n) for n in (counted.part.good, counted.part.of))
    return t(f"quality.count.{key}", kind=source_words(counted.kind), good=good, of=of_)


def card_words(dimension: Dimension) -> str:
    """The weakest count in a few signs, for a card."""
    weakest = dimension.decisive
    if weakest is None:
        return t("quality.card.none")
    if dimension.name == "timeliness" and weakest.part.good == weakest.part.of:
        return t("quality.card.fresh")
    good, of_ = (_amount(weakest.check, n) for n in (weakest.part.good, weakest.part.of))
    return t("quality.card.days" if dimension.name == "timeliness" else "quality.card.count", good=good, of=of_)


def card_help(dimension: Dimension) -> str:
    """How a dimension is counted, and what was counted in full."""
    return sentences(t(f"quality.about.{dimension.name}"), counted_words(dimension))


def _amount(check: str, n: int) -> str:
    months = session.data().months
    return show.money(n, months.currency, months.decimals) if check in _MONEY else show.count(n)


def source_words(kind: str) -> str:
    """A kind of file in words; what is told of customers without a file of theirs is in that of sales."""
    data = session.data()
    is_of_sales = kind == "customers" and data.facts is not None and not data.facts.kinds[kind].accepted
    return kind_words(data.kind if is_of_sales else kind)


def fix_words(fix: Fix) -> str:
    """What to mend, with its count."""
    values = {"kind": source_words(fix.kind), "count": _amount(fix.name, fix.count)}
    if fix.what == "fill":
        return t("quality.fix.fill", column=field_words(fix.name), **values)
    if fix.what == "correct":
        return t("quality.fix.correct", reason=_short(fix.name.partition(":")[2]), **values)
    return t(f"quality.fix.{fix.what}.{fix.name}" if fix.name else f"quality.fix.{fix.what}", **values)


def _short(reason: str) -> str:
    """The first sentence of a reason, without its full stop."""
    told = text(reason, session.lang())
    return told.split("。")[0] if show.is_japanese() else told.split(". ")[0].rstrip(".")


def change_words(fix: Fix) -> tuple[str, str]:
    """The score before and after, with a decimal where whole points show no change."""
    before, after = (points(quality.points) for quality in (fix.before, fix.after))
    if before != after:
        return before, after
    return points(fix.before.points, 1), points(fix.after.points, 1)


def best_words(fix: Fix | None) -> str:
    """The sentence about what raises the score most; nothing where no single thing does."""
    if fix is None:
        return ""
    return t("quality.best", fix=fix_words(fix), after=change_words(fix)[1])


def figure_fix_words(one: FigureQuality) -> str:
    """What would raise a figure's score most, or that nothing is amiss."""
    if one.fix is None:
        return t("quality.fix.none" if one.quality.exact == 100 else "quality.fix.several")
    before, after = change_words(one.fix)
    words = fix_words(one.fix)
    return t("quality.fix.change", fix=words[:1].upper() + words[1:], before=before, after=after)


def reasons_unknown(found: Seen) -> str:
    """Why there is no score."""
    if found.data.facts is None:
        return t("quality.unknown.no_facts")
    return t("quality.unknown.weight", weight=found.quality.weight)


def metric_words(metric: str) -> str:
    """A metric's name."""
    return of(METRICS[metric].name)
