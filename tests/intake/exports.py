"""Made-up exports in the columns, the encoding and the separator of each vendor."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from ltv.intake import Options, Reading, read
from ltv.intake.preset import Preset
from ltv.intake.vocabulary import presets
from tests.intake.files import TODAY

Row = Mapping[str, object]


def preset(name: str) -> Preset:
    return next(known for known in presets() if known.id == name)


def exported(name: str, rows: Sequence[Row], headers: Sequence[str] = ()) -> bytes:
    """An export of a vendor: every column it has, filled where the rows say so."""
    known = preset(name)
    columns = list(headers or known.headers)
    unknown = {header for row in rows for header in row} - set(columns)
    assert not unknown, unknown
    text = io.StringIO(newline="")
    if known.unquoted:
        for cells in [columns, *([str(row.get(header, "")) for header in columns] for row in rows)]:
            text.write(known.delimiter.join(cells) + "\r\n")
    else:
        writer = csv.writer(text, delimiter=known.delimiter, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([row.get(header, "") for header in columns] for row in rows)
    marked = "utf-8-sig" if name == "freee_deals" else known.encodings[0]
    return text.getvalue().encode(marked)


def opened_export(name: str, rows: Sequence[Row], headers: Sequence[str] = (), **options: object) -> Reading:
    """Read it; it must be known for what it is."""
    ending = "txt" if preset(name).delimiter == "\t" else "csv"
    reading = read(exported(name, rows, headers), f"export.{ending}", Options(today=TODAY, **options))  # type: ignore[arg-type]
    assert reading.recognised.preset == name
    return reading
