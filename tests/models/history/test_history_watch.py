"""Noticing commits."""

from __future__ import annotations

from pathlib import Path

from convert_console.models.history.loader import HistoryWatch
from convert_console.services.history.store import HistoryStore
from support.exchanges import record


def test_commits_of_a_second_window_are_told_once_and_then_the_rest(
    tmp_path: Path, qapp: object
) -> None:
    store, other = HistoryStore(tmp_path / "h"), HistoryStore(tmp_path / "h")
    watch = HistoryWatch(store)
    watch.look()
    watch.look()
    told: list[str] = []
    watch.committed.connect(lambda: told.append("committed"))
    watch.rested.connect(lambda: told.append("rested"))
    watch.look()
    other.append(record(1)).result()
    watch.look()
    watch.look()
    watch.look()
    assert told == ["committed", "rested"]
    assert not watch.going
    watch.start()
    assert watch.going
    watch.stop()
    store.close()
    other.close()
    watch.look()  # a closed history is for others to say
    assert told == ["committed", "rested"]
