"""How much of the history is kept: all of it, unless the person says otherwise."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from convert_console.models.profiles.preferences import Preferences
from convert_console.widgets.kit.fitting_dialog import FittingDialog
from convert_console.widgets.kit.number_box import inset_text
from convert_console.widgets.kit.open_dialog import open_dialog
from convert_console.widgets.theme.theme import px, set_look

ROWS, DAYS = 100_000, 365
"""What is proposed when a limit is switched on."""


class RetentionDialog(FittingDialog):
    """Nothing is forgotten while it is open: limits count from the next start on."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.setWindowTitle("History limits")
        self.rows, self.most = self._limit("Keep at most", " exchanges", 10_000_000)
        self.days, self.oldest = self._limit("Keep for", " days", 36_500)
        self._fill(self.rows, self.most, preferences.history_rows, ROWS)
        self._fill(self.days, self.oldest, preferences.history_days, DAYS)
        words = "Older exchanges are removed for good at each start. Starred ones stay."
        hint = QLabel(words, self, wordWrap=True)
        set_look(hint, role="muted")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.show_keys(buttons)
        grid = QGridLayout()
        for line, pair in enumerate(((self.rows, self.most), (self.days, self.oldest))):
            for column, widget in enumerate(pair):
                grid.addWidget(widget, line, column)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(px(16), px(16), px(16), px(16))
        whole.setSpacing(px(12))
        whole.addLayout(grid)
        whole.addWidget(hint)
        whole.addWidget(buttons)
        self.accepted.connect(self._keep)

    def _limit(self, words: str, unit: str, most: int) -> tuple[QCheckBox, QSpinBox]:
        check, number = QCheckBox(words, self), QSpinBox(self)
        check.setToolTip("Without this limit, none are removed for this reason")
        number.setRange(1, most)
        number.setSuffix(unit)
        number.setGroupSeparatorShown(True)
        number.setMinimumWidth(px(190))
        number.setAccessibleName(words + unit)
        number.setToolTip(f"{words} so many{unit}")
        inset_text(number)
        check.toggled.connect(number.setEnabled)
        return check, number

    def _fill(self, check: QCheckBox, number: QSpinBox, value: int | None, proposed: int) -> None:
        check.setChecked(value is not None)
        number.setEnabled(value is not None)
        number.setValue(value or proposed)

    def _keep(self) -> None:
        self._preferences.keep_history(
            self.most.value() if self.rows.isChecked() else None,
            self.oldest.value() if self.days.isChecked() else None,
        )


def limit_history(preferences: Preferences, parent: QWidget) -> None:
    """Open the dialog."""
    open_dialog(RetentionDialog(preferences, parent))
