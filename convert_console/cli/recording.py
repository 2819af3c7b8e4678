"""The history for commands that send: written as by the window, which may be open meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing, suppress

from convert_console.cli.command import InvalidInput
from convert_console.core.sending.confirmation import Accepted
from convert_console.services.history.previous_sends import PreviousSends
from convert_console.services.history.reader import HistoryReader
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.folders import Folders


def open_history() -> HistoryStore:
    """The history, to record sends; raises `InvalidInput` before anything is sent if that fails."""
    try:
        store = HistoryStore(Folders.default().history)
    except StoreFailed as why:
        raise InvalidInput(f"{why} Nothing was sent.") from None
    for notice in filter(None, (store.notice, store.limits)):
        print(f"note: {notice}", file=sys.stderr)
    return store


def accepted_before(vid: str, url: str) -> Sequence[Accepted]:
    """The accepted sends of a visitor to the host of a URL, as far as the history can be read."""
    with suppress(StoreFailed):
        reader = HistoryReader.read_only(Folders.default().history)
        if reader is not None:
            with closing(reader):
                return PreviousSends(reader).of(vid, url)
    return ()
