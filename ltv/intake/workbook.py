"""The small parts of a workbook: where its sheets are."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Mapping

from ltv.intake.archive import DAMAGED

_LARGEST = 8 << 20
_TAG = re.compile(rb"<(?:\w{1,40}:)?(?:sheet|Relationship)\b[^<>]*>")
_ATTRIBUTE = re.compile(rb'(?<![\w:])([\w:]{1,40})\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')


def small_part(content: bytes, name: str) -> bytes:
    """The start of a part that is never large; nothing when it is not there."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as part:
            return part.read(_LARGEST)
    except (*DAMAGED, KeyError):
        return b""


def sheet_parts(content: bytes) -> Mapping[str, str]:
    """Name of each sheet → name of the part that holds its cells."""
    links = {
        link.get("Id", ""): link.get("Target", "")
        for link in _attributes(small_part(content, "xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for sheet in _attributes(small_part(content, "xl/workbook.xml")):
        target = next((links[value] for key, value in sheet.items() if key.endswith(":id") and value in links), "")
        if "name" in sheet and target:
            found[sheet["name"]] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return found


def _attributes(xml: bytes) -> list[dict[str, str]]:
    """Attributes of every sheet or relationship."""
    return [
        {
            key.decode(): html.unescape((double or single).decode("utf-8", errors="replace"))
            for key, double, single in _ATTRIBUTE.findall(tag)
        }
        for tag in _TAG.findall(xml)
    ]
