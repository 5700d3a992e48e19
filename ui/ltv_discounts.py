"""How deep the first discount was, and what became of the customers it won."""

from __future__ import annotations

import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics.acquisition_segments import DEPTH_NAMES
from ltv.metrics.discount_depth import depth_gap, discount_outcomes, large_bands
from ltv.metrics.intervals import Interval
from ltv.metrics.value_base import BASE_NAMES, ValueBase
from ui import folds, page, session, show, tables
from ui.charts.base import Spec
from ui.charts.discounts import depth_chart
from ui.ltv_segments import Story
from ui.ltv_steps import base_of
from ui.words import of, t


def outcomes(data: Dataset, base: ValueBase) -> pd.DataFrame:
    """Second order, leaving and value by depth of the first discount."""
    return discount_outcomes(data, base=base)


def is_known(story: Story) -> bool:
    """Whether discounts of different depth can be compared."""
    return len(large_bands(session.cached(outcomes, story.data, base_of(story)))) > 1


def title(story: Story) -> str:
    """The value of the deepest band against the shallowest, where their intervals part."""
    gap = depth_gap(session.cached(outcomes, story.data, base_of(story)))
    if gap is None:
        return t("ltvs.discount.title_young")
    return t(
        "ltvs.discount.title" if gap.is_apart else "ltvs.discount.title_alike",
        deep=of(DEPTH_NAMES[gap.deep]), shallow=of(DEPTH_NAMES[gap.shallow]),
        low=story.money(gap.deep_ltv), high=story.money(gap.shallow_ltv), share=show.share(gap.share, 0),
    )  # fmt: skip


def show_discounts(story: Story) -> None:
    """Chart and table, with the warning that what goes together need not be cause and effect."""
    base = base_of(story)
    table = session.cached(outcomes, story.data, base)
    spec = session.cached(chart, story.data, base, session.lang())
    folds.chart(t("ltvs.discount.how", base=of(BASE_NAMES[base])), spec, name="discounts", alt=title(story))
    page.small_table(in_words(story, large_bands(table)))
    shown = tables.in_units(table, story.data.months.decimals)
    names = [of(DEPTH_NAMES[code]) for code in shown["segment"]]
    columns = {"segment": t("dimension.discount_depth"), "ltv": t("ltvs.discount.ltv")}
    page.table_of(shown.assign(segment=names), name="discount_depth", columns=columns)


def chart(data: Dataset, base: ValueBase, lang: str) -> Spec:
    """Who ordered again and who left, by depth."""
    rows = large_bands(session.cached(outcomes, data, base))
    return depth_chart(rows.assign(name=[of(DEPTH_NAMES[code]) for code in rows["segment"]]))


def in_words(story: Story, rows: pd.DataFrame) -> pd.DataFrame:
    """Each band in words with its intervals."""
    records = rows.to_dict("records")
    return pd.DataFrame(
        {
            t("dimension.discount_depth"): [of(DEPTH_NAMES[row["segment"]]) for row in records],
            t("col.customers"): [show.count(row["customers"]) for row in records],
            t("col.second_order"): [_share(row, "second_order") for row in records],
            t("col.left_90"): [_share(row, "left_90") for row in records],
            t("ltvs.discount.ltv"): [_money(story, row) for row in records],
        }
    )


def _share(row: dict[str, float], name: str) -> str:
    value, bounds = show.share(row[name]), show.span(Interval(row[f"{name}_low"], row[f"{name}_high"]))
    return value if show.NOTHING in (value, bounds) else t("ltvs.with_interval", value=value, between=bounds)


def _money(story: Story, row: dict[str, float]) -> str:
    value, low, high = (story.money(row[f"ltv{end}"]) for end in ("", "_low", "_high"))
    between = t("ltvs.between", low=low, high=high)
    return value if show.NOTHING in (value, low) else t("ltvs.with_interval", value=value, between=between)
