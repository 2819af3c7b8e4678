"""The field for a visitor id, and new visitor ids."""

from __future__ import annotations

import time
from random import SystemRandom

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from convert_console.core.document.payload import Payload
from convert_console.core.request.visitor_id import age_words, visitor_id
from convert_console.widgets.fields.field import TextField, is_short


class VisitorField(TextField):
    """A text field that shows how old a visitor id is, and has a button for a new one."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(placeholder, parent=parent)
        self.age = QLabel(self)
        self.age.setProperty("role", "muted")
        self.fresh = QPushButton("New id", self)
        self.fresh.setToolTip("Make a visitor id in the usual format, with the current time")
        self.fresh.clicked.connect(self._set_new_id)
        self.row.addWidget(self.fresh)
        self.row.addWidget(self.age)

    def set_value(self, value: Payload) -> None:
        super().set_value(value)
        age = age_words(value, time.time()) if isinstance(value, str) and is_short(value) else ""
        if self.age.text() != age:
            self.age.setText(age)

    def _set_new_id(self) -> None:
        self.left.emit()
        self.edited.emit(new_visitor_id())
        self.left.emit()


def new_visitor_id() -> str:
    """An id of Convert's form that no visitor has had before."""
    return visitor_id(time.time(), SystemRandom().randrange(10**16))
