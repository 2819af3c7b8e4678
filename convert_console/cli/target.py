"""Where a command sends: a saved profile, an endpoint, or the local collector."""

import argparse
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from urllib.parse import urlsplit

from convert_console.cli.command import InvalidInput
from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.document.payload import Payload
from convert_console.core.plan.plan import Plan, PlanFault
from convert_console.core.request.profile import CONVERT_AGENT, Profile
from convert_console.core.request.secret_headers import concealed
from convert_console.core.text import is_digits, natural_key, plain_text
from convert_console.services.storage.catalogs import CatalogStore
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.folders import Folders
from convert_console.services.storage.plans import PlanFiles
from convert_console.services.storage.profiles import ProfileStore

CONNECT_SECONDS = 2.0
"""Seconds in which a collector on this machine takes a connection."""


def add_target_arguments(parser: argparse.ArgumentParser, default: str) -> None:
    """The options that say where to send; `default` says what happens without any."""
    target = parser.add_mutually_exclusive_group()
    profile = target.add_argument(
        "--profile",
        metavar="NAME",
        help="send as this saved profile: to its target, with its User-Agent, headers, proxy and "
        "time limits, and no further than it may reach",
    )
    profile.completer = complete_profiles  # type: ignore[attr-defined]
    target.add_argument(
        "--endpoint", metavar="URL", help=f"the URL to send to (default: {default})"
    )
    target.add_argument(
        "--local",
        action="store_true",
        help="send to the local collector; if none is running, one is started meanwhile",
    )
    parser.add_argument(
        "--user-agent",
        metavar="UA|none",
        help="the User-Agent header, or none to leave it out (default: that of the profile, or "
        f"{CONVERT_AGENT})",
    )


def add_yes_argument(parser: argparse.ArgumentParser) -> None:
    """The option that answers the question before a live send."""
    parser.add_argument(
        "--yes",
        action="store_true",
        help="send without a question beyond this machine, as in a script",
    )


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send. `saved` is whether the profile is one of the window's."""

    profile: Profile
    saved: bool = False
    catalog: Catalog | None = None

    @property
    def shown(self) -> Profile:
        """The profile with hidden secrets, for everything but the send itself."""
        return replace(self.profile, headers=concealed(self.profile.headers))


def target_of(
    options: argparse.Namespace,
    project: Payload,
    what: str = "The document",
    owner: Profile | None = None,
) -> Target:
    """The target of the options, or else that of an owner's profile, or else a project's host.

    Raises `InvalidInput` where `what` has no project; `project` is `None` then.
    """
    elsewhere = options.local or options.endpoint is not None
    if options.profile is not None or (owner is not None and not elsewhere):
        profile = owner or saved_profile(options.profile)
        target = Target(_with_agent(profile, options.user_agent), True, catalog_of(profile))
        return replace(target, profile=_unpinned(target.profile))
    profile = _with_agent(Profile(id="terminal", name="Terminal"), options.user_agent)
    if options.local:
        return Target(replace(profile, id="terminal-local", target="local", reach="local"))
    if options.endpoint is not None:
        own_id = f"terminal-{sha256(options.endpoint.encode('utf-8', 'replace')).hexdigest()[:12]}"
        return Target(replace(profile, id=own_id, target="custom", endpoint=options.endpoint))
    if project is None or not is_digits(plain_text(project)):
        raise InvalidInput(
            f"{what} has no pid. Give the target with --endpoint, --profile or --local."
        )
    named = plain_text(project)
    return Target(replace(profile, id=f"terminal-{named[:40]}", project=named))


def saved_profile(name: str) -> Profile:
    """The saved profile of a name, or of an id; raises `InvalidInput`."""
    profiles = saved_profiles()
    for found in (
        [profile for profile in profiles if profile.name == name],
        [profile for profile in profiles if profile.id == name],
        [profile for profile in profiles if profile.name.casefold() == name.casefold()],
    ):
        if len(found) > 1:
            ids = ", ".join(profile.id for profile in found)
            raise InvalidInput(f"Several profiles are called “{name}”. Give the id of one: {ids}.")
        if found:
            return found[0]
    known = ", ".join(f"“{profile.name}”" for profile in profiles[:5])
    more = f" and {len(profiles) - 5} more" if len(profiles) > 5 else ""
    hint = f"Saved: {known}{more}." if known else "None is saved; the window saves profiles."
    raise InvalidInput(f"There is no profile called “{name}”. {hint}")


def saved_profiles() -> list[Profile]:
    """The profiles that can be read, by name; raises `InvalidInput`."""
    try:
        profiles = ProfileStore(Folders.default().profiles).read_again({}).values()
    except StoreFailed as why:
        raise InvalidInput(str(why)) from None
    return sorted(profiles, key=lambda profile: (natural_key(profile.name), profile.id))


def complete_profiles(**_known: object) -> list[str]:
    """The names of saved profiles, for the completion of a shell."""
    with suppress(InvalidInput):
        return [profile.name for profile in saved_profiles()]
    return []


def catalog_of(profile: Profile) -> Catalog | None:
    """The names of a profile's project, as far as they are known on this machine."""
    with suppress(StoreFailed):
        stored = CatalogStore(Folders.default().catalogs).peek(profile.id)
        catalog = read_catalog(stored.text) if stored else None
        return catalog if isinstance(catalog, Catalog) else None
    return None


def plan_of(profile: Profile) -> Plan | None:
    """The tracking plan of a profile; what is wrong with it is said on stderr, once."""
    return _plan_in(profile.plan)


@cache
def _plan_in(path: str) -> Plan | None:
    found = PlanFiles().read(path)
    if isinstance(found, PlanFault):
        print(f"note: the profile's tracking plan is not used: {found.sentence}", file=sys.stderr)
        return None
    return found


@contextmanager
def reachable(target: Target) -> Iterator[Target]:
    """The target while it is used: a local one is aimed at the collector that runs, of a window or
    another terminal, or else at one that runs for as long.
    """
    from convert_console.services.collector.server import Collector

    if target.profile.target != "local" or _listens(target.profile.url):
        yield target
        return
    # Any free port, never the usual one: another command would find the collector there, and be cut
    # off when this one ends.
    collector = Collector(0)
    try:
        yield replace(target, profile=replace(target.profile, endpoint=collector.start()))
    finally:
        collector.stop()


def _listens(url: str) -> bool:
    address = urlsplit(url)
    try:
        with closing(
            socket.create_connection((address.hostname, address.port or 80), CONNECT_SECONDS)
        ):
            return True
    except OSError:
        return False


def _with_agent(profile: Profile, user_agent: str | None) -> Profile:
    if user_agent is None:
        return profile
    sent = None if user_agent.strip().lower() == "none" else user_agent
    return replace(profile, user_agent=sent)


def _unpinned(profile: Profile) -> Profile:
    """A local profile at the usual address: its file may name one of an earlier target."""
    return replace(profile, endpoint="") if profile.target == "local" else profile
