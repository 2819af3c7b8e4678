"""Each part of an exchange is told, and what is left out is said."""

from dataclasses import replace

from convert_console.core.export import evidence
from convert_console.core.export.evidence import section, summary_item
from convert_console.core.export.exported import Kept
from convert_console.core.export.masking import Mask
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Failure, Timings
from support.exchanges import record

SENT = record(1).exchange


def part(**changes: object) -> str:
    return section(Kept(replace(SENT, **changes)), 1)  # type: ignore[arg-type]


def test_times_are_a_bar_of_their_phases_with_figures() -> None:
    told = part(timings=Timings(0.01, None, 0.03, 0.0, 0.05))
    assert "50.0 ms in all" in told
    assert "connect 10.0 ms" in told and "TLS" not in told
    assert "<rect class=connect x='0.000' width='20.000' height=8 />" in told
    assert "<rect class=waiting x='20.000' width='60.000' height=8 />" in told
    assert "<h3>Time" not in part(timings=Timings())
    assert "class=bar" not in part(timings=Timings(total=1.0))


def test_bytes_that_are_no_text_are_shown_by_number() -> None:
    request = WireRequest("POST", "http://127.0.0.1/track", (("X-A", "é"),), b"\xff\r\n\r\0<")
    told = part(request=request)
    assert "X-A: ⟨0xE9⟩\n\n⟨0xFF⟩\n⟨U+000D⟩⟨U+0000⟩&lt;</pre>" in told


def test_what_is_cut_off_is_counted(monkeypatch) -> None:
    monkeypatch.setattr(evidence, "BODY_SHOWN", 60)
    answer = Answer(200, "OK", (), b"x" * 100, 5_000_000, note="cut at 1 MB")
    told = part(outcome=answer)
    assert "And 57 characters more, which this page leaves out." in told
    assert "5,000,000 bytes of body" in told
    assert "cut at 1 MB" in told


def test_an_id_at_the_cut_is_masked_before_it_is_cut(monkeypatch) -> None:
    monkeypatch.setattr(evidence, "BODY_SHOWN", 66)
    for length in range(50, 80):
        request = WireRequest("POST", "http://a/", (), b" " * length + b"100300301")
        told = section(Kept(replace(SENT, request=request)), 1, Mask())
        assert "1003" not in told


def test_what_was_not_answered_is_said() -> None:
    assert "None: No answer within 30 s" in part(
        outcome=Failure("timeout", "No answer within 30 s")
    )
    assert "None yet." in part(outcome=None)


def test_what_came_in_is_not_called_sent() -> None:
    told = part(outcome=None, inbound="accepted")
    assert "Came in, byte for byte" in told
    assert "Answer" not in told


def test_a_line_of_the_index_says_what_and_what_became_of_it() -> None:
    told = summary_item(Kept(SENT), 7)
    assert told.startswith("<li><a href=#r7>7. POST at ")
    assert "Accepted" in told


def test_a_request_without_problems_is_said_to_have_none() -> None:
    assert "none found in the request" in evidence._problems((), str)
