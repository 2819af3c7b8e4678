"""What is shipped is built once for all tests of a process."""

from __future__ import annotations

import pytest

from support.distributions import Distributions, Installed, built, installed_wheel


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    return built(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="session")
def installed(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return installed_wheel(distributions.wheel, tmp_path_factory.mktemp("wheel"))
