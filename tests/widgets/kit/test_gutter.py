"""The gutter makes room for the numbers of the text."""

from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.code_editor import CodeEdit


def test_more_lines_take_more_room(qtbot: QtBot) -> None:
    view = CodeEdit()
    qtbot.addWidget(view)
    few = view.gutter.room()
    view.set_text_minimal("\n" * 5000)
    assert view.gutter.room() > few
    assert view.viewportMargins().left() == view.gutter.room()


def test_without_numbers_only_a_margin_is_left(qtbot: QtBot) -> None:
    view = CodeEdit(numbered=False)
    qtbot.addWidget(view)
    view.set_text_minimal("\n" * 5000)
    assert view.gutter.room() < 20


def test_marked_lines_are_painted(qtbot: QtBot) -> None:
    view = CodeEdit()
    qtbot.addWidget(view)
    view.set_text_minimal("{\n}")
    view.resize(200, 100)
    view.show()
    plain = view.grab().toImage()
    view.gutter.set_tones({1: "error"})
    assert view.grab().toImage() != plain
