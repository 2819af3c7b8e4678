"""The panes of the window that its first paint does not wait for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QApplication

from convert_console.core.text import visible
from convert_console.widgets.history.pane import HistoryPane
from convert_console.widgets.kit.message_bar import MessageStrip
from convert_console.widgets.main_window.question_bar import QuestionStrip
from convert_console.widgets.main_window.rescaling import Rescaling
from convert_console.widgets.main_window.result_bar import ResultStrip
from convert_console.widgets.main_window.status_bar import StatusLine
from convert_console.widgets.paste.paste_strip import PasteStrip
from convert_console.widgets.problems.problems_pane import ProblemsPane
from convert_console.widgets.theme.theme import theme_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from convert_console.models.document.document import RequestDocument
    from convert_console.models.document.events import EventsModel
    from convert_console.models.history.model import HistoryModel
    from convert_console.models.journeys.runner import JourneyRun
    from convert_console.models.journeys.saved import Journeys
    from convert_console.models.linting.problems import Problems
    from convert_console.models.paste.pasting import Pasting
    from convert_console.models.profiles.catalogs import Catalogs
    from convert_console.models.profiles.preferences import Preferences
    from convert_console.models.profiles.profiles import Profiles
    from convert_console.models.profiles.saved_requests import SavedRequests
    from convert_console.models.sending.console import Console
    from convert_console.widgets.main_window.window import Window


class Models(NamedTuple):
    """What the whole window shows."""

    document: RequestDocument
    events: EventsModel
    profiles: Profiles
    console: Console
    problems: Problems
    preferences: Preferences
    history: HistoryModel
    pasting: Pasting
    catalogs: Catalogs
    saved: SavedRequests
    journeys: Journeys
    journey: JourneyRun


READ_FOR_MS = 8_000
"""Milliseconds that the bottom line says what was done."""


class Rest:
    """Made in one go; the window gives each its place."""

    def __init__(self, models: Models, window: QWidget) -> None:
        self.question = QuestionStrip(models.console, window)
        self.message = MessageStrip(window)
        self.pasted = PasteStrip(models.pasting, window)
        self.problems = ProblemsPane(models.problems, window)
        self.result = ResultStrip(models.console, window)
        self.history = HistoryPane(models.history, models.console, models.document, window)
        self.status = StatusLine(models.history, window)


def connect(window: Window) -> None:
    """Let the panes hear of the models, and of each other."""
    models, sizes = window.models, window.arrangement.sizes
    window.closed.connect(lambda: models.preferences.keep_layout(sizes()))
    models.console.refused.connect(window.message.refuse)
    models.document.refused.connect(window.message.refuse)
    models.profiles.failed.connect(window.message.refuse)
    models.profiles.put_away.connect(
        lambda name: window.message.tell(
            f"Profile “{name}” deleted.", "Undo", models.profiles.restore
        )
    )
    models.history.failed.connect(window.message.pin)  # a draft's failure comes soon after
    models.history.noticed.connect(partial(_hold, window.message))
    models.saved.failed.connect(window.message.say)
    models.saved.told.connect(lambda told: window.status.showMessage(visible(told), READ_FOR_MS))
    models.catalogs.unreadable.connect(window.message.say)
    models.catalogs.changed.connect(window.use_catalog)
    models.preferences.failed.connect(window.message.say)
    models.pasting.refused.connect(window.message.refuse)
    models.pasting.slow.connect(window.message.tell)
    models.pasting.choice_wanted.connect(window.choose_pasted)
    for done in (models.pasting.taken, models.pasting.choice_wanted):
        done.connect(window.message.move_on)
    for esc in (models.console.sending_changed, models.console.questioned, window.message.turned):
        esc.connect(window.lend_esc)
    for part in (_hear_the_preview, _put_strips_away, _keep_in_sight, _follow_the_zoom):
        part(window)
    window.problems.wanted.connect(window.go_to)
    window.result.details.clicked.connect(lambda: window.preview.turn_to(window.preview.ANSWER))


def _hold(message: MessageStrip, sentence: str) -> None:
    """Say what is not in the history yet, until it is."""
    if sentence:
        message.hold(sentence, "history")
    else:
        message.release("history")


def _follow_the_zoom(window: Window) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = theme_of(app)
    Rescaling(theme, window)
    theme.changed.connect(window.top.fit)


def _keep_in_sight(window: Window) -> None:
    """Where the panes scroll, what is turned to, and what became of a send, is shown."""
    reveal, preview = window.arrangement.reveal, window.preview
    preview.turned.connect(lambda: reveal(preview.bar))
    window.builder.turned.connect(lambda: reveal(window.builder.bar))
    window.models.console.sending_changed.connect(lambda: reveal(window.result))


def _hear_the_preview(window: Window) -> None:
    models, preview = window.models, window.preview
    window.builder.json_wanted.connect(lambda: preview.turn_to(preview.JSON))
    window.builder.json_wanted.connect(preview.json.setFocus)
    preview.paste.given.connect(models.pasting.take)
    preview.copying.copied.connect(window.message.tell)
    preview.copying.refused.connect(window.message.refuse)
    preview.url.addressed.connect(window.top.target.typed)
    preview.url.spelled.connect(lambda to: models.profiles.alter(spelling=to))


def _remember_groups(window: Window) -> None:
    """Group the history as it was, and from now on as is chosen."""
    preferences = window.models.preferences
    window.history.group_by(preferences.history_group)
    window.history.grouped.connect(preferences.keep_history_group)


def _put_strips_away(window: Window) -> None:
    """A strip goes with what it spoke of: a refusal once things stand otherwise, the note on a
    paste once that is no longer what is being worked on.
    """
    models, message, pasted = window.models, window.message, window.pasted
    models.console.sending_changed.connect(message.move_on)
    models.console.questioned.connect(message.pass_on)
    models.profiles.changed.connect(message.pass_on)
    models.document.changed.connect(message.pass_on)
    _remember_groups(window)
    for signal in (models.console.sending_changed, models.document.loaded, models.pasting.refused):
        signal.connect(pasted.hide)
