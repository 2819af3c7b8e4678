"""The line that shows the result of a send, its timing, and which request it belongs to."""

from time import monotonic

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from convert_console.core.catalog.catalog import Catalog, named
from convert_console.core.convert_api.sighting import read_sighting, sighting_words
from convert_console.core.document.payload import Payload, parse
from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.request.event_summary import goals_and_amount, summarise
from convert_console.core.request.profile import CONVERT_AGENT, Profile
from convert_console.core.request.wire import Unsendable
from convert_console.core.text import local_time, visible
from convert_console.core.verdict.exchange import Answer, Exchange, Timings
from convert_console.core.verdict.kinds import Verdict
from convert_console.core.verdict.verdict import verdict
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.convert_api.confirming import Confirming
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.run_marking import RunMarking
from convert_console.models.sending.send_controller import SendController
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.message_bar import announce
from convert_console.widgets.kit.painted import IconLabel, Painted
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.kit.texts import ElidedLabel, plain_tip
from convert_console.widgets.theme.theme import Tone, colors, px, set_lengths, set_look, text_font
from convert_console.widgets.theme.tokens import tokens

# Status, duration and phases of a send as a proportional bar.

BAR_WIDTH, BAR_NARROWEST = 176, 96

PHASES = (
    ("connect", "Connecting", "looking up the name and connecting", "info"),
    ("tls", "Encryption", "setting up TLS", "warn"),
    ("waiting", "Waiting", "from the first byte sent to the headers of the answer", "ok"),
    ("download", "Receiving", "the rest of the answer", "accent"),
)
"""Name in `Timings`, label, what it is, and the name of a colour."""

PREPARING = "Preparing", "before the first byte: loading, secrets, a proxy's tunnel", "bar_expected"


def phases(timings: Timings) -> list[tuple[str, float, str, str]]:
    """Label, seconds, meaning and colour of each part of the total, in the order of time."""
    parts = [
        (label, seconds, meaning, color)
        for name, label, meaning, color in PHASES
        if (seconds := getattr(timings, name)) is not None
    ]
    before = timings.total - sum(seconds for _label, seconds, _meaning, _color in parts)
    if parts and before > timings.total / 10:
        label, meaning, color = PREPARING
        parts.insert(0, (label, before, meaning, color))
    return parts


def timing_text(timings: Timings) -> str:
    """One line for each phase: its duration, and what it is.

    >>> timing_text(Timings(download=0.002, total=0.002))
    'Receiving 2.0 ms: the rest of the answer'
    """
    return "\n".join(
        f"{label} {milliseconds(seconds)}: {meaning}"
        for label, seconds, meaning, _color in phases(timings)
    )


def milliseconds(seconds: float) -> str:
    """A duration with its unit.

    >>> milliseconds(0.132), milliseconds(0.0042), milliseconds(12.5)
    ('132 ms', '4.2 ms', '12.5 s')
    """
    if seconds >= 10:
        return f"{seconds:.1f} s"
    return f"{seconds * 1000:.1f} ms" if seconds < 0.01 else f"{seconds * 1000:,.0f} ms"


