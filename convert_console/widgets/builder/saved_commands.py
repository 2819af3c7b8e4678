"""What can be done with saved requests, as values for a menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convert_console.models.profiles.saved_requests import SavedRequests
from convert_console.widgets.builder.saved_dialogs import ask_files, ask_folder
from convert_console.widgets.kit.actions import Command

if TYPE_CHECKING:
    from convert_console.widgets.builder.saved_pane import SavedPane


def saved_commands(pane: SavedPane, saved: SavedRequests) -> tuple[Command | None, ...]:
    """With the chosen request, with the one deleted last, and with all."""
    gone = saved.restorable
    back = (Command(f"Restore “{gone}”", pane.restore),) if gone else ()
    return (
        *(_with_chosen(pane) if pane.row >= 0 else ()),
        *back,
        Command("Import…", lambda: ask_files(pane, saved.import_files)),
        Command("Export all…", lambda: ask_folder(pane, saved.export)),
    )


def _with_chosen(pane: SavedPane) -> tuple[Command | None, ...]:
    return (
        Command("Load", pane.load, "Return", "Or a double click"),
        Command("Duplicate", pane.duplicate),
        Command("Rename…", pane.rename, "F2"),
        Command("Move up", lambda: pane.shift(-1), "Ctrl+Up"),
        Command("Move down", lambda: pane.shift(1), "Ctrl+Down"),
        Command("Delete", pane.delete, "Del"),
        None,
    )
