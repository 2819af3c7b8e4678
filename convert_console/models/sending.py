"""The one send that may be under way: begun, cancelled, ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from convert_console.models.tasks import Tasks

if TYPE_CHECKING:
    import asyncio

    from convert_console.models.secrets import Secrets
    from convert_console.protocol.exchange import Exchange
    from convert_console.protocol.profile import Profile
    from convert_console.services.sender import Sender


class Sending(QObject):
    """Signals:
    ended(Exchange): a send is over; nothing is under way when this comes.
    failed: a send ended by a bug, which is told elsewhere; the next one may begin.
    """

    ended = Signal(object)
    failed = Signal()

    def __init__(
        self,
        sender: Callable[[], Sender],
        secrets: Callable[[], Secrets],
        parent: QObject | None = None,
    ) -> None:
        """Both are loaded when they are first asked for: by a send, and not by a start."""
        super().__init__(parent)
        self._sender = sender
        self._secrets = secrets
        self._tasks = Tasks()
        self._task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        """Whether a send is under way."""
        return self._task is not None

    def begin(self, exchange: Exchange, profile: Profile) -> None:
        """Send the request of an exchange as a profile does."""
        self._task = self._tasks.spawn(self._send(exchange, profile), "sending")
        self._task.add_done_callback(lambda task: self._cut_short(exchange, task))

    def cancel(self) -> None:
        """Stop waiting."""
        if self._task is not None:
            self._task.cancel()

    async def finish(self) -> None:
        """End what is under way, and close every connection."""
        await self._tasks.finish()
        await self._secrets().finish()
        await self._sender().aclose()

    async def _send(self, exchange: Exchange, profile: Profile) -> None:
        sent = await self._secrets().send(self._sender(), exchange.request, profile)
        self._end(replace(exchange, outcome=sent.outcome, timings=sent.timings))

    def _cut_short(self, exchange: Exchange, task: asyncio.Task[None]) -> None:
        """A task that is cancelled before its first step never enters `_send`, so this is told
        from outside of it. A bug is told by `Tasks`, and must not block the next send.
        """
        if task.cancelled():
            from convert_console.protocol.exchange import Failure

            self._end(replace(exchange, outcome=Failure("cancelled", "Cancelled while waiting")))
        elif self._task is task:
            self._task = None
            self.failed.emit()

    def _end(self, done: Exchange) -> None:
        self._task = None
        self.ended.emit(done)
