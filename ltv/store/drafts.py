"""Text as it is typed, kept at once, so that a refresh, a dropped connection or a locked phone loses nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from ltv.metrics.metric import Text
from ltv.store.clock import written
from ltv.store.declared import MOST_TEXT, label, text
from ltv.store.errors import InvalidRecordError
from ltv.store.json_text import Flaw
from ltv.store.records import Store
from ltv.store.schema import DRAFT
from ltv.store.tokens import session_of

KEPT = timedelta(days=30)
"""How long a draft is kept after it was last typed in."""
MOST_DRAFTS = 500
"""Most drafts of one session."""

_MOST_CHARACTERS = 10 * MOST_TEXT
_INSERT: Mapping[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Drafts:
    """The drafts of one person, whom a secret token in their link brings back; another token sees none of them.

    Parameters
    ----------
    store : Store
    token : as `tokens.new_token` makes it; only a digest of it is kept
    """

    def __init__(self, store: Store, token: str) -> None:
        self._store = store
        self._mine = (DRAFT.c.workspace == store.workspace, DRAFT.c.session == session_of(token))
        self._session = session_of(token)

    def write(self, name: str, words: str) -> None:
        """Keep a text under a name, in place of what was there; on disk when this returns.

        Raises
        ------
        InvalidRecordError
            When the text or its name is too long, or there are too many drafts.
        """
        _check(name, words)
        now = written(self._store.clock())
        row = {"workspace": self._store.workspace, "session": self._session, "name": name}
        # as ASCII, since a browser may send half a character
        said = {"body": json.dumps(words), "changed_at": now}
        with self._store.database.writing() as connection:
            connection.execute(delete(DRAFT).where(DRAFT.c.changed_at < self._oldest()))
            self._require_room(connection, name)
            into = _INSERT[connection.dialect.name](DRAFT).values(**row, **said)
            connection.execute(into.on_conflict_do_update(index_elements=list(row), set_=said))

    def read(self, name: str) -> str | None:
        """What was typed last; None without a draft of that name."""
        return self.all().get(name)

    def all(self) -> dict[str, str]:
        """Every draft by its name."""
        which = (*self._mine, DRAFT.c.changed_at >= self._oldest())
        with self._store.database.reading() as connection:
            rows = connection.execute(select(DRAFT.c.name, DRAFT.c.body).where(*which).order_by(DRAFT.c.name)).all()
        return {row.name: json.loads(row.body) for row in rows}

    def clear(self, *names: str) -> None:
        """Forget drafts, once what they held is saved as a record."""
        with self._store.database.writing() as connection:
            connection.execute(delete(DRAFT).where(*self._mine, DRAFT.c.name.in_(names)))

    def _oldest(self) -> str:
        return written(self._store.clock() - KEPT)

    def _require_room(self, connection: Connection, name: str) -> None:
        others = select(func.count()).select_from(DRAFT).where(*self._mine, DRAFT.c.name != name)
        if (connection.scalar(others) or 0) >= MOST_DRAFTS:
            flaw = Text(f"下書きは{MOST_DRAFTS}件までです", f"no more than {MOST_DRAFTS} drafts can be kept")
            raise InvalidRecordError("draft", [flaw])


def _check(name: str, words: str) -> None:
    try:
        label(name)
        text(most=_MOST_CHARACTERS)(words.encode("utf-8", "replace").decode())
    except Flaw as flaw:
        raise InvalidRecordError("draft", [flaw.text]) from flaw
