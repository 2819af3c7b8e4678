"""Orders with a file, for the pages that show them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from support.ordering import OrderDesk


@pytest.fixture
def desk(tmp_path: Path, run: Callable[..., Any]) -> Iterator[OrderDesk]:
    made = OrderDesk(tmp_path, "http://127.0.0.1:1/track")
    yield made
    run(made.end())
