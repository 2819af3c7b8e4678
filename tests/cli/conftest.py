"""A collector for the commands that send, and an address without one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from convert_console.core.request import profile
from convert_console.services.collector.server import Collector
from support.collecting import running


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as made:
        yield made


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> str:
    """An address where nobody listens, in place of the usual one: there, others may have a
    collector, and would find our requests among theirs.
    """
    with running() as gone:
        unused = gone.url
    monkeypatch.setattr(profile, "LOCAL_ENDPOINT", unused)
    return unused
