"""The base class of the pages of a profile's settings."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.field_row import FieldRow
from convert_console.widgets.kit.panes import SectionHeader
from convert_console.widgets.kit.segmented_toggle import SegmentedToggle
from convert_console.widgets.kit.texts import ElidedCombo, without_line_ends
from convert_console.widgets.theme.theme import px, set_look
from convert_console.widgets.theme.tokens import tokens


class SettingsPage(QScrollArea):
    """A column of rows for settings of the current profile. A change takes effect at once, or when
    the field is left if an incomplete value would not be valid.
    """

    def __init__(self, profiles: Profiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.profiles = profiles
        self.lines: dict[str, QLineEdit] = {}
        self.choices: dict[str, QComboBox] = {}
        self.rows: dict[str, FieldRow] = {}
        self.segments: dict[str, SegmentedToggle] = {}
        self._meanings: dict[str, tuple[QLabel, dict[str, str]]] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields take the keyboard
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget(self)
        set_look(inner, surface="clear")
        self.column = QVBoxLayout(inner)
        side = px(tokens().space.sheet_padding)
        self.column.setContentsMargins(side, px(12), side, px(12))
        self.column.setSpacing(px(10))
        self.setWidget(inner)

    def refresh(self) -> None:
        """Show the settings of the current profile."""
        profile = self.profiles.current
        for setting, line in self.lines.items():
            value = str(getattr(profile, setting))
            if line.text() != value:
                line.setText(value)
        for setting, combo in self.choices.items():
            index = combo.findData(getattr(profile, setting))
            if combo.currentIndex() != index:
                combo.setCurrentIndex(index)
        for setting, toggle in self.segments.items():
            value = str(getattr(profile, setting))
            toggle.set_value(value)
            label, meanings = self._meanings[setting]
            label.setText(meanings[value])

    def add_title(self, title: str) -> None:
        """Start a group of rows."""
        if self.column.count():
            self.column.addSpacing(px(8))
        self.column.addWidget(SectionHeader(title, self))

    def add_note(self, text: str) -> QLabel:
        """Add a sentence about a group of rows."""
        label = QLabel(text, self, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        set_look(label, role="small")
        self.column.addWidget(label)
        return label

    def add_row(
        self, setting: str, label: str, wire: str, control: QWidget, *, help_text: str = ""
    ) -> FieldRow:
        """Add a row, which is `rows[setting]`; `wire` is the wire name, if there is one."""
        row = FieldRow(label, wire, control, self)
        if help_text:
            row.set_help(help_text)
        self.rows[setting] = row
        self.column.addWidget(row)
        return row

    def add_line(
        self, setting: str, label: str, wire: str, example: str = "", *, help_text: str = ""
    ) -> QLineEdit:
        """Add a line of text for a setting."""
        line = QLineEdit(self, placeholderText=example)
        set_look(line, mono=setting != "name")
        line.textEdited.connect(lambda _text: self.alter(setting, without_line_ends(line)))
        self.lines[setting] = line
        self.add_row(setting, label, wire, line, help_text=help_text)
        return line

    def add_file(
        self, setting: str, label: str, wire: str, example: str, *, help_text: str
    ) -> QPushButton:
        """Add a line for the path of a file, and a button next to it that chooses one."""
        line = self.add_line(setting, label, wire, example, help_text=help_text)
        browse = QPushButton("Choose…", self)
        browse.setToolTip(f"Choose {help_text[0].lower()}{help_text[1:]}")
        browse.setAutoDefault(False)
        row = self.rows[setting].layout()
        assert row is not None
        holder = QWidget(self)
        together = QHBoxLayout(holder)
        together.setContentsMargins(0, 0, 0, 0)
        together.setSpacing(px(8))
        row.replaceWidget(line, holder)
        together.addWidget(line, 1)
        together.addWidget(browse)
        return browse

    def add_choice(
        self, setting: str, label: str, choices: tuple[tuple[str, str], ...], *, help_text: str = ""
    ) -> QComboBox:
        """Add a choice for a setting: pairs of a value and its label."""
        combo = combo_of(choices, self)
        combo.activated.connect(lambda index: self.alter(setting, combo.itemData(index)))
        self.choices[setting] = combo
        self.add_row(setting, label, "", combo, help_text=help_text)
        return combo

    def add_segments(
        self, setting: str, label: str, choices: tuple[tuple[str, str, str], ...]
    ) -> FieldRow:
        """Add a choice of few for a setting: each a value, its label, and what it means, which is
        shown below it if it is chosen, and in its tooltip.
        """
        holder = QWidget(self)
        toggle = SegmentedToggle([choice[:2] for choice in choices], label, holder)
        toggle.chosen.connect(lambda value: self.alter(setting, value))
        for value, _label, words in choices:
            toggle.set_choice_tip(value, words)
        meaning = QLabel(holder, wordWrap=True)
        meaning.setTextFormat(Qt.TextFormat.PlainText)
        set_look(meaning, role="small")
        lines = QVBoxLayout(holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(4))
        lines.addWidget(toggle)
        lines.addWidget(meaning)
        holder.setFocusProxy(toggle)
        self.segments[setting] = toggle
        self._meanings[setting] = meaning, {value: words for value, _, words in choices}
        return self.add_row(setting, label, "", holder)

    def add_pair(self, first: QWidget, second: QWidget) -> None:
        """Add two short rows side by side."""
        line = QHBoxLayout()
        line.setSpacing(px(16))
        for row in (first, second):
            self.column.removeWidget(row)
            line.addWidget(row, 1)
        self.column.addLayout(line)

    def alter(self, setting: str, value: object) -> None:
        """Change a setting of the current profile; an empty name is ignored."""
        if setting != "name" or str(value).strip():
            self.profiles.alter(**{setting: value})


def combo_of(choices: tuple[tuple[str, str], ...], parent: QWidget) -> QComboBox:
    """A combo box of values and labels, which may be narrower than its longest label."""
    combo = ElidedCombo(parent)
    combo.setMinimumContentsLength(12)
    for value, label in choices:
        combo.addItem(label, value)
    return combo
