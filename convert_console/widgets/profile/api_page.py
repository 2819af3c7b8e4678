"""The Convert API key page of a profile's settings."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from convert_console.core.convert_api.calls import USUAL_BASE, base_fault
from convert_console.core.convert_api.faults import FORGOTTEN_KEY, ApiFault
from convert_console.core.request.destination import host_of
from convert_console.core.text import local_time, visible
from convert_console.models.convert_api.key_check import Checked, KeyCheck
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.buttons import OnceButton
from convert_console.widgets.kit.field_row import FieldMessage
from convert_console.widgets.kit.painted import IconLabel
from convert_console.widgets.profile.settings_page import SettingsPage
from convert_console.widgets.theme.icons import leading_icon
from convert_console.widgets.theme.theme import px, set_look

ABOUT = "Lets Results and Confirm read Convert's live log and reports. Sending never needs a key."
KEPT = "Kept in this system's keyring; never in the profile, its exports or the history."
OPEN_TO_READERS = (
    "By http the secret can be read on its way. Begin the address with https://, or sign in by "
    "signature."
)
FORGOTTEN = f"{FORGOTTEN_KEY.sentence} Enter it again."
USED = "Used only when you press a button that says so. Convert makes keys for an account."
SIGN_IN = (
    ("signature", "Signature", "Each request is signed; the secret is never sent."),
    ("bearer", "Bearer", "The key with its secret is sent with each request."),
)

RIGHTS = 4
"""Things that a key is tried for."""


class ApiPage(SettingsPage):
    """A key is taken when a field of it is left, and tried on a click."""

    def __init__(
        self, profiles: Profiles, key_check: KeyCheck, parent: QWidget | None = None
    ) -> None:
        super().__init__(profiles, parent)
        self._check = key_check
        self.add_note(ABOUT)
        self.key_id = QLineEdit(self)
        set_look(self.key_id, mono=True)
        self.key_id.editingFinished.connect(self._enter)
        self.add_row("key_id", "Key ID", "", self.key_id, help_text="As Convert shows it")
        self.secret = QLineEdit(self, echoMode=QLineEdit.EchoMode.Password)
        self.secret.editingFinished.connect(self._enter)
        row = self.add_row("secret", "Secret", "", self.secret, help_text=KEPT)
        self.kept = QLabel(KEPT, self, wordWrap=True)
        set_look(self.kept, role="small")
        row.put_below(self.kept)
        self.add_segments("api_sign_in", "Sign in by", SIGN_IN)
        self.add_line(
            "api_base",
            "Address",
            "",
            USUAL_BASE,
            help_text="Where Convert's REST API is; empty for the usual address",
        )
        self.add_title("What the key can do")
        self._add_check()
        self.column.addStretch(1)
        self._add_foot()
        key_check.changed.connect(self.refresh)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._check.look_up()

    def refresh(self) -> None:
        """Show the settings of the current profile, and what is known of its key."""
        super().refresh()
        check = self._check
        if not self.key_id.hasFocus() and self.key_id.text() != check.key_id:
            self.key_id.setText(check.key_id)
        stored = "Stored in the keyring" if not check.not_kept else "Known until the window closes"
        is_known = check.has_key and not check.is_lost
        self.secret.setPlaceholderText(f"{stored}; type to replace it" if is_known else "")
        self.kept.setText(check.not_kept or KEPT)
        lost = [FieldMessage(FORGOTTEN, "error")] if check.is_lost else []
        self.rows["key_id"].set_messages(lost)
        fault = base_fault(check.base)
        messages = [FieldMessage(fault, "error")] if fault else []
        if not fault and check.is_open_to_readers:
            messages.append(FieldMessage(OPEN_TO_READERS))
        self.rows["api_base"].set_messages(messages)
        self.button.setText("Stop" if check.running else "Check key")
        self.button.setEnabled(check.running or not check.why_not)
        self.button.setToolTip(check.why_not or "Try it: a few requests that change nothing")
        self.note.setText(visible(self._note()))
        self._show_rights(check.checked)
        self.remove.setVisible(check.has_key)

    def _note(self) -> str:
        check = self._check
        if check.running:
            return check.words
        if check.why_not:
            return check.why_not
        checked, host = check.checked, host_of(check.base)
        if checked is None:
            return f"Not tried yet. A check asks {host} and changes nothing there."
        if isinstance(checked.result, ApiFault):
            return checked.result.words
        when = local_time(checked.at)
        return f"Checked at {when:%H:%M} at {host}." if when else f"Checked at {host}."

    def _show_rights(self, checked: Checked | None) -> None:
        result = checked.result if checked is not None else ()
        rights = () if isinstance(result, ApiFault) or self._check.running else result
        for number, (sign, name, words) in enumerate(self._rights):
            right = rights[number] if number < len(rights) else None
            for part in (sign, name, words):
                part.setVisible(right is not None)
            if right is None:
                continue
            sign.set_icon(
                "circle-x" if right.fault else "circle-check", "error" if right.fault else "ok"
            )
            name.setText(right.name)
            words.setText(visible(right.fault.words if right.fault else right.use))
            said = right.fault.words if right.fault else "works"
            words.setAccessibleName(f"{right.name}: {visible(said)}")

    def _add_check(self) -> None:
        holder = QWidget(self)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(6))
        grid.setColumnMinimumWidth(1, px(120))
        grid.setColumnStretch(2, 1)
        self._rights: list[tuple[IconLabel, QLabel, QLabel]] = []
        top = Qt.AlignmentFlag.AlignTop
        for number in range(RIGHTS):
            sign, name = IconLabel("circle-check", "ok", parent=holder), QLabel(holder)
            words = QLabel(holder, wordWrap=True)
            words.setTextFormat(Qt.TextFormat.PlainText)
            set_look(name, role="medium")
            set_look(words, role="small")
            for place, part in enumerate((sign, name, words)):
                grid.addWidget(part, number, place, top)
            self._rights.append((sign, name, words))
        self.button = OnceButton(leading_icon("key"), "Check key", holder)
        self.button.clicked.connect(self._press)
        self.note = QLabel(holder, wordWrap=True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self.note, role="small")
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(self.button, 0, top)
        line.addWidget(self.note, 1)
        grid.addLayout(line, RIGHTS, 0, 1, 3)
        self.column.addWidget(holder)

    def _add_foot(self) -> None:
        used = QLabel(USED, self, wordWrap=True)
        set_look(used, role="small")
        self.remove = QPushButton("Remove key", self)
        set_look(self.remove, kind="quiet", tone="error")
        self.remove.setToolTip("Forget this key on this machine; at Convert it stays")
        self.remove.clicked.connect(self._forget)
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(used, 1)
        line.addWidget(self.remove)
        self.column.addLayout(line)

    def _enter(self) -> None:
        """Take a part that was entered; the other one may have been there."""
        fault = self._check.enter(self.key_id.text().strip(), self.secret.text().strip())
        self.rows["secret"].set_messages([FieldMessage(fault, "error")] if fault else [])
        if not fault and self._check.has_key:
            self.secret.clear()

    def _forget(self) -> None:
        self._check.remove()
        self.key_id.clear()
        self.secret.clear()

    def _press(self) -> None:
        if self._check.running:
            self._check.cancel()
        else:
            self._check.check()
