"""The history for commands that send: written as by the window, which may be open meanwhile."""

import sys
from asyncio import wrap_future
from collections.abc import Sequence
from contextlib import closing, suppress

from convert_console.cli.command import InvalidInput
from convert_console.core.sending.confirmation import Accepted
from convert_console.core.verdict.exchange import Exchange
from convert_console.services.history.previous_sends import PreviousSends
from convert_console.services.history.reader import HistoryReader
from convert_console.services.history.recording import Recording
from convert_console.services.history.store import WAITS, HistoryStore
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


class LoopRecording:
    """Records sends for an event loop, and says what could not be recorded."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    async def begin(self, exchange: Exchange) -> None:
        """Raises `InvalidInput` if nothing would show that the request was sent."""
        try:
            why = await wrap_future(self._recording.begin(exchange))
        except StoreFailed as refused:
            raise InvalidInput(f"{refused} The request was not sent.") from None
        if why:
            print(f"note: {why} {WAITS}", file=sys.stderr)

    async def finish(self, exchange: Exchange) -> None:
        try:
            await wrap_future(self._recording.keep(exchange))
        except StoreFailed as refused:
            print(f"note: {refused} The answer is not in the history.", file=sys.stderr)


def accepted_before(vid: str, url: str) -> Sequence[Accepted]:
    """The accepted sends of a visitor to the host of a URL, as far as the history can be read."""
    with suppress(StoreFailed):
        reader = HistoryReader.read_only(Folders.default().history)
        if reader is not None:
            with closing(reader):
                return PreviousSends(reader).of(vid, url)
    return ()
