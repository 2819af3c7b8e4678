"""An export asks for a form and a file, and for rows where none is chosen."""

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from convert_console.models.history.export import FORMS
from convert_console.widgets.history.row_actions import ExportMenu


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    return window


def opened(exports):
    menu = exports.menu()
    menu.aboutToShow.emit()
    return menu


def test_every_form_is_offered(window, qtbot):
    menu = opened(ExportMenu(lambda: [1], window))
    qtbot.addWidget(menu)
    assert [action.text() for action in menu.actions()] == [f"{form.label}…" for form in FORMS]


def test_without_chosen_rows_it_says_what_to_do(window, qtbot):
    exports = ExportMenu(list, window)
    menu = opened(exports)
    qtbot.addWidget(menu)
    with qtbot.waitSignal(exports.refused):
        menu.actions()[0].trigger()


def test_a_chosen_file_is_wanted_with_rows_and_form(window, qtbot, tmp_path):
    exports = ExportMenu(lambda: [3, 1], window)
    menu = opened(exports)
    qtbot.addWidget(menu)
    menu.actions()[2].trigger()
    dialog = window.findChild(QFileDialog)
    assert dialog.defaultSuffix() == FORMS[2].ending
    with qtbot.waitSignal(exports.wanted) as wanted:
        dialog.fileSelected.emit(str(tmp_path / "out.csv"))
    assert wanted.args == [[3, 1], FORMS[2], str(tmp_path / "out.csv")]
    dialog.close()
