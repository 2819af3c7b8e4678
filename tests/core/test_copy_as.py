"""Copy as: what is copied is executed, and the collector receives what Send would have sent."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from convert_console.core.copy_as import FORMS, Form, HandoffImpossible
from convert_console.services.collector.server import Collector
from support.collecting import running
from support.endpoint import Endpoint
from support.handing import (
    CASES,
    COMMANDS,
    PATHS,
    arrived,
    cases,
    execute,
    last,
    runs_here,
    sent,
    wire,
)

WRITERS = {form.id: form.write for form in FORMS}
HERE = [form for form in COMMANDS if runs_here(form)]


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with running() as made:
        yield made


@pytest.mark.skipif(sys.platform != "linux", reason="CI has every runtime on Linux only")
@pytest.mark.skipif(not os.environ.get("CI"), reason="a developer's machine may lack some")
def test_ci_executes_every_form_that_it_can() -> None:
    assert list(COMMANDS) == HERE


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("form", HERE)
def test_a_copy_sends_what_send_sends(
    form: str, case: str, collector: Collector, tmp_path: Path
) -> None:
    copied = cases(collector.url)[case]
    if (form, case) == ("curl-bash", "body nul"):
        with pytest.raises(HandoffImpossible, match="NUL"):
            WRITERS[form](copied)
        return
    said = execute(form, WRITERS[form](copied), tmp_path)
    received = last(collector)
    assert arrived(received) == sent(copied)
    assert {"accepted": "200", "bot": "200", "blocked": "301"}[received.verdict] in said


def test_every_form_has_an_id_and_a_label_of_its_own() -> None:
    assert len({form.id for form in FORMS}) == len({form.label for form in FORMS}) == len(FORMS)
    assert set(COMMANDS) < set(WRITERS)


@pytest.mark.parametrize("form", HERE)
def test_a_copy_leaves_the_path_as_it_is(form: str, tmp_path: Path) -> None:
    with Endpoint() as endpoint:
        for number, path in enumerate(PATHS):
            copied = wire(endpoint.url.removesuffix("/track") + path, method="GET")
            execute(form, WRITERS[form](copied), tmp_path)
            line = endpoint.wait_for_requests(number + 1)[-1].partition(b"\r\n")[0]
            assert line == f"GET {copied.target} HTTP/1.1".encode()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
@pytest.mark.parametrize("case", CASES)
def test_every_form_writes_a_request_or_says_why_not(form: Form, case: str) -> None:
    copied = cases("https://10000001.metrics.convertexperiments.com/track")[case]
    try:
        text = form.write(copied)
    except HandoffImpossible as why:
        text = str(why)
        sure = form.id in ("python", "php", "javascript")
        if sure or not text.endswith("."):
            raise
    assert text
