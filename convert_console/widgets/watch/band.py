"""The band that stays while a page is watched: what becomes of its requests, and what to do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from convert_console.core.text import visible
from convert_console.models.watch.watching import PageWatching
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.message_bar import announce
from convert_console.widgets.kit.painted import IconLabel
from convert_console.widgets.kit.texts import ElidedLabel
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px, set_look

WIDE = 1_000
"""Pixels from which every action is in the band; below, the others are in the menu of the page."""

ANSWERED = "Nothing reaches Convert: what {host} sends is answered on this machine."
OBSERVED = "What {host} sends goes on to Convert, and counts in live statistics."


class WatchBand(QWidget):
    """Hidden while nothing is watched.

    Signals:
        mode_wanted(bool): the user wants another mode; whether it is to observe.
        variation_wanted: the user wants to open the page in a variation.
    """

    mode_wanted = Signal(bool)
    variation_wanted = Signal()

    def __init__(self, watching: PageWatching, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._watching = watching
        self._said = ""
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Watched page")
        self._signs = {
            False: IconLabel("monitor", "ok", parent=self),
            True: IconLabel("eye", "error", parent=self),
        }
        self.mode, self.words = QLabel(self), ElidedLabel("", self)
        self.mode.setTextFormat(Qt.TextFormat.PlainText)
        self.show_browser = LinkButton("Show browser", self)
        self.page = LinkButton("From the page", self)
        self.page.setToolTip("Take the page's names or visitor, or open it in a variation")
        self.switch = LinkButton("", self)
        self.stop = LinkButton("Stop watching", self)
        self.stop.setToolTip("Close the browser")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(2), px(8), px(2))
        row.setSpacing(px(8))
        for part in (*self._signs.values(), self.mode):
            row.addWidget(part)
        row.addWidget(self.words, 1)
        for part in (self.show_browser, self.page, self.switch, self.stop):
            row.addWidget(part)
        self.setMinimumHeight(px(32))
        self.show_browser.clicked.connect(watching.show_browser)
        self.page.clicked.connect(self._open_menu)
        self.switch.clicked.connect(lambda: self.mode_wanted.emit(not self._is_observing))
        self.stop.clicked.connect(lambda _checked: watching.stop())
        watching.changed.connect(self.refresh)
        self.refresh()

    @property
    def _is_observing(self) -> bool:
        return self._watching.wanted.observes

    def refresh(self) -> None:
        """Show what is watched."""
        watching, observing = self._watching, self._is_observing
        state = watching.state
        tone = "error" if observing else "ok"
        set_look(self, surface=tone)
        set_look(self.mode, role="strong", tone=tone)
        for observes, sign in self._signs.items():
            sign.setVisible(observes == observing)
        self.mode.setText("Observe" if observing else "Answer here")
        meaning = (OBSERVED if observing else ANSWERED).replace("{host}", watching.host)
        words = {
            "starting": f"The browser starts for {watching.host}…",
            "watching": meaning,
            "stopping": "The browser is closed…",
        }.get(state, "")
        self.words.setText(visible(words))
        self.show_browser.setToolTip(f"Bring {watching.product or 'the browser'} to the front")
        self.switch.setText("Switch to Answer here" if observing else "Switch to Observe")
        for button in (self.show_browser, self.page, self.switch):
            button.setEnabled(state == "watching")
        self.stop.setEnabled(state != "stopping")
        self._fit()
        self.setVisible(watching.is_on)
        if state == "watching" and words != self._said:
            announce(self, f"{self.mode.text()}. {words}")
        self._said = words

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def menu(self) -> QMenu:
        """What can be taken from the page, and what does not fit into the band."""
        watching = self._watching
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        names = menu.addAction(icon("list"), "Load its names")
        names.setToolTip("Goals, experiences and variations, into the current profile")
        names.triggered.connect(watching.take_names)
        visitor = menu.addAction(icon("user"), "Put its visitor into the draft")
        visitor.setToolTip("The visitor's id and variations, from the page's cookies")
        visitor.triggered.connect(watching.take_visitor)
        menu.addSeparator()
        open_in = menu.addAction(icon("globe"), "Open in variation…")
        open_in.triggered.connect(self.variation_wanted)
        if not self._is_wide:
            menu.addSeparator()
            for button in (self.show_browser, self.switch):
                menu.addAction(button.text()).triggered.connect(button.click)
        return menu

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.page.mapToGlobal(self.page.rect().bottomLeft()))

    @property
    def _is_wide(self) -> bool:
        return self.width() >= px(WIDE)

    def _fit(self) -> None:
        for button in (self.show_browser, self.switch):
            button.setVisible(self._is_wide)
