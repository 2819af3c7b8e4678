"""The dialog that makes a profile of one thing: whatever names the project."""

from dataclasses import replace

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import counts
from convert_console.core.document.edits import with_value
from convert_console.core.paste.convert_urls import NamedProject, named_project
from convert_console.core.request.profile import Profile, Reach
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.catalogs import Catalogs, FoundNames, block_reason_of
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.buttons import CheckBox, HintButton
from convert_console.widgets.kit.field_row import FieldMessage, FieldRow, MessageLine
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.kit.segmented_toggle import SegmentedToggle
from convert_console.widgets.kit.texts import without_line_ends
from convert_console.widgets.profile.names_loader import (
    STAYS_HERE,
    FetchingDialog,
    NamesLoader,
    NamesState,
)
from convert_console.widgets.theme.theme import px, set_look, set_surface
from convert_console.widgets.theme.tokens import tokens

ASKED = "Project URL, ID number or snippet URL"
FORMS = (
    "Accepted forms: app.convert.com/accounts/…, cdn-4…/js/10000009-10000001.js, an ID number such "
    "as 10000009_10000001, or account and project number."
)
NOTHING_FOUND = (
    "No project id in this text. Copy the address of the project from Convert, or the ID number "
    "from its settings."
)
USUAL_NOTE = "One request to Convert, no key needed"
REACHES = ("local", "This machine only"), ("ask", "Ask first")


