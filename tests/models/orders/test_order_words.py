"""What is said about a run claims no more than is known."""

from __future__ import annotations

from pathlib import Path

from convert_console.models.orders.run import past_words, progress_words, span_words, still_due
from convert_console.services.orders.journal import Past
from convert_console.services.orders.run import Progress

PAST = Past("key", Path("a"), 1_000)


def test_a_file_that_was_never_sent_is_told_from_one_that_is_looked_for() -> None:
    assert "Looking whether" in past_words(None)
    assert past_words(PAST) == "1,000 rows. None of this file was sent with this profile before."


def test_unknown_outcomes_are_said_apart() -> None:
    past = Past("key", Path("a"), 1_000, 1.0, settled=10, accepted=6, left_out=1, unknown=2)
    assert past_words(past) == (
        "1,000 rows. Sent before: 6 accepted, 1 answered otherwise, 1 left out, 2 with an unknown "
        "outcome – they may have arrived, and are not sent again. Still to send: 990."
    )


def test_progress_names_the_time_left_at_the_speed_so_far() -> None:
    half = Progress(settled=500, sent=400, accepted=395, left_out=100, unknown=1, seconds=40)
    assert progress_words(half, 1_000) == (
        "500 of 1,000 rows settled · 395 accepted · 4 not accepted · 100 left out for errors · "
        "1 of unknown outcome · about 50 s left"
    )
    assert "left" not in progress_words(Progress(settled=1_000, sent=1_000, accepted=1_000), 1_000)


def test_spans_are_rough() -> None:
    assert [span_words(seconds) for seconds in (5, 99, 6000)] == ["5 s", "99 s", "1.7 h"]


def test_what_was_settled_before_a_run_is_told_from_what_it_did() -> None:
    resumed = Progress(settled=400, before=39, sent=340, accepted=340, left_out=21, ended=True)
    assert progress_words(resumed, 400) == (
        "400 of 400 rows settled, 39 of them before · 340 accepted · 21 left out for errors"
    )


def test_rows_are_due_that_are_not_settled_or_asked_for_again() -> None:
    past = Past("key", Path("a"), 10, 1.0, settled=10, accepted=5, left_out=3, unknown=2)
    assert still_due(None, faulty=True, unknown=True) == 0
    assert still_due(past, faulty=False, unknown=False) == 0
    assert still_due(past, faulty=True, unknown=False) == 3
    assert still_due(past, faulty=True, unknown=True) == 5
    assert still_due(PAST, faulty=False, unknown=False) == 1_000
