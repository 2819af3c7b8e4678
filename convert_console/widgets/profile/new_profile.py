"""The dialog that makes a profile of one thing: whatever names the project."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
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
from convert_console.core.request.profile import Profile
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.catalogs import Catalogs, FoundNames
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.buttons import HintButton
from convert_console.widgets.kit.dialogs import FittingDialog
from convert_console.widgets.kit.field_row import FieldMessage, FieldRow, MessageLine
from convert_console.widgets.kit.panel_header import Hairline
from convert_console.widgets.theme.icons import icon
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


class NewProfileDialog(FittingDialog):
    """It says at once what it understood. Nothing is fetched unless it is asked for, and what the
    new profile sends stays on this machine.
    """

    def __init__(
        self,
        profiles: Profiles,
        catalogs: Catalogs,
        document: RequestDocument,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._profiles, self._catalogs, self._document = profiles, catalogs, document
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
        self.load = QPushButton(icon("download"), "Load names", self)
        self.load.setAutoDefault(False)
        self.load_note = QLabel(USUAL_NOTE, self)
        self.ids = QCheckBox("Put these ids into the draft", self)
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
        fetching = self._catalogs.fetching
        self.load.setText("Cancel" if fetching else "Load again" if self._names else "Load names")
        self.load.setEnabled(fetching or project is not None)
        set_look(self.asked, tone="error" if self._complains and project is None else "")
        if not self._name_is_own:
            self.name.setText(self._usual_name())

    def reject(self) -> None:
        """Esc stops a fetch, or closes the dialog."""
        if self._catalogs.fetching:
            self._catalogs.cancel()
        else:
            super().reject()

    def make(self) -> None:
        """Make the profile and use it; without a project, say what is missing."""
        project, found = self._project, self._names
        if project is None:
            self._complain()
            return
        account, pid = project.account, project.project
        settings = Profile(
            id="", name="", project=pid, account=account, target="local", reach="local"
        )
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
            self.load_note.setText(USUAL_NOTE)
        self.refresh()

    def _complain(self) -> None:
        self._complains = bool(self.asked.text().strip())
        self.refresh()
        self.asked.setFocus()

    def _load(self) -> None:
        if self._catalogs.fetching:
            self._catalogs.cancel()
        elif self._project is not None:
            _form, account, project = self._project
            base = self._profiles.current.catalog_base
            self.load_note.setText("Loading names… Esc stops it")
            self._catalogs.look_up(
                Profile(id="", name="", account=account, project=project, catalog_base=base)
            )

    def _take_names(self, found: FoundNames) -> None:
        self._names = found
        self.load_note.setText(counts(found.catalog))
        self.refresh()

    def _end_fetch(self) -> None:
        if not self._catalogs.fetching and self.load_note.text().startswith("Loading"):
            self.load_note.setText(USUAL_NOTE)
        self.refresh()

    def _own_name(self, text: str) -> None:
        self._name_is_own = bool(text.strip())

    def _connect(self) -> None:
        self.asked.textEdited.connect(self._read)
        self.asked.editingFinished.connect(self._leave)
        self.name.textEdited.connect(self._own_name)
        self.load.clicked.connect(lambda _checked: self._load())
        self.cancel_button.clicked.connect(lambda _checked: self.reject())
        self.create_button.clicked.connect(lambda _checked: self.make())
        self._catalogs.looked_up.connect(self._take_names)
        self._catalogs.failed.connect(self.load_note.setText)
        self._catalogs.fetching_changed.connect(self._end_fetch)

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
            ("Names", self._load_line()),
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

    def _load_line(self) -> QWidget:
        self.load_note.setWordWrap(True)
        self.load_note.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self.load_note, role="small")
        self.load.setToolTip("Fetch the project's goals, experiences and variations by name")
        line = _line(self, self.load, self.load_note)
        line.setFocusProxy(self.load)
        return line

    def _reach_line(self) -> QWidget:
        lock, where = QLabel(self), QLabel("This machine only", self)
        side = px(tokens().size.icon)
        lock.setPixmap(icon("lock", "local").pixmap(QSize(side, side)))
        set_look(where, role="strong")
        later = QLabel("Change it when you are ready.", self)
        set_look(later, role="muted")
        return _line(self, lock, where, later)


def _line(parent: QWidget, *widgets: QWidget) -> QWidget:
    holder = QWidget(parent)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(8))
    for widget in widgets:
        row.addWidget(widget, int(widget is widgets[-1]))
    return holder
