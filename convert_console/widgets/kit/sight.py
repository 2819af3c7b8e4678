"""Which part of a long text is on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPlainTextEdit

    from convert_console.widgets.kit.code_editor import CodeEdit


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
