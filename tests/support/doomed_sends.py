"""A process that sends in one of four ways until it is killed, or kills itself."""

# `send_until_killed` runs in a process that `support.killing` forks. `kind` is "single", "resend",
# "journey" or "orders". `aim` is "begun" or "shown": the process kills itself when the row with
# this `number` is shown as pending, or as answered; with "" it runs until another process kills it.
# It prints a line for each change in its table: the id of the exchange, its verdict, and whether it
# is "kept" in the history or "marked" as not kept yet.

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from convert_console.app.garbage import EventLoop
from convert_console.core.journeys.journey import Journey, Step
from convert_console.core.journeys.preparation import JourneyEnvironment
from convert_console.core.request.draft import Draft
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.history.model import ROW
from convert_console.models.journeys.runner import JourneyRun
from convert_console.models.sending.again import Resending
from convert_console.models.sending.send_controller import SendController
from convert_console.services.http.sender import Sender
from support.order_sender import COLUMNS, NOW
from support.ordering import OrderDesk
from support.sending import send_controller

ROWS_READ = 40
"""Rows of the table that are read at each change: more than are added at a time."""

ORDERS = 2_000
"""Rows of the CSV file: more than are sent before the kill."""

LOOK_MS = 5
"""How often the table looks for committed rows, as those of orders are."""


class TableReporter:
    """Prints the changes of the table, and kills the process at the row that was asked for."""

    def __init__(self, desk: OrderDesk, aim: str, number: int) -> None:
        self._history, self._aim, self._left = desk.history, aim, number
        rows = [self._history.index(n, 0).data(ROW) for n in range(self._history.rowCount())]
        self._printed = {
            row.uid: (row.verdict, True) for row in rows[:ROWS_READ]
        }  # by earlier processes
        for signal_ in (self._history.rowsInserted, self._history.dataChanged):
            signal_.connect(self._look)
        desk.sending.watchers.append(lambda _exchange: self._hit("begun"))

    def _look(self) -> None:
        for index in range(min(self._history.rowCount(), ROWS_READ)):
            row = self._history.index(index, 0).data(ROW)
            if row is None or self._printed.get(row.uid) == (row.verdict, bool(row.id)):
                continue
            self._printed[row.uid] = row.verdict, bool(row.id)
            print(row.uid, row.verdict, "kept" if row.id else "marked", flush=True)
            if row.verdict in ("pending", "accepted"):
                self._hit("begun" if row.verdict == "pending" else "shown")

    def _hit(self, aim: str) -> None:
        if aim == self._aim:
            self._left -= 1
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


def document(number: int) -> str:
    """A request that no other process sends."""
    event = {"evt": "hitGoal", "goals": ["7"], "exps": ["1"], "vars": ["2"]}
    request = {"cid": "1", "pid": "2", "vid": "v", "tid": f"{os.getpid()}-{number}", "ev": [event]}
    return json.dumps(request)


def _controller(desk: OrderDesk) -> SendController:
    return send_controller(desk.request, desk.document, desk.profiles, desk.history, NOW)


def singles(desk: OrderDesk, _folder: Path) -> Callable[[], object]:
    """Sends one request after the other."""
    numbers, sending = count(), _controller(desk)

    def send() -> None:
        if not sending.running:
            desk.document.open("shop", Draft(document(next(numbers))))
            sending.send()
            sending.confirm()

    return send


def resends(desk: OrderDesk, _folder: Path) -> Callable[[], object]:
    """Sends the newest requests again, three at a time, or a new one if there are none."""
    sending = _controller(desk)
    resending = Resending(desk.history, sending)
    # Requests of earlier processes would go to the endpoints of those.
    earlier = max((row.id for row in desk.store.newest(1)), default=0)

    def resend() -> None:
        if not resending.going and not sending.running:
            newest = desk.store.newest(3)
            ids = [row.id for row in newest if row.id > earlier and row.verdict == "accepted"]
            if ids:
                resending.start(ids)
            else:
                sending.send()
        sending.confirm()

    return resend


def journeys(desk: OrderDesk, _folder: Path) -> Callable[[], object]:
    """Runs journeys of five requests."""
    numbers, environment = count(), JourneyEnvironment(lambda: 1.5, lambda: "v")
    sending = (desk.profiles, Sender())
    run = JourneyRun(
        desk.document,
        desk.request,
        desk.history,
        sending,
        (CurrentCatalog(), lambda: None),
        environment,
    )

    def go() -> None:
        if not run.going:
            run.start(Journey("", tuple(Step(document(next(numbers))) for _ in range(5))))
            run.confirm()

    return go


def orders(desk: OrderDesk, folder: Path) -> Callable[[], object]:
    """Sends the rows of a CSV file, three at a time."""
    file = folder / f"{os.getpid()}.csv"
    lines = [f"{os.getpid()}-{row},1.50,1" for row in range(ORDERS)]
    file.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n")
    desk.orders.open(str(file))

    def send() -> None:
        if not desk.sending.going and desk.sending.past is not None:
            desk.sending.start(0, 3)
            desk.sending.confirm()

    return send


WORK = {"single": singles, "resend": resends, "journey": journeys, "orders": orders}


def send_until_killed(folder: Path, kind: str, aim: str, number: str, url: str) -> None:
    app = QCoreApplication([])

    async def go_on() -> None:
        desk = OrderDesk(folder, url)
        desk.history.loader.read()
        reporter = TableReporter(desk, aim, int(number))
        work = WORK[kind](desk, folder)
        timer = QTimer(interval=LOOK_MS)
        for action in (work, desk.history.loader.watch.poll):
            timer.timeout.connect(action)
        print("ready", flush=True)
        timer.start()
        await asyncio.Event().wait()
        del reporter

    with asyncio.Runner(loop_factory=lambda: EventLoop(app)) as runner:
        runner.run(go_on())
