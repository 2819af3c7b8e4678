"""The settings of a profile; each takes effect as it is made, and is saved by itself."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from convert_console.models.profiles import Profiles
from convert_console.widgets.kit.field_row import FieldRow
from convert_console.widgets.theme import px, set_look

REACHES = (
    ("local", "Local only – sends never leave this machine"),
    ("ask", "Ask – say what a send adds before it leaves this machine"),
    ("free", "Free – send without a question"),
)
TARGETS = (
    ("convert", "Convert – the project's own host"),
    ("local", "Local collector – this machine only"),
    ("custom", "Custom – the endpoint below"),
)
SPELLINGS = (
    ("literal", "literal – [ ] as in the article"),
    ("percent", "percent-encoded – %5B %5D"),
)


class ProfileDialog(QDialog):
    """Follows the current profile, also when it changes elsewhere."""

    def __init__(self, profiles: Profiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profiles = profiles
        self.setWindowTitle("Profile settings")
        self.setMinimumWidth(px(520))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(16), px(16), px(16), px(16))
        self._column.setSpacing(px(10))
        self.lines = {
            "name": self._line("Name", "", "name"),
            "project": self._line("Project id", "pid", "project"),
            "account": self._line("Account id", "cid", "account"),
            "endpoint": self._line("Custom endpoint", "URL", "endpoint"),
        }
        self.choices = {
            "target": self._choice("Target", "", "target", TARGETS),
            "reach": self._choice("Reach", "", "reach", REACHES),
            "spelling": self._choice("Brackets in GET", "", "spelling", SPELLINGS),
        }
        hint = QLabel("Ids and endpoint are kept with the profile; drafts keep their own.", self)
        set_look(hint, role="muted")
        self._column.addWidget(hint)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        self._column.addWidget(buttons)
        profiles.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the current profile's settings."""
        profile = self._profiles.current
        for setting, line in self.lines.items():
            value = str(getattr(profile, setting))
            if line.text() != value:
                line.setText(value)
        for setting, combo in self.choices.items():
            combo.setCurrentIndex(combo.findData(getattr(profile, setting)))

    def _line(self, label: str, wire: str, setting: str) -> QLineEdit:
        line = QLineEdit(self)
        set_look(line, mono=setting != "name")
        line.textEdited.connect(lambda text: self._alter(setting, text))
        self._column.addWidget(FieldRow(label, wire, line, self))
        return line

    def _choice(
        self, label: str, wire: str, setting: str, choices: tuple[tuple[str, str], ...]
    ) -> QComboBox:
        combo = QComboBox(self)
        for value, words in choices:
            combo.addItem(words, value)
        combo.activated.connect(lambda place: self._alter(setting, combo.itemData(place)))
        self._column.addWidget(FieldRow(label, wire, combo, self))
        return combo

    def _alter(self, setting: str, value: str) -> None:
        if setting != "name" or value.strip():
            self._profiles.alter(**{setting: value})
