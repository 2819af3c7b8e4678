"""A request that came in: where it was aimed, and the text of its document."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from convert_console.core.document.formatting import spelled
from convert_console.core.query import read_query
from convert_console.core.request.draft import Draft, Method
from convert_console.core.request.headers import Headers, header_value
from convert_console.core.traffic.body import DecodedBody, decoded_body

Endpoint = Literal["track", "v1", "other"]
"""What a request was aimed at: `/track`, tracking of the v1 API, or anything else."""

_ABSOLUTE = re.compile(r"https?://([^/?]*)(.*)", re.IGNORECASE | re.DOTALL)


class Target(NamedTuple):
    """The parts of a request's target; `host` is `None` unless a proxy's client has written it.

    The path has no slash at its end.
    """

    host: str | None
    path: str
    query: str

    @property
    def endpoint(self) -> Endpoint:
        """What the path is that of."""
        if self.path == "/track":
            return "track"
        return "v1" if f"{self.path}/".startswith("/v1/track/") else "other"


def split_target(target: str) -> Target:
    """The parts of a target.

    >>> split_target("/v1/track/10/20?x=1")
    Target(host=None, path='/v1/track/10/20', query='x=1')
    >>> split_target("http://shop.example/track/").endpoint
    'track'
    """
    absolute = _ABSOLUTE.fullmatch(target)
    host, local = absolute.groups() if absolute else (None, target)
    path, _, query = local.partition("?")
    return Target(host, path.rstrip("/") or "/", query)


@dataclass(frozen=True)
class Arrived:
    """A request that came in; `content` is its body without chunking, as it was encoded.

    `method` and `target` are "" where not even the first line could be read.
    """

    method: str
    target: str
    headers: Headers
    content: bytes

    @cached_property
    def aim(self) -> Target:
        """The parts of the target."""
        return split_target(self.target)

    @cached_property
    def body(self) -> DecodedBody:
        """The text of the body, and what was unusual about its encoding."""
        return decoded_body(
            self.content, self.header("content-type") or "", self.header("content-encoding") or ""
        )

    @cached_property
    def draft(self) -> Draft:
        """The document and its method: a POST's text as it is, a GET's query as JSON.

        >>> Arrived("GET", "/track?vid=v", (), b"").draft.payload
        {'vid': 'v'}
        """
        if self.method == "GET":
            query = self.aim.query
            return Draft(spelled(read_query(f"?{query}").payload) if query else "", "GET")
        return Draft(self.body.text, "POST")

    @property
    def known_method(self) -> Method:
        """The method as one of those that the endpoint takes."""
        return "GET" if self.method == "GET" else "POST"

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        return header_value(self.headers, name)


def page_of(arrived: Arrived) -> str:
    """The address of the page that sent a request, as far as its headers say; "" for none."""
    return arrived.header("referer") or arrived.header("origin") or ""


# Instructions for sending requests of a shop, CRM or script to the local collector.

_SAMPLE = (
    '{"cid":"10000009","pid":"10000001","vid":"1796000000000-0.4126735590148273",'
    '"ev":[{"evt":"viewExp","exps":["100400101"],"vars":["1004200201"]}]}'
)


def setup_instructions(url: str) -> str:
    """Steps as plain text, with the address and a command to try it; nothing leaves this machine.

    >>> setup_instructions("http://127.0.0.1:8765/track").splitlines()[0]
    'Send tracking requests to http://127.0.0.1:8765/track'
    """
    port, origin = urlsplit(url).port, url.removesuffix("/track")
    return f"""Send tracking requests to {url}

1. Where the shop, CRM or script has https://{{project}}.metrics.convertexperiments.com/track,
   put {url} during the test.
2. To try it from a terminal:
   curl -A 'ConvertAgent/1.0' -H 'Content-Type: application/json' -d '{_SAMPLE}' {url}
3. The collector listens on this machine only. To reach it from a server, open a tunnel:
   ssh -R {port}:127.0.0.1:{port} user@server
4. For an SDK of Convert, load the names of the project here, and give the SDK these addresses:
   configuration {origin}/api/v1, tracking {origin}/v1

5. For phones, and for servers that you cannot change, save the addon for mitmproxy, which mirrors
   what they send to Convert: convert-console collector --mitmproxy convert_mirror.py

Requests are answered as documented for Convert's endpoint, and are not forwarded.
"""
