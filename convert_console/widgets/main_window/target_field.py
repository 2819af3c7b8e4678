"""Where requests go: Convert's host of the project, the local collector, or any other URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from convert_console.core.request.profile import NO_PROJECT
from convert_console.widgets.fields.editable_combo import EditableCombo
from convert_console.widgets.kit.plain_tip import plain_tip

if TYPE_CHECKING:
    from convert_console.core.request.profile import Profile

CONVERT, LOCAL = "Convert", "Local collector"


class TargetField(QWidget):
    """The endpoint's URL, editable; the list offers the two known ones.

    Signals:
        targeted(str): the person chose "convert" or "local".
        typed(str): the person typed this URL.
    """

    targeted = Signal(str)
    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = EditableCombo("Target", self)
        self.combo.setProperty("mono", True)
        self.combo.addItem(f"{CONVERT} – the project's own host", "convert")
        self.combo.addItem(f"{LOCAL} – this machine only", "local")
        self.combo.activated.connect(lambda index: self.targeted.emit(self.combo.itemData(index)))
        self.combo.line.textEdited.connect(lambda text: self.typed.emit(text.strip()))
        self.combo.setAccessibleDescription(
            "Where requests go: to the project's own host, to the collector on this machine, or to "
            "any URL that is typed."
        )
        self.setFocusProxy(self.combo)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.combo)

    def set_profile(self, profile: Profile) -> None:
        """Show the URL that this profile's requests go to."""
        url = "" if profile.lacks_project else profile.url
        if self.combo.currentText().strip() != url:
            self.combo.show_text(url)
        hint = "enter the id: Ctrl+," if profile.lacks_project else "https://host/track"
        self.combo.line.setPlaceholderText(hint)
        self.combo.setToolTip(plain_tip(url or NO_PROJECT))
