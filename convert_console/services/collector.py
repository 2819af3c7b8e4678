"""The local collector: an endpoint on this machine that behaves as Convert's is documented to."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from asyncio import StreamReader, StreamWriter, Task
from collections.abc import Callable
from concurrent.futures import Future

from convert_console.protocol.useragent import judge as judge_user_agent
from convert_console.services.collected import Collected, Listener, Received
from convert_console.services.collector_connection import Conversation, Limits
from convert_console.services.collector_faults import Fault, FaultSwitch
from convert_console.services.collector_rules import Clock, Judge, Rules

LOOPBACK = "127.0.0.1"
"""The only address that is ever bound: nobody else on the network can reach the collector."""

PORT = 8765

_FULL = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Collector:
    """Serves in a thread of its own, with a plain asyncio loop and no Qt object, once started.

    With `fallback`, a port that is taken makes way for any free one; without, `start` raises.
    What was kept outlives `stop` and a new start.
    """

    def __init__(
        self,
        port: int = PORT,
        *,
        fallback: bool = True,
        judge: Judge = judge_user_agent,
        clock: Clock = time.time,
        limits: Limits | None = None,
    ) -> None:
        self._port = port
        self._fallback = fallback
        self._limits = limits or Limits()
        self._kept = Collected(self._limits.kept, self._limits.kept_bytes)
        self._faults = FaultSwitch()
        self._rules = Rules(self._kept, self._faults, judge, clock)
        self._service: _Service | None = None

    @property
    def running(self) -> bool:
        """Whether it is listening."""
        return self._service is not None

    @property
    def url(self) -> str:
        """The tracking address; before a start, the one that will be tried."""
        port = self._service.port if self._service else self._port
        return f"http://{LOOPBACK}:{port}/track"

    @property
    def fault(self) -> Fault | None:
        """The misbehaviour that is switched on, if any."""
        return self._faults.fault

    @fault.setter
    def fault(self, fault: Fault | None) -> None:
        self._faults.fault = fault

    def start(self) -> str:
        """Listen, and give the tracking address; a second start changes nothing.

        Raises `OSError` when the port cannot be had.
        """
        if self._service is None:
            self._service = _Service(self._listen(), self._rules, self._limits)
        return self.url

    def stop(self) -> None:
        """Stop listening, break what is open and wait for the thread; safe to repeat."""
        service, self._service = self._service, None
        if service:
            service.stop()

    def received(self) -> tuple[Received, ...]:
        """The requests kept, oldest first."""
        return self._kept.all()

    def clear(self) -> None:
        """Forget the requests kept."""
        self._kept.clear()

    def subscribe(self, callback: Listener) -> Callable[[], None]:
        """Have a function called in the collector's thread with each request, until undone.

        It must be quick and hand over to its own thread; `received` already holds the request.
        """
        return self._kept.subscribe(callback)

    def _listen(self) -> socket.socket:
        try:
            return socket.create_server((LOOPBACK, self._port), backlog=self._limits.connections)
        except OSError:
            if not self._fallback:
                raise
            return socket.create_server((LOOPBACK, 0), backlog=self._limits.connections)


class _Service:
    """The running part: one thread, its loop, and a task for each connection."""

    def __init__(self, listener: socket.socket, rules: Rules, limits: Limits) -> None:
        self.port: int = listener.getsockname()[1]
        self._rules = rules
        self._limits = limits
        self._tasks: set[Task[None]] = set()
        self._stopping = False
        started: Future[Callable[[], object]] = Future()
        self._thread = threading.Thread(
            target=self._run, args=(listener, started), name="collector", daemon=True
        )
        self._thread.start()
        self._ask_to_stop = started.result()

    def stop(self) -> None:
        self._ask_to_stop()
        self._thread.join()

    def _run(self, listener: socket.socket, started: Future[Callable[[], object]]) -> None:
        # Named outright: the application's own loop may be Qt's, and must not come in here.
        try:
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(self._serve(listener, started))
        except OSError as error:
            listener.close()
            if started.done():
                raise
            started.set_exception(error)

    async def _serve(self, listener: socket.socket, started: Future[Callable[[], object]]) -> None:
        asked = asyncio.Event()
        loop = asyncio.get_running_loop()
        server = await asyncio.start_server(self._accept, sock=listener)
        started.set_result(lambda: loop.call_soon_threadsafe(asked.set))
        await asked.wait()
        self._stopping = True
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await server.wait_closed()

    def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        if self._stopping or len(self._tasks) >= self._limits.connections:
            writer.write(_FULL)
            writer.close()
            return
        conversation = Conversation(reader, writer, self._rules.answer, self._limits)
        task = asyncio.get_running_loop().create_task(conversation.run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
