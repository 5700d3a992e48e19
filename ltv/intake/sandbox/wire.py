"""A reading as bytes: its tables as Arrow streams, everything else as JSON in the first one's schema."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from ltv.intake.result import Choice, Message, Options, Question, Reading, Recognition, Sales
from ltv.intake.texts import categorical

_ABOUT = b"reading"
_TABLES = ("table", "problems", "parties")
_TUPLES = ("headers", "dropped_personal", "unused")


def packed(reading: Reading, sink: Any) -> None:
    """Write a reading to a file object."""
    about = {f.name: getattr(reading, f.name) for f in fields(Reading) if f.name not in _TABLES}
    said = json.dumps(about, default=_plain, ensure_ascii=True).encode()
    table = pa.Table.from_pandas(reading.table, preserve_index=False)
    _write(table.replace_schema_metadata({**(table.schema.metadata or {}), _ABOUT: said}), sink)
    for other in (reading.problems, pd.DataFrame() if reading.parties is None else reading.parties):
        _write(pa.Table.from_pandas(other, preserve_index=False), sink)


def unpacked(buffer: Any) -> Reading:
    """A reading out of what `packed` wrote."""
    source = pa.BufferReader(buffer)
    table, problems, parties = (_read(source) for _ in _TABLES)
    about = json.loads(table.schema.metadata[_ABOUT])
    return Reading(
        table=_frame(table),
        problems=_frame(problems),
        parties=_frame(parties) if parties.num_columns else None,
        **_restored(about),
    )


def options_text(options: Options) -> str:
    """Options as text; a key of pseudonyms as hexadecimal digits."""
    return json.dumps({f.name: getattr(options, f.name) for f in fields(Options)}, default=_plain)


def options_of(text: str) -> Options:
    """Options out of what `options_text` wrote."""
    said = json.loads(text)
    today, secret = said.pop("today"), said.pop("secret")
    return Options(**said, today=_day(today), secret=None if secret is None else bytes.fromhex(secret))


def _write(table: Any, sink: Any) -> None:
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)


def _read(source: Any) -> Any:
    with pa.ipc.open_stream(source) as stream:
        table = stream.read_all()
    table.validate(full=True)
    return table


def _frame(table: Any) -> pd.DataFrame:
    coded = {name: _coded(table[name]) for name in table.column_names if pa.types.is_dictionary(table[name].type)}
    whole = table.replace_schema_metadata({b"pandas": table.schema.metadata[b"pandas"]})
    frame = whole.drop_columns(list(coded)).to_pandas(split_blocks=True)
    columns = {str(name): coded[name] if name in coded else frame[name].array for name in table.column_names}
    return pd.DataFrame(columns, index=frame.index, copy=False)


def _coded(column: Any) -> pd.Categorical:
    """A categorical whose texts never become objects of Python. Raises ValueError when one of them comes twice."""
    whole = column.combine_chunks()
    if pc.count_distinct(whole.dictionary, mode="only_valid").as_py() < len(whole.dictionary):
        raise ValueError("texts that are missing or come twice")
    return categorical(whole.indices.fill_null(-1).to_numpy(zero_copy_only=False), whole.dictionary)


def _plain(value: Any) -> Any:
    """What JSON has no word for."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Message | Choice | Question | Recognition | Sales):
        return {f.name: getattr(value, f.name) for f in fields(value)}
    raise TypeError(f"{type(value).__name__} cannot travel")


def _restored(about: dict[str, Any]) -> dict[str, Any]:
    recognised = about["recognised"] | {name: tuple(about["recognised"][name]) for name in _TUPLES}
    return about | {
        "recognised": Recognition(**recognised),
        "warnings": tuple(_message(said) for said in about["warnings"]),
        "error": _message(about["error"]) if about["error"] else None,
        "question": _question(about["question"]) if about["question"] else None,
        "today": _day(about["today"]),
        "sales": _sales(about["sales"]) if about["sales"] else None,
    }


def _message(said: Mapping[str, Any]) -> Message:
    return Message(said["code"], _params(said["params"]))


def _question(said: Mapping[str, Any]) -> Question:
    choices = tuple(_choice(choice) for choice in said["choices"])
    return Question(said["code"], said["answer"], choices, _params(said["params"]))


def _choice(said: Mapping[str, Any]) -> Choice:
    cells = tuple((header, written, read) for header, written, read in said["cells"])
    return Choice(said["code"], said["example"], tuple(said["lines"]), cells)


def _sales(said: Mapping[str, Any]) -> Sales:
    return Sales(**{**said, "months": tuple((month, net) for month, net in said["months"])})


def _params(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
