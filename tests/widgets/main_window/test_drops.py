"""A file dropped anywhere is read as a paste; a text dropped into a field stays a text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from convert_console.widgets.kit.place import PlaceName
from convert_console.widgets.orders.place import OrdersPlace
from support.driver import Driver, visible

COPY, LEFT, PLAIN = (
    Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
)  # fmt: skip
MOVE = Qt.DropAction.MoveAction

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
    return dropped(onto, data, COPY).isAccepted()


def dropped(
    onto: QWidget, data: QMimeData, actions: Qt.DropAction, keys: Qt.KeyboardModifier = PLAIN
) -> QDropEvent:
    """The last event of a drop for which the source offers these actions."""
    enter = QDragEnterEvent(QPoint(5, 5), actions, data, LEFT, keys)
    QApplication.sendEvent(onto, enter)
    if not enter.isAccepted():
        return enter
    event = QDropEvent(QPointF(5, 5), actions, data, LEFT, keys)
    QApplication.sendEvent(onto, event)
    return event


def file_data(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    data.setText(str(path))
    return data


def test_a_file_is_read_wherever_it_is_dropped(driver: Driver, tmp_path: Path) -> None:
    file = tmp_path / "copied.txt"
    for number, (name, place) in enumerate(PLACES.items()):
        file.write_text(f'curl https://shop.example/track --data-raw \'{{"cid":"{number}"}}\'')
        driver.window.message.dismiss()
        assert drop(place(driver), file_data(file)), name
        assert driver.document.payload == {"cid": str(number)}, name
        assert "cURL" in driver.message, name


def test_what_is_dropped_is_a_copy_also_where_the_source_would_move_it(
    driver: Driver, tmp_path: Path
) -> None:
    """A file manager may delete what was moved."""
    file = tmp_path / "request.json"
    file.write_text('{"cid": "1"}')
    text = QMimeData()
    text.setText('{"cid": "2"}')
    for onto, data in (
        (driver.line("Request", "cid"), file_data(file)),
        (driver.window, file_data(file)),
        (driver.window, text),
    ):
        event = dropped(onto, data, COPY | MOVE, Qt.KeyboardModifier.ShiftModifier)
        assert event.proposedAction() == MOVE
        assert event.isAccepted()
        assert event.dropAction() == COPY


def test_a_request_that_is_opened_elsewhere_is_shown(driver: Driver, tmp_path: Path) -> None:
    """The window may have been closed in any place, and opens there."""
    file = tmp_path / "order.convert.json"
    file.write_text('{"cid": "1", "pid": "2", "vid": "from-the-file", "ev": []}', "utf-8")
    places: tuple[PlaceName, ...] = ("traffic", "orders", "results")
    for place in places:
        driver.window.places.open(place)
        driver.window.take_files([str(file)])
        assert driver.window.places.current is driver.window.compose, place
        assert driver.window.preview.json.isVisible(), place


def test_a_csv_file_opens_the_orders(driver: Driver, tmp_path: Path) -> None:
    before = driver.document.draft
    for number, place in enumerate(("the JSON", "the window")):
        file = tmp_path / f"Orders-{number}.{'CSV' if number else 'xlsx'}"
        file.write_text("order;amount\nA-1;12.50\n")
        driver.go("Compose")
        assert drop(PLACES[place](driver), file_data(file)), place
        dialog = visible(driver.window, OrdersPlace)[0]
        assert dialog.bar.name.text() == file.name, place
        assert driver.document.draft == before, place


def test_orders_take_away_the_message_about_the_file_before(driver: Driver, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("order;amount\nA-1;12.50\n")
    (tmp_path / "folder").mkdir()
    assert drop(driver.window, file_data(tmp_path / "folder"))
    driver.until(lambda: driver.message != "")
    assert drop(driver.window, file_data(file))
    assert visible(driver.window, OrdersPlace)[0].bar.name.text() == file.name
    assert driver.message == ""


def test_a_text_dropped_into_a_field_stays_a_text_and_beside_the_fields_is_a_paste(
    driver: Driver,
) -> None:
    data = QMimeData()
    data.setText("77")
    line = driver.line("Request", "cid")
    line.clear()
    assert drop(line, data)
    assert "77" in line.text()
    data.setText('{"cid": "5"}')
    assert drop(driver.window, data)
    assert driver.document.payload == {"cid": "5"}
