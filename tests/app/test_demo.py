"""The demo proves, without anyone at the window, that what is shown is what arrives."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from convert_console.app import demo
from convert_console.protocol.wire import WireRequest
from convert_console.services.sender import Sender
from convert_console.services.sent import Sent
from convert_console.widgets.window import Window


@pytest.fixture(autouse=True)
def no_window_left() -> Iterator[None]:
    """The demo is a program of its own and leaves its window to its end."""
    yield
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, Window):
            widget.deleteLater()


def test_the_demo_sends_both_samples_and_says_so() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "convert_console", "--demo"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert "POST /track HTTP/1.1" in told.stdout
    assert "GET /track?cid=12345&pid=12345&seg[browser]=CH" in told.stdout
    assert "What arrived is what was shown." in told.stdout
    assert told.stdout.count("Accepted after ") == 2


def test_a_byte_more_on_the_way_fails_the_demo(
    run: Callable[..., Any],
    qapp: QApplication,
    home: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    send = Sender.send

    async def with_a_header_more(this: Sender, wire: WireRequest, *how: Any, **more: Any) -> Sent:
        changed = replace(wire, headers=(*wire.headers, ("X-More", "1")))
        return await send(this, changed, *how, **more)

    monkeypatch.setattr(Sender, "send", with_a_header_more)

    async def demonstrate() -> int:
        return await demo._demonstrate(qapp, home)

    assert run(demonstrate(), seconds=60) == 1
    assert "What arrived differs." in capsys.readouterr().out


def test_a_send_that_does_not_end_fails_the_demo(
    run: Callable[..., Any], qapp: QApplication, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def for_ever(_this: Sender, *_rest: Any) -> Sent:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(Sender, "send", for_ever)
    monkeypatch.setattr(demo, "PATIENCE", 0.1)
    with pytest.raises(TimeoutError):
        run(demo._demonstrate(qapp, home), seconds=60)
