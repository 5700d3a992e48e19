"""How files with a header were read, for the next file with the same header: columns and answers, never a value."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ltv.intake import Options
from ui import session

_KEPT = "remembered"


@dataclass(frozen=True)
class Remembered:
    """What a reader decided about a file, as far as it holds for the next one."""

    kind: str | None = None
    mapping: Mapping[str, str] | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    timezone: str = "Asia/Tokyo"

    @classmethod
    def of(cls, options: Options) -> Remembered:
        """What options decide."""
        return cls(options.kind, options.mapping, options.answers, options.timezone)

    def applied_to(self, options: Options) -> Options:
        """Options that decide the same."""
        return replace(
            options, kind=self.kind, mapping=self.mapping, answers=dict(self.answers), timezone=self.timezone
        )


def digest_of(headers: Sequence[str]) -> str:
    """What stands for a header line, whatever its names are."""
    return hashlib.sha256("\x1f".join(headers).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def recall(headers: Sequence[str]) -> Remembered | None:
    """What was decided about the last file with this header."""
    return _all().get(digest_of(headers)) if headers else None


def keep(headers: Sequence[str], options: Options) -> None:
    """Remember what was decided."""
    if headers:
        session.store(_KEPT, {**_all(), digest_of(headers): Remembered.of(options)})


def forget(headers: Sequence[str]) -> None:
    """Remember nothing of files with this header any more."""
    digest = digest_of(headers)
    session.store(_KEPT, {known: found for known, found in _all().items() if known != digest})


def _all() -> dict[str, Remembered]:
    return dict(session.stored(_KEPT, {}))
