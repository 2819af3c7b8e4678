"""The dialog that says what each place of the window is for."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from convert_console.widgets.kit.buttons import HintButton
from convert_console.widgets.kit.painted import IconLabel
from convert_console.widgets.kit.place import PlaceName
from convert_console.widgets.main_window.help_sheet import HelpSheet
from convert_console.widgets.main_window.rail import PLACES
from convert_console.widgets.theme.theme import px, set_look, set_surface
from convert_console.widgets.theme.tokens import tokens

HEIGHT = 480

PURPOSES: dict[PlaceName, str] = {
    "compose": (
        "Write one request in forms, as JSON or as a GET URL. Send it, read the answer in words, "
        "and find every earlier request in the history below."
    ),
    "traffic": (
        "See every request as it goes by: what you send, what other programs send to the "
        "collector on this machine, and what a page that you watch sends. "
        "The filter and the details are those of the history."
    ),
    "orders": (
        "Send the orders of a CSV file, one request for each. Before Send you read where they go, "
        "as which User-Agent, how many they are and what they add. A rehearsal on this machine "
        "counts nowhere."
    ),
    "journeys": (
        "Keep the steps of one visitor – a view, a conversion, a purchase – and send them as often "
        "as you want, each time for a new visitor."
    ),
    "results": (
        "See what Convert's report should show if every accepted request was recorded: visitors, "
        "conversions and revenue of each goal and variation, by name. Tick off what you find "
        "there. Rehearsals are counted apart."
    ),
}
"""What each place is for, in one paragraph."""


class PlacesDialog(HelpSheet):
    """One paragraph for each place, and a button that opens the place."""

    def __init__(self, open_place: Callable[[PlaceName], object], parent: QWidget | None = None):
        super().__init__("What each place is for", parent)
        self._open_place = open_place
        self.buttons: dict[PlaceName, HintButton] = {}
        self._purposes: dict[QObject, QLabel] = {}
        self.area = QScrollArea(self)
        inside = QWidget(self)
        set_surface(inside, "pane")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(4))
        grid.setColumnStretch(1, 1)
        for key, entry in enumerate(PLACES, 1):
            row = (key - 1) * 3
            title = QLabel(entry.word, inside)
            set_look(title, role="heading")
            purpose = QLabel(PURPOSES[entry.name], inside, wordWrap=True)
            keys = QKeySequence(f"Alt+{key}")
            words = keys.toString(QKeySequence.SequenceFormat.NativeText)
            button = HintButton("Open", words, inside, kind="secondary")
            button.setAccessibleName(f"Open {entry.word}")
            button.setAccessibleDescription(PURPOSES[entry.name])
            button.setToolTip(f"Close this and open {entry.word} ({words})")
            button.clicked.connect(lambda _checked, name=entry.name: self._leave_for(name))
            QShortcut(keys, self, lambda name=entry.name: self._leave_for(name))
            button.installEventFilter(self)
            self.buttons[entry.name] = button
            self._purposes[button] = purpose
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(IconLabel(entry.icon, "accent", parent=inside), row, 0)
            grid.addWidget(title, row, 1)
            grid.addWidget(button, row, 2, 2, 1, top)
            grid.addWidget(purpose, row + 1, 1, top)
            grid.setRowMinimumHeight(row + 2, px(12))
        grid.setRowStretch(3 * len(PLACES), 1)
        widest = max(button.sizeHint().width() for button in self.buttons.values())
        for button in self.buttons.values():
            button.setFixedWidth(widest)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        self.place(self.area)
        self.resize_within_screen(tokens().size.sheet, HEIGHT)
        self.buttons[PLACES[0].name].setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scroll to the whole paragraph of the button that takes the focus."""
        if event.type() == QEvent.Type.FocusIn:
            self.area.ensureWidgetVisible(self._purposes[watched])
        return False

    def _leave_for(self, name: PlaceName) -> None:
        self.accept()
        self._open_place(name)
