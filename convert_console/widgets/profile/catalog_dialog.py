"""The names of the profile's project: what is loaded, and where to load it from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import Catalog, counts
from convert_console.core.catalog.configuration import USUAL_BASE
from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import WireRequest
from convert_console.core.text import visible
from convert_console.models.profiles.catalogs import Catalogs
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.field_row import FieldMessage, FieldRow
from convert_console.widgets.kit.fitting_dialog import FittingDialog
from convert_console.widgets.kit.hairline import Hairline
from convert_console.widgets.theme.theme import px, set_look

# What is known of a project: its name, how much is named, from where, and how old that is.

NONE_YET = "No names loaded"
WHAT_FOR = (
    "With the project's configuration, goals, experiences and variations are shown and found by "
    "name, and ids that do not belong together are told. It is kept with this profile."
)


class CatalogState(QWidget):
    """A title and up to three lines under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self._label(role="heading")
        self.counts = self._label()
        self.origin = self._label(role="muted")
        self.doubt = self._label(role="message", tone="warn")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        for label in (self.title, self.counts, self.origin, self.doubt):
            column.addWidget(label)

    def show_catalog(self, catalogs: Catalogs, profile: Profile) -> None:
        """Say what is loaded for a profile."""
        catalog = catalogs.current.value
        if catalog is None:
            self._say(NONE_YET, "", WHAT_FOR, "")
            return
        title = catalog.project_name or f"Project {catalog.project or profile.project}".strip()
        origin = f"Loaded {catalogs.age} from {catalogs.source}"
        self._say(title, counts(catalog), origin, _doubt(catalog, profile))

    def _say(self, *texts: str) -> None:
        labels = (self.title, self.counts, self.origin, self.doubt)
        for label, text in zip(labels, texts, strict=True):
            label.setText(visible(text))
            label.setVisible(bool(text))

    def _label(self, **looks: str) -> QLabel:
        label = QLabel(self, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        set_look(label, **looks)
        return label


def _doubt(catalog: Catalog, profile: Profile) -> str:
    """Another project's names are used, since that may be meant, and said."""
    if not (catalog.project and profile.project) or catalog.project == profile.project:
        return ""
    return (
        f"These are the names of project {catalog.project}, and this profile is for project "
        f"{profile.project}. Load the configuration of that one."
    )


class CatalogDialog(FittingDialog):
    """Nothing is fetched until the person presses the button under the very URL it asks."""

    def __init__(
        self, catalogs: Catalogs, profiles: Profiles, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._catalogs = catalogs
        self._profiles = profiles
        self.setWindowTitle("Project names")
        self.ask_width(620)
        self.state = CatalogState(self)
        self.message = self._label(role="message", tone="error")
        self.message.hide()
        self.base = QLineEdit(self, placeholderText=USUAL_BASE)
        set_look(self.base, mono=True)
        self.base.textEdited.connect(lambda text: profiles.alter(catalog_base=text.strip()))
        self.url = self._label(role="wire")
        self._address = FieldRow("Asks", "GET", self.url, self)
        self.fetch = self._button("", self._fetch)
        self.file = self._button("Load file…", self._choose_file)
        self.paste = self._button("Paste", self._paste)
        self.forget = self._button("Forget", catalogs.forget)
        self.shut = self._button("Close", self.accept)
        self.shut.setDefault(True)
        self._place()
        for changed in (catalogs.current.changed, catalogs.fetching_changed, profiles.changed):
            changed.connect(self.refresh)
        catalogs.current.changed.connect(self._say_nothing)
        catalogs.failed.connect(self._say)
        self._explain()
        self.refresh()
        self.file.setFocus()

    def refresh(self) -> None:
        """Show what is loaded, and what a fetch would ask."""
        catalogs, profile = self._catalogs, self._profiles.current
        self.state.show_catalog(catalogs, profile)
        if self.base.text() != profile.catalog_base and not self.base.hasFocus():
            self.base.setText(profile.catalog_base)
        wire, barred = catalogs.request, catalogs.barred
        url = wire.url if isinstance(wire, WireRequest) else ""
        self.url.setText(url)
        self._address.set_messages([FieldMessage(barred, "info")] if barred else [])
        self.fetch.setText("Cancel" if catalogs.fetching else self._fetch_words(url))
        self.fetch.setEnabled(not barred)
        self.forget.setEnabled(catalogs.current.value is not None)
        for button in (self.file, self.paste):
            button.setEnabled(not catalogs.fetching)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def reject(self) -> None:
        """Esc stops a fetch first."""
        if self._catalogs.fetching:
            self._catalogs.cancel()
        else:
            super().reject()

    def _explain(self) -> None:
        self.base.setToolTip("Where the configuration is asked for; empty for the usual address")
        self.fetch.setToolTip("Ask the address above, once")
        self.file.setToolTip("Read the configuration from a file")
        self.paste.setToolTip("Take the configuration, or convert.data, from the clipboard")
        self.forget.setToolTip("Show plain ids again")
        self.shut.setToolTip("Close (Esc)")

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
        column.addWidget(self._address)
        actions = QHBoxLayout()
        actions.setSpacing(px(8))
        for button in (self.fetch, self.file, self.paste):
            actions.addWidget(button)
        actions.addStretch(1)
        for button in (self.forget, self.shut):
            actions.addWidget(button)
        column.addLayout(actions)

    def _button(self, text: str, then: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
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
        self._say_nothing()
        if self._catalogs.fetching:
            self._catalogs.cancel()
        else:
            self._catalogs.fetch()

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, "Load a project's configuration")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["JSON (*.json)", "All files (*)"])
        dialog.fileSelected.connect(self._catalogs.load_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _paste(self) -> None:
        self._catalogs.load_text(QGuiApplication.clipboard().text(), "the clipboard")

    def _say(self, sentence: str) -> None:
        self.message.setText(visible(sentence))
        self.message.show()
        self._fit()

    def _say_nothing(self) -> None:
        self.message.hide()
        self._fit()

    def _fit(self) -> None:
        """Take the height that the words need at this width."""
        layout = self.layout()
        assert layout is not None  # made in the constructor
        layout.activate()
        if layout.hasHeightForWidth():  # else it scrolls
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))
