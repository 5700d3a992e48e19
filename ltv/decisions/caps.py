"""What limits a plan: money, hours, discounts and contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.decisions.choices import Choices
from ltv.decisions.selection import Selection, select
from ltv.decisions.selection_pairs import CLOSE, Pairs
from ltv.decisions.treatments import CHANNELS, expected_cost, expected_discount
from ltv.errors import InvalidTableError
from ltv.metrics.metric import Text

RESOLVED_UP_TO = 1_000
"""Pairs up to which the worth of more is found by choosing again; beyond, the multipliers tell it."""

CAP_NAMES = {
    "budget": Text("予算（連絡費用＋特典の見込み額）", "Budget: contacts and expected discounts"),
    "hours": Text("人の時間（時間）", "People's hours"),
    "discount": Text("特典の見込み額", "Expected discounts"),
    "contacts": Text("連絡の件数", "Contacts"),
    **{
        f"channel.{code}": Text(f"{name.ja}の件数", f"Contacts by {name.en.lower()}") for code, name in CHANNELS.items()
    },
}
_WHOLE = ("contacts", "channel.")
_TENTH = 0.1


@dataclass(frozen=True)
class Caps:
    """Limits of a plan; None for no limit. They hold for everyone chosen, the hold-out included.

    Attributes
    ----------
    budget : money
        Contact costs and expected discounts together.
    hours : hours of people
    discount : money
        Expected discounts.
    contacts : number of customers
    channels : number of customers by channel, a key of `treatments.CHANNELS`
    contacts_30d : contacts that one customer may have in 30 days, this plan's included
    """

    budget: float | None = None
    hours: float | None = None
    discount: float | None = None
    contacts: int | None = None
    channels: Mapping[str, int] = field(default_factory=dict)
    contacts_30d: int | None = None

    def __post_init__(self) -> None:
        wrong = [name for name, limit in self.limits.items() if not limit >= 0]
        wrong += [name for name in self.channels if name not in CHANNELS]
        if self.contacts_30d is not None and self.contacts_30d < 0:
            wrong.append("contacts_30d")
        if wrong:
            raise InvalidTableError("caps", [f"{name}: not a limit of 0 or more of something known" for name in wrong])

    @property
    def limits(self) -> dict[str, float]:
        """Limit of each cap; infinite where there is none."""
        given = {"budget": self.budget, "hours": self.hours, "discount": self.discount, "contacts": self.contacts}
        channels = {f"channel.{name}": float(self.channels[name]) for name in sorted(self.channels)}
        return {name: np.inf if limit is None else float(limit) for name, limit in given.items()} | channels


def pairs_of(weighed: Choices, caps: Caps) -> tuple[Pairs, NDArray[np.intp]]:
    """Open pairs that pay, with what each takes of every cap; and the column of each one's treatment."""
    row, column = np.nonzero(weighed.open_gain > 0)
    use = np.zeros((len(row), len(caps.limits)))
    for number, treatment in enumerate(weighed.treatments):
        at = column == number
        risk = weighed.people.risk[row[at]]
        takes: dict[str, Any] = {
            "budget": expected_cost(risk, treatment),
            "hours": treatment.hours,
            "discount": expected_discount(risk, treatment),
            "contacts": 1.0,
            f"channel.{treatment.channel}": 1.0,
        }
        for place, name in enumerate(caps.limits):
            use[at, place] = takes.get(name, 0.0)
    return Pairs(row, weighed.open_gain[row, column], use), column


def cap_table(pairs: Pairs, caps: Caps, chosen: Selection) -> pd.DataFrame:
    """How much of each cap is used, and what a little more or less of it would be worth.

    The plan is chosen again with the cap one step wider and one narrower: one contact, or a tenth of money and hours.
    Past `RESOLVED_UP_TO` pairs the multipliers stand in for it.

    Returns
    -------
    DataFrame, one row per cap that is set
        `cap` (key of `CAP_NAMES`), `limit`, `used`, `left`, `step`; `more` and `less`, expected gain won with a step
        more and lost with a step less (money; `less` is 0 or negative); `price`, gain per unit, `more` ÷ `step`;
        `binds`, whether more would be worth anything; `resolved`, whether by choosing again.
    """
    limits = caps.limits
    names = [name for name in limits if np.isfinite(limits[name])]
    rows = [_cap_row(name, pairs, limits, chosen) for name in names]
    columns = ["cap", "limit", "used", "left", "step", "more", "less", "price", "binds", "resolved"]
    return pd.DataFrame(rows, columns=columns)


def _cap_row(name: str, pairs: Pairs, limits: Mapping[str, float], chosen: Selection) -> Sequence[object]:
    place, resolved = list(limits).index(name), pairs.size <= RESOLVED_UP_TO
    limit, used = limits[name], float(pairs.use[chosen.rows, place].sum())
    largest = float(pairs.use[:, place].max(initial=0.0))
    step = 1.0 if name.startswith(_WHOLE) else max(_TENTH * limit, largest)
    if resolved:
        more = _gain_with(pairs, limits, name, limit + step) - chosen.gain
        less = _gain_with(pairs, limits, name, max(0.0, limit - step)) - chosen.gain
    else:
        more = chosen.prices[place] * step
        less = -more
    more, less = max(0.0, float(more)), min(0.0, float(less))
    doubt = CLOSE * chosen.gain if resolved else 0.0
    price = more / step if step else float("nan")
    return name, limit, used, limit - used, step, more, less, price, more > doubt, resolved


def _gain_with(pairs: Pairs, limits: Mapping[str, float], name: str, limit: float) -> float:
    changed = {**limits, name: limit}
    return select(pairs, np.array(list(changed.values()))).gain
