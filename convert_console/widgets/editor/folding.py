"""Folds objects and lists of a JSON text by hiding their lines, and finds the visible lines."""

import re
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import islice
from typing import TypeAlias

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QColor, QPainter, QTextBlock
from PySide6.QtWidgets import QPlainTextEdit

from convert_console.models.sliced_work import SlicedWork
from convert_console.widgets.editor.displayed_text import DisplayedText
from convert_console.widgets.theme.theme import colors, text_font

LARGEST_FOLD = 5_000
"""Lines of an object or list up to which it is folded. Of a larger one the members are folded: Qt
visits all hidden lines at each paint and lays them out at the first, half a second for 60,000."""

LARGEST_EDIT = 500
"""Lines of an edit up to which only the folds that it touches are opened, and not all."""

LINES_PER_STEP, BRACKETS_PER_STEP, STEPS_AT_ONCE = 500, 500, 12
"""Lines that are hidden or shown in one step, or brackets that are read, in half a millisecond; and
how many steps are done at once, before other events are handled."""

_Steps: TypeAlias = Generator[None, None, bool]
"""Work in small steps, which returns whether lines were hidden or shown."""


class Folding(QObject):
    """A line is folded if it ends with an opening bracket and the next line is hidden. No other
    state is kept. Moving the caret into hidden lines shows them, and so does an edit of them.

    Signals:
        changed: lines were hidden or shown.
    """

    changed = Signal()

    def __init__(
        self, edit: QPlainTextEdit, content: DisplayedText, is_loading: Callable[[], bool]
    ) -> None:
        super().__init__(edit)
        self._edit = edit
        self._content = content
        self._is_loading = is_loading
        self._waiting: deque[_Steps] = deque()
        self._slices: SlicedWork[None] = SlicedWork(self)
        self._visited = 0
        self.any = False
        edit.cursorPositionChanged.connect(self._show_caret_line)

    def is_folded(self, block: QTextBlock) -> bool:
        """Whether the lines inside this line's bracket are hidden."""
        following = block.next()
        return opens(block) and following.isValid() and not following.isVisible()

    def toggle(self, block: QTextBlock) -> None:
        if self.is_folded(block):
            self.unfold(block)
        else:
            self.fold(block)

    def fold(self, *blocks: QTextBlock) -> None:
        """Hide the lines between the bracket at the end of each line and the closing one."""
        self.fold_at([self._content.place_of(block.position()) for block in blocks])

    def fold_at(self, places: Iterable[int]) -> None:
        """Like `fold`, for the lines at these places of the text."""
        if not self._is_loading():
            self._run(self._fold_each(places))

    def fold_at_caret(self) -> None:
        """Fold the innermost object or list around the caret that has lines to hide."""
        if not self._is_loading():
            self._run(self._fold_around(self._edit.textCursor().block()))

    def unfold_at_caret(self) -> None:
        self.unfold(self._edit.textCursor().block())

    def unfold(self, block: QTextBlock) -> None:
        """Show the lines that this line hides."""
        self._run(self._show_from(block.next().blockNumber()))

    def unfold_all(self) -> None:
        if self.any:
            self.forget()
            self._run(self._show_all())

    def forget(self) -> None:
        """Drop all work: the text is replaced, and nothing is folded."""
        self._waiting.clear()
        self._slices.drop()
        self.any = False

    def text_edited(self, start: int, end: int) -> None:
        """After an edit between two document positions, show hidden lines that it touches."""
        if not self.any and not self._waiting:
            return
        self._waiting.clear()  # its lines may have been removed
        self._slices.drop()
        document = self._edit.document()
        block, last = document.findBlock(start), document.findBlock(end).blockNumber()
        if last - block.blockNumber() > LARGEST_EDIT:
            self.unfold_all()
            return
        shown = False
        while block.isValid() and block.blockNumber() <= last:
            following = block.next()
            if not block.isVisible():
                shown = self._show_around(block) or shown
            elif not opens(block) and following.isValid() and not following.isVisible():
                shown = self._show_around(following) or shown
            block = block.next()
        if shown:
            self._update_layout()

    def paint_line_counts(self) -> None:
        """Paint behind each visible folded line how many lines are hidden."""
        if not self.any:
            return
        edit, painter = self._edit, QPainter(self._edit.viewport())
        painter.setFont(text_font("mono"))
        painter.setPen(QColor(colors().accent))
        for block, top in visible_blocks(edit):
            if self.is_folded(block):
                count = next_visible(block).blockNumber() - block.blockNumber() - 1
                line = block.layout().lineAt(0)
                left = edit.contentOffset().x() + line.naturalTextWidth()
                text = f" … {count:,} {'line' if count == 1 else 'lines'}"
                painter.drawText(QPointF(left, top + line.ascent()), text)
        painter.end()

    def _run(self, steps: _Steps) -> None:
        """Do a few steps now, and the others in slices, between which other events are handled."""
        self._waiting.append(steps)
        if len(self._waiting) > 1:
            return
        work = self._work()
        for _step in islice(work, STEPS_AT_ONCE):
            pass
        if self._waiting:
            self._slices.begin(work)

    def _work(self) -> Generator[None, None, None]:
        while self._waiting:
            changed = yield from self._waiting[0]
            self._waiting.popleft()
            if changed:
                self._update_layout()

    def _fold_around(self, block: QTextBlock) -> _Steps:
        if not opens(block) or self.is_folded(block):
            outer = yield from self._opening_line_around(block)
            if outer is None:
                return False
            block = outer
        return (yield from self._fold_each([self._content.place_of(block.position())]))

    def _opening_line_around(self, block: QTextBlock) -> Generator[None, None, QTextBlock | None]:
        """The visible line with the innermost bracket that is open at the start of a line."""
        opened: list[int] = []
        place = self._content.place_of(block.position())
        for number, (at, bracket) in enumerate(brackets(self._content.text, 0, place), 1):
            if bracket in "[{":
                opened.append(at)
            elif opened:
                opened.pop()
            if number % BRACKETS_PER_STEP == 0:
                yield
        for at in reversed(opened):
            line = self._line_at(at)
            if opens(line) and line.isVisible():
                return line
        return None

    def _fold_each(self, places: Iterable[int]) -> _Steps:
        hidden = False
        for place in places:
            block = self._line_at(place)
            if not opens(block):
                continue
            count = self._lines_inside(block)
            if count > LARGEST_FOLD:
                yield
                hidden = (yield from self._fold_members(block)) or hidden
            elif count > 0:
                hidden = self._hide(block, count) or hidden
                self._visited += count + 10  # to find them takes as long as to hide ten more
            if self._visited >= LINES_PER_STEP:
                self._visited = 0
                yield
        return hidden

    def _fold_members(self, block: QTextBlock) -> _Steps:
        hidden, depth = False, 0
        inside = brackets(self._content.text, self._bracket_of(block))
        for number, (place, bracket) in enumerate(inside, 1):
            depth += 1 if bracket in "[{" else -1
            if depth == 0:
                break
            if depth == 2 and bracket in "[{":
                hidden = (yield from self._fold_each([place])) or hidden
            if number % BRACKETS_PER_STEP == 0:
                yield
        return hidden

    def _show_from(self, number: int) -> _Steps:
        """Show the hidden lines from this line number on."""
        block, shown = self._edit.document().findBlockByNumber(number), 0
        while block.isValid() and not block.isVisible():
            _show(block)
            shown += 1
            if shown % LINES_PER_STEP:
                block = block.next()
            else:
                number = block.blockNumber() + 1
                yield
                block = self._edit.document().findBlockByNumber(number)
        return shown > 0

    def _show_all(self) -> _Steps:
        document = self._edit.document()
        for first in range(0, document.blockCount(), LINES_PER_STEP):
            block = document.findBlockByNumber(first)
            for _line in range(LINES_PER_STEP):
                if block.isValid() and not block.isVisible():
                    _show(block)
                block = block.next()
            yield
        return True

    def _show_around(self, block: QTextBlock) -> bool:
        """Show the hidden lines around a hidden line."""
        while block.isValid() and not block.isVisible() and not block.previous().isVisible():
            block = block.previous()
        shown = False
        while block.isValid() and not block.isVisible():
            _show(block)
            shown = True
            block = block.next()
        return shown

    def _show_caret_line(self) -> None:
        block = self._edit.textCursor().block()
        if self.any and not block.isVisible():
            while not block.previous().isVisible():
                block = block.previous()
            self._run(self._show_from(block.blockNumber()))

    def _hide(self, block: QTextBlock, count: int) -> bool:
        """Hide this many lines after a line."""
        self._move_caret_out(block, count)
        self.any = True
        hidden = False
        for _line in range(count):
            block = block.next()
            if block.isVisible():
                hidden = True
                block.setVisible(False)
                block.setLineCount(0)
        return hidden

    def _move_caret_out(self, block: QTextBlock, count: int) -> None:
        """Move a caret that would be hidden to the end of the folded line."""
        caret, number = self._edit.textCursor(), block.blockNumber()
        if number < caret.block().blockNumber() <= number + count:
            caret.setPosition(block.position() + block.length() - 1)
            self._edit.setTextCursor(caret)

    def _lines_inside(self, block: QTextBlock) -> int:
        """How many lines are inside a line's bracket. 0 if it is not closed; a number above
        `LARGEST_FOLD` need not be exact.
        """
        document = self._edit.document()
        beyond = document.findBlockByNumber(block.blockNumber() + LARGEST_FOLD + 2)
        end = self._content.place_of(beyond.position()) if beyond.isValid() else None
        closer = closing_bracket(self._content.text, self._bracket_of(block), end)
        if closer is not None:
            return self._line_at(closer).blockNumber() - block.blockNumber() - 1
        return LARGEST_FOLD + 1 if beyond.isValid() else 0

    def _bracket_of(self, block: QTextBlock) -> int:
        """The place of the bracket that ends a line."""
        return self._content.place_of(block.position()) + len(block.text().rstrip()) - 1

    def _line_at(self, place: int) -> QTextBlock:
        return self._edit.document().findBlock(self._content.position_of(place))

    def _update_layout(self) -> None:
        layout = self._edit.document().documentLayout()
        layout.documentSizeChanged.emit(layout.documentSize())
        layout.update.emit()
        self._edit.viewport().update()
        self.changed.emit()


