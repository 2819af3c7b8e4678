"""The files of a run are written in a thread, with a sentence about the outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from support.collecting import running
from support.ordering import OrderDesk, send_all


@pytest.fixture
def desk(tmp_path: Path, run: Callable[..., Any]) -> Iterator[OrderDesk]:
    with running() as collector:
        made = OrderDesk(tmp_path, collector.url)
        made.orders.open(str(made.file))
        yield made
        run(made.end())


def test_result_and_locust_file_are_written_and_reported(
    desk: OrderDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    def until(condition: Callable[[], bool]) -> None:
        qtbot.waitUntil(condition)

    said: list[str] = []
    desk.exports.status.connect(said.append)
    until(lambda: desk.sending.past is not None)
    desk.exports.write_result(str(tmp_path / "out.csv"))
    until(lambda: len(said) == 2)
    assert said == ["Writing…", "Nothing of this file was sent yet, so there is no result."]
    send_all(desk, until)
    desk.exports.write_result(str(tmp_path / "out.csv"))
    until(lambda: len(said) == 4)
    assert said[3].startswith("The result of 3 rows")
    desk.exports.write_locust(str(tmp_path))
    until(lambda: len(said) == 6)
    assert (tmp_path / "locustfile.py").exists() and (tmp_path / "orders.csv").exists()
    desk.orders.set_mark(True)
    marker = desk.orders.marker
    desk.exports.write_locust(str(tmp_path), 7.5, as_v1=True)
    until(lambda: len(said) == 8)
    assert f"They are marked {marker}, as campaign." in said[7]
    assert desk.orders.marker != marker
    assert '"RATE", "7.5"' in (tmp_path / "locustfile.py").read_text("utf-8")
