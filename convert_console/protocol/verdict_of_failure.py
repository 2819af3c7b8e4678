"""What it means when the network did not answer, in words."""

from __future__ import annotations

import re

from convert_console.protocol.exchange import Failure
from convert_console.protocol.reach import host_of, whose
from convert_console.protocol.verdict_kinds import Verdict, shortened

_NOWHERE = re.compile(r"'(0\.0\.0\.0|127\.[\d.]+|::1?)'")
"""An address of this machine as the system quotes it: blockers let names lead there."""

_PLACE = re.compile(r"Connect call failed \('([^']+)', (\d+)[^)]*\)")
_NUMBER = re.compile(r"\[(?:Errno|WinError) -?\d+\] ")

_BLOCKER = (
    "Look for an ad or DNS blocker on this machine or in its network: "
    "block lists name convertexperiments.com."
)
_LED_HERE = (
    "Look into this machine's hosts file and its DNS, or start what should listen at that port."
)
_CLOSER = "Choose the local collector, or let the profile ask before it sends."
_MAYBE_TAKEN = "Whether the request was taken is not known."
_TWICE = "Send again if it may count twice; otherwise look in the report first."
_TWICE_HERE = (
    "Send again if it may arrive twice; otherwise look first at what the endpoint on this machine "
    "has received."
)


def of_failure(failure: Failure, url: str) -> Verdict:
    """Judge what the network did to a request for this URL."""
    detail = _plain(shortened(failure.detail)).rstrip(".")
    match failure.kind:
        case "name":
            return _name(url)
        case "refused":
            return _refused(url, failure.detail)
        case "timeout":
            return _timeout(detail, url)
        case "cancelled":
            sentence = f"You cancelled it. {_MAYBE_TAKEN}"
            return Verdict("cancelled", sentence, _twice(url))
        case "forbidden":
            return Verdict("held-back", f"Nothing was sent: {detail}.", _CLOSER)
        case _:
            return _broken(failure, detail, url)


def _plain(detail: str) -> str:
    """The system's wording without its numbers, and addresses as people write them.

    >>> _plain("[Errno 111] Connect call failed ('127.0.0.1', 8765)")
    '127.0.0.1:8765'
    """
    return _PLACE.sub(_address, _NUMBER.sub("", detail))


def _address(place: re.Match[str]) -> str:
    host = f"[{place[1]}]" if ":" in place[1] else place[1]
    return f"{host}:{place[2]}"


def _name(url: str) -> Verdict:
    blocked = whose(url) == "convert"
    return Verdict(
        "no-answer-name",
        f"The name {host_of(url)} was not found; nothing was sent.",
        _BLOCKER if blocked else "Check the spelling of the endpoint and the network connection.",
    )


def _refused(url: str, detail: str) -> Verdict:
    host, here = host_of(url), whose(url) == "loopback"
    nowhere = None if here else _NOWHERE.search(detail)
    if nowhere and nowhere[1] != host:
        sentence = f"The name {host} leads to {nowhere[1]}, this machine itself; nothing was sent."
        step = _BLOCKER if whose(url) == "convert" else _LED_HERE
        return Verdict("no-answer-refused", sentence, step)
    return Verdict(
        "no-answer-refused",
        f"Nobody listens there ({_plain(shortened(detail)) or host}); nothing was sent.",
        "Start the local collector, or correct the port."
        if here
        else "Check the address and its port; a firewall may refuse as well.",
    )


def _twice(url: str) -> str:
    """How to go on where a request may have been taken; no report knows of this machine."""
    return _TWICE_HERE if whose(url) == "loopback" else _TWICE


def _timeout(detail: str, url: str) -> Verdict:
    gone_out = detail.startswith(("connected", "no end"))
    return Verdict(
        "no-answer-timeout",
        f"Gave up waiting: {detail}. {_MAYBE_TAKEN if gone_out else 'Nothing was sent.'}",
        _twice(url) if gone_out else "Check the network connection, then send again.",
    )


def _broken(failure: Failure, detail: str, url: str) -> Verdict:
    if failure.kind == "tls":
        return Verdict(
            "no-answer-tls",
            f"TLS failed, so nothing was sent: {detail}.",
            "Check this machine's clock, and whether a proxy or virus scanner opens encrypted "
            "traffic. A server without TLS wants http://.",
        )
    if failure.kind == "unreachable":
        return Verdict(
            "no-answer-unreachable",
            f"There is no way to {host_of(url)} ({detail}); nothing was sent.",
            "Check the network connection, a VPN and the firewall."
            + (f" {_BLOCKER}" if whose(url) == "convert" else ""),
        )
    if failure.kind == "reset":
        return Verdict(
            "no-answer-reset",
            f"The connection ended before an answer came ({detail}). {_MAYBE_TAKEN}",
            _twice(url),
        )
    return Verdict(
        "unreadable",
        f"What came back is not HTTP ({detail}). {_MAYBE_TAKEN}",
        "Check that the endpoint is a web server, and http or https.",
    )
