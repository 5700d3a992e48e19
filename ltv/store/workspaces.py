"""Workspaces: one per installation unless somebody makes more; records of one are not seen from another."""

from __future__ import annotations

from sqlalchemy import insert, select

from ltv.store.clock import Clock, written
from ltv.store.engine import Database
from ltv.store.schema import WORKSPACE
from ltv.store.tokens import new_id

DEFAULT = "default"


def workspace_id(database: Database, clock: Clock, name: str = DEFAULT) -> str:
    """Id of the workspace of a name, which is made when it is asked for the first time."""
    with database.writing() as connection:
        known = connection.scalar(select(WORKSPACE.c.id).where(WORKSPACE.c.name == name))
        if known is not None:
            return str(known)
        row = {"id": new_id(), "name": name, "created_at": written(clock())}
        connection.execute(insert(WORKSPACE).values(row))
        return str(row["id"])
