"""Reads and answers a request of the usual form without h11, which takes four times as long."""

# Nearly every client sends a head that a single expression describes. Whatever differs from it in
# the least is left to h11, and a test compares the two.

import re
from typing import NamedTuple

from convert_console.core.request.headers import Headers
from convert_console.services.collector.faults import Reply

_HEAD = re.compile(
    rb"(GET|POST) (/[!-~]*+) HTTP/1\.1\r\n"
    rb"((?:[-!#$%&'*+.^_`|~0-9A-Za-z]++:[\t -~\x80-\xff]*+\r\n)++)\r\n"
)
_LEFT_TO_H11 = frozenset({"transfer-encoding", "connection", "expect", "upgrade"})
_LENGTH = re.compile(r"[0-9]{1,7}", re.ASCII)


class UsualHead(NamedTuple):
    """The head of a request whose body has `length` bytes."""

    method: str
    target: str
    headers: Headers
    length: int


def read_usual_head(head: bytes) -> UsualHead | None:
    r"""The head, with the empty line at its end; `None` where h11 has to read it.

    >>> read_usual_head(b"GET /track HTTP/1.1\r\nHost: a\r\n\r\n")
    UsualHead(method='GET', target='/track', headers=(('Host', 'a'),), length=0)
    """
    match = _HEAD.fullmatch(head)
    if match is None:
        return None
    method, target, lines = (part.decode("latin-1") for part in match.groups())
    headers = []
    hosts = lengths = length = 0
    for line in lines.split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        value = value.strip(" \t")
        headers.append((name, value))
        lower = name.lower()
        if lower == "host":
            hosts += 1
        elif lower == "content-length" and _LENGTH.fullmatch(value):
            lengths += 1
            length = int(value)
        elif lower == "content-length" or (lower in _LEFT_TO_H11 and value.lower() != "keep-alive"):
            return None
    if hosts != 1 or lengths > 1:
        return None
    return UsualHead(method, target, tuple(headers), length)


def reply_bytes(reply: Reply) -> bytes | None:
    """A whole reply as h11 writes it, its length included; `None` where h11 has to write it."""
    if reply.delivery != "whole" or reply.status < 200 or not isinstance(reply.body, bytes):
        return None
    lines = [f"HTTP/1.1 {reply.status} "]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    lines += [f"Content-Length: {len(reply.body)}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + reply.body
