"""A paste takes time in proportion to its text; what would take more is refused in words."""

import json
import subprocess
import sys

import pytest

from convert_console.core.paste.recognise import recognise
from convert_console.core.paste.repair.json_repair import repaired
from convert_console.core.paste.repair.quoted_json import quoted_json
from convert_console.core.paste.results import Recognised, Unrecognised
from convert_console.core.paste.sdk_calls import read_sdk_calls
from convert_console.core.step_budget import BudgetExceeded, bounded

# Each of them took ten seconds, or never ended, since what it holds was looked at again from each
# of the values around it.
ENDLESS = [
    '[{"evt":' * 30 + "1" + "}]" * 30,
    '{\\"evt\\":3"}}":[' * 20,
    '[{"evt":' * 90 + "1" + "}]" * 90,
    '{"url":[{"evt":[' * 40 + "1" + "]}]}" * 40,
    '{"a":{"evt":[{"vid":' * 40 + "1" + "}]}}" * 40,
    '{"evt":[' * 28 + '{"url":"//h/track","evt":1}' + "]}" * 28,
    '[{"evt":"[{\\"evt\\":' * 20 + "1" + '}]"}]' * 20,
    '{"attributes":[{"cart":' * 60 + "1" + "}]}" * 60,
    "meta {\n" * 140_000,
    "post {\n" + "  a: '''\n" * 100_000 + "}\n",
    "_type: export\na: [" + "1," * 400_000,
    "trackConversion(" * 60_000,
    '\\"trackConversion(' * 60_000,
    '\\\'{"cid"' * 100_000,
    "curl " + "\t" * 500_000 + "x",
    "curl\ncat " + " " * 500_000 + "x <<EOF\n",
    "cid: " + "\n" * 500_000 + '"cid":1',
    "cid: 1" + "\xa0" * 120_000 + "x",
    "a:1:{" + "\\n" * 250_000,
]
_IN_A_PROCESS = """
import json, sys
from convert_console.core.paste.recognise import recognise
for text in json.load(sys.stdin):
    print(type(recognise(text)).__name__, repr(text[:16]), flush=True)
"""


def test_nested_values_are_looked_at_once() -> None:
    """In a process, which can be ended; the endless one follows the last that is named then."""
    try:
        ran = subprocess.run(
            [sys.executable, "-c", _IN_A_PROCESS],
            input=json.dumps(ENDLESS),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    except subprocess.TimeoutExpired as endless:
        pytest.fail(f"It did not end after {endless.stdout!r}")
    said = ran.stdout.splitlines()
    assert len(said) == len(ENDLESS), f"{ran.stdout}\n{ran.stderr}"
    assert {line.split()[0] for line in said} <= {"Recognised", "Unrecognised"}


def test_a_document_of_ten_thousand_events_is_read_in_whatever_form() -> None:
    event = {"evt": "hitGoal", "goals": ["100300311"], "exps": ["1", "2"], "vars": ["3", "4"]}
    document = {"cid": "1", "pid": "2", "vid": "v", "ev": [event] * 10_000}
    for text in (json.dumps(document)[:-1], json.dumps(document)[:-2] + ",]}", repr(document)):
        found = recognise(text)
        assert isinstance(found, Recognised)
        assert json.loads(found.requests[0].text) == document


def test_what_python_prints_of_a_long_document_needs_no_reading_token_by_token() -> None:
    """So two megabytes fit into the work that a paste may cost, and numbers stay as printed."""
    event = {"evt": "tr", "exps": ["1", "2"], "vars": ["3", "4"], "r": 1e22, "new": True, "x": None}
    document = {"cid": "it's", "pid": "2", "vid": "v", "ev": [event] * 25_000}
    found = recognise(repr(document))
    assert isinstance(found, Recognised)
    assert json.loads(found.requests[0].text) == document
    assert '"r": 1e+22' in found.requests[0].text
    assert (
        "Changed other quotes to double quotes: 'cid', 'pid', '2' and 275,003 more." in found.notes
    )


def test_a_long_literal_of_javascript_needs_no_reading_token_by_token() -> None:
    event = "{evt: 'hitGoal', goals: [100300311], exps: ['1', '2'], vars: ['3', '4'], r: 1.10},"
    found = recognise("{cid: '1', pid: '2', seg: {new: true}, ev: [" + event * 20_000 + "]}")
    assert isinstance(found, Recognised)
    document = json.loads(found.requests[0].text)
    assert document["seg"] == {"new": True}
    assert len(document["ev"]) == 20_000
    assert found.requests[0].text.count("1.10") == 20_000


def test_what_would_take_too_long_is_refused_with_the_next_step() -> None:
    found = recognise('{"ev":[' + "a," * 300_000)
    assert isinstance(found, Unrecognised)
    assert found.sentence.endswith("Paste only the request or the document.")


def test_work_is_counted_only_within_a_bound() -> None:
    text = "{cid: '1'," + "a: 1," * 300 + "}"
    assert isinstance(recognise(text), Recognised)
    with pytest.raises(BudgetExceeded), bounded(1_000):
        repaired(text)


def test_quotes_that_reach_to_the_end_again_and_again_are_counted() -> None:
    calls = '\\"trackConversion(' * 2_000
    with pytest.raises(BudgetExceeded), bounded(10 * len(calls)):
        read_sdk_calls(calls)
    documents = '\\\'{"cid"' * 2_000
    with pytest.raises(BudgetExceeded), bounded(20_000_000):
        list(quoted_json(documents))
