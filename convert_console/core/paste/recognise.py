"""Recognises a pasted text: tries each reader in turn, and never fails."""

from __future__ import annotations

from convert_console.core.paste.conv_q import read_conv_q
from convert_console.core.paste.convert_urls import (
    read_application_url,
    read_project_number,
    read_script_url,
    read_variation_url,
)
from convert_console.core.paste.cookies import read_cookies
from convert_console.core.paste.curl import read_curl
from convert_console.core.paste.fetch_call import read_fetch
from convert_console.core.paste.http_text import read_http_text
from convert_console.core.paste.json_documents import read_any_json, read_json
from convert_console.core.paste.legacy_url import read_legacy_url
from convert_console.core.paste.named_lines import read_named_lines
from convert_console.core.paste.powershell_web import read_powershell
from convert_console.core.paste.request_files import read_bru, read_http_file, read_yaml
from convert_console.core.paste.results import Reader, Recognised, Unrecognised
from convert_console.core.paste.shopify import read_base64
from convert_console.core.paste.tracking_url import (
    QUERY_LIMIT,
    read_bare_query,
    read_tracking_url,
)
from convert_console.core.paste.unwrap import unwrapped
from convert_console.core.step_budget import BudgetExceeded, bounded

# In the order in which they are tried: unmistakable kinds first, JSON before the addresses and
# cookies that may be inside it, loose pieces last. The readers of JSON objects are in
# `json_documents.OBJECT_READERS`.
TEXT_READERS: tuple[Reader[str], ...] = (
    read_http_file,
    read_http_text,
    read_bru,
    read_yaml,
    read_curl,
    read_powershell,
    read_fetch,
    read_conv_q,
    read_json,
    read_legacy_url,
    read_tracking_url,
    read_cookies,
    read_application_url,
    read_script_url,
    read_variation_url,
    read_project_number,
    read_base64,
    read_bare_query,
    read_named_lines,
    read_any_json,
)

STEPS_AT_LEAST = 40_000_000
"""What a paste may cost however short it is; a step is about ten nanoseconds."""

STEPS_PER_CHARACTER = 15
"""What each character may cost in addition: a text is read a few times."""


def recognise(text: str) -> Recognised | Unrecognised:
    """The kind of a pasted text, and the requests in it.

    Never raises. The time is proportional to the length: a text that would need more work is
    refused in a sentence. Nothing is fetched or opened.

    >>> recognise("10000009_10000001").label
    'ID number of a project'
    """
    try:
        with bounded(STEPS_AT_LEAST + STEPS_PER_CHARACTER * len(text)):
            return _recognised(text)
    except BudgetExceeded:
        return Unrecognised(_TOO_MUCH)


_NOTHING = "There is no text to read. Copy a request, a document or a cookie first."
_UNKNOWN = (
    "No tracking request was found in this text. Paste a document, a tracking URL, a cURL "
    "command, a HAR, or the cookies _conv_s and _conv_v."
)
_LONG = (
    "No tracking request was found in this long text. An address or a form is read up to "
    f"{QUERY_LIMIT:,} characters. Paste only the request."
)

_TOO_MUCH = (
    "Reading stopped, because this text is too nested or too broken to be read in a reasonable "
    "time. Paste only the request or the document."
)


def _recognised(text: str) -> Recognised | Unrecognised:
    inner, notes = unwrapped(text)
    if not inner:
        return Unrecognised(_NOTHING)
    for read in TEXT_READERS:
        result = read(inner)
        if result is not None:
            return result.noting(*notes)
    return Unrecognised(_LONG if len(inner) > QUERY_LIMIT else _UNKNOWN)
