"""A meeting as it stands on one run of the page: what is open, who has estimated, which rounds are on the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions.agreement.positions import Positions, as_of_round, positions
from ltv.decisions.agreement.stopping import MOST_ROUNDS
from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.portfolio.initiatives import Initiative
from ui import candidates, kept, workshop_room
from ui.words import of, t
from ui.workshop_room import named
from ui.workshop_units import Scale, scales

STEP, DEPARTMENTS_CHOSEN = "workshop.step", "workshop.departments"
"""Names of drafts that outlive a room."""
STEPS = ("choose", "first", "reveal", "again", "pool", "decide")
USUAL = ("marketing", "cs", "sales", "logistics", "product", "finance")
"""Departments at the table unless the reader says otherwise."""
FEWEST = 2
"""Departments without which there is nothing to compare."""


@dataclass(frozen=True, eq=False)
class Workshop:
    """A meeting.

    Attributes
    ----------
    code : of its room; "" before anything was opened
    item : id of the initiative that is open; "" for none
    departments : codes of who takes part
    said : DataFrame, as `workshop_room.said`
    """

    data: Dataset
    code: str
    item: str
    departments: tuple[str, ...]
    said: pd.DataFrame

    @cached_property
    def planned(self) -> tuple[Initiative, ...]:
        """Everything the plan rests on, what is running or finished included."""
        return candidates.candidates(self.data).usable

    @property
    def initiatives(self) -> tuple[Initiative, ...]:
        """What can be opened: what is still to be decided."""
        return tuple(one for one in self.planned if one.status == "idea")

    @property
    def initiative(self) -> Initiative:
        """What is open."""
        return next(one for one in self.initiatives if one.id == self.item)

    @cached_property
    def scales(self) -> dict[str, Scale]:
        """What is asked of it."""
        return scales(self.initiative, self.data)

    @property
    def step(self) -> str:
        """Where the meeting stands."""
        step = kept.draft(STEP)
        return step if step in STEPS else STEPS[0]

    @property
    def shown(self) -> int:
        """Rounds of what is open that are on the table."""
        return self.shown_of(self.item)

    def shown_of(self, item: str) -> int:
        """Rounds of an initiative that are on the table."""
        written = kept.draft(named(self.code, item, "shown")) if self.code and item else ""
        return int(written) if written in [str(n) for n in range(1, MOST_ROUNDS + 1)] else 0

    @property
    def round(self) -> int:
        """The round that is being entered, or the last one."""
        return min(self.shown + 1, MOST_ROUNDS)

    @property
    def is_over(self) -> bool:
        """Whether no round is left."""
        return self.shown >= MOST_ROUNDS

    def entered(self, number: int) -> tuple[str, ...]:
        """Departments that have entered something in a round of what is open."""
        rows = self.said[(self.said["item"] == self.item) & (self.said["round"] == number)]
        return tuple(name for name in DEPARTMENTS if name in set(rows["department"]))

    @property
    def waiting(self) -> tuple[str, ...]:
        """Departments that are still to enter."""
        return tuple(name for name in self.departments if name not in self.entered(self.round))

    @property
    def absent(self) -> tuple[str, ...]:
        """Departments that have not said anything of what is on the table."""
        return tuple(name for name in self.departments if name not in set(self.at(self.item, self.shown)["department"]))

    @property
    def can_reveal(self) -> bool:
        """Whether there is something to put on the table."""
        fewest = FEWEST if self.round == 1 else 1
        return not self.is_over and len(self.entered(self.round)) >= fewest

    @cached_property
    def on_table(self) -> pd.DataFrame:
        """Of every initiative that was revealed, what departments say now."""
        parts = [self.at(one.id, self.shown_of(one.id)) for one in self.initiatives if self.shown_of(one.id)]
        return pd.concat(parts, ignore_index=True) if parts else self.said.iloc[:0]

    @property
    def before(self) -> pd.DataFrame:
        """The same with what is open as it was one round earlier."""
        others = self.on_table[self.on_table["item"] != self.item]
        return pd.concat([others, self.at(self.item, self.shown - 1)], ignore_index=True)

    def at(self, item: str, number: int) -> pd.DataFrame:
        """What departments say of an initiative after a round."""
        return as_of_round(self.said[self.said["item"] == item], number)

    def positions(self, number: int) -> list[Positions]:
        """Where departments stand on what is open after a round, for each quantity that is asked."""
        return [positions(self.at(self.item, number), quantity) for quantity in self.scales]

    @property
    def decision(self) -> str:
        """Id of the record of what was decided; "" before."""
        return kept.draft(named(self.code, self.item, "decision")) if self.item else ""


def found(data: Dataset) -> Workshop:
    """The meeting as it stands."""
    workshop_room.keep_unsaved()
    code = workshop_room.code_of(data)
    item = kept.draft(named(code, "item")) if code else ""
    known = {one.id for one in candidates.candidates(data).usable if one.status == "idea"}
    said = workshop_room.said(code, data.months.decimals)
    present = [*departments(), *said["department"]]
    order = tuple(name for name in DEPARTMENTS if name in present)
    return Workshop(data, code, item if item in known else "", order, said)


def departments() -> tuple[str, ...]:
    """Who takes part, as chosen."""
    chosen = [name for name in kept.draft(DEPARTMENTS_CHOSEN).split(",") if name in DEPARTMENTS]
    return tuple(chosen) if chosen else USUAL


def open_item(data: Dataset, item: str) -> None:
    """Open an initiative, in a new room if there is none yet, at the first step that is still to be done."""
    code = workshop_room.code_of(data) or workshop_room.begin(data)
    kept.write_draft(named(code, "item"), item)
    kept.write_draft(named(code, "seat"), "")
    go("reveal" if kept.draft(named(code, item, "shown")) else "first")


def begin(data: Dataset) -> None:
    """Begin a new meeting."""
    workshop_room.begin(data)
    go(STEPS[0])


def go(step: str) -> None:
    """Go to a step."""
    kept.write_draft(STEP, step)


def reveal(code: str, item: str, number: int) -> None:
    """Put a round on the table; from then on it cannot be changed."""
    kept.write_draft(named(code, item, "shown"), str(number))
    kept.write_draft(named(code, "seat"), "")
    go("reveal")


def names(codes: Sequence[str]) -> str:
    """Departments in words."""
    return t("priority.and").join(of(DEPARTMENTS[code]) for code in codes)
