"""What the pages of a profile's settings have in common: rows that follow the profile in use."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.elided import ElidedCombo
from convert_console.widgets.kit.field_row import FieldRow
from convert_console.widgets.kit.panel_header import SectionHeader
from convert_console.widgets.theme.theme import px, set_look

HELP = {
    "name": "What the profile is called, here and in the history",
    "project": "Makes the address of Convert's host, and is what pid should say",
    "account": "What new requests carry as cid",
    "target": "Where requests of this profile go",
    "endpoint": "The address that requests go to when the target is a custom one",
    "reach": "Whether sends may leave this machine, and whether you are asked before they do",
    "spelling": "How brackets are spelled in a GET; which Convert prefers is not known",
    "segments": "What new requests carry as seg, as a JSON object",
    "proxy": "Whether requests go by a proxy",
    "address": "Host and port of the proxy",
    "password": "Kept in the system's keyring, and given to the proxy alone",
    "ca_file": "A file of certificates that are trusted besides the system's",
}


class SettingsPage(QScrollArea):
    """A column of rows. What is typed takes effect at once; where half a value would be none, it
    does when the field is left.
    """

    def __init__(self, profiles: Profiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.profiles = profiles
        self.lines: dict[str, QLineEdit] = {}
        self.choices: dict[str, QComboBox] = {}
        self.rows: dict[str, FieldRow] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget(self)
        set_look(inner, surface="clear")
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(px(16), px(14), px(16), px(14))
        self.column.setSpacing(px(10))
        self.setWidget(inner)

    def refresh(self) -> None:
        """Show the settings of the profile in use."""
        profile = self.profiles.current
        for setting, line in self.lines.items():
            value = str(getattr(profile, setting))
            if line.text() != value:
                line.setText(value)
        for setting, combo in self.choices.items():
            place = combo.findData(getattr(profile, setting))
            if combo.currentIndex() != place:
                combo.setCurrentIndex(place)

    def add_title(self, title: str) -> None:
        """Begin a group of rows."""
        if self.column.count():
            self.column.addSpacing(px(8))
        self.column.addWidget(SectionHeader(title, self))

    def add_words(self, words: str) -> QLabel:
        """Say something to a group of rows."""
        label = QLabel(words, self, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        set_look(label, role="small")
        self.column.addWidget(label)
        return label

    def add_row(self, setting: str, label: str, wire: str, control: QWidget) -> FieldRow:
        """Add a row under a name that tests and messages know it by."""
        row = FieldRow(label, wire, control, self)
        if setting in HELP:
            row.set_help(HELP[setting])
        self.rows[setting] = row
        self.column.addWidget(row)
        return row

    def add_line(self, setting: str, label: str, wire: str, example: str = "") -> QLineEdit:
        """Add a line of text for a setting."""
        line = QLineEdit(self, placeholderText=example)
        set_look(line, mono=setting != "name")
        line.textEdited.connect(lambda text: self.alter(setting, text))
        self.lines[setting] = line
        self.add_row(setting, label, wire, line)
        return line

    def add_choice(
        self, setting: str, label: str, choices: tuple[tuple[str, str], ...]
    ) -> QComboBox:
        """Add a choice for a setting: pairs of a value and its words."""
        combo = combo_of(choices, self)
        combo.activated.connect(lambda place: self.alter(setting, combo.itemData(place)))
        self.choices[setting] = combo
        self.add_row(setting, label, "", combo)
        return combo

    def alter(self, setting: str, value: object) -> None:
        """Change a setting of the profile in use; a profile without a name keeps its last one."""
        if setting != "name" or str(value).strip():
            self.profiles.alter(**{setting: value})


def combo_of(choices: tuple[tuple[str, str], ...], parent: QWidget) -> QComboBox:
    """A list of values and their words, which may be narrower than its longest line."""
    combo = ElidedCombo(parent)
    combo.setMinimumContentsLength(12)
    for value, words in choices:
        combo.addItem(words, value)
    return combo
