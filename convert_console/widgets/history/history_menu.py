"""What can be done with chosen rows of the history, as a menu of values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from convert_console.widgets.kit.actions import Command, Menu

if TYPE_CHECKING:
    from convert_console.widgets.history.pane import HistoryPane
    from convert_console.widgets.history.row_actions import HistoryUses

CHOOSE_FIRST = "Choose a row of the history first."
CHOOSE_ONE = "Choose one row of the history, and no more."
CHOOSE_TWO = "Choose two rows of the history to compare, the second one with Ctrl."

EXPORTS = ("Evidence page", "Evidence page with masked ids", "CSV", "HAR 1.2", "JSON lines")
"""The labels of the forms, which themselves are not needed until one is chosen."""

COPIES = {
    "curl-bash": "cURL (bash)",
    "curl-cmd": "cURL (cmd.exe)",
    "curl-powershell": "cURL (PowerShell)",
    "python": "Python (httpx)",
    "javascript": "JavaScript (fetch)",
    "php": "PHP (curl)",
    "raw": "Raw HTTP",
    "har": "HAR",
}


def row_commands(uses: HistoryUses, chosen: int) -> tuple[Command | None, ...]:
    """For so many chosen rows; keys are those that the table knows already."""
    one = chosen == 1
    again = "Send again, byte for byte" if one else f"Send all {chosen:,} again"
    first = (Command("Edit this again  ↵", uses.edit_again),) if one else ()
    compared = (Command("Compare these two…", uses.compare),) if chosen == 2 else ()
    noted = (Command("Write a note  F2", uses.table.edit_note),) if one else ()
    return (
        *first,
        Command(again, uses.resend),
        *compared,
        None,
        Command("Star or unstar  S", uses.star),
        *noted,
        None,
        Command("Delete  Del" if one else f"Delete all {chosen:,}  Del", uses.delete),
    )


def chosen_commands(pane: HistoryPane) -> tuple[Command | Menu | None, ...]:
    """For whatever rows are chosen when they run; where those do not fit, the strip says why."""
    uses = pane.uses
    some, one, two = (partial(_why_not, uses, number) for number in (0, 1, 2))

    def entry(text: str, run: Callable[[], object], why: Callable[[], str], key: str) -> Command:
        hint = f"In the history: {key}" if key else ""
        return Command(text, partial(_run, uses, run, why), "", hint, why)

    return (
        entry("Edit this again", uses.edit_again, one, "Enter"),
        entry("Compare the two chosen", uses.compare, two, "of two rows"),
        entry("Star or unstar", uses.star, some, "S"),
        entry("Write a note", uses.table.edit_note, one, "F2"),
        Menu("Export the chosen", tuple(_exports(pane, entry, some))),
        Menu("Copy the chosen", tuple(_copies(pane, entry, one))),
        entry("Delete the chosen rows", uses.delete, some, "Del"),
    )


def resend_command(uses: HistoryUses) -> Command:
    """Send what is chosen again."""
    why = partial(_why_not, uses, 0)
    return Command(
        "Resend the chosen", partial(_run, uses, uses.resend, why), "Ctrl+Shift+Return", "", why
    )


MakeEntry = Callable[[str, Callable[[], object], Callable[[], str], str], Command]


def _exports(pane: HistoryPane, entry: MakeEntry, why: Callable[[], str]) -> Iterator[Command]:
    for label in EXPORTS:
        yield entry(f"Export as {label}…", partial(pane.exports.ask_for, label), why, "")


def _copies(pane: HistoryPane, entry: MakeEntry, why: Callable[[], str]) -> Iterator[Command]:
    for form, label in COPIES.items():
        yield entry(f"Copy as {label}", partial(pane.copy_chosen_as, form), why, "")


def _why_not(uses: HistoryUses, wanted: int) -> str:
    """Why the choice does not fit: so many rows are wanted, 0 for any number; "" where it does."""
    chosen = len(uses.table.chosen())
    if chosen and wanted in (0, chosen):
        return ""
    if wanted == 2:
        return CHOOSE_TWO
    return CHOOSE_ONE if chosen else CHOOSE_FIRST


def _run(uses: HistoryUses, run: Callable[[], object], why: Callable[[], str]) -> None:
    reason = why()
    if reason:
        uses.strip.say(reason)
    else:
        run()
