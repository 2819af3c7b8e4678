"""Whoever uses the keyboard sees where it is: what has the focus looks different, in each theme."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Set
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QTableWidget, QWidget

from convert_console.core.history.columns import Column
from convert_console.widgets.fields.id_chips import ChipInput, IdChips
from convert_console.widgets.history.table_view import HistoryView
from convert_console.widgets.ledger.place import ResultsPlace
from support.controls import described
from support.driver import Driver, settle, visible
from support.pictures import WIDE, contrast

AROUND = 3
"""Pixels around a widget that are looked at too."""

PLACES = ("Compose", "Traffic", "Orders", "Journeys", "Results")
PAGES = ("Request", "Segments", "Events", "Saved")
VIEWS = ("JSON", "Wire", "Answer")


@pytest.fixture(params=["light", "dark"])
def busy(request: pytest.FixtureRequest, open_console: Callable[[], Driver], home: Path) -> Driver:
    """A window in a theme, with something in every place."""
    settings = home / "console" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"scheme": request.param}), encoding="utf-8")
    driver = open_console()
    driver.window.resize(*WIDE)
    driver.send()
    settle()
    return driver


def take_the_keyboard(parent: QWidget) -> Iterator[QWidget]:
    """The widgets in sight that can have the keyboard, not those that hand it on."""
    for widget in parent.findChildren(QWidget):
        # Text to be selected by mouse shows its caret, and no key leads there.
        is_text = isinstance(widget, QLabel) and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        in_sight = widget.isVisible() and not widget.visibleRegion().isEmpty()
        takes = widget.isEnabled() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        is_own = widget.window() is parent.window()
        if takes and in_sight and is_own and not is_text and widget.focusProxy() is None:
            yield widget


def place_of(widget: QWidget) -> QRect:
    """Where a widget is in its window, with what is around it."""
    window, part = widget.window(), widget
    if isinstance(widget, ChipInput):  # the box around it has the ring
        part = next(box for box in visible(window, IdChips) if box.input is widget)
    place = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
    return place.adjusted(-AROUND, -AROUND, AROUND, AROUND) & window.rect()


def picture(window: QWidget, area: QRect) -> QImage:
    return window.grab(area).toImage().convertToFormat(QImage.Format.Format_RGB32)


def clearly_changed(before: QImage, after: QImage) -> int:
    """The number of pixels whose old and new colours have a contrast of 3:1."""
    old, new = (memoryview(image.constBits()).cast("I") for image in (before, after))
    pairs = Counter(zip(old, new, strict=True))
    return sum(
        count
        for pair, count in pairs.items()
        if contrast(*(f"#{one & 0xFFFFFF:06x}" for one in pair)) >= 3
    )


def without_a_ring(parent: QWidget, known: Set[QWidget] = frozenset()) -> list[str]:
    """The widgets that look the same with and without the keyboard, of those not known before.

    A ring of a field changes its border too, from grey, which is no clear change; so that what
    counts is one pixel of the two, along the shorter sides at least.
    """
    found = []
    widgets = list(take_the_keyboard(parent))
    for widget in (new for new in widgets if new not in known):
        elsewhere = widgets[-1] if widget is not widgets[-1] else widgets[0]
        elsewhere.setFocus(Qt.FocusReason.TabFocusReason)
        settle()
        settle()  # a text that changes needs a second layout
        if not widget.isVisible():
            continue  # it is shown only while the control next to it has the focus
        area = place_of(widget)
        before = picture(parent.window(), area)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        settle()
        assert QApplication.focusWidget() is widget, described(widget)
        changed = clearly_changed(before, picture(parent.window(), area))
        if changed < 2 * min(widget.width(), widget.height()):
            found.append(f"{described(widget)} {widget.size().toTuple()}: {changed}")
    return found


def test_the_focus_is_seen_at_every_control_of_every_place(busy: Driver) -> None:
    known: set[QWidget] = set()
    for place in PLACES:
        busy.go(place)
        if place == "Results":  # its table goes once nothing was counted
            [results] = visible(busy.window, ResultsPlace)
            busy.until(lambda results=results: results.model.counted is not None)  # type: ignore[misc]
        settle()
        for page, view in zip(PAGES, (*VIEWS, "JSON"), strict=True):
            if place == "Compose":
                busy.turn_builder(page)
                busy.turn_preview(view)
                settle()
            elif page != PAGES[0]:
                break
            assert without_a_ring(busy.window, known) == [], (place, page)
            known.update(take_the_keyboard(busy.window))


def test_the_focus_is_seen_at_every_control_of_a_dialog(busy: Driver) -> None:
    for dialog in ("Profile settings…", "Project names…", "Shortcuts…"):
        busy.window.trigger(dialog)
        [opened] = visible(busy.window, QDialog)
        opened.activateWindow()
        settle()
        assert without_a_ring(opened) == [], dialog
        busy.keys("Esc", opened)
        settle()
        busy.activate()


def test_the_current_row_is_seen_where_it_is_not_selected(busy: Driver) -> None:
    for _ in range(2):
        busy.send()
    busy.go("Traffic")
    [table] = visible(busy.window, HistoryView)
    busy.until(lambda: table.model().rowCount() == 3)
    table.setFocus()
    table.select(0, 0)
    table.setCurrentIndex(table.model().index(0, Column.TIME))
    settle()
    area = place_of(table)
    before = picture(busy.window, area)
    busy.keys("Ctrl+Down", table)
    settle()
    assert table.selected_rows() == [0]
    assert clearly_changed(before, picture(busy.window, area)) >= 2 * table.viewport().width()


def test_a_list_that_is_deleted_while_it_has_the_keyboard_raises_nothing(driver: Driver) -> None:
    table = QTableWidget(2, 2, driver.window)
    table.show()
    table.setFocus()
    settle()
    assert QApplication.focusWidget() is table
    table.deleteLater()
    del table
    settle()
    assert visible(driver.window, QTableWidget) == []
