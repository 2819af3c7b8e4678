"""Finds words in a text editor: a line, a count, next and previous."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from convert_console.widgets.icons import icon
from convert_console.widgets.kit.replace_span import python_place, qt_position
from convert_console.widgets.theme import px, set_look, set_surface

if TYPE_CHECKING:
    from convert_console.widgets.kit.code_edit import CodeEdit


class FindBar(QWidget):
    """Hidden until Ctrl+F in its editor. Enter or F3 goes on, with Shift back; Esc closes."""

    def __init__(self, editor: CodeEdit, parent: QWidget) -> None:
        super().__init__(parent)
        set_surface(self, "raised")
        self._editor = editor
        self.line = QLineEdit(self)
        self.line.setAccessibleName("Find in the JSON")
        self.line.setPlaceholderText("find")
        self.line.setToolTip("Enter finds the next, Shift+Enter the one before")
        self.line.textEdited.connect(self._typed)
        self.count = QLabel(self)
        set_look(self.count, role="small")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(5), px(8), px(5))
        row.setSpacing(px(6))
        row.addWidget(self.line, 1)
        row.addWidget(self.count)
        for name, words, run in (
            ("chevron-up", "Previous match (Shift+F3)", self.previous),
            ("chevron-down", "Next match (F3)", self.next),
            ("x", "Close (Esc)", self.close_up),
        ):
            button = QToolButton(self)
            button.setIcon(icon(name, "muted"))
            button.setAccessibleName(words)
            button.setToolTip(words)
            button.clicked.connect(run)
            row.addWidget(button)
        for widget in (editor, self.line):
            widget.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Wait for words; those that are selected in the editor are there already."""
        chosen = self._editor.textCursor().selectedText()
        if chosen and "\u2029" not in chosen:
            self.line.setText(chosen)
        self.show()
        self.line.setFocus()
        self.line.selectAll()
        self._say()

    def close_up(self) -> None:
        """Go back to the editor, at the match."""
        self.hide()
        self._editor.setFocus()

    def next(self) -> None:
        """Select the match behind the caret; from the end it goes on at the beginning."""
        starts = self._starts()
        here = self._selection()
        self._choose(next((s for s in starts if s > here), starts[0] if starts else -1))

    def previous(self) -> None:
        """Select the match before the caret; from the beginning it goes on at the end."""
        starts = self._starts()
        here = self._selection()
        before = (s for s in reversed(starts) if s < here)
        self._choose(next(before, starts[-1] if starts else -1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        run = self._meaning(event, in_line=watched is self.line)
        if run is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # before the window's own Esc and Ctrl+F
            return True
        if event.type() == QEvent.Type.KeyPress:
            run()
            return True
        return False

    def _meaning(self, event: QKeyEvent, *, in_line: bool) -> Callable[[], None] | None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.matches(QKeySequence.StandardKey.Find):
            return self.open
        if self.isHidden():
            return None
        if event.key() == Qt.Key.Key_Escape:
            return self.close_up
        enter = in_line and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_F3 or (enter and plain):
            return self.previous if shift else self.next
        return None

    def _typed(self) -> None:
        starts = self._starts()
        here = self._selection()
        self._choose(next((s for s in starts if s >= here), starts[0] if starts else -1))

    def _starts(self) -> list[int]:
        """Where the words stand, capitals or not; places of the text."""
        words, text = self.line.text().lower(), self._editor.text().lower()
        starts: list[int] = []
        at = text.find(words) if words else -1
        while at >= 0:
            starts.append(at)
            at = text.find(words, at + len(words))
        return starts

    def _selection(self) -> int:
        return python_place(self._editor.text(), self._editor.textCursor().selectionStart())

    def _choose(self, start: int) -> None:
        if start >= 0:
            text = self._editor.text()
            end = start + len(self.line.text())
            self._editor.put_caret(qt_position(text, start), qt_position(text, end))
            self._editor.ensureCursorVisible()
        self._say()

    def _say(self) -> None:
        starts, here = self._starts(), self._selection()
        words = ""
        if self.line.text():
            words = "no match" if not starts else f"{len(starts)} matches"
            if here in starts and self._editor.textCursor().hasSelection():
                words = f"{starts.index(here) + 1} of {len(starts)}"
        self.count.setText(words)
