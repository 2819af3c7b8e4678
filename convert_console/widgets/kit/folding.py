"""Folds objects and lists of a JSON text away: lines are hidden, and the text stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QColor, QPainter, QTextBlock
from PySide6.QtWidgets import QPlainTextEdit

from convert_console.widgets.kit.replace_span import document_text
from convert_console.widgets.theme import colors, text_font

# Brackets inside strings do not count, so strings are matched and passed over.
_BRACKETS = re.compile(r'"(?:[^"\\\n]|\\.)*"?|([\[\]{}])')
_BREAK = re.compile("\n")
_LARGE = 500
"""Lines of a change beyond which everything is opened, and not looked at line by line."""


class Folding(QObject):
    """Nothing is remembered beside the lines that are hidden: a line is folded if it opens a
    bracket and the next line is out of sight. Where the caret goes, and what is edited, opens.

    Signals:
        changed: other lines are in sight.
    """

    changed = Signal()

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__(edit)
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
        text = document_text(self._edit.document())
        starts = [0, *(match.end() for match in _BREAK.finditer(text))]
        hidden = False
        for block in blocks:
            number = block.blockNumber()
            inside = _inside(text, starts[number]) if opens(block) else 0
            if inside > 0:
                self._leave(block, number + inside)
                hidden = self._hide(block.next(), inside) or hidden
        if hidden:
            self.any = True
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
        if self._show_run(block.next()):
            self._lay_out()

    def unfold_all(self) -> None:
        """Show every line."""
        if not self.any:
            return
        self.any = False
        block = self._edit.document().firstBlock()
        while block.isValid():
            if not block.isVisible():
                self._show_run(block)
            block = block.next()
        self._lay_out()

    def _reveal_caret(self) -> None:
        block = self._edit.textCursor().block()
        if self.any and not block.isVisible() and self._show_run(block):
            self._lay_out()

    def edited(self, start: int, end: int) -> None:
        """Show what was edited between two positions, or lost the bracket before it. Qt's own
        word of a change may be about the whole document.
        """
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
        depth, here = 0, block.previous()
        while here.isValid():
            signs = [match[1] for match in _BRACKETS.finditer(here.text()) if match[1]]
            for sign in reversed(signs):
                depth += 1 if sign in "]}" else -1
                if depth < 0 and opens(here):
                    return here
            here = here.previous()
        return here

    def _leave(self, block: QTextBlock, last: int) -> None:
        """Take the caret out of what is to be hidden: it would open it again."""
        caret = self._edit.textCursor()
        number = caret.block().blockNumber()
        if block.blockNumber() < number <= last:
            caret.setPosition(block.position() + block.length() - 1)
            self._edit.setTextCursor(caret)

    def _hide(self, block: QTextBlock, count: int) -> bool:
        hidden = False
        for _line in range(count):
            hidden = hidden or block.isVisible()
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
            block.setVisible(True)
            block.setLineCount(max(block.layout().lineCount(), 1))
            shown = True
            block = block.next()
        return shown

    def _lay_out(self) -> None:
        layout = self._edit.document().documentLayout()
        layout.documentSizeChanged.emit(layout.documentSize())
        layout.update.emit()
        self._edit.viewport().update()
        self.changed.emit()


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


def _inside(text: str, start: int) -> int:
    """How many lines stand between the bracket that ends a line and the one that closes it."""
    line_end = text.find("\n", start)
    opener = len(text[start:line_end].rstrip()) - 1 + start
    depth = 0
    for match in _BRACKETS.finditer(text, opener):
        if match[1]:
            depth += 1 if match[1] in "[{" else -1
            if depth == 0:
                return text.count("\n", opener, match.start()) - 1
    return 0
