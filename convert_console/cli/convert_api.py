"""Convert's REST API for commands: whose key is used, and what is asked about."""

import asyncio
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from convert_console.cli.command import InvalidInput
from convert_console.core.convert_api.calls import ApiKey, ProjectIds, base_fault, read_key
from convert_console.core.convert_api.faults import ApiFault
from convert_console.core.document.payload import Payload, value_at
from convert_console.core.request.profile import Profile
from convert_console.core.text import one_line, plain_text
from convert_console.services.convert_api.client import ConvertApi, Progress
from convert_console.services.http.sender import Sender
from convert_console.services.storage.keyring import StoredCredentials, Vault

T = TypeVar("T")

KEY_VARIABLE = "CONVERT_API_KEY"
KEY_HELP = f'The key is that of the profile, or {KEY_VARIABLE}="ID:SECRET"; it is no argument.'


def add_api_url(parser: ArgumentParser) -> None:
    """The option that replaces the address of the API."""
    parser.add_argument(
        "--api-url",
        metavar="URL",
        help="the address of Convert's REST API (default: that of the profile, or Convert's)",
    )


class GivenCredentials(StoredCredentials):
    """The secrets of profiles, and the API key that the environment names before all."""

    async def api_key(self, profile: Profile) -> ApiKey | None:
        return key_in_environment() or await super().api_key(profile)


def key_in_environment() -> ApiKey | None:
    """The key that the environment names, if any; raises `InvalidInput` for what is none."""
    text = os.environ.get(KEY_VARIABLE, "")
    key = read_key(text)
    if text.strip() and key is None:
        raise InvalidInput(f"{KEY_VARIABLE} is not ID:SECRET. Correct it, or unset it.")
    return key


def asking_as(profile: Profile | None, api_url: str | None) -> Profile:
    """The profile whose proxy, certificates and time limits apply; raises `InvalidInput`."""
    asking = profile or Profile(id="terminal", name="Terminal")
    if api_url is None:
        return asking
    fault = base_fault(api_url.strip())
    if fault:
        raise InvalidInput(fault)
    return replace(asking, api_base=api_url.strip())


def project_of(document: Payload, profile: Profile | None) -> ProjectIds:
    """Whose log a document would be in: its own ids, or else those of the profile. Raises
    `InvalidInput`.
    """
    named = [value_at(document, (key,)) for key in ("cid", "pid")]
    account, project = ("" if value is None else plain_text(value).strip() for value in named)
    if profile is not None:
        account, project = account or profile.account, project or profile.project
    where = ProjectIds(account, project)
    if where.fault:
        what = where.fault.partition(". ")[0]
        raise InvalidInput(f"{what}. Give a document with cid and pid, or a profile that has them.")
    return where


def ask_convert(work: Callable[[ConvertApi], Awaitable[T]]) -> T:
    """The result of work with the API; its connections are closed in the end."""

    async def asked() -> T:
        credentials = GivenCredentials(Vault())
        sender = Sender(credentials)
        try:
            return await work(ConvertApi(sender, credentials, time.time))
        finally:
            await sender.aclose()

    return asyncio.run(asked())


def told(progress: Progress) -> None:
    """Say on a terminal what a command waits for."""
    if progress.wait is not None and progress.wait >= 1 and sys.stderr.isatty():
        print(f"note: {progress.words} Next in {progress.wait:.0f} s.", file=sys.stderr)


def usable(fault: ApiFault | None) -> None:
    """Raises `InvalidInput` for a fault of what the command was given: no key, or no way out."""
    if fault is not None and fault.kind in ("no-key", "blocked", "unusable"):
        hint = f" Or set {KEY_VARIABLE}." if fault.kind == "no-key" else ""
        raise InvalidInput(one_line(f"{fault.words}{hint}"))
