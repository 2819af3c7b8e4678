"""The demo proves, without anyone at the window, that what is shown is what arrives."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from convert_console.app import demo
from convert_console.core.request.wire import WireRequest
from convert_console.services.http.route import Route, SendResult
from convert_console.services.http.sender import Sender
from convert_console.widgets.main_window.window import MainWindow


@pytest.fixture(autouse=True)
def no_window_left() -> Iterator[None]:
    """The demo is a program of its own and leaves its window to its end."""
    yield
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, MainWindow):
            widget.deleteLater()


@pytest.fixture(autouse=True)
def place_of_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def run_demo(
    *arguments: str, place: Path | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    temporary = str(place or tempfile.gettempdir())
    return subprocess.run(
        [sys.executable, "-m", "convert_console", "--demo", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "TMPDIR": temporary, "TEMP": temporary, "TMP": temporary, **more},
    )


def test_the_demo_prints_its_result_first_and_saves_a_separate_picture(
    tmp_path: Path,
) -> None:
    foreseen, taken = tmp_path / "convert-console-demo.png", tmp_path / "taken"
    taken.write_text("another's file")
    if os.name != "nt":  # where a link is a privilege
        foreseen.symlink_to(taken)
    told = run_demo()
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert lines[0] == "What arrived is what was shown."
    assert "POST /track HTTP/1.1" in lines
    assert any(line.startswith("GET /track?cid=12345&pid=12345&seg[browser]=") for line in lines)
    assert told.stdout.count("Accepted after ") == 2
    assert "User-Agent:" not in told.stdout
    (said,) = (line for line in lines if line.startswith("Screenshot: "))
    picture = Path(said.removeprefix("Screenshot: "))
    assert picture.parent == tmp_path
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert os.name == "nt" or picture.stat().st_mode & 0o077 == 0
    assert taken.read_text() == "another's file"
    assert {*tmp_path.iterdir()} <= {foreseen, taken, picture}, "nothing else is left"


def test_the_demo_shows_the_bytes_when_asked_and_needs_no_display_that_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if sys.platform == "linux":  # displays by name are those of X and Wayland
        monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    told = run_demo("--verbose", DISPLAY=":9876", WAYLAND_DISPLAY="")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("What arrived is what was shown.\n")
    assert told.stdout.count("  | User-Agent: ") == 2
    assert "  | GET /track?cid=12345&pid=12345&seg[browser]=CH&seg[devices][]=DESK" in told.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a reader that leaves is no EPIPE there")
def test_a_reader_that_leaves_gets_no_traceback() -> None:
    command = [sys.executable, "-m", "convert_console", "--demo"]
    environment = {**os.environ, "TMPDIR": tempfile.gettempdir()}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as started:
        assert started.stdout
        assert started.stderr
        started.stdout.close()
        complained = started.stderr.read()
    assert (started.returncode, complained) == (141, b"")


def test_a_window_opens_even_without_a_temporary_folder(tmp_path: Path) -> None:
    place = tmp_path / "a file"
    place.write_text("")
    told = run_demo(place=place)
    assert told.returncode == 0, told.stderr
    (said,) = (line for line in told.stdout.splitlines() if line.startswith("Screenshot: "))
    Path(said.removeprefix("Screenshot: ")).unlink()  # it found another place


def test_a_picture_that_cannot_be_saved_is_not_reported_as_saved(
    run: Callable[..., Any],
    qapp: QApplication,
    home: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    assert run(demo._demonstrate(qapp, home), seconds=60) == 0
    told = capsys.readouterr().out
    assert told.startswith("What arrived is what was shown.\n")
    assert f"No screenshot was saved: [Errno 2] No such file or directory: '{tmp_path}" in told
    assert "Screenshot: " not in told


def test_a_byte_more_on_the_way_fails_the_demo(
    run: Callable[..., Any],
    qapp: QApplication,
    home: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    send = Sender.send

    async def with_a_header_more(
        this: Sender, wire: WireRequest, route: Route, *more: Any
    ) -> SendResult:
        changed = wire._replace(headers=(*wire.headers, ("X-More", "1")))
        return await send(this, changed, route, *more)

    monkeypatch.setattr(Sender, "send", with_a_header_more)

    async def demonstrate() -> int:
        return await demo._demonstrate(qapp, home)

    assert run(demonstrate(), seconds=60) == 1
    assert "What arrived is different." in capsys.readouterr().out


def test_a_send_that_does_not_end_fails_the_demo(
    run: Callable[..., Any], qapp: QApplication, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def for_ever(_this: Sender, *_how: Any, **_more: Any) -> SendResult:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(Sender, "send", for_ever)
    monkeypatch.setattr(demo, "PATIENCE", 0.1)
    with pytest.raises(TimeoutError):
        run(demo._demonstrate(qapp, home), seconds=60)
