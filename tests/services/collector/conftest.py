"""What the tests with real clients share."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import npm


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the JavaScript packages that tests run."""
    return npm.installed(tmp_path_factory.mktemp("npm"))
