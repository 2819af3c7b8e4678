"""The stores and models that the first paint of the window does not wait for."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop

from convert_console.core.ages import ago
from convert_console.models.history.cells import moment
from convert_console.models.history.model import HistoryModel
from convert_console.models.journeys.journey_ready import Surroundings
from convert_console.models.journeys.runner import JourneyRun
from convert_console.models.journeys.saved import Journeys
from convert_console.models.paste.pasting import Pasting
from convert_console.models.profiles.catalogs import Catalogs
from convert_console.models.profiles.saved_requests import SavedRequests
from convert_console.models.sending.previous_sends import SentBefore
from convert_console.services.history.store import HistoryStore
from convert_console.services.http.sender import Sender
from convert_console.services.storage.catalogs import CatalogStore
from convert_console.services.storage.cleanup import SESSION
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.journeys import JourneyStore
from convert_console.widgets.kit.visitor_ids import fresh_visitor_id

if TYPE_CHECKING:
    from convert_console.models.document.document import RequestDocument
    from convert_console.models.linting.problems import Problems
    from convert_console.models.profiles.profiles import Profiles
    from convert_console.models.sending.console import Console
    from convert_console.services.storage.folders import Folders


class Late:
    """Made once; `serve` and `journey_of` join it to the rest."""

    def __init__(self, folders: Folders, document: RequestDocument, profiles: Profiles) -> None:
        self.store, self.standing = _history_store(folders.history)
        self._said = [self.store.notice]
        self.history = HistoryModel(self.store)
        self.history.failed.connect(self._hear)
        self.history.read()
        self.history.failed.disconnect(self._hear)
        self.sent_before = SentBefore(self.store)
        self.sender = Sender()
        self.saved = SavedRequests(folders.requests, profiles)
        store = CatalogStore(folders.catalogs)
        self.catalogs = Catalogs(store, profiles, self.sender, time.time)
        self.pasting = Pasting(document, profiles)
        self.journeys = Journeys(JourneyStore(folders.journeys), profiles)
        self._document, self._profiles = document, profiles

    @property
    def notice(self) -> str:
        """What is wrong with the history's file, "" for nothing."""
        return "\n".join(filter(None, self._said))

    def serve(self, console: Console, problems: Problems) -> None:
        """Let what was sent before be known where a send is judged."""
        problems.set_sent_before(self.sent_before.of)
        console.asking.set_sent_before(self.sent_before.of, when)

    def end(self) -> None:
        """Remove the history that was kept for this session only; the store must be closed."""
        if self.store.path.parent.name.startswith(SESSION):
            shutil.rmtree(self.store.path.parent, ignore_errors=True)

    def _hear(self, sentence: str) -> None:
        self._said.append(sentence)

    def journey_of(self, console: Console) -> JourneyRun:
        """What sends one request after the other through a console."""
        around = Surroundings(time.time, fresh_visitor_id, self.sent_before.of, when)
        sending = (self._profiles, self.sender)
        return JourneyRun(self._document, console, self.history, sending, around)


def when(sent_at: float) -> str:
    """A moment as the question before a send says it: how long ago, and the local time."""
    return f"{ago(time.time() - sent_at)} ({moment(sent_at)})"


def _history_store(path: Path) -> tuple[HistoryStore, str]:
    """The history, and a sentence to show as long as the window is open, or "". Where the file
    cannot be read either, it is a history for this session only.
    """
    try:
        store = _opened(path)
        return store, store.limits
    except StoreFailed as why:
        folder = Path(tempfile.mkdtemp(prefix=f"{SESSION}{os.getpid()}-"))
        notice = (
            f"{why} What is sent now is kept for this session only"
            ", and in a file that the history takes in once it can be opened."
        )
        return HistoryStore(folder / path.name, stands_in_for=path), notice


AT_ONCE = 0.1
"""Seconds that opening the history takes at most, unless another program holds it."""


def _opened(path: Path) -> HistoryStore:
    """Open the history, which may wait for another program. The window is painted meanwhile; nobody
    can do anything in it yet.
    """
    found: list[HistoryStore | BaseException] = []

    def work() -> None:
        try:
            found.append(HistoryStore(path))
        except BaseException as why:  # noqa: BLE001 - it is raised below
            found.append(why)

    thread = threading.Thread(target=work, name="opening the history", daemon=True)
    thread.start()
    thread.join(AT_ONCE)
    while thread.is_alive():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        thread.join(0.01)
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]
