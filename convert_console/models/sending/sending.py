"""The one send that may be under way: begun, cancelled, ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from convert_console.models.tasks import Tasks

if TYPE_CHECKING:
    import asyncio

    from convert_console.core.request.profile import Profile
    from convert_console.core.verdict.exchange import Exchange
    from convert_console.models.profiles.secrets import Secrets
    from convert_console.services.http.sender import Sender
    from convert_console.services.http.sent import Sent


class Keeper(Protocol):
    """What keeps sends: the history."""

    def begin(self, exchange: Exchange) -> asyncio.Task[None]: ...
    def finish(self, exchange: Exchange) -> asyncio.Task[None]: ...


class Sending(QObject):
    """Signals:
    begun(Exchange): the history holds that it is about to be sent; no byte has gone out.
    ended(Exchange): a send is over and its outcome is kept; nothing is under way then.
    failed: a send ended by a bug, which is told elsewhere; the next one may begin.
    """

    begun = Signal(object)
    ended = Signal(object)
    failed = Signal()

    def __init__(
        self,
        sender: Callable[[], Sender],
        secrets: Callable[[], Secrets],
        keeper: Callable[[], Keeper],
        parent: QObject | None = None,
    ) -> None:
        """They are loaded when they are first asked for: by a send, and not by a start."""
        super().__init__(parent)
        self._sender, self._secrets, self._keeper = sender, secrets, keeper
        self._tasks = Tasks()
        self._task: asyncio.Task[None] | None = None
        self._carried: asyncio.Future[Sent] | None = None
        self._cancelled = False

    @property
    def running(self) -> bool:
        """Whether a send is under way."""
        return self._task is not None

    def begin(self, exchange: Exchange, profile: Profile) -> None:
        """Send the request of an exchange as a profile does."""
        self._cancelled = False
        self._task = self._tasks.spawn(self._send(exchange, profile), "sending")
        self._task.add_done_callback(self._cut_short)

    def cancel(self) -> None:
        """Stop waiting. What is kept of the send says whether any of it may have gone out."""
        # Only the way to the endpoint is cut short: what became of the send is kept in any case.
        self._cancelled = True
        if self._carried is not None:
            self._carried.cancel()

    async def finish(self) -> None:
        """End what is under way, and close every connection."""
        self.cancel()
        await self._tasks.settle()
        await self._secrets().finish()
        await self._sender().aclose()

    async def _send(self, exchange: Exchange, profile: Profile) -> None:
        keeper = self._keeper()
        await keeper.begin(exchange)
        self.begun.emit(exchange)
        done = await self._outcome(exchange, profile)
        await keeper.finish(done)
        self._task = None
        self.ended.emit(done)

    async def _outcome(self, exchange: Exchange, profile: Profile) -> Exchange:
        from asyncio import CancelledError, ensure_future

        from convert_console.services.http.sent import NOT_SENT, cancelled

        entered = False  # a task that is cancelled before its first step never runs `carry`

        async def carry() -> Sent:
            nonlocal entered
            entered = True
            return await self._secrets().send(self._sender(), exchange.request, profile)

        if self._cancelled:
            return replace(exchange, outcome=NOT_SENT)
        self._carried = ensure_future(carry())
        try:
            sent = await self._carried
        except CancelledError as given_up:
            return replace(exchange, outcome=cancelled(given_up) if entered else NOT_SENT)
        finally:
            self._carried = None
        return replace(exchange, outcome=sent.outcome, timings=sent.timings)

    def _cut_short(self, task: asyncio.Task[None]) -> None:
        """A bug is told by `Tasks`, and must not block the next send."""
        if self._task is task:
            self._task = None
            self.failed.emit()
