"""The steps that point a shop at the collector."""

import json
import re
import shlex

from convert_console.core.linter import check
from convert_console.core.request.draft import Draft
from convert_console.core.request.incoming import pointing_words
from convert_console.core.request.profile import Profile

URL = "http://127.0.0.1:43210/track"


def test_the_command_in_it_sends_a_sound_request_to_the_address() -> None:
    line = re.search(r"^ *(curl .*)$", pointing_words(URL), re.MULTILINE)
    assert line
    words = shlex.split(line[1])
    assert words[-1] == URL
    document = words[words.index("-d") + 1]
    assert json.loads(document)["ev"]
    profile = Profile("p", "P", target="custom", endpoint=URL)
    assert [p for p in check(Draft(document), profile) if p.severity == "error"] == []


def test_a_server_finds_its_way_back_to_the_same_port() -> None:
    assert "ssh -R 43210:127.0.0.1:43210" in pointing_words(URL)
    assert "forwarded nowhere" in pointing_words(URL)
