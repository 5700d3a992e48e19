"""What the cohort page says: its tables from `ltv`, and its headline, badge and titles chosen by rule for each case."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics import catalogue
from ltv.metrics.basis import RetentionTarget, converted, meanings
from ltv.metrics.change_point import CohortChange, cohort_change
from ltv.metrics.cohort_curve import cohort_curve, cohort_curves_by, steepest_drop
from ltv.metrics.cohorts import CohortBasis, cohort_shares, cohorts
from ltv.metrics.intervals import Interval
from ltv.metrics.metric import Metric
from ltv.metrics.repeat import Conversion, conversion, median_gap, purchases
from ltv.metrics.retention import NrrRule, is_available, retention
from ltv.metrics.second_order import by_week, days_until_next, median_days, repeat_window
from ltv.months import date_of
from ui import session, show
from ui.charts import cohort as charts
from ui.charts.base import Spec
from ui.charts.cohort import Measure
from ui.controls import Segment
from ui.page import BAD, GOOD, OPEN, Badge, Card
from ui.words import label, of, t

FEW = 30
"""Below so many customers the interval comes first, and nothing is drawn."""

TARGET = 0.9
YEAR = 12
BASES = {
    CohortBasis.CUSTOMERS: catalogue.COHORT_CUSTOMERS,
    CohortBasis.REVENUE: catalogue.COHORT_REVENUE,
    CohortBasis.CUMULATIVE: catalogue.COHORT_CUMULATIVE,
}
HORIZONS = {"12": (12, 24), "24": (24, 36), "all": (600, 48)}
"""Code → last age and number of cohorts on the heat map."""

WEEKS = 18


# --- tables, computed once ----------------------------------------------------------------------------------------


def table(data: Dataset) -> pd.DataFrame:
    """Every cohort at every age observed."""
    return cohorts(data.months)


def curve(data: Dataset, basis: CohortBasis) -> pd.DataFrame:
    """The mean over cohorts with its interval."""
    return cohort_curve(data.months, basis)


def curves(data: Dataset, dimension: str, basis: CohortBasis) -> pd.DataFrame:
    """The mean of each large segment."""
    return cohort_curves_by(data, dimension, basis)


@dataclass(frozen=True)
class Repeat:
    """How customers go on to their second and third order."""

    window: int
    gap: float
    steps: tuple[Conversion, ...]
    weeks: pd.DataFrame
    median: float


def repeat(data: Dataset) -> Repeat | None:
    """Repeat conversion; None for contracts, and where nobody has ordered twice."""
    if data.ledger is None:
        return None
    orders = purchases(data.ledger)
    window = repeat_window(orders)
    if window is None:
        return None
    steps = tuple(step for nth in (1, 2) if (step := conversion(orders, nth, window)).eligible)
    waiting = days_until_next(orders)
    return Repeat(window, median_gap(orders), steps, by_week(waiting, WEEKS), median_days(waiting))


# --- the answer ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Story:
    """Everything the headline, scope line and cards need."""

    data: Dataset
    basis: CohortBasis
    segment: str
    table: pd.DataFrame
    curve: pd.DataFrame

    @cached_property
    def change(self) -> CohortChange:
        """Whether newer cohorts keep more customers at the age the page speaks of."""
        return cohort_change(self.table, 1)

    @cached_property
    def age(self) -> int:
        """The age the headline speaks of: the next month for orders, else the longest of a year that enough reached."""
        if self.data.kind == "orders" and self.basis == CohortBasis.CUSTOMERS:
            return 1
        return next((age for age in (YEAR, 6, 3) if self.at_risk(age) >= FEW), 1)

    def at(self, age: int) -> pd.Series[Any] | None:
        """The curve at an age; None while nobody has been observed there."""
        rows = self.curve[self.curve["age"] == age]
        return rows.iloc[0] if len(rows) else None

    def at_risk(self, age: int) -> int:
        """Customers observed at an age."""
        row = self.at(age)
        return 0 if row is None else int(row["at_risk"])

    def value(self, age: int) -> float:
        """The curve's value at an age; NaN while unknown."""
        row = self.at(age)
        return math.nan if row is None else float(row["value"])

    def bounds(self, age: int) -> Interval:
        """The curve's interval at an age."""
        row = self.at(age)
        return Interval(math.nan, math.nan) if row is None else Interval(float(row["low"]), float(row["high"]))

    @property
    def has_answer(self) -> bool:
        """Whether anything is known of the month after the first."""
        return math.isfinite(self.value(1))

    @cached_property
    def case(self) -> str:
        """Which kind of answer the figures allow: the key of the headline."""
        if not (self.data.months.first_paid <= self.data.months.last).any():
            return "nobody"
        if not self.has_answer:
            return "no_revenue" if (self.table["age"] == 1).any() else "no_month"
        low, high = self.bounds(self.age)
        if low != low or high != high:
            return "no_interval"
        few = self.at_risk(self.age) < FEW
        if self.basis == CohortBasis.CUMULATIVE:
            return "few_cumulative" if few else "cumulative"
        if self.basis == CohortBasis.CUSTOMERS and self.data.kind == "orders":
            return "few_orders" if few else self._compared()
        prefix = "revenue" if self.basis == CohortBasis.REVENUE else "contracts"
        return f"few_{prefix}" if few else f"{prefix}_{self.against_target(self.age)}"

    def _compared(self) -> str:
        since = "_since" if self.change.since is not None else ""
        return self.change.verdict + since

    def against_target(self, age: int) -> str:
        """The interval after a year beside 90 %: below, reached, open; early while there is no year yet."""
        low, high = self.bounds(age)
        if age != YEAR:
            return "early"
        return "below" if high < TARGET else "reached" if low >= TARGET else "open"

    def headline(self) -> str:
        """The answer as one sentence."""
        value, (low, high) = self.value(self.age), self.bounds(self.age)
        loses = self.basis == CohortBasis.CUSTOMERS
        return t(
            f"cohort.headline.{self.case}",
            age=self.age,
            n=show.customers(self.at_risk(self.age)),
            value=self.written(value),
            lost=show.share(1 - value),
            low=self.written(1 - high if loses else low),
            high=self.written(1 - low if loses else high),
            gap=show.points(TARGET - value).removeprefix("+"),
            month="" if self.change.since is None else show.month(self.change.since),
            cohorts=self.change.cohorts,
            now=show.share(1 - self.change.now.rate),
            segment=self.segment,
            day=show.day(self.answer_from()),
        )

    def answer_from(self) -> Any:
        """The day the data must reach for the first customers to be observed in the month after."""
        months = self.data.months
        paid = months.first_paid[months.first_paid <= months.last]
        first = int(paid.min()) if len(paid) else months.first
        return date_of(months.month_rule.last_day(first + 1))

    def written(self, value: float) -> str:
        """A value of the basis."""
        return self.measure.written(value)

    @property
    def measure(self) -> Measure:
        """How values are written."""
        return Measure.of(self.basis, self.data.months)

    def badge(self) -> Badge | None:
        """The verdict in two words."""
        kinds = {
            "improved": Badge(t("cohort.badge.improved"), "green", GOOD),
            "worse": Badge(t("cohort.badge.worse"), "red", BAD),
            "unproven": Badge(t("cohort.badge.unproven"), "gray", OPEN),
            "few": Badge(t("cohort.badge.few"), "orange", OPEN),
            "below": Badge(t("cohort.badge.below"), "red", BAD),
            "reached": Badge(t("cohort.badge.reached"), "green", GOOD),
            "open": Badge(t("cohort.badge.open"), "gray", OPEN),
        }
        return next((badge for part in self.case.split("_") if (badge := kinds.get(part))), None)

    def scope(self) -> str:
        """The rule and what it was applied to."""
        if not self.has_answer:
            return t("cohort.scope_none")
        metric = BASES[self.basis]
        return t(
            "cohort.scope",
            name=of(metric.name),
            formula=of(metric.formula),
            segment=self.segment,
            age=self.age,
            n=show.customers(self.at_risk(self.age)),
            first=show.month(self.table["cohort"].min()),
        )


