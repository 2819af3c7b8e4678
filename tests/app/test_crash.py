"""A bug is shown once, told on stderr each time, and leaves the window standing."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from convert_console.app.crash import CrashReport


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def report(window: QWidget, monkeypatch: pytest.MonkeyPatch) -> Iterator[CrashReport]:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    yield CrashReport(window)
    for box in window.findChildren(QMessageBox):
        box.close()


def stumble(report: CrashReport, words: str) -> None:
    """What Python does with an exception that a slot raised."""
    try:
        raise ZeroDivisionError(words)
    except ZeroDivisionError as bug:
        sys.excepthook(type(bug), bug, bug.__traceback__)


def test_the_first_bug_is_shown_with_its_traceback(
    report: CrashReport, window: QWidget, capsys: pytest.CaptureFixture[str]
) -> None:
    stumble(report, "first")
    (box,) = window.findChildren(QMessageBox)
    assert box.isVisible()
    assert "ZeroDivisionError: first" in box.detailedText()
    assert "def" not in box.text()
    assert "ZeroDivisionError: first" in capsys.readouterr().err


def test_a_second_bug_goes_to_stderr_alone(
    report: CrashReport, window: QWidget, capsys: pytest.CaptureFixture[str]
) -> None:
    stumble(report, "first")
    stumble(report, "second")
    assert len(window.findChildren(QMessageBox)) == 1
    assert "ZeroDivisionError: second" in capsys.readouterr().err


def test_a_bug_in_a_task_is_shown_as_well(
    report: CrashReport, window: QWidget, capsys: pytest.CaptureFixture[str]
) -> None:
    async def stumbling() -> None:
        report.listen(asyncio.get_running_loop())
        asyncio.get_running_loop().call_soon(lambda: 1 / 0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    asyncio.run(stumbling())
    (box,) = window.findChildren(QMessageBox)
    assert "ZeroDivisionError" in box.detailedText()


def test_a_loop_s_remark_without_a_bug_is_printed(
    report: CrashReport, window: QWidget, capsys: pytest.CaptureFixture[str]
) -> None:
    async def remark() -> None:
        report.listen(asyncio.get_running_loop())
        asyncio.get_running_loop().call_exception_handler({"message": "Something odd"})

    asyncio.run(remark())
    assert window.findChildren(QMessageBox) == []
    assert "Something odd" in capsys.readouterr().err
