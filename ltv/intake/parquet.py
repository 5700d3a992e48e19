"""A Parquet file becomes a table; its footer is looked at before any of its rows."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from ltv.intake.column import Column
from ltv.intake.excel import number_text
from ltv.intake.limits import MOST_COLUMNS, MOST_RATIO, MOST_ROWS, MOST_UNPACKED, RATIO_FROM
from ltv.intake.result import RefusedError
from ltv.intake.table import Table, without_blank


def read_parquet(content: bytes) -> Table:
    """Read a Parquet file.

    Raises
    ------
    RefusedError
        For a file that is damaged or larger than its bounds; rows and columns are counted in the footer first.
    """
    try:
        return _read(content)
    except (pa.ArrowException, OSError, ValueError, KeyError):
        raise RefusedError("file_corrupt") from None


def _read(content: bytes) -> Table:
    file = pq.ParquetFile(io.BytesIO(content))
    about = file.metadata
    if about.num_rows > MOST_ROWS:
        raise RefusedError("too_many_rows", limit=f"{MOST_ROWS:,}")
    if about.num_columns > MOST_COLUMNS:
        raise RefusedError("too_many_columns", limit=f"{MOST_COLUMNS:,}")
    unpacked = sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups))
    if unpacked > MOST_UNPACKED or unpacked > max(RATIO_FROM, MOST_RATIO * len(content)):
        raise RefusedError("unpacked_too_large", limit=MOST_UNPACKED // 2**20)
    schema, size = file.schema_arrow, about.num_rows
    flat = [field.name for field in schema if not pa.types.is_nested(field.type)]
    if not flat:
        raise RefusedError("only_nested_columns")
    columns = _columns(content, schema, flat)
    nothing = np.zeros(size, dtype=bool)
    fields = np.full(size, len(flat), dtype=np.int32)
    table = Table(tuple(flat), tuple(columns), np.arange(1, size + 1), fields, nothing, nothing, header_line=0)
    table = without_blank(table)
    return table if len(flat) == len(schema) else table.with_notes("nested_column_ignored")


def _columns(content: bytes, schema: Any, names: list[str]) -> list[Column]:
    """Columns one by one. Texts are read as the dictionaries they are stored as, however often each is repeated."""
    texts = [field.name for field in schema if _is_text(field.type)]
    file = pq.ParquetFile(io.BytesIO(content), read_dictionary=texts)
    if len(set(names)) == len(names):
        return [_column(file.read(columns=[name]).column(0)) for name in names]
    table = file.read(columns=list(dict.fromkeys(names)))
    return [_column(table.column(i)) for i in range(table.num_columns)]


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind))


def _column(values: Any) -> Column:
    """Distinct values become text once each."""
    if not pa.types.is_dictionary(values.type):
        values = values.dictionary_encode()
    chunks = values.unify_dictionaries()
    if chunks.num_chunks == 0:
        return Column(np.empty(0, dtype=np.int32), pa.array([], pa.large_string()))
    encoded = chunks.combine_chunks()
    encoded = encoded.chunk(0) if isinstance(encoded, pa.ChunkedArray) else encoded
    texts = pa.array([*_texts(encoded.dictionary), ""], pa.large_string())
    codes = encoded.indices.cast(pa.int64()).fill_null(len(texts) - 1).to_numpy(zero_copy_only=False)
    return Column(codes.astype(np.int32), texts)


def _texts(values: Any) -> list[str]:
    kind = values.type
    if pa.types.is_float32(kind) or pa.types.is_float16(kind):
        return [
            "" if value is None else number_text(_shortest(value)) for value in values.cast(pa.float32()).to_pylist()
        ]
    if pa.types.is_decimal(kind):
        return ["" if value is None else f"{value:f}" for value in values.to_pylist()]
    if pa.types.is_floating(kind):
        return ["" if value is None else number_text(value) for value in values.cast(pa.float64()).to_pylist()]
    if pa.types.is_timestamp(kind):
        return [_moment(value) for value in values.cast(pa.timestamp("us", kind.tz), safe=False).to_pylist()]
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return ["" if value is None else value.decode("utf-8", errors="replace") for value in values.to_pylist()]
    return ["" if value is None else _plain(value) for value in values.to_pylist()]


def _shortest(value: float) -> float:
    """The number with fewest digits that a float of 32 bits stands for: 0.1, not 0.10000000149."""
    return float(str(np.float32(value)))


def _moment(value: Any) -> str:
    return "" if value is None else str(value.isoformat(sep=" "))


def _plain(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
