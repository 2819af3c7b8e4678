"""Drives the real window like a user, with clicks and keys, and reads what it shows."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)
from pytestqt.exceptions import TimeoutError as TooLate
from pytestqt.qtbot import QtBot

from convert_console.app.composition import Composition
from convert_console.app.context import build_context
from convert_console.core.history.columns import Column
from convert_console.core.request.wire import WireRequest
from convert_console.models.history.model import ROW
from convert_console.services.collector.received import Received
from convert_console.services.storage.folders import Folders
from convert_console.widgets.fields.choice_field import ChoiceField
from convert_console.widgets.fields.choice_line import ChoiceLine, SearchLine
from convert_console.widgets.fields.devices_field import DeviceBox, DevicesField
from convert_console.widgets.fields.field import TextField
from convert_console.widgets.fields.ids_field import IdsField
from convert_console.widgets.kit.dialogs import NameDialog
from convert_console.widgets.theme.theme import theme_of

W = TypeVar("W", bound=QWidget)

LEFT = Qt.MouseButton.LeftButton


class Driver:
    """A window with a folder of files; a second driver with the same folder is a restart."""

    def __init__(self, folder: Path, qtbot: QtBot, run: Callable[..., Any]) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.qtbot = qtbot
        self._run = run
        self._closed = False
        self.context = build_context(Folders(folder))
        self.composition = Composition(app, self.context)
        self.window = self.composition.window
        self.window.resize(1280, 800)  # the screen of a test is smaller than that of most people
        self.window.show()
        qtbot.waitExposed(self.window)
        self.activate()
        self.composition.start()
        self.document = self.context.document
        self.request = self.context.request
        self.sending = self.context.sending
        self.profiles = self.context.profiles

    def activate(self) -> None:
        """Make the window active, so that it gets the keys."""
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)

    # What a user does

    def click(self, widget: QWidget, where: QPoint | None = None) -> None:
        """Click with the left button; a disabled or hidden widget fails the test."""
        assert widget.isEnabled(), f"{widget} is disabled"
        assert widget.isVisible(), f"{widget} is hidden"
        QTest.mouseClick(widget, LEFT, pos=where if where is not None else widget.rect().center())

    def double_click(self, widget: QWidget) -> None:
        """Double-click with the left button."""
        self.click(widget)
        QTest.mouseDClick(widget, LEFT)

    def keys(self, keys: str, into: QWidget | None = None) -> None:
        """Press a key or a shortcut such as "Ctrl+Return", by default in the focused widget."""
        target = into or QApplication.focusWidget() or self.window
        if QApplication.activeWindow() is None:
            # Offscreen, no window becomes active when another closes, and shortcuts need one.
            target.window().activateWindow()
            self.until(lambda: QApplication.activeWindow() is not None)
        QTest.keySequence(target, QKeySequence(keys))

    def write(self, line: QWidget, text: str) -> None:
        """Replace the text of a field by typing."""
        assert line.isEnabled(), f"{line} is disabled"
        line.setFocus()
        if isinstance(line, QLineEdit | QPlainTextEdit):
            line.selectAll()
        if text:
            QTest.keyClicks(line, text)
        else:
            QTest.keyClick(line, Qt.Key.Key_Delete)

    def put(self, line: QLineEdit, text: str) -> None:
        """Replace the text of a field at once, as an input method does: the window follows each
        letter that is typed, and a long text would take a third of a second.
        """
        if not text:
            self.write(line, "")
            return
        assert line.isEnabled(), f"{line} is disabled"
        line.setFocus()
        line.selectAll()
        line.insert(text)

    def search(self, line: SearchLine, text: str) -> None:
        """Put a text into a field with a list of choices, and take it as it is, or the choice that
        it names; "" removes the value.
        """
        self.put(line, text)
        if line.is_open:
            exact = line.recognised(text) is not None
            if text and not exact:  # the last entry: what is typed
                self.keys("Up", line)
            self.keys("Return", line)

    def paste_json(self, text: str) -> None:
        """Replace the whole text of the JSON pane through the clipboard."""
        self.window.preview.turn_to(self.window.preview.JSON)
        editor = self.window.preview.json.editor
        editor.setFocus()
        editor.selectAll()
        QApplication.clipboard().setText(text)
        self.keys("Ctrl+V", editor)

    def fill(self, page: str, key: str, text: str) -> None:
        """Fill a row of the "Request" or "Segments" form."""
        self.turn_builder(page)
        builder = self.window.builder
        form = {"Request": builder.request, "Segments": builder.segments}[page]
        self._fill_field(form.fields[key], text)

    def line(self, page: str, key: str) -> QLineEdit:
        """The line of a row of the "Request" or "Segments" form."""
        self.turn_builder(page)
        builder = self.window.builder
        form = {"Request": builder.request, "Segments": builder.segments}[page]
        return form.fields[key].findChildren(QLineEdit)[0]

    def fill_event(self, key: str, text: str) -> None:
        """Fill a row of the open event."""
        self._fill_field(self.window.builder.events.form.fields[key], text)

    def pair(self, experience: str, variation: str) -> None:
        """Add a pair to the open event."""
        pairs = self.window.builder.events.form.pairs
        if pairs.add.isVisible():  # it waits until the last pair is filled in
            self.click(pairs.add)
            settle()
        else:
            pairs.first_line().setFocus()
        new = [line for line in visible(pairs, QLineEdit) if not line.text()]
        assert focused() is new[0], "the new pair waits for its experience"
        self._search_focused(experience)
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        assert "variation" in focused().accessibleName()
        self._search_focused(variation)

    def _search_focused(self, text: str) -> None:
        line = focused()
        assert isinstance(line, ChoiceLine)
        self.search(line, text)

    def turn_builder(self, title: str) -> None:
        """Click a tab of the left half."""
        bar = self.window.builder.bar
        index = next(i for i in range(bar.count()) if bar.tabText(i) == title)
        self.click(bar, bar.tabRect(index).center())

    def turn_preview(self, title: str) -> None:
        """Click a tab of the right half."""
        bar = self.window.preview.bar
        index = next(i for i in range(bar.count()) if bar.tabText(i) == title)
        self.click(bar, bar.tabRect(index).center())

    def click_part(self, part: str) -> None:
        """Choose "Body", "Headers" or "Sent" of the answer."""
        self.click(button(self.window.preview.answer.part, part))

    def choose_method(self, method: str) -> None:
        """Click POST or GET."""
        self.go("Compose")
        self.click(button(self.window.bar.buttons.method, method))

    def aim(self, url: str, reach: str = "free") -> None:
        """Set the target of the current profile, and allow sending to it."""
        self.search(self.window.bar.target.line, url)
        self.profiles.alter(reach=reach)

    def send(self, by: str = "click") -> None:
        """Press Send, by "click" or by "keys", and wait until it is over."""
        self.begin(by)
        self.wait_until_sent()

    def begin(self, by: str = "click") -> None:
        """Press Send and go on."""
        self.go("Compose")
        if by == "click":
            self.click(self.window.bar.buttons.send)
        else:
            self.keys("Ctrl+Return")

    def go(self, place: str) -> None:
        """Bring a place of the window into sight, if it is not."""
        self.window.trigger(place)

    def confirm(self) -> None:
        """Answer the question under Send with yes, and wait until the send is over."""
        assert self.question, "nothing is asked"
        self.keys("Alt+S")
        self.wait_until_sent()

    def wait_until_sent(self) -> None:
        """Wait for the end of a send, and until the history has kept it."""
        self.until(lambda: not self.sending.running)
        self.until(self._kept)

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the window work until this holds; if it never does, say how things stand."""
        try:
            self.qtbot.waitUntil(condition)
        except TooLate as late:
            raise AssertionError(f"{late}: {self._state()}") from late

    def answer_name(self, name: str) -> None:
        """Type into the dialog that asks for a name, and confirm."""
        dialog = visible(self.window, NameDialog)[-1]
        line = visible(dialog, QLineEdit)[0]
        self.write(line, name)
        self.keys("Return", line)
        self.until(lambda: not dialog.isVisible())

    # What stands on screen

    @property
    def wire(self) -> WireRequest:
        """The request that the Wire page shows."""
        wire = self.request.wire
        assert isinstance(wire, WireRequest), wire
        return wire

    @property
    def result(self) -> str:
        """The word of the verdict on screen."""
        return self.window.result.word.text()

    @property
    def message(self) -> str:
        """The messages over the lower edge, a line each; "" without any."""
        return self.window.message.text

    @property
    def question(self) -> str:
        """The question under Send; "" while it is hidden."""
        card = self.window.question
        return card.label.text() if card.isVisible() else ""

    @property
    def arrived(self) -> list[Received]:
        """What the local collector has received."""
        return list(self.composition.collector.received())

    def history(self, column: Column) -> list[str]:
        """A column of the history, newest first."""
        model = self.context.history
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]

    def choose_row(self, row: int) -> None:
        """Click a row of the history."""
        self.go("Compose")
        table = self.window.history.table
        where = table.visualRect(table.model().index(row, Column.TIME)).center()
        self.click_in(table, where)

    def click_in(self, table: QTableView, where: QPoint) -> None:
        """Click into the viewport of a table."""
        self.click(table.viewport(), where)
        table.setFocus()

    def close(self) -> None:
        """Close the window as a user does, and end what it ran; again, it does nothing."""
        if self._closed:
            return
        self._closed = True
        self.window.close()
        self._run(self.composition.close())
        gc.disable()  # as conftest wants it: another window of this test may still have threads
        # What a model holds by a closure Python cannot see, and would keep to the last test.
        parts = [getattr(self.context, field.name) for field in fields(self.context)]
        tools = vars(self.composition.tools).values() if "tools" in vars(self.composition) else ()
        for part in (*parts, *tools, self.composition.garbage, self.window):
            if isinstance(part, QObject):
                part.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app = QApplication.instance()
        if isinstance(app, QApplication) and not app.topLevelWidgets():
            # As before a first start: a window that is built under a style sheet takes a third
            # longer, and the next test need not know what this one chose.
            theme_of(app).prepare("light", 1.0)
            app.setStyleSheet("")

    def _state(self) -> str:
        """The state of the window, for the message of a timeout."""
        return (
            f"{QApplication.activeWindow()} is active, {QApplication.focusWidget()} has the focus, "
            f"message {self.message!r}, question {self.question!r}, "
            f"verdicts {self.history(Column.VERDICT)}, "
            f"{len(self.arrived)} arrived, sending {self.sending.running}"
        )

    def _kept(self) -> bool:
        """Whether the store has given every row on screen its id."""
        model = self.context.history
        return all(model.index(row, 0).data(ROW).id for row in range(model.rowCount()))

    def _fill_field(self, field: QWidget, text: str) -> None:
        match field:
            case TextField():
                self.put(field.line, text)
            case ChoiceField():
                self.search(field.line, text)
            case DevicesField():
                for device in text.split():
                    box = next(b for b in visible(field, DeviceBox) if b.code == device)
                    self.click(box, QPoint(8, box.height() // 2))
            case IdsField():
                for number in text.split():
                    if field.is_single and field.single is not None and field.single.shown_text():
                        field.begin_another()
                    if field.is_single and field.single is not None:
                        self.search(field.single, number)
                    else:
                        self.search(field.chips.input, number)
                        self.keys("Return", field.chips.input)
            case _:
                raise AssertionError(f"cannot fill {field}")


@contextmanager
def console(folder: Path, qtbot: QtBot, run: Callable[..., Any]) -> Iterator[Driver]:
    """A window that is closed at the end of the block."""
    driver = Driver(folder, qtbot, run)
    try:
        yield driver
    finally:
        driver.close()


def settle() -> None:
    """Process Qt's events and deferred deletions."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def focused() -> QWidget:
    """The focused widget."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def visible(parent: QWidget, kind: type[W]) -> list[W]:
    """The visible widgets of a class, in the order of their creation."""
    return [widget for widget in parent.findChildren(kind) if widget.isVisible()]


def buttons(parent: QWidget) -> list[QAbstractButton]:
    """The visible buttons."""
    return visible(parent, QAbstractButton)


def button(parent: QWidget, text: str) -> QAbstractButton:
    """The visible button with this text."""
    return next(b for b in buttons(parent) if b.text() == text)


def words(parent: QWidget) -> list[str]:
    """The texts of the visible labels."""
    return [label.text() for label in visible(parent, QLabel)]


def all_tasks(loop: asyncio.AbstractEventLoop) -> set[str]:
    """The names of the running tasks."""
    return {task.get_name() for task in asyncio.all_tasks(loop)}
