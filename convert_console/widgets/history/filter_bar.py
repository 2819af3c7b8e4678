"""The history's one filter field, with completion and help."""

from datetime import datetime

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    QStringListModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QGridLayout, QLabel, QLineEdit, QWidget

from convert_console.core.history.filter_language import (
    HELP,
    KEYS,
    STARRED,
    FilterContext,
    FilterFault,
    completions,
    last_token,
    read_filter,
)
from convert_console.models.history.model import HistoryModel
from convert_console.widgets.kit.clearable_line import ClearableLine
from convert_console.widgets.kit.input_rules import is_override
from convert_console.widgets.theme.icons import icon
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
        self.setPlaceholderText("Words, goal, status:301, verdict:bot")
        self.setToolTip("Show only the requests that match (Ctrl+F)")
        self.cross.setToolTip("Clear the filter (Esc)")
        self.setAccessibleName("Filter the history")
        self.setAccessibleDescription(HELP)
        sign = self.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setText("Filter")
        sign.triggered.connect(self.setFocus)
        self.help = self.add_button("circle-help", "Filter help", self.show_help)
        self.help.setToolTip("Show what can be filtered by (F1 in the field)")
        self.help.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._help_card: FilterHelp | None = None
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
        return QSize(px(320), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(140), super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Claim F1 from the shortcuts of the window."""
        if is_override(event, Qt.Key.Key_F1):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F1:
            self.show_help()
        else:
            super().keyPressEvent(event)

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

    def show_help(self) -> None:
        """Open the list of what can be filtered by, or close it."""
        if self._help_card is not None and self._help_card.isVisible():
            self._help_card.hide()
            return
        if self._help_card is None:
            self._help_card = FilterHelp(self)
        self._help_card.open()


class FilterHelp(QFrame):
    """A card next to the filter field that lists the language of filters. Esc and clicks elsewhere
    close it.
    """

    def __init__(self, line: FilterBar) -> None:
        super().__init__(line.window())
        self._line = line
        self.setProperty("card", "true")
        self.setAccessibleName("Filter help")
        self.setAccessibleDescription(HELP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        grid = QGridLayout(self)
        grid.setContentsMargins(px(16), px(12), px(16), px(12))
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(6))
        rows = [("words", "searched in requests, answers and notes")]
        rows += [(f"{key}:", meaning) for key, meaning in KEYS.items()]
        rows += [(STARRED, "only rows with a star")]
        for number, (key, meaning) in enumerate(rows):
            for column, (text, role) in enumerate(((key, "mono"), (meaning, ""))):
                label = QLabel(text, self)
                label.setTextFormat(Qt.TextFormat.PlainText)
                set_look(label, role=role)
                grid.addWidget(label, number, column)
        note = QLabel(
            'A row must match all of them. Put text with a colon in quotes: "code:200".', self
        )
        set_look(note, role="muted")
        grid.addWidget(note, len(rows), 0, 1, 2)

    def open(self) -> None:
        """Show it above the field if there is more room, otherwise below, within the window."""
        window = self._line.window()
        self.adjustSize()
        field = QRect(self._line.mapTo(window, QPoint(0, 0)), self._line.size())
        above, gap = field.top() - px(4), px(4)
        top = above - self.height() if above >= self.height() else field.bottom() + gap
        top = max(0, min(top, window.height() - self.height() - gap))
        left = max(gap, min(field.left(), window.width() - self.width() - gap))
        self.move(left, top)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def event(self, event: QEvent) -> bool:
        if is_override(event, Qt.Key.Key_Escape, Qt.Key.Key_F1):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._line.setFocus()
            self.hide()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hide()


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
