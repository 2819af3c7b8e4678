"""The line above the list says where the collector listens, and hands it over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convert_console.widgets.traffic.dialog import InboundHead
from support.inbound import listening


@pytest.fixture
def head(qtbot: QtBot, tmp_path: Path) -> Iterator[InboundHead]:
    with listening(tmp_path) as inbound:
        made = InboundHead(inbound)
        qtbot.addWidget(made)
        made.show()
        yield made


def test_the_collector_is_turned_off_and_on(head: InboundHead) -> None:
    said = (head.state.text(), head.switch.text())
    head.switch.click()
    assert (head.state.text(), head.switch.text()) == ("Collector off", "Start")
    head.switch.click()
    assert (head.state.text(), head.switch.text()) == said == ("Collector on", "Stop")


def test_the_address_and_the_steps_are_copied(head: InboundHead, qtbot: QtBot) -> None:
    address = head.address.text()
    with qtbot.waitSignal(head.copied) as said:
        head.copy_address.click()
    assert (QApplication.clipboard().text(), said.args) == (
        address,
        [f"{address} is on the clipboard."],
    )
    head.copy_steps.click()
    assert f"Send tracking requests to {address}" in QApplication.clipboard().text()


def test_a_pause_is_ended_by_the_same_button(head: InboundHead) -> None:
    head.pause.click()
    assert (head.pause.text(), head._inbound.paused) == ("Go on", True)
    head.pause.click()
    assert (head.pause.text(), head._inbound.paused) == ("Pause", False)
