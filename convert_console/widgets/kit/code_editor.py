"""A text editor that changes only what differs and colours only what is in sight."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from convert_console.models.linting.problems import InSlices
from convert_console.widgets.kit.displayed_text import LINE_SHOWN, ShownText
from convert_console.widgets.kit.folding import Folding, lines_shown, opens, paint_folds
from convert_console.widgets.kit.painted import paint_box
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
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import Tone, colors, px, set_look, text_font, tone_color

# Line numbers left of a text, and which of its lines have something wrong.

SIGN, GAP = 12, 16
"""Side of the sign of what can be folded, and the room between a number and the text."""


class Gutter(QWidget):
    """Muted numbers without a box; a marked line's number takes the tone, with a dot before it.
    Behind the number of a line that opens a bracket stands whether it is folded.
    """

    def __init__(self, view: CodeEdit) -> None:
        super().__init__(view)
        self.setMouseTracking(True)
        self._view = view
        self._tones: Mapping[int, Tone] = {}

    def set_tones(self, tones: Mapping[int, Tone]) -> None:
        """Tones of marked lines, by line number from 0."""
        self._tones = tones
        self.update()

    def room(self) -> int:
        """Pixels that the numbers take, gaps included; at least two digits, none while hidden."""
        if self.isHidden():
            return px(12)
        digits = max(2, len(str(self._view.blockCount())))
        number = QFontMetrics(text_font("mono")).horizontalAdvance("0") * digits
        return px(12) + number + px(GAP)

    def sizeHint(self) -> QSize:
        return QSize(self.room(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        view, painter = self._view, QPainter(self)
        painter.setFont(text_font("mono"))
        height = view.fontMetrics().height()
        for block, top in lines_shown(view):
            if event.rect().top() - height <= top <= event.rect().bottom():
                self._paint_number(painter, block, round(top), height)
                if opens(block):
                    self._paint_sign(painter, round(top), folded=view.folding.is_folded(block))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click anywhere beside a line that opens a bracket folds it, or shows what it holds."""
        spot = QPoint(0, round(event.position().y()))
        block = self._view.cursorForPosition(spot).block()
        if event.button() == Qt.MouseButton.LeftButton and opens(block):
            self._view.folding.toggle(block)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = QPoint(0, round(event.position().y()))
        hand = opens(self._view.cursorForPosition(spot).block())
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def _paint_sign(self, painter: QPainter, top: int, *, folded: bool) -> None:
        side = px(SIGN)
        height = self._view.fontMetrics().height()
        area = QRectF(self.width() - px(GAP) + px(1), top + (height - side) // 2, side, side)
        name = "chevron-right" if folded else "chevron-down"
        paint_icon(painter, area, name, colors().accent if folded else colors().muted)

    def _paint_number(self, painter: QPainter, block: QTextBlock, top: int, height: int) -> None:
        tone, number = self._tones.get(block.blockNumber()), self._view.number_of(block)
        if tone is not None:
            dot = QRectF(px(3), top + (height - px(5)) // 2, px(5), px(5))
            paint_box(painter, dot, px(5) / 2, tone_color(tone))
        painter.setPen(QColor(colors().muted if tone is None else tone_color(tone)))
        place = QRectF(0, top, self.width() - px(GAP), height)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight, "" if number is None else str(number))


# Which part of a long text is on screen.


def lines_in_sight(edit: QPlainTextEdit) -> range:
    """The lines on screen, by their place among those that are not folded away."""
    first = edit.verticalScrollBar().value()
    height = max(edit.fontMetrics().lineSpacing(), 1)
    return range(first, first + edit.viewport().height() // height + 2)


def widened(lines: range) -> range:
    """With a screen more on either side, so that a little scrolling leads to nothing new."""
    return range(max(lines.start - len(lines), 0), lines.stop + len(lines))


def text_of(edit: CodeEdit, lines: range) -> tuple[int, int]:
    """Where these lines start and end in the editor's text."""
    document = edit.document()
    first = document.findBlockByLineNumber(lines.start)
    after = document.findBlockByLineNumber(lines.stop)
    if not first.isValid():
        return len(edit.text()), len(edit.text())
    end = edit.place_of(after.position()) if after.isValid() else len(edit.text())
    return edit.place_of(first.position()), end


_INDENT = "  "
_LEADING = re.compile(r"[ \t]*")


AT_ONCE = 100_000
"""Characters up to which a text is put in at once; laid-out JSON has 4,000 lines of them, and they
take 10 ms."""

REMOVED_AT_ONCE = 500_000
"""Characters up to which what is replaced is taken out of the document, and not with it."""

STEP, FILL_MS = 10_000, 12
"""Characters of a large text that are put in at a time, and milliseconds after which the window has
its turn: each turn paints, so that shorter ones take twice as long in all."""

_Goal: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""Anchor and position of the caret, and how far is scrolled across and down."""


@dataclass
class _Rest:
    """A text that is being put in from a place of what is shown on, and how much is there."""

    text: str
    start: int
    goal: _Goal
    done: int = 0


class CodeEdit(QPlainTextEdit):
    """Undo belongs to the window. Tab indents; Esc and then Tab leaves.

    Signals:
        edited(str): the person changed the text; all of it, line breaks as line feeds.
        filling_changed: a large text is being put in from now on, or is whole.
    """

    edited = Signal(str)
    filling_changed = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        spell: Speller = json_spans,
        *,
        numbered: bool = True,
    ) -> None:
        super().__init__(parent)
        self._spell = spell
        self._held = ShownText()
        self._changing = False
        self._heard: list[tuple[int, int, int]] = []
        self._rest: _Rest | None = None
        self._caret: tuple[int, int] | None = None
        self._steps: InSlices[None] = InSlices(self, FILL_MS)
        self._steps.ended.connect(self._filled)
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
        self.document().contentsChange.connect(self._hear)
        self.textChanged.connect(self._text_changed)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._follow)
        self._make_room()

    def text(self) -> str:
        """The text as it stands; `toPlainText` would turn no-break spaces into spaces."""
        return self._held.text

    @property
    def filling(self) -> bool:
        """Whether a large text is still being put in, some lines at a time."""
        return self._rest is not None

    def position_of(self, place: int) -> int:
        """The document position, in the units Qt counts, of a character of the text."""
        return qt_position(self._held.shown, self._held.shown_place(place))

    def place_of(self, position: int) -> int:
        """The reverse of `position_of`."""
        return self._held.text_place(python_place(self._held.shown, position))

    def number_of(self, block: QTextBlock) -> int | None:
        """The number of a line, from 1; `None` for what only goes on with the line above it."""
        if not self._held.cuts:
            return block.blockNumber() + 1
        start = python_place(self._held.shown, block.position())
        if self._held.is_cut(start - 1):
            return None
        return block.blockNumber() + 1 - self._held.cut_lines_before(start)

    def set_text_minimal(self, text: str) -> None:
        """Make it this text by changing only what differs; caret and scroll stay, no signal.

        A large text comes in some lines at a time, from its beginning: Qt takes 2.5 ms for 1,000
        lines. Until then the person cannot edit it.
        """
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        across, down = self._leave_filling() or (across, down)
        before = self._held.shown
        span = self._held.change_to(as_shown(text))
        if span is None:
            return
        start, end = qt_position(before, span.start), qt_position(before, span.end)
        stop = start + qt_position(span.text, len(span.text))

        def moved(place: int) -> int:
            if place <= start:
                return place
            return place - end + stop if place >= end else min(place, stop)

        caret = self.textCursor()
        anchor, position = self._caret or (caret.anchor(), caret.position())
        self._caret = None
        goal = (moved(anchor), moved(position)), (across, down)
        if len(span.text) > AT_ONCE or span.end - span.start > REMOVED_AT_ONCE:
            self._fill(span, (start, end), goal)
            return
        self._changing = True
        replace_span(self.document(), before, span)
        if self.folding.any:
            self.folding.edited(start, stop)
        self._changing = False
        self._put_back(goal)

    def _fill(self, span: Span, gone: tuple[int, int], goal: _Goal) -> None:
        text, at = span.text, span.start
        self._changing = True
        if span.end - span.start > REMOVED_AT_ONCE:
            # To take out 60,000 lines takes Qt 25 ms, to forget a document 2.
            self.folding.forget()
            self.document().clear()
            text, at = self._held.shown, 0
        else:
            cursor = QTextCursor(self.document())
            cursor.setPosition(gone[0])
            cursor.setPosition(gone[1], QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        self._changing = False
        self._rest = _Rest(text, at, goal)
        self._steps.begin(self._filling_steps(self._rest))
        self.filling_changed.emit()

    def _filling_steps(self, rest: _Rest) -> Generator[None, None, None]:
        cursor = QTextCursor(self.document())
        cursor.setPosition(qt_position(self._held.shown, rest.start))
        while rest.done < len(rest.text):
            piece = rest.text[rest.done : rest.done + STEP]
            self._changing = True
            cursor.insertText(piece)
            self._changing = False
            rest.done += len(piece)
            yield

    def _filled(self) -> None:
        rest, self._rest = self._rest, None
        if rest is not None:
            wanted, self._caret = self._caret, None
            self._put_back((wanted or rest.goal[0], rest.goal[1]))
            if wanted:
                self.centerCursor()
            self.filling_changed.emit()

    def _leave_filling(self) -> tuple[int, int] | None:
        """Take what is in the document for the text, so that it can be changed again; where the
        scroll was to be.
        """
        rest, self._rest = self._rest, None
        if rest is None:
            return None
        self._steps.drop()
        here = rest.start + rest.done
        self._held.edited(here, len(rest.text) - rest.done, "")
        self._caret = self._caret or rest.goal[0]
        return rest.goal[1]

    def _put_back(self, goal: _Goal) -> None:
        caret, (across, down) = goal
        self.put_caret(*caret)
        self.verticalScrollBar().setValue(down)
        self.horizontalScrollBar().setValue(across)

    def put_caret(self, anchor: int, position: int) -> None:
        """Select between two document positions, in the units Qt counts; of a text that is still
        being put in, once it is whole.
        """
        if self.filling:
            self._caret = anchor, position
            return
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
        """A large text goes the way of one that is set, since Qt would lay it out at once."""
        if self.filling:
            return
        text = as_shown(source.text())
        if max(len(text), len(self._selected())) <= LINE_SHOWN:
            super().insertFromMimeData(source)
        else:
            self._replace_selected(text)

    def _selected(self) -> str:
        caret = self.textCursor()
        start, end = self.place_of(caret.selectionStart()), self.place_of(caret.selectionEnd())
        return self._held.text[start:end]

    def _replace_selected(self, text: str) -> None:
        """Put a text in the place of the selection, as the person wants it."""
        caret, whole = self.textCursor(), self._held.text
        start, end = self.place_of(caret.selectionStart()), self.place_of(caret.selectionEnd())
        self.set_text_minimal(f"{whole[:start]}{text}{whole[end:]}")
        place = self.position_of(start + len(text))
        self.put_caret(place, place)
        self.edited.emit(self._held.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        leaving, self._leaving = self._leaving, event.key() == Qt.Key.Key_Escape
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the window may have something to cancel
        elif self.filling:
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
            self._pass_cut(event.key())
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if not self.filling:
            super().inputMethodEvent(event)

    def _replaces_much(self, event: QKeyEvent) -> bool:
        """Whether a key takes out more than Qt does in a moment."""
        caret = self.textCursor()
        if caret.selectionEnd() - caret.selectionStart() <= REMOVED_AT_ONCE:
            return False
        if event.matches(QKeySequence.StandardKey.Cut):
            self.copy()
            return True
        deletes = event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        return deletes or bool(event.text() and event.text().isprintable())

    def _pass_cut(self, key: int) -> None:
        """Between the pieces of a cut line there is nothing to take out: go to its other side."""
        caret = self.textCursor()
        step = {Qt.Key.Key_Backspace: -1, Qt.Key.Key_Delete: 1}.get(Qt.Key(key))
        if step is None or not self._held.cuts or caret.hasSelection():
            return
        place = python_place(self._held.shown, caret.position())
        if self._held.is_cut(place - 1 if step < 0 else place):
            caret.setPosition(caret.position() + step)
            self.setTextCursor(caret)

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

    def _hear(self, position: int, removed: int, added: int) -> None:
        self._heard.append((position, removed, added))

    def _text_changed(self) -> None:
        heard, self._heard = self._heard, []
        if self._changing:
            return
        start, end, inserted = self._told(heard)
        shown = self._held.shown
        if inserted == shown[start:end]:
            return
        before = self._held.text
        self._held.edited(start, end - start, inserted)
        if self.folding.any:
            first = qt_position(shown, start)
            self.folding.edited(first, first + qt_position(inserted, len(inserted)))
        if self._held.text != before:
            self.edited.emit(self._held.text)

    def _told(self, heard: list[tuple[int, int, int]]) -> tuple[int, int, str]:
        """What the person changed: from where to where of what was shown, and what is there now.

        Qt says it, and may say that more changed than did. What it says is right if the lengths
        add up; else the whole text is looked at, which takes 100 ms for 600,000 lines.
        """
        shown, count = self._held.shown, self.document().characterCount() - 1
        length = qt_position(shown, len(shown))
        if len(heard) == 1:
            position, removed, added = heard[0]
            removed, added = min(removed, length - position), min(added, count - position)
            if length - removed + added == count:
                cursor = QTextCursor(self.document())
                cursor.setPosition(position)
                cursor.setPosition(position + added, QTextCursor.MoveMode.KeepAnchor)
                inserted = cursor.selectedText().replace("\u2029", "\n")
                end = python_place(shown, position + removed)
                return python_place(shown, position), end, inserted
        span = changed_span(shown, document_text(self.document()))
        return (span.start, span.end, span.text) if span else (0, 0, "")

    def _make_room(self) -> None:
        self.setTabStopDistance(QFontMetrics(text_font("mono")).horizontalAdvance("    "))
        if self.viewportMargins().left() != self.gutter.room():
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
