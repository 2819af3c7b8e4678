"""An answer is shown part by part, whatever its bytes claim to be."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from convert_console.widgets.preview.answer_pane import (
    LARGEST_BODY,
    AnswerPane,
    decoded,
    formatted,
    part_text,
    size_words,
)
from convert_console.widgets.theme.theme import colors
from support.driver import Driver, button, settle, words
from support.endpoint import Endpoint, answer

WIRE = WireRequest("POST", "http://localhost/track", (("Host", "localhost"),), b"{}")
ANSWER = Answer(200, "OK", (("X-A", "1"), ("X-A", "2")), b"fine", 4)
EXCHANGE = Exchange("1", 0.0, "A", WIRE, "{}", ANSWER)


def test_the_parts_of_an_exchange() -> None:
    assert part_text(EXCHANGE, "body") == "fine"
    assert part_text(EXCHANGE, "headers") == "HTTP/1.1 200 OK\nX-A: 1\nX-A: 2"
    assert part_text(EXCHANGE, "sent") == "POST /track HTTP/1.1\nHost: localhost\n\n{}"
    assert size_words(EXCHANGE) == "4 bytes"


def test_without_an_answer_there_is_a_reason() -> None:
    assert part_text(EXCHANGE._replace(outcome=None), "body") == "Waiting for an answer…"
    came_in = EXCHANGE._replace(outcome=None, inbound="accepted")
    assert "from another program" in part_text(came_in, "body")
    failed = EXCHANGE._replace(outcome=Failure("refused", "Connection refused"))
    assert part_text(failed, "headers") == "No answer.\nConnection refused"
    assert size_words(failed) == ""
    unseen = EXCHANGE._replace(outcome=Failure("unseen", "sent at 12:03, no answer seen"))
    assert part_text(unseen, "body") == (
        "Sent at 12:03, no answer seen. It is not known whether there was an answer."
    )


def test_an_empty_body_and_a_long_one_say_so() -> None:
    empty = EXCHANGE._replace(outcome=ANSWER._replace(body=b"", body_size=0))
    assert part_text(empty, "body") == "The answer has no body."
    long = EXCHANGE._replace(outcome=ANSWER._replace(body=b"xx", body_size=9))
    assert part_text(long, "body").endswith("xx\n\n… 7 more bytes")


@pytest.mark.parametrize("claim", ["", "text/plain", "text/plain; charset=nonsense", "charset=''"])
def test_an_odd_charset_is_read_as_utf_8(claim: str) -> None:
    assert decoded("é".encode(), claim) == "é"


def test_what_is_not_on_screen_is_said_and_can_be_saved(driver: Driver, tmp_path: Path) -> None:
    # Before the first send the pane says how to get one.
    driver.turn_preview("Answer")
    assert "No answer yet" in words(driver.window.preview.answer)

    # A redirect shows its target and that it was not followed.
    headers = (("Location", "https://elsewhere.example/"),)
    pane = given(driver, ANSWER._replace(status=301, headers=headers))
    assert "Redirect to https://elsewhere.example/, not followed." in words(pane)
    pane = given(driver, ANSWER._replace(status=302, headers=()))
    assert any("has no Location header" in text for text in words(pane))
    pane = given(driver, ANSWER._replace(headers=headers))
    assert not any("not followed" in text for text in words(pane))

    # A body that cannot be saved says why.
    pane = given(driver, ANSWER)
    (tmp_path / "file").write_text("in the way")
    save(driver, pane, tmp_path / "file" / "body.txt")
    assert any("could not be" in text for text in words(pane))
    given(driver, ANSWER)
    assert not pane.saved.isVisible()

    # A large body is offered to save and not put on screen.
    body = b"x" * (LARGEST_BODY + 1)
    pane = given(driver, ANSWER._replace(body=body, body_size=len(body) + 5))
    assert "A large body: 1.0 MB" in words(pane)
    assert not pane.view.isVisible()
    save(driver, pane, tmp_path / "body.bin")
    assert (tmp_path / "body.bin").read_bytes() == body
    assert any("The other 5 bytes were not kept." in text for text in words(pane))
    pane.part.set_value("headers")
    pane.refresh()
    assert pane.view.isVisible()


def test_json_is_formatted_without_changing_a_digit() -> None:
    answer = ANSWER._replace(body=b'{"r":1.10,"n":1e2}', body_size=18)
    shown = part_text(EXCHANGE._replace(outcome=answer), "body")
    assert shown == '{\n  "r": 1.10,\n  "n": 1e2\n}'
    assert formatted("{broken") == "{broken"


def test_a_body_is_coloured_as_json_and_headers_as_a_wire(driver: Driver) -> None:
    body = gzip.compress(b'{"code": 200, "ok": true, "message": "fine"}')
    with Endpoint([answer("200 OK", body, ["Content-Encoding: gzip"])]) as endpoint:
        driver.aim(endpoint.url)
        driver.send()
    driver.turn_preview("Answer")
    driver.window.preview.answer.view.grab()
    assert coloured(driver) == {
        '"code"': "json_key", "200": "json_number",
        '"ok"': "json_key", "true": "json_word",
        '"message"': "json_key", '"fine"': "json_string",
    }  # fmt: skip
    driver.click_part("Headers")
    driver.window.preview.answer.view.grab()
    assert coloured(driver) == {"Content-Encoding": "json_key", "Content-Length": "json_key"}


def coloured(driver: Driver) -> dict[str, str]:
    """Which words of the answer on screen have which colour of the theme."""
    kinds = ("json_key", "json_string", "json_number", "json_word", "muted")
    names = {getattr(colors(), kind).lower(): kind for kind in kinds}
    found = {}
    block = driver.window.preview.answer.view.document().firstBlock()
    while block.isValid():
        for part in block.layout().formats():
            colour = part.format.foreground().color().name()
            found[block.text()[part.start : part.start + part.length]] = names[colour]
        block = block.next()
    return found


def given(driver: Driver, answer: Answer) -> AnswerPane:
    driver.turn_preview("Answer")
    driver.sending.show_exchange(EXCHANGE._replace(outcome=answer))
    settle()
    return driver.window.preview.answer


def save(driver: Driver, pane: AnswerPane, path: Path) -> None:
    shown = [pane.large, pane] if pane.large.isVisible() else [pane]
    driver.click(button(shown[0], "Save body…"))
    dialog = pane.findChildren(QFileDialog)[-1]
    dialog.fileSelected.emit(str(path))
    dialog.reject()
