"""A ledger ends with its dialog, and its dialog with the window."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from convert_console.services.ledger.accepted import accepted_documents
from convert_console.widgets.ledger.dialog import LedgerDialog
from support.driver import Driver, visible


def test_a_window_that_closes_leaves_no_count_behind(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.send()
    began, closed = threading.Event(), threading.Event()

    def slowly(path: Path, profile: str, since: float) -> Iterator[tuple[str, str] | None]:
        began.set()
        assert closed.wait(60)
        yield from accepted_documents(path, profile, since)

    monkeypatch.setattr("convert_console.models.ledger.ledger.accepted_documents", slowly)
    driver.composition.ledgers.open()
    [dialog] = visible(driver.window, LedgerDialog)
    driver.until(began.is_set)
    later = threading.Timer(0.2, closed.set)
    driver.window.closed.connect(later.start)
    driver.close()
    assert dialog._model.counted is None
