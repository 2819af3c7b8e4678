"""Where the files live."""

from pathlib import Path

import pytest

from convert_console.services.storage.files import HOME_VARIABLE, Folders


def test_the_environment_can_name_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    assert Folders.default() == Folders(tmp_path)


def test_without_it_the_platform_s_own_folder_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME_VARIABLE, raising=False)
    root = Folders.default().root
    assert root.is_absolute()
    assert "convert-console" in root.parts


def test_every_path_lies_under_the_root_and_none_is_made(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "home")
    paths = (folders.profiles, folders.drafts, folders.history, folders.settings)
    assert all(path.is_relative_to(folders.root) for path in paths)
    assert folders.history.name == "history.sqlite3"
    assert not folders.root.exists()
