"""The row of the Request page that marks the draft as a test."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convert_console.core.text import cut_short, visible
from convert_console.models.sending.run_marking import RunMarking
from convert_console.widgets.kit.buttons import LinkButton, Switch
from convert_console.widgets.kit.field_row import FieldRow
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.theme.theme import px, set_look

MEANING = (
    "Sends a campaign that nobody else uses, such as cc-7f3a91, and another one after each send. "
    "Convert's live log can then be searched for this request."
)


class MarkRow(QWidget):
    """A switch, the marker, and what it means for the campaign."""

    def __init__(self, marking: RunMarking, parent: QWidget) -> None:
        super().__init__(parent)
        self._marking = marking
        control = QWidget(self)
        self.switch = Switch("Mark as test", control)
        self.switch.setToolTip(MEANING)
        self.switch.clicked.connect(self._switched)
        self.marker = QLabel(control)
        set_look(self.marker, role="mono")
        self.renew = LinkButton("New marker", control)
        self.renew.setToolTip("Take another marker; a send does that by itself")
        self.renew.clicked.connect(marking.renew)
        line = QHBoxLayout(control)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(12))
        line.addWidget(self.switch)
        line.addWidget(self.marker)
        line.addStretch(1)
        line.addWidget(self.renew)
        control.setFocusProxy(self.switch)
        self.words = QLabel(self, wordWrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self.words, role="small")
        row = FieldRow("Mark as test", "", control, self)
        row.show_help(MEANING)
        row.put_below(self.words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(4), 0, 0)
        column.setSpacing(px(8))
        column.addWidget(Hairline(self))
        column.addWidget(row)

    def refresh(self) -> None:
        """Show whether the draft is marked."""
        marker = self._marking.marker
        self.switch.setChecked(bool(marker))
        self.marker.setText(marker)
        self.renew.setVisible(bool(marker))
        self.words.setText(visible(self._words(marker)))

    def _words(self, marker: str) -> str:
        campaign = cut_short(self._marking.campaign)
        replaced = cut_short(self._marking.replaced)
        if self._marking.is_sent:
            return "This marker was sent already. Take a new one to tell the sends apart."
        if marker and replaced:
            return f"Sent as campaign instead of {replaced}; each send gets another one."
        if marker:
            return "Sent as campaign; each send gets another one."
        if campaign:
            return f"Not marked: the campaign is {campaign}. A marker would replace it."
        return "A marker in the campaign lets you find it in Convert's live log."

    def _switched(self, on: bool) -> None:
        (self._marking.mark if on else self._marking.unmark)()
        self.refresh()  # where the text has no place for a marker