# --- figures ------------------------------------------------------------------------------------------------------


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
    row = story.at(age)
    if row is None:
        return Card(name, show.NOTHING, about=t("cohort.card.not_yet", age=age), help=of(metric.meaning))
    low, high = (story.written(v) for v in story.bounds(age))
    history = cohort_shares(story.table, story.basis).loc[lambda f: f["age"] == age, "value"]
    return Card(
        name,
        story.written(row["value"]),
        about=t("cohort.between", low=low, high=high),
        help=t(
            "cohort.card.help",
            meaning=of(metric.meaning),
            formula=of(metric.formula),
            interval=t("interval", low=low, high=high),
            n=show.customers(row["at_risk"]),
            cohorts=int(row["cohorts"]),
        ),
        history=list(history),
    )


def _f2_card(found: Repeat) -> Card:
    step = found.steps[0]
    low, high = (show.share(v) for v in step.interval)
    return Card(
        t("cohort.card.f2", days=found.window),
        show.share(step.rate),
        about=t("cohort.between", low=low, high=high),
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


def target(story: Story) -> RetentionTarget:
    """90 % a year of customers, or of revenue where the page speaks of revenue."""
    return RetentionTarget(TARGET, "revenue" if story.basis == CohortBasis.REVENUE else "customers", "year")


def _target_card(story: Story) -> Card:
    aim = target(story)
    if story.basis == CohortBasis.CUMULATIVE:
        kept = story.table[story.table["age"] == YEAR]
        year = kept["customers"].sum() / kept["size"].sum() if len(kept) else math.nan
    else:
        year = story.value(YEAR)
    monthly = show.share(converted(year, period="year", to="month"))
    unit = t(f"cohort.unit.{aim.unit}")
    about = t("cohort.card.target_about", unit=unit)
    return Card(
        t("cohort.card.target"),
        show.points(year - aim.value),
        about=about if year == year else t("cohort.card.not_yet", age=YEAR),
        help=t(
            "cohort.card.target_help",
            target=of(aim.text),
            yearly=show.share(year),
            monthly=monthly,
            meanings=of(meanings(aim.value)),
        ),
    )


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
    return charts.heat_map(shown, mean[mean["age"] <= reach], since, Measure.of(basis, data.months))


def heat_title(story: Story) -> str:
    """When the change began, or else when most are lost."""
    if story.basis == CohortBasis.CUSTOMERS:
        return _change_title(story) or _drop_title(story)
    value = story.value(YEAR)
    return t("cohort.heat.plain") if value != value else t(f"cohort.heat.{story.basis}", value=story.written(value))


def _change_title(story: Story) -> str | None:
    change = story.change
    if change.since is None:
        return None
    before, after = show.share(change.then.rate), show.share(change.now.rate)
    return t(f"cohort.heat.{change.verdict}", month=show.month(change.since), before=before, after=after)


def _drop_title(story: Story) -> str:
    drop = steepest_drop(story.table, FEW)
    if drop is None or drop.after >= drop.before:
        return t("cohort.heat.plain")
    return t("cohort.heat.drop", age=drop.age, before=show.share(drop.before), after=show.share(drop.after))


def heat_how(story: Story, horizon: str) -> str:
    """How to read the heat map, and what of it is not shown."""
    kinds = {CohortBasis.CUMULATIVE: "cohort.heat.how_cumulative"}
    usual = "cohort.heat.how" if story.data.kind == "orders" else "cohort.heat.how_contracts"
    _, unit = charts.cell_unit(float(story.curve["value"].max()) / story.measure.unit)
    parts = [t(kinds.get(story.basis, usual), unit=unit or story.data.months.currency)]
    rows = HORIZONS[horizon][1]
    if story.table["cohort"].nunique() > rows:
        parts.append(t("cohort.heat.rows", rows=rows))
    if story.basis == CohortBasis.CUSTOMERS and story.change.since is not None:
        parts.append(t("cohort.heat.marker"))
    return ("" if show.is_japanese() else " ").join(parts)


def heat_alt(story: Story) -> str:
    """The mean's first and last month."""
    age = int(story.curve["age"].max())
    return t("cohort.heat.alt", first=story.written(story.value(1)), age=age, last=story.written(story.value(age)))


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


def compared_age(data: Dataset, by: pd.DataFrame) -> int:
    """Age at which segments are compared: orders are lost early, contracts when they are first renewed."""
    reached = by.loc[by["at_risk"] >= FEW, "age"]
    return YEAR if data.kind == "contracts" and YEAR in set(reached) else 3


def lowest_segment(by: pd.DataFrame, age: int) -> tuple[str | None, str | None]:
    """The segment that is lowest at an age, where its interval is apart: from all others, or from the best only.

    Returns the lowest segment and the best one it is apart from; the best is None where it is apart from every other.
    """
    ripe = by[(by["age"] == age) & (by["at_risk"] >= FEW)].dropna(subset=["low", "high"]).sort_values("value")
    if len(ripe) < 2:
        return None, None
    worst, others = ripe.iloc[0], ripe.iloc[1:]
    if worst["high"] < others["low"].min():
        return str(worst["segment"]), None
    if worst["high"] < others.iloc[-1]["low"]:
        return str(worst["segment"]), str(others.iloc[-1]["segment"])
    return None, None


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
        year = story.value(YEAR)
        parts.append(
            t(
                "cohort.curve.how_target" if year == year else "cohort.curve.how_target_early",
                target_monthly=show.share(converted(TARGET, period="year", to="month")),
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


# --- controls and columns -----------------------------------------------------------------------------------------


def basis_control() -> CohortBasis:
    """Choose what a cohort is measured by."""
    codes = [basis.value for basis in CohortBasis]
    return CohortBasis(
        session.choose("basis", t("control.basis"), codes, codes[0], lambda c: t(f"cohort.basis.{c}"), "segments")
    )


def horizon_control() -> str:
    """Choose how many months to show."""
    return session.choose(
        "horizon", t("cohort.horizon"), list(HORIZONS), "12", lambda c: t(f"cohort.horizon.{c}"), "segments"
    )


def columns(*names: str) -> dict[str, str]:
    """Names of table columns for the reader."""
    keys = {
        "value": "cohort.col.value", "at_risk": "cohort.col.at_risk", "cohorts": "cohort.col.cohorts",
        "step": "cohort.col.step", "window": "cohort.col.window", "converted": "cohort.col.converted",
        "open": "cohort.col.open", "from_day": "cohort.col.from", "to_day": "cohort.col.to",
    }  # fmt: skip
    return {name: t(keys.get(name, f"col.{name}")) for name in names}
