"""Processes killed with SIGKILL at random moments, dozens of times: what was shown is kept."""

from __future__ import annotations

import json
import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from convert_console.core.ledger.ledger import Cell
from convert_console.core.request.draft import Draft
from convert_console.services.history.schema import VERSION
from convert_console.services.history.store import HistoryStore
from convert_console.services.ledger.ledger import LedgerScope, ticks_of
from convert_console.services.storage.drafts import DraftStore
from convert_console.services.storage.folders import Folders
from convert_console.services.storage.profiles import ProfileStore
from convert_console.services.storage.settings import SettingsStore
from support.depth import repeated
from support.exchanges import SHOP, record
from support.killing import killed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL exists on POSIX systems only")

SEED = 20261123
DRAFT_BEHIND = 1.0
"""Seconds of typing that a kill may cost at most."""

STALLED = 0.1
"""Between two keys, five times as long as the typist waits: then the machine stood still."""


@pytest.fixture
def quick_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the system has such: a busy disk may hold up a rename for a second,
    also one that nobody waits for, and how far a draft is behind is held against a second.
    """
    memory = Path("/dev/shm")
    if not (memory.is_dir() and os.access(memory, os.W_OK)):
        yield tmp_path
        return
    with TemporaryDirectory(prefix="convert-console-", dir=memory) as folder:
        yield Path(folder)


def check_whole(path: Path) -> None:
    """Every page, every index and the word index of a history agree."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        db.execute("INSERT INTO words(words) VALUES ('integrity-check')")
        counted = db.execute("SELECT count(*) FROM entry WHERE deleted_at IS NULL").fetchone()
        assert db.execute("SELECT live FROM tally").fetchone() == counted
        halves = "SELECT count(*) FROM entry LEFT JOIN roundtrip USING (id) WHERE url IS NULL"
        assert db.execute(halves).fetchone() == (0,)


def uids(store: HistoryStore) -> set[str]:
    return {row.uid for row in store.newest(1_000_000)}


def kept_uids(path: Path) -> set[str]:
    """The same without reading all else of thousands of rows."""
    with closing(sqlite3.connect(path)) as db:
        return {uid for (uid,) in db.execute("SELECT uid FROM entry WHERE deleted_at IS NULL")}


def check_no_halves(folder: Path) -> None:
    """Nothing was set aside as broken, and what the next start reads is JSON."""
    for path in folder.rglob("*"):
        assert ".broken-" not in path.name
        if path.suffix == ".json":
            json.loads(path.read_text("utf-8"))


def typing_time(moments: list[float]) -> float:
    """Seconds of typing from the first of these moments to the last. While the machine stands still
    nobody can type.
    """
    return sum(min(later - earlier, STALLED) for earlier, later in pairwise(moments))


