"""Copy as puts a request onto the clipboard in each form, or says why it cannot."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from convert_console.core.copy_as import FORMS
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.widgets.kit.copy_as import CopyAs, copy_as_v1

WIRE = WireRequest("POST", "http://127.0.0.1:1/track", (("Host", "127.0.0.1:1"),), b'{"cid":"1"}')


@pytest.fixture
def copying(qapp):
    return CopyAs()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_each_form_lands_on_the_clipboard(copying, qtbot, form):
    with qtbot.waitSignal(copying.copied) as said:
        copying.copy(form.id, WIRE)
    assert said.args == [f"Copied as {form.label}."]
    assert QGuiApplication.clipboard().text() == form.write(WIRE).replace("\r\n", "\r\n")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_secret_header_that_an_old_row_holds_is_not_copied(copying, qtbot, form):
    wire = replace(WIRE, headers=(*WIRE.headers, ("X-JWT", "planted-1"), ("X-Shop", "seven")))
    with qtbot.waitSignal(copying.copied):
        copying.copy(form.id, wire)
    copied = QGuiApplication.clipboard().text()
    assert "planted-1" not in copied and "seven" in copied


@pytest.mark.parametrize("wire", [None, Unsendable("No project id.")])
def test_what_cannot_be_sent_cannot_be_copied(copying, qtbot, wire):
    with qtbot.waitSignal(copying.refused) as said:
        copying.copy("raw", wire)
    assert said.args[0].endswith(".")


def test_the_menu_offers_every_form_when_it_opens(copying, qtbot):
    menu = copying.menu(lambda: WIRE)
    qtbot.addWidget(menu)
    assert menu.isEmpty()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == [form.label for form in FORMS]
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == FORMS[0].write(WIRE)
    assert isinstance(menu, QMenu)


def test_a_v1_copy_says_what_was_lost(qapp):
    copied, sentence = copy_as_v1({"cid": "1", "pid": "2", "vid": "v", "seg": {"new": 1}, "ev": []})
    assert copied
    assert "v1/track/1/2" in sentence
    assert not copy_as_v1([])[0]
