"""Two exchanges side by side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.catalog.catalog import Catalog, Variation
from convert_console.core.document.formatting import flat_text
from convert_console.core.document.payload import Number, Payload, parse
from convert_console.core.history.comparison import (
    LINES_COMPARED,
    TEXT_COMPARED,
    Side,
    as_markdown,
    as_text,
    changed_span,
    compare,
    flattened,
    same_words,
)
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from support.exchanges import ACCEPTED, record
from support.json_texts import trees


def different(left: Exchange, right: Exchange) -> dict[str, tuple[str | None, str | None]]:
    return {
        f"{line.part}: {line.name} {line.place}".rstrip(): (
            line.left.text if line.left else None,
            line.right.text if line.right else None,
        )
        for line in compare(left, right)
        if not line.same
    }


def sent(document: str) -> Exchange:
    return record(1, document=document).exchange


def test_an_exchange_differs_from_itself_in_nothing() -> None:
    one = record(1).exchange
    assert different(one, one) == {}
    names = {f"{line.name} {line.place}" for line in compare(one, one)}
    assert "Event 1, goal ev[0].goals[0]" in names


def test_values_are_compared_by_path_with_their_digits() -> None:
    left, right = sent('{"a": 1.10, "b": {"c": [1]}}'), sent('{"b": {"c": [1, "1"]}, "a": 1.1}')
    assert different(left, right) == {
        "Document: Added field a": ("1.10", "1.1"),
        "Document: Added field b.c[1]": (None, '"1"'),
    }


def test_a_value_that_only_the_right_one_has_is_where_it_has_it() -> None:
    left, right = sent('{"vid": "v", "ev": []}'), sent('{"vid": "w", "tid": "1", "ev": []}')
    assert [line.place for line in compare(left, right)][:3] == ["vid", "tid", "ev"]


def test_a_value_that_only_the_right_one_has_is_within_no_event_of_the_left_one() -> None:
    left = sent('{"vid": "v", "ev": [{"evt": "tr", "r": 1, "prc": 1}], "s": "x"}')
    right = sent('{"vid": "v", "ev": [{"evt": "tr"}, {"r": 2}], "tid": "1", "s": []}')
    places = [line.place for line in compare(left, right) if line.part == "Document"]
    assert places == ["vid", "ev[0].evt", "ev[0].r", "ev[0].prc", "ev[1].r", "tid", "s"]


@given(trees, trees)
def test_each_value_of_both_is_listed_once(left: Payload, right: Payload) -> None:
    both = {**flattened(left), **flattened(right)}
    lines = compare(sent(flat_text(left)), sent(flat_text(right)))
    listed = [line for line in lines if line.part == "Document"]
    assert len(listed) == len(both)


def test_text_and_number_are_told_apart_in_words() -> None:
    left, right = sent('{"ev": [{"r": "1.10"}]}'), sent('{"ev": [{"r": 1.10}]}')
    (line,) = (line for line in compare(left, right) if not line.same)
    assert line.name == "Event 1, amount"
    assert (line.left, line.right) == (Side('"1.10"', "text"), Side("1.10", "number"))


def test_each_side_has_the_names_of_its_own_catalog() -> None:
    left, right = sent('{"ev": [{"vars": ["1"]}]}'), sent('{"ev": [{"vars": ["2"]}]}')
    named = Catalog(variations={"1": Variation("1", "", "Original")})
    (line,) = (line for line in compare(left, right, (named, None)) if not line.same)
    assert (line.left, line.right) == (Side('"1"', "Original"), Side('"2"', ""))


def test_a_user_agent_says_what_becomes_of_it() -> None:
    one = record(1).exchange
    bot = one.request._replace(headers=(("User-Agent", "curl/8"),))
    (line,) = (line for line in compare(one, one._replace(request=bot)) if line.change == "added")
    assert (line.name, line.right) == ("User-Agent", Side("curl/8", "judged a bot"))


def test_answers_differ_in_status_headers_and_body() -> None:
    left = record(1).exchange
    moved = Answer(403, "Moved", (("location", "x"), ("Location", "y")), b'{"code":"NO"}', 13)
    assert different(left, left._replace(outcome=moved)) == {
        "Answer: Verdict": ("Accepted", "Rejected"),
        "Answer: Status": ("200 OK", "403 Moved"),
        "Answer: Content-Type": ("application/json", None),
        "Answer: Location": (None, "x\ny"),
        "Answer: Body": ('{"code":"OK"}', '{"code":"NO"}'),
    }


def test_a_header_with_the_name_of_another_value_replaces_none() -> None:
    left = record(1).exchange
    named = ACCEPTED._replace(headers=(*ACCEPTED.headers, ("status", "fine"), ("Verdict", "so so")))
    assert different(left, left._replace(outcome=named)) == {
        "Answer: Status (header)": (None, "fine"),
        "Answer: Verdict (header)": (None, "so so"),
    }


def test_times_are_not_compared() -> None:
    left = record(1).exchange
    dated = ACCEPTED._replace(headers=(*ACCEPTED.headers, ("Date", "Mon")))
    assert different(left, left._replace(outcome=dated, sent_at=9.0)) == {}


def test_a_failure_is_compared_with_an_answer_in_words() -> None:
    left = record(1).exchange
    lost = left._replace(outcome=Failure("reset", "closed by peer"))
    assert different(left, lost)["Answer: Failure"] == (None, "closed by peer")


def test_text_that_is_not_json_is_compared_line_by_line() -> None:
    left, right = sent("{broken\nsame\n"), sent("{broken!\nsame\n")
    assert different(left, right) == {"Document: Document, line 1": ("{broken", "{broken!")}


def test_of_very_many_lines_only_their_beginning_and_end_are_aligned() -> None:
    many = [f"line {number}" for number in range(2_000)]
    with_one_more = [*many[:50], "new", *many[50:]]
    left, right = sent("\n".join(many)), sent("\n".join(with_one_more))
    assert different(left, right) == {"Document: Document, line 51": (None, "new")}
    other = [many[0], *(f"other {number}" for number in range(1, 1_999)), many[-1]]
    assert len(different(left, sent("\n".join(other)))) == 1_998


def test_endless_documents_are_compared_up_to_the_stated_limit() -> None:
    long = "x" * (TEXT_COMPARED + 5)
    found = different(sent(long), sent(long + "y"))
    assert found == {
        "Document: Document, total length": ("65,541 characters", "65,542 characters"),
    }
    many = parse("[" + "1," * LINES_COMPARED + "1]").payload
    assert len(flattened(many)) == LINES_COMPARED


def test_every_kind_of_value_is_written_as_json_writes_it() -> None:
    text = '{"a": true, "b": null, "c": {}, "d": [], "e": "", "f": 1e2}'
    written = [line.left.text for line in compare(sent(text), sent(text)) if line.left]
    assert written[:6] == ["true", "null", "{}", "[]", '""', "1e2"]
    assert flattened("alone") == {(): "alone"}
    assert flattened([Number("1")]) == {(0,): Number("1")}


def test_a_body_that_is_not_text_is_compared_all_the_same() -> None:
    left = record(1).exchange
    odd = left._replace(outcome=ACCEPTED._replace(body=b"\xff\xfe"))
    assert "Answer: Body" in different(left, odd)


def test_a_long_body_is_compared_by_path() -> None:
    left = record(1).exchange
    bodies = (b'{"code":"OK","more":"%s"}' % (b"x" * 300), b'{"code":"NO"}')
    ours, theirs = (left._replace(outcome=ACCEPTED._replace(body=body)) for body in bodies)
    assert different(ours, theirs)["Answer: Body code"] == ('"OK"', '"NO"')


def test_only_the_request_of_received_rows_and_of_drafts_is_compared() -> None:
    left = record(1).exchange
    for right in (left._replace(outcome=None, inbound="accepted"), left._replace(outcome=None)):
        assert different(left, right) == {}
        assert {line.part for line in compare(left, right)} == {"Document", "Headers"}


@given(st.text(max_size=12), st.text(max_size=12))
def test_what_differs_lies_between_what_is_the_same_at_both_ends(left: str, right: str) -> None:
    start, end = changed_span(left, right)
    assert left[:start] == right[:start]
    assert left[len(left) - end :] == right[len(right) - end :]
    assert start + end <= min(len(left), len(right))
    if left != right:
        ours, theirs = left[start : len(left) - end], right[start : len(right) - end]
        assert ours[:1] != theirs[:1] or not (ours and theirs)


def test_what_is_the_same_is_told_in_a_sentence() -> None:
    left, right = sent('{"vid": "v", "x": 1}'), sent('{"vid": "w", "x": 1}')
    sentence = same_words(compare(left, right))
    assert sentence.startswith("1 field, ")
    assert sentence.endswith("and the status 200 OK are the same. Times are not compared.")
    assert same_words([]) == ""


def test_differences_are_copied_as_text_and_as_markdown() -> None:
    left, right = sent('{"tid": "A|1", "y": 1}'), sent('{"tid": "B", "z": 2}')
    lines = compare(left, right)
    assert as_text(lines).splitlines() == [
        '≠ Transaction id (tid): "A|1" → "B"',
        "+ Added field (z): not sent → 2",
        "− Added field (y): 1 → not sent",
    ]
    table = as_markdown(lines, ("Left", "Right")).splitlines()
    assert table[0] == "|  | Field | Left | Right |"
    assert table[2] == '| ≠ | Transaction id | `"A\\|1"` | `"B"` |'
