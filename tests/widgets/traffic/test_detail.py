"""A request in full: what is long is cut and said, what is broken is shown as it is."""

from __future__ import annotations

import json

from pytestqt.qtbot import QtBot

from convert_console.widgets.traffic.detail import (
    LONGEST_SHOWN,
    TrafficDetail,
    bytes_text,
    document_text,
)
from support.traffic import TEXT, incoming


def shown(qtbot: QtBot, text: str = TEXT, **fields: object) -> TrafficDetail:
    made = TrafficDetail()
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    made.show_request(incoming(text, **fields))
    return made


def test_without_a_request_it_says_what_to_do(qtbot: QtBot) -> None:
    made = TrafficDetail()
    qtbot.addWidget(made)
    made.show()
    assert not made.pages.isVisible()
    made.show_request(incoming())
    assert made.pages.isVisible()
    made.show_request(None)
    assert not made.pages.isVisible()


def test_bytes_and_document_are_shown(qtbot: QtBot) -> None:
    made = shown(qtbot)
    assert made.bytes.text().startswith("POST /track HTTP/1.1\n\n")
    assert json.loads(made.document.text()) == json.loads(TEXT)
    assert made.document.isReadOnly()


def test_places_of_problems_are_marked(qtbot: QtBot) -> None:
    made = shown(qtbot)
    place = made.document.text().index('"v"')
    assert "Convert's usual form" in made.document.sentence_at(place + 1)


def test_broken_json_is_shown_as_received_with_its_error(qtbot: QtBot) -> None:
    made = shown(qtbot, '{"vid": ')
    assert made.document.text() == '{"vid": '
    assert made.document.sentence_at(6)
    made.show_request(incoming())
    assert made.document.sentence_at(0) == ""


def test_invalid_bytes_and_hostile_text_are_shown_as_text(qtbot: QtBot) -> None:
    odd = "<b>\u202e</b>\x00 =cmd"
    made = shown(qtbot, odd, raw=b"\xff\x00<script>")
    assert made.bytes.text() == "\ufffd\x00<script>"
    assert made.document.text().startswith("<b>")


def test_long_text_is_cut_with_a_note() -> None:
    assert bytes_text(b"x" * (LONGEST_SHOWN + 7)).endswith("x\n\n… 7 more bytes")
    long = json.dumps({"vid": "x" * LONGEST_SHOWN})
    assert document_text(incoming(long)).endswith(
        f"… {len(long) - LONGEST_SHOWN:,} more characters"
    )


def test_problems_of_a_cut_document_cannot_be_opened(qtbot: QtBot) -> None:
    made = shown(qtbot, json.dumps({"vid": "x" * LONGEST_SHOWN}))
    problem = next(one for one in made.problems.problem_model._all if one.path == ("vid",))
    made.pages.turn_to(2)
    made.problems.acted.emit(problem)
    assert made.pages.bar.currentIndex() == 2


def test_the_tooltip_says_why_nothing_can_be_compared(qtbot: QtBot) -> None:
    made = shown(qtbot)
    made.set_sent("Send a request first.")
    assert (made.compare.isEnabled(), made.compare.toolTip()) == (False, "Send a request first.")
    made.set_sent("")
    assert made.compare.isEnabled()
