"""A data set as JSON and tables: every field of every part, by its own name, to the last digit.

Frames and columns become Parquet; all else becomes JSON, with a tag where JSON has no word of its own. Only the classes
of `PARTS` are ever built from a file.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import CustomerMonths, Ledger
from ltv.months import MonthRule
from ltv.quality.facts import QualityFacts

PARTS: Mapping[str, type] = {kind.__name__: kind for kind in (Dataset, CustomerMonths, Ledger, MonthRule)}
"""Every dataclass that a data set is made of. One that holds another kind of part names it here to be kept."""

_SIMPLE: Mapping[str, Callable[[Any], Any]] = {
    "float": float,
    "date": dt.date.fromisoformat,
    "QualityFacts": QualityFacts.from_json,
}
_OF_PARTS: Mapping[str, Callable[[Iterator[Any]], Any]] = {"tuple": tuple, "list": list}
_OF_TABLES: Mapping[str, Callable[[pd.DataFrame], Any]] = {
    "frame": lambda frame: frame,
    "array": lambda frame: frame["value"].to_numpy(copy=True),
    "index": lambda frame: pd.Index(frame["value"].array),
}


class NotKnownError(ValueError):
    """What was read is of no form that is known here. Raised inside `ltv.saved` only."""


@dataclass
class Tables:
    """Tables by the names of their files, filled while a data set is taken apart."""

    named: dict[str, Any] = field(default_factory=dict)
    _seen: dict[int, str] = field(default_factory=dict)

    def add(self, path: str, table: Any, of: object) -> str:
        """Keep a table once, however often it is met; its name."""
        if id(of) not in self._seen:
            self._seen[id(of)] = name = self._free(re.sub("[^a-z0-9_]+", "_", path.lower()).strip("_") or "table")
            self.named[name] = table
        return self._seen[id(of)]

    def _free(self, name: str) -> str:
        names = (name if number == 1 else f"{name}_{number}" for number in range(1, len(self.named) + 2))
        return next(free for free in names if free not in self.named)


def taken_apart(dataset: Dataset) -> tuple[dict[str, Any], dict[str, Any]]:
    """JSON of a data set, and its tables by name."""
    tables = Tables()
    return _said(dataset, "", tables), tables.named


def put_together(said: Mapping[str, Any], tables: Mapping[str, Any]) -> Dataset:
    """The data set that `taken_apart` took apart.

    Raises
    ------
    NotKnownError
        When it holds a part that is not known here.
    """
    frames: dict[str, pd.DataFrame] = {}
    found = _value(said, _Source(tables, frames))
    if not isinstance(found, Dataset):
        raise NotKnownError
    return found


def _said(value: Any, path: str, tables: Tables) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, np.generic):
        return _said(value.item(), path, tables)
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$": "float", "is": str(value)}
    if isinstance(value, dt.date):
        return {"$": "date", "is": value.isoformat()}
    if isinstance(value, pd.DataFrame):
        return {"$": "frame", "is": tables.add(path, _of_frame(value), value)}
    if isinstance(value, pd.Index | np.ndarray):
        kind = "index" if isinstance(value, pd.Index) else "array"
        return {"$": kind, "is": tables.add(path, _of_column(value), value)}
    return _said_of_parts(value, path, tables)


def _said_of_parts(value: Any, path: str, tables: Tables) -> Any:
    if isinstance(value, tuple | list):
        return {"$": type(value).__name__, "is": [_said(part, path, tables) for part in value]}
    if isinstance(value, Mapping):
        if value and all(isinstance(part, np.ndarray) for part in value.values()):
            return {"$": "columns", "is": tables.add(path, _of_columns(value), value)}
        return {"$": "map", "is": [[name, _said(part, f"{path}_{name}", tables)] for name, part in value.items()]}
    if isinstance(value, QualityFacts):
        return {"$": "QualityFacts", "is": value.to_json()}
    if type(value) in PARTS.values():
        return {"$": type(value).__name__, "is": _said_of_fields(value, path, tables)}
    raise TypeError(f"{type(value).__name__} cannot be kept: see ltv.saved.tree")


def _said_of_fields(value: Any, path: str, tables: Tables) -> dict[str, Any]:
    """Fields by name; columns of one length stand in one table."""
    said, columns = {}, {}
    for name in _public(type(value)):
        part = getattr(value, name)
        if isinstance(part, np.ndarray):
            columns[name] = part
        else:
            said[name] = _said(part, f"{path}_{name}", tables)
    if columns:
        said["$columns"] = tables.add(
            path, pa.table({name: pa.array(column) for name, column in columns.items()}), value
        )
    return said


def _public(kind: type) -> list[str]:
    return [part.name for part in fields(kind) if part.init and not part.name.startswith("_")]


def _of_frame(frame: pd.DataFrame) -> Any:
    return pa.Table.from_pandas(frame)


def _of_columns(columns: Mapping[str, NDArray[Any]]) -> Any:
    return pa.table({name: pa.array(column) for name, column in columns.items()})


def _of_column(column: pd.Index[Any] | NDArray[Any]) -> Any:
    return pa.Table.from_pandas(pd.DataFrame({"value": column}), preserve_index=False)


@dataclass(frozen=True)
class _Source:
    tables: Mapping[str, Any]
    frames: dict[str, pd.DataFrame]

    def frame(self, name: str) -> pd.DataFrame:
        """A frame, made once, so that parts that shared one share it again."""
        if name not in self.frames:
            self.frames[name] = self._table(name).to_pandas()
        return self.frames[name]

    def columns(self, name: str) -> dict[str, NDArray[Any]]:
        """Columns of a table as arrays of their own."""
        table = self._table(name)
        return {column: np.array(table.column(column).to_numpy()) for column in table.column_names}

    def _table(self, name: str) -> Any:
        if name not in self.tables:
            raise NotKnownError
        return self.tables[name]


def _value(said: Any, source: _Source) -> Any:
    if not isinstance(said, dict):
        return said
    kind, held = str(said.get("$")), said.get("is")
    if kind in _SIMPLE:
        return _SIMPLE[kind](held)
    if kind in _OF_TABLES:
        return _OF_TABLES[kind](source.frame(str(held)))
    if kind == "columns":
        return source.columns(str(held))
    if kind in _OF_PARTS and isinstance(held, list):
        return _OF_PARTS[kind](_value(part, source) for part in held)
    if kind == "map" and isinstance(held, list):
        return {name: _value(part, source) for name, part in held}
    if kind in PARTS and isinstance(held, dict):
        return _built(PARTS[kind], held, source)
    raise NotKnownError


def _built(kind: type, held: dict[str, Any], source: _Source) -> Any:
    given = {name: _value(part, source) for name, part in held.items() if name != "$columns"}
    if "$columns" in held:
        given |= source.columns(str(held["$columns"]))
    if not set(given) <= set(_public(kind)):
        raise NotKnownError
    return kind(**given)
