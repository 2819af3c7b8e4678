"""How long the window takes from the start of its process until it is painted.

The floor is a bare PySide6 window with the same form: as many fields of each kind, with the same
texts, in columns and without a style sheet. Where mitmproxy is installed (its `mitmweb` on the PATH
or named by the variable MITMWEB), mitmweb is the second one: a peer of the same language, which is
up once it has answered the request for its page. All are started in turn, with an empty home each.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.ratio import Measured, report

ROUNDS = 9
LIMIT = 3.2
PEER_LIMIT = 0.75
ASK_EVERY_SECONDS = 0.004
TESTS = Path(__file__).resolve().parents[1]


def measure() -> list[Measured]:
    """Milliseconds of a first start, with an empty home."""
    started("real")  # reads the files from disk, and leaves byte code
    fields = form()
    bare = json.dumps(fields)
    peer = os.environ.get("MITMWEB") or shutil.which("mitmweb")
    if peer:
        _served(peer)
    times = [
        (_painted("real"), _painted("bare", bare), _served(peer) if peer else 0.0)
        for _ in range(ROUNDS)
    ]
    ours, floor, web = (statistics.median(taken) for taken in zip(*times, strict=True))
    count = sum(map(len, fields.values()))
    figures = [Measured(f"window, against a bare window of {count} fields", ours, floor, LIMIT)]
    if peer:
        figures.append(Measured("window, against mitmweb's page", ours, web, PEER_LIMIT))
    else:
        print("mitmweb is not installed: not compared")
    return figures


def form() -> dict[str, list[Any]]:
    """The texts of the window's fields, by kind, once it is painted."""
    return started("form")[0]


def started(what: str, *more: str) -> tuple[dict[str, Any], float]:
    """Run `benchmarks.start_process` with an empty home; its answer, and when it was started."""
    with tempfile.TemporaryDirectory(prefix="convert-console-") as home:
        own = {"QT_QPA_PLATFORM": "offscreen", "CONVERT_CONSOLE_HOME": home, "HOME": home}
        began = time.monotonic()
        with subprocess.Popen(
            [sys.executable, "-m", "benchmarks.start_process", what, *more],
            env={**_environment(), **own, "PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS.parent}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stdout
            answer = process.stdout.readline()
            process.kill()
        return json.loads(answer), began


def _environment() -> dict[str, str]:
    # Never PYTHONDONTWRITEBYTECODE: an installed program has its byte code.
    return {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}


def _served(program: str) -> float:
    """Milliseconds until mitmweb has answered the request for its page."""
    web, proxy = _free_port(), _free_port()
    with tempfile.TemporaryDirectory(prefix="convert-console-") as home:
        began = time.monotonic()
        with subprocess.Popen(
            [program, "--no-web-open-browser", f"--web-port={web}", f"--listen-port={proxy}"],
            env={**_environment(), "HOME": home},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            while not _answers(web):
                assert process.poll() is None, "mitmweb has ended"
                time.sleep(ASK_EVERY_SECONDS)
            taken = time.monotonic() - began
            process.kill()
        return taken * 1_000


def _answers(port: int) -> bool:
    """Whether a page is served; from version 12 on it asks for a password, which is an answer."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return connection.recv(16).startswith(b"HTTP/1.1 ")
    except OSError:
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _painted(what: str, *more: str) -> float:
    answer, began = started(what, *more)
    return float((answer["at"] - began) * 1_000)


if __name__ == "__main__":
    raise SystemExit(not report(measure))