def test_kills_during_sends_of_two_windows_lose_no_shown_exchange(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    path = tmp_path / "history.sqlite3"
    shown: set[str] = set()
    rounds = repeated(20)
    for _ in range(rounds):
        for _folder, lines in killed("sends", [tmp_path, tmp_path], chance, 0.15):
            shown.update(lines)
        store = HistoryStore(path)
        assert store.notice == ""
        assert shown - kept_uids(path) == set()
        store.close()
        check_whole(path)
    store = HistoryStore(path)
    assert uids(store) == kept_uids(path)
    store.close()
    assert len(shown) >= 2 * rounds


def test_kills_while_a_history_is_made_leave_one_that_works(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    caught: list[int] = []
    for start in range(0, 15, 3):
        if len(caught) >= repeated(15) and 0 in caught:
            break
        folders = [tmp_path / str(start + number) for number in range(3)]
        for folder, lines in killed("beginnings", folders, chance, 0.6):
            path = folder / lines[-1] / "history.sqlite3"
            caught.append(version_of(path))
            store = HistoryStore(path)
            assert store.notice == ""
            assert store.keep(record(1)).row.result() == 1
            store.close()
            check_whole(path)
    assert 0 in caught, "at least one was killed before its tables were there"
    assert {*caught} <= {0, VERSION}, "they are there all, or none"


@pytest.mark.parametrize("version", range(1, VERSION))
def test_kills_while_histories_are_upgraded_lose_no_row(tmp_path: Path, version: int) -> None:
    """From each earlier version: whoever adds one has its upgrade killed as well."""
    chance = random.Random(SEED)
    caught: list[int] = []
    for start in range(0, 9, 3):
        if len(caught) >= repeated(9) and version in caught:
            break
        folders = [tmp_path / f"{version}-{start + number}" for number in range(3)]
        for folder, lines in killed("upgrades", folders, chance, 0.3):
            caught.append(version_of(folder / lines[-1] / "history.sqlite3"))
            for number in lines:
                path = folder / number / "history.sqlite3"
                store = HistoryStore(path)
                assert (store.notice, store.count()) == ("", 3)
                assert ticks_of(path, LedgerScope(SHOP, "all", "away")) == {}
                store.close()
                check_whole(path)
                assert version_of(path) == VERSION
    assert version in caught, "at least one was killed before its upgrade was there"
    assert {*caught} <= {version, VERSION}, "an upgrade is there whole, or not at all"


def version_of(path: Path) -> int:
    """Which version's tables a history has; 0 where there is none yet."""
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version)


def test_kills_of_two_windows_lose_no_tick_that_was_shown(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    shown: set[Cell] = set()
    rounds = repeated(5)
    for _ in range(rounds):
        for _folder, lines in killed("ticks", [tmp_path, tmp_path], chance, 0.15):
            shown.update(Cell("1", *line.split()) for line in lines)
    path = tmp_path / "history.sqlite3"
    assert shown <= ticks_of(path, LedgerScope(SHOP, "all", "away")).keys()
    assert len(shown) >= 2 * rounds
    check_whole(path)


def test_kills_while_profiles_and_settings_are_saved_leave_whole_files(
    tmp_path: Path,
) -> None:
    chance = random.Random(SEED)
    folders = [tmp_path / str(number) for number in range(repeated(20))]
    for start in range(0, len(folders), 4):
        for folder, lines in killed("profiles", folders[start : start + 4], chance, 0.1):
            (profile,) = ProfileStore(folder / "profiles").load().profiles
            assert int(profile.project) in (int(lines[-1]), int(lines[-1]) + 1)
            settings = SettingsStore(folder / "settings.json")
            assert settings.notice == ""
            assert settings.get("number") >= int(lines[-1])
            check_no_halves(folder)


def test_kills_while_typing_lose_at_most_a_second_of_it(quick_disk: Path) -> None:
    chance = random.Random(SEED)
    folders = [quick_disk / str(number) for number in range(repeated(20))]
    for start in range(0, len(folders), 10):
        for folder, lines in killed("edits", folders[start : start + 10], chance, 2.5):
            typed = {int(number): float(at) for number, at in map(str.split, lines)}
            draft = DraftStore(folder / "drafts").load("shop")
            kept = 0 if draft is None else int(draft.text)
            # By the clock of the one who typed: how old is the oldest key that is lost?
            lost = [at for number, at in sorted(typed.items()) if number > kept]
            assert typing_time(lost) <= DRAFT_BEHIND
            check_no_halves(folder)


def test_kills_of_the_window_during_sends_lose_nothing_that_was_shown(
    quick_disk: Path,
) -> None:
    chance = random.Random(SEED)
    folders = Folders(quick_disk)
    shown: set[str] = set()
    for _ in range(repeated(5)):
        ((_folder, lines),) = killed("window", [quick_disk], chance, 2.5)
        shown.update(line.removeprefix("kept ") for line in lines if line.startswith("kept "))
        typed = [line.removeprefix("typed ") for line in lines if line.startswith("typed ")]
        (profile,) = ProfileStore(folders.profiles).load().profiles
        _check_typed(typed, DraftStore(folders.drafts).load(profile.id))
        store = HistoryStore(folders.history)
        assert store.notice == ""
        assert shown - uids(store) == set()
        store.close()
        check_whole(folders.history)
        check_no_halves(quick_disk)
    assert shown


def test_two_windows_over_one_folder_killed_together_each_leave_their_own_draft(
    quick_disk: Path,
) -> None:
    chance = random.Random(SEED)
    folders = Folders(quick_disk)
    told = killed("window", [quick_disk, quick_disk], chance, 3.0)
    (profile,) = ProfileStore(folders.profiles).load().profiles
    places = [DraftStore(folders.drafts), DraftStore(folders.drafts)]
    drafts = [draft for draft in (store.load(profile.id) for store in places) if draft is not None]
    for _folder, lines in told:
        typed = [line.removeprefix("typed ") for line in lines if line.startswith("typed ")]
        typist = typed[0].partition("-")[0] if typed else "none"
        own = (draft for draft in drafts if f'"{typist}-' in draft.text)
        _check_typed(typed, next(own, None))
    store = HistoryStore(folders.history)
    shown = {line.removeprefix("kept ") for _, lines in told for line in lines if "kept" in line}
    assert shown - uids(store) == set()
    store.close()


def _check_typed(typed: list[str], draft: Draft | None) -> None:
    """The draft is one that stood in the window a second before the kill, or later."""
    moments = [float(visitor.rpartition("-")[2]) for visitor in typed]
    if typing_time(moments) <= DRAFT_BEHIND:
        return  # it was not open for long enough to have lost more
    assert draft is not None
    kept = typed.index(json.loads(draft.text)["vid"])
    assert typing_time(moments[kept:]) <= DRAFT_BEHIND
