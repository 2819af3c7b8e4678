"""The visitor id, its age, and a button that makes a new one."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from convert_console.core.document.payload import Payload
from convert_console.core.request.visitor_id import age_words
from convert_console.widgets.fields.field import TextField, is_short
from convert_console.widgets.kit.visitor_ids import new_visitor_id


class VisitorField(TextField):
    """A text field that reads the time in a visitor id of the usual form."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(placeholder, parent=parent)
        self.age = QLabel(self)
        self.age.setProperty("role", "muted")
        self.fresh = QPushButton("New id", self)
        self.fresh.setToolTip("Make a visitor id of the usual form with the current time")
        self.fresh.clicked.connect(self._make)
        self.row.addWidget(self.fresh)
        self.row.addWidget(self.age)

    def set_value(self, value: Payload) -> None:
        super().set_value(value)
        words = age_words(value, time.time()) if isinstance(value, str) and is_short(value) else ""
        if self.age.text() != words:
            self.age.setText(words)

    def _make(self) -> None:
        self.left.emit()
        self.edited.emit(new_visitor_id())
        self.left.emit()
