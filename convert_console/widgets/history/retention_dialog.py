"""The dialog that limits how many exchanges are kept, and for how long."""

from PySide6.QtWidgets import (
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from convert_console.models.profiles.preferences import Preferences
from convert_console.widgets.kit.buttons import CheckBox
from convert_console.widgets.kit.dialogs import FittingDialog, open_dialog
from convert_console.widgets.theme.theme import inset_text, px, set_look

MOST_RECEIVED = 1_000_000
DEFAULT_ROWS, DEFAULT_DAYS = 100_000, 365
"""Proposed when the user switches a limit on."""


class RetentionDialog(FittingDialog):
    """Limits take effect at the next start."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.setWindowTitle("History limits")
        self.rows, self.row_limit = self._limit("Keep at most", " requests", 10_000_000)
        self.days, self.day_limit = self._limit("Keep for", " days", 36_500)
        self._fill(self.rows, self.row_limit, preferences.history_rows, DEFAULT_ROWS)
        self._fill(self.days, self.day_limit, preferences.history_days, DEFAULT_DAYS)
        self.received_limit = self._number("Received requests to keep", " requests", MOST_RECEIVED)
        self.received_limit.setValue(preferences.received_rows)
        text = (
            "Older sent requests are deleted permanently at each start, and received ones while "
            "others come in. Starred ones are kept."
        )
        hint = QLabel(text, self, wordWrap=True)
        set_look(hint, role="muted")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.show_keys(buttons)
        grid = QGridLayout()
        for row, pair in enumerate(((self.rows, self.row_limit), (self.days, self.day_limit))):
            for index, widget in enumerate(pair):
                grid.addWidget(widget, row, index)
        label = QLabel("Keep received", self)
        label.setBuddy(self.received_limit)
        grid.addWidget(label, 2, 0)
        grid.addWidget(self.received_limit, 2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        column.setSpacing(px(12))
        column.addLayout(grid)
        column.addWidget(hint)
        column.addWidget(buttons)
        self.accepted.connect(self._save)

    def _limit(self, label: str, unit: str, highest: int) -> tuple[CheckBox, QSpinBox]:
        check, number = CheckBox(label, self), self._number(label, unit, highest)
        check.setToolTip("Clear the box for no limit")
        check.toggled.connect(number.setEnabled)
        return check, number

    def _number(self, label: str, unit: str, highest: int) -> QSpinBox:
        number = QSpinBox(self)
        number.setRange(1, highest)
        number.setSuffix(unit)
        number.setGroupSeparatorShown(True)
        number.setMinimumWidth(px(190))
        number.setAccessibleName(label + unit)
        number.setToolTip(f"{label} this number of{unit}")
        inset_text(number)
        return number

    def _fill(self, check: CheckBox, number: QSpinBox, value: int | None, proposed: int) -> None:
        check.setChecked(value is not None)
        number.setEnabled(value is not None)
        number.setValue(value or proposed)

    def _save(self) -> None:
        self._preferences.keep_history(
            self.row_limit.value() if self.rows.isChecked() else None,
            self.day_limit.value() if self.days.isChecked() else None,
        )
        self._preferences.keep_received(self.received_limit.value())


def limit_history(preferences: Preferences, parent: QWidget) -> None:
    open_dialog(RetentionDialog(preferences, parent))