class TimingBar(Painted):
    """The status at the left, the duration at the right, and below them how long each phase took,
    which the tooltip names.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.status = self.duration = ""
        self._timings = Timings()
        # It takes the width that the words next to it leave free.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_lengths(self, maximumWidth=BAR_WIDTH)

    def set_exchange(self, exchange: Exchange) -> None:
        """Show the status and the timing of an exchange, as far as there are any."""
        outcome, self._timings = exchange.outcome, exchange.timings
        self.status = str(outcome.status) if isinstance(outcome, Answer) else ""
        self.duration = milliseconds(self._timings.total) if self._timings.total > 0 else ""
        named = timing_text(self._timings)
        shown = [f"Status {self.status}"] if self.status else []
        shown += [f"{self.duration} in all"] if self.duration else []
        self.setAccessibleName(", ".join(shown) or "No timing")
        self.setAccessibleDescription(named)
        self.setToolTip(plain_tip("\n".join(filter(None, (", ".join(shown), named)))))
        self.update()

    def sizeHint(self) -> QSize:
        line = QFontMetrics(text_font()).height()
        return QSize(px(BAR_NARROWEST), line + px(4) + px(tokens().size.bar_thin))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(text_font())
        painter.setPen(QColor(colors().muted))
        top = Qt.AlignmentFlag.AlignTop
        painter.drawText(self.rect(), top | Qt.AlignmentFlag.AlignLeft, self.status)
        painter.drawText(self.rect(), top | Qt.AlignmentFlag.AlignRight, self.duration)
        self._paint_bar(painter)

    def _paint_bar(self, painter: QPainter) -> None:
        parts = phases(self._timings)
        total = sum(seconds for _label, seconds, _meaning, _color in parts)
        if total <= 0:
            return
        height = px(tokens().size.bar_thin)
        bar = QRectF(0, self.height() - height, self.width(), height)
        path = QPainterPath()
        path.addRoundedRect(bar, 1, 1)
        painter.setClipPath(path)
        left, gap = 0.0, 1.0
        for _label, seconds, _meaning, color in parts:
            width = self.width() * seconds / total
            area = QRectF(left, bar.top(), max(width - gap, 1), height)
            painter.fillRect(area, QColor(str(getattr(colors(), color))))
            left += width


NOT_RECORDED = "It is not in the history yet."

NO_PROOF = "Accepted does not prove recorded."

DRAFT_CHANGED = "The draft has changed since."

SECONDS_EVERY_MS = 250
"""How often the seconds of a send are counted."""

REFUSED_FOR_AGENT = ("bot", "blocked")
"""Kinds of verdicts on requests that were refused for their User-Agent."""

READ_AT_MOST = 200_000
"""Characters of a document up to which its goals and its revenue are named."""


class ResultBar(QWidget):
    """The verdict with the request that it is about, a sentence, and the timing.

    It has the colour of the verdict while Send would send the same request again, and says what has
    changed otherwise. Nothing moves when a result comes. A request that was refused for its
    User-Agent offers the usual one.

    Signals:
        agent_wanted: the user wants to send as ConvertAgent.
        confirm_wanted(object): the user wants to look for this `Exchange` in Convert's live log.
    """

    agent_wanted = Signal()
    confirm_wanted = Signal(object)

    def __init__(
        self,
        request: CurrentRequest,
        sending: SendController,
        catalog: CurrentCatalog,
        marking: RunMarking,
        confirming: Confirming,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._catalog, self._marking, self._confirming = catalog, marking, confirming
        self._request = request
        self._sending = sending
        self._began = 0.0
        self._names: Catalog | None = None  # of the profile that has sent
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Result")
        self._icon = IconLabel("play", "accent", parent=self)
        self.word = QLabel(self)
        self.about = ElidedLabel(parent=self)
        self.sentence = ElidedLabel(parent=self)
        self.hint = ElidedLabel(parent=self)
        self.timing = TimingBar(self)
        self.use_agent = LinkButton("Use ConvertAgent", self)
        self.use_agent.setToolTip("Send as ConvertAgent, which the endpoint takes; then send again")
        self.use_agent.clicked.connect(self.agent_wanted)
        self.confirm = LinkButton("Confirm", self)
        self.confirm.setToolTip("Look for it in Convert's live log (Ctrl+Shift+Y)")
        self.confirm.clicked.connect(lambda: self.confirm_wanted.emit(sending.exchange))
        self.details = LinkButton("Details", self)
        self.details.setToolTip("Show what was sent and what came back (Ctrl+R)")
        self.cancel = LinkButton("Cancel", self)
        self.cancel.setToolTip("Stop waiting for the answer (Esc)")
        self.cancel.clicked.connect(sending.cancel)
        self._cancel_key = QLabel("Esc", self)
        set_look(self._cancel_key, role="small")
        self.word.setTextFormat(Qt.TextFormat.PlainText)
        self._pages = QStackedLayout()
        self._place()
        self._seconds = QTimer(self, interval=SECONDS_EVERY_MS)
        self._seconds.timeout.connect(self._show_progress)
        sending.exchange_changed.connect(self.refresh)
        sending.running_changed.connect(self._follow_run)
        sending.phase_changed.connect(self._show_progress)
        self._changed = ""
        request.changed.connect(self._follow_request)
        catalog.changed.connect(self.refresh)
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(tokens().size.result_line))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def refresh(self) -> None:
        """Show the exchange, or how to get one."""
        exchange = self._sending.exchange
        running = self._is_running(exchange)
        self._pages.setCurrentIndex(0 if exchange is None else 1)
        self.use_agent.hide()
        self.confirm.hide()
        for part in (self.cancel, self._cancel_key):
            part.setVisible(running)
        self.details.setVisible(not running)
        self.timing.setVisible(not running)
        if exchange is None:
            set_look(self, surface="window")
            self.hint.setText(visible(self._what_to_try()))
            return
        is_own = exchange.profile_id == self._request.profile.id
        if is_own:
            self._names = self._catalog.value
        result = verdict(exchange)
        self._changed = "" if running else self._what_changed(exchange)
        fresh = not (running or self._changed)
        set_look(self, surface=result.tone if fresh else "window")
        tone: Tone = "muted" if running else result.tone
        self._icon.set_icon("clock" if running else result.icon, tone)
        set_look(self.word, role="medium", tone=tone)
        self.word.setText(result.word)
        if running:
            self._show_progress()
            return
        text = about(exchange, self._payload(exchange), self._names, names_profile=not is_own)
        self.about.setText(visible(text))
        refused = result.kind in REFUSED_FOR_AGENT and is_own
        self.use_agent.setVisible(refused and self._request.profile.user_agent != CONVERT_AGENT)
        self.confirm.setVisible(result.delivered and self._confirming.is_offered(exchange))
        self._show_sentence(exchange, result)
        self.timing.set_exchange(exchange)

    def _show_sentence(self, exchange: Exchange, result: Verdict) -> None:
        note = NOT_RECORDED if self._sending.outcome_unsaved else ""
        finding = read_sighting(exchange.sighting)
        if finding is not None:
            shown: tuple[str, ...] = (note, finding.reason, self._changed)
        elif self._changed:
            accepted = "Accepted on this machine." if exchange.is_here else NO_PROOF
            shown = (note, self._changed, accepted if result.kind == "accepted" else "")
        else:
            shown = (note, result.in_short, "" if result.brief else result.next_step)
        self.sentence.setText(visible(" ".join(filter(None, shown))))
        seen = sighting_words(finding) if finding is not None else ""
        whole = (result.sentence, seen or result.next_step, self._changed, note)
        self.sentence.setToolTip(plain_tip("\n".join(filter(None, whole))))

    def _show_progress(self) -> None:
        """Say for how long a send has been under way, what it does, and when it gives up."""
        exchange = self._sending.exchange
        if exchange is None or not self._is_running(exchange):
            return
        seconds, phase = int(monotonic() - self._began), self._sending.phase
        self.about.setText(" · ".join(filter(None, (f"{seconds} s", phase))))
        self.sentence.setText(gives_up(self._request.profile, phase))
        self.sentence.setToolTip("")

    def _follow_run(self) -> None:
        if self._sending.running:
            self._began = monotonic()
            self._seconds.start()
        else:
            self._seconds.stop()
        self.refresh()
        exchange = self._sending.exchange
        if exchange is not None and exchange.outcome is not None and self.isVisible():
            result = verdict(exchange)
            spoken = f"{result.word}. {result.sentence} {result.next_step}"
            announce(self, visible(spoken.strip()), urgent=result.tone == "error")

    def _is_running(self, exchange: Exchange | None) -> bool:
        return self._sending.running and exchange is not None and exchange.outcome is None

    def _follow_request(self) -> None:
        exchange = self._sending.exchange
        if exchange is None:
            self.hint.setText(visible(self._what_to_try()))
        elif self._what_changed(exchange) != self._changed:
            self.refresh()

    def _what_changed(self, exchange: Exchange) -> str:
        changed = what_changed(exchange, self._request)
        if changed == DRAFT_CHANGED and self._marking.is_same(exchange, self._request):
            return ""
        apart = changed == DRAFT_CHANGED and self._sending.was_apart(exchange)
        return "The draft is another request." if apart else changed

    def _what_to_try(self) -> str:
        wire = self._request.wire
        return wire.reason if isinstance(wire, Unsendable) else what_to_try(self._request.profile)

    def _payload(self, exchange: Exchange) -> Payload:
        """The document that was sent, unless it takes long to read."""
        draft = self._request.draft
        if exchange.document == draft.text and not draft.heavy:
            return draft.payload
        small = len(exchange.document) <= READ_AT_MOST
        return parse(exchange.document).payload if small else None

    def _place(self) -> None:
        idle, shown = QWidget(self), QWidget(self)
        start = IconLabel("play", "accent", parent=idle)
        row = QHBoxLayout(idle)
        row.setContentsMargins(px(12), 0, px(12), 0)
        row.setSpacing(px(12))
        row.addWidget(start)
        row.addWidget(self.hint, 1)
        first = QHBoxLayout()
        first.setSpacing(px(6))
        for part in (self._icon, self.word, self.about):
            first.addWidget(part)
        first.addStretch(1)
        set_look(self.sentence, role="small")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addLayout(first)
        words.addWidget(self.sentence)
        words.addStretch(1)
        line = QHBoxLayout(shown)
        line.setContentsMargins(px(12), 0, px(12), 0)
        line.setSpacing(px(12))
        line.addLayout(words)
        buttons = (self.use_agent, self.confirm, self.details, self.cancel, self._cancel_key)
        for widget in (self.timing, *buttons):
            line.addWidget(widget)
        self._pages.addWidget(idle)
        self._pages.addWidget(shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(self))
        column.addLayout(self._pages, 1)


def what_changed(exchange: Exchange, request: CurrentRequest) -> str:
    """What is different since an exchange was sent, in a sentence; "" if Send would repeat it."""
    wire, profile = request.wire, request.profile
    if exchange.profile_id and exchange.profile_id != profile.id:
        return "The profile has changed since."
    if wire == exchange.request and exchange.document == request.draft.text:
        return ""
    part = "#" if exchange.request.method == "POST" else "?"  # a GET has its own query
    if exchange.request.url.partition(part)[0] != profile.url.partition(part)[0]:
        return "The target has changed since."
    sent = (exchange.document, exchange.request.method)
    if sent != (request.draft.text, request.draft.method):
        return DRAFT_CHANGED
    return "The profile has changed since."


def about(
    exchange: Exchange,
    payload: Payload,
    catalog: Catalog | None = None,
    *,
    names_profile: bool = False,
) -> str:
    """When a request was sent, perhaps by which profile, and its goals and revenue:
    `12:03:41 · Purchase 123.20`. Goals have the names of that time, or else those of the catalog.
    """
    summary = summarise(payload)
    names = {id_: name for kind, id_, name in exchange.names if kind == "goal"}

    def name(kind: str, goal: str) -> str:
        return names.get(goal) or named(catalog, kind, goal)

    what = " ".join(goals_and_amount(summary.goals, summary.revenue, name)) or summary.events
    unknown = "time" in dict(exchange.unreadable)
    when = "" if unknown else f"{local_time(exchange.sent_at):%H:%M:%S}"
    return " · ".join(filter(None, (when, exchange.profile if names_profile else "", what)))


def gives_up(profile: Profile, phase: str) -> str:
    """When a send under way is given up, in a sentence."""
    if phase in ("", "connecting", "setting up encryption"):
        seconds = min(profile.connect_timeout, profile.total_timeout)
        return f"Gives up connecting after {seconds:g} s."
    seconds = min(profile.silence_timeout, profile.total_timeout)
    return f"Gives up after {seconds:g} s without an answer."


def what_to_try(profile: Profile) -> str:
    """What Send would do now, as long as there is no result."""
    if profile.target != "local" and destination_kind(profile.url) == "loopback":
        return "Press Send: this request goes to the program that listens there on this machine."
    if destination_kind(profile.url) == "loopback":
        return "Press Send to try it: this request stays on this machine and counts nowhere."
    if profile.reach == "local":
        return (
            "This profile is local only, and its target is not this machine. Choose the local "
            "collector as target, or another profile."
        )
    host = host_of(profile.url) or "its target"
    if profile.reach == "ask":
        return f"Press Send: you are asked before anything goes to {host}."
    return f"Press Send: this request goes to {host} at once."
