"""The window's settings on disk."""

from pathlib import Path

import pytest

from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.settings import SettingsStore


def test_settings_survive_a_restart(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "s.json")
    for key, value in (("zoom", 1.25), ("theme", "dark"), ("splits", [1, 2])):
        store.set(key, value)
    again = SettingsStore(tmp_path / "s.json")
    assert (again.get("zoom"), again.get("theme"), again.get("splits")) == (1.25, "dark", [1, 2])
    assert again.get("other") is None
    assert again.get("other", 7) == 7


def test_two_windows_keep_each_other_s_keys(tmp_path: Path) -> None:
    one, two = SettingsStore(tmp_path / "s.json"), SettingsStore(tmp_path / "s.json")
    one.set("zoom", 2)
    two.set("theme", "light")
    again = SettingsStore(tmp_path / "s.json")
    assert (again.get("zoom"), again.get("theme")) == (2, "light")


def test_a_value_that_is_kept_already_is_not_written_again(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "s.json")
    store.set("zoom", 2)
    (tmp_path / "s.json").unlink()
    store.set("zoom", 2)
    assert not (tmp_path / "s.json").exists()


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_a_broken_file_is_kept_aside_and_the_usual_settings_hold(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "s.json").write_bytes(content)
    store = SettingsStore(tmp_path / "s.json")
    assert "kept as s.json.broken-1" in store.notice
    assert store.get("zoom") is None
    assert (tmp_path / "s.json.broken-1").read_bytes() == content


def test_a_folder_that_cannot_be_used_is_reported_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = SettingsStore(tmp_path / "file" / "s.json")
    assert store.notice
    with pytest.raises(StoreFailed):
        store.set("zoom", 2)
