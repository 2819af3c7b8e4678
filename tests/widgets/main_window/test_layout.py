"""Panes keep their room from one run to the next, whatever stands in the settings."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from convert_console.widgets.main_window.layout import Arrangement
from convert_console.widgets.theme.theme import px
from support.driver import Driver, settle


def arranged(qtbot: QtBot, layout: dict[str, Any]) -> tuple[QMainWindow, Arrangement]:
    window = QMainWindow()
    qtbot.addWidget(window)
    arrangement = Arrangement(
        window,
        bars=[QLabel("bar"), QLabel("another bar")],
        left=QLabel("left"),
        right=[QLabel("right"), QLabel("under")],
        below=QLabel("below"),
    )
    arrangement.restore(layout)
    window.show()
    return window, arrangement


def test_divisions_come_back(qtbot: QtBot) -> None:
    _window, arrangement = arranged(qtbot, {"columns": [300, 979], "rows": [400, 380]})
    kept = arrangement.sizes()
    del kept["geometry"]  # the screen of a test is smaller
    assert kept["columns"] == pytest.approx([300, 979], abs=2)
    _again, other = arranged(qtbot, kept)
    assert other.sizes()["columns"] == pytest.approx(kept["columns"], abs=2)
    assert other.sizes()["rows"] == pytest.approx(kept["rows"], abs=2)


def test_the_window_s_own_size_comes_back(qtbot: QtBot) -> None:
    window, arrangement = arranged(qtbot, {})
    window.resize(700, 600)
    again, _other = arranged(qtbot, arrangement.sizes())
    assert (again.width(), again.height()) == (700, 600)


@pytest.mark.parametrize(
    "layout",
    [{}, {"columns": "wide", "rows": [1]}, {"columns": [0, -1]}, {"geometry": "zz"}],
)
def test_invalid_sizes_give_the_usual_ones(qtbot: QtBot, layout: dict[str, Any]) -> None:
    window, arrangement = arranged(qtbot, layout)
    assert (window.width(), window.height()) == (1280, 800)
    left, right = arrangement.sizes()["columns"]
    assert left < right


class Wide(QWidget):
    """Needs 500 pixels."""

    def minimumSizeHint(self) -> QSize:
        return QSize(500, 100)


def test_columns_are_stacked_where_both_do_not_fit(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    bar, left, right, below = QLabel("bar"), Wide(), Wide(), QLineEdit("below")
    arrangement = Arrangement(window, bars=[bar], left=left, right=[right], below=below)
    arrangement.restore({"columns": [600, 679], "rows": [400, 380]})
    window.show()
    side_by_side = arrangement.sizes()["columns"]
    assert not arrangement.stacked
    window.resize(800, 600)
    settle()
    assert arrangement.stacked
    assert left.width() == right.width() == arrangement.page.viewport().width()
    assert arrangement.sizes()["columns"] == side_by_side, "which is what a restart begins with"
    assert arrangement.page.verticalScrollBar().isVisible()
    below.setFocus()
    seen = below.visibleRegion().boundingRect().size()
    assert seen == below.size(), "what gets the focus comes into sight"
    assert bar.visibleRegion().boundingRect().size() == bar.size(), "the bar stays visible"
    arrangement.reveal(left)
    assert arrangement.page.verticalScrollBar().value() == 0
    window.resize(1280, 600)
    settle()
    assert not arrangement.stacked
    assert arrangement.sizes()["columns"] == pytest.approx(side_by_side, abs=2)


# Spaces follow the zoom of an open window, to and fro.


def spaces(driver: Driver) -> list[tuple[int, int, int]]:
    found = []
    for layout in driver.window.findChildren(QLayout):
        if isinstance(layout, QVBoxLayout | QGridLayout):
            margins = layout.contentsMargins()
            found.append((margins.left(), margins.bottom(), layout.spacing()))
    return found


def zoom(driver: Driver, steps: int) -> None:
    driver.context.preferences.zoom_by(steps)
    settle()


def test_margins_and_gaps_grow_with_the_zoom(driver: Driver) -> None:
    strip = driver.window.result.layout()
    assert strip is not None
    zoom(driver, 10)
    assert strip.contentsMargins().left() == px(12) == 24
    assert strip.spacing() == px(6)
    driver.context.preferences.zoom_by(0)
    assert strip.contentsMargins().left() == 12


def test_moving_back_and_forth_through_steps_loses_nothing(driver: Driver) -> None:
    settle()
    before = spaces(driver)
    for _ in range(5):
        zoom(driver, 1)
    assert spaces(driver) != before
    for _ in range(5):
        zoom(driver, -1)
    assert spaces(driver) == before


def test_what_its_owner_set_since_is_taken_as_it_is(driver: Driver) -> None:
    strip = driver.window.result.layout()
    assert strip is not None
    zoom(driver, 10)
    strip.setContentsMargins(px(20), 0, 0, 0)
    driver.context.preferences.zoom_by(0)
    assert strip.contentsMargins().left() == 20


def test_the_line_above_the_history_has_room_for_its_filter_after_a_zoom(driver: Driver) -> None:
    header, line = driver.window.history.header, driver.window.history.filter
    zoom(driver, 10)
    assert header.height() >= px(42)
    assert header.rect().contains(line.geometry())
    assert line.height() >= line.sizeHint().height()
    driver.context.preferences.zoom_by(0)
