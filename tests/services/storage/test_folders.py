"""The console's own folder: for its owner alone, and without what killed processes have left."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from convert_console.core.journeys.journey import Journey, Step
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.services.history.store import HistoryStore
from convert_console.services.ledger.reports import KeptReports, ReportStore
from convert_console.services.orders.journal import Journal
from convert_console.services.storage.catalogs import CatalogStore, StoredConfiguration
from convert_console.services.storage.drafts import DraftStore
from convert_console.services.storage.files import TEMPORARY, write_whole
from convert_console.services.storage.folders import Folders, tidy
from convert_console.services.storage.journeys import JourneyStore
from convert_console.services.storage.profiles import ProfileStore
from convert_console.services.storage.saved_requests import SavedRequest, store_of
from convert_console.services.storage.settings import SettingsStore
from support.exchanges import record

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")


@pytest.fixture(autouse=True)
def generous() -> Iterator[None]:
    """As most systems have it: others may read what is made."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def use_everything(folders: Folders) -> None:
    """Have every store write what it writes."""
    profiles = ProfileStore(folders.profiles)
    for name in ("one", "two"):
        profiles.save(Profile(id=name, name=name))
    profiles.delete("two")
    drafts = DraftStore(folders.drafts)
    drafts.load("one")
    drafts.save("one", Draft("{}"))
    drafts.release()
    requests = store_of(folders.requests, "one")
    for text in ("{}", "[]"):
        requests.replace(SavedRequest("buy", "Buy", Draft(text)))
    requests.keep_order([SavedRequest("buy", "Buy", Draft("{}"))])
    requests.delete("buy")
    CatalogStore(folders.catalogs).save("one", StoredConfiguration("{}", "file", 1.0))
    JourneyStore(folders.journeys).write("one", [Journey("Tour", (Step("{}", "POST", 0.0),), 1)])
    SettingsStore(folders.settings).set("zoom", 2)
    Journal(folders.orders / "one.journal", {}).close()
    ReportStore(folders.reports).save("one", KeptReports())
    store = HistoryStore(folders.history)
    store.keep(record(1)).row.result()
    broken = folders.history.with_name(f"{folders.history.name}-check")
    broken.touch(0o600)
    assert {path.name[-4:] for path in folders.root.iterdir()} >= {"-wal", "-shm"}
    check_private(folders.root)
    store.close()


def check_private(root: Path) -> None:
    """No file and no folder of the root is for anybody else."""
    modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in [root, *root.rglob("*")]}
    wanted = {path: 0o700 if path.is_dir() else 0o600 for path in modes}
    assert modes == wanted
    assert len(modes) > 12


def test_what_is_written_is_for_its_owner_alone(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "deep" / "console")
    use_everything(folders)
    check_private(folders.root)
    assert stat.S_IMODE((tmp_path / "deep").stat().st_mode) == 0o700


def test_what_an_earlier_version_has_left_open_to_all_is_mended(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "console")
    use_everything(folders)
    for path in [folders.root, *folders.root.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    tidy(folders)
    check_private(folders.root)
    with closing(HistoryStore(folders.history)) as store:
        assert store.count() == 1
        store.keep(record(2)).row.result()
        check_private(folders.root)


def test_unrelated_input_is_left_unchanged(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "console")
    use_everything(folders)
    program, target = folders.root / "run", tmp_path / "elsewhere"
    for path in (program, target):
        path.write_bytes(b"")
        path.chmod(0o755)
    (folders.profiles / "link.json").symlink_to(target)
    (folders.drafts / "loop").symlink_to(folders.drafts)
    tidy(folders)
    assert stat.S_IMODE(program.stat().st_mode) == 0o755
    assert stat.S_IMODE(target.stat().st_mode) == 0o755


def test_a_folder_that_all_share_or_that_holds_a_home_is_not_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared, home = tmp_path / "shared", tmp_path / "home"
    for folder, mode in ((shared, 0o1777), (home, 0o755)):
        (folder / "me").mkdir(parents=True)
        folder.chmod(mode)
    monkeypatch.setenv("HOME", str(home / "me"))
    tidy(Folders(shared))
    tidy(Folders(home))
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777
    assert stat.S_IMODE(home.stat().st_mode) == 0o755


WRITES_FOR_EVER = """
import os, sys
from pathlib import Path
from convert_console.services.storage.files import write_whole
def wait(handle):
    print("writing", flush=True)
    sys.stdin.read()
os.fsync = wait
write_whole(Path(sys.argv[1]), b"secret")
"""


def test_a_temporary_file_of_a_killed_process_is_removed_and_that_of_a_living_one_is_not(
    tmp_path: Path,
) -> None:
    folders = Folders(tmp_path / "console")
    use_everything(folders)
    with subprocess.Popen(
        [sys.executable, "-c", WRITES_FOR_EVER, str(folders.profiles / "x.json")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    ) as doomed:
        assert doomed.stdout is not None
        assert doomed.stdout.readline() == b"writing\n"
        (left,) = folders.profiles.glob(".*.tmp")
        check_private(folders.root)
        tidy(folders)
        assert left.exists()
        doomed.kill()
    tidy(folders)
    assert not left.exists()


def test_temporary_files_of_earlier_versions_are_removed_when_they_are_old(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "console")
    use_everything(folders)
    deleted = folders.requests / "one" / "deleted"
    places = {
        folders.root / ".ab_d3fgh.tmp": True,
        folders.drafts / ".abcd3fgh.tmp": True,
        deleted / ".buy.4711": True,
        folders.drafts / ".abcd3fgh.tmp2": False,
        folders.drafts / "abcd3fgh.tmp": False,
        folders.requests / "one" / ".buy.4711": False,
    }
    for path in places:
        path.write_bytes(b"")
    tidy(folders)
    assert all(path.exists() for path in places)
    for path in places:
        os.utime(path, (time.time() - 90_000,) * 2)
    tidy(folders)
    assert {path: not path.exists() for path in places} == places


def test_a_history_kept_for_one_session_goes_with_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    left = tmp_path / f"convert-console-{gone.stdout.strip()}-abc"
    living = tmp_path / f"convert-console-{os.getpid()}-abc"
    others = tmp_path / "convert-console-abc"
    for folder in (left, living, others):
        folder.mkdir()
        (folder / "history.sqlite3").write_bytes(b"")
    tidy(Folders(tmp_path / "console"))
    assert [left.exists(), living.exists(), others.exists()] == [False, True, True]


def test_a_file_in_place_of_a_folder_and_nothing_at_all_are_no_trouble(tmp_path: Path) -> None:
    tidy(Folders(tmp_path / "nowhere"))
    (tmp_path / "file").write_bytes(b"")
    tidy(Folders(tmp_path / "file"))
    (tmp_path / "console").mkdir()
    (tmp_path / "console" / "profiles").write_bytes(b"")
    tidy(Folders(tmp_path / "console"))


def test_a_file_that_is_written_again_stays_for_its_owner_alone(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", b"1")
    (tmp_path / "a").chmod(0o644)
    write_whole(tmp_path / "a", b"2")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600
    assert TEMPORARY.startswith(".")
