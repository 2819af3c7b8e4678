"""The place with every request: sent, received by the local collector, and seen in a page."""

from functools import partial
from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from convert_console.core.traffic.incoming import setup_instructions
from convert_console.models.traffic.live import LiveTraffic
from convert_console.models.traffic.timeline import Timeline
from convert_console.models.watch.watching import PageWatching
from convert_console.widgets.history.pane import HistoryPane, Nothing
from convert_console.widgets.history.row_actions import HistoryModels
from convert_console.widgets.kit.buttons import MenuButton, Switch
from convert_console.widgets.kit.dialogs import ask_new_file
from convert_console.widgets.kit.message_bar import MessageBar
from convert_console.widgets.kit.place import Place, PlaceBar
from convert_console.widgets.kit.texts import ElidedLabel
from convert_console.widgets.theme.icons import icon, leading_icon
from convert_console.widgets.theme.theme import px, set_look
from convert_console.widgets.traffic.timeline import TimelineStrip
from convert_console.widgets.watch.band import WatchBand


class TrafficBar(PlaceBar):
    """The switches of the collector for the top bar: on or off, its address, https, and the list.

    Signals:
        copied(str): what was copied to the clipboard, as a sentence.
        held(bool): the list is to be left as it is, or to go on.
        cleared: what was received is to be deleted.
        watch_wanted: the user wants to watch a page.
        addon_wanted(str): the addon for mitmproxy is to be saved; its path.
    """

    watch_wanted = Signal()
    addon_wanted = Signal(str)
    copied = Signal(str)
    held = Signal(bool)
    cleared = Signal()

    def __init__(self, traffic: LiveTraffic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._traffic = traffic
        self._room = 0
        self._buttons: list[QPushButton] = []
        self.switch = Switch("Collector", self, worded=True)
        self.switch.setToolTip("Let shops, CRMs and scripts send to this machine")
        self.address = ElidedLabel("", self)
        self.address.setAccessibleName("Address of the collector")
        self.copy_address = QToolButton(self)
        self.copy_address.setIcon(icon("copy"))
        self.copy_address.setAccessibleName("Copy address")
        self.copy_address.setToolTip("Copy the tracking address")
        self.https = Switch("HTTPS", self, worded=True)
        self.https.setToolTip(
            "Listen for https too, with a certificate for this machine that is made at each start. "
            "A client has to trust its authority; copy the path of that file"
        )
        self.set_up = self._set_up_button()
        self.watch = self._button(
            "Watch a page…", "globe", "Open a page in a browser, and see what it sends to Convert"
        )
        self.pause = self._button(
            "Pause",
            "pause",
            "Leave this list as it is; what comes in is recorded, and shown when you resume",
        )
        self.pause.setCheckable(True)
        self.clear = self._button(
            "Clear",
            "trash",
            "Delete what was received, except for rows with a star; Undo brings it back",
        )
        self.copy_ca = QToolButton(self)
        self.copy_ca.setIcon(icon("key"))
        self.copy_ca.setAccessibleName("Copy path of certificate")
        self.copy_ca.setToolTip(f"Copy the path of the authority's certificate: {traffic.ca_file}")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(4), 0, 0, 0)
        row.setSpacing(px(8))
        parts = (self.switch, self.address, self.copy_address, self.https, self.copy_ca)
        for widget in (*parts, self.set_up):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.watch, self.pause, self.clear):
            row.addWidget(button)
        self.switch.clicked.connect(self._start_or_stop)
        self.copy_address.clicked.connect(self._copy_address)
        self.watch.clicked.connect(self.watch_wanted)
        self.https.clicked.connect(traffic.use_https)
        self.copy_ca.clicked.connect(lambda: self._copy(traffic.ca_file))
        self.pause.toggled.connect(self._pause)
        self.clear.clicked.connect(self.cleared)
        traffic.switched.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show whether the collector is on, and its addresses."""
        on, secure = self._traffic.on, self._traffic.secure_url
        self.switch.setChecked(on)
        self.switch.setAccessibleName(f"Collector {'on' if on else 'off'}")
        self.address.setToolTip("\n".join(self._addresses()) if secure else "")
        set_look(self.address, role="mono" if on else "wire")
        self.https.setChecked(self._traffic.https)
        self.copy_ca.setVisible(self._traffic.https)
        self.fit(self._room)

    def fit(self, width: int) -> None:
        self._room = width
        self.address.setMinimumWidth(0)
        for form in FORMS:
            self._take(*form)
            needed = self.sizeHint().width()
            if needed + px(PROFILE_NAME) <= width:
                break
        # The address keeps its room before the profile block, which shortens its name.
        self.address.setMinimumWidth(self.address.sizeHint().width() if needed <= width else 0)
        layout = self.layout()
        assert layout is not None  # set by the constructor
        layout.activate()  # what is shown or hidden here has its place at once

    def _take(self, whole_addresses: bool, words: bool, name: bool) -> None:
        """Show the addresses whole or in short, the buttons with their words or without, and the
        switch with the name of the collector or without.
        """
        addresses = self._addresses()
        if len(addresses) > 1 and not whole_addresses:
            plain, secure = map(urlsplit, addresses)
            addresses = [plain.netloc, f"https {secure.port}"]
        self.address.setText(" · ".join(addresses))
        state = self.switch.accessibleName()
        self.switch.setText(state if name else state.split()[1].title())
        for button in (*self._buttons, self.set_up):
            button.setText(button.accessibleName() if words else "")

    def _addresses(self) -> list[str]:
        return [url for url in (self._traffic.url, self._traffic.secure_url) if url]

    def copy_how_to(self) -> None:
        """Copy the setup instructions to the clipboard."""
        QGuiApplication.clipboard().setText(setup_instructions(self._traffic.url))
        self.copied.emit("Copied the instructions to the clipboard.")

    def _set_up_button(self) -> MenuButton:
        """How other programs come to send here."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for text, symbol, tip, run in (
            (
                "Copy instructions",
                "clipboard-paste",
                "For sending from a shop, a CRM or a script to this address",
                self.copy_how_to,
            ),
            (
                "Save a mitmproxy addon…",
                "download",
                "Mirrors what phones and servers send to Convert to this address",
                self._ask_for_addon,
            ),
        ):
            action = menu.addAction(icon(symbol), text)
            action.setToolTip(tip)
            action.triggered.connect(lambda _checked=False, run=run: run())
        button = MenuButton("Set up", menu, self)
        button.setIcon(leading_icon("clipboard-paste"))
        button.setAccessibleName("Set up")
        button.setToolTip("Let other programs, phones and servers send to this address")
        set_look(button, kind="quiet")
        return button

    def _ask_for_addon(self) -> None:
        name, title = "convert_mirror.py", "Save a mitmproxy addon"
        ask_new_file(self, title, self.addon_wanted.emit, name=name, suffix="py")

    def _copy_address(self) -> None:
        """Copy the address, or ask which one."""
        addresses = self._addresses()
        if len(addresses) == 1:
            self._copy(addresses[0])
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for url in addresses:
            menu.addAction(f"Copy {url}").triggered.connect(partial(self._copy, url))
        menu.popup(self.copy_address.mapToGlobal(self.copy_address.rect().bottomLeft()))

    def _copy(self, text: str, _checked: bool = False) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(f"Copied {text} to the clipboard.")

    def _pause(self, paused: bool) -> None:
        self.pause.setAccessibleName("Resume" if paused else "Pause")
        self.pause.setIcon(leading_icon("play" if paused else "pause"))
        if self.pause.text():  # it has room for words
            self.pause.setText(self.pause.accessibleName())
        self.held.emit(paused)

    def _start_or_stop(self, on: bool) -> None:
        (self._traffic.start if on else self._traffic.stop)()
        self.refresh()  # also if it could not be started

    def _button(self, text: str, symbol: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setIcon(leading_icon(symbol))
        button.setAccessibleName(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        set_look(button, kind="quiet")
        self._buttons.append(button)
        return button


class TrafficPlace(Place):
    """The history at its largest, with the switches of its sources on top. Its rows are recorded
    whatever place is in sight.

    Signals:
        notice(str): what was done, in a sentence.
    """

    notice = Signal(str)

    def __init__(
        self,
        traffic: LiveTraffic,
        timeline: Timeline,
        watching: PageWatching,
        models: HistoryModels,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._traffic, self._history, self._watching = traffic, models.history, watching
        self.head = TrafficBar(traffic, self)
        self.bar = self.head
        self.fault = MessageBar("error", self)
        self.band = WatchBand(watching, self)
        self.timeline = TimelineStrip(timeline, self)
        self.list = HistoryPane(
            models, self, title="Traffic", nothing=self._nothing, detail_width=DETAIL_WIDTH
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.fault)
        column.addWidget(self.band)
        column.addWidget(self.timeline)
        column.addWidget(self.list, 1)
        self._connect()
        self.refresh()

    def take_focus(self) -> None:
        self.list.take_focus()

    def activated(self) -> None:
        self._traffic.mark_seen()

    def show_rows(self, filter_text: str) -> None:
        """Show the rows that match a filter, with the newest of them at the top and none chosen."""
        table = self.list.table
        table.clearSelection()
        self.list.filter.setText(filter_text)
        self.list.filter.apply()
        table.scrollToTop()

    def focus_filter(self) -> bool:
        self.list.focus_filter()
        return True

    def undo(self) -> None:
        self.list.undo()

    def redo(self) -> None:
        self.list.redo()

    def refresh(self) -> None:
        """Show what came in since, and how much was lost."""
        lost = self._traffic.lost
        if lost and lost != self._lost_shown:
            self._lost_shown = lost
            words = "1 request was" if lost == 1 else f"{lost:,} requests were"
            self.fault.set_text(f"{words} lost, because too many came at once.")
        if self.isVisible():
            self._traffic.mark_seen()
        self._history.loader.watch.poll()

    _lost_shown = 0

    def _connect(self) -> None:
        traffic, head = self._traffic, self.head
        traffic.counted.connect(self.refresh)
        traffic.counted.connect(lambda: self.news_changed.emit(traffic.new_rows))
        for change in (traffic.switched, self._watching.changed):
            change.connect(self.list.refresh)
        traffic.switched.connect(self.fault.hide)
        traffic.failed.connect(self.fault.set_text)
        head.copied.connect(self.notice)
        head.addon_wanted.connect(traffic.save_addon)
        traffic.saved.connect(self.notice)
        head.held.connect(self._history.loader.hold)
        head.cleared.connect(self._history.edits.delete_received)
        self.list.nothing_acted.connect(self._run_empty_action)

    def _nothing(self) -> Nothing:
        """Why nothing is listed, with the next step."""
        if self._watching.state == "watching":
            return Nothing("globe", "Nothing sent to Convert yet", SILENT_PAGE, "Show browser")
        if self._traffic.on:
            return Nothing("inbox", "No requests yet", NOTHING_YET, "Watch a page…")
        return Nothing("server", "The collector is off", OFF, "Start the collector")

    def _run_empty_action(self) -> None:
        if self._watching.state == "watching":
            self._watching.show_browser()
        elif self._traffic.on:
            self.head.watch.click()
        else:
            self._traffic.start()


DETAIL_WIDTH, PROFILE_NAME = 408, 120
"""Pixels at 100 % zoom: width of the details, and what the bar leaves for the profile's name."""

FORMS = ((True, True, True), (False, True, True), (False, False, True), (False, False, False))
"""The forms of the bar from the widest: whether addresses are whole, and buttons and switch have
words. The ports stay in sight longest.
"""

NOTHING_YET = (
    "Watch a page of your shop in a browser, or make a shop, a CRM or a script send to the address "
    "above, as in the instructions of Set up. Each request appears here with its verdict and "
    "problems, and so does what you send."
)
SILENT_PAGE = (
    "Click through the shop: each request appears here at once. If none does, Convert's script is "
    "not on the page, or a consent is missing."
)
OFF = (
    "Start it, then make a shop, a CRM or a script send to its address. It listens on this machine "
    "only, and forwards nothing."
)
