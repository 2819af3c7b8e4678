"""The wheel, installed by pipx and uv with its dependencies from the package index.

`.ci/shipping` makes both programs, and demands these tests.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convert_console import __version__
from support.distributions import ROOT, Distributions, started

INSTALLERS = ROOT / "build" / "installers" / "bin"
WANTED = bool(os.environ.get("CONVERT_CONSOLE_INSTALLERS")) and sys.platform == "linux"

pytestmark = pytest.mark.skipif(not WANTED, reason="asks a package index; .ci/shipping demands it")

CALLERS = (
    *("app/test_composition.py", "cli/test_collect.py", "cli/test_completion.py"),
    *("cli/test_expect.py", "cli/test_send_as.py", "core/export/test_html_page.py"),
    *("models/profiles/test_secrets.py", "services/collector/test_https.py"),
    *("cli/test_plan.py", "widgets/main_window/test_command_palette.py"),
    "widgets/problems/test_problems_pane.py",
)
"""Tests in which every dependency is called, and what PySide6 had wrong."""

Start = Callable[..., str]

CERTIFICATES = os.environ.get("SSL_CERT_FILE")
"""What the machine says, before conftest.py takes the certificates away from the program."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for what the installers keep, so that nothing is downloaded twice."""
    return tmp_path_factory.mktemp("installers")


@pytest.fixture
def start(place: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Start an installer, or what it has installed, in a home of its own."""
    monkeypatch.delenv("SSL_CERT_FILE")
    settings: dict[str, Any] = {
        "PIPX_HOME": f"{place}/pipx",
        "PIPX_BIN_DIR": f"{place}/bin",
        "PIPX_MAN_DIR": f"{place}/man",
        "UV_CACHE_DIR": f"{place}/cache",
        "UV_TOOL_DIR": f"{place}/tools",
        "UV_TOOL_BIN_DIR": f"{place}/uv-bin",
        "UV_PYTHON": sys.executable,
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_SYSTEM_CERTS": "1",
        "PIP_CACHE_DIR": f"{place}/pip-cache",
        "PATH": f"{INSTALLERS}:{os.environ['PATH']}",
    }
    return lambda *command, text="": started(place, *command, text=text, **settings)


def test_pipx_installs_both_programs_and_removes_them(
    distributions: Distributions, start: Start, place: Path
) -> None:
    start("pipx", "install", "--python", sys.executable, str(distributions.wheel))
    programs = {path.name for path in (place / "bin").iterdir()}
    assert programs == {"convert-console", "convert-console-window"}
    assert __version__ in start(f"{place}/bin/convert-console", "--version")
    start(f"{place}/bin/convert-console", "--demo")
    start("pipx", "uninstall", "convert-console")
    assert list((place / "bin").iterdir()) == []


def test_uv_installs_it_as_a_tool(distributions: Distributions, start: Start, place: Path) -> None:
    start("uv", "tool", "install", str(distributions.wheel))
    start(f"{place}/uv-bin/convert-console", "--demo")
    assert '"cid": "1"' in start(f"{place}/uv-bin/convert-console", "decode", "cid=1")
    start("uv", "tool", "uninstall", "convert-console")


def test_uvx_runs_it_without_an_installation(distributions: Distributions, start: Start) -> None:
    run = ("uvx", "--from", str(distributions.wheel), "convert-console")
    assert start(*run, "encode", "-", text='{"cid":"1"}').strip() == "cid=1"


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="the oldest releases have no wheels for it")
def test_it_works_with_the_oldest_releases_that_it_allows(
    distributions: Distributions, start: Start, place: Path
) -> None:
    python = f"{place}/oldest/bin/python"
    start("uv", "venv", "--python", sys.executable, f"{place}/oldest")
    install = ("uv", "pip", "install", "--python", python)
    start(*install, "--resolution", "lowest-direct", "-r", str(ROOT / "pyproject.toml"))
    start(*install, "--no-deps", str(distributions.wheel))
    assert "6.11.0" in start(python, "-c", "import PySide6; print(PySide6.__version__)")
    start(f"{place}/oldest/bin/convert-console", "--demo")
    # What they call of httpx, h11, trustme and the others is called by the tests of the terminal.
    start(*install, "hypothesis", "pytest", "pytest-qt")
    command = (python, "-m", "pytest", "-q", "-c", f"{ROOT}/pyproject.toml", "--rootdir", f"{ROOT}")
    assert " passed" in start(*command, *(f"{ROOT}/tests/{part}" for part in CALLERS))
