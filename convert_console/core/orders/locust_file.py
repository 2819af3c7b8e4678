"""Writes orders as a Locust file and its data, for volumes beyond one machine."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from convert_console.core.request.secret_headers import HIDDEN, concealed
from convert_console.core.request.wire import WireRequest

DATA = "orders.csv"
"""The name of the data file, in the same folder as the Locust file."""

COLUMNS = ("row", "method", "target", "headers", "body")


def locust_file(origin: str, per_second: float = 0) -> str:
    """The Locust file; `origin` is scheme, host and port of the endpoint, `per_second` the most
    requests a second of all workers together, 0 for no limit.

    Each request of `locust_data` is sent once, whatever the number of workers: the master reads the
    data and hands it out in batches, at that rate.
    """
    filled = _TEMPLATE.replace("@ORIGIN@", repr(origin)).replace("@DATA@", repr(DATA))
    return filled.replace("@RATE@", f"{per_second:g}")


def locust_data(requests: Iterable[tuple[int, WireRequest]]) -> Iterator[str]:
    """The lines of the data file: the header, then one request per line."""
    yield _line(COLUMNS)
    for row, wire in requests:
        shown = [header for header in concealed(wire.headers) if not _set_by_locust(header[0])]
        headers = [[name, value] for name, value in shown if value != HIDDEN]
        body = wire.body.decode("utf-8", "surrogatepass")
        yield _line((str(row), wire.method, wire.target, json.dumps(headers), body))


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _set_by_locust(name: str) -> bool:
    """Whether Locust's client derives this header from the URL and the body."""
    return name.lower() in ("host", "content-length")


_TEMPLATE = '''"""Sends each order once, on as many Locust workers as there are.

On one machine:  locust --headless --users 5 --spawn-rate 5
On several:      locust --master --headless --expect-workers 4 --users 40 --spawn-rate 10
                 locust --worker --master-host MASTER        (on each of the others)

Only the master needs the data file. All workers together send at most RATE orders a second,
whatever the number of users; 0 is no limit, and "RATE=50 locust …" sets another one. It ends when
every order has been sent. A redirect is not followed and an order is never sent twice; that it was
accepted does not prove it was recorded.
"""

import csv
import itertools
import json
import os
import pathlib
import time

import gevent
from gevent.queue import Empty, Queue
from locust import FastHttpUser, constant, events, task
from locust.exception import StopUser
from locust.runners import MasterRunner, WorkerRunner

ORIGIN = @ORIGIN@
DATA = pathlib.Path(__file__).with_name(@DATA@)
RATE = float(os.environ.get("RATE", "@RATE@"))
BATCH = 100
"""Orders handed to a worker at a time."""

CATCH_UP = 0.1
"""Seconds for which the rate may be made up for, after a pause."""

csv.field_size_limit(10_000_000)


class Orders:
    """The orders still to be sent: of the file, or on a worker those that the master hands out."""

    def __init__(self):
        self.ready = Queue()
        self.ended = False
        self.asked = False
        self.rows = None
        self.next_at = time.monotonic()

    def batch(self):
        """The next orders of the file that may go out now; none at its end, None to ask again."""
        if self.rows is None:
            self.rows = csv.DictReader(DATA.open(encoding="utf-8", newline=""))
        if not RATE:
            return list(itertools.islice(self.rows, BATCH))
        now = time.monotonic()
        self.next_at = max(self.next_at, now - CATCH_UP)
        allowed = min(BATCH, int((now - self.next_at) * RATE) + 1)
        if now < self.next_at:
            return None
        self.next_at += allowed / RATE
        return list(itertools.islice(self.rows, allowed))

    def take(self, runner):
        """One order, or None when all have been handed out."""
        while True:
            try:
                return self.ready.get_nowait()
            except Empty:
                pass
            if self.ended:
                return None
            if isinstance(runner, WorkerRunner):
                if not self.asked:
                    self.asked = True
                    runner.send_message("orders-wanted", runner.client_id)
                gevent.sleep(0.02)
            else:
                self.put(self.batch())
                if not self.ended and self.ready.empty():
                    gevent.sleep(0.005)

    def put(self, batch):
        """Take in a batch; an empty one is the end, and None says that it is too early."""
        self.asked = False
        if batch is None:
            return
        self.ended = self.ended or not batch
        for row in batch:
            self.ready.put(row)


orders = Orders()


@events.init.add_listener
def on_init(environment, **_):
    runner = environment.runner
    if isinstance(runner, MasterRunner):

        def hand_out(environment, msg, **_):
            environment.runner.send_message("orders", orders.batch(), msg.data)

        runner.register_message("orders-wanted", hand_out)
    elif isinstance(runner, WorkerRunner):
        runner.register_message("orders", lambda environment, msg, **_: orders.put(msg.data))


@events.test_start.add_listener
def on_start(environment, **_):
    if not isinstance(environment.runner, WorkerRunner):
        gevent.spawn(quit_at_the_end, environment.runner)


def quit_at_the_end(runner):
    """End the test once every user has stopped."""
    while runner.user_count == 0:
        gevent.sleep(0.1)
    while runner.user_count > 0:
        gevent.sleep(0.1)
    runner.quit()


class Sender(FastHttpUser):
    host = ORIGIN
    wait_time = constant(0)
    max_redirects = 0

    @task
    def send(self):
        order = orders.take(self.environment.runner)
        if order is None:
            raise StopUser()
        with self.client.request(
            order["method"],
            order["target"],
            name=f"{order['method']} {order['target'].partition('?')[0]}",
            headers=dict(json.loads(order["headers"])),
            data=order["body"].encode("utf-8", "surrogatepass") or None,
            allow_redirects=False,
            catch_response=True,
        ) as answer:
            if not 200 <= answer.status_code < 300:
                answer.failure(f"row {order['row']}: status {answer.status_code}")
'''
