"""Recognises a pasted text: tries each reader in turn, and never fails."""

import re

from convert_console.core.paste.comments import without_commented_requests
from convert_console.core.paste.conv_q import read_conv_q
from convert_console.core.paste.convert_urls import (
    read_application_url,
    read_project_number,
    read_script_url,
    read_variation_url,
)
from convert_console.core.paste.cookies import read_cookies
from convert_console.core.paste.http_text import read_http_text
from convert_console.core.paste.json_documents import (
    read_any_json,
    read_encoded_json,
    read_json,
    read_php_dump,
    read_quoted_json,
)
from convert_console.core.paste.kept_signs import kept_signs
from convert_console.core.paste.legacy_url import read_legacy_url
from convert_console.core.paste.measure import (
    CERTAIN,
    Reading,
    is_damaged,
    measure,
    payload_of,
    weight,
)
from convert_console.core.paste.named_lines import read_named_lines, read_parameter_calls
from convert_console.core.paste.own_copies import read_own_copy
from convert_console.core.paste.own_exports import OWN_EXPORTS
from convert_console.core.paste.programs.curl import read_curl
from convert_console.core.paste.programs.fetch_call import read_fetch
from convert_console.core.paste.programs.httpie import read_httpie
from convert_console.core.paste.programs.powershell_web import (
    read_powershell,
    read_powershell_table,
)
from convert_console.core.paste.repair.json_value import strict
from convert_console.core.paste.request_files import read_bru, read_http_file, read_yaml
from convert_console.core.paste.results import (
    PastedRequest,
    Reader,
    Recognised,
    Unrecognised,
    numbered,
)
from convert_console.core.paste.sdk_calls import read_sdk_calls
from convert_console.core.paste.shopify import read_base64
from convert_console.core.paste.target import with_agent, with_target
from convert_console.core.paste.tracking_url import (
    QUERY_LIMIT,
    read_bare_query,
    read_tracking_url,
)
from convert_console.core.paste.unwrap import (
    LINE_BEGINNINGS,
    unwrapped,
    without_line_beginnings,
)
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
    read_httpie,
    read_powershell,
    read_fetch,
    read_conv_q,
    read_sdk_calls,
    read_json,
    read_legacy_url,
    read_tracking_url,
    read_cookies,
    read_application_url,
    read_script_url,
    read_variation_url,
    read_project_number,
    read_base64,
    read_encoded_json,
    read_bare_query,
    read_named_lines,
    read_any_json,
)

# What finds a document anywhere in a text. No other reading of a text may have less than these.
LOOSE_READERS: tuple[Reader[str], ...] = (
    read_json,
    read_quoted_json,
    read_php_dump,
    read_powershell_table,
    read_parameter_calls,
)

STEPS_AT_LEAST = 25_000_000
"""What a paste may cost however short it is; a step is about ten nanoseconds."""

STEPS_PER_CHARACTER = 20
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
            result = _recognised(text)
            plain = without_line_beginnings(text)
            other = _recognised(plain) if plain and not measure(result) else None
            return other.noting(LINE_BEGINNINGS) if other and measure(other) else result
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
    for read in (read_own_copy, *OWN_EXPORTS):
        if own := read(text):
            return own
    inner, notes = unwrapped(text)
    if not inner:
        return Unrecognised(_NOTHING)
    is_json = strict(inner) is not None
    if not is_json:
        inner, about = without_commented_requests(inner)
        notes += about
    first, untried = None, list(TEXT_READERS)
    while untried and first is None:
        first = untried.pop(0)(inner)
    result = first if is_json else _fuller(inner, first, untried)
    if isinstance(result, Recognised):
        result = _aimed(text, inner, result, is_json=is_json)
        if _ADDED.search(inner) and any(_has_events(request) for request in result.requests):
            notes += (_LATER_EVENTS,)
        if not is_json and (changed := dict.fromkeys(_CHANGED.findall(inner))):
            notes += (_LATER_VALUES.format(", ".join(changed)),)
        result = result._replace(notes=(*result.notes, *kept_signs(result.requests)))
    return result.noting(*notes) if result else _unknown(inner)


