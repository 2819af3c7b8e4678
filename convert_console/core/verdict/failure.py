"""The verdict on a request without an answer."""

import re
from collections.abc import Mapping
from typing import get_args

from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.verdict.exchange import Failure, FailureKind
from convert_console.core.verdict.kinds import Verdict, VerdictKind, shortened

_NOWHERE = re.compile(r"'(0\.0\.0\.0|127\.[\d.]+|::1?)'")
"""An address of this machine as the system quotes it: blockers let names lead there."""

_LEADS_HERE = re.compile(r"the name leads to \S+, this machine itself")

_PLACE = re.compile(r"Connect call failed \('([^']+)', (\d+)[^)]*\)")
_NUMBER = re.compile(r"\[(?:Errno|WinError) -?\d+\] ")
_LONGEST = 400
"""Characters of a detail that are shown; foreign text in it is cut where it comes in."""

BLOCKER = (
    "Check for an ad or DNS blocker on this machine or network: block lists contain "
    "convertexperiments.com."
)
_LED_HERE = (
    "Check this machine's hosts file and DNS, or start the program that should listen at that port."
)
_CLOSER = "Choose the local collector, or let the profile ask before it sends."
_MAYBE_TAKEN = "It is not known whether the endpoint took the request."
_TWICE = "Send it again only if counting twice does no harm; otherwise check the report first."
_TWICE_HERE = (
    "Send it again only if arriving twice does no harm; otherwise check first what the endpoint on "
    "this machine received."
)
_OTHER_LOGIN = (
    "Choose a proxy that accepts a user name and password (Basic), or a local one that logs in "
    "there "
    "for you, in the profile settings under Network."
)
_OUR_PROXY = (
    "Check the proxy in the profile settings under Network, or in the system's settings if the "
    "profile uses those."
)


def of_failure(failure: Failure, url: str) -> Verdict:
    """The verdict on a failure of a request for this URL."""
    detail = _plain(failure.detail[:_LONGEST]).rstrip(".")
    kind = failure.kind
    if kind == "refused":
        return _refused(url, failure.detail)
    if kind == "timeout":
        return _timeout(detail, url)
    if kind in _NOT_SENT:
        return _not_sent(kind, detail, url)
    if kind == "tls-wanted":
        return Verdict(
            "no-answer-tls",
            "This port speaks TLS, but the request went to it as plain http; it was not taken.",
            "Begin the target with https://.",
        )
    if kind == "unseen":
        text = f"{detail[:1].upper()}{detail[1:]}" or "Sent, no answer seen"
        return Verdict("unknown", f"{text}. {_MAYBE_TAKEN}", _twice(url))
    verdict_kind, sentence = _PERHAPS_TAKEN[kind]
    text = sentence.format(detail=detail).replace(" ()", "")
    return Verdict(verdict_kind, f"{text} {_MAYBE_TAKEN}", _HTTP_STEPS.get(kind) or _twice(url))


