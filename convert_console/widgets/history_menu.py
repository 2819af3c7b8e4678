"""What can be done with chosen rows of the history, as a menu of values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convert_console.widgets.actions import Command

if TYPE_CHECKING:
    from convert_console.widgets.history_uses import HistoryUses


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
