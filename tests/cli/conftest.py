"""A collector for the commands that send."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from convert_console.services.collector.server import Collector
from support.collecting import running


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as made:
        yield made
