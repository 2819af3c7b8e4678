"""The wheel, installed where nothing else of this project is: does it start, has it all it needs?

The dependencies are lent by the environment that runs the tests, so that nothing is downloaded.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

from convert_console import __version__

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel, and a folder to start programs in."""

    folder: Path
    elsewhere: Path

    def program(self, name: str) -> str:
        """The path of a program of the environment."""
        scripts = self.folder / ("Scripts" if os.name == "nt" else "bin")
        return str(scripts / name)

    def start(self, *command: str, text: str = "") -> str:
        """What a program printed; fails with all it said when it did not end well."""
        done = subprocess.run(
            command,
            cwd=self.elsewhere,
            input=text,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1", "TMPDIR": str(self.elsewhere)},
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    base = tmp_path_factory.mktemp("wheel")
    made = Installed(base / "environment", base)
    python = made.program("python")
    made.start(sys.executable, "-m", "venv", "--without-pip", str(made.folder))
    site = made.start(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    # The .pth files of the lent folder are not read, the one of the editable install among them.
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(site.strip(), "lent.pth").write_text("\n".join(sorted(lent)) + "\n", "utf-8")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(base)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = base.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    made.start(*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel))
    return made


def test_the_program_says_its_version(installed: Installed) -> None:
    assert __version__ in installed.start(installed.program("convert-console"), "--version")


def test_the_package_that_runs_is_the_one_of_the_wheel(installed: Installed) -> None:
    code = "import convert_console; print(convert_console.__file__)"
    file = Path(installed.start(installed.program("python"), "-c", code).strip())
    assert file.is_relative_to(installed.folder)


def test_the_command_line_encodes_what_it_reads(installed: Installed) -> None:
    document = json.dumps({"cid": "10000009", "pid": "10000001", "ev": []})
    said = installed.start(installed.program("convert-console"), "encode", "-", text=document)
    assert "10000009" in said


def test_every_resource_of_the_checkout_is_in_the_wheel(installed: Installed) -> None:
    code = "from convert_console.resources import resource; print(resource())"
    folder = Path(installed.start(installed.program("python"), "-c", code).strip())
    assert folder.is_relative_to(installed.folder)
    assert _files(folder) == _files(ROOT / "resources")


def test_the_window_opens(installed: Installed) -> None:
    installed.start(installed.program("python"), "-m", "convert_console", "--demo")


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
