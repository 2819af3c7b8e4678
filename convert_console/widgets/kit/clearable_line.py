"""A text field with a button that clears it, and others at its right end."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from convert_console.widgets.kit.input_rules import is_override
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px


class ClearableLine(QLineEdit):
    """Esc clears it, too. Unlike the buttons of `QLineEdit.addAction`, these follow the zoom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, px(4), 0)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        self.cross = self.add_button("x", "Clear", self._clear_as_user)
        self.cross.hide()
        self.textChanged.connect(self._show_cross)

    def add_button(self, icon_name: str, name: str, run: Callable[[], None]) -> QToolButton:
        """Add a button behind the others. It is for the mouse only: it does not take the focus."""
        button = QToolButton(self)
        button.setIcon(icon(icon_name))
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(run)
        self._row.addWidget(button)
        button.show()  # a child added to a visible parent starts hidden
        self._update_margins()
        return button

    def event(self, event: QEvent) -> bool:
        """Claim Esc from the shortcuts of the window while there is a text."""
        if self.text() and is_override(event, Qt.Key.Key_Escape):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.selectAll()
            self.del_()  # as a user, so that it can be undone
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_margins()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row"):
            self._update_margins()

    def _show_cross(self, text: str) -> None:
        if self.cross.isHidden() is bool(text):
            self.cross.setVisible(bool(text))
            self._update_margins()

    def _update_margins(self) -> None:
        """Keep the text left of the buttons."""
        buttons = self.findChildren(QToolButton)
        width = sum(button.sizeHint().width() for button in buttons if not button.isHidden())
        self.setTextMargins(0, 0, width, 0)

    def _clear_as_user(self) -> None:
        """Clear the text, with the signal of an edit by the user."""
        self.clear()
        self.textEdited.emit("")
