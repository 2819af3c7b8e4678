"""Which addresses can be watched, and which requests of a page are Convert's tracking."""

import re
from collections.abc import Collection
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from convert_console.core.request.destination import is_loopback
from convert_console.core.traffic.answering import METHODS
from convert_console.core.traffic.incoming import split_target

CONVERT = "convertexperiments.com"
METRICS, LEGACY = f".metrics.{CONVERT}", f".track.{CONVERT}"

_FORCE = "_conv_eforce="
"""How a page's address names an experience and its variation, with a point between them."""

_ENDPOINT_HOSTS = (f"*.metrics.{CONVERT}", f"metrics.{CONVERT}", f"*.track.{CONVERT}")
NOWHERE = "127.0.0.1:9"
"""The port of a service that discards what it gets (RFC 863), and that hardly any machine runs."""


def page_url(text: str) -> str:
    """The URL of a page as a person writes it; "" for what is no page's.

    >>> page_url("shop.example/checkout"), page_url("localhost:8000"), page_url("chrome://settings")
    ('https://shop.example/checkout', 'http://localhost:8000', '')
    """
    address = text.strip()
    if not re.match(r"[a-z][a-z0-9+.-]*:(//|(?![0-9]))", address, re.IGNORECASE):
        host = re.split(r"[/:?#]", address, maxsplit=1)[0].lower()
        address = f"{'http' if is_loopback(host) else 'https'}://{address}"
    try:
        parts = urlsplit(address)
        is_page = bool(parts.hostname) and parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        return ""
    is_file = parts.scheme == "file" and parts.path not in ("", "/")
    return address if (is_page or is_file) and not re.search(r"\s", address) else ""


def in_variation(url: str, experience: str, variation: str) -> str:
    """The URL that opens a page in a variation, in place of another one that it names.

    >>> in_variation("https://shop.example/a?b=1#c", "11", "22")
    'https://shop.example/a?b=1&_conv_eforce=11.22#c'
    >>> in_variation("https://shop.example/?_conv_eforce=11.21&b=1", "11", "22")
    'https://shop.example/?b=1&_conv_eforce=11.22'
    """
    parts = urlsplit(url)
    others = [one for one in parts.query.split("&") if one and not one.startswith(_FORCE)]
    query = "&".join([*others, f"{_FORCE}{experience}.{variation}"])
    return urlunsplit(parts._replace(query=query))


def is_tracking(url: str, domains: Collection[str] = ()) -> bool:
    """Whether a URL takes tracking, of Convert's own hosts or of custom domains.

    Hosts of Convert's that take no tracking count too: it goes there by mistake.

    >>> is_tracking("https://10000001.metrics.convertexperiments.com/v1/track/1/2")
    True
    >>> is_tracking("https://cdn-4.convertexperiments.com/js/1-2.js")
    False
    >>> is_tracking("https://ab.shop.example/track", ["ab.shop.example"])
    True
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = (parts.hostname or "").rstrip(".")
    ours = f".{host}".endswith(f".{CONVERT}") or host in domains
    return (
        ours and parts.scheme in ("http", "https") and split_target(parts.path).endpoint != "other"
    )


def is_legacy(url: str) -> bool:
    """Whether a URL is that of the older tracking API, which is written otherwise.

    >>> is_legacy("https://10000001.track.convertexperiments.com/track/?c=1&p=2")
    True
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host.rstrip(".").endswith(LEGACY)


def endpoint_of(url: str) -> Literal["track", "v1"]:
    """Which of the two documented endpoints a tracking URL aims at."""
    return "v1" if split_target(urlsplit(url).path).endpoint == "v1" else "track"


def why_not_taken(url: str, method: str) -> str:
    """Why Convert would not take such a request, in a sentence; "" if it would, or at a custom
    domain, which is not known.

    >>> why_not_taken("https://cdn-4.convertexperiments.com/track", "POST")
    'cdn-4.convertexperiments.com does not accept events.'
    """
    host = (urlsplit(url).hostname or "").rstrip(".")
    takes = METHODS[endpoint_of(url)]
    if f".{host}".endswith(f".{CONVERT}") and not f".{host}".endswith((METRICS, LEGACY)):
        return f"{host} does not accept events."
    return "" if method in takes else f"This endpoint takes {' and '.join(takes)}, not {method}."


def custom_domain(endpoint: str) -> str:
    """The host of a profile's own endpoint, to be watched like Convert's; "" for this machine.

    >>> custom_domain("https://ab.shop.example/track"), custom_domain("http://127.0.0.1:8765/track")
    ('ab.shop.example', '')
    """
    try:
        host = (urlsplit(endpoint).hostname or "").rstrip(".")
    except ValueError:
        return ""
    return "" if is_loopback(host) or f".{host}".endswith(f".{CONVERT}") else host


def url_patterns(domains: Collection[str] = ()) -> list[str]:
    """Patterns, as the DevTools protocol writes them, that every URL of `is_tracking` matches.

    Others may match as well.
    """
    return [f"*://*{host}*/*track*" for host in (CONVERT, *domains)]


def host_rules() -> str:
    """Rules for a browser that lead every host of Convert's which takes nothing but tracking to a
    port of this machine where nothing listens, so that no request leaves even if it is not caught.

    A custom domain is left out: it serves the page's script as well.
    """
    return " , ".join(f"MAP {host} {NOWHERE}" for host in _ENDPOINT_HOSTS)
