"""The formats in which exchanges are exported: menus offer what is listed here."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from convert_console.core.export.exported import AnnotatedExchange
from convert_console.core.export.har import har_text
from convert_console.core.export.tables import BYTE_ORDER_MARK, csv_text, json_lines

EXPECTATIONS = "expectations"
"""The id of the format for `--expect`."""


class ExportFormat(NamedTuple):
    """One kind of file, with its title in menus and the suffix of its name; `write` takes the
    exchanges and the time of writing in Unix seconds.
    """

    id: str
    title: str
    suffix: str
    write: Callable[[Sequence[AnnotatedExchange], float], str]


def _csv_file(annotated: Sequence[AnnotatedExchange]) -> str:
    return BYTE_ORDER_MARK + csv_text(annotated)


def _evidence(annotated: Sequence[AnnotatedExchange], now: float, *, mask_ids: bool = False) -> str:
    # It takes 6 ms to import, with every rule of the linter: menus need its title alone.
    from convert_console.core.export.evidence import evidence_page

    return evidence_page(annotated, now, mask_ids=mask_ids)


def _expectations(annotated: Sequence[AnnotatedExchange], _now: float) -> str:
    # With the rules of the linter too, whose ids an expectation may name.
    from convert_console.core.export.expectations import expectations_text

    return expectations_text(annotated)


def _plan(annotated: Sequence[AnnotatedExchange], _now: float) -> str:
    from convert_console.core.export.expectations import plan_text  # with the words of a row

    return plan_text(annotated)


EVIDENCE_SUFFIX = "evidence.html"
"""By which a desktop knows the pages, which a browser opens too."""

_IN_ORDER = (
    ExportFormat("evidence", "Evidence page", EVIDENCE_SUFFIX, _evidence),
    ExportFormat(
        "masked-evidence",
        "Evidence page with masked ids",
        EVIDENCE_SUFFIX,
        lambda annotated, now: _evidence(annotated, now, mask_ids=True),
    ),
    ExportFormat("csv", "CSV", "csv", lambda annotated, _now: _csv_file(annotated)),
    ExportFormat("har", "HAR 1.2", "har", lambda annotated, _now: har_text(annotated)),
    ExportFormat(
        "json-lines", "JSON lines", "jsonl", lambda annotated, _now: json_lines(annotated)
    ),
    ExportFormat("plan", "Tracking plan", "yaml", _plan),
    ExportFormat(EXPECTATIONS, "Expectations for CI", "json", _expectations),
)

EXPORT_FORMATS: Mapping[str, ExportFormat] = {
    export_format.id: export_format for export_format in _IN_ORDER
}
"""By their ids, in the order of the menus."""
