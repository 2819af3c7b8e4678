"""The project as people get it: the wheel and the source distribution, built without a network."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

SECONDS = 300
"""How long a step may take before it fails as hung."""


@dataclass(frozen=True)
class Distributions:
    """The files that an index would get."""

    wheel: Path
    sdist: Path


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel, and a folder to start programs in."""

    folder: Path
    elsewhere: Path

    def program(self, name: str) -> str:
        """The path of a program of the environment."""
        scripts = self.folder / ("Scripts" if os.name == "nt" else "bin")
        return str(scripts / name)

    def start(self, *command: str, text: str = "", code: int = 0) -> str:
        """What a program printed; fails with all it said when it ends with another code."""
        return started(self.elsewhere, *command, text=text, code=code)


def started(folder: Path, *command: str, text: str = "", code: int = 0, **settings: str) -> str:
    """What a program printed that was started in a folder; fails if it ends with another code."""
    done = subprocess.run(
        command,
        cwd=folder,
        input=text,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "TMPDIR": str(folder), **settings},
        timeout=SECONDS,
        check=False,
    )
    ended = f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert done.returncode == code, ended
    return done.stdout


def built(folder: Path, project: Path = ROOT) -> Distributions:
    """Build both from a checkout, or from an unpacked source distribution."""
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(build, cwd=project, check=True, capture_output=True, timeout=SECONDS)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Distributions(wheel, sdist)


def installed_wheel(wheel: Path, base: Path) -> Installed:
    """The wheel in an environment below `base`, where nothing else of this project is.

    The dependencies are lent by the environment that runs the tests, so that nothing is downloaded.
    """
    made = Installed(base / "environment", base)
    python = made.program("python")
    made.start(sys.executable, "-m", "venv", "--without-pip", str(made.folder))
    site = made.start(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    # The .pth files of the lent folder are not read, the one of the editable install among them.
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(site.strip(), "lent.pth").write_text("\n".join(sorted(lent)) + "\n", "utf-8")
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    # Forced, since the lent folder says that this version is there already.
    options = ("--quiet", "--no-deps", "--no-index", "--ignore-installed")
    made.start(*pip, "install", *options, str(wheel))
    return made
