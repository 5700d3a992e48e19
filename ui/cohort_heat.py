"""The heat map of the cohort page: its title chosen by rule, how to read it, and its cells."""

from __future__ import annotations

import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics.change_point import CohortChange, Kept, cohort_change, kept_at
from ltv.metrics.cohort_curve import Drop, steepest_drop
from ltv.metrics.cohorts import CohortBasis, cohort_shares
from ltv.metrics.intervals import FEW
from ui import show
from ui.charts import cohort as charts
from ui.charts.base import Spec
from ui.charts.cohort import Measure
from ui.cohort import BASES, HORIZONS, YEAR, curve, table
from ui.cohort_story import Story
from ui.words import sentences, t


def heat_spec(data: Dataset, basis: CohortBasis, horizon: str, lang: str) -> Spec:
    """Chart of the newest cohorts. `lang` is part of the cache's key."""
    last, rows = HORIZONS[horizon]
    everything = table(data)
    newest = everything["cohort"].drop_duplicates().nlargest(rows)
    shown = everything[everything["cohort"].isin(newest) & (everything["age"] <= last)]
    mean = curve(data, basis)
    reach = min(last, int(shown["age"].max()))
    since = cohort_change(everything, 1).since if basis == CohortBasis.CUSTOMERS else None
    return charts.heat_map(shown, mean[mean["age"] <= reach], since, Measure.of(basis, data.months), FEW)


def heat_title(story: Story) -> str:
    """When the change began, or else when most are lost."""
    if story.basis == CohortBasis.CUSTOMERS:
        return _change_title(story) or _drop_title(story)
    year = story.at(YEAR)
    if year.value != year.value:
        return t("cohort.heat.plain")
    between = story.measure.between(*year.interval)
    return t(f"cohort.heat.{story.basis}", value=story.written(year.value), between=between)


def _change_title(story: Story) -> str | None:
    change = story.change
    if change.since is None:
        return None
    before, after = show.share(change.then.rate), show.share(change.now.rate)
    return t(f"cohort.heat.{change.verdict}", month=show.month(change.since), before=before, after=after)


def _drop_title(story: Story) -> str:
    drop = _drop(story)
    if drop is None:
        return t("cohort.heat.plain")
    return t("cohort.heat.drop", age=drop.age, before=show.share(drop.before), after=show.share(drop.after))


def _drop(story: Story) -> Drop | None:
    """The month in which most are lost; None where nobody is."""
    drop = steepest_drop(story.table, FEW)
    return drop if drop and drop.is_loss else None


def _kept(found: Kept) -> dict[str, str]:
    """A share kept with its interval and customers, for words."""
    low, high = found.interval
    return {
        "value": show.share(found.rate), "between": t("cohort.between", low=show.share(low), high=show.share(high)),
        "n": show.customers(found.n),
    }  # fmt: skip


def _change_evidence(change: CohortChange) -> str:
    """Intervals and customers of a title that tells of a change."""
    then, now = _kept(change.then), _kept(change.now)
    return t(
        "cohort.heat.how_change", before=then["between"], before_n=then["n"], after=now["between"], after_n=now["n"]
    )


def _drop_evidence(story: Story) -> str:
    """Interval and customers of a title that tells of a drop; nothing where there is none."""
    drop = _drop(story)
    return t("cohort.heat.how_drop", **_kept(kept_at(story.table, drop.age))) if drop else ""


def heat_how(story: Story, horizon: str) -> str:
    """How to read the heat map, and what of it is not shown."""
    kinds = {CohortBasis.CUMULATIVE: "cohort.heat.how_cumulative"}
    usual = "cohort.heat.how" if story.data.kind == "orders" else "cohort.heat.how_contracts"
    _, unit = charts.cell_unit(float(story.curve["value"].max()) / story.measure.unit)
    parts = [t(kinds.get(story.basis, usual), unit=unit or story.data.months.currency)]
    rows = HORIZONS[horizon][1]
    if story.table["cohort"].nunique() > rows:
        parts.append(t("cohort.heat.rows", rows=rows))
    if charts.is_small(story.table, FEW):
        parts.append(t("cohort.heat.few", few=FEW))
    if story.basis == CohortBasis.CUSTOMERS and story.change.since is not None:
        parts += [t("cohort.heat.marker"), _change_evidence(story.change)]
    elif story.basis == CohortBasis.CUSTOMERS:
        parts.append(_drop_evidence(story))
    parts = [part for part in parts if part]
    return sentences(*parts)


def heat_alt(story: Story) -> str:
    """The mean's first and last month."""
    age = int(story.curve["age"].max())
    first, last = (story.written(story.at(month).value) for month in (1, age))
    return t("cohort.heat.alt", first=first, age=age, last=last)


def heat_table(story: Story) -> pd.DataFrame:
    """Every cell, money in whole units."""
    cells = cohort_shares(story.table, story.basis)
    return cells.assign(value=cells["value"] / story.measure.unit, rule=BASES[story.basis].id)
