"""A send whose answer nobody has seen is exported as such, and never as accepted."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from convert_console.core.export.evidence import evidence_page
from convert_console.core.export.exported import AnnotatedExchange, rehearsal_words
from convert_console.core.export.formats import EXPORT_FORMATS
from convert_console.core.export.har import har_text
from convert_console.core.export.tables import csv_text, json_lines
from convert_console.core.request.destination import COLLECTOR
from convert_console.core.verdict.exchange import Answer, Failure
from support.exchanges import begun, record

KILLED = begun(1).exchange
UNDER_WAY = record(2, outcome=None, verdict="pending").exchange


@pytest.mark.parametrize(("exchange", "word"), [(KILLED, "Unknown"), (UNDER_WAY, "Sending")])
def test_every_export_says_what_is_not_known(exchange, word):
    kept = [AnnotatedExchange(exchange)]
    (line,) = map(json.loads, json_lines(kept).splitlines())
    (entry,) = json.loads(har_text(kept))["log"]["entries"]
    _head, row = csv.reader(io.StringIO(csv_text(kept), newline=""))
    page = evidence_page(kept, 1_796_000_000.0)
    assert line["verdict"]["word"] == word
    assert f" {word}: " in f" {entry['comment']}"
    assert entry["response"]["status"] == 0
    assert word in row
    assert word in page
    for text in (json.dumps(line), json.dumps(entry), *row):
        assert "Accepted" not in text and "accepted" not in text


def test_an_export_says_when_it_was_sent_and_that_no_answer_was_seen():
    (line,) = map(json.loads, json_lines([AnnotatedExchange(KILLED)]).splitlines())
    assert line["failure"] == {"kind": "unseen", "detail": "sent at 12:03, no answer seen"}
    assert "Sent at 12:03, no answer seen. " in line["verdict"]["sentence"]
    assert "Sent at 12:03, no answer seen" in evidence_page(
        [AnnotatedExchange(KILLED)], 1_796_000_000.0
    )
    assert isinstance(KILLED.outcome, Failure)


# Every export says what was a rehearsal on this machine: all of it, or which rows.

LIVE_URL = "https://10000001.metrics.convertexperiments.com/track"
HERE_URL = "http://127.0.0.1:8765/track"


COLLECTED = Answer(200, "OK", (("Server", COLLECTOR),), b'{"code":"OK"}', 13)


def sent(*urls: str) -> list[AnnotatedExchange]:
    """What went to these addresses; the collector has answered what stayed here."""
    made = [record(number, outcome=COLLECTED).exchange for number in range(1, len(urls) + 1)]
    return [
        AnnotatedExchange(one._replace(request=one.request._replace(url=url)))
        for one, url in zip(made, urls, strict=True)
    ]


ALL_HERE, MIXED, LIVE = (
    sent(HERE_URL, HERE_URL), sent(LIVE_URL, HERE_URL, HERE_URL), sent(LIVE_URL)
)  # fmt: skip


def written(id_: str, exchanges: Sequence[AnnotatedExchange], folder: Path) -> str:
    """What an export puts into its file, as a reader gets it."""
    path = folder / f"rows.{EXPORT_FORMATS[id_].suffix}"
    path.write_text(EXPORT_FORMATS[id_].write(exchanges, 1_796_000_000.0), "utf-8", newline="")
    return path.read_text("utf-8")


@pytest.mark.parametrize("id_", ["evidence", "masked-evidence"])
def test_a_page_says_at_its_top_what_was_a_rehearsal(id_: str, tmp_path: Path) -> None:
    def top(exchanges: Sequence[AnnotatedExchange]) -> str:
        return written(id_, exchanges, tmp_path).partition("<main>")[0]

    assert (
        "Rehearsal on this machine: every request was sent to this machine and counts nowhere."
        in top(ALL_HERE)
    )
    assert (
        "Rehearsal on this machine: requests 2–3 of 3 were sent to this machine and count nowhere."
        in top(MIXED)
    )
    assert "ehearsal" not in written(id_, LIVE, tmp_path).partition("<footer")[0]
    heads = re.findall(r'<div class="head">.*?</div>', written(id_, MIXED, tmp_path))
    assert ["rehearsal on this machine" in head for head in heads] == [False, True, True]


def test_a_table_says_in_a_column_what_was_a_rehearsal(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv", MIXED, tmp_path)[1:], newline="")))
    here = "this machine (rehearsal)"
    assert [row["sent_to"] for row in rows] == ["live", here, here]


def test_json_lines_say_what_was_a_rehearsal(tmp_path: Path) -> None:
    lines = written("json-lines", MIXED, tmp_path).splitlines()
    assert [json.loads(line)["rehearsal"] for line in lines] == [False, True, True]


def test_an_archive_says_what_was_a_rehearsal(tmp_path: Path) -> None:
    log = json.loads(written("har", MIXED, tmp_path))["log"]
    assert log["comment"].startswith("Rehearsal on this machine: entries 2–3 of 3 were sent")
    assert list(log).index("comment") < list(log).index("entries"), "it is at the top"
    here = [entry["comment"].startswith("Rehearsal on this machine.") for entry in log["entries"]]
    assert here == [False, True, True]
    assert "comment" not in json.loads(written("har", LIVE, tmp_path))["log"]


def test_a_single_rehearsal_is_named_in_the_singular() -> None:
    exchanges = [one.exchange for one in MIXED[:2]]
    assert rehearsal_words(exchanges) == (
        "Rehearsal on this machine: request 2 of 2 was sent to this machine and counts nowhere."
    )
    assert rehearsal_words(exchanges[1:]) == (
        "Rehearsal on this machine: the request was sent to this machine and counts nowhere."
    )
    assert rehearsal_words([]) == ""


def test_what_another_program_here_took_may_have_been_forwarded() -> None:
    [collected] = [one.exchange for one in sent(HERE_URL)]
    taken = collected._replace(outcome=COLLECTED._replace(headers=(("Server", "a proxy"),)))
    assert rehearsal_words([taken]) == (
        "Rehearsal on this machine: the request was sent to this machine and counts nowhere, "
        "unless a program here forwarded it."
    )
    assert "unless" not in rehearsal_words([collected])


def test_a_table_in_a_file_says_its_encoding_so_that_excel_reads_names(tmp_path: Path) -> None:
    assert written("csv", LIVE, tmp_path).startswith("\ufeffsent_at,")
    for id_ in ("json-lines", "har", "plan", "expectations"):
        assert not written(id_, LIVE, tmp_path).startswith("\ufeff"), id_
