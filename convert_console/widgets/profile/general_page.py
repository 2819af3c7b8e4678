"""The General page of a profile's settings."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from convert_console.core.request.draft import segments_fault
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.field_row import FieldMessage
from convert_console.widgets.profile.settings_page import SettingsPage
from convert_console.widgets.theme.theme import px, set_look

REACHES = (
    ("local", "Local only – requests never leave this machine"),
    ("ask", "Ask – show what a request adds before it leaves this machine"),
    ("free", "Free – send without asking"),
)
TARGETS = (
    ("convert", "Convert – the project's own host"),
    ("local", "Local collector – this machine only"),
    ("custom", "Custom – the endpoint below"),
)
SPELLINGS = (
    ("literal", "Literal – [ ] as in Convert's article"),
    ("percent", "Percent-encoded – %5B %5D"),
)


class GeneralPage(SettingsPage):
    """Ids and segments are for new requests; drafts keep theirs."""

    def __init__(self, profiles: Profiles, parent: QWidget | None = None) -> None:
        super().__init__(profiles, parent)
        self.add_title("Project")
        self.add_line("name", "Name", "", help_text="The profile's name, here and in the history")
        self.add_line(
            "project",
            "Project id",
            "pid",
            "10000001",
            help_text="The host name at Convert, and the pid of new requests",
        )
        self.add_line(
            "account", "Account id", "cid", "10000009", help_text="The cid of new requests"
        )
        self.add_title("Target")
        self.add_choice("target", "Target", TARGETS, help_text="Where requests of this profile go")
        self.add_line(
            "endpoint",
            "Custom endpoint",
            "URL",
            "https://metrics.shop.example/track",
            help_text="The address of requests when the target is Custom",
        )
        self.add_choice(
            "reach",
            "Sending",
            REACHES,
            help_text="Whether requests may leave this machine, and whether you are asked first",
        )
        self.add_choice(
            "spelling",
            "Brackets in GET",
            SPELLINGS,
            help_text="How brackets are written in a GET. It is not known which Convert prefers.",
        )
        self.add_title("New requests")
        self.segments = QPlainTextEdit(self)
        self.segments.setPlaceholderText('{"browser": "CH", "devices": ["DESK"]}')
        self.segments.setFixedHeight(px(64))
        self.segments.setTabChangesFocus(True)
        set_look(self.segments, mono=True)
        self.segments.textChanged.connect(self._type_segments)
        self.add_row(
            "segments",
            "Default segments",
            "seg",
            self.segments,
            help_text="The seg of new requests, as a JSON object",
        )
        self.add_note("Existing drafts keep their ids and segments.")
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Show the settings of the current profile."""
        super().refresh()
        lacks = self.profiles.current.lacks_project
        needed = FieldMessage("Enter it to send to the project's own host.")
        self.rows["project"].set_messages([needed] if lacks else [])
        text = self.profiles.current.segments
        if self.segments.toPlainText() != text:
            self.segments.setPlainText(text)
        fault = segments_fault(text)
        self.rows["segments"].set_messages([FieldMessage(fault, "error")] if fault else [])

    def _type_segments(self) -> None:
        self.alter("segments", self.segments.toPlainText())
