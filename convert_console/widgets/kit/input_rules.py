"""What holds for keys, wheel and context menus in every window of the program."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeGuard, runtime_checkable

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QListView,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QTabBar,
    QTableView,
    QTextEdit,
    QToolButton,
    QWidget,
)

OWN_UNDO = "ownUndo"
"""The property of a widget that handles Ctrl+Z itself at the moment."""

_UNDO_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
_WHEEL_WOULD_CHANGE = (QComboBox, QAbstractSpinBox, QAbstractSlider, QTabBar)
_TEXTS = (QLineEdit, QPlainTextEdit, QTextEdit)
_EDITORS = (*_TEXTS, QAbstractSpinBox)
_WATCHED = (QKeyEvent, QWheelEvent, QDropEvent, QContextMenuEvent)


@runtime_checkable
class HasContextMenu(Protocol):
    """A widget that makes its own context menu in place of the standard one."""

    def context_menu(self) -> QMenu: ...


@runtime_checkable
class MayBeLabel(Protocol):
    """A text field that is a label at times, in which nothing can be edited."""

    @property
    def edits_text(self) -> bool: ...


class UndoSteps(Protocol):
    """The undo history of the request: `QUndoGroup`."""

    def canUndo(self) -> bool: ...
    def canRedo(self) -> bool: ...
    def undo(self) -> None: ...
    def redo(self) -> None: ...


def is_override(event: QEvent, *keys: Qt.Key) -> TypeGuard[QKeyEvent]:
    """Whether a widget may claim a key, one of `keys` if there are any, from the shortcuts of the
    window by accepting the event.
    """
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    return not keys or event.key() in keys


def accept_as_copy(event: QDropEvent) -> None:
    """Take what is dragged as a copy of it, which is only read. A file manager may propose to move
    it, and delete the file after a drop that is said to have moved it.
    """
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


class DownIntoRows(QObject):
    """Down in a line takes the keyboard to the rows that the line filters: to the current one, or
    to the first.
    """

    def __init__(self, line: QLineEdit, rows: QListView | QTableView) -> None:
        super().__init__(line)
        self._rows = rows
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        rows = self._rows
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_Down or not rows.isVisible():
            return False
        listed = range(rows.model().rowCount())
        first = next((row for row in listed if not rows.isRowHidden(row)), None)
        if first is None:
            return False
        current = rows.currentIndex()
        if not current.isValid() or rows.isRowHidden(current.row()):
            rows.setCurrentIndex(rows.model().index(first, 0))
        rows.setFocus(Qt.FocusReason.TabFocusReason)
        return True


class InputRules(QObject):
    """A file that is dropped on anything in any window of the program is reported, and not inserted
    as its address; a text that is dropped into a field stays a text. A text that is dragged out of
    an editor is not taken elsewhere in the program.

    The window has one undo history: Ctrl+Z and Ctrl+Y go to its commands whichever text field
    has the focus, and so do Undo and Redo in the menus of its text fields. Where text is edited,
    Ctrl+Backspace deletes the word before the caret and is no command. In no window does the wheel
    change a value or a tab: it scrolls what is around the control. Shift+F10 opens the menu of what
    has the focus, as the Menu key does.

    Signals:
        files_dropped(list): the paths of the files that were dropped.
    """

    files_dropped = Signal(list)

    def __init__(
        self,
        window: QMainWindow,
        steps: UndoSteps,
        around: Callable[[], AbstractContextManager[None]],
    ) -> None:
        """`around` is entered for each step from a menu."""
        super().__init__(window)
        self._window = window
        self._steps, self._around = steps, around
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow_focus)

    def start(self) -> None:
        """Watch wheel and menus too, once the window is shown: a filter of the application is
        called for every event of every object, which takes 12 ms of the first paint.
        """
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def _follow_focus(self) -> None:
        # Without the arguments of the signal: the widget that lost the focus may be in the middle
        # of its destruction, and PySide would keep a wrapper of it forever.
        focused = QApplication.focusWidget()
        if focused is not None:
            focused.installEventFilter(self)  # again: moves it before later filters

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, _WATCHED):
            return False  # at once: it is called for every event of every object
        kind = event.type()
        if is_override(event):
            # With this event a field would claim the key for its own undo. The window gets it
            # first, and hands it on to the field.
            is_undo = any(event.matches(key) for key in _UNDO_KEYS)
            if is_undo and isinstance(watched, QWidget) and not watched.property(OWN_UNDO):
                event.ignore()
                return True
            if event.matches(QKeySequence.StandardKey.DeleteStartOfWord) and _edits_text(watched):
                event.accept()  # else it would delete an event
                return True
        elif kind == QEvent.Type.Wheel:
            if isinstance(watched, _WHEEL_WOULD_CHANGE) and not isinstance(watched, QScrollBar):
                event.ignore()  # so that the parent gets it
                return True
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return _presses(watched, event) or (_is_menu_key(event) and _ask_for_menu(watched))
        elif isinstance(event, QDropEvent) and isinstance(watched, QWidget):
            return self._drop(watched, event)
        elif kind == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            return _open_list_menu(watched, event) or self._open_menu(watched, event)
        return False

    def _drop(self, watched: QWidget, event: QDropEvent) -> bool:
        """Take files from every widget; whatever else is dropped is the widget's. Editors let the
        text of a drag only move inside them: they would cut it from what they show after the drop.
        """
        files = local_files_in(event.mimeData())
        if not files:
            source = event.source()
            editor = source.parent() if source is not None and source is not watched else None
            if isinstance(editor, QPlainTextEdit | QTextEdit) and not editor.isReadOnly():
                event.ignore()
                return True
            return False
        accept_as_copy(event)
        if event.type() == QEvent.Type.Drop:
            self.files_dropped.emit(files)
        return True

    def _open_menu(self, watched: QObject, event: QContextMenuEvent) -> bool:
        """Open the menu of a text field of the window, with the window's undo in it."""
        field = _text_field(watched)
        if field is None or field.window() is not self._window:
            return False
        menu = _menu_of(field)
        if menu is None:
            return False
        steps = self._steps
        self._replace(menu, "edit-undo", "Undo\tCtrl+Z", steps.canUndo(), steps.undo)
        self._replace(menu, "edit-redo", "Redo\tCtrl+Shift+Z", steps.canRedo(), steps.redo)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())
        return True

    def _replace(
        self, menu: QMenu, name: str, text: str, possible: bool, run: Callable[[], None]
    ) -> None:
        """Put the window's own step in place of the field's, which has no history to go back in."""
        old = next((action for action in menu.actions() if action.objectName() == name), None)
        if old is None:  # a text that cannot be edited
            return
        own = QAction(text, menu)
        own.setEnabled(possible)
        own.triggered.connect(lambda _checked=False: self._run(run))
        menu.insertAction(old, own)
        menu.removeAction(old)

    def _run(self, step: Callable[[], None]) -> None:
        with self._around():
            step()