def opens(block: QTextBlock) -> bool:
    """Whether a line ends with an opening bracket."""
    return block.text().rstrip().endswith(("{", "["))


def _show(block: QTextBlock) -> None:
    block.setVisible(True)
    block.setLineCount(max(block.layout().lineCount(), 1))


# Matches up to the next bracket. Brackets in strings do not count; a string ends with its line.
_NEXT_BRACKET = re.compile(r'(?:[^"\[\]{}]++|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?)*+([\[\]{}])')


def brackets(text: str, start: int, end: int | None = None) -> Iterator[tuple[int, str]]:
    """The brackets outside of strings, each with its place.

    >>> list(brackets('{"a": "]"}', 0))
    [(0, '{'), (9, '}')]
    """
    stop = len(text) if end is None else end
    # Not `finditer`, which would search again from each character of what follows the last one.
    while match := _NEXT_BRACKET.match(text, start, stop):
        yield match.start(1), match[1]
        start = match.end()


def closing_bracket(text: str, opener: int, end: int | None = None) -> int | None:
    """Where the bracket at `opener` is closed, if it is before `end`.

    >>> closing_bracket('[1, ["]"], 2]', 0)
    12
    """
    depth = 0
    for place, bracket in brackets(text, opener, end):
        depth += 1 if bracket in "[{" else -1
        if depth == 0:
            return place
    return None


def visible_blocks(edit: QPlainTextEdit) -> Iterator[tuple[QTextBlock, float]]:
    """The visible lines, each with the y of its top."""
    block, bottom = edit.firstVisibleBlock(), edit.height()
    top = edit.blockBoundingGeometry(block).translated(edit.contentOffset()).top()
    while block.isValid() and top <= bottom:
        yield block, top
        top += edit.blockBoundingRect(block).height()
        block = next_visible(block)


def next_visible(block: QTextBlock) -> QTextBlock:
    """The next line that is not folded, found without visiting the folded ones."""
    following = block.next()
    if not following.isValid() or following.isVisible():
        return following
    return block.document().findBlockByLineNumber(block.firstLineNumber() + block.lineCount())


def visible_line_range(edit: QPlainTextEdit) -> range:
    """The numbers of the visible lines, not counting folded ones."""
    first = edit.verticalScrollBar().value()
    height = max(edit.fontMetrics().lineSpacing(), 1)
    return range(first, first + edit.viewport().height() // height + 2)
