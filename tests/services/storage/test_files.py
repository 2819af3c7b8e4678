"""Writing a file whole."""

import errno
import os
from pathlib import Path

import pytest

from convert_console.services.storage import files
from convert_console.services.storage.file_lock import lock, release
from convert_console.services.storage.files import (
    StoreFailed,
    file_named,
    read_import,
    rename_broken,
    rename_to_free,
    sentence_of,
    write_whole,
)
from convert_console.services.storage.folders import HOME_VARIABLE, Folders


def test_a_file_is_replaced_completely_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.json"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


def test_a_refused_write_leaves_the_old_file_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    (tmp_path / "a.json" / "inside").write_bytes(b"old")
    with pytest.raises(StoreFailed, match=r"a\.json could not be read or written"):
        write_whole(tmp_path / "a.json", b"new")
    assert (tmp_path / "a.json" / "inside").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_file_set_aside_never_covers_another(tmp_path: Path) -> None:
    names = []
    for content in (b"1", b"2", b"3"):
        (tmp_path / "a.json").write_bytes(content)
        names.append(rename_broken(tmp_path / "a.json").name)
    assert names == ["a.json.broken-1", "a.json.broken-2", "a.json.broken-3"]
    assert [(tmp_path / name).read_bytes() for name in names] == [b"1", b"2", b"3"]


def test_what_came_after_a_look_is_not_covered_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where another window sets a file aside, or deletes one, at the same moment."""
    (tmp_path / "a.json.broken-1").write_bytes(b"theirs")
    (tmp_path / "a.json").write_bytes(b"ours")
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    assert rename_broken(tmp_path / "a.json").name == "a.json.broken-2"
    places = [tmp_path / "a.json.broken-1", tmp_path / "b"]
    assert rename_to_free(tmp_path / "a.json.broken-2", places) == tmp_path / "b"
    with pytest.raises(FileExistsError):
        rename_to_free(tmp_path / "b", places)
    assert (tmp_path / "a.json.broken-1").read_bytes() == b"theirs"
    with pytest.raises(StoreFailed):
        rename_broken(tmp_path / "gone.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json.broken-1", "b"]


@pytest.mark.parametrize("name", ["", "..", ".a", "../a", "a/b", "a\\b", "c:", "a\0", "x" * 121])
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreFailed, match="cannot be the name of a file"):
        file_named(tmp_path, name, ".json")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EROFS, "allows no access"),
        (errno.EACCES, "Check the permissions"),
        (errno.EIO, "could not be read or written"),
    ],
)
def test_each_refusal_of_the_system_has_a_sentence(number: int, words: str) -> None:
    assert words in sentence_of(OSError(number, "why"), Path("folder/a.json"))


# Where the files live.


def test_the_environment_can_name_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    assert Folders.default() == Folders(tmp_path)


def test_without_it_the_platform_s_own_folder_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME_VARIABLE, raising=False)
    root = Folders.default().root
    assert root.is_absolute()
    assert "convert-console" in root.parts


def test_every_path_is_under_the_root_and_none_is_made(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "home")
    paths = (folders.profiles, folders.drafts, folders.history, folders.settings)
    assert all(path.is_relative_to(folders.root) for path in paths)
    assert folders.history.name == "history.sqlite3"
    assert not folders.root.exists()


# A dropped file is read as text, of whatever encoding, or refused in a sentence.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_usual_encodings_are_read(tmp_path, encoding):
    file = tmp_path / "request.json"
    file.write_bytes('{"campaign": "Été"}'.encode(encoding))
    assert read_import(file) == '{"campaign": "Été"}'


def test_bytes_of_no_encoding_are_read_as_they_are(tmp_path):
    file = tmp_path / "odd.txt"
    file.write_bytes(b"caf\xe9!")
    assert read_import(file) == "café!"


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(StoreFailed, match=r"nowhere\.har cannot be read"):
        read_import(tmp_path / "nowhere.har")


def test_a_folder_and_files_without_a_text_are_named_as_such(tmp_path):
    for name, content, said in (
        ("empty.txt", b"\n", "empty.txt is empty."),
        ("shot.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff", "shot.png is not a text file."),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(StoreFailed, match=said):
            read_import(tmp_path / name)
    with pytest.raises(StoreFailed, match="is a folder"):
        read_import(tmp_path)


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_IMPORT", 3)
    file = tmp_path / "large.har"
    file.write_bytes(b"1234")
    with pytest.raises(StoreFailed, match="4 bytes"):
        read_import(file)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a new process has no copies")
def test_a_lock_ends_with_its_file_also_while_a_process_is_being_started(tmp_path: Path) -> None:
    held = (tmp_path / "f").open("ab")
    lock(held)
    copy = os.dup(held.fileno())  # as a process has it that is not yet executing its program
    release(held)
    with (tmp_path / "f").open("ab") as file:
        lock(file)
    os.close(copy)
