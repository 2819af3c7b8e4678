"""Makes the request for a project's configuration, and reads the answer."""

import re
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, quote

from convert_console.core.request.destination import host_of
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import CONVERT_AGENT, Profile
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.core.request.wire import Unsendable, WireRequest, encode
from convert_console.core.text import ago
from convert_console.core.verdict.exchange import Answer, Failure
from convert_console.core.verdict.failure import of_failure
from convert_console.core.verdict.redaction import SHORTEST

USUAL_BASE = "https://cdn-4.convertexperiments.com/api/v1/config"
"""Read in Convert's own open-source SDKs; no key is needed unless the project asks for one."""

_ID = re.compile(r"[A-Za-z0-9_-]+")
_FILE = "Load the configuration from a file instead"


def configuration_request(profile: Profile) -> WireRequest | Unsendable:
    """The request for the configuration of a profile's project; the debug token is hidden in it."""
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
    parameters = []
    if profile.catalog_environment:
        parameters.append(f"environment={quote(profile.catalog_environment, safe='')}")
    if profile.debug_token_since:
        parameters.append(_PARAMETER + HIDDEN)
    if parameters:
        url = f"{url}?{'&'.join(parameters)}"
    asking = Profile(id="", name="", target="custom", endpoint=url, user_agent=CONVERT_AGENT)
    return encode(Draft("{}", "GET"), asking)


# The debug token, which lists draft and paused experiences. It is put in when the request goes out.

TOKEN_LASTS = 86_400
"""Seconds from when Convert makes a debug token until it expires."""

_PARAMETER = "debug_token="


def with_debug_token(wire: WireRequest, token: str) -> WireRequest:
    """The request as it goes out, with the token in place of what hides it."""
    spelled = _PARAMETER + quote(token, safe="")
    return wire._replace(url=wire.url.replace(_PARAMETER + HIDDEN, spelled))


def without_token(text: str, token: str) -> str:
    """A text with the token hidden, as it is and as a URL spells it.

    One of fewer than six characters would be found in many texts by chance.
    """
    for spelling in {token, quote(token, safe="")} if len(token) >= SHORTEST else ():
        text = text.replace(spelling, HIDDEN)
    return text


class Address(NamedTuple):
    """The parts of a configuration's URL that are separate settings."""

    base: str
    environment: str
    token: str


def address_in(text: str, profile: Profile) -> Address | None:
    """The parts of a whole URL that was pasted as the base; `None` for a base alone.

    >>> shop = Profile(id="", name="", account="1", project="2")
    >>> address_in("https://h/config/1/2?environment=staging&debug_token=abc", shop)
    Address(base='https://h/config', environment='staging', token='abc')
    """
    base, mark, query = text.strip().partition("?")
    if not mark:
        return None
    values = dict(parse_qsl(query.partition("#")[0]))
    base = base.rstrip("/").removesuffix(f"/{profile.account}/{profile.project}")
    return Address(base, values.get("environment", ""), values.get("debug_token", ""))


def token_note(since: str, now: float) -> str:
    """What a person should know of the debug token; `since` is when it was entered, `now` is in
    Unix seconds. "" without a token.
    """
    if not since:
        return ""
    entered = _moment(since)
    if entered is None:
        return "A debug token is valid for 24 hours from when it was made."
    age = now - entered
    if age >= TOKEN_LASTS:
        return (
            f"Entered {ago(age)}, and a debug token is valid for 24 hours: it has expired. Make a "
            "new one in Convert and enter it, or remove it."
        )
    return f"Entered {ago(age)}; a debug token is valid for 24 hours from when it was made."


def moment_text(now: float) -> str:
    """A moment in Unix seconds as a profile keeps it.

    >>> moment_text(1_764_443_300.5)
    '2025-11-29T19:08:20+00:00'
    """
    return datetime.fromtimestamp(int(now), UTC).isoformat()


def _moment(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError):
        return None


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
        case 401 | 403 if _PARAMETER in url:
            hint = (
                "The debug token may have expired: it is valid for 24 hours. Enter a new one, or "
                "remove it."
            )
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
