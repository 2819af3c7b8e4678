"""Ids are found by name or number, and the id is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import (
    QLineEdit,
)
from pytestqt.qtbot import QtBot

from convert_console.widgets.fields.named_completer import NamedCompleter

GOALS = (("7", "Purchase"), ("8", "Add to cart"), ("9", "9"))


@pytest.fixture
def found(qtbot: QtBot) -> Iterator[NamedCompleter]:
    line = QLineEdit()
    qtbot.addWidget(line)
    made = NamedCompleter(line)
    made.offer(GOALS)
    yield made
    del line  # held until here: the completer is its child


def offered(found: NamedCompleter, text: str) -> list[str]:
    found.setCompletionPrefix(text)
    model = found.completionModel()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_part_of_a_name_or_of_a_number_finds_it(found: NamedCompleter) -> None:
    assert offered(found, "CART") == ["Add to cart · 8"]
    assert offered(found, "7") == ["Purchase · 7"]
    assert offered(found, "9") == ["9"]


def test_the_id_is_what_is_written(found: NamedCompleter) -> None:
    found.setCompletionPrefix("purch")
    assert found.currentCompletion() == "7"


def test_another_offer_takes_the_place_of_the_one_before(found: NamedCompleter) -> None:
    found.offer([("1", "Hero")])
    assert offered(found, "") == ["Hero · 1"]
