"""The door for anything that is pasted: tries each reader in turn, and never fails."""

from __future__ import annotations

from collections.abc import Callable

from convert_console.core.paste import (
    conv_q,
    convert_urls,
    cookies,
    curl,
    fetch_call,
    http_request,
    json_documents,
    legacy_url,
    named_lines,
    powershell_web,
    shopify,
    tracking_url,
)
from convert_console.core.paste.found import Recognised, Unrecognised
from convert_console.core.paste.unwrap import unwrapped
from convert_console.core.step_budget import Spent, bounded

_Reader = Callable[[str], Recognised | Unrecognised | None]

# What is unmistakable comes first. JSON stands before addresses and cookies, which may be inside
# it; loose pieces come last.
_READERS: tuple[_Reader, ...] = (
    http_request.read,
    curl.read,
    powershell_web.read,
    fetch_call.read,
    conv_q.read,
    json_documents.read,
    legacy_url.read,
    tracking_url.read,
    cookies.read,
    convert_urls.read,
    convert_urls.read_snippet_url,
    convert_urls.read_force_url,
    convert_urls.read_project_number,
    shopify.read_text,
    tracking_url.read_bare,
    named_lines.read,
    json_documents.read_any,
)

STEPS_AT_LEAST = 40_000_000
"""What a paste may cost however short it is; a step is about ten nanoseconds."""

STEPS_PER_CHARACTER = 15
"""What each character may cost in addition: a text is read a few times."""

_NOTHING = "There is no text to read. Copy a request, a document or a cookie first."
_UNKNOWN = (
    "This is nothing that a tracking request can be made of. Paste a document, a tracking URL, a "
    "cURL command, a HAR, or the cookies _conv_s and _conv_v."
)
_LONG = (
    "Nothing that a tracking request can be made of was found in this long text. An address or a "
    f"form is read up to {tracking_url.QUERY_LIMIT:,} characters. Paste the request alone."
)

_TOO_MUCH = (
    "Reading stopped: so much in this text is nested or broken that going through it would take "
    "too long. Paste the request or the document alone."
)


def recognise(text: str) -> Recognised | Unrecognised:
    """Say what a pasted text is, with the requests in it.

    Never raises, and takes time in proportion to the text: a text that would cost more work than
    its share is refused in words. Nothing is fetched or opened.

    >>> recognise("10000009_10000001").what
    'ID number of a project'
    """
    try:
        with bounded(STEPS_AT_LEAST + STEPS_PER_CHARACTER * len(text)):
            return _recognised(text)
    except Spent:
        return Unrecognised(_TOO_MUCH)


def _recognised(text: str) -> Recognised | Unrecognised:
    inner, notes = unwrapped(text)
    if not inner:
        return Unrecognised(_NOTHING)
    for reader in _READERS:
        found = reader(inner)
        if found is not None:
            return found.noting(*notes)
    return Unrecognised(_LONG if len(inner) > tracking_url.QUERY_LIMIT else _UNKNOWN)
