"""Lists for mail tools, CRMs and printers: only people who may be contacted, and the hold-out in a file of its own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.checks import require
from ltv.decisions.action_plan import HOLD_OUT, TREAT, Audience
from ltv.decisions.consent import Consent
from ltv.decisions.export_cells import FORMS, encoded
from ltv.decisions.export_layouts import ARM_COLUMNS, Column, Encoding, Layout
from ltv.decisions.export_rows import Dispatch, export_rows
from ltv.decisions.treatments import Treatment
from ltv.errors import InvalidTableError, LtvError
from ltv.ledger import CUSTOMER_ID
from ltv.metrics.metric import Text
from ltv.spreadsheet_safety import looks_like_formula, neutral, one_line

LEFT_OUT = {
    "consent_refused": Text("配信の同意なし（拒否）", "No consent: refused"),
    "consent_unknown": Text("配信の同意を確認できない", "No consent: blank or not understood"),
    "ambiguous_id": Text("会員番号が他の顧客と区別できない", "Id cannot be told from another customer's"),
}
"""Why a chosen customer is in neither file."""


class FileLimitError(LtvError):
    """A list is larger than the tool it is for accepts."""


@dataclass(frozen=True)
class ExportFile:
    """One file, ready to be handed out.

    Attributes
    ----------
    name : ASCII
    rows : customers in it, the header not counted
    replaced : characters the encoding lacks, written as 〓
    neutralised : cells that a spreadsheet could have run as a formula, written behind an apostrophe
    empty : headers of columns that hold nothing because the data set does not have it
    notes : what whoever uses the file should know
    """

    name: str
    data: bytes
    rows: int
    encoding: Encoding
    replaced: int
    neutralised: int
    empty: tuple[str, ...]
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class Export:
    """The list to send, the list of the hold-out, and how many chosen customers are in neither, by reason."""

    send: ExportFile
    hold_out: ExportFile
    left_out: Mapping[str, int]


def export(
    audience: Audience,
    customers: pd.DataFrame,
    treatments: Sequence[Treatment],
    layout: Layout,
    dispatch: Dispatch,
    *,
    encoding: Encoding | None = None,
) -> Export:
    """Write the chosen customers of a layout's channels: those to contact in one file, the hold-out in another.

    Whoever would be written to by mail or app must have consented, and in a list for mailing everyone must; this is
    checked again here, whatever the plan says, and counted.

    Parameters
    ----------
    customers : DataFrame, one row per customer code
        `customer_id`; `consent` and fields of `FIELDS` such as `company`, `email`, `postcode`, where known. A column
        whose field is missing stays empty, and a note says so.
    treatments : those the plan was made with
    encoding : by default the layout's; "utf-8-sig" or "cp932"

    Raises
    ------
    FileLimitError
        When a file has more rows or bytes than the layout allows.
    InvalidTableError
        When `customers` are not those the plan was made for.
    """
    chosen = audience.chosen
    _check_customers(chosen, customers)
    if layout.channels:
        chosen = chosen[chosen["channel"].isin(layout.channels)]
    fields = export_rows(chosen, customers, treatments, layout, dispatch)
    used = encoding or layout.encoding
    unclear = _ambiguous(customers[CUSTOMER_ID], used)[chosen["customer"].to_numpy(dtype=np.int64)]
    reason = _left_out(fields, layout, unclear)
    kept = fields[reason == ""]
    send = _file(kept[kept["arm"] == TREAT], layout, used)
    arm_layout = replace(layout, columns=ARM_COLUMNS[layout.lang], key=CUSTOMER_ID)
    rest = _file(kept[kept["arm"] == HOLD_OUT], arm_layout, used)
    counts = {name: int((reason == name).sum()) for name in LEFT_OUT}
    stem = "_".join([layout.id, _ascii(dispatch.initiative), _ascii(dispatch.wave)])
    return Export(
        replace(send, name=f"{stem}_treat.csv"),
        replace(rest, name=f"{stem}_hold-out.csv"),
        {name: n for name, n in counts.items() if n},
    )


def _check_customers(chosen: pd.DataFrame, customers: pd.DataFrame) -> None:
    """Refuse customers other than those of the plan: codes would stand for other people."""
    require(customers, (CUSTOMER_ID,), "customers")
    codes = chosen["customer"].to_numpy(dtype=np.int64)
    known = codes < len(customers)
    ids = customers[CUSTOMER_ID].astype(str).to_numpy(dtype=object)[np.where(known, codes, 0)] if known.any() else codes
    planned = chosen["customer_id"].to_numpy(dtype=object)
    if not (known & ((planned == ids) | (planned == codes.astype(str).astype(object)))).all():
        raise InvalidTableError("customers", [f"{CUSTOMER_ID}: not the customers that the plan was made for"])


def _left_out(fields: pd.DataFrame, layout: Layout, unclear: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Why each row is left out; "" where it is not."""
    asks = fields["asks_consent"] | layout.mail
    refused, unknown = (fields["consent_code"] == code for code in (Consent.REFUSED, Consent.UNKNOWN))
    return np.select(
        [asks & refused, asks & unknown, unclear],
        ["consent_refused", "consent_unknown", "ambiguous_id"],
        default="",
    ).astype(object)


