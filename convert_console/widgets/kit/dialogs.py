"""Opens dialogs, and keeps them within the screen."""

from collections.abc import Callable, Sequence

from PySide6 import QtWidgets
from PySide6.QtCore import QEvent, QFileInfo, QObject, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from convert_console.widgets.kit.texts import without_line_ends
from convert_console.widgets.theme.theme import colors, px, set_look, set_surface
from convert_console.widgets.theme.tokens import tokens


def open_dialog(dialog: QDialog) -> None:
    """Show a dialog, which blocks its parent's window, and delete it once it is closed."""
    # Not `exec`, which would run an event loop of Qt inside a task of asyncio.
    dialog.finished.connect(dialog.deleteLater)
    parent = dialog.parentWidget()
    if parent is not None:
        dialog.finished.connect(Scrim(parent.window()).deleteLater)
    dialog.open()


class Scrim(QWidget):
    """Dims a window behind a modal dialog."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self.window().rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        # The token has its alpha last, Qt's spelling first.
        rgba = colors().scrim
        QPainter(self).fillRect(self.rect(), QColor(f"#{rgba[7:]}{rgba[1:7]}"))


def ask_name(parent: QWidget, title: str, name: str, then: Callable[[str], object]) -> None:
    """Ask for a name that is not blank."""
    open_dialog(NameDialog(parent, title, name, then))


def ask_file(
    parent: QWidget, title: str, filters: Sequence[str], then: Callable[[str], object]
) -> None:
    """Ask for a file that exists; `then` gets its path. Filters are written as Qt writes them."""
    _ask_existing(parent, title, filters, several=False).fileSelected.connect(then)


def ask_files(
    parent: QWidget, title: str, filters: Sequence[str], then: Callable[[list[str]], object]
) -> None:
    """Ask for one or more files that exist."""
    _ask_existing(parent, title, filters, several=True).filesSelected.connect(then)


def ask_new_file(
    parent: QWidget,
    title: str,
    then: Callable[[str], object],
    *,
    name: str = "",
    suffix: str = "",
    filters: Sequence[str] = (),
) -> None:
    """Ask for a file to write; `name` is suggested, and `suffix` added to a name without one."""
    dialog = _file_dialog(parent, title, filters)
    dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix)
    if name:
        dialog.selectFile(name)
    dialog.fileSelected.connect(then)
    open_dialog(dialog)


def ask_folder(parent: QWidget, title: str, then: Callable[[str], object]) -> None:
    """Ask for a folder."""
    dialog = _file_dialog(parent, title, ())
    dialog.setFileMode(QtWidgets.QFileDialog.FileMode.Directory)
    dialog.setOption(QtWidgets.QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(then)
    open_dialog(dialog)


def _ask_existing(
    parent: QWidget, title: str, filters: Sequence[str], *, several: bool
) -> QtWidgets.QFileDialog:
    dialog = _file_dialog(parent, title, filters)
    mode = QtWidgets.QFileDialog.FileMode
    dialog.setFileMode(mode.ExistingFiles if several else mode.ExistingFile)
    open_dialog(dialog)
    return dialog


def _file_dialog(parent: QWidget, title: str, filters: Sequence[str]) -> QtWidgets.QFileDialog:
    # By its module: PySide makes a class when its name is first looked up, which takes 3 ms here
    # that a start need not wait for.
    dialog = QtWidgets.QFileDialog(parent, title)
    if filters:
        dialog.setNameFilters(filters)
    if last_folder():
        dialog.setDirectory(last_folder())  # of one that is gone, Qt takes the nearest
    dialog.accepted.connect(lambda: remember_folder(_folder_of(dialog.selectedFiles())))
    return dialog


def _folder_of(paths: Sequence[str]) -> str:
    """Where these files are: a path that was typed may lead elsewhere than the dialog showed."""
    return QFileInfo(paths[0]).absolutePath() if paths else last_folder()


_LAST_FOLDER = "last_folder"
"""The property of the application that has the folder of the last file dialog."""


def last_folder() -> str:
    """Where the last file dialog was left with a file; "" before the first."""
    app = QtWidgets.QApplication.instance()
    return str(app.property(_LAST_FOLDER) or "") if app is not None else ""


def remember_folder(folder: str) -> None:
    """Open the next file dialog in this folder."""
    app = QtWidgets.QApplication.instance()
    if app is not None:
        app.setProperty(_LAST_FOLDER, folder)


FRAME = 40
"""Pixels for the frame that the system adds to a dialog."""


class FittingDialog(QDialog):
    """A dialog that is never larger than the screen; its content scrolls if it does not fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scrolls = False

    def resize_within_screen(self, width: int, height: int) -> None:
        """Resize to this size at 100 % zoom, or to that of the screen if it is smaller."""
        self.resize(QSize(px(width), px(height)).boundedTo(self._available_size()))

    def set_minimum_width_within_screen(self, width: int) -> None:
        """Set a minimum width at 100 % zoom, or that of the screen if it is smaller."""
        self.setMinimumWidth(min(px(width), self._available_size().width()))

    def grow(self) -> None:
        """Become as high as the content needs now, as far as the screen is."""
        needed = min(self._needed_size().height(), self._available_size().height())
        if needed > self.height():
            self.resize(self.width(), needed)

    def show_keys(self, buttons: QDialogButtonBox) -> None:
        """Put the key of each button into its tooltip; Esc also in place of another tooltip."""
        for button in buttons.buttons():
            if buttons.buttonRole(button) is QDialogButtonBox.ButtonRole.RejectRole:
                button.setToolTip(f"{button.text().replace('&', '')} (Esc)")
            elif not button.toolTip():
                button.setToolTip(f"{button.text().replace('&', '')} (Enter)")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        available, needed = self._available_size(), self._needed_size()
        if needed.width() <= available.width() and needed.height() <= available.height():
            return
        if not self._scrolls:
            self._scrolls = True
            self._make_scrollable()
        self.setMinimumSize(self.minimumSize().boundedTo(available))
        self.resize(self.size().boundedTo(available))

    def _needed_size(self) -> QSize:
        """The smallest size that shows everything; lines that wrap need more height than a hint."""
        needed, layout = self.minimumSizeHint(), self.layout()
        if layout is not None and layout.hasHeightForWidth():
            wrapped = layout.totalHeightForWidth(max(self.width(), needed.width()))
            needed.setHeight(max(needed.height(), wrapped))
        return needed

    def _available_size(self) -> QSize:
        """The size of the screen, or of the parent's window if that spans more than one screen."""
        parent = self.parentWidget()
        available = self.screen().availableSize() - QSize(FRAME, FRAME)
        return available if parent is None else available.expandedTo(parent.window().size())

    def _make_scrollable(self) -> None:
        layout = self.layout()
        if layout is None:
            return
        content = QWidget(self)
        content.setLayout(layout)  # moves all widgets of the layout too
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        content.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)


