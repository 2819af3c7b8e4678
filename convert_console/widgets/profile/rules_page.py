"""The rules of the linter that say nothing in a profile, and how to hear them again."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.profile.settings_page import SettingsPage
from convert_console.widgets.theme.theme import px

NONE = (
    "Every rule speaks in this profile. To silence one, use the menu of a problem in the list of "
    "problems; it then stands here."
)
SOME = "These rules say nothing in this profile. Untick one to hear it again."


class RulesPage(SettingsPage):
    """Silencing begins at a problem, where one sees what a rule says; it ends here."""

    def __init__(self, profiles: Profiles, parent: QWidget | None = None) -> None:
        super().__init__(profiles, parent)
        self.add_title("Silenced rules")
        self.words = self.add_words("")
        self.boxes: dict[str, QCheckBox] = {}
        self._rules = QVBoxLayout()
        self._rules.setSpacing(px(4))
        self.column.addLayout(self._rules)
        self.hear_all = QPushButton("Hear all", self)
        self.hear_all.setToolTip("Unmute all rules")
        self.hear_all.clicked.connect(lambda: self.alter("silenced", ()))
        line = QHBoxLayout()
        line.addWidget(self.hear_all)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Show what is silenced in the profile in use."""
        silenced = self.profiles.current.silenced
        self.words.setText(SOME if silenced else NONE)
        self.hear_all.setVisible(bool(silenced))
        if tuple(self.boxes) == silenced:
            return
        for box in self.boxes.values():
            self._rules.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = {rule: self._box(rule) for rule in silenced}

    def _box(self, rule: str) -> QCheckBox:
        box = QCheckBox(rule, self)
        box.setChecked(True)
        box.clicked.connect(lambda: self._hear(rule))
        self._rules.addWidget(box)
        box.show()
        return box

    def _hear(self, rule: str) -> None:
        left = tuple(one for one in self.profiles.current.silenced if one != rule)
        self.alter("silenced", left)
