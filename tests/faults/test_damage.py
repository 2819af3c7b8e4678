"""Files broken, newer, locked or out of reach: a sentence, the old file, a usable window."""

from __future__ import annotations

import errno
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from convert_console.core.document.edits import with_value
from convert_console.core.history.columns import Column
from convert_console.services.history import database
from support.corrupting import copied, corrupt, lived_in, readable
from support.damage import locked
from support.driver import Driver

Open = Callable[[], Driver]


@pytest.fixture
def console(home: Path) -> Path:
    """The program's folder, as a first start left it."""
    return home / "console"


@pytest.fixture(scope="module")
def first_use() -> dict[Path, str]:
    """A copy of the folder that a window has used, and its profile's id, once there is one."""
    return {}


@pytest.fixture
def used(
    open_console: Open,
    console: Path,
    first_use: dict[Path, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """The id of the profile in the folder of a window that was used and closed."""
    for kept, profile in first_use.items():
        shutil.copytree(kept, console)
        return profile
    driver = open_console()
    driver.send()
    driver.close()
    kept = shutil.copytree(console, tmp_path_factory.mktemp("used") / "console")
    first_use[kept] = driver.profiles.current.id
    return first_use[kept]


def check_usable(driver: Driver, *, rows: int = 1) -> None:
    """It edits, it sends, and it shows the row of what was sent."""
    driver.fill("Request", "tid", "ORDER-9")
    driver.begin()
    driver.until(lambda: not driver.sending.running)
    if driver.question:
        driver.confirm()
    assert driver.result == "Accepted"
    assert '"ORDER-9"' in driver.document.draft.text
    assert driver.history(Column.VERDICT)[0] == "Accepted"
    # A row that was just committed may stand there twice until the window hears that it is its own.
    driver.until(lambda: driver.context.history.rowCount() == rows)


def kept_aside(folder: Path, content: bytes) -> bool:
    """Whether a file that was set aside holds exactly this."""
    return any(path.read_bytes() == content for path in folder.glob("*.broken-*"))


BROKEN = {
    "drafts/{}.draft": "The draft in",
    "settings.json": "The settings could not be read",
    "history.sqlite3": "The history could not be read",
    "catalogs/{}.json": "The catalog in",
}


@pytest.mark.parametrize("files", [BROKEN, {"profiles/{}.json": "is not a profile"}])
@pytest.mark.parametrize(
    "content", [b"", b"\0" * 5000, b"[" * 200_000, b"<html>" * 99, b"\xff\xfe{"]
)
def test_a_broken_file_is_reported_and_kept(
    used: str, open_console: Open, console: Path, files: dict[str, str], content: bytes
) -> None:
    """A broken profile would hide that its draft and catalog are broken."""
    for name in files:
        file = console / name.format(used)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    driver = open_console()
    for name, words in files.items():
        if name == "history.sqlite3" and not content:
            continue  # an empty file is a new database to SQLite
        assert words in driver.message
        assert kept_aside((console / name.format(used)).parent, content), name
    check_usable(driver, rows=1 if "history.sqlite3" in files else 2)


def test_all_that_is_broken_is_reported_at_once(
    used: str, open_console: Open, console: Path
) -> None:
    for file in ("drafts/{}.draft", "profiles/{}.json", "settings.json", "history.sqlite3"):
        (console / file.format(used)).write_bytes(b"{broken}" * 999)
    driver = open_console()
    for word in ("draft", "profile", "settings", "history"):
        assert word in driver.message
    check_usable(driver)


def test_a_history_of_a_newer_version_is_left_as_it_is_and_takes_later_what_was_sent(
    used: str, open_console: Open, console: Path
) -> None:
    file = console / "history.sqlite3"
    with closing(sqlite3.connect(file)) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        db.execute("PRAGMA user_version = 999")
    before = file.read_bytes()
    driver = open_console()
    assert "newer version" in driver.message
    check_usable(driver)
    driver.fill("Request", "tid", "ORDER-10")
    driver.send()
    assert "for this session only" in driver.message, "no send puts it away"
    driver.close()
    assert file.read_bytes() == before
    with closing(sqlite3.connect(file)) as db:
        db.execute(f"PRAGMA user_version = {version}")  # as if that version were used again
    again = open_console()
    again.until(lambda: again.context.history.rowCount() == 3)
    assert again.history(Column.VERDICT) == ["Accepted"] * 3


def test_a_history_that_another_program_has_for_itself_takes_later_what_was_sent(
    used: str, open_console: Open, console: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_UPGRADE_SECONDS", 0.3)
    with closing(sqlite3.connect(console / "history.sqlite3", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        driver = open_console()
        assert "locked by another program" in driver.message
        check_usable(driver)
        assert "for this session only" in driver.message
        driver.close()
    again = open_console()
    again.until(lambda: again.context.history.rowCount() == 2)


def test_a_profile_of_a_newer_version_is_left_as_it_is(
    used: str, open_console: Open, console: Path
) -> None:
    file = console / "profiles" / f"{used}.json"
    file.write_text('{"version": 99, "name": "Shop", "target": "a place of its own"}')
    before = file.read_bytes()
    driver = open_console()
    assert "newer version" in driver.message
    check_usable(driver, rows=2)
    driver.profiles.alter(name="Mine")
    driver.close()
    assert file.read_bytes() == before


def test_a_history_that_another_program_holds_opens_and_keeps_once_it_is_free(
    used: str, open_console: Open, console: Path
) -> None:
    with locked(console / "history.sqlite3") as other:
        driver = open_console()
        assert driver.message == ""
        driver.begin()
        driver.until(lambda: not driver.sending.running)
        assert driver.history(Column.VERDICT) == ["Accepted", "Accepted"]
        driver.fill("Request", "tid", "ORDER-9")
        other.execute("ROLLBACK")
    driver.wait_until_sent()
    check_usable(driver, rows=3)


def test_a_history_locked_for_long_is_reported_until_everything_is_stored(
    used: str, open_console: Open, console: Path
) -> None:
    with locked(console / "history.sqlite3") as other:
        driver = open_console()
        for number in range(2):
            driver.fill("Request", "tid", f"ORDER-{number}")
            driver.begin()
            driver.until(lambda: not driver.sending.running)
            if driver.question:
                driver.keys("Alt+S")
                driver.until(lambda: not driver.sending.running)
            driver.until(lambda: "locked by another program" in driver.message)
            assert "kept in a file next to it" in driver.message
        assert driver.history(Column.VERDICT) == ["Accepted"] * 3
        assert driver.history(Column.NOTE) == ["Not kept yet", "Not kept yet", ""]
        (wait,) = driver.context.store._db.execute("PRAGMA busy_timeout").fetchone()
        assert wait <= 16, "the window waits for nobody"
        other.execute("ROLLBACK")
    driver.until(lambda: "kept in a file" not in driver.message)
    driver.until(lambda: driver.history(Column.NOTE) == [""] * 3)
    check_usable(driver, rows=4)
    driver.close()
    assert len(open_console().history(Column.VERDICT)) == 4


def test_what_is_sent_while_the_history_is_held_to_the_end_comes_in_at_the_next_start(
    used: str, open_console: Open, console: Path
) -> None:
    with locked(console / "history.sqlite3"):
        driver = open_console()
        driver.begin()
        driver.until(lambda: not driver.sending.running)
        assert driver.history(Column.VERDICT) == ["Accepted"] * 2
        driver.context.store.leave()  # what is tidied at the start may wait as well
        driver.close()
    again = open_console()
    again.until(lambda: again.context.history.rowCount() == 2)
    assert again.history(Column.VERDICT) == ["Accepted"] * 2


@pytest.mark.parametrize("place", ["", "profiles", "drafts", "settings.json", "history.sqlite3"])
def test_a_place_that_cannot_be_used_is_reported(
    open_console: Open, console: Path, place: str
) -> None:
    """A file where a folder should be, and the reverse, refuse root as well as anybody."""
    in_the_way = console / place
    if "." in place:
        in_the_way.mkdir(parents=True)
    else:
        in_the_way.parent.mkdir(parents=True, exist_ok=True)
        in_the_way.write_bytes(b"in the way")
    driver = open_console()
    driver.until(lambda: bool(driver.message))
    check_usable(driver)
    driver.until(lambda: bool(driver.message) or place not in ("", "drafts"))
    driver.close()
    assert in_the_way.is_dir() or in_the_way.read_bytes() == b"in the way"


@contextmanager
def full_disk(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No file takes another byte: SQLite is told so by itself, the others by the system's call."""

    def no_room(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def limit(pages: int) -> None:
        change = f"PRAGMA max_page_count = {pages}"
        writer = driver.context.store._writer
        writer.submit(lambda db: db.execute(change).fetchall()).result(10)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", no_room)
        limit(1)  # which SQLite takes for the number of pages there are
        yield
        limit(1_000_000)


def test_a_full_disk_is_reported_and_what_was_sent_is_kept_once_there_is_room(
    used: str, open_console: Open, console: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = open_console()
    draft = console / "drafts" / f"{driver.profiles.current.id}.draft"
    before = draft.read_bytes() if draft.exists() else b""
    with full_disk(driver, monkeypatch):
        driver.document.change_text(lambda text: with_value(text, ("cust",), "x" * 20_000), "Type")
        driver.until(lambda: "The disk is full" in driver.message)
        assert (draft.read_bytes() if draft.exists() else b"") == before
        driver.profiles.alter(name="Shop")
        driver.until(lambda: "The disk is full" in driver.message)
        for number in range(3):
            driver.fill("Request", "tid", f"ORDER-{number}")
            driver.begin()
            driver.until(lambda: not driver.sending.running)
            if driver.question:
                driver.keys("Alt+S")
                driver.until(lambda: not driver.sending.running)
        driver.until(lambda: "history could not be written" in driver.message)
        assert "lost if Convert Console ends" in driver.message, "no file takes a byte either"
        assert set(driver.history(Column.VERDICT)) == {"Accepted"}
        assert driver.history(Column.NOTE) == ["Not kept yet"] * 3 + [""]
        assert "not in the history yet" in driver.window.result.sentence.text()
    driver.until(lambda: "history" not in driver.message)
    assert driver.history(Column.NOTE) == [""] * 4
    assert "not in the history yet" not in driver.window.result.sentence.text()
    check_usable(driver, rows=5)
    driver.wait_until_sent()
    kept = driver.document.draft
    driver.close()
    after = open_console()
    assert after.document.draft == kept
    assert after.profiles.current.name == "Shop"
    assert len(after.history(Column.VERDICT)) == 5


def test_a_start_on_a_full_disk_opens_a_window_that_sends(
    open_console: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", no_room)
        driver = open_console()
        driver.until(lambda: "The disk is full" in driver.message)
        check_usable(driver)
        driver.close()


def test_a_damaged_page_in_the_history_is_reported_and_the_window_still_sends(
    used: str, open_console: Open, console: Path
) -> None:
    file = console / "history.sqlite3"
    with closing(sqlite3.connect(file)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'entry'").fetchone()
    with file.open("r+b") as whole:
        whole.seek((page - 1) * 4096)
        whole.write(b"\xaa" * 4096)
    first = open_console()
    assert "damaged" in first.message
    first.begin()
    first.until(lambda: not first.sending.running)
    assert first.result == "Accepted"
    first.close()
    second = open_console()
    assert "kept as history.sqlite3.broken-1" in second.message
    # What was kept of the first send, and the send that the damaged history refused.
    second.until(lambda: len(second.history(Column.VERDICT)) == 2)
    assert sorted(second.history(Column.VERDICT)) == ["Accepted", "Unreadable"]
    check_usable(second, rows=3)


@pytest.fixture(scope="module")
def lived_in_history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history whose last rows are in its write-ahead log, as a kill leaves it."""
    path = tmp_path_factory.mktemp("history") / "history.sqlite3"
    lived_in(path, 120, logged=30)
    return path


@pytest.mark.parametrize("seed", range(6))
def test_the_window_starts_and_sends_whatever_happened_to_the_history(
    open_console: Open, console: Path, lived_in_history: Path, tmp_path: Path, seed: int
) -> None:
    path = copied(lived_in_history, console / "history.sqlite3")
    corrupt(path, random.Random(f"window {seed}"))
    before = readable(path, tmp_path)
    for _ in range(2):
        driver = open_console()
        model = driver.context.history
        for place in range(0, model.rowCount(), 9):
            driver.sending.show_exchange(model.exchange_at(place))
        driver.activate()
        driver.begin()
        driver.until(partial(is_over, driver))
        assert driver.result == "Accepted"
        driver.close()
    after = readable(path, tmp_path)
    known = {row_id for row_id, row in before.entries.items() if str(row[0]).startswith("b'uid-")}
    assert known <= after.entries.keys()


def is_over(driver: Driver) -> bool:
    """Whether a send is over; a question in between is answered with yes."""
    if driver.question:
        driver.sending.confirm()
    return not driver.sending.running
