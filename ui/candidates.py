"""The initiatives a plan chooses from: the starter library, as readers have changed it, and what they added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ltv.dataset import Dataset
from ltv.decisions.portfolio.flaws import initiative_flaws
from ltv.decisions.portfolio.initiatives import Initiative, PlannedLever
from ltv.decisions.portfolio.library import library_in
from ltv.decisions.portfolio.record import UnreadableInitiativeError, kept_initiative, record_of
from ltv.metrics.metric import Text
from ltv.store import InitiativeRecord, Record, Store
from ltv.store.tokens import new_id
from ui import kept
from ui.priority_cells import USUAL
from ui.words import WORDS, of


@dataclass(frozen=True)
class Candidate:
    """An initiative, and where it is kept.

    Attributes
    ----------
    initiative : as it is now
    record, revision : in the store; "" and 0 for one of the library that nobody has changed
    withdrawn : taken off the list
    trouble : why it cannot be used as it is; "" when it can
    scenario_revision : of the scenario it was made from; None for others
    """

    initiative: Initiative
    record: str = ""
    revision: int = 0
    withdrawn: bool = False
    trouble: str = ""
    scenario_revision: int | None = None

    @property
    def id(self) -> str:
        """Code of the initiative."""
        return self.initiative.id


@dataclass(frozen=True)
class Candidates:
    """Everything there is to choose from.

    Attributes
    ----------
    all : in the order of the page
    unreadable : why records could not be read
    """

    all: tuple[Candidate, ...]
    unreadable: tuple[str, ...] = ()

    @property
    def here(self) -> tuple[Candidate, ...]:
        """On the list."""
        return tuple(each for each in self.all if not each.withdrawn)

    @property
    def usable(self) -> tuple[Initiative, ...]:
        """Those that can be computed with."""
        return tuple(each.initiative for each in self.here if not each.trouble)

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be decided."""
        return any(one.status == "idea" for one in self.usable)

    def of(self, code: str) -> Candidate | None:
        """The candidate with a code."""
        return next((each for each in self.all if each.id == code), None)

    def flaws_with(self, changed: Initiative) -> list[Text]:
        """What would be wrong with the list if one were so."""
        others = [one for one in self.usable if one.id != changed.id]
        return [flaw.text for flaw in initiative_flaws([*others, changed])]

    def flaws_without(self, code: str) -> list[Text]:
        """What would be wrong with the list if one were taken off."""
        return [flaw.text for flaw in initiative_flaws([one for one in self.usable if one.id != code])]


def candidates(data: Dataset) -> Candidates:
    """The library in the currency of a data set, with what the store has in its place and beside it."""
    months = data.months
    store = kept.store()
    records = [] if store is None else kept.tried(lambda: store.latest(InitiativeRecord, withdrawn=True)) or []
    found: dict[str, Candidate] = {one.id: Candidate(one) for one in library_in(months.currency, months.decimals)}
    unreadable = []
    for record in records:
        try:
            read = kept_initiative(record.body)
        except UnreadableInitiativeError as error:
            unreadable.append(of(error.text))
            continue
        if (read.currency, read.data) == (months.currency, place_of(data)):
            one = read.initiative
            if read.decimals != months.decimals:
                one = one.in_money(10.0 ** (months.decimals - read.decimals))
            sent = record.body.details.get("scenario_revision")
            found[one.id] = Candidate(one, record.id, record.revision, record.withdrawn, scenario_revision=sent)
    return Candidates(tuple(_checked(list(found.values()))), tuple(unreadable))


def _checked(all_: list[Candidate]) -> list[Candidate]:
    """Those that cannot be used are named; the rest must then do without them, which may leave out more."""
    while True:
        usable = [each.initiative for each in all_ if not each.withdrawn and not each.trouble]
        wrong = {flaw.initiative: of(flaw.text) for flaw in initiative_flaws(usable)}
        if not wrong:
            return all_
        all_ = [replace(each, trouble=each.trouble or wrong.get(each.id, "")) for each in all_]


# --- changing them --------------------------------------------------------------------------------------------------


def save(data: Dataset, candidate: Candidate, changed: Initiative) -> bool:
    """Keep a changed initiative, if nobody changed it since it was read; whether it was kept."""
    body = body_of(data, changed, candidate.scenario_revision)
    return _done(lambda store: _write(store, candidate, body))


def body_of(data: Dataset, one: Initiative, scenario_revision: int | None = None) -> InitiativeRecord:
    """An initiative as it is kept for a data set."""
    more = {} if scenario_revision is None else {"scenario_revision": scenario_revision}
    return record_of(one, data.months.currency, data.months.decimals, data=place_of(data), **more)


def place_of(data: Dataset) -> str:
    """Whose plan it is: each sample has one of its own, and all that readers upload have one together."""
    return data.source if data.source.startswith("sample:") else "own"


def withdraw(data: Dataset, candidate: Candidate) -> bool:
    """Take one off the list; it can be brought back."""
    body = body_of(data, candidate.initiative, candidate.scenario_revision)

    def off(store: Store) -> Record[Any]:
        record, revision = candidate.record, candidate.revision
        if not record:
            saved = _write(store, candidate, body)
            record, revision = saved.id, saved.revision
        return store.withdraw(record, expected=revision, author=kept.author())

    return _done(off)


def add(data: Dataset) -> str:
    """A new initiative to be filled in; its code, "" where it could not be kept."""
    name = Text(*WORDS["priority.edit.new"])
    made = Initiative(f"n{new_id()[:8]}", name, "cs", "retention", levers=(PlannedLever("churn", USUAL),))
    return made.id if save(data, Candidate(made), made) else ""


def library_form(data: Dataset, code: str) -> Initiative | None:
    """An initiative as the library has it; None for one that readers added."""
    months = data.months
    return next((one for one in library_in(months.currency, months.decimals) if one.id == code), None)


def _write(store: Store, candidate: Candidate, body: InitiativeRecord) -> Record[InitiativeRecord]:
    if candidate.record:
        return store.revise(candidate.record, body, expected=candidate.revision, author=kept.author())
    return store.save(body, author=kept.author())


def _done(do: Callable[[Store], Any]) -> bool:
    store = kept.store()
    return store is not None and kept.tried(lambda: do(store)) is not None


def named(names: Sequence[Candidate]) -> dict[str, str]:
    """Names by code, in the reader's language."""
    return {each.id: of(each.initiative.name) for each in names}
