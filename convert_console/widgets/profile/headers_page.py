"""The page Headers: extra headers of a profile; secret values are never shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from convert_console.core.request.secret_headers import HIDDEN, concealed, is_secret_header
from convert_console.core.request.wire import header_fault
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.field_row import FieldMessage, MessageLine
from convert_console.widgets.kit.texts import without_line_ends
from convert_console.widgets.profile.settings_page import SettingsPage
from convert_console.widgets.theme.icons import icon, leading_icon
from convert_console.widgets.theme.theme import px, set_look

STORED = "(hidden) – type to replace it"
ABOUT = (
    "Sent with every request of the profile, in this order. They replace standard headers of the "
    "same name. Set the User-Agent in the top row. Values of Authorization, cookies, keys and "
    "tokens are stored in the system's keyring, not in the profile, the history or an export."
)


class HeadersPage(SettingsPage):
    """A row takes effect when it is left and has a valid header name."""

    def __init__(self, profiles: Profiles, parent: QWidget | None = None) -> None:
        super().__init__(profiles, parent)
        self.add_title("Extra headers")
        self.add_note(ABOUT)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(6))
        self.column.addLayout(self._rows)
        self.message = MessageLine(self)
        self.message.hide()
        self.column.addWidget(self.message)
        self.add = QPushButton(leading_icon("plus"), "Header", self)
        self.add.setToolTip("Add a header to every request of this profile")
        set_look(self.add, kind="quiet")
        self.add.clicked.connect(self._add_empty)
        line = QHBoxLayout()
        line.addWidget(self.add)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addStretch(1)
        self.headers: list[HeaderRow] = []

    def refresh(self) -> None:
        """Show the headers of the current profile; a row without a name yet stays."""
        wanted = self.profiles.current.headers
        shown = tuple(row.pair() for row in self.headers if row.name.text().strip())
        if concealed(shown) == wanted:
            return
        while self.headers:
            self._drop(self.headers[-1])
        for name, value in wanted:
            self._add().set_pair(name, value)

    def _add_empty(self) -> None:
        self._add().name.setFocus()

    def _add(self) -> HeaderRow:
        row = HeaderRow(self)
        row.edited.connect(self._save)
        row.removed.connect(lambda: self._remove(row))
        self.headers.append(row)
        self._rows.addWidget(row)
        row.show()
        return row

    def _remove(self, row: HeaderRow) -> None:
        self._drop(row)
        self._save()
        self.add.setFocus()

    def _drop(self, row: HeaderRow) -> None:
        self.headers.remove(row)
        self._rows.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _save(self) -> None:
        pairs = tuple(row.pair() for row in self.headers if row.name.text().strip())
        fault = header_fault(pairs)
        self.message.setVisible(bool(fault))
        if fault:
            self.message.set_message(FieldMessage(fault, "error"))
            return
        self.profiles.alter(headers=pairs)
        for row in self.headers:
            row.hide_secret()


class HeaderRow(QWidget):
    """A name, a value, and a remove button.

    Signals:
        edited: a field was left after a change.
        removed: the user pressed the remove button.
    """

    edited = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_stored = False
        self.name = QLineEdit(self, placeholderText="X-Name")
        self.name.setAccessibleName("Header name")
        self.value = QLineEdit(self, placeholderText="value")
        self.value.setAccessibleName("Header value")
        self.remove = QToolButton(self)
        self.remove.setIcon(icon("x"))
        self.remove.setAccessibleName("Remove this header")
        self.remove.setToolTip("Remove this header")
        self.remove.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        for field, stretch in ((self.name, 2), (self.value, 3)):
            set_look(field, mono=True)
            field.textEdited.connect(self._keep_to_one_line)
            field.editingFinished.connect(self.edited)
            row.addWidget(field, stretch)
        row.addWidget(self.remove)
        self.name.textChanged.connect(self._update_value_field)

    def pair(self) -> tuple[str, str]:
        """Name and value; `HIDDEN` for a stored secret."""
        value = self.value.text()
        return self.name.text().strip(), HIDDEN if self._is_stored and not value else value

    def set_pair(self, name: str, value: str) -> None:
        """Show a header."""
        self.name.setText(name)
        self.value.setText("" if value == HIDDEN else value)
        self._is_stored = value == HIDDEN
        self._update_value_field()

    def hide_secret(self) -> None:
        """Clear a secret value, which is stored by now."""
        if self.value.text() and is_secret_header(self.name.text()):
            self._is_stored = True
            self.value.clear()
        self._update_value_field()

    def _keep_to_one_line(self) -> None:
        for field in (self.name, self.value):
            without_line_ends(field)

    def _update_value_field(self) -> None:
        secret = is_secret_header(self.name.text())
        mode = QLineEdit.EchoMode.Password if secret else QLineEdit.EchoMode.Normal
        self.value.setEchoMode(mode)
        self.value.setPlaceholderText(STORED if self._is_stored else "value")
