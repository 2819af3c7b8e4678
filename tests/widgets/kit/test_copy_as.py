"""Copy as puts a request onto the clipboard for each target, or says why it cannot."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from convert_console.core.copy_as.targets import TARGETS
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.widgets.kit.copy_as import CopyAs

WIRE = WireRequest("POST", "http://127.0.0.1:1/track", (("Host", "127.0.0.1:1"),), b'{"cid":"1"}')


@pytest.fixture
def copying(qapp):
    return CopyAs()


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
def test_each_target_lands_on_the_clipboard(copying, qtbot, target):
    with qtbot.waitSignal(copying.copied) as said:
        copying.copy(target, WIRE)
    assert said.args == [f"Copied as {target.title}."]
    assert QGuiApplication.clipboard().text() == target.write(WIRE)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
def test_a_secret_header_that_an_old_row_holds_is_not_copied(copying, qtbot, target):
    wire = WIRE._replace(headers=(*WIRE.headers, ("X-JWT", "planted-1"), ("X-Shop", "seven")))
    with qtbot.waitSignal(copying.copied):
        copying.copy(target, wire)
    copied = QGuiApplication.clipboard().text()
    assert "planted-1" not in copied and "seven" in copied


@pytest.mark.parametrize("wire", [None, Unsendable("No project id.")])
def test_what_cannot_be_sent_cannot_be_copied(copying, qtbot, wire):
    with qtbot.waitSignal(copying.refused) as said:
        copying.copy(TARGETS[0], wire)
    assert said.args[0].endswith(".")


def test_the_menu_offers_every_target(copying, qtbot):
    menu = copying.menu(lambda: WIRE)
    qtbot.addWidget(menu)
    assert [action.text() for action in menu.actions()] == [target.title for target in TARGETS]
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == TARGETS[0].write(WIRE)
    assert isinstance(menu, QMenu)
