"""What is known of a project: its name, how much is named, from where, and how old that is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.catalog.catalog_words import counts
from convert_console.core.request.profile import Profile
from convert_console.core.text import visible
from convert_console.models.profiles.catalogs import Catalogs
from convert_console.widgets.theme.theme import px, set_look

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
        catalog = catalogs.current
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
