"""The history's one filter field, with completion and help."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QStringListModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import QCompleter, QLineEdit, QToolTip, QWidget

from convert_console.core.history.filter_language import (
    HELP,
    FilterContext,
    FilterFault,
    completions,
    last_token,
    read_filter,
)
from convert_console.models.history.model import HistoryModel
from convert_console.widgets.kit.clearable_line import ClearableLine
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.theme import px, set_look

FILTER_AFTER_MS = 150


class FilterBar(ClearableLine):
    """Filters the history when typing pauses, or at once on Enter. `applied` is the text of the
    filter that is applied, and `fault` says why the text in the field cannot be applied, or "".

    Signals:
        fault_changed(str): the new `fault`, a sentence or "".
    """

    fault_changed = Signal(str)

    def __init__(self, history: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._text_at_deletion: str | None = None
        self.fault = ""
        self.applied = ""
        self._pause = QTimer(self, singleShot=True, interval=FILTER_AFTER_MS)
        self._pause.timeout.connect(self.apply)
        self._context = FilterContext(datetime.now().astimezone())
        self.setPlaceholderText("Filter: words, status:301 verdict:bot since:2d …")
        self.cross.setToolTip("Clear the filter")
        self.setAccessibleName("Filter the history")
        self.setAccessibleDescription(HELP)
        self.setToolTip(plain_tip(HELP))
        self.help = self.add_button("circle-help", "Show what can be filtered by", self._show_help)
        self.help.setToolTip(plain_tip(HELP))
        self._completer = _LastWordCompleter(self)
        self.setCompleter(self._completer)
        self.textEdited.connect(self._suggest)
        self.textChanged.connect(self._apply_if_empty)
        self.returnPressed.connect(self.apply)
        self._completer.activated.connect(self._pause.start)
        history.edits.deletions_changed.connect(self._remember_deletion)

    def isUndoAvailable(self) -> bool:
        """False if nothing was typed since rows were deleted: undo brings back the rows first."""
        return super().isUndoAvailable() and self.text() != self._text_at_deletion

    def sizeHint(self) -> QSize:
        """Wide enough for the placeholder."""
        return QSize(px(380), super().sizeHint().height())

    def _remember_deletion(self) -> None:
        self._text_at_deletion = self.text() if self._history.edits.deleted else None

    def apply(self) -> None:
        """Apply the text in the field."""
        self._pause.stop()
        result = read_filter(self.text(), self._history.filter_context(_now()))
        sentence = result.sentence if isinstance(result, FilterFault) else ""
        set_look(self, tone="error" if sentence else "")
        self.fault = sentence
        if not isinstance(result, FilterFault):
            self.applied = self.text().strip()
            self._history.loader.filter_by(result)
        self.fault_changed.emit(sentence)

    def _suggest(self, text: str) -> None:
        if len(text) == 1:
            self._context = self._history.filter_context(_now())
        self._completer.set_words(completions(text, self._context.profiles))
        self._pause.start()

    def _apply_if_empty(self, text: str) -> None:
        if not text:
            self.apply()

    def _show_help(self) -> None:
        below = self.mapToGlobal(self.rect().bottomLeft())
        QToolTip.showText(below, plain_tip(HELP), self)


class _LastWordCompleter(QCompleter):
    """Completes the last word of the line, and keeps the words before it."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self._line = line
        self._words = QStringListModel(self)
        self.setModel(self._words)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def set_words(self, words: tuple[str, ...]) -> None:
        if list(words) != self._words.stringList():
            self._words.setStringList(list(words))

    def splitPath(self, path: str) -> list[str]:
        # Without a word every completion would match, and the list would open on each space.
        return [last_token(path) or "\0"]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        text = self._line.text()
        return text[: len(text) - len(last_token(text))] + str(index.data())


def _now() -> datetime:
    return datetime.now().astimezone()
