"""Undo in a text field is the window's; other keys stay the field's."""

from __future__ import annotations

from support.driver import Driver, focused


def test_copy_and_select_all_stay_the_field_s(driver: Driver) -> None:
    line = driver.line("Request", "cid")
    line.setFocus()
    driver.keys("Ctrl+A", line)
    assert line.selectedText() == "10000009"


def test_ctrl_y_or_ctrl_shift_z_redoes_from_within_a_field(driver: Driver) -> None:
    driver.fill("Request", "cid", "5")
    driver.keys("Ctrl+Z", focused())
    driver.keys("Ctrl+Shift+Z", focused())
    assert driver.line("Request", "cid").text() == "5"
