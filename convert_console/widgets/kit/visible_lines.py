"""The lines of an editor that are on screen, without the folded ones."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QTextBlock
from PySide6.QtWidgets import QPlainTextEdit


def visible_blocks(edit: QPlainTextEdit) -> Iterator[tuple[QTextBlock, float]]:
    """The lines on screen, each with its upper edge."""
    block, bottom = edit.firstVisibleBlock(), edit.height()
    top = edit.blockBoundingGeometry(block).translated(edit.contentOffset()).top()
    while block.isValid() and top <= bottom:
        yield block, top
        top += edit.blockBoundingRect(block).height()
        block = next_visible(block)


def next_visible(block: QTextBlock) -> QTextBlock:
    """The next line that is not folded away, found without visiting the folded ones."""
    following = block.next()
    if not following.isValid() or following.isVisible():
        return following
    return block.document().findBlockByLineNumber(block.firstLineNumber() + block.lineCount())


def visible_line_range(edit: QPlainTextEdit) -> range:
    """The numbers of the lines on screen; folded lines are not counted."""
    first = edit.verticalScrollBar().value()
    height = max(edit.fontMetrics().lineSpacing(), 1)
    return range(first, first + edit.viewport().height() // height + 2)
