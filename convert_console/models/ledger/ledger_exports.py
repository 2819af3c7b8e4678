"""Hands out an expectation ledger: into a file, off the UI thread, or as lines to be copied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from convert_console.core.export.ledger import statement_page
from convert_console.core.export.ledger_statement import Statement, statement_csv, statement_lines
from convert_console.models.tasks import Tasks
from convert_console.services.storage.files import StoreFailed, write_whole

__all__ = ["FORMS", "LedgerExports", "LedgerForm", "Statement", "statement_lines"]

MARK = "\ufeff"
"""Without it Excel takes names in other scripts for another encoding."""


@dataclass(frozen=True, slots=True)
class LedgerForm:
    """One kind of file."""

    label: str
    ending: str
    write: Callable[[Statement], str]


FORMS = (
    LedgerForm("CSV", "csv", lambda statement: MARK + statement_csv(statement)),
    LedgerForm("Page to hand on", "html", statement_page),
)


class LedgerExports(QObject):
    """Signals:
    told(str): the file is there, or why it is not, in a sentence.
    """

    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = Tasks()
        self._ended = False

    def export(self, statement: Statement, form: LedgerForm, path: str) -> None:
        """Write a ledger into a file, whole or not at all."""
        self._tasks.spawn(self._export(statement, form, Path(path)), "exporting the ledger")

    def end(self) -> None:
        """Tell nobody any more; a file that is being written is written."""
        self._ended = True

    async def finish(self) -> None:
        """Wait until what is being written is whole."""
        await self._tasks.settle()

    async def _export(self, statement: Statement, form: LedgerForm, path: Path) -> None:
        from asyncio import to_thread

        try:
            await to_thread(_write, statement, form, path)
            lines = len(statement.lines)
            said = f"{lines:,} line{'' if lines == 1 else 's'} written to {path.name}."
        except StoreFailed as why:
            said = str(why)
        if not self._ended:
            self.told.emit(said)


def _write(statement: Statement, form: LedgerForm, path: Path) -> None:
    write_whole(path, form.write(statement).encode("utf-8", "replace"))
