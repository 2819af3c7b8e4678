"""The line that names a journey, and finds, saves and deletes it by that name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from convert_console.core.journeys.journey import Journey
from convert_console.models.journeys.saved import Journeys
from convert_console.widgets.theme.theme import px


class JourneyNames(QWidget):
    """Signals:
    picked(str): a saved journey was chosen by its name.
    typed: the name is another one.
    told(str): what was done, in a sentence.
    """

    picked = Signal(str)
    typed = Signal()
    told = Signal(str)

    def __init__(
        self, journeys: Journeys, shown: Callable[[], Journey], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._journeys, self._shown = journeys, shown
        self.combo = QComboBox(self, editable=True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setAccessibleName("Name of the journey")
        self.combo.setToolTip("Choose a saved journey, or name this one")
        line = self.combo.lineEdit()
        assert line is not None  # it is editable
        line.setPlaceholderText("a name, to save it by")
        self.combo.activated.connect(lambda row: self.picked.emit(self.combo.itemText(row)))
        self.combo.editTextChanged.connect(lambda _text: self.typed.emit())
        self.save = self._button("Save", self._save)
        self.delete = self._button("Delete", self._delete)
        self.save.setToolTip("Keep the steps under this name")
        self.delete.setToolTip("Delete the journey of this name")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.combo, 1)
        row.addWidget(self.save)
        row.addWidget(self.delete)
        journeys.changed.connect(self._list)
        self._list()

    @property
    def name(self) -> str:
        """The name as typed."""
        return self.combo.currentText().strip()

    def set_name(self, name: str) -> None:
        """Put a name there."""
        self.combo.setEditText(name)

    def refresh(self) -> None:
        """Offer what can be done with this name and these steps."""
        self.save.setEnabled(bool(self.name and self._shown().steps))
        self.delete.setEnabled(self._journeys.find(self.name) is not None)

    def _list(self) -> None:
        typed = self.combo.currentText()
        self.combo.clear()
        self.combo.addItems([one.name for one in self._journeys.all])
        self.combo.setEditText(typed)
        self.refresh()

    def _button(self, text: str, then: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: then())
        return button

    def _save(self) -> None:
        if self._journeys.save(self._shown()):
            self.told.emit(f"Saved as {self.name}.")

    def _delete(self) -> None:
        if self._journeys.delete(self.name):
            self.told.emit("Deleted. The steps are still here until this dialog is closed.")
