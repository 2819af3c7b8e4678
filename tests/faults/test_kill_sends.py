"""Killed at any moment of a send, nothing is lost that was shown, and nothing that was sent."""

from __future__ import annotations

import json
import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from convert_console.core.history.filter_language import Filter
from convert_console.services.history.store import HistoryStore
from convert_console.services.orders.journal import Journal
from support.doomed_sends import ORDERS, send_until_killed
from support.endpoint import Conversation, Endpoint, answer, silence
from support.killing import KilledProcess

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL exists on POSIX systems only")

KINDS = ("single", "resend", "journey", "orders")
AIMS = ("begun", "received", "shown", "random")

LONGEST = 0.4
"""Seconds after the first row that a process runs at most before a kill at random."""


def killed(folder: Path, kind: str, aim: str, number: int, seconds: float) -> Killed:
    """Let a process send until its kill; what it had shown, and what had arrived of it."""
    process: list[KilledProcess] = []

    def kill(conversation: Conversation) -> None:
        process[0].kill()
        silence(conversation)

    answers: list[Any] = [answer()]
    if aim == "received":
        answers = [*[answer()] * (number - 1), kill]
    own_aim = aim if aim in ("begun", "shown") else ""
    with Endpoint(answers) as endpoint:
        process.append(
            KilledProcess(send_until_killed, folder, kind, own_aim, str(number), endpoint.url)
        )
        said: list[str] = []
        try:
            if aim == "random":
                while not said or "accepted" not in said[-1]:
                    said.append(process[0].wait_for_line())
                    assert said[-1], "it ended by itself"
                said += process[0].kill_after(seconds)
            else:
                said += process[0].ended()
        finally:
            process[0].end()
        lines = [tuple(line.split()) for line in said if line != "ready"]
        arrived = [one.partition(b"\r\n\r\n")[2] for one in endpoint.requests]
        return Killed(lines, [body for body in arrived if body])


class Killed:
    """What a process had shown, in order, and the bodies that had arrived of it."""

    def __init__(self, lines: list[tuple[str, ...]], arrived: list[bytes]) -> None:
        self.lines, self.arrived = lines, arrived


def check_nothing_is_lost(folder: Path, kills: list[Killed]) -> None:
    """What was shown is in the history as it was shown, and so is whatever arrived, once each."""
    store = HistoryStore(folder / "history")
    assert store.notice == ""
    rows = {row.uid: row for row in store.newest(1_000_000)}
    shown = {uid: verdict for kill in kills for uid, verdict, kept in kill.lines if kept == "kept"}
    for uid, verdict in shown.items():
        assert uid in rows, f"{verdict} was shown, and is lost"
        assert rows[uid].verdict in (
            (verdict,) if verdict != "pending" else ("unknown", "accepted")
        )
    bodies = [
        exchange.request.body for row in rows.values() if (exchange := store.exchange(row.id))
    ]
    for body in {body for kill in kills for body in kill.arrived}:
        arrived = sum(kill.arrived.count(body) for kill in kills)
        assert arrived <= bodies.count(body), "it was sent, and left no trace"
    for journal in (folder / "orders").glob("*.journal"):
        check_journal(journal, store, {json.loads(b)["tid"] for k in kills for b in k.arrived})
    assert {row.verdict for row in rows.values()} <= {"accepted", "unknown"}
    store.close()
    with closing(sqlite3.connect(folder / "history")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        db.execute("INSERT INTO words(words, rank) VALUES ('integrity-check', 1)")
        assert db.execute("SELECT count(*) FROM tally, entry").fetchone()[0] == len(rows)


def check_journal(path: Path, store: HistoryStore, arrived: set[str]) -> None:
    """No row that arrived counts as unsent, and none that the history knows of as unknown."""
    with Journal(path, None) as journal:
        journal.resolve(store.outcomes)
        pid = Path(journal.header["file"]).stem
        for row in range(1, ORDERS + 1):
            tid = f"{pid}-{row - 1}"
            if tid in arrived:
                assert journal.code(row) in ("accepted", "unknown"), tid
            is_unknown = journal.code(row) == "unknown"
            found = store.newest(9, Filter(words=f'"{tid}"')) if is_unknown else ()
            assert all(one.verdict == "unknown" for one in found), tid


def kill_at(folder: Path, kind: str, aim: str, chance: random.Random) -> Killed:
    return killed(folder, kind, aim, chance.randint(1, 6), chance.uniform(0, LONGEST))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kill_at_every_step_of_a_send_loses_nothing(tmp_path: Path, kind: str) -> None:
    chance = random.Random(kind)
    kills = [kill_at(tmp_path, kind, aim, chance) for aim in AIMS]
    check_nothing_is_lost(tmp_path, kills)
    assert any("pending" in line for kill in kills for line in kill.lines)
    assert any("accepted" in line for kill in kills for line in kill.lines)
    begun, received = kills[:2]
    assert received.arrived, "the endpoint had it all when it was killed"
    assert begun.lines


def many(folder: Path, kind: str, aim: str, number: int, seed: int) -> None:
    """For runs by hand: `python -c "from faults.test_kill_sends import many; many(...)"`."""
    chance = random.Random(seed)
    kills = []
    for done in range(1, number + 1):
        kills.append(kill_at(folder, kind, aim, chance))
        if done % 10 == 0 or done == number:
            check_nothing_is_lost(folder, kills)
    sends = sum(len(kill.arrived) for kill in kills)
    print(f"{kind:8} {aim:9} {number} kills, {sends} arrived, 0 lost", flush=True)
