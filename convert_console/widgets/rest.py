"""The panes of the window that its first paint does not wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convert_console.widgets.history_pane import HistoryPane
from convert_console.widgets.message_strip import MessageStrip
from convert_console.widgets.paste_strip import PasteStrip
from convert_console.widgets.problems_pane import ProblemsPane
from convert_console.widgets.question_strip import QuestionStrip
from convert_console.widgets.result_strip import ResultStrip
from convert_console.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from convert_console.widgets.window import Models


class Rest:
    """Made in one go; the window gives each its place."""

    def __init__(self, models: Models, window: QWidget) -> None:
        self.question = QuestionStrip(models.console, window)
        self.message = MessageStrip(window)
        self.pasted = PasteStrip(models.pasting, window)
        self.problems = ProblemsPane(models.problems, window)
        self.result = ResultStrip(models.console, window)
        self.history = HistoryPane(models.history, models.console, models.document, window)
        self.status = StatusLine(models.history, window)
