"""`--install-desktop` and `--remove-desktop`, as a user types them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from convert_console.cli.commands import run
from convert_console.resources import APPLICATION_ID
from support import terminal

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such entries")


@LINUX
def test_the_entry_is_written_and_removed(home: Path) -> None:
    folder = home / "data"
    ended = terminal.run("--install-desktop")
    assert (ended.code, ended.err) == (0, "")
    written = [Path(line.split(maxsplit=1)[1]) for line in ended.out.splitlines()]
    assert written
    assert all(path.is_file() and path.is_relative_to(folder) for path in written)
    ended = terminal.run("--remove-desktop")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.count("removed  ") == len(written)
    assert not any(path.exists() for path in written)
    assert terminal.run("--remove-desktop").out == "There is no entry to remove.\n"


@LINUX
def test_a_refusal_of_the_system_is_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "data").write_text("in the way")
    assert run(["--install-desktop"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    (home / "data").unlink()
    (home / "data" / "applications" / f"{APPLICATION_ID}.desktop").mkdir(parents=True)
    assert run(["--remove-desktop"]) == 2
    assert capsys.readouterr().err.startswith("convert-console: ")


@pytest.mark.parametrize("option", ["--install-desktop", "--remove-desktop"])
def test_elsewhere_it_says_what_to_do_instead(
    option: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert run([option]) == 2
    assert "pin the program" in capsys.readouterr().err


def test_options_without_a_command_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["--verbose"])
    assert ended.value.code == 2
    assert "COMMAND" in capsys.readouterr().err
