"""Panes keep their room from one run to the next, whatever stands in the settings."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from convert_console.widgets.builder.builder import EVENTS_PAGE, REQUEST_PAGE, SEGMENTS_PAGE
from convert_console.widgets.kit.panes import Divided
from convert_console.widgets.main_window.layout import (
    BUILDER,
    HISTORY,
    KEPT_HEIGHT,
    LEAST_HISTORY,
    Arrangement,
    free_size,
)
from convert_console.widgets.theme.theme import px
from support.driver import Driver, settle, visible

UPRIGHT = Qt.Orientation.Vertical


def arranged(
    qtbot: QtBot, layout: dict[str, Any], size: tuple[int, int] = (1280, 800)
) -> tuple[QMainWindow, Arrangement]:
    window = QMainWindow()
    qtbot.addWidget(window)
    previews = Divided(UPRIGHT)
    previews.addWidget(QLabel("preview"))
    previews.addWidget(QLabel("url"))
    arrangement = Arrangement(
        window,
        left=QLabel("left"),
        right=[previews, QLabel("under")],
        below=QLabel("below"),
        previews=previews,
    )
    window.setCentralWidget(arrangement.page)
    arrangement.restore(layout)
    if "geometry" not in layout:
        window.resize(*size)
    window.show()
    return window, arrangement


def move(splitter: QSplitter, to: int) -> None:
    """Move the divider of a splitter as the mouse does, to this place."""
    handle = splitter.handle(1)
    start = handle.rect().center()
    way = to - splitter.sizes()[0]
    along = splitter.orientation() is Qt.Orientation.Horizontal
    end = start + (QPoint(way, 0) if along else QPoint(0, way))
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, end)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=end)


def test_divisions_come_back(qtbot: QtBot) -> None:
    _window, first = arranged(qtbot, {})
    move(first.columns, 300)
    move(first.rows, 400)
    sizes = first.columns.sizes()
    assert sizes[0] == pytest.approx(300, abs=8)
    kept = first.sizes()
    del kept["geometry"]  # the screen of a test is smaller
    _again, other = arranged(qtbot, kept)
    assert other.columns.sizes() == sizes
    assert other.rows.sizes() == first.rows.sizes()


def test_the_window_s_own_size_comes_back(qtbot: QtBot) -> None:
    window, arrangement = arranged(qtbot, {})
    size = free_size(window) - QSize(0, 40)  # with a frame too it fits the screen of a test
    window.resize(size)
    again, _other = arranged(qtbot, arrangement.sizes())
    assert again.size() == size


@pytest.mark.parametrize(
    "layout",
    [{}, {"columns": "wide", "rows": [1]}, {"columns": [0, -1]}, {"geometry": "zz"}],
)
def test_invalid_sizes_give_the_usual_ones(qtbot: QtBot, layout: dict[str, Any]) -> None:
    window, arrangement = arranged(qtbot, layout)
    window.resize(1216, 756)
    settle()
    assert arrangement.columns.sizes() == [BUILDER, arrangement.columns.width() - BUILDER - 1]
    assert arrangement.rows.sizes()[1] == HISTORY


def test_the_first_window_is_no_larger_than_its_screen(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    pane = [QWidget() for _ in range(4)]
    Arrangement(
        window,
        left=pane[0],
        right=[pane[1]],
        below=pane[2],
        previews=Divided(UPRIGHT, pane[3]),
    ).restore({})
    free = free_size(window)
    assert window.width() <= free.width()
    assert window.height() <= free.height()
    assert window.minimumWidth() <= free.width()
    assert window.minimumHeight() <= free.height()


def test_in_a_lower_window_the_pane_below_gives_way_first(qtbot: QtBot) -> None:
    window, arrangement = arranged(qtbot, {})
    window.resize(1280, 900)
    settle()
    usual = arrangement.page.viewport().height() - HISTORY - 1
    assert arrangement.rows.sizes() == [usual, HISTORY]
    window.resize(1024, KEPT_HEIGHT + 200 + 900 - arrangement.page.viewport().height())
    settle()
    assert arrangement.rows.sizes() == [KEPT_HEIGHT, 199]
    window.setMinimumHeight(0)
    window.resize(1024, 560)
    settle()
    assert arrangement.rows.sizes()[1] == LEAST_HISTORY
    window.resize(1280, 900)
    settle()
    assert arrangement.rows.sizes() == [usual, HISTORY]


def test_a_pane_that_asks_for_a_layout_gets_one(qtbot: QtBot) -> None:
    """Each layout once asked for the next one, which took a processor for a third of a second."""

    class Layouts(QObject):
        count = 0

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            self.count += event.type() == QEvent.Type.LayoutRequest
            return False

    _window, arrangement = arranged(qtbot, {})
    settle()
    layouts = Layouts()
    arrangement.page.viewport().installEventFilter(layouts)
    arrangement.columns.updateGeometry()
    qtbot.wait(50)
    assert 1 <= layouts.count <= 2


def test_no_divider_can_hide_a_pane(qtbot: QtBot) -> None:
    _window, arrangement = arranged(qtbot, {})
    for splitter in (arrangement.columns, arrangement.rows):
        for to in (0, 5_000):
            move(splitter, to)
            assert all(size > 0 for size in splitter.sizes())
    move(arrangement.rows, 5_000)
    assert arrangement.rows.sizes()[1] == LEAST_HISTORY


class Wide(QWidget):
    """Needs 500 pixels."""

    def minimumSizeHint(self) -> QSize:
        return QSize(500, 100)


def test_columns_are_stacked_where_both_do_not_fit(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    left, right, below = Wide(), Wide(), QLineEdit("below")
    arrangement = Arrangement(
        window, left=left, right=[right], below=below, previews=Divided(UPRIGHT, right)
    )
    window.setCentralWidget(arrangement.page)
    arrangement.restore({"columns": [600, 679], "rows": [400, 380]})
    window.resize(1280, 800)
    window.show()
    settle()
    side_by_side = arrangement.columns.sizes()
    assert side_by_side[0] == 600
    assert not arrangement.stacked
    window.resize(800, 600)
    settle()
    assert arrangement.stacked
    assert left.width() == right.width() == arrangement.page.viewport().width()
    assert arrangement.sizes()["columns"] == [600, 679], "which is what a restart begins with"
    assert arrangement.page.verticalScrollBar().isVisible()
    below.clearFocus()
    below.setFocus()
    seen = below.visibleRegion().boundingRect().size()
    assert seen == below.size(), "what gets the focus comes into sight"
    arrangement.reveal(left)
    assert arrangement.page.verticalScrollBar().value() == 0
    window.resize(1280, 800)
    settle()
    assert not arrangement.stacked
    assert arrangement.columns.sizes() == pytest.approx(side_by_side, abs=2)


# Spaces follow the zoom of an open window, to and fro.


def spaces(layouts: list[QVBoxLayout | QGridLayout]) -> list[tuple[int, int, int]]:
    found = []
    for layout in layouts:
        margins = layout.contentsMargins()
        found.append((margins.left(), margins.bottom(), layout.spacing()))
    return found


def zoom(driver: Driver, steps: int) -> None:
    driver.context.preferences.zoom_by(steps)
    settle()


def test_margins_and_gaps_follow_the_zoom_and_come_back(driver: Driver) -> None:
    # Margins and gaps grow with the zoom.
    strip = driver.window.preview.url.layout()
    assert strip is not None
    zoom(driver, 10)
    assert strip.contentsMargins().bottom() == px(8) == 16
    driver.context.preferences.zoom_by(0)
    assert strip.contentsMargins().bottom() == 8

    # Moving back and forth through steps loses nothing.
    settle()
    layouts: list[QVBoxLayout | QGridLayout] = [
        layout
        for layout in driver.window.findChildren(QLayout)
        if isinstance(layout, QVBoxLayout | QGridLayout)
    ]
    before = spaces(layouts)
    for _ in range(3):
        zoom(driver, 1)
    assert spaces(layouts) != before
    for _ in range(3):
        zoom(driver, -1)
    assert spaces(layouts) == before

    # The line above the history has room for its filter after a zoom.
    line = driver.window.history.filter
    header = line.parentWidget()
    assert header is not None
    driver.send()
    zoom(driver, 10)
    assert header.height() >= px(40)
    assert header.rect().contains(line.geometry())
    assert line.height() >= line.sizeHint().height()
    driver.context.preferences.zoom_by(0)

    # What its owner set since is taken as it is.
    strip = driver.window.preview.url.layout()
    assert strip is not None
    zoom(driver, 10)
    strip.setContentsMargins(px(20), 0, 0, 0)
    driver.context.preferences.zoom_by(0)
    assert strip.contentsMargins().left() == 20


@pytest.mark.parametrize("size", [(1024, 700), (1280, 800)])
def test_everything_is_where_it_was_once_the_zoom_is_back(
    driver: Driver, zoomed: Callable[[float], None], size: tuple[int, int]
) -> None:
    """The panes once kept the widths of a larger zoom, and the fields of the top bar were cut."""
    window = driver.window
    window.resize(*size)
    for page in (REQUEST_PAGE, SEGMENTS_PAGE, EVENTS_PAGE):
        window.builder.turn_to(page)
        driver.context.problems.check()
        for _ in range(4):  # a pane that was pushed aside comes back in a turn of its own
            settle()
        before = [(part, part.geometry()) for part in visible(window, QWidget)]
        for zoom in (2.0, 1.25, 1.0):
            zoomed(zoom)
            settle()
            settle()
        driver.until(lambda before=before: all(part.geometry() == box for part, box in before))  # type: ignore[misc]


def test_labels_and_wire_names_have_their_places_at_a_large_zoom(
    driver: Driver, zoomed: Callable[[float], None]
) -> None:
    """A label once covered its wire name, and moved its field to the right."""
    builder = driver.window.builder
    for zoom in (1.8, 2.0):
        zoomed(1.0)
        builder.turn_to(SEGMENTS_PAGE)
        settle()
        zoomed(zoom)
        driver.until(lambda: len({row.control.x() for row in builder.segments.rows.values()}) == 1)
        builder.turn_to(EVENTS_PAGE)
        settle()
        labels = visible(builder.events.form.pairs.labels, QLabel)
        boxes = [QRect(label.mapToGlobal(QPoint(0, 0)), label.size()) for label in labels]
        assert len(boxes) >= 2, zoom
        assert all(above.bottom() < below.top() for above, below in pairwise(boxes)), zoom
        assert all(label.height() >= label.sizeHint().height() for label in labels), zoom


@pytest.mark.parametrize("size", [(1024, 700), (1280, 800)])
def test_the_first_line_of_the_json_and_the_focused_field_stay_in_sight(
    driver: Driver, size: tuple[int, int]
) -> None:
    window = driver.window
    window.resize(*size)
    driver.turn_builder("Segments")
    settle()
    line, editor = driver.line("Segments", "ctry"), window.preview.json.editor
    line.setFocus()
    bar = editor.verticalScrollBar()
    bar.setValue(bar.maximum())
    top = bar.value()
    assert top > 0
    for steps in (1, 4, 5, 0, -2, 0):  # to 110 %, 150 %, 200 %, and from 80 % back
        zoom(driver, steps)
        driver.until(lambda: line.visibleRegion().boundingRect() == line.rect())
        assert bar.value() == min(top, bar.maximum())
    assert bar.value() == top
