"""The running collector: a thread with a loop of its own, and a task for each connection."""

import asyncio
import errno
import socket
import threading
from asyncio import Task
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from ssl import SSLContext
from typing import NamedTuple

from convert_console.services.collector.connection import Conversation, Shared, readable
from convert_console.services.collector.endpoint import Endpoint
from convert_console.services.collector.limits import CollectorLimits

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

TOO_MANY_OPEN = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
"""The system's errors when too many files and sockets are open."""

RETRY_SECONDS = 0.01
"""Seconds until the next connection is accepted after that."""


class ListeningSocket(NamedTuple):
    """A listening socket, and how to speak TLS on it, if at all."""

    plain: socket.socket
    tls: SSLContext | None = None

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.plain.getsockname()[1])


class Service:
    """The running part: one thread, its loop, and a task for each connection.

    If there are too many connections, the one that has waited longest is closed for a new one, so
    that no client can block the others.
    """

    def __init__(
        self, listeners: Sequence[ListeningSocket], endpoint: Endpoint, limits: CollectorLimits
    ) -> None:
        self.port = listeners[0].port
        self.secure_port = next((one.port for one in listeners if one.tls), None)
        self._endpoint = endpoint
        self._limits = limits
        self._max_connections = max(1, min(limits.connections, descriptors() // 2))
        self._open: dict[Conversation, Task[None]] = {}
        self._freed = asyncio.Event()
        started: Future[Callable[[], object]] = Future()
        self._thread = threading.Thread(
            target=self._run, args=(listeners, started), name="collector", daemon=True
        )
        self._thread.start()
        self._ask_to_stop = started.result()

    def stop(self) -> None:
        self._ask_to_stop()
        self._thread.join()

    def _run(
        self, listeners: Sequence[ListeningSocket], started: Future[Callable[[], object]]
    ) -> None:
        # An explicit loop, since the application's event loop policy may be Qt's.
        try:
            with ExitStack() as closing:
                for listener in listeners:
                    closing.enter_context(listener.plain)
                runner = asyncio.Runner(loop_factory=asyncio.SelectorEventLoop)
                closing.enter_context(runner)
                runner.run(self._serve(listeners, started))
        except OSError as error:
            if started.done():
                raise
            started.set_exception(error)

    async def _serve(
        self, listeners: Sequence[ListeningSocket], started: Future[Callable[[], object]]
    ) -> None:
        stop_requested = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._shared = Shared(self._endpoint, self._limits, self._make_room)
        accepting = [loop.create_task(self._accept(listener)) for listener in listeners]
        started.set_result(lambda: loop.call_soon_threadsafe(stop_requested.set))
        await stop_requested.wait()
        await _cancelled(accepting)
        await _cancelled(list(self._open.values()))
        self._endpoint.finish()
        await asyncio.sleep(0)  # listeners are called in the next turn of the loop

    async def _accept(self, listener: ListeningSocket) -> None:
        listener.plain.setblocking(False)
        while True:
            try:
                plain, _ = listener.plain.accept()
            except BlockingIOError:
                await readable(listener.plain)
                continue
            except OSError as why:
                if why.errno in TOO_MANY_OPEN:
                    self._evict(self._longest())
                await asyncio.sleep(RETRY_SECONDS)
                continue
            # A connection that breaks at once must not stop the accept loop.
            with suppress(OSError), ExitStack() as closing:
                closing.callback(plain.close)
                await self._wait_for_room()
                self._converse(plain, listener.tls)
                closing.pop_all()  # the conversation closes it

    def _converse(self, plain: socket.socket, tls: SSLContext | None) -> None:
        conversation = Conversation(plain, tls, self._shared)
        task = asyncio.get_running_loop().create_task(conversation.run())
        self._open[conversation] = task
        task.add_done_callback(lambda _: self._end(conversation))

    async def _wait_for_room(self) -> None:
        """Return once there is room; a connection cannot be evicted in its first moments."""
        while len(self._open) >= self._max_connections:
            longest = self._longest()
            assert longest is not None
            left = longest.since + self._limits.grace - asyncio.get_running_loop().time()
            if left <= 0:
                self._evict(longest)
                return
            self._freed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._freed.wait()

    def _longest(self) -> Conversation | None:
        """The conversation that has waited longest; those with a delayed reply come last."""
        return min(
            self._open,
            key=lambda conversation: (conversation.answering, conversation.since),
            default=None,
        )

    def _make_room(self) -> None:
        """End the conversation with the most bytes, because too many are held."""
        self._evict(max(self._open, key=lambda conversation: conversation.held, default=None))

    def _evict(self, conversation: Conversation | None) -> None:
        if conversation is not None:
            conversation.evicted = True
            self._open[conversation].cancel()
            self._forget(conversation)

    def _end(self, conversation: Conversation) -> None:
        conversation.discard()
        self._forget(conversation)

    def _forget(self, conversation: Conversation) -> None:
        self._open.pop(conversation, None)
        self._freed.set()


async def _cancelled(tasks: Sequence[Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def descriptors() -> int:
    """How many files and sockets this process may have open."""
    if resource is None:
        return 8_192  # the limit of the C runtime on Windows
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 1 << 20 if soft == resource.RLIM_INFINITY else int(soft)
