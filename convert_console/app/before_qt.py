"""Imports what the window needs besides Qt, before PySide6 is imported."""

# PySide6 reads the source of every module that is imported after it, to see whether that uses
# PySide6 (`shibokensupport.feature`, for `from __feature__ import`): 0.1 ms each, 10 ms for those
# that need no Qt. A test finds what is missing here.

from __future__ import annotations

from importlib import import_module

MODULES = (
    "asyncio",
    "convert_console.core.catalog.configuration",
    "convert_console.core.copy_as.targets",
    "convert_console.core.document.incremental",
    "convert_console.core.export.formats",
    "convert_console.core.history.columns",
    "convert_console.core.history.comparison",
    "convert_console.core.paste.pasted_ids",
    "convert_console.core.request.query_edits",
    "convert_console.core.request.visitor_id",
    "convert_console.services.history.aggregates",
    "convert_console.services.history.previous_sends",
    "convert_console.services.history.store",
    "convert_console.services.http.sender",
    "convert_console.services.storage.catalogs",
    "convert_console.services.storage.drafts",
    "convert_console.services.storage.folders",
    "convert_console.services.storage.keyring",
    "convert_console.services.storage.saved_requests",
    "convert_console.services.storage.settings",
)
"""What imports all of `core` and `services` that the first window needs."""


def import_before_qt() -> None:
    """Import everything that the first window needs and that needs no Qt."""
    for name in MODULES:
        import_module(name)
