"""A bracket finds its partner, and is not fooled by one inside a string."""

from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication

from convert_console.widgets.kit.code_marks import bracket_pair

TEXT = '{\n  "a": ["]", [1]],\n  "b": {}\n}'


def _pair(text: str, position: int) -> tuple[int, int] | None:
    document = QTextDocument(text)
    cursor = QTextCursor(document)
    cursor.setPosition(position)
    return bracket_pair(cursor)


def test_partners_are_found_both_ways(qapp: QApplication) -> None:
    last = len(TEXT) - 1
    assert _pair(TEXT, 0) == (0, last)
    assert _pair(TEXT, len(TEXT)) == (last, 0)


def test_a_bracket_inside_a_string_does_not_count(qapp: QApplication) -> None:
    opening = TEXT.index("[")
    assert _pair(TEXT, opening) == (opening, TEXT.index("]]") + 1)


def test_away_from_brackets_there_is_no_pair(qapp: QApplication) -> None:
    assert _pair(TEXT, TEXT.index('"a"') + 1) is None


def test_a_bracket_without_partner_has_no_pair(qapp: QApplication) -> None:
    assert _pair("[[1]", 0) is None
