"""The dialog for the catalog of a profile's project."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import Catalog, counts
from convert_console.core.catalog.configuration import USUAL_BASE, address_in
from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import WireRequest
from convert_console.core.text import visible
from convert_console.models.profiles.api_names import ApiNames
from convert_console.models.profiles.catalogs import Catalogs
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.buttons import OnceButton
from convert_console.widgets.kit.dialogs import ask_file
from convert_console.widgets.kit.field_row import FieldMessage, FieldRow
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.profile.names_loader import FetchButton, FetchingDialog
from convert_console.widgets.theme.theme import px, set_look

NOT_LOADED = "No names loaded"
SAMPLE = "The names of the sample. Load those of your own project to replace them."
LIST_TIP = "Add drafts, paused and completed experiences, and every goal, with their status"
PURPOSE = (
    "Load the project's configuration to see and find goals, experiences and variations by name, "
    "and to see a warning when ids do not belong together. It is stored with this profile."
)


class CatalogState(QWidget):
    """Shows which catalog is loaded, from where and how old it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self._label(role="heading")
        self.counts = self._label()
        self.origin = self._label(role="muted")
        self.mismatch = self._label(role="message", tone="warn")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        for label in (self.title, self.counts, self.origin, self.mismatch):
            column.addWidget(label)

    def show_catalog(self, catalogs: Catalogs, profile: Profile) -> None:
        """Show what is loaded for a profile."""
        catalog = catalogs.current.value
        if catalog is None:
            self._show(NOT_LOADED, "", PURPOSE, "")
            return
        title = catalog.project_name or f"Project {catalog.project or profile.project}".strip()
        origin = f"Loaded {catalogs.age} from {catalogs.source}" if catalogs.source else SAMPLE
        self._show(title, counts(catalog), origin, _mismatch(catalog, profile))

    def _show(self, *texts: str) -> None:
        labels = (self.title, self.counts, self.origin, self.mismatch)
        for label, text in zip(labels, texts, strict=True):
            label.setText(visible(text))
            label.setVisible(bool(text))

    def _label(self, **looks: str) -> QLabel:
        label = QLabel(self, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        set_look(label, **looks)
        return label


def _mismatch(catalog: Catalog, profile: Profile) -> str:
    """A note if the catalog is of another project, which may be intended; otherwise ""."""
    if not (catalog.project and profile.project) or catalog.project == profile.project:
        return ""
    return (
        f"These are the names of project {catalog.project}, but this profile is for project "
        f"{profile.project}. Load the configuration of that project."
    )


class CatalogDialog(FetchingDialog):
    """Shows what is loaded, and loads a catalog from Convert, a file or the clipboard."""

    def __init__(
        self,
        catalogs: Catalogs,
        profiles: Profiles,
        listed: ApiNames,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(catalogs, parent)
        self._profiles, self._listed = profiles, listed
        self.setWindowTitle("Project names")
        self.set_minimum_width_within_screen(620)
        self.state = CatalogState(self)
        self.message = self._label(role="message", tone="error")
        self.message.hide()
        self.base = QLineEdit(self, placeholderText=USUAL_BASE)
        set_look(self.base, mono=True)
        self.base.textEdited.connect(self._enter_base)
        self.environment = QLineEdit(self, placeholderText="Default")
        set_look(self.environment, mono=True)
        self.environment.textEdited.connect(
            lambda text: profiles.alter(catalog_environment=text.strip())
        )
        self.token = QLineEdit(self, echoMode=QLineEdit.EchoMode.Password)
        self.token.editingFinished.connect(self._enter_token)
        self.remove_token = self._button("Remove token", self._remove_token)
        self.make_token = self._button("Make one", listed.make_token)
        self.made_token = QLineEdit(self, readOnly=True)
        set_look(self.made_token, mono=True)
        self.copy_token = self._button("Copy", self._copy_token)
        self._token_row = FieldRow("Debug token", "debug_token", self._token_line(), self)
        self._made_row = FieldRow("New token", "", self._made_line(), self)
        self.url = self._label(role="wire")
        self._address = FieldRow("Fetches", "GET", self.url, self)
        self.fetch = FetchButton(catalogs, self._fetch, self)
        self.list_all = self._button("List all by API", self._list_all)
        self.asking = self._label(role="small")
        self.file = self._button("Load file…", self._choose_file)
        self.paste = self._button("Paste", self._paste)
        self.forget = self._button("Remove", catalogs.forget)
        self.close_button = self._button("Close", self.accept)
        self.close_button.setDefault(True)
        self._place()
        for changed in (catalogs.current.changed, catalogs.fetching_changed, profiles.changed):
            changed.connect(self.refresh)
        catalogs.current.changed.connect(self._hide_message)
        catalogs.failed.connect(self._show_message)
        listed.changed.connect(self.refresh)
        listed.failed.connect(self._show_message)
        listed.token_made.connect(self.refresh)
        self._add_tooltips()
        self.refresh()
        self.file.setFocus()

    def refresh(self) -> None:
        """Show what is loaded, and the request that a fetch would send."""
        catalogs, profile = self._catalogs, self._profiles.current
        self.state.show_catalog(catalogs, profile)
        if self.base.text() != profile.catalog_base and not self.base.hasFocus():
            self.base.setText(profile.catalog_base)
        shown, environment = self.environment.text(), profile.catalog_environment
        if shown != environment and not self.environment.hasFocus():
            self.environment.setText(environment)
        note = catalogs.token_note
        self._token_row.set_messages([FieldMessage(note, "info")] if note else [])
        self.token.setPlaceholderText(
            "Stored outside the profile; type to replace it" if note else "Optional"
        )
        self.remove_token.setVisible(bool(note))
        wire, reason = catalogs.request, catalogs.block_reason
        url = wire.url if isinstance(wire, WireRequest) else ""
        self.url.setText(url)
        self._address.set_messages([FieldMessage(reason, "info")] if reason else [])
        self.fetch.set_state(self._fetch_words(url), possible=not reason)
        self.forget.setEnabled(bool(catalogs.source))
        for button in (self.file, self.paste):
            button.setEnabled(not catalogs.fetching)
        self._show_listing()
        self._fit()

    def reject(self) -> None:
        """Stop asking, stop a fetch, or close the dialog."""
        if self._listed.is_asking:
            self._listed.cancel()
        else:
            super().reject()

    def _show_listing(self) -> None:
        """What Convert's API can do here, and why not."""
        listed = self._listed
        why_not, asking = listed.why_not, listed.is_asking
        self.list_all.setText("Stop" if asking else "List all by API")
        self.list_all.setEnabled(asking or not why_not)
        self.list_all.setToolTip(why_not or LIST_TIP)
        self.make_token.setEnabled(not asking and not why_not)
        self.make_token.setToolTip(why_not or "Ask Convert's API for a debug token of this project")
        self.asking.setText(listed.progress)
        self.asking.setVisible(asking)
        token = listed.token
        self.made_token.setText(visible(token))
        self._made_row.setVisible(bool(token))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _add_tooltips(self) -> None:
        self.base.setToolTip("Address of the configuration; leave it empty for the usual one")
        self.environment.setToolTip("The environment whose configuration is fetched")
        self.token.setToolTip(
            "With a debug token, draft and paused experiences are listed too. Make one in Convert; "
            "it is valid for 24 hours. It is stored in the system's keyring."
        )
        self.remove_token.setToolTip("Forget the debug token")
        self.copy_token.setToolTip("Copy the debug token that was made")
        self.fetch.setToolTip("Fetch the configuration once from the address above")
        self.file.setToolTip("Read the configuration from a file")
        self.paste.setToolTip("Read the configuration, or convert.data, from the clipboard")
        self.forget.setToolTip("Delete the names, and show ids again")
        self.close_button.setToolTip("Close (Esc)")

    def _fetch_words(self, url: str) -> str:
        if url and url == self._catalogs.source:
            return "Refresh"
        return (
            "Fetch from Convert"
            if destination_kind(url) != "loopback"
            else f"Fetch from {host_of(url)}"
        )

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        column.setSpacing(px(10))
        column.addWidget(self.state)
        column.addWidget(self.message)
        column.addWidget(Hairline(self))
        column.addWidget(FieldRow("Base address", "", self.base, self))
        column.addWidget(FieldRow("Environment", "environment", self.environment, self))
        column.addWidget(self._token_row)
        column.addWidget(self._made_row)
        column.addWidget(self._address)
        actions = QHBoxLayout()
        actions.setSpacing(px(8))
        for button in (self.fetch, self.list_all, self.file, self.paste):
            actions.addWidget(button)
        actions.addStretch(1)
        for button in (self.forget, self.close_button):
            actions.addWidget(button)
        column.addWidget(self.asking)
        column.addLayout(actions)

    def _token_line(self) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.token, 1)
        row.addWidget(self.make_token)
        row.addWidget(self.remove_token)
        holder.setFocusProxy(self.token)
        self.token.setAccessibleName("Debug token (debug_token)")
        return holder

    def _made_line(self) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.made_token, 1)
        row.addWidget(self.copy_token)
        holder.setFocusProxy(self.made_token)
        self.made_token.setAccessibleName("New token")
        return holder

    def _enter_base(self, text: str) -> None:
        """Use the base; a whole URL is taken apart, so that its token goes to the keyring."""
        address = address_in(text, self._profiles.current)
        if address is None:
            self._profiles.alter(catalog_base=text.strip())
            return
        if address.token:
            self._catalogs.set_debug_token(address.token)
        self._profiles.alter(catalog_base=address.base, catalog_environment=address.environment)
        self.base.setText(address.base)

    def _enter_token(self) -> None:
        token = self.token.text().strip()
        if token:
            self.token.clear()
            self._catalogs.set_debug_token(token)

    def _remove_token(self) -> None:
        self._listed.token = ""
        self._catalogs.set_debug_token("")

    def _copy_token(self) -> None:
        QGuiApplication.clipboard().setText(self._listed.token)

    def _list_all(self) -> None:
        if self._listed.is_asking:
            self._listed.cancel()
            return
        self._hide_message()
        self._listed.load()

    def _button(self, text: str, then: Callable[[], object]) -> QPushButton:
        button = OnceButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: then())
        return button

    def _label(self, **looks: str) -> QLabel:
        label = QLabel(self, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_look(label, **looks)
        return label

    def _fetch(self) -> None:
        self._hide_message()
        self._enter_token()
        self._catalogs.fetch()

    def _choose_file(self) -> None:
        filters = "JSON (*.json)", "All files (*)"
        ask_file(self, "Load a project's configuration", filters, self._catalogs.load_file)

    def _paste(self) -> None:
        self._catalogs.load_text(QGuiApplication.clipboard().text(), "the clipboard")

    def _show_message(self, sentence: str) -> None:
        self.message.setText(visible(sentence))
        self.message.show()
        self._fit()

    def _hide_message(self) -> None:
        self.message.hide()
        self._fit()

    def _fit(self) -> None:
        """Resize to the height that the texts need at this width."""
        layout = self.layout()
        assert layout is not None  # set by the constructor
        layout.activate()
        if layout.hasHeightForWidth():  # else it scrolls
            height = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), min(height, self._available_size().height()))
