"""The tables as they are now. How a file gets there from any earlier version is in `migrations`.

Moments are texts of equal length in UTC (`clock.written`) and bodies are JSON texts, so that every database keeps them
to the last character and sorts them the same way.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()

_ID, _MOMENT, _NAME = String(32), String(27), String(200)

SCHEMA_VERSION = Table(
    "schema_version",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("program", String(40), nullable=False),
    Column("applied_at", _MOMENT, nullable=False),
)
"""One row per migration that was run."""

WORKSPACE = Table(
    "workspace",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("name", _NAME, nullable=False, unique=True),
    Column("created_at", _MOMENT, nullable=False),
)

RECORD = Table(
    "record",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("workspace", ForeignKey("workspace.id"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("handle", String(600)),
    Column("created_at", _MOMENT, nullable=False),
    UniqueConstraint("workspace", "kind", "handle"),
    Index("record_by_kind", "workspace", "kind", "created_at"),
)
"""What stays the same through all revisions. `handle` is the kind's own name for it, where it has one."""

REVISION = Table(
    "revision",
    METADATA,
    Column("record", ForeignKey("record.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("parent", Integer),
    Column("created_at", _MOMENT, nullable=False),
    Column("author", _NAME, nullable=False),
    Column("withdrawn", Integer, nullable=False),
    Column("body_version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    ForeignKeyConstraint(["record", "parent"], ["revision.record", "revision.number"]),
    CheckConstraint("(number = 1 AND parent IS NULL) OR (number > 1 AND parent = number - 1)"),
)
"""What a record said from a moment on. Rows are added, never changed."""

LINK = Table(
    "link",
    METADATA,
    Column("record", _ID, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("role", String(40), primary_key=True),
    Column("target", ForeignKey("record.id"), primary_key=True),
    ForeignKeyConstraint(["record", "revision"], ["revision.record", "revision.number"]),
    Index("link_by_target", "target"),
)
"""What a revision refers to."""

DRAFT = Table(
    "draft",
    METADATA,
    Column("workspace", ForeignKey("workspace.id"), primary_key=True),
    Column("session", String(64), primary_key=True),
    Column("name", _NAME, primary_key=True),
    Column("body", Text, nullable=False),
    Column("changed_at", _MOMENT, nullable=False),
    Index("draft_by_age", "changed_at"),
)
"""Text as it is being typed. The one table whose rows change."""

DELETION = Table("deletion", METADATA, Column("workspace", _ID, primary_key=True))
"""Holds a row only within the transaction of `delete_all`; without it, triggers refuse every deletion."""

APPEND_ONLY = (RECORD, REVISION, LINK)
