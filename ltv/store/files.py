"""A scenario as one file: with what decides its numbers, so that they come back the same elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn, cast

from ltv.metrics.metric import Text
from ltv.store.clock import written
from ltv.store.declared import Reader, fields_of, mapping, one_of, short_code, whole
from ltv.store.errors import FileRefusedError, InvalidRecordError
from ltv.store.json_text import Flaw, dumped, loaded
from ltv.store.kinds import Scenario, body_of, body_text
from ltv.store.revisions import Record
from ltv.version import VERSION

MOST_BYTES = 4_000_000
"""Largest file that is looked at."""

_FORMAT = "ltv-compass-scenario"
_FORMAT_VERSION = 1
_ENVELOPE: Mapping[str, Reader] = {
    "format": one_of(_FORMAT),
    "format_version": whole(1, 10_000),
    "program": short_code,
    "exported_at": short_code,
    "source": short_code,
    "source_revision": whole(1, 2**31),
    "body_version": whole(1, 10_000),
    "body": mapping,
    "sha256": short_code,
}


@dataclass(frozen=True)
class ScenarioFile:
    """A file to hand out: an ASCII name and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class ImportedScenario:
    """A scenario from a file, not kept yet: saving it makes a new record and touches no other.

    Attributes
    ----------
    source, source_revision : record it was exported from, possibly of another installation
    program : version of the program that exported it
    """

    scenario: Scenario
    source: str
    source_revision: int
    program: str

    def notes(self, fingerprint: str) -> list[Text]:
        """Why numbers computed anew from the data set on screen may differ from those in the file; none if they agree.

        Parameters
        ----------
        fingerprint : of the data set on screen
        """
        found = []
        if self.scenario.base != fingerprint:
            found.append(
                Text(
                    "このシナリオは別のデータで作られています。表示中のデータで計算すると、数字は変わります。",
                    "This scenario was made from other data. On the data on screen its numbers will differ.",
                )
            )
        if self.scenario.program != VERSION:
            found.append(
                Text(
                    f"LTV羅針盤{self.scenario.program}で計算されています（この版は{VERSION}）。数字が変わることがあります。",
                    f"It was computed by LTV Compass {self.scenario.program}; this is {VERSION}. Numbers may differ.",
                )
            )
        return found


def export_scenario(record: Record[Scenario], *, exported_at: datetime) -> ScenarioFile:
    """Write a scenario as a file. It names the data set by its fingerprint only, and nobody who worked on it."""
    body = body_text(record.body)
    envelope = {
        "format": _FORMAT,
        "format_version": _FORMAT_VERSION,
        "program": VERSION,
        "exported_at": written(exported_at),
        "source": record.id,
        "source_revision": record.revision,
        "body_version": record.body.VERSION,
        "body": loaded(body),
        "sha256": _digest(body),
    }
    return ScenarioFile(f"scenario_{record.id[:8]}_{record.revision}.json", (dumped(envelope) + "\n").encode())


def import_scenario(data: bytes) -> ImportedScenario:
    """Read a file that `export_scenario` wrote, checking everything.

    Raises
    ------
    FileRefusedError
        When it is too large, no such file, of a later format, or was changed since it was exported.
    """
    if len(data) > MOST_BYTES:
        _refuse(f"{MOST_BYTES // 1_000_000}MBを超えています", f"it is larger than {MOST_BYTES // 1_000_000} MB")
    try:
        envelope = _envelope(fields_of(loaded(data.decode("utf-8-sig"))))
    except (Flaw, UnicodeDecodeError) as error:
        raise _refusal(
            "LTV羅針盤が書き出したシナリオではありません", "it is no scenario exported by LTV Compass"
        ) from error
    if envelope["format_version"] > _FORMAT_VERSION:
        _refuse(
            f"より新しい版（{envelope['program']}）で書き出されています。LTV羅針盤を更新してください",
            f"a newer LTV Compass ({envelope['program']}) wrote it; update LTV Compass",
        )
    return ImportedScenario(_scenario(envelope), envelope["source"], envelope["source_revision"], envelope["program"])


def _envelope(values: Mapping[str, Any]) -> dict[str, Any]:
    if set(values) != set(_ENVELOPE):
        raise Flaw("項目が違います", "other fields than expected")
    return {name: read(values[name]) for name, read in _ENVELOPE.items()}


def _scenario(envelope: Mapping[str, Any]) -> Scenario:
    body = dumped(envelope["body"])
    if _digest(body) != envelope["sha256"]:
        _refuse(
            "書き出したあとに変更されているか、途中で切れています。もう一度書き出してください",
            "it was changed or cut off after it was exported; export it again",
        )
    try:
        found = body_of(Scenario.KIND, envelope["body_version"], body)
    except InvalidRecordError as error:
        raise _refusal(error.text.ja, error.text.en) from error
    return cast(Scenario, found)


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _refuse(ja: str, en: str) -> NoReturn:
    raise _refusal(ja, en)


def _refusal(ja: str, en: str) -> FileRefusedError:
    return FileRefusedError(Text(f"このファイルは取り込めません: {ja}。", f"This file cannot be taken in: {en}."))