def _has_events(request: PastedRequest) -> bool:
    payload = payload_of(request)
    return isinstance(payload, dict) and isinstance(payload.get("ev"), list)


# A program that adds events after it has made the document.
_ADDED = re.compile(r"[\w$\])](?:\.|->|\[[\"'])ev(?:[\"']\])?(?:\.(?:push|append|add)\(|\[\]\s*+=)")
_LATER_EVENTS = "The program adds events later, one by one; those were not read. Add them."


# A program that gives a key of a document another value: `body.vid = …`, `$data['vid'] = …`.
_CHANGED = re.compile(
    r"[\w$\])](?:\.|->|\[[\"'])(cid|pid|vid|seg|tid)(?:[\"']\])?+[ \t]*+=(?![=>~])"
)
_LATER_VALUES = (
    "The program sets values outside of the document, which were not read: {}. Set them."
)


def _aimed(text: str, inner: str, found: Recognised, *, is_json: bool) -> Recognised:
    """Documents with the address that the text names, inside or around what was unwrapped."""
    if found.label == read_tracking_url.name:
        return with_agent(inner, found)
    try:
        if measure(found) < CERTAIN:
            return found
        aimed = with_target(inner, found, ours_only=is_json)
        return aimed if aimed is not found or inner == text else with_target(text, found)
    except BudgetExceeded:
        return found


def _unknown(text: str) -> Unrecognised:
    return Unrecognised(_LONG if len(text) > QUERY_LIMIT else _UNKNOWN)


# The narrow readers see one command or one call, and what it sends may be written elsewhere in the
# text: in a variable, a function, a here-document, or in a form that they do not know.


def _fuller(text: str, first: Reading, untried: list[Reader[str]]) -> Reading:
    """The reading of a text that has most of a document."""
    best = first
    try:
        for read in LOOSE_READERS:
            if read not in TEXT_READERS or read in untried:
                best = _richer(best, read(text))
    except BudgetExceeded:
        if not isinstance(first, Recognised):
            raise
    return best


def _richer(first: Reading, other: Reading) -> Reading:
    """The one of two readings with more of a document, completed by the other one."""
    if not isinstance(other, Recognised):
        return first
    if _is_sounder(other, first):
        return other
    if measure(other) <= measure(first):
        return first or other
    if not isinstance(first, Recognised):
        # After a refusal, ids that may belong to another system are not enough.
        return other if first is None or measure(other) >= CERTAIN else first
    whole = tuple(request for request in first.requests if weight(request) >= CERTAIN)
    if not whole:
        return _addressed(other, first)
    payloads = [payload_of(request) for request in whole]
    more = (request for request in other.requests if payload_of(request) not in payloads)
    requests = (r._replace(title=_NUMBER.sub("", r.title)) for r in (*whole, *more))
    return Recognised(numbered(requests), (*first.notes, *other.notes), first.label)


def _is_sounder(other: Recognised, first: Reading) -> bool:
    """Whether a reading fits where the first one had to leave pieces out, and is no smaller."""
    if not isinstance(first, Recognised) or not is_damaged(first) or is_damaged(other):
        return False
    return measure(other) >= max(CERTAIN, *map(weight, first.requests))


def _addressed(found: Recognised, target: Recognised) -> Recognised:
    """Documents with the address and headers of a command that sends them from elsewhere."""
    by = target.requests[0]
    if len({request.endpoint for request in target.requests}) > 1 or by.method is None:
        return found
    requests = tuple(
        request
        if request.endpoint
        else request._replace(
            method="POST",
            endpoint=by.endpoint,
            headers=by.headers,
            user_agent=by.user_agent,
        )
        for request in found.requests
    )
    return found._replace(requests=requests, label=target.label)


_NUMBER = re.compile(r"\A\d+\. ")
