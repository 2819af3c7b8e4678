"""Drafts reach the disk by themselves, the newest last, and are there again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.request.draft import Draft
from convert_console.models.document.autosave import SAVE_AFTER_MS, Autosave
from convert_console.models.document.document import RequestDocument
from convert_console.services.storage.drafts import DraftStore

Run = Callable[..., Any]


class SlowDisk(DraftStore):
    """A disk whose first write waits until it is let go, in whatever thread it runs."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.began, self.let_go = threading.Event(), threading.Event()

    def save(self, profile_id: str, draft: Draft) -> None:
        if not self.began.is_set():
            self.began.set()
            self.let_go.wait(20)
        super().save(profile_id, draft)


@pytest.fixture
def document(qapp: object) -> RequestDocument:
    return RequestDocument()


@pytest.fixture
def autosave(document: RequestDocument, tmp_path: Path, run: Run) -> Iterator[Autosave]:
    made = Autosave(DraftStore(tmp_path), document)
    yield made
    run(made.finish())


def on_disk(folder: Path, key: str = "shop") -> Draft | None:
    return DraftStore(folder).load(key)


def test_a_draft_is_saved_shortly_after_an_edit(
    autosave: Autosave, document: RequestDocument, tmp_path: Path, qtbot: QtBot
) -> None:
    autosave.open("shop", Draft("{}"))
    document.write('{"r": 1.10}\r\n')
    document.set_method("GET")
    with qtbot.waitSignal(autosave.saved):
        pass
    assert on_disk(tmp_path) == Draft('{"r": 1.10}\r\n', "GET")


def test_typing_on_does_not_put_off_the_save(
    autosave: Autosave, document: RequestDocument, tmp_path: Path, qtbot: QtBot
) -> None:
    autosave.open("shop", Draft(""))
    typed = iter("x" * 100_000)

    def type_on() -> bool:
        document.write(document.draft.text + next(typed))
        return on_disk(tmp_path) is not None

    qtbot.waitUntil(type_on)


def test_what_was_left_is_shown_again(
    autosave: Autosave, document: RequestDocument, tmp_path: Path
) -> None:
    DraftStore(tmp_path).save("shop", Draft("left", "GET"))
    autosave.open("shop", Draft("fallback"))
    assert document.draft == Draft("left", "GET")
    autosave.open("new", Draft("fallback"))
    assert document.draft == Draft("fallback")


def test_another_profile_leaves_nothing_unsaved(
    autosave: Autosave, document: RequestDocument, tmp_path: Path
) -> None:
    autosave.open("shop", Draft(""))
    document.write("last words")
    autosave.open("other", Draft(""))
    assert on_disk(tmp_path) == Draft("last words")
    autosave.open("shop", Draft("not this"))
    assert document.draft == Draft("last words")


def test_closing_leaves_nothing_unsaved(
    document: RequestDocument, tmp_path: Path, run: Run
) -> None:
    autosave = Autosave(DraftStore(tmp_path), document)
    autosave.open("shop", Draft(""))
    document.write("last words")
    run(autosave.finish())
    assert on_disk(tmp_path) == Draft("last words")


def test_an_unchanged_draft_is_not_written_again(
    autosave: Autosave, document: RequestDocument, tmp_path: Path
) -> None:
    DraftStore(tmp_path).save("shop", Draft("left"))
    autosave.open("shop", Draft(""))
    (tmp_path / "shop.draft").unlink()
    autosave.flush()
    assert on_disk(tmp_path) is None


def test_a_slow_write_does_not_undo_a_later_one(
    document: RequestDocument, tmp_path: Path, qtbot: QtBot, run: Run
) -> None:
    autosave = _left_while_writing(document, tmp_path, qtbot)
    run(autosave.finish())
    assert on_disk(tmp_path) == Draft("late")


def test_what_was_on_disk_before_a_slow_write_is_written_again_when_taken_back_meanwhile(
    document: RequestDocument, tmp_path: Path, qtbot: QtBot, run: Run
) -> None:
    DraftStore(tmp_path).save("shop", Draft("before"))
    disk = SlowDisk(tmp_path)
    autosave = Autosave(disk, document)
    autosave.open("shop", Draft(""))
    document.write("after")
    qtbot.waitUntil(disk.began.is_set)
    document.write("before")
    with qtbot.waitSignal(autosave._pause.timeout):
        pass
    disk.let_go.set()
    qtbot.waitUntil(lambda: on_disk(tmp_path) == Draft("before") and not autosave._tasks._running)
    assert on_disk(tmp_path) == Draft("before")
    run(autosave.finish())


def test_a_slow_write_reported_late_does_not_hide_what_is_on_disk(
    document: RequestDocument, tmp_path: Path, qtbot: QtBot, run: Run
) -> None:
    autosave = _left_while_writing(document, tmp_path, qtbot)
    autosave.open("shop", Draft(""))
    assert document.draft == Draft("late")
    run(autosave._tasks.settle())
    document.write("early")
    qtbot.waitUntil(lambda: on_disk(tmp_path) == Draft("early"))
    run(autosave.finish())


def test_closing_while_a_slow_write_continues_leaves_no_other_behind(
    document: RequestDocument, tmp_path: Path, qtbot: QtBot, run: Run
) -> None:
    disk = SlowDisk(tmp_path)
    autosave = Autosave(disk, document)
    autosave.open("shop", Draft("early"))
    qtbot.waitUntil(disk.began.is_set)
    document.write("late")
    letting_go = threading.Timer(2 * SAVE_AFTER_MS / 1_000, disk.let_go.set)
    letting_go.start()
    run(autosave.finish())
    letting_go.join()
    assert not autosave._tasks._running
    assert on_disk(tmp_path) == Draft("late")


def test_a_damaged_draft_is_reported_and_the_fallback_shown(
    autosave: Autosave, document: RequestDocument, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "shop.draft").write_bytes(b"?")
    with qtbot.waitSignal(autosave.failed) as said:
        autosave.open("shop", Draft("fallback"))
    assert "damaged" in said.args[0]
    assert document.draft == Draft("fallback")


def test_a_disk_that_refuses_is_reported_and_tried_again(
    document: RequestDocument, tmp_path: Path, qtbot: QtBot, run: Run
) -> None:
    blocker = tmp_path / "drafts"
    autosave = Autosave(DraftStore(blocker), document)
    autosave.open("shop", Draft(""))
    blocker.rename(tmp_path / "before")
    blocker.write_bytes(b"")
    document.write("kept in the end")
    with qtbot.waitSignal(autosave.failed):
        pass
    with qtbot.waitSignal(autosave.failed):
        autosave.flush()
    blocker.unlink()
    run(autosave.finish())
    assert on_disk(blocker) == Draft("kept in the end")


def _left_while_writing(document: RequestDocument, tmp_path: Path, qtbot: QtBot) -> Autosave:
    """Another draft is opened over "late", while "early" is still being written."""
    disk = SlowDisk(tmp_path)
    autosave = Autosave(disk, document)
    autosave.open("shop", Draft("early"))
    qtbot.waitUntil(disk.began.is_set)
    document.write("late")
    letting_go = threading.Timer(0.1, disk.let_go.set)
    letting_go.start()
    autosave.open("other", Draft(""))
    letting_go.join()
    return autosave
