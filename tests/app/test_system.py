"""What a start lacks of the system is said in one sentence, with the next step."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

from convert_console.app.system import (
    LIBRARIES,
    PACKAGES,
    SCREEN_LIBRARIES,
    explain_abort,
    explain_import,
    missing_libraries,
)

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere wheels are complete")


def start(*arguments: str, **variables: str) -> tuple[int, str, list[str]]:
    """Exit code, output and the lines of standard error; without any screen of this machine."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM")
    kept = {name: text for name, text in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-m", "convert_console", *arguments],
        env={**kept, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    # libwayland's own remark, past Qt and Python
    lines = [line for line in done.stderr.splitlines() if "XDG_RUNTIME_DIR" not in line]
    return done.returncode, done.stdout, lines


def test_without_a_screen_the_demo_is_named_and_no_window_opens() -> None:
    code, said, (sentence,) = start()
    assert (code, said) == (2, "")
    assert "neither DISPLAY nor WAYLAND_DISPLAY is set" in sentence
    assert sentence.endswith("convert-console --demo")


def test_the_demo_needs_no_screen(tmp_path: Path) -> None:
    code, said, complained = start("--demo", TMPDIR=str(tmp_path))
    assert (code, complained) == (0, [])
    assert said.startswith("What arrived is what was shown.")


@pytest.mark.parametrize(
    ("variable", "screen"),
    [
        ("DISPLAY", ":7977"),
        ("DISPLAY", "nowhere"),
        ("DISPLAY", "127.0.0.1:7977"),
        ("WAYLAND_DISPLAY", "wayland-7977"),
    ],
)
def test_a_screen_that_does_not_answer_is_named(variable: str, screen: str) -> None:
    code, said, (sentence,) = start(**{variable: screen})
    assert said == ""
    missing = missing_libraries(SCREEN_LIBRARIES[variable])
    if missing:  # as on a server, where they are the first thing that a window lacks
        assert code == 1
        assert all(PACKAGES[file] in sentence for file in missing)
    else:
        assert code == 2
        assert f"{variable}={screen}" in sentence


def test_a_platform_that_qt_does_not_have_is_named() -> None:
    code, said, (sentence,) = start(QT_QPA_PLATFORM="nonsense")
    assert (code, said) == (2, "")
    assert "nonsense" in sentence
    assert "QT_QPA_PLATFORM" in sentence


@pytest.fixture(scope="module")
def without_a_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed Qt with one library that asks for a library which no system has."""
    original = Path(PySide6.__path__[0])
    place = tmp_path_factory.mktemp("without-a-library")
    folder = place / "PySide6"

    def link(source: str, target: str) -> None:
        if Path(source).name == "libQt6Gui.so.6":
            wanted, unknown = b"libfontconfig.so.1\0", b"libfontconfig.so.9\0"
            data = Path(source).read_bytes()
            assert wanted in data
            Path(target).write_bytes(data.replace(wanted, unknown))
        else:
            Path(target).symlink_to(source)

    shutil.copytree(
        original,
        folder,
        copy_function=link,
        ignore=shutil.ignore_patterns("*.pyi", "qml", "resources", "translations", "include"),
    )
    (place / "shiboken6").symlink_to(original.parent / "shiboken6")
    return place


@pytest.mark.parametrize("arguments", [[], ["--demo"]])
def test_a_library_that_the_system_lacks_is_named_without_a_traceback(
    arguments: list[str], without_a_library: Path
) -> None:
    variables = {"PYTHONPATH": str(without_a_library), "QT_QPA_PLATFORM": "offscreen"}
    code, said, (sentence,) = start(*arguments, **variables)
    assert (code, said) == (1, "")
    assert "this system lacks libfontconfig.so.9" in sentence


@pytest.mark.parametrize("file", LIBRARIES)
def test_a_known_library_is_named_with_the_command_that_installs_it(file: str) -> None:
    error = ImportError(f"{file}: cannot open shared object file: No such file or directory")
    sentence = explain_import(error)
    assert sentence is not None
    assert file in sentence
    assert f"sudo apt-get install {LIBRARIES[file]}" in sentence


def test_a_package_that_is_not_installed_is_named_and_a_bug_of_ours_is_not_hidden() -> None:
    missing = ModuleNotFoundError("No module named 'httpx'", name="httpx")
    assert "No module named 'httpx'" in (explain_import(missing) or "")
    ours = ModuleNotFoundError("No module named", name="convert_console.nowhere")
    assert explain_import(ours) is None
    assert explain_import(ImportError("cannot import name 'a'", name="convert_console")) is None


def test_a_platform_that_fails_is_reported_with_its_own_reasons() -> None:
    sentence, code = explain_abort(["Could not open display"], {"QT_QPA_PLATFORM": "eglfs"})
    assert code == 2
    assert "QT_QPA_PLATFORM=eglfs: Could not open display" in sentence


@pytest.mark.parametrize("gone", [[], ["libgl1", "libegl1"]])
def test_the_set_up_names_missing_libraries_in_one_sentence_and_fails(
    gone: list[str], tmp_path: Path
) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "system-libraries", tmp_path / ".ci")
    (tmp_path / ".ci" / "apt-install").write_text("exit 1\n")  # as for anyone but root
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    lines = "\n".join(f"echo {name}" for name in gone)
    python.write_text(f"#!/bin/sh\n{lines}\nexit {1 if gone else 0}\n")
    python.chmod(0o755)
    command = ["sh", ".ci/system-libraries"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == (1 if gone else 0)
    assert [line.endswith("install libgl1 libegl1") for line in done.stderr.splitlines()] == (
        [True] if gone else []
    )


@pytest.mark.parametrize("screen", ["", "DISPLAY", "WAYLAND_DISPLAY", "every"])
def test_the_packages_to_install_are_those_of_the_screens_that_are_named(screen: str) -> None:
    command = [sys.executable, "-m", "convert_console.app.system"]
    hidden = ("DISPLAY", "WAYLAND_DISPLAY")
    kept = {name: text for name, text in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [*command, "every"] if screen == "every" else command,
        env=kept if screen in ("", "every") else {**kept, screen: ":0"},
        capture_output=True,
        text=True,
        check=False,
    )
    wanted = PACKAGES if screen == "every" else {**LIBRARIES, **SCREEN_LIBRARIES.get(screen, {})}
    missing = [PACKAGES[file] for file in missing_libraries(wanted)]
    assert done.stdout.split() == missing
    assert done.returncode == (1 if missing else 0)
