"""The formats in which exchanges are exported: menus offer what is listed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from convert_console.core.export.evidence import evidence_page
from convert_console.core.export.exported import Kept
from convert_console.core.export.har import har_text
from convert_console.core.export.tables import csv_text, json_lines


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One kind of file, with its title in menus and the suffix of its name; `write` takes the
    exchanges and the time of writing in Unix seconds.
    """

    id: str
    title: str
    suffix: str
    write: Callable[[Sequence[Kept], float], str]


_IN_ORDER = (
    ExportFormat("evidence", "Evidence page", "html", evidence_page),
    ExportFormat(
        "masked-evidence",
        "Evidence page with masked ids",
        "html",
        lambda kept, now: evidence_page(kept, now, mask_ids=True),
    ),
    ExportFormat("csv", "CSV", "csv", lambda kept, _now: csv_text(kept)),
    ExportFormat("har", "HAR 1.2", "har", lambda kept, _now: har_text(kept)),
    ExportFormat("json-lines", "JSON lines", "jsonl", lambda kept, _now: json_lines(kept)),
)

EXPORT_FORMATS: Mapping[str, ExportFormat] = {found.id: found for found in _IN_ORDER}
"""By their ids, in the order of the menus."""
