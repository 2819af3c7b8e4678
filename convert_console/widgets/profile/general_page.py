"""The General page of a profile's settings."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from convert_console.core.catalog.catalog import counts
from convert_console.core.request.draft import segments_fault
from convert_console.models.profiles.catalogs import Catalogs
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.dialogs import open_dialog
from convert_console.widgets.kit.field_row import FieldMessage
from convert_console.widgets.profile.names_loader import STAYS_HERE, NamesLoader, NamesState
from convert_console.widgets.profile.segments import SegmentsDialog, SegmentsRow
from convert_console.widgets.profile.settings_page import SettingsPage

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
    ("custom", "Custom – the address below"),
)
SPELLINGS = (
    ("literal", "[ ]", "Plain, as in Convert's article. Some servers want %5B."),
    ("percent", "%5B %5D", "Percent-encoded. It is not known which one Convert prefers."),
)
TRANSACTIONS = (
    (
        "first",
        "First only",
        "Convert's default: only a visitor's first transaction in an experience is recorded.",
    ),
    (
        "all",
        "Count all transactions",
        "For a project that is set in Convert to count all transactions of a visitor.",
    ),
)


MARKS = (
    (
        "chosen",
        "When chosen",
        "A switch at the end of Request marks the draft: its campaign tells its events apart.",
    ),
    (
        "always",
        "Always",
        "What the window sends gets a marker as campaign. Another campaign is not replaced.",
    ),
)


class GeneralPage(SettingsPage):
    """Ids and segments are for new requests; drafts keep theirs.

    Signals:
        names_wanted: the user wants to see all about the project's names.
    """

    names_wanted = Signal()

    def __init__(
        self, profiles: Profiles, catalogs: Catalogs, parent: QWidget | None = None
    ) -> None:
        super().__init__(profiles, parent)
        self._catalogs = catalogs
        name = self.add_line(
            "name", "Name", "", help_text="The profile's name, here and in the history"
        )
        name.editingFinished.connect(self.refresh)  # an empty one is not kept
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
        self._add_names()
        self.add_title("Where it sends")
        self.add_segments("reach", "Reach", REACHES)
        self.add_choice("target", "Target", TARGETS, help_text="Where requests of this profile go")
        self.add_line(
            "endpoint",
            "Address",
            "URL",
            "https://metrics.shop.example/track",
            help_text="The address of requests when the target is Custom",
        )
        self.add_segments("spelling", "Brackets in GET", SPELLINGS)
        self.add_title("Expected results")
        self.add_segments("transactions", "Transactions", TRANSACTIONS)
        self.add_title("New requests")
        self.new_segments = SegmentsRow(profiles, catalogs.current, self)
        self.new_segments.edit.clicked.connect(lambda _checked: self._edit_segments())
        self.add_row("segments", "Segments", "seg", self.new_segments)
        self.add_note("Drafts that are there already keep theirs.")
        self.add_segments("mark_tests", "Mark as test", MARKS)
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Show the settings of the current profile."""
        super().refresh()
        self.rows["endpoint"].setVisible(self.profiles.current.target == "custom")
        lacks = self.profiles.current.lacks_project
        needed = FieldMessage("Enter it to send to the project's own host.")
        self.rows["project"].set_messages([needed] if lacks else [])
        self.names.refresh()
        self.clear_names.setEnabled(bool(self._catalogs.source))
        self.new_segments.refresh()
        fault = segments_fault(self.profiles.current.segments)
        self.rows["segments"].set_messages([FieldMessage(fault, "error")] if fault else [])

    def _add_names(self) -> None:
        catalogs = self._catalogs
        self.names = NamesLoader(catalogs, catalogs.fetch, self._names_state, self, line_below=True)
        self.clear_names = QPushButton("Clear", self)
        self.clear_names.setToolTip("Delete the names, and show ids again")
        self.clear_names.clicked.connect(lambda _checked: catalogs.forget())
        self.other_names = QPushButton("More…", self)
        self.other_names.setAccessibleName("More about project names")
        self.other_names.setToolTip("Load names from a file or the clipboard, or set their address")
        self.other_names.clicked.connect(lambda _checked: self.names_wanted.emit())
        for button in (self.clear_names, self.other_names):
            self.names.buttons.insertWidget(self.names.buttons.count() - 1, button)
        self.add_row("names", "Names", "", self.names)
        catalogs.current.changed.connect(self.refresh)

    def _names_state(self) -> NamesState:
        """How many names there are, when they were loaded and from where."""
        catalogs = self._catalogs
        catalog, why_not = catalogs.current.value, catalogs.block_reason
        if why_not and self.profiles.current.reach == "local":
            why_not = STAYS_HERE
        if catalog is None:
            return NamesState("Load names", why_not or "None loaded: ids are shown.", why_not)
        reason = "" if why_not == STAYS_HERE else why_not  # or the choice of reach would move
        if not catalogs.source:
            note = f"{counts(catalog)}, a sample. {reason}"
            return NamesState("Load names", note.rstrip(), why_not)
        note = f"{counts(catalog)}, loaded {catalogs.age} from {catalogs.source}. {reason}"
        return NamesState("Load again", note.rstrip(), why_not)

    def _edit_segments(self) -> None:
        open_dialog(SegmentsDialog(self.profiles, self._catalogs.current, self))
