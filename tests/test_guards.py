"""The guards of conftest.py, each let loose on a test that does what it forbids."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

MISBEHAVING = """
import asyncio, logging, socket, warnings
import pytest
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QWidget

kept = []

def test_warns():
    warnings.warn("old")

def test_logs():
    logging.getLogger("x").warning("odd")

def test_qt_message():
    qWarning("odd")

def test_leaves_a_window(qapp):
    kept.append(QWidget())

def test_leaves_a_task(loop):
    kept.append(loop.create_task(asyncio.sleep(60)))

def test_reaches_out():
    try:
        socket.create_connection(("192.0.2.1", 9))
    except Exception:
        pass

def test_looks_up():
    try:
        socket.getaddrinfo("example.com", 443)
    except Exception:
        pass

def test_never_ends(run):
    run(asyncio.sleep(60), seconds=0.1)

@pytest.mark.logs("odd")
def test_fine_says_that_it_logs():
    logging.getLogger("x").warning("odd")

def test_fine_returns_what_the_coroutine_returns(run):
    assert run(asyncio.sleep(0, "done")) == "done"

def test_fine_after_a_test_with_the_qt_loop():
    asyncio.run(asyncio.sleep(0))

def test_fine_closes_its_window(qtbot):
    qtbot.addWidget(QWidget())

def test_fine_finds_no_name_under_invalid():
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("shop.invalid", 443)
"""


def test_only_what_breaks_a_rule_fails(tmp_path: Path) -> None:
    file = tmp_path / "test_misbehaving.py"
    file.write_text(MISBEHAVING)
    command = [sys.executable, "-m", "pytest", "-p", "conftest", "-c", str(ROOT / "pyproject.toml")]
    done = subprocess.run(
        [*command, "--rootdir", str(tmp_path), "-rA", "--color=no", str(file)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    spoiled = set(re.findall(r"^(?:FAILED|ERROR) \S+::(\w+)", done.stdout, re.MULTILINE))
    every = set(re.findall(r"def (test_\w+)", MISBEHAVING))
    assert spoiled == {name for name in every if not name.startswith("test_fine")}, done.stdout
