"""The General page of a profile's settings."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from convert_console.core.request.draft import segments_fault
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.field_row import FieldMessage
from convert_console.widgets.profile.settings_page import SettingsPage
from convert_console.widgets.theme.theme import px, set_look

REACHES = (
    ("local", "This machine only", "Requests never leave this machine, whatever the target is."),
    (
        "ask",
        "Ask first",
        "Before a request leaves this machine, says in words what it adds, and asks.",
    ),
    ("free", "Free", "Requests leave this machine at once, and nothing asks before."),
)
TARGETS = (
    ("convert", "Convert – the project's own host"),
    ("local", "Local collector – this machine only"),
    ("custom", "Custom – the endpoint below"),
)
SPELLINGS = (
    ("literal", "[ ]", "Plain, as in Convert's article. Some servers want %5B."),
    ("percent", "%5B %5D", "Percent-encoded. It is not known which one Convert prefers."),
)


class GeneralPage(SettingsPage):
    """Ids and segments are for new requests; drafts keep theirs."""

    def __init__(self, profiles: Profiles, parent: QWidget | None = None) -> None:
        super().__init__(profiles, parent)
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
        self.add_pair(self.rows["project"], self.rows["account"])
        self.add_title("Where it sends")
        self.add_segments("reach", "Reach", REACHES)
        self.add_choice("target", "Target", TARGETS, help_text="Where requests of this profile go")
        self.add_line(
            "endpoint",
            "Endpoint",
            "URL",
            "https://metrics.shop.example/track",
            help_text="The address of requests when the target is Custom",
        )
        self.add_segments("spelling", "Brackets in GET", SPELLINGS)
        self.add_title("New requests")
        self.new_segments = QPlainTextEdit(self)
        self.new_segments.setPlaceholderText('{"browser": "CH", "devices": ["DESK"]}')
        self.new_segments.setFixedHeight(px(64))
        self.new_segments.setTabChangesFocus(True)
        set_look(self.new_segments, mono=True)
        self.new_segments.textChanged.connect(self._type_segments)
        self.add_row(
            "segments",
            "Segments",
            "seg",
            self.new_segments,
            help_text="The seg of new requests, as a JSON object",
        )
        self.add_note("Drafts that are there already keep their ids and segments.")
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Show the settings of the current profile."""
        super().refresh()
        self.rows["endpoint"].setVisible(self.profiles.current.target == "custom")
        lacks = self.profiles.current.lacks_project
        needed = FieldMessage("Enter it to send to the project's own host.")
        self.rows["project"].set_messages([needed] if lacks else [])
        text = self.profiles.current.segments
        if self.new_segments.toPlainText() != text:
            self.new_segments.setPlainText(text)
        fault = segments_fault(text)
        self.rows["segments"].set_messages([FieldMessage(fault, "error")] if fault else [])

    def _type_segments(self) -> None:
        self.alter("segments", self.new_segments.toPlainText())
