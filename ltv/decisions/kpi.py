"""A KPI as a record: its metric, the decision it serves, who answers for it, and how it could be gamed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from ltv.metrics.basis import RetentionTarget
from ltv.metrics.metric import Metric, Text

Kind = Literal["simple", "ratio", "derived", "cumulative", "conversion"]

DEPARTMENTS = {
    "management": Text("経営", "Management"),
    "marketing": Text("マーケティング", "Marketing"),
    "cs": Text("カスタマーサクセス", "Customer success"),
    "sales": Text("営業", "Sales"),
    "logistics": Text("物流", "Logistics"),
    "product": Text("商品・プロダクト", "Product"),
    "finance": Text("財務", "Finance"),
    "it": Text("IT", "IT"),
}

KIND_NAMES: dict[Kind, Text] = {
    "simple": Text("単純", "Simple"),
    "ratio": Text("比率", "Ratio"),
    "derived": Text("導出", "Derived"),
    "cumulative": Text("累積", "Cumulative"),
    "conversion": Text("転換", "Conversion"),
}


class Maturity(StrEnum):
    """How far a KPI may be used; only `EVALUATION` may touch anyone's appraisal."""

    DRAFT = "draft"
    REFERENCE = "reference"
    TRIAL = "trial"
    EVALUATION = "evaluation"


MATURITY_NAMES = {
    Maturity.DRAFT: Text("下書き", "Draft"),
    Maturity.REFERENCE: Text("参考", "Reference"),
    Maturity.TRIAL: Text("試行", "Trial"),
    Maturity.EVALUATION: Text("評価", "Evaluation"),
}


@dataclass(frozen=True)
class Kpi:
    """One row of the catalogue.

    Attributes
    ----------
    metric : Metric
        Name, meaning, formula, unit, direction and source of the number.
    decision : Text
        What is decided with it.
    basis : Text
        The period, and what the number is divided by.
    owner, contributors : codes of `DEPARTMENTS`
        The one department that answers for it, and those that help.
    guardrails : ids of KPIs
        What must not get worse while this one gets better.
    gaming : Text
        How the number could be improved without improving anything.
    data : str
        Tables and columns it is computed from, in the names of `Dataset`.
    inputs : ids of KPIs
        KPIs it is computed from by arithmetic; these must not go round in a circle.
    target : float, RetentionTarget or None
        None until the reader sets one. A retention target carries its unit and period.
    """

    id: str
    metric: Metric
    decision: Text
    kind: Kind
    basis: Text
    owner: str
    guardrails: tuple[str, ...]
    gaming: Text
    data: str
    contributors: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    maturity: Maturity = Maturity.REFERENCE
    keeps: tuple[str, str] | None = None
    target: float | RetentionTarget | None = None

    @property
    def target_value(self) -> float | None:
        """The target in the KPI's own period; None without one, or when it keeps something else than the KPI."""
        if not isinstance(self.target, RetentionTarget):
            return self.target
        if self.keeps is None or self.keeps[0] != self.target.unit:
            return None
        return self.target.per(self.keeps[1])

    @property
    def direction(self) -> str:
        """Which way is better: "up", "down" or "band"."""
        return self.metric.direction


@dataclass(frozen=True)
class Flaw:
    """Something wrong with a catalogue, and the KPI it is wrong with."""

    kpi: str
    text: Text


def catalogue_flaws(kpis: Iterable[Kpi]) -> list[Flaw]:
    """Everything wrong with a catalogue at once: owners, links, targets and circles. Empty when it is sound."""
    rows = list(kpis)
    by_id = {row.id: row for row in rows}
    flaws = [
        Flaw(row.id, Text("同じidのKPIが2つあります", "two KPIs have this id"))
        for row in rows
        if by_id[row.id] is not row
    ]
    for row in rows:
        flaws += [*_owner_flaws(row), *_link_flaws(row, by_id)]
    return flaws + [
        Flaw(name, Text("計算式が循環しています", "its formula goes round in a circle")) for name in circles(by_id)
    ]


def _owner_flaws(row: Kpi) -> list[Flaw]:
    flaws = []
    if row.owner not in DEPARTMENTS:
        flaws.append(
            Flaw(row.id, Text("責任部門がちょうど1つではありません", "it has no single accountable department"))
        )
    if row.owner in row.contributors or len(set(row.contributors)) < len(row.contributors):
        flaws.append(Flaw(row.id, Text("同じ部門が2度挙がっています", "a department is named twice")))
    unknown = [name for name in row.contributors if name not in DEPARTMENTS]
    flaws += [Flaw(row.id, Text(f"部門「{name}」は登録がありません", f"unknown department {name}")) for name in unknown]
    return flaws


def _link_flaws(row: Kpi, by_id: Mapping[str, Kpi]) -> list[Flaw]:
    flaws = [
        Flaw(row.id, Text(f"KPI「{name}」は登録がありません", f"unknown KPI {name}"))
        for name in (*row.guardrails, *row.inputs)
        if name not in by_id
    ]
    if row.target is not None and row.target_value is None:
        flaws.append(Flaw(row.id, Text("目標の単位がKPIと違います", "its target keeps something else than the KPI")))
    if row.keeps is not None and isinstance(row.target, float):
        flaws.append(Flaw(row.id, Text("継続率の目標に単位と期間がありません", "its target has no unit and period")))
    if row.id in row.guardrails:
        flaws.append(Flaw(row.id, Text("自分自身を歯止めにしています", "it guards itself")))
    return flaws


def circles(kpis: Mapping[str, Kpi]) -> list[str]:
    """Ids of KPIs that are, through their inputs, computed from themselves."""
    return [name for name in kpis if name in _inputs_of(name, kpis)]


def _inputs_of(name: str, kpis: Mapping[str, Kpi]) -> set[str]:
    """Everything a KPI is computed from, at any distance."""
    found: set[str] = set()
    ahead = list(kpis[name].inputs)
    while ahead:
        here = ahead.pop()
        if here not in found and here in kpis:
            found.add(here)
            ahead += kpis[here].inputs
    return found
