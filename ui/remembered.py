"""How files with a header were read, for the next file with the same header: columns and answers, never a value.

In the session everything is remembered; in the store what names of columns and our own codes can say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ltv.intake import Options
from ltv.store import Store
from ltv.store.file_mappings import FileMapping
from ltv.store.revisions import Record
from ui import kept, session

_KEPT = "remembered"
_WITHOUT_VALUES = ("amount_rule", "date_order", "decimal_separator", "currency", "preset", "kind", "interval",
                   "contract_end", "refund_rows")  # fmt: skip
"""Questions whose answers are codes of ours; those of others, such as names of sheets and stages, are in the file."""


@dataclass(frozen=True)
class Remembered:
    """What a reader decided about a file, as far as it holds for the next one."""

    kind: str | None = None
    mapping: Mapping[str, str] | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    timezone: str = "Asia/Tokyo"

    @classmethod
    def of(cls, options: Options) -> Remembered:
        """What options decide; which sheet to read is each workbook's own."""
        answers = {name: code for name, code in options.answers.items() if name != "sheet"}
        return cls(options.kind, options.mapping, answers, options.timezone)

    def applied_to(self, options: Options) -> Options:
        """Options that decide the same, where nothing else was decided for this file."""
        answers = {**self.answers, **options.answers}
        if options.mapping is not None:
            return replace(options, answers=answers)
        kind = options.kind or self.kind
        mapping = self.mapping if kind == self.kind else None
        return replace(options, kind=kind, mapping=mapping, answers=answers, timezone=self.timezone)


def digest_of(headers: Sequence[str]) -> str:
    """What stands for a header line, whatever its names are."""
    return hashlib.sha256("\x1f".join(headers).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def recall(headers: Sequence[str]) -> Remembered | None:
    """What was decided about the last file with this header."""
    if not headers:
        return None
    digest = digest_of(headers)
    return _all()[digest] if digest in _all() else _of_store(digest)


def keep(headers: Sequence[str], options: Options) -> None:
    """Remember what was decided."""
    if not headers:
        return
    digest, found = digest_of(headers), Remembered.of(options)
    session.store(_KEPT, {**_all(), digest: found})
    if (store := kept.store()) is not None:
        kept.tried(lambda: store.put(_record(digest, found), author=kept.author()))


def forget(headers: Sequence[str]) -> None:
    """Remember nothing of files with this header any more."""
    digest = digest_of(headers)
    session.store(_KEPT, {**_all(), digest: None})
    if (store := kept.store()) is not None:
        for record in kept.tried(lambda: _records(store, digest)) or ():
            kept.tried(lambda: store.withdraw(record.id, expected=record.revision, author=kept.author()))  # noqa: B023


def _all() -> dict[str, Remembered | None]:
    """Of this session; None where it was forgotten."""
    return dict(session.stored(_KEPT, {}))


def _record(digest: str, found: Remembered) -> FileMapping:
    answers = {name: code for name, code in found.answers.items() if name in _WITHOUT_VALUES}
    return FileMapping(digest, found.kind or "", found.mapping, answers, found.timezone)


def _of_store(digest: str) -> Remembered | None:
    store = kept.store()
    records = kept.tried(lambda: _records(store, digest)) if store is not None else None
    if not records:
        return None
    body = records[0].body
    return Remembered(body.file_kind or None, body.columns, body.answers, body.timezone)


def _records(store: Store, digest: str) -> list[Record[FileMapping]]:
    return store.latest(FileMapping, handle_begins=digest)
