"""Several devices may be true at once; those that are not documented are kept and shown."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from convert_console.core.request.parameters import DEVICES
from convert_console.widgets.fields.devices_field import DeviceBox, DevicesField
from support.driver import settle


@pytest.fixture
def field(qtbot: QtBot) -> DevicesField:
    made = DevicesField(DEVICES)
    qtbot.addWidget(made)
    return made


def box(field: DevicesField, device: str) -> QCheckBox:
    return next(b for b in field.findChildren(DeviceBox) if b.code == device)


def test_ticking_appends_and_unticking_takes_out(field: DevicesField, qtbot: QtBot) -> None:
    field.set_value(["IPH"])
    with qtbot.waitSignal(field.edited) as edited:
        box(field, "ALLPH").click()
    assert edited.args == [["IPH", "ALLPH"]]
    field.set_value(["IPH", "ALLPH"])
    with qtbot.waitSignal(field.edited) as edited:
        box(field, "IPH").click()
    assert edited.args == [["ALLPH"]]


def test_an_undocumented_device_has_a_box_and_stays(field: DevicesField, qtbot: QtBot) -> None:
    field.set_value(["WATCH", "DESK"])
    assert box(field, "WATCH").isChecked()
    with qtbot.waitSignal(field.edited) as edited:
        box(field, "IPAD").click()
    assert edited.args == [["WATCH", "DESK", "IPAD"]]


def test_what_is_not_a_list_is_left_unchanged(field: DevicesField, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(field.edited):
        field.set_value("DESK")
    assert not field.isEnabled()
    assert field._unsupported.text() == "DESK – edit in JSON"


def test_an_object_among_the_devices_is_named_and_stays(field: DevicesField, qtbot: QtBot) -> None:
    field.set_value([{"a": "b"}, "DESK", ["c"]])
    assert field._unsupported.text() == "{…} – edit in JSON"
    with qtbot.waitSignal(field.edited) as edited:
        box(field, "DESK").click()
    assert edited.args == [[{"a": "b"}, ["c"]]]
    field.set_value(["DESK"])
    assert field._unsupported.isHidden()


def test_setting_is_silent(field: DevicesField, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(field.edited):
        field.set_value(["DESK"])
        field.set_value(None)
    assert not box(field, "DESK").isChecked()


def test_where_two_columns_have_no_room_there_is_one(field: DevicesField, qtbot: QtBot) -> None:
    field.show()
    field.resize(600, 200)
    settle()
    sides = {box.x() for box in field.findChildren(QCheckBox)}
    assert len(sides) == 2
    field.resize(field.minimumSizeHint().width(), 300)
    settle()
    settle()
    boxes = field.findChildren(QCheckBox)
    assert len({box.x() for box in boxes}) == 1
    assert all(box.geometry().right() <= field.width() for box in boxes)
    assert len({box.y() for box in boxes}) == len(boxes)


def test_no_check_box_overlaps_another_whichever_devices_change(field: DevicesField) -> None:
    field.show()
    for others in (["A", "B"], ["B"], ["B", "C", "D"]):
        field.set_value(others)
        settle()
        places = [(made.x(), made.y()) for made in field.findChildren(QCheckBox)]
        assert len(set(places)) == len(places) == len(DEVICES) + len(others)
