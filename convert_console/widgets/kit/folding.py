"""Folds objects and lists of a JSON text away: lines are hidden, and the text stays as it is."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QElapsedTimer, QObject, QPointF, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QTextBlock
from PySide6.QtWidgets import QPlainTextEdit

from convert_console.models.linting.problems import SLICE_MS
from convert_console.widgets.theme.theme import colors, text_font

if TYPE_CHECKING:
    from convert_console.widgets.kit.code_editor import CodeEdit

# Brackets inside strings do not count, so strings are matched and passed over.
_NEXT_BRACKET = re.compile(r'(?:[^"\[\]{}]++|"(?:[^"\\\n]|\\.)*+"?)*+([\[\]{}])')
_LARGE = 500
"""Lines of a change beyond which everything is opened, and not looked at line by line."""


STEP, STEPS_AT_ONCE = 500, 12
"""Lines that are hidden or shown in one step (half a millisecond), and how many steps are not
worth waiting for."""

MOST = 5_000
"""Lines of an object or list up to which it is folded as one."""

_Steps: TypeAlias = Generator[None, None, bool]


class Folding(QObject):
    """Nothing is remembered beside the lines that are hidden: a line is folded if it opens a
    bracket and the next line is out of sight. Where the caret goes, and what is edited, opens.

    Signals:
        changed: other lines are in sight.
    """

    changed = Signal()

    def __init__(self, edit: CodeEdit) -> None:
        super().__init__(edit)
        self._waiting: deque[_Steps] = deque()
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)
        self._edit = edit
        self.any = False
        edit.cursorPositionChanged.connect(self._reveal_caret)

    def is_folded(self, block: QTextBlock) -> bool:
        """Whether what this line opens is folded away."""
        following = block.next()
        return opens(block) and following.isValid() and not following.isVisible()

    def toggle(self, block: QTextBlock) -> None:
        """Fold what a line opens, or show it."""
        if self.is_folded(block):
            self.unfold(block)
        else:
            self.fold(block)

    def fold(self, *blocks: QTextBlock) -> None:
        """Hide what these lines open, up to the line where that is closed."""
        places = [self._edit.place_of(block.position()) for block in blocks]
        self.fold_at(places)

    def fold_at(self, places: Iterable[int]) -> None:
        """Hide what the lines with these places of the text open."""
        if not self._edit.filling:
            self._do(self._folding(places))

    def _folding(self, places: Iterable[int]) -> _Steps:
        hidden, looked = False, 0
        for place in places:
            block = self._edit.document().findBlock(self._edit.position_of(place))
            number = block.blockNumber()
            inside = self._inside(block) if opens(block) else 0
            if inside > MOST:
                hidden = (yield from self._folding_members(block)) or hidden
            elif inside > 0:
                self._leave(block, number + inside)
                self.any = True
                for first in range(number + 1, number + inside + 1, STEP):
                    count = min(STEP, number + inside + 1 - first)
                    hidden = self._hide(first, count) or hidden
                    looked += count + 10  # to find it takes as long as to hide ten
                    if looked >= STEP:
                        looked = 0
                        yield
        return hidden

    def _folding_members(self, block: QTextBlock) -> _Steps:
        """Fold what a large object or list holds, and not itself: Qt walks over hidden lines for
        each paint, and lays them out for the first, which takes half a second for 60,000.
        """
        members = list(members_of(self._edit.text(), self._opener(block)))
        yield
        return (yield from self._folding(members))

    def _opener(self, block: QTextBlock) -> int:
        """The place of the bracket that ends a line."""
        return self._edit.place_of(block.position()) + len(block.text().rstrip()) - 1

    def _inside(self, block: QTextBlock) -> int:
        """How many lines are between the bracket that ends a line and the one that closes it."""
        text = self._edit.text()
        opener = self._opener(block)
        closing = closing_of(text, opener)
        if closing < 0:
            return 0
        last = self._edit.document().findBlock(self._edit.position_of(closing))
        return last.blockNumber() - block.blockNumber() - 1

    def _do(self, steps: _Steps) -> None:
        """Hide or show lines; if there are many, in between of what else happens."""
        self._waiting.append(steps)
        for _step in range(STEPS_AT_ONCE):
            self._step()
        if self._waiting:
            self._next.start()

    def _go_on(self) -> None:
        spent = QElapsedTimer()
        spent.start()
        while self._waiting and spent.elapsed() < SLICE_MS:
            self._step()
        if self._waiting:
            self._next.start()

    def _step(self) -> None:
        if not self._waiting:
            return
        try:
            next(self._waiting[0])
        except StopIteration as end:
            self._waiting.popleft()
            if end.value:
                self._lay_out()

    def fold_at_caret(self) -> None:
        """Fold the innermost object or list around the caret's line that has lines to hide."""
        block = self._edit.textCursor().block()
        if not opens(block) or self.is_folded(block):
            block = self._around(block)
        if block.isValid():
            self.fold(block)

    def unfold_at_caret(self) -> None:
        """Show what the caret's line has folded away."""
        self.unfold(self._edit.textCursor().block())

    def unfold(self, block: QTextBlock) -> None:
        """Show what a line has folded away."""
        self._do(self._showing(block.next().blockNumber()))

    def _showing(self, number: int) -> _Steps:
        """Show the hidden lines from one of them on."""
        block, shown = self._edit.document().findBlockByNumber(number), 0
        while block.isValid() and not block.isVisible():
            _show(block)
            shown += 1
            number += 1
            if shown % STEP:
                block = block.next()
            else:
                yield
                block = self._edit.document().findBlockByNumber(number)
        return shown > 0

    def unfold_all(self) -> None:
        """Show every line."""
        if self.any:
            self._waiting.clear()
            self._do(self._unfolding())

    def _unfolding(self) -> _Steps:
        self.any = False
        document = self._edit.document()
        for first in range(0, document.blockCount(), STEP):
            block = document.findBlockByNumber(first)
            for _line in range(STEP):
                if block.isValid() and not block.isVisible():
                    _show(block)
                block = block.next()
            yield
        return True

    def forget(self) -> None:
        """The text gives way to another one, of which nothing is folded."""
        self._waiting.clear()
        self.any = False

    def _reveal_caret(self) -> None:
        block = self._edit.textCursor().block()
        if self.any and not block.isVisible():
            while not block.previous().isVisible():
                block = block.previous()
            self._do(self._showing(block.blockNumber()))

    def edited(self, start: int, end: int) -> None:
        """Show what was edited between two positions, or lost the bracket before it. Qt's own
        word of a change may be about the whole document.
        """
        self._waiting.clear()  # it may be about lines that are gone
        document = self._edit.document()
        block = document.findBlock(start)
        last = document.findBlock(end).blockNumber()
        if last - block.blockNumber() > _LARGE:
            self.unfold_all()
            return
        shown = False
        while block.isValid() and block.blockNumber() <= last:
            lost = not opens(block) and block.next().isValid() and not block.next().isVisible()
            if not block.isVisible():
                shown = self._show_run(block) or shown
            elif lost:
                shown = self._show_run(block.next()) or shown
            block = block.next()
        if shown:
            self._lay_out()

    def _around(self, block: QTextBlock) -> QTextBlock:
        """The line in sight that opens the innermost bracket around the start of a line."""
        document = self._edit.document()
        for opener in reversed(open_at(self._edit.text(), self._edit.place_of(block.position()))):
            here = document.findBlock(self._edit.position_of(opener))
            if opens(here) and here.isVisible():
                return here
        return QTextBlock()

    def _leave(self, block: QTextBlock, last: int) -> None:
        """Take the caret out of what is to be hidden: it would open it again."""
        caret = self._edit.textCursor()
        number = caret.block().blockNumber()
        if block.blockNumber() < number <= last:
            caret.setPosition(block.position() + block.length() - 1)
            self._edit.setTextCursor(caret)

    def _hide(self, first: int, count: int) -> bool:
        hidden = False
        block = self._edit.document().findBlockByNumber(first)
        for _line in range(count):
            if block.isVisible():
                hidden = True
                block.setVisible(False)
                block.setLineCount(0)
            block = block.next()
        return hidden

    def _show_run(self, block: QTextBlock) -> bool:
        """Show the hidden lines around one."""
        while block.isValid() and not block.isVisible() and not block.previous().isVisible():
            block = block.previous()
        shown = False
        while block.isValid() and not block.isVisible():
            _show(block)
            shown = True
            block = block.next()
        return shown

    def _lay_out(self) -> None:
        layout = self._edit.document().documentLayout()
        layout.documentSizeChanged.emit(layout.documentSize())
        layout.update.emit()
        self._edit.viewport().update()
        self.changed.emit()


