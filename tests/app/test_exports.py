"""What is exported is written beside the window, said in it, and whole before it is gone."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from convert_console.models.history.export import FORMS
from convert_console.services.storage.files import write_whole
from support.driver import Driver


def test_an_export_is_written_and_said(driver: Driver, tmp_path: Path) -> None:
    driver.send()
    path = tmp_path / "rows.csv"
    ids = [row.id for row in driver.composition.store.newest(10)]
    driver.window.history.exports.wanted.emit(ids, FORMS[2], str(path))
    driver.until(path.exists)
    driver.until(lambda: "written to rows.csv" in driver.window.message.label.text())
    assert path.read_text("utf-8").count("\n") == len(ids) + 1


def test_a_window_that_closes_has_written_what_was_asked_for(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.send()
    closed = threading.Event()

    def slowly(path: Path, content: bytes) -> None:
        assert closed.wait(60)
        write_whole(path, content)

    monkeypatch.setattr("convert_console.models.history.export.write_whole", slowly)
    driver.window.history.exports.wanted.emit([1], FORMS[2], str(tmp_path / "rows.csv"))
    later = threading.Timer(0.2, closed.set)
    driver.window.closed.connect(later.start)
    driver.close()
    assert (tmp_path / "rows.csv").exists()