class NewProfileDialog(FetchingDialog):
    """It says at once what it understood. Nothing is fetched unless it is asked for. The new
    profile sends to this machine, and while it may reach no other its names are not fetched.
    """

    def __init__(
        self,
        profiles: Profiles,
        catalogs: Catalogs,
        document: RequestDocument,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(catalogs, parent)
        self._profiles, self._document = profiles, document
        self._project: NamedProject | None = None
        self._names: FoundNames | None = None
        self._name_is_own = False
        self._complains = False
        self.setWindowTitle("New profile")
        set_surface(self, "pane")
        self.asked = QLineEdit(self, placeholderText="10000009_10000001")
        set_look(self.asked, mono=True)
        self.asked.setAccessibleName(ASKED)
        self.understood = MessageLine(self)
        self.name = QLineEdit(self, placeholderText="My shop")
        self.reach = SegmentedToggle(REACHES, "Sends to", self)
        self.names = NamesLoader(catalogs, self._load, self._names_state, self)
        self.ids = CheckBox("Put these ids into the draft", self)
        self.ids.setMinimumHeight(px(tokens().size.control))
        self.ids.setChecked(document.editable_by_form)
        self.ids.setEnabled(document.editable_by_form)
        self.cancel_button = QPushButton("Cancel", self)
        self.cancel_button.setAutoDefault(False)
        self.create_button = HintButton("Create profile", "↵", self)
        self.create_button.setDefault(True)
        self._place()
        self._connect()
        self.refresh()
        self.asked.setFocus()

    def refresh(self) -> None:
        """Show what is understood so far."""
        project = self._project
        message = self._message()
        self.understood.set_message(message)
        self.asked.setAccessibleDescription(message.text)
        self.create_button.setEnabled(project is not None)
        self.names.refresh()
        set_look(self.asked, tone="error" if self._complains and project is None else "")
        if not self._name_is_own:
            self.name.setText(self._usual_name())

    def make(self) -> None:
        """Make the profile and use it; without a project, say what is missing."""
        project, found = self._project, self._names
        if project is None:
            self._complain()
            return
        account, pid = project.account, project.project
        settings = replace(self._asked_profile(project), catalog_base="")
        self._profiles.add(self.name.text().strip() or self._usual_name(), settings)
        if found is not None:
            self._catalogs.load_text(found.text, found.source)
        if self.ids.isChecked():
            self._document.change_text(
                lambda text: with_value(with_value(text, ("cid",), account), ("pid",), pid),
                "Put ids into the draft",
            )
        self.accept()

    def _message(self) -> FieldMessage:
        if self._project is not None:
            form, account, project = self._project
            return FieldMessage(f"{form}: account {account}, project {project}", "ok")
        if self._complains:
            return FieldMessage(NOTHING_FOUND, "error")
        return FieldMessage(FORMS, "info")

    def _usual_name(self) -> str:
        if self._names is not None and self._names.catalog.project_name:
            return self._names.catalog.project_name
        return f"Project {self._project.project}" if self._project else ""

    def _read(self, text: str) -> None:
        before, self._project = self._project, named_project(text)
        # A few characters may still become something; a pasted address is whole.
        self._complains = "://" in text
        if before != self._project and self._names is not None:
            self._names = None
        self.names.forget_failure()
        self.refresh()

    def _complain(self) -> None:
        self._complains = bool(self.asked.text().strip())
        self.refresh()
        self.asked.setFocus()

    def _names_state(self) -> NamesState:
        """What is known of the names of the project that is asked for."""
        if self._names is not None:
            return NamesState("Load again", counts(self._names.catalog))
        if self._project is None:
            return NamesState("Load names", USUAL_NOTE, USUAL_NOTE)
        reason = block_reason_of(self._asked_profile(self._project))
        if reason and self.reach.value() == "local":
            reason = STAYS_HERE
        return NamesState("Load names", reason or USUAL_NOTE, reason)

    def _asked_profile(self, project: NamedProject) -> Profile:
        reach: Reach = "ask" if self.reach.value() == "ask" else "local"
        base = self._profiles.current.catalog_base
        return Profile(
            id="",
            name="",
            project=project.project,
            account=project.account,
            target="local",
            reach=reach,
            catalog_base=base,
        )

    def _load(self) -> None:
        if self._project is not None:
            self._catalogs.look_up(self._asked_profile(self._project))

    def _take_names(self, found: FoundNames) -> None:
        self._names = found
        self.refresh()

    def _own_name(self) -> None:
        self._name_is_own = bool(without_line_ends(self.name).strip())

    def _connect(self) -> None:
        self.asked.textEdited.connect(lambda _text: self._read(without_line_ends(self.asked)))
        self.asked.editingFinished.connect(self._leave)
        self.name.textEdited.connect(self._own_name)
        self.reach.chosen.connect(self._choose_reach)
        self.cancel_button.clicked.connect(lambda _checked: self.reject())
        self.create_button.clicked.connect(lambda _checked: self.make())
        self._catalogs.looked_up.connect(self._take_names)

    def _choose_reach(self, _reach: str) -> None:
        self.names.forget_failure()
        self.refresh()

    def _leave(self) -> None:
        self._complains = bool(self.asked.text().strip())
        self.refresh()

    def _place(self) -> None:
        padding = px(tokens().space.sheet_padding)
        question, form, foot = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for layout, top, bottom in ((question, 20, 14), (form, 12, 12), (foot, 12, 12)):
            layout.setContentsMargins(padding, px(top), padding, px(bottom))
            layout.setSpacing(px(8))
        title = QLabel(ASKED, self)
        title.setBuddy(self.asked)
        set_look(title, role="strong")
        answer = QWidget(self)
        answer.setFixedHeight(px(36))  # two lines, so that nothing below it moves
        lines = QVBoxLayout(answer)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.understood)
        lines.addStretch(1)
        for widget in (title, self.asked, answer):
            question.addWidget(widget)
        form.setSpacing(px(12))
        for label, control in (
            ("Name", self.name),
            ("Names", self.names),
            ("Sends to", self._reach_line()),
            ("Draft", self.ids),
        ):
            form.addWidget(FieldRow(label, "", control, self))
        foot.addStretch(1)
        for button in (self.cancel_button, self.create_button):
            button.setMinimumHeight(px(tokens().size.control_large))
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (question, Hairline(self), form, Hairline(self), foot):
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)
        width = tokens().size.sheet_small
        self.set_minimum_width_within_screen(width)
        self.resize_within_screen(width, 0)

    def _reach_line(self) -> QWidget:
        later = QLabel("Change it any time.", self)
        set_look(later, role="small")
        self.reach.set_choice_tip("local", "Requests never leave this machine")
        self.reach.set_choice_tip("ask", "You are asked before a request leaves this machine")
        line = _line(self, self.reach, later)
        line.setFocusProxy(self.reach)
        return line


def _line(parent: QWidget, *widgets: QWidget) -> QWidget:
    holder = QWidget(parent)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(8))
    for widget in widgets:
        row.addWidget(widget, int(widget is widgets[-1]))
    return holder
