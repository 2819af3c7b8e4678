"""Reads pasted texts, for tests of the paste readers."""

import json
from pathlib import Path

from convert_console.core.document.payload import parse
from convert_console.core.paste import Recognised, Unrecognised
from convert_console.core.paste.recognise import recognise

DATA = Path(__file__).parents[1] / "data"
PASTED = json.loads((DATA / "pasted.json").read_text("utf-8"))
ENDPOINT = "https://10000001.metrics.convertexperiments.com/track"
BODY = '{"cid":"10000009","pid":"10000001","vid":"it\'s","ev":[{"evt":"tr","r":1.10}]}'


def entry(beginning):
    """The one entry of pasted.json with a name that begins like this."""
    (match,) = [e for e in PASTED if e["name"].startswith(beginning)]
    return match


def recognised(text):
    """What is recognised in a text; fails if nothing is."""
    result = recognise(text)
    assert isinstance(result, Recognised), result
    return result


def only(text):
    """The only request of a paste."""
    (request,) = recognised(text).requests
    return request


def document(request):
    """The document of a request as Python values; fails if it is not JSON."""
    assert parse(request.text).fault is None, request.text
    return json.loads(request.text)


def refused(text):
    """The sentence for a text in which nothing is recognised."""
    result = recognise(text)
    assert isinstance(result, Unrecognised), result
    return result.sentence


def notes_of(text):
    """All notes on a paste and its requests, as one text."""
    result = recognised(text)
    of_requests = (note for request in result.requests for note in request.notes)
    return " ".join([*result.notes, *of_requests])
