"""Pastes read, with what a test looks at in them."""

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
    """The one entry of pasted.json whose name begins so."""
    (found,) = [e for e in PASTED if e["name"].startswith(beginning)]
    return found


def recognised(text):
    """What a text is; fails when it is nothing."""
    found = recognise(text)
    assert isinstance(found, Recognised), found
    return found


def only(text):
    """The only request of a paste."""
    (request,) = recognised(text).requests
    return request


def document(request):
    """The document of a request as Python values; fails when it is not JSON."""
    assert parse(request.text).fault is None, request.text
    return json.loads(request.text)


def refused(text):
    """The sentence for a text that is nothing of ours."""
    found = recognise(text)
    assert isinstance(found, Unrecognised), found
    return found.sentence


def notes_of(text):
    """All that is said about a paste, in one piece."""
    found = recognised(text)
    return " ".join([*found.notes, *(note for request in found.requests for note in request.notes)])
