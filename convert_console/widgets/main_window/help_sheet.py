"""What the dialogs of the menu Help have in common: a content, and Close below it."""

from PySide6.QtWidgets import QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from convert_console.widgets.kit.dialogs import FittingDialog
from convert_console.widgets.theme.theme import px, set_look, set_surface
from convert_console.widgets.theme.tokens import tokens


class HelpSheet(FittingDialog):
    """A dialog to read: Esc and Close end it, and there is nothing to confirm."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        set_surface(self, "pane")
        self.close_button = QPushButton("Close", self)
        self.close_button.setToolTip("Close (Esc)")
        self.close_button.setAutoDefault(False)
        self.close_button.setMinimumHeight(px(tokens().size.control_large))
        self.close_button.clicked.connect(lambda _checked: self.reject())
        self.column = QVBoxLayout(self)
        side = px(tokens().space.sheet_padding)
        self.column.setContentsMargins(side, side, side, px(16))
        self.column.setSpacing(px(12))

    def action(self, text: str, tip: str) -> QPushButton:
        """A button for the left of the foot."""
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.setMinimumHeight(px(tokens().size.control_large))
        set_look(button, kind="quiet")
        return button

    def place(self, *parts: QWidget | QLayout, actions: tuple[QPushButton, ...] = ()) -> None:
        """Lay out the parts below each other, and the buttons below them."""
        for part in parts:
            if isinstance(part, QWidget):
                self.column.addWidget(part)
            else:
                self.column.addLayout(part)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        for button in actions:
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        self.column.addLayout(foot)
