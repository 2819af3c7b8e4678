"""The entry in the menu of a desktop: what is written, started and removed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from convert_console.resources import APPLICATION_ID
from convert_console.services.storage.desktop_entry import (
    SOURCES,
    data_folder,
    entry_of,
    install_entry,
    own_command,
    remove_entry,
)
from convert_console.services.storage.files import StoreFailed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such entries")

IN_CI = bool(os.environ.get("CI"))


def entry(folder: Path) -> Path:
    return folder / "applications" / f"{APPLICATION_ID}.desktop"


def files(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix() for path in found}
    # What update-desktop-database and update-mime-database make of them is left out.
    made = {name for name in names if name.startswith("mime/") and "/packages/" not in name}
    return names - made - {"applications/mimeinfo.cache"}


def test_every_file_is_written_where_a_desktop_looks(tmp_path: Path) -> None:
    written = install_entry(tmp_path, ["/opt/console"])
    assert files(tmp_path) == {*SOURCES} == {str(path.relative_to(tmp_path)) for path in written}
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o644}
    assert "Exec=/opt/console --open %F\nTryExec=/opt/console\n" in entry(tmp_path).read_text()


def test_what_is_removed_is_what_was_written_and_nothing_else(tmp_path: Path) -> None:
    other = tmp_path / "applications" / "other.desktop"
    other.parent.mkdir()
    other.write_text("[Desktop Entry]\nType=Application\nName=Other\nExec=true\n")
    install_entry(tmp_path, ["/opt/console"])
    assert len(remove_entry(tmp_path)) == len(SOURCES)
    assert files(tmp_path) == {"applications/other.desktop"}
    assert remove_entry(tmp_path) == ()


def test_a_second_time_replaces_the_command(tmp_path: Path) -> None:
    install_entry(tmp_path, ["/opt/old"])
    install_entry(tmp_path, ["/opt/new", "-m", "console"])
    text = entry(tmp_path).read_text()
    assert "Exec=/opt/new -m console --open %F\n" in text
    assert "/opt/old" not in text


def test_a_folder_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "applications").write_text("in the way")
    with pytest.raises(StoreFailed, match="applications"):
        install_entry(tmp_path, ["/opt/console"])


ODD = ["plain", "with space", "50%", "$HOME `id` \"a\" \\ 'b'", "ä=ö", "a;b&c|d"]


# GLib looks for a program before it reads %% as %, and does not find one below "50%".
@pytest.mark.parametrize("name", [name for name in ODD if "%" not in name])
def test_any_path_is_started_as_it_is(name: str, tmp_path: Path) -> None:
    """By GLib, the library with which GNOME and others start programs."""
    gio = shutil.which("gio")
    if not gio and not IN_CI:
        pytest.skip("this machine lacks gio, of libglib2.0-bin")
    assert gio
    folder = tmp_path / name
    folder.mkdir()
    program = folder / "console"
    # The program outlives gio; reading what it says ends when the program does.
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$0" "$@" >"$(dirname "$0")/said"\n')
    program.chmod(0o755)
    install_entry(tmp_path / "data", [str(program)])
    fifo = folder / "said"
    os.mkfifo(fifo)
    command = [gio, "launch", str(entry(tmp_path / "data")), "/tmp/a file.json"]
    null = subprocess.DEVNULL
    subprocess.run(command, stdout=null, stderr=null, check=True, timeout=60)
    assert fifo.read_text("utf-8").splitlines() == [str(program), "--open", "/tmp/a file.json"]


@pytest.mark.parametrize("name", ODD)
def test_any_path_leaves_the_entry_valid(name: str, tmp_path: Path) -> None:
    validate = shutil.which("desktop-file-validate")
    if not validate and not IN_CI:
        pytest.skip("this machine lacks desktop-file-validate, of desktop-file-utils")
    assert validate
    install_entry(tmp_path, [f"/opt/{name}/console"])
    done = subprocess.run([validate, str(entry(tmp_path))], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"")


def test_line_breaks_and_percent_signs_are_escaped() -> None:
    text = "Exec=convert-console --open %F\nTryExec=convert-console\n"
    assert entry_of(text, ["/a\nb%"]) == 'Exec="/a\\nb%%" --open %F\nTryExec=/a\\nb%\n'


def test_the_data_folder_is_the_one_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder() == tmp_path
    monkeypatch.setenv("XDG_DATA_HOME", "relative/is/ignored")
    assert data_folder() == Path.home() / ".local" / "share"


def test_the_own_command_starts_this_installation() -> None:
    said = subprocess.run(
        [*own_command(), "--version"], capture_output=True, check=True, timeout=60
    )
    assert said.stdout.startswith(b"convert-console ")


def test_without_its_script_it_is_started_as_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert own_command() == [str(tmp_path / "python"), "-m", "convert_console"]


def test_a_bundle_names_its_own_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/convert-console/convert-console")
    assert own_command() == ["/opt/convert-console/convert-console"]
