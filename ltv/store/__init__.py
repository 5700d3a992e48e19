"""What is kept between visits: scenarios, initiatives, estimates and decisions, and text as it is typed."""

from __future__ import annotations

from ltv.store.clock import Clock, utc_now
from ltv.store.deletion import Deleted, delete_all
from ltv.store.drafts import Drafts
from ltv.store.engine import Database
from ltv.store.errors import ConflictError, StoreError
from ltv.store.files import export_scenario, import_scenario
from ltv.store.kinds import Decision, Estimate, InitiativeRecord, Scenario
from ltv.store.location import Location, chosen_location
from ltv.store.migrations import migrate
from ltv.store.records import Store
from ltv.store.revisions import Link, Record
from ltv.store.workspaces import DEFAULT, workspace_id


def open_store(where: Location | None = None, *, workspace: str = DEFAULT, clock: Clock = utc_now) -> Store:
    """Open the store, making or updating it where needed. Once per process: it serves many threads.

    Parameters
    ----------
    where : Location, optional
        Else as the environment says (`chosen_location`).
    workspace : name; one per installation unless told otherwise
    clock : gives the present moment

    Raises
    ------
    StoreError
        When it cannot be opened; `text` says why and what to do, in both languages.
    """
    database = Database(where or chosen_location())
    try:
        migrate(database, clock)
        return Store(database, workspace_id(database, clock, workspace), clock)
    except BaseException:
        database.close()
        raise


__all__ = [
    "ConflictError",
    "Decision",
    "Deleted",
    "Drafts",
    "Estimate",
    "InitiativeRecord",
    "Link",
    "Location",
    "Record",
    "Scenario",
    "Store",
    "StoreError",
    "chosen_location",
    "delete_all",
    "export_scenario",
    "import_scenario",
    "open_store",
]
