"""The key figures of the LTV page."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TypeGuard

from ltv.dataset import Dataset
from ltv.metrics.acquisition import NEW_CUSTOMERS, acquired
from ltv.metrics.acquisition_segments import acquisition_dimensions
from ltv.metrics.channels import economics
from ltv.metrics.concentration_metrics import TOP_SHARE
from ltv.metrics.economics import LTV_TO_CAC, Economics
from ltv.metrics.intervals import Interval
from ltv.metrics.other_costs import OtherCosts
from ltv.metrics.value_base import BASE_NAMES, best_base
from ltv.models.estimate import Estimated
from ui import session, show
from ui.ltv_segments import Story
from ui.page import Card
from ui.words import of, sentences, t


def overall(data: Dataset, other: OtherCosts) -> Economics | None:
    """What winning all new customers cost and what they brought; None where customers cannot be told apart."""
    known = acquisition_dimensions(data)
    dimension = "channel" if "channel" in data.customers else next(iter(known), None)
    if dimension is None:
        return None
    parts = list(economics(data, dimension, other=other).values())
    return reduce(add, parts) if parts else None


def new_last_month(data: Dataset) -> int:
    """New customers of the last complete month."""
    return int(acquired(data).between(data.months.last_complete, data.months.last_complete).sum())


def cards(story: Story) -> list[Card]:
    """Residual value, value of a new customer beside how many are won, LTV against CAC, and concentration."""
    found = _overall(story)
    return [_total(story), _new(story), _ratio(story, found), _top(story)]


def _total(story: Story) -> Card:
    total = story.total
    outcome = t("ltvs.between", low=story.money(total.outcome.low), high=story.money(total.outcome.high))
    return Card(
        t("ltvs.card.total", base=story.base),
        story.money(total.value),
        about=_bounds(story, total) or t("ltvs.card.no_interval" if story.is_forecast else "ltvs.card.no_model"),
        help=t("ltvs.card.total_help", base=story.base, years=story.years, assumed=story.assumed, outcome=outcome),
    )


def _new(story: Story) -> Card:
    help_ = t("ltvs.card.new_help", base=story.base, years=story.years)
    return Card(
        t(f"ltvs.card.new.{story.data.kind}", base=story.base),
        story.money(story.new.value),
        about=t(f"ltvs.card.won.{story.data.kind}", n=show.count(session.cached(new_last_month, story.data))),
        help=f"{help_}\n\n{of(NEW_CUSTOMERS.name)}: {of(NEW_CUSTOMERS.meaning)}",
    )


def pair(story: Story) -> str:
    """The short-term figure beside the long-term one, so that neither is read alone (R44)."""
    found = _overall(story)
    new, cac = story.new, found.cac_full if found is not None else float("nan")
    kind = ".no_value" if new.value != new.value else ".no_cost" if cac != cac else ""
    words = t(
        f"ltvs.pair{kind}", **_won(story), unit=_one(story), counted=_counted(story), cac=story.money(cac),
        years=story.years, base=story.base,
        value=story.money(new.value), low=story.money(new.interval.low), high=story.money(new.interval.high),
    )  # fmt: skip
    ratio = t("ltvs.pair.ratio", **_sides(story, found)) if _has_ratio(found) else ""
    return sentences(words, ratio)


def _overall(story: Story) -> Economics | None:
    found: Economics | None = session.cached(overall, story.data, story.worth.assumed.other_costs)
    return found


def _counted(story: Story) -> str:
    """What acquisition cost holds."""
    return t("value.cac.full" if story.worth.assumed.other_costs else "value.cac.marketing")


def _has_ratio(found: Economics | None) -> TypeGuard[Economics]:
    """Whether what a year's customers brought can be divided by what they cost."""
    return found is not None and found.ltv_to_cac.below > 0


def _sides(story: Story, found: Economics) -> dict[str, str]:
    """Both sides of LTV against CAC, per customer, and what the value counts."""
    against = found.ltv_to_cac
    return {
        "base": of(BASE_NAMES[best_base(story.data)]),
        "counted": _counted(story),
        "ltv": story.money(against.above / against.customers),
        "cac": story.money(against.below / against.customers),
    }


def _won(story: Story) -> dict[str, str]:
    count = session.cached(new_last_month, story.data)
    return {"count": story.count(count), "month": show.month(story.data.months.last_complete)}


def _one(story: Story) -> str:
    """What one customer is called."""
    return t(f"ltvs.card.unit.{story.data.kind}")


def _ratio(story: Story, found: Economics | None) -> Card:
    name, meaning = t("ltvs.card.ratio"), f"{of(LTV_TO_CAC.meaning)}\n\n{of(LTV_TO_CAC.formula)}"
    if not _has_ratio(found):
        is_free = found is None or found.cac_full != found.cac_full or found.cac_full <= 0
        about = t("ltvs.card.ratio_none" if is_free else "ltvs.card.ratio_young")
        return Card(name, show.NOTHING, about=about, help=meaning)
    sides, against = _sides(story, found), found.ltv_to_cac
    bounds = t("ltvs.interval", low=times(against.interval.low), high=times(against.interval.high))
    said = t("ltvs.card.ratio_help", **sides, bounds=bounds)
    return Card(name, times(against.rate), about=t("ltvs.card.ratio_about", **sides), help=f"{said}\n\n{meaning}")


def _top(story: Story) -> Card:
    share = story.residual.top_share()
    return Card(
        t("ltvs.card.top"),
        show.share(share),
        about=show.span(story.residual.top_interval()) if share == share else t("ltvs.card.no_model"),
        help=f"{of(TOP_SHARE.meaning)}\n\n{of(TOP_SHARE.formula)}",
    )


def times(ratio: float) -> str:
    """A ratio as a multiple: 2.3倍."""
    return show.NOTHING if ratio != ratio else t("ltvs.card.times", n=show.number(ratio, 2))


def _bounds(story: Story, found: Estimated) -> str:
    """An estimate's interval in words; nothing where there is none."""
    low, high = Interval(*found.interval)
    return "" if low != low else t("ltvs.between", low=story.money(low), high=story.money(high))
