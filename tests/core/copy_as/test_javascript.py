"""fetch where it sends the same, node's own client where it would not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convert_console.core.copy_as.javascript import literal, write_javascript
from support.depth import repeated
from support.handing import output_of, wire

URL = "http://127.0.0.1:8765/track"


def test_a_usual_request_is_a_fetch_that_warns_of_browsers() -> None:
    for method in ("POST", "GET"):
        script = write_javascript(wire(URL, method=method))
        assert script.startswith("// A browser")
        assert "\nfetch(" in script


@pytest.mark.parametrize(
    ("profile", "why"),
    [
        ({"user_agent": None}, "leave out the User-Agent"),
        ({"user_agent": ""}, "empty"),
        ({"headers": (("Host", "else.example"),)}, "these headers"),
        ({"headers": (("Connection", "close"),)}, "these headers"),
        ({"headers": (("If-None-Match", '"a"'),)}, "these headers"),
        ({"headers": (("X-A", "1"), ("x-a", "2"))}, "these headers"),
        ({"url": "http://127.0.0.1/a/../b"}, "this URL"),
        ({"url": "http://127.0.0.1/a?'"}, "this URL"),
    ],
)
def test_what_fetch_would_alter_goes_by_node_and_says_why(
    profile: dict[str, object], why: str
) -> None:
    script = write_javascript(wire(**{"url": URL, **profile}))  # type: ignore[arg-type]
    assert script.startswith("// For node only: ")
    assert why in script.partition("\n")[0]


def test_an_address_is_taken_apart_for_node() -> None:
    script = write_javascript(wire("https://[::1]/t", user_agent=None))
    assert 'import("node:https")' in script
    assert 'host: "::1"' in script
    assert "port: 443" in script


def test_bytes_that_are_not_text_become_base64() -> None:
    assert 'body: Uint8Array.from(atob("7aC9"), ' in write_javascript(wire(URL, "\ud83d"))


@pytest.mark.skipif(not shutil.which("node"), reason="CI has node, see test_targets")
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=40))
@settings(max_examples=repeated(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_node_reads_every_literal_as_it_is(tmp_path: Path, texts: list[str]) -> None:
    script = tmp_path / "script.js"
    listed = ",\n".join(map(literal, texts))
    script.write_text(f"console.log(JSON.stringify([{listed}]))", "utf-8", newline="\n")
    assert json.loads(output_of(shutil.which("node") or "", str(script))) == texts
