"""The lines of an editor that are visible and not folded."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QTextBlock
from PySide6.QtWidgets import QPlainTextEdit


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
