"""Whether another round of estimates is worth the time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from ltv.metrics.metric import Text

Reason = Literal["agreed_order", "agreed_estimates", "no_movement", "last_round", "continue"]

REASON_NAMES: dict[Reason, Text] = {
    "agreed_order": Text("順位がそろった", "The order is agreed"),
    "agreed_estimates": Text("見積もりがそろった", "The estimates are agreed"),
    "no_movement": Text("話し合っても動かなくなった", "Talking no longer moves it"),
    "last_round": Text("決めた回数に達した", "The last round"),
    "continue": Text("もう1回行う", "One more round"),
}

AGREED_W = 0.7
CLOSE_IQR = 0.25
STILL_W = 0.05
MOST_ROUNDS = 3


@dataclass(frozen=True)
class Stop:
    """Whether to stop, and what is on record.

    Attributes
    ----------
    stop : bool
    agreed : bool
        False when rounds end without agreement: 未合意 is recorded, and the named decider decides.
    reason : key of `REASON_NAMES`
    """

    stop: bool
    agreed: bool
    reason: Reason


def stop(round_number: int, *, w: float = math.nan, w_before: float = math.nan, relative_iqr: float = math.nan) -> Stop:
    """Stop when W ≥ 0.7, or the relative IQR ≤ 0.25, or W moved by less than 0.05; after three rounds in any case.

    Parameters
    ----------
    round_number : 1 for the first
    w, w_before : Kendall's W of this round and of the one before; NaN where items are not ranked
    relative_iqr : of the item in question, the widest of several; NaN where there is none
    """
    if w >= AGREED_W:
        return Stop(stop=True, agreed=True, reason="agreed_order")
    if relative_iqr <= CLOSE_IQR:
        return Stop(stop=True, agreed=True, reason="agreed_estimates")
    if round_number > 1 and abs(w - w_before) < STILL_W - 1e-12:
        return Stop(stop=True, agreed=False, reason="no_movement")
    if round_number >= MOST_ROUNDS:
        return Stop(stop=True, agreed=False, reason="last_round")
    return Stop(stop=False, agreed=False, reason="continue")
