"""Makes the request for a project's configuration, and reads the answer."""

from __future__ import annotations

import re

from convert_console.core.request.destination import host_of
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import CONVERT_AGENT, Profile
from convert_console.core.request.wire import Unsendable, WireRequest, encode
from convert_console.core.verdict.exchange import Answer, Failure
from convert_console.core.verdict.failure import of_failure

USUAL_BASE = "https://cdn-4.convertexperiments.com/api/v1/config"
"""Read in Convert's own open-source SDKs; no key is needed unless the project asks for one."""

_ID = re.compile(r"[A-Za-z0-9_-]+")
_FILE = "Load the configuration from a file instead"


def configuration_request(profile: Profile) -> WireRequest | Unsendable:
    """The request for the configuration of a profile's project."""
    for plain, word in ((profile.account, "account id"), (profile.project, "project id")):
        if not plain:
            return Unsendable(f"This profile has no {word} yet. Enter it in the profile settings.")
        if not _ID.fullmatch(plain):
            return Unsendable(
                f"The {word} {plain!r} cannot be used in an address. Correct it in "
                "the profile settings."
            )
    base = (profile.catalog_base or USUAL_BASE).rstrip("/")
    url = f"{base}/{profile.account}/{profile.project}"
    asking = Profile(id="", name="", target="custom", endpoint=url, user_agent=CONVERT_AGENT)
    return encode(Draft("{}", "GET"), asking)


def fetch_block_reason(wire: WireRequest, profile: Profile) -> str:
    """Why a profile must not fetch the configuration; "" if it may."""
    return profile.block_reason(wire.url, _FILE)


def configuration_in(outcome: Answer | Failure, url: str) -> str | Unsendable:
    """The text of a configuration, or why an answer holds none."""
    if isinstance(outcome, Failure):
        judged = of_failure(outcome, url)
        reason = f"The configuration could not be fetched. {judged.sentence} {judged.next_step}"
        return Unsendable(reason.rstrip())
    if outcome.status != 200:
        return Unsendable(_refusal(outcome, url))
    if outcome.left_out:
        size = outcome.body_size / 1_000_000
        return Unsendable(f"The configuration has {size:.1f} MB, too much to be kept. {_FILE}.")
    try:
        return outcome.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Unsendable(f"The answer from {host_of(url)} is not UTF-8 text. {_FILE}.")


def _refusal(answer: Answer, url: str) -> str:
    reply = f"{host_of(url)} answered {answer.status} {answer.reason}".rstrip()
    location = answer.header("location")
    match answer.status:
        case 401 | 403:
            hint = f"The project may require a key. {_FILE}."
        case 404:
            hint = "There is no such project. Check account id and project id in the profile."
        case status if 300 <= status < 400 and location:
            hint = f"It redirects to {location}, which is not followed. Change the base address."
        case status if status >= 500:
            hint = "Try again later. If this continues: load it from a file instead."
        case _:
            hint = "Check the base address. If it is right: load it from a file instead."
    return f"{reply}. {hint}"