_NOT_SENT: Mapping[FailureKind, tuple[VerdictKind, str, str]] = {
    "name": (
        "no-answer-name",
        "The name {host} was not found; nothing was sent.",
        "Check the spelling of the target and the network connection.",
    ),
    "name-service": (
        "no-answer-name",
        "The name {host} could not be looked up, because no name server answered ({detail}); "
        "nothing was sent.",
        "Check the network connection and its DNS server.",
    ),
    "offline": (
        "no-answer-unreachable",
        "This machine has no network connection that leads to {host} ({detail}); nothing was sent.",
        "Connect to a network or a VPN, then send again.",
    ),
    "unreachable": (
        "no-answer-unreachable",
        "There is no route to {host} ({detail}); nothing was sent.",
        "Check the network connection, a VPN and the firewall.",
    ),
    "connect-timeout": (
        "no-answer-connect",
        "Gave up connecting to {host}: {detail}. Nothing was sent.",
        "Check the address, the network connection and the firewall, then send again.",
    ),
    "proxy-name": ("no-answer-proxy", "{Detail}; nothing was sent.", _OUR_PROXY),
    "proxy-refused": ("no-answer-proxy", "{Detail}; nothing was sent.", _OUR_PROXY),
    "proxy-unreachable": ("no-answer-proxy", "{Detail}; nothing was sent.", _OUR_PROXY),
    "proxy-timeout": ("no-answer-proxy", "{Detail}; nothing was sent.", _OUR_PROXY),
    "proxy-denied": (
        "no-answer-proxy",
        "{Detail}, so it opened no connection to {host}; nothing was sent.",
        "Ask the proxy's administrator to allow this target, or choose another proxy in the "
        "profile "
        "settings.",
    ),
    "proxy-gateway": (
        "no-answer-proxy",
        "{Detail}, so it opened no connection to {host}; nothing was sent.",
        "The proxy may be unable to reach the target: check its address, or try again later.",
    ),
    "proxy-login": (
        "no-answer-proxy",
        "{Detail}; nothing was sent.",
        "Enter the proxy's user name and password in the profile settings under Network.",
    ),
    "proxy-broke-off": ("no-answer-proxy", "{Detail}; nothing was sent.", _OUR_PROXY),
    "proxy-odd": (
        "no-answer-proxy",
        "{Detail}; nothing was sent.",
        "Correct the proxy's address or port in the profile settings under Network.",
    ),
    "proxy-tls": (
        "no-answer-proxy",
        "{Detail}; nothing was sent.",
        "Choose a port where the proxy accepts plain HTTP, in the profile settings under Network.",
    ),
    "ca-file": (
        "held-back",
        "Nothing was sent: {detail}.",
        "Choose another file for “Extra certificates” in the profile settings under Network, or "
        "leave it empty.",
    ),
    "tls": (
        "no-answer-tls",
        "TLS failed, so nothing was sent: {detail}.",
        "Check this machine's clock, and whether a proxy or virus scanner intercepts encrypted "
        "traffic. "
        "A server without TLS needs http://.",
    ),
    "tls-self-signed": (
        "no-answer-tls",
        "The certificate of {host} is self-signed, so its issuer cannot be checked; nothing was "
        "sent "
        "({detail}).",
        "If it is your own server, name its certificate under “Extra certificates” in the profile "
        "settings. Otherwise something on the way may be reading encrypted traffic.",
    ),
    "tls-issuer": (
        "no-answer-tls",
        "The certificate of {host} was issued by an authority that this machine does not trust; "
        "nothing was "
        "sent ({detail}).",
        "If the issuer is your company's or your own, name its certificate under “Extra "
        "certificates” in the profile settings. A proxy or virus scanner may have issued it.",
    ),
    "tls-expired": (
        "no-answer-tls",
        "The certificate of {host} has expired; nothing was sent ({detail}).",
        "Check this machine's clock; if it is right, the server needs a new certificate.",
    ),
    "tls-early": (
        "no-answer-tls",
        "The certificate of {host} is not valid yet; nothing was sent ({detail}).",
        "Check this machine's clock; if it is right, the server needs another certificate.",
    ),
    "tls-host": (
        "no-answer-tls",
        "The certificate is for a host other than {host}; nothing was sent ({detail}).",
        "Check the target's host. A login page or a proxy on the way may have answered instead.",
    ),
    "tls-plain": (
        "no-answer-tls",
        "This port does not speak TLS: {detail}; nothing was sent.",
        "Begin the target with http://, or correct its port.",
    ),
    "tls-timeout": (
        "no-answer-connect",
        "Gave up on the TLS handshake with {host}: {detail}. Nothing was sent.",
        "Check the network connection, then send again. A server without TLS needs http://.",
    ),
    "forbidden": ("held-back", "Nothing was sent: {detail}.", _CLOSER),
    "cancelled-unsent": (
        "cancelled-unsent",
        "You cancelled it before anything was sent.",
        "Send again when you are ready.",
    ),
}
"""Kind, sentence and next step where no byte of the request has gone out."""