def _ambiguous(ids: pd.Series[Any], encoding: Encoding) -> NDArray[np.bool_]:
    """Customers whose id, as it would be written, is blank or that of another customer of the data set."""
    written = pd.Series([_written(str(text), encoding) for text in ids], dtype=object)
    return (written.duplicated(keep=False) | (written == "")).to_numpy(dtype=bool)


def _written(text: str, encoding: Encoding) -> str:
    if text.isalnum() and text.isascii():
        return text
    return encoded(_safe(text), encoding)[0].decode(encoding).strip()


def _file(rows: pd.DataFrame, layout: Layout, encoding: Encoding) -> ExportFile:
    """Write rows; the name is given later."""
    columns = layout.columns
    cells = [_cells(rows, column) for column in columns]
    neutralised = sum(looks_like_formula(cell) for column in cells for cell, is_safe in column if not is_safe)
    written = [[cell if is_safe else _safe(cell) for cell, is_safe in column] for column in cells]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.header for column in columns])
    writer.writerows(zip(*written))
    data, replaced = encoded(out.getvalue(), encoding)
    _check_limits(data, len(rows), layout)
    empty = tuple(c.header for c, column in zip(columns, written) if len(rows) and not any(column))
    file = ExportFile("", data, len(rows), encoding, replaced, neutralised, empty, ())
    return replace(file, notes=tuple(_notes(file, layout)))


def _cells(rows: pd.DataFrame, column: Column) -> list[tuple[str, bool]]:
    """Text of each cell, and whether its form allows no formula."""
    if column.constant:
        return [(column.constant, False)] * len(rows)
    write = FORMS[column.form]
    return [(write(str(value)), column.form == "phone_e164") for value in rows[column.field]]


def _safe(cell: str) -> str:
    return one_line(str(neutral(cell)))


def _check_limits(data: bytes, rows: int, layout: Layout) -> None:
    if rows + 1 > layout.most_rows or len(data) > layout.largest_bytes:
        raise FileLimitError(
            f"the list has {rows + 1:,} rows with the header and {len(data):,} bytes; {layout.name.en} takes "
            f"{layout.most_rows:,} rows and {layout.largest_bytes:,} bytes. Narrow the plan or its caps."
        )


def _notes(file: ExportFile, layout: Layout) -> list[Text]:
    notes = []
    if file.empty:
        ja, en = "」「".join(file.empty), ", ".join(file.empty)
        notes.append(
            Text(
                f"「{ja}」の列は空です。データにない項目で、氏名・住所などの個人情報は取り込み時に保存していません。"
                "会員番号で貴社の顧客台帳と突き合わせてください。",
                f"Empty columns: {en}. The data do not have them; names, addresses and the like are not kept on "
                "import. Join the list with your own records by customer id.",
            )
        )
    key = next((c.header for c in layout.columns if c.field == layout.key), "")
    if key in file.empty:
        notes.append(
            Text(
                f"取り込み先は「{key}」で照合します。埋めてから取り込んでください。",
                f"{key} must be filled before the import.",
            )
        )
    if file.neutralised:
        notes.append(
            Text(
                f"数式とみなされうる{file.neutralised}件のセルの先頭に「'」を付けました。照合に使う列では外してください。",
                f"{file.neutralised} cells could run as formulas and begin with an apostrophe; take it off where you "
                "match.",
            )
        )
    if file.replaced:
        notes.append(
            Text(
                f"文字コードにない{file.replaced}文字を「〓」に置き換えました。UTF-8なら元の文字のまま書き出せます。",
                f"{file.replaced} characters that the encoding lacks are written as 〓; UTF-8 keeps them.",
            )
        )
    return notes


def _ascii(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "-", text)[:40].strip("-") or "x"
