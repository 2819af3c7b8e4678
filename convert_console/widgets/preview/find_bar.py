"""The bar that searches the text of an editor."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from convert_console.widgets.editor.code_editor import CodeEdit
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px, set_look, set_surface


class FindBar(QWidget):
    """Hidden until Ctrl+F in its editor. Enter or F3 finds the next match, with Shift the previous
    one; Esc closes the bar.
    """

    def __init__(self, editor: CodeEdit, parent: QWidget) -> None:
        super().__init__(parent)
        set_surface(self, "raised")
        self._editor = editor
        self._text = self._lower = ""
        self.line = QLineEdit(self)
        self.line.setAccessibleName("Find in the JSON")
        self.line.setPlaceholderText("find")
        self.line.setToolTip("Enter: next match. Shift+Enter: previous match.")
        self.line.textEdited.connect(self._search_typed)
        self.count = QLabel(self)
        set_look(self.count, role="small")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(5), px(8), px(5))
        row.setSpacing(px(6))
        row.addWidget(self.line, 1)
        row.addWidget(self.count)
        for icon_name, label, run in (
            ("chevron-up", "Previous match (Shift+F3)", self.previous),
            ("chevron-down", "Next match (F3)", self.next),
            ("x", "Close (Esc)", self.close_up),
        ):
            button = QToolButton(self)
            button.setIcon(icon(icon_name, "muted"))
            button.setAccessibleName(label)
            button.setToolTip(label)
            button.clicked.connect(run)
            row.addWidget(button)
        for widget in (editor, self.line):
            widget.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show the bar, with the text that is selected in the editor."""
        selected = self._editor.textCursor().selectedText()
        if selected and "\u2029" not in selected:
            self.line.setText(selected)
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
        text, wanted = self._search_texts()
        match = text.find(wanted, self._selection() + 1)
        self._select(match if match >= 0 else text.find(wanted))

    def previous(self) -> None:
        """Select the previous match; before the first one, the last."""
        text, wanted = self._search_texts()
        match = text.rfind(wanted, 0, max(self._selection() + len(wanted) - 1, 0))
        self._select(match if match >= 0 else text.rfind(wanted))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        run = self._action_of(event, in_line=watched is self.line)
        if run is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # else the window would handle Esc and Ctrl+F
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

    def _search_typed(self) -> None:
        text, wanted = self._search_texts()
        match = text.find(wanted, self._selection())
        self._select(match if match >= 0 else text.find(wanted))

    def _search_texts(self) -> tuple[str, str]:
        """The text and the search text in lower case. The text keeps its length: a letter with a
        longer lower case stays as it is.
        """
        # The lower-case text is kept: 15 MB take 100 ms.
        text = self._editor.text()
        if text is not self._text:
            lower = text.lower()
            if len(lower) != len(text):
                lower = "".join(
                    low if len(low := letter.lower()) == 1 else letter for letter in text
                )
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
        (text, wanted), match = self._search_texts(), self._selection()
        label = ""
        if wanted:
            count = text.count(wanted)
            label = f"{count:,} matches" if count else "No matches"
            if self._editor.textCursor().hasSelection() and text.startswith(wanted, match):
                label = f"{text.count(wanted, 0, match) + 1:,} of {count:,}"
        self.count.setText(label)