class NameDialog(FittingDialog):
    """Asks for a name: Enter takes it, Esc does not. A blank one cannot be taken."""

    def __init__(
        self, parent: QWidget, title: str, name: str, then: Callable[[str], object]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        set_surface(self, "pane")
        self.line = QLineEdit(name, self)
        self.line.setAccessibleName("Name")
        self.line.selectAll()
        label = QtWidgets.QLabel("Name", self)
        label.setBuddy(self.line)
        set_look(label, role="strong")
        self.cancel_button = QtWidgets.QPushButton("Cancel", self)
        self.take_button = QtWidgets.QPushButton("Save", self)
        set_look(self.take_button, kind="primary")
        self.take_button.setDefault(True)
        self.cancel_button.clicked.connect(lambda _checked: self.reject())
        self.take_button.clicked.connect(lambda _checked: self.accept())
        self.accepted.connect(lambda: then(self.line.text().strip()))
        self.line.textEdited.connect(lambda _text: without_line_ends(self.line))
        self.line.textChanged.connect(self._refresh)
        column = QVBoxLayout(self)
        side = px(tokens().space.sheet_padding)
        column.setContentsMargins(side, px(20), side, px(16))
        column.setSpacing(px(8))
        column.addWidget(label)
        column.addWidget(self.line)
        column.addSpacing(px(8))
        buttons = QtWidgets.QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addStretch(1)
        for button in (self.cancel_button, self.take_button):
            button.setMinimumHeight(px(tokens().size.control_large))
            buttons.addWidget(button)
        column.addLayout(buttons)
        self.resize_within_screen(NAME_WIDTH, 0)
        self._refresh()

    def accept(self) -> None:
        """Take the name, unless it is blank."""
        if self.line.text().strip():
            super().accept()

    def _refresh(self) -> None:
        self.take_button.setEnabled(bool(self.line.text().strip()))


NAME_WIDTH = 420
"""Pixels of the dialog that asks for a name."""
