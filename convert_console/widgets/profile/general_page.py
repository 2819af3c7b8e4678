"""Whose profile it is, where it sends, how far, and what new requests begin with."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from convert_console.core.request.draft import segments_fault
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.field_row import FieldMessage
from convert_console.widgets.profile.settings_page import SettingsPage
from convert_console.widgets.theme.theme import px, set_look

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


class GeneralPage(SettingsPage):
    """Ids and endpoint are kept with the profile; drafts keep their own."""

    def __init__(self, profiles: Profiles, parent: QWidget | None = None) -> None:
        super().__init__(profiles, parent)
        self.add_title("Project")
        self.add_line("name", "Name", "")
        self.add_line("project", "Project id", "pid", "10000001")
        self.add_line("account", "Account id", "cid", "10000009")
        self.add_title("Where it sends")
        self.add_choice("target", "Target", TARGETS)
        self.add_line("endpoint", "Custom endpoint", "URL", "https://metrics.shop.example/track")
        self.add_choice("reach", "Reach", REACHES)
        self.add_choice("spelling", "Brackets in GET", SPELLINGS)
        self.add_title("New requests")
        self.segments = QPlainTextEdit(self)
        self.segments.setPlaceholderText('{"browser": "CH", "devices": ["DESK"]}')
        self.segments.setFixedHeight(px(64))
        self.segments.setTabChangesFocus(True)
        set_look(self.segments, mono=True)
        self.segments.textChanged.connect(self._type_segments)
        self.add_row("segments", "Default segments", "seg", self.segments)
        self.add_words("Drafts that are there already keep their own ids and segments.")
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Show the settings of the profile in use."""
        super().refresh()
        lacks = self.profiles.current.lacks_project
        asked = FieldMessage("Without it, nothing can be sent to the project's own host.")
        self.rows["project"].set_messages([asked] if lacks else [])
        said = self.profiles.current.segments
        if self.segments.toPlainText() != said:
            self.segments.setPlainText(said)
        fault = segments_fault(said)
        self.rows["segments"].set_messages([FieldMessage(fault, "error")] if fault else [])

    def _type_segments(self) -> None:
        self.alter("segments", self.segments.toPlainText())
