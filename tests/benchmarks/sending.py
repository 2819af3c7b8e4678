"""How fast requests leave through `Sender`, held against httpx doing the same by itself."""

from __future__ import annotations

import asyncio
import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from benchmarks.ratio import Measured, report
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import WireRequest, encode
from convert_console.services.history.store import HistoryStore
from convert_console.services.http.sender import Sender
from support.exchanges import begun, record

AT_ONCE = 50
ONE_BY_ONE, TOGETHER = 150, 200
ROUNDS = 3
KEPT = 300
COMMITTED = 12 * 4_096
"""Bytes that a commit of a send appends to the write-ahead log, or so."""

SERVER = """
import asyncio
ANSWER = b'HTTP/1.1 200 OK\\r\\nContent-Length: 12\\r\\n\\r\\n{"code":200}'
class Endpoint(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.waiting = transport, b""
    def data_received(self, data):
        self.waiting += data
        while (end := self.waiting.find(b"\\r\\n\\r\\n")) >= 0:
            head = self.waiting[:end].lower()
            at = head.find(b"content-length:")
            size = int(head[at + 15 :].split(b"\\r\\n", 1)[0]) if at >= 0 else 0
            if len(self.waiting) < end + 4 + size:
                return
            self.waiting = self.waiting[end + 4 + size :]
            self.transport.write(ANSWER)
async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Endpoint, "127.0.0.1", 0, backlog=200)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(serve())
"""
"""A process of its own, so that it takes nothing from the loop that is measured."""

Send = Callable[[], Awaitable[object]]


def measure() -> list[Measured]:
    """Requests a second: one after the other, and fifty at a time."""
    with _endpoint() as url:
        sent = asyncio.run(_measure(url))
    return [*sent, Measured("keep a send before and after, against two fsyncs", *_kept(), 4.0)]


async def _measure(url: str) -> list[Measured]:
    profile = Profile(id="b", name="Benchmark", target="custom", endpoint=url)
    wire = encode(Draft('{"cid": "1", "pid": "2", "vid": "3", "ev": []}'), profile)
    assert isinstance(wire, WireRequest)
    sender = Sender()
    async with _client() as alone, _client() as shared:

        async def ours() -> None:
            await sender.send(wire)

        single = await _rates(ours, lambda: alone.send(_by_hand(wire)), ONE_BY_ONE, 1)
        many = await _rates(ours, lambda: shared.send(_by_hand(wire)), TOGETHER, AT_ONCE)
    await sender.aclose()
    return [
        Measured("send one by one, against httpx itself", *single, 0.9, "1/s", True),
        Measured(f"send {AT_ONCE} at a time, against one client", *many, 2.0, "1/s", True),
    ]


def _kept() -> tuple[float, float]:
    """Milliseconds that a send takes longer, since the history keeps that it begins, and then what
    became of it: each is on the disk before the send goes on. Against the disk alone, which has to
    take as many bytes twice: at most 2 ms where that takes half a millisecond.
    """
    ours, floor = [], []
    with TemporaryDirectory() as folder, closing(HistoryStore(Path(folder) / "h")) as store:
        with (Path(folder) / "bare").open("wb", buffering=0) as bare:
            for number in range(KEPT):
                began = time.perf_counter()
                store.begin(begun(number)).safe.result()
                store.keep(record(number)).safe.result()
                ours.append((time.perf_counter() - began) * 1_000)
                began = time.perf_counter()
                for _ in range(2):
                    bare.write(bytes(COMMITTED))
                    os.fsync(bare.fileno())
                floor.append((time.perf_counter() - began) * 1_000)
        return statistics.median(ours), statistics.median(floor)


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(trust_env=False, timeout=30)


def _by_hand(wire: WireRequest) -> httpx.Request:
    extensions = {"target": wire.target.encode()}
    return httpx.Request(
        wire.method, wire.url, headers=wire.headers, content=wire.body, extensions=extensions
    )


async def _rates(ours: Send, floor: Send, count: int, at_once: int) -> tuple[float, float]:
    """The median rate of each, taking turns so that the machine's moods meet both alike."""
    rates: tuple[list[float], list[float]] = ([], [])
    for works in range(ROUNDS + 1):
        for send, found in zip((ours, floor), rates, strict=True):
            rate = await _rate(send, count, at_once)
            if works:  # the first round opens the connections
                found.append(rate)
    return statistics.median(rates[0]), statistics.median(rates[1])


async def _rate(send: Send, count: int, at_once: int) -> float:
    async def some() -> None:
        for _ in range(count // at_once):
            await send()

    gc.collect()
    began = time.perf_counter()
    await asyncio.gather(*(some() for _ in range(at_once)))
    return count / (time.perf_counter() - began)


@contextmanager
def _endpoint() -> Iterator[str]:
    command = [sys.executable, "-c", SERVER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}/track"
        server.terminate()


if __name__ == "__main__":
    raise SystemExit(not report(measure))
