"""Where a URL leads: to this machine, to Convert's live statistics, or anywhere else."""

import re
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

DestinationKind = Literal["loopback", "convert", "other"]

COLLECTOR = "convert-console-collector"
"""What the local collector calls itself in the `Server` header of its answers."""

COLLECTOR_PORT = 8765
"""Where it usually listens."""

_LABEL = re.compile(r"[A-Za-z0-9_-]{1,63}")
_LONGEST_HOST = 253
_CONVERT = re.compile(r"(.+\.)?convertexperiments\.com\.?", re.IGNORECASE)


def host_of(url: str) -> str:
    """The host of a URL, in lower case and without brackets; "" where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_host(host: str) -> bool:
    """Whether a connection can be made to a host of this spelling at all.

    The lookup of names raises UnicodeError where a label is empty or has more than 63 characters.

    >>> is_host("shop.example."), is_host("::1"), is_host("a..test")
    (True, True, False)
    """
    if ":" in host:
        return _is_address(host)
    labels = host.removesuffix(".").split(".")
    return len(host) <= _LONGEST_HOST and all(_LABEL.fullmatch(label) for label in labels)


def destination_kind(url: str) -> DestinationKind:
    """Judge a URL by its host alone; no name is ever looked up.

    Only `localhost` and literal addresses of 127.0.0.0/8 and ::1 count as this machine: any
    other name may be pointed anywhere.

    >>> destination_kind("http://127.0.0.1:8765/track"), destination_kind("https://7.metrics.convertexperiments.com/")
    ('loopback', 'convert')
    """
    host = host_of(url)
    if is_loopback(host):
        return "loopback"
    return "convert" if _CONVERT.fullmatch(host) else "other"


def is_loopback(host: str) -> bool:
    """Whether a host is `localhost` or an address of 127.0.0.0/8 or ::1; no other name is.

    >>> is_loopback("localhost"), is_loopback("127.3.2.1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    return host == "localhost" or is_loopback_address(host)


def is_loopback_address(address: str) -> bool:
    """Whether this is an address of 127.0.0.0/8 or ::1; no name is one."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return "%" not in host  # a zone means something on this machine alone