_PERHAPS_TAKEN: Mapping[FailureKind, tuple[VerdictKind, str]] = {
    "cancelled": ("cancelled", "You cancelled it."),
    "stalled": ("no-answer-timeout", "Gave up sending: {detail}."),
    "reset": ("no-answer-reset", "The connection ended before an answer came ({detail})."),
    "cut-off": ("no-answer-reset", "The connection ended in the middle of the answer: {detail}."),
    "not-http": ("unreadable", "The server does not speak HTTP: {detail}."),
    "protocol": ("unreadable", "The answer breaks the rules of HTTP ({detail})."),
}
"""Kind and sentence where the request, or part of it, has gone out."""

_JUDGED_APART: frozenset[FailureKind] = frozenset(("refused", "timeout", "tls-wanted", "unseen"))
"""What `of_failure` has a function or a sentence for."""

UNSENT: frozenset[FailureKind] = frozenset(_NOT_SENT) | {"refused"}
"""After these, no byte of the request has gone out."""

_JUDGED = _NOT_SENT.keys() | _PERHAPS_TAKEN.keys() | _JUDGED_APART
if set(get_args(FailureKind)) != _JUDGED:
    raise TypeError(f"not judged: {_JUDGED ^ set(get_args(FailureKind))}")

_HTTP_STEPS: Mapping[FailureKind, str] = {
    "not-http": "Check the target's host and port: it must be a web server.",
    "protocol": "Check that the target is a web server, and http or https.",
}


def _plain(detail: str) -> str:
    """The system's wording without its numbers, and addresses as people write them.

    >>> _plain("[Errno 111] Connect call failed ('127.0.0.1', 8765)")
    '127.0.0.1:8765'
    """
    return _PLACE.sub(_address, _NUMBER.sub("", detail))


def _address(place: re.Match[str]) -> str:
    host = f"[{place[1]}]" if ":" in place[1] else place[1]
    return f"{host}:{place[2]}"


def _not_sent(kind: FailureKind, detail: str, url: str) -> Verdict:
    verdict_kind, sentence, step = _NOT_SENT[kind]
    text = sentence.format(
        host=host_of(url), detail=detail, Detail=detail[:1].upper() + detail[1:]
    ).replace(" ()", "")
    if destination_kind(url) == "convert" and kind == "name":
        step = f"Check the network connection. {BLOCKER}"
    elif destination_kind(url) == "convert" and kind == "unreachable":
        step = f"{step} {BLOCKER}"
    elif destination_kind(url) == "convert" and _LEADS_HERE.search(detail):
        step = BLOCKER
    elif kind == "proxy-login" and "not supported" in detail:
        step = _OTHER_LOGIN
    elif kind == "forbidden" and "local only" not in detail:  # a setting that cannot be used
        step = "Correct this in the profile settings, then send again."
    return Verdict(verdict_kind, text, step)


def _refused(url: str, detail: str) -> Verdict:
    host, is_local = host_of(url), destination_kind(url) == "loopback"
    nowhere = None if is_local else _NOWHERE.search(detail)
    if nowhere and nowhere[1] != host:
        sentence = f"The name {host} leads to {nowhere[1]}, this machine itself; nothing was sent."
        step = BLOCKER if destination_kind(url) == "convert" else _LED_HERE
        return Verdict("no-answer-refused", sentence, step)
    return Verdict(
        "no-answer-refused",
        f"Nothing listens there ({_plain(shortened(detail)) or host}); nothing was sent.",
        "Start the local collector, or correct the port."
        if is_local
        else "Check the address and port. A firewall may also refuse connections.",
    )


def _twice(url: str) -> str:
    """The next step if a request may have arrived; reports do not include this machine."""
    return _TWICE_HERE if destination_kind(url) == "loopback" else _TWICE


def _timeout(detail: str, url: str) -> Verdict:
    # Rows that version 0.1 kept say by their detail alone that there was no connection.
    if detail.startswith(("no connection", "no TLS handshake")):
        return _not_sent("connect-timeout", detail, url)
    sentence = f"Gave up waiting: {detail}. {_MAYBE_TAKEN}"
    return Verdict("no-answer-timeout", sentence, _twice(url))
