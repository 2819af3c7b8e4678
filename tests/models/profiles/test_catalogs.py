"""The names of the current profile: loaded, fetched, kept, forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from convert_console.app.examples import sample_names
from convert_console.core.catalog.catalog import Catalog
from convert_console.core.request.profile import Profile
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.profiles.catalogs import Catalogs, FoundNames
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.profiles.secrets import Secrets
from convert_console.services.http.sender import Sender
from convert_console.services.storage.catalogs import CatalogStore
from convert_console.services.storage.keyring import Vault
from convert_console.services.storage.profiles import ProfileStore
from support.endpoint import Endpoint, answer, silence

LISTS = '{"goals": [{"id": "7", "name": "Purchase"}]}'
KEYED = '{"goals": {"7": {"name": "Purchase"}}}'
SHOP = Profile("shop", "Shop", "10000001", "10000009")


class Bench:
    """Catalogs over a folder, with what they have said."""

    def __init__(self, folder: Path, samples: Mapping[str, Catalog] | None = None) -> None:
        self.now = 1_000.0
        secrets = Secrets(Vault(lambda: None))
        self.profiles = Profiles(ProfileStore(folder / "profiles"), SHOP, secrets=secrets)
        self.sender = Sender()
        store = CatalogStore(folder / "catalogs")
        self.current = CurrentCatalog()
        self.catalogs = Catalogs(
            self.current, store, self.profiles, self.sender, lambda: self.now, samples
        )
        self.failures: list[str] = []
        self.changes: list[str] = []
        self.catalogs.failed.connect(self.failures.append)
        self.current.changed.connect(lambda: self.changes.append(self.current.name("goal", "7")))

    async def fetch(self, begin: Callable[[], None] | None = None) -> None:
        ended = asyncio.Event()
        self.catalogs.fetching_changed.connect(ended.set)
        (begin or self.catalogs.fetch)()
        while self.catalogs.fetching:
            ended.clear()
            await ended.wait()
        await self.sender.aclose()


@pytest.fixture
def bench(tmp_path: Path, qapp: QApplication) -> Bench:
    return Bench(tmp_path)


@pytest.mark.parametrize("text", [LISTS, KEYED])
def test_both_forms_of_a_configuration_give_names(bench: Bench, text: str) -> None:
    bench.catalogs.load_text(text, "pasted")
    assert bench.changes == ["Purchase"]
    assert bench.catalogs.source == "pasted"


def test_the_age_is_that_of_the_loading(bench: Bench) -> None:
    assert bench.catalogs.age == ""
    bench.catalogs.load_text(LISTS, "pasted")
    bench.now += 7_200
    assert bench.catalogs.age == "2 hours ago"


def test_a_catalog_is_there_again_after_a_restart(bench: Bench, tmp_path: Path) -> None:
    bench.catalogs.load_text(LISTS, "pasted")
    again = Bench(tmp_path)
    assert again.current.value is None
    again.catalogs.open("shop")
    assert again.changes == ["Purchase"]
    assert again.catalogs.source == "pasted"


def test_a_file_is_named_as_the_source(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(LISTS, "utf-8")
    bench.catalogs.load_file(str(tmp_path / "config.json"))
    assert (bench.catalogs.source, bench.failures) == ("config.json", [])


@pytest.mark.parametrize(
    ("text", "words"), [("{", "This is not JSON"), ("{}", "neither goals nor experiences")]
)
def test_what_is_not_a_configuration_is_explained_and_changes_nothing(
    bench: Bench, text: str, words: str
) -> None:
    bench.catalogs.load_text(LISTS, "pasted")
    bench.catalogs.load_text(text, "pasted")
    assert words in bench.failures[0]
    assert bench.changes == ["Purchase"]


def test_a_missing_file_is_explained(bench: Bench, tmp_path: Path) -> None:
    bench.catalogs.load_file(str(tmp_path / "none.json"))
    assert "could not be read" in bench.failures[0]


def test_each_profile_has_its_own_catalog(bench: Bench) -> None:
    bench.catalogs.load_text(LISTS, "pasted")
    bench.profiles.add("Other")
    assert bench.current.value is None
    bench.profiles.choose("shop")
    assert bench.changes == ["Purchase", "7", "Purchase"]


def test_a_forgotten_catalog_stays_away_when_the_profile_is_opened_again(bench: Bench) -> None:
    bench.catalogs.load_text(LISTS, "pasted")
    bench.catalogs.forget()
    bench.catalogs.open("shop")
    assert bench.current.value is None
    assert bench.catalogs.source == ""


def test_a_fetch_asks_the_base_once_and_keeps_the_answer(
    bench: Bench, run: Callable[..., Any]
) -> None:
    with Endpoint([answer(body=LISTS.encode())]) as endpoint:
        bench.profiles.alter(catalog_base=endpoint.url)
        run(bench.fetch())
        assert len(endpoint.requests) == 1
    assert bench.changes == ["Purchase"]
    assert bench.catalogs.source == f"{endpoint.url}/10000009/10000001"


def test_the_names_of_a_project_without_a_profile_are_looked_up(
    bench: Bench, run: Callable[..., Any]
) -> None:
    found: list[FoundNames] = []
    bench.catalogs.looked_up.connect(found.append)
    for one in (answer(body=LISTS.encode()), answer("404 Not Found"), answer(body=b"[]")):
        with Endpoint([one]) as endpoint:
            asked = Profile("", "", "2", "1", catalog_base=endpoint.url)
            run(bench.fetch(partial(bench.catalogs.look_up, asked)))
    assert [names.text for names in found] == [LISTS]
    assert found[0].source.endswith("/1/2")
    assert len(bench.failures) == 2
    assert "There is no such project" in bench.failures[0]
    assert bench.current.value is None, "they are used once there is a profile for them"


def test_a_refusal_is_explained_and_leaves_what_was_there(
    bench: Bench, run: Callable[..., Any]
) -> None:
    bench.catalogs.load_text(LISTS, "pasted")
    with Endpoint([answer("404 Not Found")]) as endpoint:
        bench.profiles.alter(catalog_base=endpoint.url)
        run(bench.fetch())
    assert "There is no such project" in bench.failures[0]
    assert bench.current.name("goal", "7") == "Purchase"


def test_a_fetch_can_be_cancelled(bench: Bench, run: Callable[..., Any]) -> None:
    async def cancelled() -> None:
        bench.catalogs.fetch()
        assert bench.catalogs.fetching
        await asyncio.to_thread(endpoint.wait_for_requests, 1)
        bench.catalogs.cancel()
        await bench.catalogs.finish()
        await bench.sender.aclose()

    with Endpoint([silence]) as endpoint:
        bench.profiles.alter(catalog_base=endpoint.url)
        run(cancelled())
    assert not bench.catalogs.fetching
    assert (bench.failures, bench.changes) == ([], [])


def test_a_fetch_can_be_cancelled_before_it_has_begun(
    bench: Bench, run: Callable[..., Any]
) -> None:
    async def cancelled() -> None:
        bench.profiles.alter(catalog_base="http://127.0.0.1:9")
        bench.catalogs.fetch()
        bench.catalogs.cancel()
        await bench.catalogs.finish()
        await asyncio.sleep(0)

    run(cancelled())
    assert not bench.catalogs.fetching


def test_a_local_only_profile_contacts_no_other_host(bench: Bench) -> None:
    bench.profiles.alter(reach="local")
    bench.catalogs.fetch()
    assert not bench.catalogs.fetching
    assert "is local only" in bench.failures[0]


TOKEN = "planted-5d20b7"


def kept_in(folder: Path) -> str:
    files = (path for path in folder.rglob("*") if path.is_file())
    return "\n".join(path.read_text("utf-8") for path in files)


def test_a_debug_token_goes_out_and_is_kept_in_no_file(
    bench: Bench, run: Callable[..., Any], tmp_path: Path
) -> None:
    draft = (
        f'{{"note": "{TOKEN}", "experiences": [{{"id": "5", "name": "Hero", "status": "draft"}}]}}'
    )
    with Endpoint([answer(body=draft.encode())]) as endpoint:
        bench.profiles.alter(catalog_base=endpoint.url, catalog_environment="staging")
        bench.catalogs.set_debug_token(TOKEN)
        assert "valid for 24 hours" in bench.catalogs.token_note
        run(bench.fetch())
        asked = endpoint.requests[0].partition(b" HTTP/")[0].decode()
    assert asked.endswith(f"/10000009/10000001?environment=staging&debug_token={TOKEN}")
    assert bench.current.name("experience", "5") == "Hero (draft)"
    assert bench.catalogs.source.endswith("?environment=staging&debug_token=(hidden)")
    bench.profiles.save()
    bench.profiles.export(str(tmp_path / "export.json"))
    assert TOKEN not in kept_in(tmp_path)
    assert '"debug_token_since": ""' in (tmp_path / "export.json").read_text("utf-8")


def test_a_token_that_is_not_known_here_is_not_sent(bench: Bench, run: Callable[..., Any]) -> None:
    with Endpoint() as endpoint:
        bench.profiles.alter(
            catalog_base=endpoint.url, debug_token_since="2025-11-29T19:08:20+00:00"
        )
        run(bench.fetch())
        assert endpoint.connections == 0
    assert "not known on this machine" in bench.failures[0]


def test_a_token_can_be_removed_and_a_refusal_does_not_repeat_it(
    bench: Bench, run: Callable[..., Any]
) -> None:
    location = f"Location: https://elsewhere.example/?debug_token={TOKEN}"
    found = answer("302 Found", headers=[location])
    with Endpoint([found, answer(body=LISTS.encode())]) as endpoint:
        bench.profiles.alter(catalog_base=endpoint.url)
        bench.catalogs.set_debug_token(TOKEN)
        run(bench.fetch())
        assert "redirects to" in bench.failures[0] and TOKEN not in bench.failures[0]
        bench.catalogs.set_debug_token("")
        assert bench.catalogs.token_note == ""
        bench.sender = bench.catalogs._sender = Sender()
        run(bench.fetch())
        assert b"debug_token" not in endpoint.requests[1]


def test_a_copy_of_a_profile_has_the_token_and_a_local_only_one_asks_no_other_host(
    bench: Bench, run: Callable[..., Any]
) -> None:
    bench.catalogs.set_debug_token(TOKEN)
    bench.profiles.duplicate()

    async def token() -> str:
        await bench.profiles.secrets.finish()
        return await bench.profiles.secrets.debug_token(bench.profiles.current)

    assert run(token()) == TOKEN
    bench.profiles.alter(reach="local")
    assert "is local only" in bench.catalogs.block_reason


def test_a_copy_of_the_sample_has_its_names_and_keeps_them(
    tmp_path: Path, qapp: QApplication
) -> None:
    sample = sample_names()
    bench = Bench(tmp_path, {"shop": sample})
    bench.profiles.duplicate()
    bench.profiles.save()
    again = Bench(tmp_path, {"shop": sample})
    again.profiles.choose(bench.profiles.current.id)
    for one in (bench, again):
        names = one.current.value
        assert names is not None
        assert names._replace(sections=sample.sections) == sample
        assert one.catalogs.source == "the sample"
