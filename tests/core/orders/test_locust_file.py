"""The Locust file sends the same requests; Locust itself runs it against the local collector."""

from __future__ import annotations

import csv
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from convert_console.core.orders.locust_file import DATA, locust_data, locust_file
from convert_console.core.request.wire import WireRequest, encode
from convert_console.services.collector.server import Collector
from support.collecting import running
from support.order_sender import builder_for

COUNT = 230


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as made:
        yield made


def wires(url: str, method: str) -> list[WireRequest]:
    builder = builder_for(url)
    made = []
    for row in range(1, COUNT + 1):
        order = builder.build(row, [f'O-{row} "é"\n', f"{row}.50", "1"])
        wire = encode(order.draft.by(method), builder.profile)  # type: ignore[arg-type]
        assert isinstance(wire, WireRequest)
        made.append(wire)
    return made


def export(folder: Path, url: str, requests: list[WireRequest], rate: float = 0) -> None:
    (folder / "locustfile.py").write_text(locust_file(url.removesuffix("/track"), rate))
    with (folder / DATA).open("w", encoding="utf-8", newline="") as file:
        file.writelines(locust_data(enumerate(requests, 1)))


def command(folder: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "locust", "-f", str(folder / "locustfile.py"), "--skip-log-setup",
            *options]  # fmt: skip


def essence(requests: list[WireRequest]) -> Counter[tuple[str, str, str | None, bytes]]:
    return Counter(
        (w.method, w.target, dict(w.headers).get("User-Agent"), w.body) for w in requests
    )


def arrived(collector: Collector) -> Counter[tuple[str, str, str | None, bytes]]:
    return Counter(
        (one.method, one.target, dict(one.headers).get("User-Agent"), one.body)
        for one in collector.received()
    )


def test_the_data_holds_every_byte_of_the_body(tmp_path: Path) -> None:
    requests = wires("http://127.0.0.1:1/track", "POST")
    export(tmp_path, "http://127.0.0.1:1/track", requests)
    with (tmp_path / DATA).open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert [one["body"].encode() for one in found] == [wire.body for wire in requests]
    assert '"User-Agent"' in found[0]["headers"] and "Content-Length" not in found[0]["headers"]
    compile((tmp_path / "locustfile.py").read_text(), "locustfile.py", "exec")


def test_locust_sends_the_same_requests_of_both_methods_once_each(
    tmp_path: Path, collector: Collector
) -> None:
    requests = wires(collector.url, "POST") + wires(collector.url, "GET")
    export(tmp_path, collector.url, requests)
    run = command(tmp_path, "--headless", "--users", "4", "--spawn-rate", "4", "--run-time", "60s")
    done = subprocess.run(run, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert arrived(collector) == essence(requests)


def test_locust_sends_no_faster_than_the_rate(tmp_path: Path, collector: Collector) -> None:
    """However slow the machine is, fewer requests come in a time, never more."""
    rate, users = 40.0, 4
    requests = wires(collector.url, "POST")[:60]
    export(tmp_path, collector.url, requests, rate)
    run = command(tmp_path, "--headless", "--users", str(users), "--spawn-rate", "4",
                  "--run-time", "60s")  # fmt: skip
    done = subprocess.run(run, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert arrived(collector) == essence(requests)
    times = sorted(one.received_at for one in collector.received())
    # At the start and after a pause some go out at once, and each user may have one on its way.
    at_once = 2 * (int(rate * 0.1) + 1) + users
    assert times[-1] - times[0] >= (len(times) - at_once) / rate


@pytest.mark.parametrize("rate", [0.0, 200.0])
def test_several_workers_share_the_orders_and_none_is_sent_twice(
    tmp_path: Path, collector: Collector, rate: float
) -> None:
    requests = wires(collector.url, "POST")
    export(tmp_path, collector.url, requests, rate)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    master = command(
        tmp_path, "--master", "--headless", "--master-bind-host", "127.0.0.1",
        "--master-bind-port", port, "--expect-workers", "2", "--users", "4", "--spawn-rate", "4",
        "--run-time", "60s",
    )  # fmt: skip
    worker = command(tmp_path, "--worker", "--master-host", "127.0.0.1", "--master-port", port)
    started = [subprocess.Popen(one, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
               for one in (master, worker, worker)]  # fmt: skip
    try:
        assert started[0].wait(90) == 0
    finally:
        for process in started:
            process.kill()
            process.wait()
    assert arrived(collector) == essence(requests)
