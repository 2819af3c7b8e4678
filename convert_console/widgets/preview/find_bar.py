"""Searches a text editor: a search field, a count, next and previous."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from convert_console.widgets.kit.code_editor import CodeEdit
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px, set_look, set_surface


class FindBar(QWidget):
    """Hidden until Ctrl+F in its editor. Enter or F3 goes on, with Shift back; Esc closes it."""

    def __init__(self, editor: CodeEdit, parent: QWidget) -> None:
        super().__init__(parent)
        set_surface(self, "raised")
        self._editor = editor
        self._text = self._lower = ""
        self.line = QLineEdit(self)
        self.line.setAccessibleName("Find in the JSON")
        self.line.setPlaceholderText("find")
        self.line.setToolTip("Enter: next match. Shift+Enter: previous match.")
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
        """Show the bar, with the text that is selected in the editor."""
        chosen = self._editor.textCursor().selectedText()
        if chosen and "\u2029" not in chosen:
            self.line.setText(chosen)
        self.show()
        self.line.setFocus()
        self.line.selectAll()
        self._show_count()

    def close_up(self) -> None:
        """Hide the bar and return to the editor, at the match."""
        self.hide()
        self._editor.setFocus()

    def next(self) -> None:
        """Select the next match; after the last one, the first."""
        text, words = self._search_texts()
        here = text.find(words, self._selection() + 1)
        self._select(here if here >= 0 else text.find(words))

    def previous(self) -> None:
        """Select the previous match; before the first one, the last."""
        text, words = self._search_texts()
        here = text.rfind(words, 0, max(self._selection() + len(words) - 1, 0))
        self._select(here if here >= 0 else text.rfind(words))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        run = self._action_of(event, in_line=watched is self.line)
        if run is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # before the window's own Esc and Ctrl+F
            return True
        if event.type() == QEvent.Type.KeyPress:
            run()
            return True
        return False

    def _action_of(self, event: QKeyEvent, *, in_line: bool) -> Callable[[], None] | None:
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
        text, words = self._search_texts()
        here = text.find(words, self._selection())
        self._select(here if here >= 0 else text.find(words))

    def _search_texts(self) -> tuple[str, str]:
        """The text and the search words in lower case. Both texts have the same length: a letter
        with a longer lower case stays as it is.
        """
        # The lower-case text is kept: 15 MB take 100 ms.
        text = self._editor.text()
        if text is not self._text:
            lower = text.lower()
            if len(lower) != len(text):
                lower = "".join(s if len(s := sign.lower()) == 1 else sign for sign in text)
            self._text, self._lower = text, lower
        return self._lower, self.line.text().lower()

    def _selection(self) -> int:
        return self._editor.place_of(self._editor.textCursor().selectionStart())

    def _select(self, start: int) -> None:
        if start >= 0 and self.line.text():
            end = start + len(self.line.text())
            self._editor.put_caret(self._editor.position_of(start), self._editor.position_of(end))
            self._editor.ensureCursorVisible()
        self._show_count()

    def _show_count(self) -> None:
        (text, words), here = self._search_texts(), self._selection()
        label = ""
        if words:
            count = text.count(words)
            label = f"{count:,} matches" if count else "No matches"
            if self._editor.textCursor().hasSelection() and text.startswith(words, here):
                label = f"{text.count(words, 0, here) + 1:,} of {count:,}"
        self.count.setText(label)
