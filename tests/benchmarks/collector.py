"""How many requests the local collector takes in a second, and what it keeps of them.

The floor is a bare server of asyncio and h11, which reads each request, keeps nothing and answers
the same: it is what the parser and the sockets cost on this machine at this moment. Both are asked
by the same client in a process of its own, over connections that stay open.
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import subprocess
import sys
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue

import h11

from benchmarks.ratio import Measured, report
from convert_console.services.collector.limits import CollectorLimits
from convert_console.services.collector.server import Collector

REQUESTS, LANES, ROUNDS = 8_000, 8, 5
AT_LEAST = 2_000
"""Requests a second."""

FLOOD = 30_000
"""Three times as many as are kept."""

CLIENT = r"""
import socket, sys, time
port, lanes, count = map(int, sys.argv[1:])
body = (
    b'{"cid":"10000009","pid":"10000001","vid":"1796000000000-0.4126735590148273","tid":"T-1",'
    b'"ev":[{"evt":"hitGoal","goals":["100300301"],"exps":["100400101"],"vars":["1004200201"]}]}'
)
request = (
    b"POST /track HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ConvertAgent/1.0\r\nAccept: */*\r\n"
    b"Accept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\nContent-Type: application/json"
    b"\r\nContent-Length: %d\r\n\r\n" % len(body)
) + body
plain = [socket.create_connection(("127.0.0.1", port)) for _ in range(lanes)]
for one in plain:
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
began = time.perf_counter()
for _ in range(count // lanes):
    for one in plain:
        one.sendall(request)
    for one in plain:
        assert one.recv(65_536).startswith(b"HTTP/1.1 200")
print(count / (time.perf_counter() - began))
"""


def measure() -> list[Measured]:
    collector = Collector(0)
    port = int(collector.start().rpartition(":")[2].partition("/")[0])
    floors, ours = [], []
    with _bare_server() as bare:
        for _ in range(ROUNDS):
            floors.append(_rate(bare, REQUESTS))
            ours.append(_rate(port, REQUESTS))
            assert len(collector.received()) == REQUESTS, "none is lost"
            collector.clear()
    _rate(port, FLOOD)
    before = _memory()
    _rate(port, FLOOD)
    grown = _memory() - before
    kept = len(collector.received())
    collector.stop()
    rate, floor = statistics.median(ours), statistics.median(floors)
    return [
        Measured("collector: requests a second, to the aim", rate, AT_LEAST, 1, "1/s", True),
        Measured("collector: requests a second, to bare h11", rate, floor, 0.6, "1/s", True),
        Measured(f"collector: kept of {FLOOD:,}", kept, CollectorLimits().kept, 1, "", True),
        Measured(f"collector: growth over {FLOOD:,} more", grown, 128, 0.1, "MB"),
    ]


@contextmanager
def _bare_server() -> Iterator[int]:
    """The floor, in a thread with a loop as the collector's."""
    ports: Queue[int] = Queue()
    loop = asyncio.SelectorEventLoop()

    async def serve() -> None:
        server = await asyncio.start_server(_bare, "127.0.0.1", 0)
        ports.put(server.sockets[0].getsockname()[1])

    loop.create_task(serve())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield ports.get()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


async def _bare(reader: StreamReader, writer: StreamWriter) -> None:
    http = h11.Connection(h11.SERVER)
    answer = b'{"status":"ok"}'
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))]
    while True:
        event = http.next_event()
        if event is h11.NEED_DATA:
            data = await reader.read(65_536)
            if not data:
                writer.close()
                return
            http.receive_data(data)
        elif isinstance(event, h11.EndOfMessage):
            head = http.send(h11.Response(status_code=200, headers=headers))
            body = http.send(h11.Data(data=answer))
            writer.write((head or b"") + (body or b"") + (http.send(h11.EndOfMessage()) or b""))
            await writer.drain()
            http.start_next_cycle()


def _rate(port: int, count: int) -> float:
    command = [sys.executable, "-c", CLIENT, str(port), str(LANES), str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _memory() -> float:
    """The most that this process has held so far, in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1_000_000 if sys.platform == "darwin" else 1_000)


if __name__ == "__main__":
    raise SystemExit(not report(measure))
