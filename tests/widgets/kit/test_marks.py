"""A mark beyond the text is drawn in, and knows its lines."""

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from convert_console.widgets.kit.marks import Mark, PlacedMark


def test_a_mark_beyond_the_end_stays_within_the_text(qapp: QApplication) -> None:
    document = QTextDocument("abc")
    placed = PlacedMark(Mark(90, 95, "error"), document, "abc")
    assert (placed.cursor.selectionStart(), placed.cursor.selectionEnd()) == (3, 3)


def test_a_mark_over_a_break_touches_both_lines(qapp: QApplication) -> None:
    document = QTextDocument("ab\ncd")
    assert list(PlacedMark(Mark(1, 4, "warn"), document, "ab\ncd").lines()) == [0, 1]


def test_a_mark_of_no_length_covers_one_sign(qapp: QApplication) -> None:
    document = QTextDocument("abc")
    placed = PlacedMark(Mark(1, 1, "warn"), document, "abc")
    assert placed.cursor.selectedText() == "b"
