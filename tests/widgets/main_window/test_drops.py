"""A file dropped anywhere is read as a paste; a text dropped into a field stays a text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from convert_console.widgets.kit.place import PlaceName
from convert_console.widgets.orders.place import OrdersPlace
from support.driver import Driver, visible

COPY, LEFT, PLAIN = (
    Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
)  # fmt: skip

PLACES: dict[str, Callable[[Driver], QWidget]] = {
    "the JSON": lambda driver: driver.window.preview.json.editor.viewport(),
    "a field of the form": lambda driver: driver.line("Request", "cid"),
    "the history's filter": lambda driver: driver.window.history.filter,
    "the history": lambda driver: driver.window.history.table.viewport(),
    "the top bar": lambda driver: driver.window.top,
    "the window": lambda driver: driver.window,
}


def drop(onto: QWidget, data: QMimeData) -> bool:
    """Drop something onto a widget, as Qt delivers it; whether it was taken."""
    enter = QDragEnterEvent(QPoint(5, 5), COPY, data, LEFT, PLAIN)
    QApplication.sendEvent(onto, enter)
    if not enter.isAccepted():
        return False
    dropped = QDropEvent(QPointF(5, 5), COPY, data, LEFT, PLAIN)
    QApplication.sendEvent(onto, dropped)
    return dropped.isAccepted()


def file_data(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    data.setText(str(path))
    return data


@pytest.mark.parametrize("place", PLACES)
def test_a_file_is_read_wherever_it_is_dropped(driver: Driver, place: str, tmp_path: Path) -> None:
    file = tmp_path / "copied.txt"
    file.write_text('curl https://shop.example/track --data-raw \'{"cid":"1"}\'')
    assert drop(PLACES[place](driver), file_data(file))
    assert driver.document.payload == {"cid": "1"}
    assert "cURL" in driver.message


@pytest.mark.parametrize("place", ["traffic", "orders", "results"])
def test_a_request_that_is_opened_elsewhere_is_shown(
    driver: Driver, place: PlaceName, tmp_path: Path
) -> None:
    """The window may have been closed in any place, and opens there."""
    file = tmp_path / "order.convert.json"
    file.write_text('{"cid": "1", "pid": "2", "vid": "from-the-file", "ev": []}', "utf-8")
    driver.window.places.open(place)
    driver.window.take_files([str(file)])
    assert driver.window.places.current is driver.window.compose
    assert driver.window.preview.json.isVisible()


@pytest.mark.parametrize("place", ["the JSON", "the window"])
def test_a_csv_file_opens_the_orders(driver: Driver, place: str, tmp_path: Path) -> None:
    before = driver.document.draft
    file = tmp_path / "Orders.CSV"
    file.write_text("order;amount\nA-1;12.50\n")
    assert drop(PLACES[place](driver), file_data(file))
    dialog = visible(driver.window, OrdersPlace)[0]
    assert dialog.bar.name.text() == "Orders.CSV"
    assert driver.document.draft == before


def test_a_text_that_is_dropped_into_a_field_stays_a_text(driver: Driver) -> None:
    data = QMimeData()
    data.setText("77")
    line = driver.line("Request", "cid")
    line.clear()
    assert drop(line, data)
    assert "77" in line.text()


def test_a_text_that_is_dropped_beside_the_fields_is_a_paste(driver: Driver) -> None:
    data = QMimeData()
    data.setText('{"cid": "5"}')
    assert drop(driver.window, data)
    assert driver.document.payload == {"cid": "5"}
