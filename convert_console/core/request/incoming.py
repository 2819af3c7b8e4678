"""A request that came in, with its document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from convert_console.core.document.formatting import spelled
from convert_console.core.query import read_query
from convert_console.core.request.draft import Draft, Method
from convert_console.core.request.headers import Headers, header_value

READ_LIMIT = 1_048_576
"""Bytes of a body that are read as a document; the rest is left out."""


@dataclass(frozen=True)
class Arrived:
    """A request that came in; `content` is its body without chunking and content encoding."""

    method: Method
    target: str
    headers: Headers
    content: bytes

    @cached_property
    def draft(self) -> Draft:
        """The document and its method: a POST's text as it stands, a GET's query as JSON.

        Bytes that are no UTF-8 become replacement characters.

        >>> Arrived("GET", "/track?vid=v", (), b"").draft.payload
        {'vid': 'v'}
        """
        if self.method == "GET":
            query = self.target.partition("?")[2]
            return Draft(spelled(read_query(f"?{query}").payload) if query else "", "GET")
        return Draft(self.content[:READ_LIMIT].decode("utf-8", "replace"), self.method)

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        return header_value(self.headers, name)


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
    port = urlsplit(url).port
    return f"""Send tracking requests to {url}

1. Where the shop, CRM or script has https://{{project}}.metrics.convertexperiments.com/track,
   put {url} during the test.
2. To try it from a terminal:
   curl -A 'ConvertAgent/1.0' -H 'Content-Type: application/json' -d '{_SAMPLE}' {url}
3. The collector listens on this machine only. To reach it from a server, open a tunnel:
   ssh -R {port}:127.0.0.1:{port} user@server

Requests are answered as documented for Convert's endpoint, and are not forwarded.
"""
