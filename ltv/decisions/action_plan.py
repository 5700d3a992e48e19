"""A plan of whom to contact and whom to leave alone: three tables, and the sums that are told of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from ltv.decisions.choices import BLOCKS
from ltv.decisions.treatments import Treatment
from ltv.metrics.intervals import share
from ltv.metrics.metric import Text

TREAT, HOLD_OUT = "treat", "hold-out"
ARMS = {
    TREAT: Text("施策の対象", "Treated"),
    HOLD_OUT: Text("比較対象（連絡しない）", "Hold-out, not contacted"),
}
WHY = {
    "best": Text("期待利益が最大の施策", "The treatment with the largest expected gain"),
    "within_caps": Text("上限に収まる次善の施策", "The next best treatment that fits the caps"),
    "caps": Text("期待利益はあるが、上限のため次回以降", "Would pay, but the caps are used up: next time"),
    **BLOCKS,
}
"""Reasons in every table of an `Audience`."""


@dataclass(frozen=True, eq=False)
class Audience:
    """A plan: every customer is in exactly one of three tables. Money in the data set's smallest unit.

    Attributes
    ----------
    chosen : DataFrame, one row per customer, largest gain first
        `customer`, `customer_id`, `quadrant`, `value`, `risk`, `treatment`, `channel`, `arm`; expected `gain` with
        `gain_low` and `gain_high` (the effect at P10 and P90); expected `cost`, of which `discount`; `hours`;
        `reason`.
    deferred : DataFrame
        Customers with a treatment that pays for whom the caps leave no room: `treatment`, `gain`, `reason` "caps".
    suppressed : DataFrame
        Customers not to contact: `reason` (code of `WHY`); `saved_cost`, what the usual treatment would have cost, and
        `loss_avoided`, what it would have lost on balance, both 0 where it would have paid; `forgone_gain`, the best
        treatment's gain where something other than money forbids it.
    caps : DataFrame
        As `caps.cap_table`: what binds and what more would be worth.
    usual : Treatment
        What would otherwise be done for everyone.
    bound : money
        No plan within the caps has a larger expected gain.
    seed : str
        Decides the hold-out, together with the ids.
    """

    chosen: pd.DataFrame
    deferred: pd.DataFrame
    suppressed: pd.DataFrame
    caps: pd.DataFrame
    usual: Treatment
    bound: float
    is_exact: bool
    threshold: float
    seed: str

    def arm(self, name: str) -> pd.DataFrame:
        """Rows of `chosen` that are treated (`TREAT`) or held out (`HOLD_OUT`)."""
        return self.chosen[self.chosen["arm"] == name]

    @cached_property
    def treated(self) -> pd.DataFrame:
        """Rows of `chosen` that are contacted."""
        return self.arm(TREAT)

    @property
    def contacts(self) -> int:
        """Number of customers contacted."""
        return len(self.treated)

    @property
    def contacts_by_people(self) -> int:
        """Number of customers whom a person contacts; the others hear from a machine."""
        return int((self.treated["hours"] > 0).sum())

    @property
    def contacts_by_machine(self) -> int:
        """Number of customers who are contacted without anybody's time."""
        return self.contacts - self.contacts_by_people

    def by_treatment(self) -> pd.DataFrame:
        """Add the chosen customers up by treatment, the largest gain first.

        Returns
        -------
        DataFrame, one row per treatment that anybody was chosen for
            `treatment`, `channel`; `treated` and `held_out` customers; of the treated ones `gain`, `cost`, `hours`.
        """
        rows = self.chosen.assign(treated=self.chosen["arm"] == TREAT, held_out=self.chosen["arm"] == HOLD_OUT)
        figures = ["gain", "cost", "hours"]
        rows[figures] = rows[figures].where(rows["treated"], 0.0)
        sums = rows.groupby(["treatment", "channel"], as_index=False)[["treated", "held_out", *figures]].sum()
        return sums.sort_values("gain", ascending=False, kind="stable", ignore_index=True)

    def by_reason(self) -> pd.DataFrame:
        """Add up who is not contacted by why, the most customers first; who is left for the next time included.

        Returns
        -------
        DataFrame, one row per reason that anybody has
            `reason` (code of `WHY`), `customers`; `saved_cost`, `loss_avoided`; `forgone_gain`, what the best treatment
            would bring if the reason were gone.
        """
        waiting = self.deferred.assign(saved_cost=0.0, loss_avoided=0.0, forgone_gain=self.deferred["gain"])
        columns = ["reason", "saved_cost", "loss_avoided", "forgone_gain"]
        rows = pd.concat([self.suppressed[columns], waiting[columns]], ignore_index=True)
        groups = rows.groupby("reason", as_index=False)
        sums = groups.agg(
            customers=("saved_cost", "size"), **{name: (name, "sum") for name in columns[1:]}
        )  # fmt: skip
        return sums.sort_values("customers", ascending=False, kind="stable", ignore_index=True)

    @property
    def gain(self) -> float:
        """Expected net gain of those contacted."""
        return float(self.treated["gain"].sum())

    @property
    def gain_range(self) -> tuple[float, float]:
        """`gain` if every effect were at its P10, or its P90: all treatments off by the same luck, so a wide range."""
        return float(self.treated["gain_low"].sum()), float(self.treated["gain_high"].sum())

    @property
    def surely_gains(self) -> bool:
        """Whether something is gained even if every effect is at its P10."""
        return self.gain_range[0] > 0

    @property
    def tightest_cap(self) -> pd.Series[Any] | None:
        """The row of `caps` that binds and of which a step more would bring most; None where no cap binds."""
        binding = self.caps[self.caps["binds"].astype(bool)]
        return None if binding.empty else binding.iloc[int(binding["more"].argmax())]

    @property
    def held_out_gain(self) -> float:
        """Expected net gain that the hold-out gives up so that the effect can be told."""
        return float(self.arm(HOLD_OUT)["gain"].sum())

    @property
    def chosen_gain(self) -> float:
        """Expected net gain of everyone chosen, as if nobody were held out; what the caps were used for."""
        return float(self.chosen["gain"].sum())

    @property
    def spend(self) -> float:
        """Expected cost of those contacted, discounts included."""
        return float(self.treated["cost"].sum())

    @property
    def discount(self) -> float:
        """Expected discounts to those contacted."""
        return float(self.treated["discount"].sum())

    @property
    def offered_share(self) -> float:
        """Share of those contacted who are offered something: a guardrail on discounts; NaN without contacts."""
        return share(int((self.treated["discount"] > 0).sum()), self.contacts)

    @property
    def hours(self) -> float:
        """People's hours for those contacted."""
        return float(self.treated["hours"].sum())

    @property
    def saved_cost(self) -> float:
        """What the usual treatment would have cost on customers whom it would not have paid to contact."""
        return float(self.suppressed["saved_cost"].sum())

    @property
    def loss_avoided(self) -> float:
        """What the usual treatment would have lost on balance on these customers."""
        return float(self.suppressed["loss_avoided"].sum())

    @property
    def spared(self) -> int:
        """Number of customers whom it saves money not to contact."""
        return int((self.suppressed["saved_cost"] > 0).sum())

    @property
    def holdout_share(self) -> float:
        """Share of the chosen who are held out; NaN when nobody is chosen."""
        return share(len(self.arm(HOLD_OUT)), len(self.chosen))

    @property
    def gap(self) -> float:
        """Largest share of the gain that a better choice could add; 0 where that has been ruled out."""
        return 0.0 if self.is_exact else share(self.bound - self.chosen_gain, self.bound)
