"""A send whose answer nobody has seen is exported as such, and never as accepted."""

from __future__ import annotations

import csv
import io
import json

import pytest

from convert_console.core.export.evidence import evidence_page
from convert_console.core.export.exported import AnnotatedExchange
from convert_console.core.export.har import har_text
from convert_console.core.export.tables import csv_text, json_lines
from convert_console.core.verdict.exchange import Failure
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
    assert entry["comment"].startswith(f"{word}:")
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
