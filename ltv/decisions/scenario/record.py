"""A scenario as it is kept: everything that decides its numbers, checked when it comes back from a store or a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ltv.decisions.scenario.bounds import Holds, number, one_of, or_none, whole
from ltv.decisions.scenario.lever_record import MOST_MONEY, lever_mapping, lever_of
from ltv.decisions.scenario.levers import Lever
from ltv.decisions.scenario.replay import USUAL_RUN, Run
from ltv.decisions.scenario.results import Results
from ltv.metrics.metric import Text
from ltv.metrics.other_costs import OtherCosts
from ltv.models.assumptions import LONGEST, Assumptions
from ltv.store.errors import StoreError
from ltv.store.json_text import Flaw
from ltv.store.kinds import Scenario

METHODS = ("tenure", "flat")
"""Hazards by tenure, or one churn rate for everybody."""
MOST_LEVERS, MOST_DRAWS, MOST_MONTHS = 20, 20_000, 36
"""More than these is not computed: a file could ask for hours and gigabytes."""
LEAST_DRAWS = 100


@dataclass(frozen=True)
class Setting:
    """What a scenario's numbers rest on beside the data set.

    Attributes
    ----------
    method : one of `METHODS`
    target : NRR to reach, a share
    currency, decimals : of the money in levers and assumptions
    run : seed, draws and months of the simulation
    """

    levers: tuple[Lever, ...]
    assumed: Assumptions
    method: str
    target: float
    currency: str
    decimals: int
    run: Run = USUAL_RUN


class UnreadableScenarioError(StoreError):
    """A record or a file holds a scenario that this program cannot compute; all reasons together."""

    def __init__(self, flaws: list[Text]) -> None:
        self.flaws = tuple(flaws)
        super().__init__(
            Text(
                "このシナリオは計算できません。" + "".join(f"{flaw.ja}。" for flaw in flaws),
                "This scenario cannot be computed. " + " ".join(f"{flaw.en}." for flaw in flaws),
            )
        )


def scenario_of(setting: Setting, results: Results, *, name: str, base: str, notes: str = "") -> Scenario:
    """A scenario as the store keeps it.

    Parameters
    ----------
    base : fingerprint of the data set

    Raises
    ------
    InvalidRecordError
        When the name is empty, or a text too long.
    """
    return Scenario(
        name=name,
        base=base,
        levers=[lever_mapping(lever) for lever in setting.levers],
        seed=setting.run.seed,
        draws=setting.run.draws,
        horizon_months=setting.run.months,
        assumptions=_kept(setting),
        results=results.as_mapping(),
        notes=notes,
    )


def setting_of(scenario: Scenario) -> Setting:
    """Read back what decides a scenario's numbers; what an older file does not name has its usual value.

    Raises
    ------
    UnreadableScenarioError
        When anything in it is out of bounds, unknown or of the wrong kind.
    """
    flaws: list[Text] = []
    levers = tuple(_levers(scenario, flaws))
    given = dict(scenario.assumptions)
    read = {name: _read(flaws, name, reader, given.get(name)) for name, reader in _READERS.items()}
    flaws += [_unknown(name) for name in sorted(set(given) - set(_READERS))][:5]
    if not LEAST_DRAWS <= scenario.draws <= MOST_DRAWS or scenario.horizon_months > MOST_MONTHS:
        flaws.append(
            Text(
                f"試行は{LEAST_DRAWS}〜{MOST_DRAWS:,}回、期間は{MOST_MONTHS}か月までです",
                f"it takes {LEAST_DRAWS} to {MOST_DRAWS:,} draws over at most {MOST_MONTHS} months",
            )
        )
    if flaws:
        raise UnreadableScenarioError(flaws[:20])
    run = Run(scenario.seed, scenario.draws, scenario.horizon_months)
    return Setting(levers, read["value"], read["method"], read["target"], read["currency"], read["decimals"], run)


def saved_results(scenario: Scenario) -> Results | None:
    """The results as they were saved; None where it has none that can be read."""
    return Results.from_mapping(scenario.results)


# --- what is kept ---------------------------------------------------------------------------------------------------


def _kept(setting: Setting) -> dict[str, Any]:
    assumed = setting.assumed
    value = {
        "horizon_months": assumed.horizon_months,
        "discount_annual": assumed.discount_annual,
        "gross_margin": assumed.gross_margin,
        "cost_per_purchase": assumed.cost_per_purchase,
        "timing": assumed.timing,
        "winning_cost_monthly": assumed.other_costs.monthly,
        "winning_cost_share": assumed.other_costs.share,
    }
    plain = {name: getattr(setting, name) for name in ("method", "target", "currency", "decimals")}
    return {**plain, "value": value}


# --- what is read back ----------------------------------------------------------------------------------------------


def _levers(scenario: Scenario, flaws: list[Text]) -> list[Lever]:
    if len(scenario.levers) > MOST_LEVERS:
        flaws.append(Text(f"打ち手は{MOST_LEVERS}個までです", f"it has more than {MOST_LEVERS} levers"))
        return []
    found = []
    for place, row in enumerate(scenario.levers, start=1):
        lever, wrong = lever_of(row)
        flaws += [Text(f"打ち手{place}：{flaw.ja}", f"lever {place}: {flaw.en}") for flaw in wrong]
        if lever is not None:
            found.append(lever)
    return found


def _read(flaws: list[Text], name: str, reader: Callable[[object], Any], value: object) -> Any:
    try:
        return reader(value)
    except Flaw as flaw:
        flaws.append(Text(f"{name}：{flaw.text.ja}", f"{name}: {flaw.text.en}"))
        return None


def _unknown(name: str) -> Text:
    short = name[:40]
    return Text(f"この版の知らない前提があります（{short}）", f"it has an assumption unknown to this version ({short})")


def _is_currency(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 8 and (not value or (value.isascii() and value.isalpha()))


def _plain(name: str, value: object) -> Any:
    """An assumption that is one value."""
    holds, usual, flaw = _PLAIN[name]
    if value is None:
        return usual
    if not holds(value):
        raise Flaw(flaw.ja, flaw.en)
    return value


def _value(value: object) -> Assumptions:
    """Horizon, discount, margin and costs; a name that is missing has its usual value."""
    given = {} if value is None else value
    if not isinstance(given, Mapping) or set(given) - set(_VALUES):
        raise Flaw("前提の項目が違います", "other assumptions than expected")
    wrong = [name for name, x in given.items() if not _VALUES[name](x)]
    if wrong:
        raise Flaw(f"{'・'.join(wrong)} が使えません", f"{', '.join(wrong)} cannot be used")
    costs = OtherCosts(*(float(given.get(name, 0.0)) for name in _WINNING))
    return Assumptions(**{name: x for name, x in given.items() if name not in _WINNING}, other_costs=costs)


_WINNING = ("winning_cost_monthly", "winning_cost_share")
_VALUES: Mapping[str, Holds] = {
    "horizon_months": whole(1, LONGEST),
    "discount_annual": number(0, 0.99),
    "gross_margin": or_none(number(-1, 1)),
    "cost_per_purchase": number(0, MOST_MONEY),
    "timing": one_of("middle", "end"),
    "winning_cost_monthly": number(0, MOST_MONEY),
    "winning_cost_share": number(0, 1_000),
}
_PLAIN: Mapping[str, tuple[Holds, Any, Text]] = {
    "method": (
        one_of(*METHODS), METHODS[0], Text("離脱の見方がこの版にありません", "a method unknown to this version")
    ),
    "target": (
        number(0.01, 3), 1.0, Text("目標が0.01〜3（1%〜300%）ではありません", "not from 0.01 to 3 (1% to 300%)")
    ),
    "currency": (_is_currency, "", Text("通貨コードではありません", "no code of a currency")),
    "decimals": (whole(0, 4), 0, Text("小数の桁数が0〜4ではありません", "no whole number from 0 to 4")),
}  # fmt: skip
_READERS: Mapping[str, Callable[[object], Any]] = {
    **{name: partial(_plain, name) for name in _PLAIN},
    "value": _value,
}
