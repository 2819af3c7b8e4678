"""Finds where a text says that its documents are sent to, and how."""

import re

from convert_console.core.paste.addresses import (
    METRICS,
    addresses_in,
    endpoint_of,
    parts_of,
    readable,
)
from convert_console.core.paste.http_text import whole_url
from convert_console.core.paste.results import ABSENT, PastedRequest, Recognised
from convert_console.core.paste.tracking_url import LOGGED_AGENT, is_tracking_address
from convert_console.core.request.draft import Method
from convert_console.core.request.headers import Headers


def with_target(text: str, found: Recognised, *, ours_only: bool = False) -> Recognised:
    """Requests without an address of their own, with the one that the text names.

    A text that names several tracking addresses does not say which one is meant. `ours_only`
    leaves out addresses of other hosts than Convert's.
    """
    if all(request.endpoint or request.method for request in found.requests):
        return found
    endpoint = _endpoint(text, ours_only=ours_only)
    if endpoint is None:
        return found
    agent, headers = _agent(text), _headers(text)
    method: Method = "GET" if _GETS.search(text) and not _POSTS.search(text) else "POST"

    def aimed(request: PastedRequest) -> PastedRequest:
        if request.endpoint or request.method:
            return request
        user_agent = agent if request.user_agent is ABSENT and agent else request.user_agent
        return request._replace(
            method=method, endpoint=endpoint, headers=headers, user_agent=user_agent
        )

    return found._replace(requests=tuple(map(aimed, found.requests)))


def with_agent(text: str, found: Recognised) -> Recognised:
    """A single tracking URL with the User-Agent that the command or program around it names."""
    agent = _agent(text) if len(found.requests) == 1 else None
    if not agent:
        return found
    (request,) = found.requests
    return found._replace(requests=(request._replace(user_agent=agent),))


def _endpoint(text: str, *, ours_only: bool) -> str | None:
    """The only tracking address that a text names; `None` if it names none, or several."""
    named: set[str] = set()
    for address in addresses_in(readable(text)[0]):
        parts = parts_of(address)
        path = parts.path.rstrip("/") if parts else ""
        is_ours = parts is not None and is_tracking_address(parts)
        if ours_only and not is_ours:
            continue
        made_elsewhere = parts is not None and _MADE_ELSEWHERE.fullmatch(parts.query)
        if parts and made_elsewhere and path.endswith("/track") and "/v1/" not in path:
            named.add(endpoint_of(parts))
    if not named:
        return _of_host_and_path(text, ours_only=ours_only)
    return named.pop() if len(named) == 1 else None


def _of_host_and_path(text: str, *, ours_only: bool) -> str | None:
    """The address of which a text names host and path apart, as headers and HTTP clients do."""
    paths = {match["path"] for match in _PATH.finditer(text)}
    hosts = {match["host"].lower() for match in _OUR_HOST.finditer(text)}
    if not hosts and not ours_only:
        hosts = {match["host"].lower() for match in _HOST.finditer(text)}
    return whole_url(paths.pop(), hosts.pop()) if len(paths) == len(hosts) == 1 else None


_PATH = re.compile(r"(?<![^\s\"'`])(?P<path>/(?:[\w.-]{1,60}+/){0,6}+track/?+)(?=[\s?\"'`,])")
_OUR_HOST = re.compile(rf"(?<![\w.@/-])(?P<host>[\w-]{{1,63}}\.{re.escape(METRICS)})(?![\w/.-])")
_HOST = re.compile(
    r"(?<![\w-])host\"?:[ \t]{0,9}\"?(?P<host>[\w.-]{1,253}(?::\d{1,5})?)", re.IGNORECASE
)


def _agent(text: str) -> str | None:
    """The only User-Agent that is named, with whatever signs a language puts around it."""
    return _only(text, _AGENT, _AGENT_BEFORE, _AGENT_BELOW, LOGGED_AGENT)


def _headers(text: str) -> Headers:
    """The only Content-Type that is named."""
    named = _only(text, _TYPE, _TYPE_BEFORE)
    return (("Content-Type", named),) if named else ()


def _only(text: str, *patterns: re.Pattern[str]) -> str | None:
    named = {match["value"].strip() for each in patterns for match in each.finditer(text)}
    return named.pop() if len(named) == 1 else None


_MADE_ELSEWHERE = re.compile(r"(?:\$\{[^=&]{1,200}+)?")
_SIGNS = r"[\"']?\]?\s{0,9}(?:=>|[:=,])\s{0,9}"
_AGENT = re.compile(
    rf"User-?_?Agent{_SIGNS}(?P<quote>[\"']?)(?P<value>[^\"'\r\n$<>\\]{{1,400}}?)"
    # In the log of a client, line ends are written as `\\r\\n` or `[\\r][\\n]`.
    r"(?:\[?\\[rn]|[\"'\r\n])",
    re.IGNORECASE,
)
_MEDIA = r"[a-z]{1,20}/[\w.+-]{1,60}(?:;[ ]?charset=[\w-]{1,20})?"
_TYPE = re.compile(
    rf"Content-?_?Type{_SIGNS}[\"']?(?P<value>{_MEDIA})",
    re.IGNORECASE,
)
# As a browser's panel is copied: the name on a line, its value on the next one.
_AGENT_BELOW = re.compile(
    r"^[ \t]{0,9}User-Agent:?[ \t]{0,9}\r?\n[ \t]{0,9}(?P<value>\S[^\r\n]{0,400})",
    re.IGNORECASE | re.MULTILINE,
)
# Swift and Objective-C name the header behind its value.
_FIELD = r"\"\s?,?\s?forHTTPHeaderField:\s?@?\""
_AGENT_BEFORE = re.compile(rf"\"(?P<value>[^\"\r\n]{{1,400}}){_FIELD}User-Agent\"", re.IGNORECASE)
_TYPE_BEFORE = re.compile(rf"\"(?P<value>{_MEDIA}){_FIELD}Content-Type\"", re.IGNORECASE)
# A call that puts its data into the query: `requests.get("https://…", params={…})`, `$.get(…)`.
_GETS = re.compile(
    r"(?:\.|::|->)get\s*+\(\s*+(?:url\s*+=\s*+)?+"
    r"(?:[fFrRuU]?[\"'`](?:https?:)?//|\w++\s*+,\s*+\{?\s*+params\b)"
    r"|\bmethod[\"']?\s*+(?:=>|[:=])\s*+[\"']get[\"']"
    # An address whose query is made elsewhere: `"https://…?" + query`, `url.searchParams`.
    r"|\?(?:[\"'`]\s*+[+.]|\$\{)|\.(?:searchParams\b|search\s*+=(?!=))",
    re.IGNORECASE,
)
_POSTS = re.compile(r"\bpost(?![\w-])", re.IGNORECASE)