def _open_list_menu(watched: QObject, event: QContextMenuEvent) -> bool:
    """Ask a list for the menu of its current row by keyboard. Its signal names a place within the
    viewport; Qt would name one within the list, which is another row below its titles.
    """
    by_keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
    if not by_keyboard or not isinstance(watched, QAbstractItemView):
        return False
    current = watched.currentIndex()
    policy = watched.contextMenuPolicy()
    if policy is not Qt.ContextMenuPolicy.CustomContextMenu or not current.isValid():
        return False
    watched.scrollTo(current)
    watched.customContextMenuRequested.emit(watched.visualRect(current).center())
    return True


def _presses(watched: QObject, event: QKeyEvent) -> bool:
    """Press a focused button with Enter, as in dialogs; in a window, Qt lets only Space do it."""
    is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
    plain = event.modifiers() in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.KeypadModifier,
    )
    if not (is_enter and plain and isinstance(watched, QPushButton | QToolButton)):
        return False
    if isinstance(watched.window(), QDialog) or not watched.isEnabled():
        return False
    watched.click()
    return True


def _is_menu_key(event: QKeyEvent) -> bool:
    """Whether it is Shift+F10 on a system where Qt knows the Menu key alone: X11 and Wayland.

    Windows makes a request for a menu of both.
    """
    shift = Qt.KeyboardModifier.ShiftModifier
    is_pressed = event.key() == Qt.Key.Key_F10 and event.modifiers() == shift
    return is_pressed and sys.platform != "win32"


def _ask_for_menu(watched: QObject) -> bool:
    """Ask the focused widget for its menu, at its caret or current row, as Qt does for the Menu
    key: whether `watched` is that widget.
    """
    if not isinstance(watched, QWidget) or not watched.hasFocus():
        return False
    caret = watched.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
    place = QPoint(round(caret.x()), round(caret.y()))  # some texts answer with fractions
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(watched, QContextMenuEvent(reason, place, watched.mapToGlobal(place)))
    return True


def local_files_in(data: QMimeData) -> list[str]:
    """The paths of the files that were copied or dropped."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


def _edits_text(watched: QObject) -> bool:
    """Whether a widget has a caret in a text that can be edited."""
    if not isinstance(watched, _EDITORS) or watched.isReadOnly():
        return False
    return not isinstance(watched, MayBeLabel) or watched.edits_text


def _text_field(watched: QObject) -> QWidget | None:
    """The text field that is asked for a menu, perhaps through its viewport."""
    if isinstance(watched, _TEXTS):
        return watched
    parent = watched.parent()
    if isinstance(parent, QPlainTextEdit | QTextEdit) and watched is parent.viewport():
        return parent
    return None


def _menu_of(field: QWidget) -> QMenu | None:
    if isinstance(field, HasContextMenu):
        return field.context_menu()
    if isinstance(field, QLineEdit | QPlainTextEdit | QTextEdit):
        return field.createStandardContextMenu()
    return None
