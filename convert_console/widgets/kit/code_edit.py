"""A text editor that changes only what differs and colours only what is in sight."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPaintEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from convert_console.widgets.kit.folding import Folding, paint_folds
from convert_console.widgets.kit.gutter import Gutter
from convert_console.widgets.kit.json_spans import json_spans
from convert_console.widgets.kit.lazy_color import Speller, color_visible
from convert_console.widgets.kit.replace_span import (
    as_shown,
    changed_span,
    document_text,
    qt_position,
    replace_span,
)
from convert_console.widgets.theme import px, set_look, text_font

_INDENT = "  "
_LEADING = re.compile(r"[ \t]*")


class CodeEdit(QPlainTextEdit):
    """Undo belongs to the window. Tab indents; Esc and then Tab leaves.

    Signals:
        edited(str): the person changed the text; all of it, line breaks as line feeds.
    """

    edited = Signal(str)

    def __init__(
        self,
        parent: QWidget | None = None,
        spell: Speller = json_spans,
        *,
        numbered: bool = True,
    ) -> None:
        super().__init__(parent)
        self._spell = spell
        self._text = ""
        self._filling = False
        self._leaving = False
        self.gutter = Gutter(self)
        self.gutter.setVisible(numbered)
        self.folding = Folding(self)
        self.folding.changed.connect(self.gutter.update)
        set_look(self, mono=True, bare=True)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.document().setDocumentMargin(0)
        if numbered:
            self.setAccessibleDescription("Tab indents. Press Esc and then Tab to leave.")
        self.setTabChangesFocus(not numbered)
        self.textChanged.connect(self._text_changed)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._follow)
        self._make_room()

    def text(self) -> str:
        """The text as it stands; `toPlainText` would turn no-break spaces into spaces."""
        return self._text

    def set_text_minimal(self, text: str) -> None:
        """Make it this text by changing only what differs; caret and scroll stay, no signal."""
        new = as_shown(text)
        span = changed_span(self._text, new)
        if span is None:
            return
        start, end = qt_position(self._text, span.start), qt_position(self._text, span.end)
        stop = start + qt_position(span.text, len(span.text))

        def moved(place: int) -> int:
            if place <= start:
                return place
            return place - end + stop if place >= end else min(place, stop)

        caret = self.textCursor()
        anchor, position = moved(caret.anchor()), moved(caret.position())
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        self._filling = True
        replace_span(self.document(), self._text, span)
        self._text = new
        if self.folding.any:
            self.folding.edited(start, stop)
        self.put_caret(anchor, position)
        self._filling = False
        self.verticalScrollBar().setValue(down)
        self.horizontalScrollBar().setValue(across)

    def put_caret(self, anchor: int, position: int) -> None:
        """Select between two document positions, in the units Qt counts."""
        caret = self.textCursor()
        if (caret.anchor(), caret.position()) == (anchor, position):
            return
        last = self.document().characterCount() - 1
        caret.setPosition(min(anchor, last))
        caret.setPosition(min(position, last), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(caret)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        leaving, self._leaving = self._leaving, event.key() == Qt.Key.Key_Escape
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the window may have something to cancel
        elif self.isReadOnly() or self.tabChangesFocus() or not plain:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Tab and leaving:
            self._leave()
        elif event.key() == Qt.Key.Key_Tab:
            self.insertPlainText(_INDENT)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._break_line()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        color_visible(self, self._spell)
        super().paintEvent(event)
        paint_folds(self, self.folding)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_gutter()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._make_room()

    def _leave(self) -> None:
        self.setTabChangesFocus(True)  # else Qt keeps the focus here
        self.focusNextChild()
        self.setTabChangesFocus(False)

    def _break_line(self) -> None:
        """A new line begins below the first sign of the last one, deeper after a bracket."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        leading = _LEADING.match(before)
        indent = leading[0] if leading else ""
        deeper = _INDENT if before.rstrip().endswith(("{", "[")) else ""
        self.insertPlainText(f"\n{indent}{deeper}")
        self.ensureCursorVisible()

    def _text_changed(self) -> None:
        if self._filling:
            return
        text = document_text(self.document())
        if text != self._text:
            span = changed_span(self._text, text) if self.folding.any else None
            self._text = text
            if span is not None:
                start = qt_position(text, span.start)
                self.folding.edited(start, start + qt_position(span.text, len(span.text)))
            self.edited.emit(text)

    def _make_room(self) -> None:
        self.setTabStopDistance(QFontMetrics(text_font("mono")).horizontalAdvance("    "))
        self.setViewportMargins(self.gutter.room(), px(10), 0, 0)
        self._lay_gutter()

    def _lay_gutter(self) -> None:
        # Not by the viewport, which costs 10 ms of the start to ask for: see known_viewport.
        inside, top = self.contentsRect(), px(10)
        area = QRect(inside.left(), inside.top() + top, self.gutter.room(), inside.height() - top)
        self.gutter.setGeometry(area)

    def _follow(self, area: QRect, scrolled: int) -> None:
        if scrolled:
            self.gutter.scroll(0, scrolled)
        else:
            self.gutter.update(0, area.y(), self.gutter.width(), area.height())
