"""Two exchanges side by side."""

from __future__ import annotations

from dataclasses import replace

from convert_console.core.document.payload import parse
from convert_console.core.history.comparison import (
    LINES_COMPARED,
    TEXT_COMPARED,
    compare,
    flattened,
)
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from support.exchanges import ACCEPTED, record


def different(left: Exchange, right: Exchange) -> dict[str, tuple[str | None, str | None]]:
    return {
        f"{line.part} {line.place}": (line.left, line.right)
        for line in compare(left, right)
        if not line.same
    }


def sent(document: str) -> Exchange:
    return record(1, document=document).exchange


def test_an_exchange_differs_from_itself_in_nothing() -> None:
    one = record(1).exchange
    assert different(one, one) == {}
    assert "Request ev[0].goals[0]" in {f"{c.part} {c.place}" for c in compare(one, one)}


def test_values_are_compared_by_path_with_their_digits() -> None:
    left, right = sent('{"a": 1.10, "b": {"c": [1]}}'), sent('{"b": {"c": [1, "1"]}, "a": 1.1}')
    assert different(left, right) == {
        "Request a": ("1.10", "1.1"),
        "Request b.c[1]": (None, '"1"'),
    }


def test_answers_differ_in_status_headers_and_body() -> None:
    left = record(1).exchange
    moved = Answer(403, "Moved", (("location", "x"), ("Location", "y")), b'{"code":"NO"}', 13)
    assert different(left, replace(left, outcome=moved)) == {
        "Answer verdict": ("Accepted", "Rejected"),
        "Answer status": ("200 OK", "403 Moved"),
        "Answer header content-type": ("application/json", None),
        "Answer header location": (None, "x\ny"),
        "Answer code": ('"OK"', '"NO"'),
    }


def test_a_failure_is_compared_with_an_answer_in_words() -> None:
    left = record(1).exchange
    lost = replace(left, outcome=Failure("reset", "closed by peer"))
    assert different(left, lost)["Answer failure"] == (None, "closed by peer")


def test_text_that_is_not_json_is_compared_line_by_line() -> None:
    left, right = sent("{broken\nsame\n"), sent("{broken!\nsame\n")
    assert different(left, right) == {"Request document, line 1": ("{broken", "{broken!")}


def test_endless_documents_are_compared_up_to_the_stated_limit() -> None:
    long = "x" * (TEXT_COMPARED + 5)
    found = different(sent(long), sent(long + "y"))
    assert found == {
        "Request document, total length": ("65,541 characters", "65,542 characters"),
    }
    many = parse("[" + "1," * LINES_COMPARED + "1]").payload
    assert len(flattened(many)) == LINES_COMPARED


def test_every_kind_of_value_is_written_as_json_writes_it() -> None:
    text = '{"a": true, "b": null, "c": {}, "d": [], "e": "", "f": 1e2}'
    assert list(flattened(parse(text).payload).values()) == [
        "true", "null", "{}", "[]", '""', "1e2",
    ]  # fmt: skip
    assert flattened("alone") == {"whole document": '"alone"'}


def test_a_body_that_is_not_text_is_compared_all_the_same() -> None:
    left = record(1).exchange
    odd = replace(left, outcome=replace(ACCEPTED, body=b"\xff\xfe"))
    assert "Answer body, line 1" in different(left, odd)


def test_only_the_request_of_received_rows_is_compared() -> None:
    left = record(1).exchange
    right = replace(left, outcome=None, inbound="accepted", profile="Inbound")
    assert different(left, right) == {"Request profile": ("Shop", "Inbound")}


def test_a_send_that_is_under_way_has_no_answer_to_compare() -> None:
    done = record(1).exchange
    under_way = replace(done, outcome=None, document="")
    found = different(under_way, done)
    assert found["Answer status"] == (None, "200 OK")
    assert different(under_way, under_way) == {}
    assert not [line for line in compare(under_way, under_way) if line.place == "document"]
