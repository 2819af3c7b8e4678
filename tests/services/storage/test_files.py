"""Writing a file whole."""

import errno
from pathlib import Path

import pytest

from convert_console.services.storage.files import (
    StoreFailed,
    file_named,
    rename_to_free,
    sentence_of,
    set_aside,
    write_whole,
)


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
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
        names.append(set_aside(tmp_path / "a.json").name)
    assert names == ["a.json.broken-1", "a.json.broken-2", "a.json.broken-3"]
    assert [(tmp_path / name).read_bytes() for name in names] == [b"1", b"2", b"3"]


def test_what_came_after_a_look_is_not_covered_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where another window sets a file aside, or deletes one, at the same moment."""
    (tmp_path / "a.json.broken-1").write_bytes(b"theirs")
    (tmp_path / "a.json").write_bytes(b"ours")
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    assert set_aside(tmp_path / "a.json").name == "a.json.broken-2"
    places = [tmp_path / "a.json.broken-1", tmp_path / "b"]
    assert rename_to_free(tmp_path / "a.json.broken-2", places) == tmp_path / "b"
    with pytest.raises(FileExistsError):
        rename_to_free(tmp_path / "b", places)
    assert (tmp_path / "a.json.broken-1").read_bytes() == b"theirs"
    with pytest.raises(StoreFailed):
        set_aside(tmp_path / "gone.json")
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
