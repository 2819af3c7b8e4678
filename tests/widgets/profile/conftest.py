"""A dialog over a profile of its own, with a vault that reaches no keyring."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.request.profile import Profile
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.convert_api.key_check import KeyCheck
from convert_console.models.profiles.api_names import ApiNames
from convert_console.models.profiles.catalogs import Catalogs
from convert_console.models.profiles.plans import Plans
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.profiles.secrets import Secrets
from convert_console.services.convert_api.client import ConvertApi
from convert_console.services.http.sender import Sender
from convert_console.services.storage.catalogs import CatalogStore
from convert_console.services.storage.keyring import Vault
from convert_console.services.storage.plans import PlanFiles
from convert_console.services.storage.profiles import ProfileStore
from convert_console.widgets.profile.dialog import ProfileDialog

NOW = 1_767_225_600.0


@pytest.fixture
def vault() -> Vault:
    return Vault(lambda: None)


@pytest.fixture
def profiles(tmp_path: Path, vault: Vault, run: Callable[..., Any]) -> Iterator[Profiles]:
    shop = Profile("shop", "Shop", "10000001", "10000009")
    made = Profiles(ProfileStore(tmp_path), shop, secrets=Secrets(vault))
    yield made
    made.save()
    run(made.secrets.finish())


@pytest.fixture
def catalogs(profiles: Profiles, tmp_path: Path, run: Callable[..., Any]) -> Iterator[Catalogs]:
    store = CatalogStore(tmp_path / "catalogs")
    sender = Sender(profiles.secrets)
    made = Catalogs(CurrentCatalog(), store, profiles, sender, lambda: NOW)
    yield made
    run(made.finish())


@pytest.fixture
def key_check(profiles: Profiles, run: Callable[..., Any]) -> Iterator[KeyCheck]:
    api = ConvertApi(Sender(profiles.secrets), profiles.secrets, lambda: NOW)
    made = KeyCheck(api, profiles, lambda: NOW)
    yield made
    run(made.finish())


@pytest.fixture
def api_names(
    profiles: Profiles, catalogs: Catalogs, run: Callable[..., Any]
) -> Iterator[ApiNames]:
    api = ConvertApi(Sender(profiles.secrets), profiles.secrets, lambda: NOW)
    made = ApiNames(api, catalogs, profiles)
    yield made
    run(made.finish())


@pytest.fixture
def dialog(
    profiles: Profiles,
    catalogs: Catalogs,
    key_check: KeyCheck,
    api_names: ApiNames,
    qtbot: QtBot,
) -> ProfileDialog:
    made = ProfileDialog(profiles, catalogs, Plans(profiles, PlanFiles()), key_check, api_names)
    qtbot.addWidget(made)
    made.show()
    return made
