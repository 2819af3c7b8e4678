"""A text editor for large texts: it changes only what differs and colours only visible lines."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
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
from convert_console.widgets.editor.displayed_text import (
    LONGEST_LINE,
    DisplayedText,
    Span,
    as_shown,
    changed_span,
    document_text,
    python_place,
    qt_position,
    replace_span,
    with_signs,
)
from convert_console.widgets.editor.folding import Folding
from convert_console.widgets.editor.gutter import Gutter
from convert_console.widgets.editor.syntax import Highlighter, color_visible, json_spans
from convert_console.widgets.theme.theme import px, set_look, text_font

_INDENT = "  "
_LEADING = re.compile(r"[ \t]*")


INSERTED_AT_ONCE = 100_000
"""Characters up to which a text is inserted at once: 4,000 lines of JSON, which take 10 ms."""

REMOVED_AT_ONCE = 500_000
"""Characters up to which replaced text is removed; beyond that the document is cleared."""

STEP, LOAD_MS = 10_000, 12
"""Characters of a large text that are inserted in one step, and milliseconds of steps until other
events are handled. Shorter intervals take twice as long in all, since each ends with a paint."""

_View: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""Anchor and position of the caret, and the scroll across and down."""


class CodeEdit(QPlainTextEdit):
    """The window handles undo. Tab leaves the editor, Ctrl+Tab indents.

    Signals:
        edited(str): the user changed the text to this; line breaks are line feeds. Declared as an
            object, since Qt would copy a text of 5 MB twice.
        loading_changed: loading a large text has begun or ended.
    """

    edited = Signal(object)
    loading_changed = Signal()

    top_margin = 4
    """Pixels above the first line at 100 % zoom."""

    def __init__(
        self,
        parent: QWidget | None = None,
        highlight: Highlighter = json_spans,
        *,
        numbered: bool = True,
    ) -> None:
        super().__init__(parent)
        self._highlight = highlight
        self._content = DisplayedText()
        self._changing = self._coloring = False
        self._reported: list[tuple[int, int, int]] = []
        self._loading: _Loading | None = None
        self._caret_after_loading: tuple[int, int] | None = None
        self._changed_to: int | None = None  # the end of what `set_text_minimal` put in
        self._top = self._wanted_top = 0  # lines
        self._keeps_top = False
        self._slices: SlicedWork[None] = SlicedWork(self, LOAD_MS)
        self._slices.ended.connect(self._loaded)
        self.folding = Folding(self, self._content, lambda: self.loading)
        self.gutter = Gutter(self, self.folding, self.number_of)
        self.gutter.setVisible(numbered)
        set_look(self, mono=True, bare=True)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.document().setDocumentMargin(0)
        if numbered:
            self.setAccessibleDescription("Tab leaves the field, Ctrl+Tab indents.")
        self.setTabChangesFocus(True)
        self._numbered = numbered
        self.document().contentsChange.connect(self._collect_change)
        self.textChanged.connect(self._text_changed)
        self.blockCountChanged.connect(self._update_margins)
        self.updateRequest.connect(self._update_gutter)
        self._update_margins()

    def text(self) -> str:
        """The current text. `toPlainText` would replace no-break spaces by spaces."""
        return self._content.text

    @property
    def loading(self) -> bool:
        """Whether a large text is being inserted."""
        return self._loading is not None

    def position_of(self, place: int) -> int:
        """The document position, in the units Qt counts, of a character of the text."""
        return self._content.position_of(place)

    def place_of(self, position: int) -> int:
        """The reverse of `position_of`."""
        return self._content.place_of(position)

    def number_of(self, block: QTextBlock) -> int | None:
        """The number of a line, from 1, or `None` for the continuation of a long one."""
        content = self._content
        if not content.cuts:
            return block.blockNumber() + 1
        start = python_place(content.displayed, block.position())
        if content.is_cut(start - 1):
            return None
        return block.blockNumber() + 1 - content.cuts_before(start)

    def set_text_minimal(self, text: str) -> None:
        """Set the text by changing only what differs, without a signal. Caret and scroll stay.

        A large text is inserted in steps, since Qt takes 2.5 ms for 1,000 lines. Until it is
        complete, the user cannot edit it.
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
        stop = self._changed_to = start + qt_position(span.text, len(span.text))

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
            # It counts as loading until it is scrolled, so that the others react once, at the end.
            caret, self._caret_after_loading = self._caret_after_loading, None
            self._restore((caret or loading.view[0], loading.view[1]))
            if caret:
                self.centerCursor()
            self._loading = None
            self.loading_changed.emit()

    def _stop_loading(self) -> tuple[int, int] | None:
        """Stop with the part that is inserted as the text; return the scroll that was to be
        restored.
        """
        loading, self._loading = self._loading, None
        if loading is None:
            return None
        self._slices.drop()
        end = loading.start + loading.done
        self._content.follow_edit(end, len(loading.text) - loading.done, "")
        self._caret_after_loading = self._caret_after_loading or loading.view[0]
        return loading.view[1]

    def _restore(self, view: _View) -> None:
        caret, (across, down) = view
        self._move_caret(*caret)
        self.verticalScrollBar().setValue(down)
        self.horizontalScrollBar().setValue(across)

    def put_caret(self, anchor: int, position: int) -> None:
        """Select between two document positions, in the units Qt counts; if a text is being loaded,
        when it is complete.
        """
        if self.loading:
            self._caret_after_loading = anchor, position
        else:
            self._move_caret(anchor, position)

    @contextmanager
    def caret_at_change(self) -> Iterator[None]:
        """What is set meanwhile takes the caret to its end, in sight, if the editor has the
        keyboard: the next key goes on there.
        """
        self._changed_to = None
        yield
        if self._changed_to is not None and self.hasFocus():
            self.put_caret(self._changed_to, self._changed_to)
            if not self.loading:
                self.ensureCursorVisible()

    def _move_caret(self, anchor: int, position: int) -> None:
        caret = self.textCursor()
        if (caret.anchor(), caret.position()) == (anchor, position):
            return
        last = self.document().characterCount() - 1
        caret.setPosition(min(anchor, last))
        caret.setPosition(min(position, last), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(caret)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Only plain text: Qt would create HTML too, which takes 200 ms for 60,000 lines."""
        data = QMimeData()
        data.setText(self._selected())
        return data

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Loads a large text in steps, since Qt would lay it out at once."""
        if self.loading:
            return
        text = as_shown(source.text())
        small = max(len(text), len(self._selected())) <= LONGEST_LINE
        if small and with_signs(text) == text:  # else Qt would break lines
            super().insertFromMimeData(source)
        else:
            self._replace_selected(text)

    def _selected(self) -> str:
        caret = self.textCursor()
        start, end = self.place_of(caret.selectionStart()), self.place_of(caret.selectionEnd())
        return self._content.text[start:end]

    def _replace_selected(self, text: str) -> None:
        """Replace the selection by a text, as an edit of the user."""
        caret, old = self.textCursor(), self._content.text
        start, end = self.place_of(caret.selectionStart()), self.place_of(caret.selectionEnd())
        self.set_text_minimal(f"{old[:start]}{text}{old[end:]}")
        place = self.position_of(start + len(text))
        self.put_caret(place, place)
        self.edited.emit(self._content.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
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
        elif self._numbered and _indents(event):
            self.insertPlainText(_INDENT)
        elif not self._numbered or not plain:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._break_line()
        else:
            self._step_over_cut(event.key())
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if not self.loading:
            super().inputMethodEvent(event)

    def _replaces_much(self, event: QKeyEvent) -> bool:
        """Whether a key removes so much text that Qt would take long; a cut text is copied here."""
        caret = self.textCursor()
        if caret.selectionEnd() - caret.selectionStart() <= REMOVED_AT_ONCE:
            return False
        if event.matches(QKeySequence.StandardKey.Cut):
            self.copy()
            return True
        deletes = event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        return deletes or bool(event.text() and event.text().isprintable())

    def _step_over_cut(self, key: int) -> None:
        """Move over the line feed between two pieces of a long line, which is not in the text."""
        caret = self.textCursor()
        step = {Qt.Key.Key_Backspace: -1, Qt.Key.Key_Delete: 1}.get(Qt.Key(key))
        if step is None or not self._content.cuts or caret.hasSelection():
            return
        place = python_place(self._content.displayed, caret.position())
        if self._content.is_cut(place - 1 if step < 0 else place):
            caret.setPosition(caret.position() + step)
            self.setTextCursor(caret)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._coloring = True
        color_visible(self, self._highlight)
        self._coloring = False
        super().paintEvent(event)
        self.folding.paint_line_counts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        with self._top_kept():
            super().resizeEvent(event)
            self._place_gutter()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() not in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            super().changeEvent(event)
            return
        with self._top_kept():
            super().changeEvent(event)
            self._update_margins()

    @contextmanager
    def _top_kept(self) -> Iterator[None]:
        """Keep the first line in sight, and take it back as soon as it can be the first again: a
        zoom gives the editor several sizes, and all lines may fit into one of them.
        """
        wraps = self.lineWrapMode() != QPlainTextEdit.LineWrapMode.NoWrap
        if self._keeps_top or wraps:  # Qt keeps the line of a text that wraps
            yield
            return
        bar, self._keeps_top = self.verticalScrollBar(), True
        if bar.value() != self._top:  # scrolled since
            self._wanted_top = bar.value()
        yield
        bar.setValue(self._wanted_top)
        self._top, self._keeps_top = bar.value(), False

    def _break_line(self) -> None:
        """Indent the new line like the one before, and deeper after an opening bracket."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        leading = _LEADING.match(before)
        indent = leading[0] if leading else ""
        deeper = _INDENT if before.rstrip().endswith(("{", "[")) else ""
        self.insertPlainText(f"\n{indent}{deeper}")
        self.ensureCursorVisible()

    def _collect_change(self, position: int, removed: int, added: int) -> None:
        self._reported.append((position, removed, added))
        self._top = -1  # what is the first line now is the one to keep

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
        """Start and end of the user's edit in the displayed text, and the text now there."""
        displayed = self._content.displayed
        change = self._reported_change(reported)
        if change is None:  # comparing all of 600,000 lines takes 100 ms
            change = 0, len(displayed), document_text(self.document())
        start, end, text = change
        # Qt may report more than the edit. In what stayed the same, a line feed may be a cut.
        span = changed_span(displayed[start:end], text)
        return (start + span.start, start + span.end, span.text) if span else (0, 0, "")

    def _reported_change(self, reported: list[tuple[int, int, int]]) -> tuple[int, int, str] | None:
        """What Qt reported, in the same form; `None` unless the lengths add up."""
        displayed, count = self._content.displayed, self.document().characterCount() - 1
        length = qt_position(displayed, len(displayed))
        if len(reported) != 1:
            return None
        position, removed, added = reported[0]
        removed, added = min(removed, length - position), min(added, count - position)
        if length - removed + added != count:
            return None
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        cursor.setPosition(position + added, QTextCursor.MoveMode.KeepAnchor)
        text = cursor.selectedText().replace("\u2029", "\n")
        end = python_place(displayed, position + removed)
        return python_place(displayed, position), end, text

    def _update_margins(self) -> None:
        self.setTabStopDistance(QFontMetrics(text_font("mono")).horizontalAdvance("    "))
        if self.viewportMargins().left() != self.gutter.width_needed():
            self.setViewportMargins(self.gutter.width_needed(), px(self.top_margin), 0, 0)
        self._place_gutter()

    def _place_gutter(self) -> None:
        contents, top = self.contentsRect(), px(self.top_margin)
        width = self.gutter.width_needed()
        area = QRect(contents.left(), contents.top() + top, width, contents.height() - top)
        self.gutter.setGeometry(area)

    def _update_gutter(self, area: QRect, scrolled: int) -> None:
        if scrolled:
            self.gutter.scroll(0, scrolled)
        elif not self._coloring:  # line numbers stay as they are
            self.gutter.update(0, area.y(), self.gutter.width(), area.height())


def _indents(event: QKeyEvent) -> bool:
    """Whether a key is Ctrl+Tab."""
    control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return event.key() == Qt.Key.Key_Tab and control


@dataclass
class _Loading:
    """A text that is being inserted at a displayed place; `done` characters are inserted. `view` is
    restored once it is complete.
    """

    text: str
    start: int
    view: _View
    done: int = 0
