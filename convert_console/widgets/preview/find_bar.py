"""Finds words in a text editor: a line, a count, next and previous."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from convert_console.widgets.kit.code_editor import CodeEdit
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px, set_look, set_surface


class FindBar(QWidget):
    """Hidden until Ctrl+F in its editor. Enter or F3 goes on, with Shift back; Esc closes."""

    def __init__(self, editor: CodeEdit, parent: QWidget) -> None:
        super().__init__(parent)
        set_surface(self, "raised")
        self._editor = editor
        self._text = self._small = ""
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
        text, words = self._searched()
        here = text.find(words, self._selection() + 1)
        self._choose(here if here >= 0 else text.find(words))

    def previous(self) -> None:
        """Select the match before the caret; from the beginning it goes on at the end."""
        text, words = self._searched()
        here = text.rfind(words, 0, max(self._selection() + len(words) - 1, 0))
        self._choose(here if here >= 0 else text.rfind(words))

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
        text, words = self._searched()
        here = text.find(words, self._selection())
        self._choose(here if here >= 0 else text.find(words))

    def _searched(self) -> tuple[str, str]:
        """The text and the words to look for, in lower case. The lower-case text is kept, since
        15 MB take 100 ms. It has the same length: a letter whose lower case is longer stays.
        """
        text = self._editor.text()
        if text is not self._text:
            small = text.lower()
            if len(small) != len(text):
                small = "".join(s if len(s := sign.lower()) == 1 else sign for sign in text)
            self._text, self._small = text, small
        return self._small, self.line.text().lower()

    def _selection(self) -> int:
        return self._editor.place_of(self._editor.textCursor().selectionStart())

    def _choose(self, start: int) -> None:
        if start >= 0 and self.line.text():
            end = start + len(self.line.text())
            self._editor.put_caret(self._editor.position_of(start), self._editor.position_of(end))
            self._editor.ensureCursorVisible()
        self._say()

    def _say(self) -> None:
        (text, words), here = self._searched(), self._selection()
        said = ""
        if words:
            count = text.count(words)
            said = f"{count:,} matches" if count else "no match"
            if self._editor.textCursor().hasSelection() and text.startswith(words, here):
                said = f"{text.count(words, 0, here) + 1:,} of {count:,}"
        self.count.setText(said)
