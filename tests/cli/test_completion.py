"""Completion in the shells: what they are given to run, and what the program answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from convert_console.cli.commands import run
from support import terminal
from support.profiles import save_profile

Capture = pytest.CaptureFixture[str]


def completed(line: str, file: Path) -> list[str]:
    """What the program answers to a shell, for the end of a line."""
    ended = terminal.run(
        _ARGCOMPLETE="1",
        _ARGCOMPLETE_SHELL="fish",
        _ARGCOMPLETE_STDOUT_FILENAME=str(file),
        _ARGCOMPLETE_IFS="\n",
        _ARGCOMPLETE_DFS="\t",
        COMP_LINE=line,
        COMP_POINT=str(len(line)),
    )
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    return [entry.partition("\t")[0].strip() for entry in file.read_text("utf-8").splitlines()]


def test_commands_options_and_saved_names_are_completed(tmp_path: Path) -> None:
    save_profile("Main shop")
    file = tmp_path / "answer"
    assert completed("convert-console hi", file) == ["history"]
    assert "--profile" in completed("convert-console send --pro", file)
    assert completed("convert-console send --profile Ma", file) == ["Main shop"]
    assert "verdict:accepted" in completed("convert-console history verdict:a", file)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script(shell: str, capsys: Capture) -> None:
    assert run(["completion", shell]) == 0
    assert "convert-console" in capsys.readouterr().out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_read_its_script(shell: str, capsys: Capture, tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    run(["completion", shell])
    script = tmp_path / "script"
    script.write_text(capsys.readouterr().out)
    flag = "--no-execute" if shell == "fish" else "-n"
    subprocess.run([shell, flag, str(script)], check=True, timeout=terminal.SECONDS)


@pytest.fixture
def program(tmp_path: Path) -> str:
    """A PATH on which this program is found by its name."""
    program = tmp_path / "convert-console"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m convert_console "$@"\n')
    program.chmod(0o700)
    return f"{tmp_path}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="bash is not installed")
def test_bash_completes_with_its_script(program: str) -> None:
    script = (
        'eval "$(convert-console completion bash)"; COMP_LINE="convert-console jou";'
        "COMP_POINT=${#COMP_LINE}; COMP_WORDS=(convert-console jou); COMP_CWORD=1;"
        '_python_argcomplete convert-console jou convert-console; echo "${COMPREPLY[@]}"'
    )
    ended = subprocess.run(
        ["/bin/bash", "-c", script], env={**os.environ, "PATH": program}, capture_output=True,
        timeout=terminal.SECONDS, check=False,
    )  # fmt: skip
    assert (ended.stdout.split(), ended.stderr) == ([b"journey"], b"")


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
def test_fish_completes_with_its_script(program: str) -> None:
    script = 'convert-console completion fish | source; complete -C "convert-console jou"'
    ended = subprocess.run(
        ["fish", "--no-config", "-c", script], env={**os.environ, "PATH": program},
        capture_output=True, timeout=terminal.SECONDS, check=False,
    )  # fmt: skip
    assert ended.stdout.startswith(b"journey\t")


def test_another_shell_ends_with_2(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["completion", "csh"])
    assert ended.value.code == 2
