"""The Rules page of a profile's settings."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.buttons import CheckBox
from convert_console.widgets.profile.settings_page import SettingsPage
from convert_console.widgets.theme.theme import px

NO_RULES_MUTED = (
    "No rules are muted. To mute a rule, use the menu of a problem in the list of problems. "
    "Muted rules are listed here."
)
RULES_MUTED = "These rules are muted in this profile. Clear a box to unmute its rule."


class RulesPage(SettingsPage):
    """Lists the muted rules, which can be unmuted here. A rule is muted at one of its problems."""

    def __init__(self, profiles: Profiles, parent: QWidget | None = None) -> None:
        super().__init__(profiles, parent)
        self.add_title("Muted rules")
        self.note = self.add_note("")
        self.boxes: dict[str, CheckBox] = {}
        self._rules = QVBoxLayout()
        self._rules.setSpacing(px(4))
        self.column.addLayout(self._rules)
        self.unmute_all = QPushButton("Unmute all", self)
        self.unmute_all.setToolTip("Unmute all rules")
        self.unmute_all.clicked.connect(lambda: self.alter("silenced", ()))
        line = QHBoxLayout()
        line.addWidget(self.unmute_all)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Show the muted rules of the current profile."""
        silenced = self.profiles.current.silenced
        self.note.setText(RULES_MUTED if silenced else NO_RULES_MUTED)
        self.unmute_all.setVisible(bool(silenced))
        if tuple(self.boxes) == silenced:
            return
        for box in self.boxes.values():
            self._rules.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = {rule: self._box(rule) for rule in silenced}

    def _box(self, rule: str) -> CheckBox:
        box = CheckBox(rule, self)
        box.setChecked(True)
        box.clicked.connect(lambda: self._unmute(rule))
        self._rules.addWidget(box)
        box.show()
        return box

    def _unmute(self, rule: str) -> None:
        muted = tuple(other for other in self.profiles.current.silenced if other != rule)
        self.alter("silenced", muted)
