"""A text editor that changes only what differs and colours only the lines on screen."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import QEvent, QMimeData, QRect, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from convert_console.models.sliced_work import SlicedWork
from convert_console.widgets.kit.displayed_text import LONGEST_LINE, DisplayedText
from convert_console.widgets.kit.folding import Folding
from convert_console.widgets.kit.gutter import Gutter
from convert_console.widgets.kit.syntax import Speller, color_visible, json_spans
from convert_console.widgets.kit.text_positions import (
    Span,
    as_shown,
    changed_span,
    document_text,
    python_place,
    qt_position,
    replace_span,
)
from convert_console.widgets.theme.theme import px, set_look, text_font

_INDENT = "  "
_LEADING = re.compile(r"[ \t]*")


INSERTED_AT_ONCE = 100_000
"""Characters up to which a text is inserted at once: 4,000 lines of JSON, which take 10 ms."""

REMOVED_AT_ONCE = 500_000
"""Characters up to which replaced text is removed; beyond that the document is cleared."""

STEP, LOAD_MS = 10_000, 12
"""Characters of a large text that are inserted in one step, and milliseconds until the window has
its turn. Each turn paints, so shorter ones take twice as long in all."""

_View: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""Anchor and position of the caret, and the scroll across and down."""


@dataclass
class _Loading:
    """A text that is being inserted at a displayed place; `done` characters are there. `view` is
    what to show once it is complete.
    """

    text: str
    start: int
    view: _View
    done: int = 0