def _show(block: QTextBlock) -> None:
    block.setVisible(True)
    block.setLineCount(max(block.layout().lineCount(), 1))


def opens(block: QTextBlock) -> bool:
    """Whether a line ends with a bracket that opens something."""
    return block.text().rstrip().endswith(("{", "["))


def paint_folds(edit: QPlainTextEdit, folding: Folding) -> None:
    """Say behind each folded line in sight how many are hidden."""
    if not folding.any:
        return
    painter = QPainter(edit.viewport())
    painter.setFont(text_font("mono"))
    painter.setPen(QColor(colors().accent))
    for block, top in lines_shown(edit):
        if folding.is_folded(block):
            count = after(block).blockNumber() - block.blockNumber() - 1
            line = block.layout().lineAt(0)
            base = QPointF(edit.contentOffset().x() + line.naturalTextWidth(), top + line.ascent())
            painter.drawText(base, f" … {count:,} {'line' if count == 1 else 'lines'}")
    painter.end()


def after(block: QTextBlock) -> QTextBlock:
    """The next line in sight; thousands that are folded away are not walked through."""
    following = block.next()
    if not following.isValid() or following.isVisible():
        return following
    return block.document().findBlockByLineNumber(block.firstLineNumber() + block.lineCount())


def lines_shown(edit: QPlainTextEdit) -> Iterator[tuple[QTextBlock, float]]:
    """The lines on screen, each with its upper edge."""
    block, bottom = edit.firstVisibleBlock(), edit.height()
    top = edit.blockBoundingGeometry(block).translated(edit.contentOffset()).top()
    while block.isValid() and top <= bottom:
        yield block, top
        top += edit.blockBoundingRect(block).height()
        block = after(block)


def closing_of(text: str, opener: int) -> int:
    """Where what a bracket opens is closed; -1 if it never is.

    >>> closing_of('[1, ["]"], 2]', 0)
    12
    """
    depth = 0
    for match in _NEXT_BRACKET.finditer(text, opener):
        depth += 1 if match[1] in "[{" else -1
        if depth == 0:
            return match.start(1)
    return -1


def members_of(text: str, opener: int) -> Iterator[int]:
    """The brackets that open right inside of one.

    >>> list(members_of('[{"a": []}, 1, [2]]', 0))
    [1, 15]
    """
    depth = 0
    for match in _NEXT_BRACKET.finditer(text, opener):
        if match[1] in "[{":
            depth += 1
            if depth == 2:
                yield match.start(1)
        else:
            depth -= 1
            if depth == 0:
                return


def open_at(text: str, place: int) -> list[int]:
    """The brackets that are open at a place of a text, the outermost first.

    >>> open_at('{"a": [1, [2], 3]}', 15)
    [0, 6]
    """
    found: list[int] = []
    for match in _NEXT_BRACKET.finditer(text, 0, place):
        if match[1] in "[{":
            found.append(match.start(1))
        elif found:
            found.pop()
    return found
