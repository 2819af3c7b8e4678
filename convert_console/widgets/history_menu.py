"""What can be done with chosen rows of the history, as a menu of values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from convert_console.widgets.actions import Command

if TYPE_CHECKING:
    from convert_console.widgets.history_uses import HistoryUses

CHOOSE_FIRST = "Choose a row of the history first."


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


def chosen_commands(uses: HistoryUses) -> tuple[Command | None, ...]:
    """For whatever rows are chosen when they run; without one the strip says what to do first."""

    def on_chosen(run: Callable[[], object]) -> Callable[[], None]:
        def act() -> None:
            if uses.table.chosen():
                run()
            else:
                uses.strip.say(CHOOSE_FIRST)

        return act

    return (
        Command("Edit this again", on_chosen(uses.edit_again), hint="In the history: Enter"),
        Command("Compare the two chosen", uses.compare, hint="In the history: of two rows"),
        Command("Star or unstar", on_chosen(uses.star), hint="In the history: S"),
        Command("Write a note", on_chosen(uses.table.edit_note), hint="In the history: F2"),
        Command("Delete the chosen rows", on_chosen(uses.delete), hint="In the history: Del"),
    )
