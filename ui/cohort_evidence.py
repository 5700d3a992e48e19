"""The evidence of the cohort page: charts, their titles chosen by rule, how to read them, and their tables."""

from __future__ import annotations

import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics import catalogue
from ltv.metrics.basis import converted
from ltv.metrics.change_point import CohortChange, Kept, cohort_change, kept_at
from ltv.metrics.cohort_curve import Drop, steepest_drop
from ltv.metrics.cohort_segments import compared_age, lowest_segment
from ltv.metrics.cohorts import CohortBasis, cohort_shares
from ltv.metrics.intervals import FEW
from ui import show
from ui.charts import cohort as charts
from ui.charts.base import Spec
from ui.charts.cohort import Measure
from ui.cohort import BASES, HORIZONS, TARGET, YEAR, Repeat, Story, curve, curves, repeat, table
from ui.controls import Segment
from ui.words import label, t

# --- heat map -----------------------------------------------------------------------------------------------------


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
    return ("" if show.is_japanese() else " ").join(parts)


def heat_alt(story: Story) -> str:
    """The mean's first and last month."""
    age = int(story.curve["age"].max())
    first, last = (story.written(story.at(month).value) for month in (1, age))
    return t("cohort.heat.alt", first=first, age=age, last=last)


def heat_table(story: Story) -> pd.DataFrame:
    """Every cell, money in whole units."""
    cells = cohort_shares(story.table, story.basis)
    return cells.assign(value=cells["value"] / story.measure.unit, rule=BASES[story.basis].id)


# --- curves -------------------------------------------------------------------------------------------------------


def drawn(table: pd.DataFrame, horizon: str) -> pd.DataFrame:
    """The part of a curve that enough customers have reached."""
    return table[(table["at_risk"] >= FEW) & (table["age"] <= HORIZONS[horizon][0])]


def curve_spec(data: Dataset, basis: CohortBasis, horizon: str, dimension: str, value: str, lang: str) -> Spec:
    """Chart of the curves: of what is looked at, and of the segments of everything."""
    name = label(value) if value else t("cohort.curve.all")
    overall = drawn(curve(Segment(dimension, value).of(data), basis), horizon).assign(segment=name)
    segments, lowest = overall.iloc[:0], None
    if dimension:
        every = curves(data, dimension, basis)
        lowest, _ = lowest_segment(every, compared_age(data, every))
        segments = drawn(every[every["segment"] != value], horizon)
    return charts.curves(
        overall,
        segments.assign(segment=[label(s) for s in segments["segment"]]),
        None if lowest is None else label(lowest),
        None if basis == CohortBasis.CUMULATIVE else TARGET,
        Measure.of(basis, data.months),
    )


def curve_title(by: pd.DataFrame | None, dimension: str, story: Story) -> str:
    """The segment that leaves first, where that can be told."""
    if by is None:
        return t("cohort.curve.plain")
    age = compared_age(story.data, by)
    worst, best = lowest_segment(by, age)
    of_what = {"dimension": t(f"dimension.{dimension}"), "age": age, "what": t(f"cohort.what.{story.basis}")}
    if worst is None:
        return t("cohort.curve.unproven", **of_what)
    at = by[by["age"] == age].set_index("segment")
    return t(
        "cohort.curve.lowest" if best is None else "cohort.curve.apart",
        **of_what,
        value=label(worst),
        share=story.written(at["value"][worst]),
        low=story.written(at["low"][worst]),
        high=story.written(at["high"][worst]),
        best="" if best is None else label(best),
        best_share="" if best is None else story.written(at["value"][best]),
    )


def curve_how(story: Story, dimension: str) -> str:
    """How to read the curves."""
    parts = [t("cohort.curve.how" if dimension else "cohort.curve.how_plain")]
    if story.basis != CohortBasis.CUMULATIVE:
        year = story.at(YEAR).value
        parts.append(
            t(
                "cohort.curve.how_target" if year == year else "cohort.curve.how_target_early",
                target_monthly=show.share(story.target.per("month")),
                yearly=show.share(year),
                monthly=show.share(converted(year, period="year", to="month")),
            )
        )
    return ("" if show.is_japanese() else " ").join(parts)


def curve_alt(story: Story, horizon: str) -> str:
    """The overall curve's last drawn month."""
    last = drawn(story.curve, horizon).iloc[-1]
    return t(
        "cohort.curve.alt", age=int(last["age"]), value=story.written(last["value"]),
        low=story.written(last["low"]), high=story.written(last["high"]),
    )  # fmt: skip


def curve_table(story: Story, by: pd.DataFrame | None) -> pd.DataFrame:
    """Every curve at every age, money in whole units."""
    parts = [story.curve.assign(segment=story.segment)]
    if by is not None:
        parts.append(by.assign(segment=[label(s) for s in by["segment"]]))
    rows = pd.concat(parts, ignore_index=True)
    money = ["value", "low", "high"]
    rows[money] = rows[money] / story.measure.unit
    rows = rows.assign(rule=BASES[story.basis].id)
    return rows[["segment", "age", "cohorts", "at_risk", "value", "low", "high", "rule"]]


# --- repeat orders ------------------------------------------------------------------------------------------------


def repeat_spec(data: Dataset, lang: str) -> Spec:
    """Chart of repeat conversion, where there is any."""
    found = repeat(data)
    return charts.conversions(found.steps) if found else {}


def days_spec(data: Dataset, lang: str) -> Spec:
    """Chart of the days to the second order, where there is one."""
    found = repeat(data)
    return charts.days_to_second(found.weeks, found.median) if found else {}


def repeat_title(found: Repeat) -> str:
    """How many go on."""
    rates = [show.share(step.rate) for step in found.steps]
    key = "cohort.repeat.title" if len(rates) > 1 else "cohort.repeat.title_f2"
    return t(key, days=found.window, f2=rates[0], f3=rates[-1])


def repeat_how(found: Repeat) -> str:
    """How to read the conversion, and where its window comes from."""
    return t("cohort.repeat.how", days=found.window, gap=show.number(found.gap))


def repeat_table(found: Repeat) -> pd.DataFrame:
    """Repeat conversion as rows."""
    return pd.DataFrame(
        {
            "step": [t("cohort.repeat.step", n=s.nth, next=s.nth + 1) for s in found.steps],
            "window": found.window,
            "customers": [s.eligible for s in found.steps],
            "converted": [s.converted for s in found.steps],
            "open": [s.not_yet_known for s in found.steps],
            "value": [s.rate for s in found.steps],
            "low": [s.interval.low for s in found.steps],
            "high": [s.interval.high for s in found.steps],
            "rule": catalogue.REPEAT.id,
        }
    )


def days_title(found: Repeat) -> str:
    """By when half have ordered again."""
    if found.median == found.median:
        return t("cohort.days.title", days=show.count(found.median))
    return t("cohort.days.title_open", days=int(found.weeks["to_day"].iloc[-1]))


def days_alt(found: Repeat) -> str:
    """The share at the chart's end."""
    last = found.weeks.iloc[-1]
    return t("cohort.days.alt", days=int(last["to_day"]), share=show.share(last["share"]))