class CodeEdit(QPlainTextEdit):
    """Undo belongs to the window. Tab indents; Esc and then Tab leaves the editor.

    Signals:
        edited(str): the user changed the text; all of it, line breaks as line feeds. Declared as an
            object: Qt would copy a text of 5 MB twice.
        loading_changed: a large text is being loaded from now on, or is complete.
    """

    edited = Signal(object)
    loading_changed = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        spell: Speller = json_spans,
        *,
        numbered: bool = True,
    ) -> None:
        super().__init__(parent)
        self._spell = spell
        self._content = DisplayedText()
        self._changing = False
        self._reported: list[tuple[int, int, int]] = []
        self._loading: _Loading | None = None
        self._caret_after_loading: tuple[int, int] | None = None
        self._slices: SlicedWork[None] = SlicedWork(self, LOAD_MS)
        self._slices.ended.connect(self._loaded)
        self._tab_leaves = False
        self.folding = Folding(self, self._content, lambda: self.loading)
        self.gutter = Gutter(self, self.folding, self.number_of)
        self.gutter.setVisible(numbered)
        set_look(self, mono=True, bare=True)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.document().setDocumentMargin(0)
        if numbered:
            self.setAccessibleDescription("Tab indents. Press Esc and then Tab to leave.")
        self.setTabChangesFocus(not numbered)
        self.document().contentsChange.connect(self._collect_change)
        self.textChanged.connect(self._text_changed)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._update_gutter)
        self._make_room()

    def text(self) -> str:
        """The text as it stands; `toPlainText` would turn no-break spaces into spaces."""
        return self._content.text

    @property
    def loading(self) -> bool:
        """Whether a large text is still being inserted, some lines at a time."""
        return self._loading is not None

    def position_of(self, place: int) -> int:
        """The document position, in the units Qt counts, of a character of the text."""
        return self._content.position_of(place)

    def place_of(self, position: int) -> int:
        """The reverse of `position_of`."""
        return self._content.place_of(position)

    def number_of(self, block: QTextBlock) -> int | None:
        """The number of a line, from 1; `None` for the continuation of the line above it."""
        content = self._content
        if not content.cuts:
            return block.blockNumber() + 1
        start = python_place(content.displayed, block.position())
        if content.is_cut(start - 1):
            return None
        return block.blockNumber() + 1 - content.cuts_before(start)

    def set_text_minimal(self, text: str) -> None:
        """Make it this text by changing only what differs; caret and scroll stay, no signal.

        A large text is inserted some lines at a time, from its beginning: Qt takes 2.5 ms for 1,000
        lines. Until it is complete, the user cannot edit it.
        """
        shown = as_shown(text)
        if shown == self._content.text:
            return  # or it is being loaded already
        scroll = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        scroll = self._stop_loading() or scroll
        before = self._content.displayed
        span = self._content.change_to(shown)
        if span is None:
            return
        start, end = qt_position(before, span.start), qt_position(before, span.end)
        stop = start + qt_position(span.text, len(span.text))

        def moved(place: int) -> int:
            if place <= start:
                return place
            return place - end + stop if place >= end else min(place, stop)

        caret = self.textCursor()
        anchor, position = self._caret_after_loading or (caret.anchor(), caret.position())
        self._caret_after_loading = None
        view = (moved(anchor), moved(position)), scroll
        if len(span.text) > INSERTED_AT_ONCE or span.end - span.start > REMOVED_AT_ONCE:
            self._load(span, (start, end), view)
            return
        self._changing = True
        replace_span(self.document(), before, span)
        self.folding.text_edited(start, stop)
        self._changing = False
        self._restore(view)

    def _load(self, span: Span, replaced: tuple[int, int], view: _View) -> None:
        text, at = span.text, span.start
        self._changing = True
        self.folding.forget()
        if span.end - span.start > REMOVED_AT_ONCE:
            # Removing 60,000 lines takes Qt 25 ms, clearing the document 2.
            self.document().clear()
            text, at = self._content.displayed, 0
        else:
            cursor = QTextCursor(self.document())
            cursor.setPosition(replaced[0])
            cursor.setPosition(replaced[1], QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        self._changing = False
        self._loading = _Loading(text, at, view)
        self._slices.begin(self._load_steps(self._loading))
        self.loading_changed.emit()

    def _load_steps(self, loading: _Loading) -> Generator[None, None, None]:
        cursor = QTextCursor(self.document())
        cursor.setPosition(qt_position(self._content.displayed, loading.start))
        while loading.done < len(loading.text):
            piece = loading.text[loading.done : loading.done + STEP]
            self._changing = True
            cursor.insertText(piece)
            self._changing = False
            loading.done += len(piece)
            yield

    def _loaded(self) -> None:
        loading = self._loading
        if loading is not None:
            # It counts as loading until it is scrolled: those who follow that act once, at the end.
            wanted, self._caret_after_loading = self._caret_after_loading, None
            self._restore((wanted or loading.view[0], loading.view[1]))
            if wanted:
                self.centerCursor()
            self._loading = None
            self.loading_changed.emit()

    def _stop_loading(self) -> tuple[int, int] | None:
        """Keep what has been inserted so far as the text, so that it can be changed again; the
        result is the scroll that was to be restored.
        """
        loading, self._loading = self._loading, None
        if loading is None:
            return None
        self._slices.drop()
        here = loading.start + loading.done
        self._content.follow_edit(here, len(loading.text) - loading.done, "")
        self._caret_after_loading = self._caret_after_loading or loading.view[0]
        return loading.view[1]

    def _restore(self, view: _View) -> None:
        caret, (across, down) = view
        self._move_caret(*caret)
        self.verticalScrollBar().setValue(down)
        self.horizontalScrollBar().setValue(across)

    def put_caret(self, anchor: int, position: int) -> None:
        """Select between two document positions, in the units Qt counts; while a text is being
        loaded, once it is complete.
        """
        if self.loading:
            self._caret_after_loading = anchor, position
        else:
            self._move_caret(anchor, position)

    def _move_caret(self, anchor: int, position: int) -> None:
        caret = self.textCursor()
        if (caret.anchor(), caret.position()) == (anchor, position):
            return
        last = self.document().characterCount() - 1
        caret.setPosition(min(anchor, last))
        caret.setPosition(min(position, last), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(caret)

    def createMimeDataFromSelection(self) -> QMimeData:
        """The text's own characters. Qt would make HTML of them too: 200 ms for 60,000 lines."""
        data = QMimeData()
        data.setText(self._selected())
        return data

    def insertFromMimeData(self, source: QMimeData) -> None:
        """A large text is loaded in steps, since Qt would lay it out at once."""
        if self.loading:
            return
        text = as_shown(source.text())
        if max(len(text), len(self._selected())) <= LONGEST_LINE:
            super().insertFromMimeData(source)
        else:
            self._replace_selected(text)

    def _selected(self) -> str:
        caret = self.textCursor()
        start, end = self.place_of(caret.selectionStart()), self.place_of(caret.selectionEnd())
        return self._content.text[start:end]

    def _replace_selected(self, text: str) -> None:
        """Replace the selection by a text, as an edit of the user."""
        caret, whole = self.textCursor(), self._content.text
        start, end = self.place_of(caret.selectionStart()), self.place_of(caret.selectionEnd())
        self.set_text_minimal(f"{whole[:start]}{text}{whole[end:]}")
        place = self.position_of(start + len(text))
        self.put_caret(place, place)
        self.edited.emit(self._content.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        leaving, self._tab_leaves = self._tab_leaves, event.key() == Qt.Key.Key_Escape
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the window may have something to cancel
        elif self.loading:
            event.ignore()
        elif self.isReadOnly():
            super().keyPressEvent(event)
        elif self._replaces_much(event):
            self._replace_selected(event.text() if event.text().isprintable() else "")
        elif self.tabChangesFocus() or not plain:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Tab and leaving:
            self._leave()
        elif event.key() == Qt.Key.Key_Tab:
            self.insertPlainText(_INDENT)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._break_line()
        else:
            self._step_over_cut(event.key())
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if not self.loading:
            super().inputMethodEvent(event)

    def _replaces_much(self, event: QKeyEvent) -> bool:
        """Whether a key removes more than Qt does in a moment."""
        caret = self.textCursor()
        if caret.selectionEnd() - caret.selectionStart() <= REMOVED_AT_ONCE:
            return False
        if event.matches(QKeySequence.StandardKey.Cut):
            self.copy()
            return True
        deletes = event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        return deletes or bool(event.text() and event.text().isprintable())

    def _step_over_cut(self, key: int) -> None:
        """Step over the line feed between two pieces of a long line: it cannot be deleted."""
        caret = self.textCursor()
        step = {Qt.Key.Key_Backspace: -1, Qt.Key.Key_Delete: 1}.get(Qt.Key(key))
        if step is None or not self._content.cuts or caret.hasSelection():
            return
        place = python_place(self._content.displayed, caret.position())
        if self._content.is_cut(place - 1 if step < 0 else place):
            caret.setPosition(caret.position() + step)
            self.setTextCursor(caret)

    def paintEvent(self, event: QPaintEvent) -> None:
        color_visible(self, self._spell)
        super().paintEvent(event)
        self.folding.paint_line_counts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_gutter()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._make_room()

    def _leave(self) -> None:
        self.setTabChangesFocus(True)  # else Qt keeps the focus here
        self.focusNextChild()
        self.setTabChangesFocus(False)

    def _break_line(self) -> None:
        """Indent the new line as the last one, deeper after an opening bracket."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        leading = _LEADING.match(before)
        indent = leading[0] if leading else ""
        deeper = _INDENT if before.rstrip().endswith(("{", "[")) else ""
        self.insertPlainText(f"\n{indent}{deeper}")
        self.ensureCursorVisible()

    def _collect_change(self, position: int, removed: int, added: int) -> None:
        self._reported.append((position, removed, added))

    def _text_changed(self) -> None:
        reported, self._reported = self._reported, []
        if self._changing:
            return
        start, end, inserted = self._changed_by_user(reported)
        displayed = self._content.displayed
        if inserted == displayed[start:end]:
            return
        before = self._content.text
        self._content.follow_edit(start, end - start, inserted)
        first = qt_position(displayed, start)
        self.folding.text_edited(first, first + qt_position(inserted, len(inserted)))
        if self._content.text != before:
            self.edited.emit(self._content.text)

    def _changed_by_user(self, reported: list[tuple[int, int, int]]) -> tuple[int, int, str]:
        """What the user changed: start and end in the displayed text, and what is there now.

        Qt may report more than was changed. Its report is used if the lengths add up; otherwise
        the whole text is compared, which takes 100 ms for 600,000 lines.
        """
        displayed, count = self._content.displayed, self.document().characterCount() - 1
        length = qt_position(displayed, len(displayed))
        if len(reported) == 1:
            position, removed, added = reported[0]
            removed, added = min(removed, length - position), min(added, count - position)
            if length - removed + added == count:
                cursor = QTextCursor(self.document())
                cursor.setPosition(position)
                cursor.setPosition(position + added, QTextCursor.MoveMode.KeepAnchor)
                inserted = cursor.selectedText().replace("\u2029", "\n")
                end = python_place(displayed, position + removed)
                return python_place(displayed, position), end, inserted
        span = changed_span(displayed, document_text(self.document()))
        return (span.start, span.end, span.text) if span else (0, 0, "")

    def _make_room(self) -> None:
        self.setTabStopDistance(QFontMetrics(text_font("mono")).horizontalAdvance("    "))
        if self.viewportMargins().left() != self.gutter.width_needed():
            self.setViewportMargins(self.gutter.width_needed(), px(10), 0, 0)
        self._place_gutter()

    def _place_gutter(self) -> None:
        inside, top, width = self.contentsRect(), px(10), self.gutter.width_needed()
        area = QRect(inside.left(), inside.top() + top, width, inside.height() - top)
        self.gutter.setGeometry(area)

    def _update_gutter(self, area: QRect, scrolled: int) -> None:
        if scrolled:
            self.gutter.scroll(0, scrolled)
        else:
            self.gutter.update(0, area.y(), self.gutter.width(), area.height())
