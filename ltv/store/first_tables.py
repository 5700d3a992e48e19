"""Step 1 of the migrations: the tables of the first version. Released, so never edited."""

from __future__ import annotations

_APPEND_ONLY = ("record", "revision", "link")

_TABLES = (
    """
    CREATE TABLE schema_version (
        number INTEGER NOT NULL PRIMARY KEY,
        program VARCHAR(40) NOT NULL,
        applied_at VARCHAR(27) NOT NULL
    )
    """,
    """
    CREATE TABLE workspace (
        id VARCHAR(32) NOT NULL PRIMARY KEY,
        name VARCHAR(200) NOT NULL UNIQUE,
        created_at VARCHAR(27) NOT NULL
    )
    """,
    """
    CREATE TABLE record (
        id VARCHAR(32) NOT NULL PRIMARY KEY,
        workspace VARCHAR(32) NOT NULL REFERENCES workspace (id),
        kind VARCHAR(40) NOT NULL,
        handle VARCHAR(600),
        created_at VARCHAR(27) NOT NULL,
        UNIQUE (workspace, kind, handle)
    )
    """,
    """
    CREATE TABLE revision (
        record VARCHAR(32) NOT NULL REFERENCES record (id),
        number INTEGER NOT NULL,
        parent INTEGER,
        created_at VARCHAR(27) NOT NULL,
        author VARCHAR(200) NOT NULL,
        withdrawn INTEGER NOT NULL,
        body_version INTEGER NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (record, number),
        FOREIGN KEY (record, parent) REFERENCES revision (record, number),
        CHECK ((number = 1 AND parent IS NULL) OR (number > 1 AND parent = number - 1))
    )
    """,
    """
    CREATE TABLE link (
        record VARCHAR(32) NOT NULL,
        revision INTEGER NOT NULL,
        role VARCHAR(40) NOT NULL,
        target VARCHAR(32) NOT NULL REFERENCES record (id),
        PRIMARY KEY (record, revision, role, target),
        FOREIGN KEY (record, revision) REFERENCES revision (record, number)
    )
    """,
    """
    CREATE TABLE draft (
        workspace VARCHAR(32) NOT NULL REFERENCES workspace (id),
        session VARCHAR(64) NOT NULL,
        name VARCHAR(200) NOT NULL,
        body TEXT NOT NULL,
        changed_at VARCHAR(27) NOT NULL,
        PRIMARY KEY (workspace, session, name)
    )
    """,
    "CREATE TABLE deletion (workspace VARCHAR(32) NOT NULL PRIMARY KEY)",
    "CREATE INDEX record_by_kind ON record (workspace, kind, created_at)",
    "CREATE INDEX link_by_target ON link (target)",
    "CREATE INDEX draft_by_age ON draft (changed_at)",
)

_NEVER_CHANGED = """
    CREATE TRIGGER {0}_is_never_changed BEFORE UPDATE ON {0}
    BEGIN SELECT RAISE(ABORT, 'records are append-only'); END
"""
_NEVER_DELETED = """
    CREATE TRIGGER {0}_is_never_deleted BEFORE DELETE ON {0} WHEN NOT EXISTS (SELECT 1 FROM deletion)
    BEGIN SELECT RAISE(ABORT, 'records are append-only'); END
"""
_ON_SQLITE = tuple(trigger.format(table) for table in _APPEND_ONLY for trigger in (_NEVER_CHANGED, _NEVER_DELETED))

_ON_POSTGRESQL = (
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM deletion) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'records are append-only';
    END
    $$
    """,
    *(
        f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for table in _APPEND_ONLY
    ),
)

FIRST_TABLES = {"sqlite": (*_TABLES, *_ON_SQLITE), "postgresql": (*_TABLES, *_ON_POSTGRESQL)}
