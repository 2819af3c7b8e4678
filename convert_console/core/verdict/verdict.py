"""The verdict on an exchange, which never claims more than is known."""

import json
import re
from collections.abc import Mapping

from convert_console.core.request.destination import COLLECTOR, destination_kind, host_of
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import (
    CANNOT_BE_SENT,
    SHOWN_AS_SENT,
    Answer,
    Exchange,
    Failure,
    unreadable_words,
)
from convert_console.core.verdict.failure import BLOCKER, of_failure
from convert_console.core.verdict.kinds import Tone, Verdict, VerdictKind, shortened
from convert_console.core.verdict.user_agent import judge
from convert_console.core.verdict.web_page import image_in, is_page, title_of

__all__ = ["Tone", "Verdict", "VerdictKind", "verdict"]

# The `code` in an answer's body, read loosely, since the body of /track is not documented.

READ = 100_000
"""Bytes of a body that are searched; a documented body has fewer than a hundred."""

_LOOSE = re.compile(
    r"\bcode\b[\"'\\>]*+\s*+(?:[:=]\s*+)?+[\"'\\]*+(BOT\b|\d{1,6}\b)", re.IGNORECASE
)


def codes_in(body: bytes) -> tuple[str, ...]:
    """Every `code` of a body, whatever the case and depth of the key; text for numbers too.

    Of a body that is not JSON, what looks like one is taken. No bytes raise.

    >>> codes_in(b'{"data": {"Code": "BOT"}}'), codes_in(b"error code: bot"), codes_in(b"")
    (('BOT',), ('bot',), ())
    """
    text = body[:READ].decode(json.detect_encoding(body), "replace")
    try:
        return _codes_in_tree(json.loads(text))
    except (ValueError, RecursionError):
        return tuple(_LOOSE.findall(text))


def says_bot(body: bytes) -> bool:
    """Whether the body says that the request was discarded as a bot's."""
    return any(code.strip().upper() == "BOT" for code in codes_in(body))


def _codes_in_tree(tree: object) -> tuple[str, ...]:
    codes: list[str] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            codes += (str(v) for k, v in node.items() if k.lower() == "code" and _is_plain(v))
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
        elif isinstance(node, str) and "code" in node.lower():
            codes += _LOOSE.findall(node)  # JSON inside a text
    return tuple(codes)


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


# The verdict on an answer.

_OTHER_HOSTS = re.compile(r"cdn-.*|(.+\.)?track\..*|logs\..*|api(-[a-z0-9-]+)?\..*")

LED_HERE = "the name led to this machine"
"""How a note begins where the endpoint's name led to an address of this machine."""

EARLY = "answered before the whole request had gone out"
"""How a note says that the answer came before the request was sent to its end."""

_BROKE_OFF = re.compile(r"broke off|data ends early")

_TLS_PORT = re.compile(
    rb"plain HTTP request was sent to HTTPS port|sent an HTTP request to an HTTPS server"
    rb"|speaking plain HTTP to an SSL-enabled server|host and port requires TLS",
    re.IGNORECASE,
)
"""What nginx, Go's servers, Apache and Tomcat say to plain HTTP at a port that speaks TLS."""


def of_answer(answer: Answer, request: WireRequest) -> Verdict:
    """Judge an answer by its status first, then by its body and by who was asked."""
    if 300 <= answer.status < 400:
        return _redirected(answer, request)
    if _is_wrong_host(request.url) and 200 <= answer.status < 500:
        return _wrong_host(answer, request)
    if 200 <= answer.status < 300:
        return _taken(answer, request)
    return _turned_away(answer, request.url)


def _taken(answer: Answer, request: WireRequest) -> Verdict:
    if foreign := _not_the_endpoint(answer, request):
        return foreign
    if says_bot(answer.body):
        return _bot(request)
    if judge(request.header("User-Agent")).kind == "bot":
        return Verdict(
            "probably-bot",
            f"Answered {answer.status}, but the User-Agent looks like a bot's: Convert answers "
            "such a request 200 and discards it.",
            "Begin the User-Agent with ConvertAgent/1.0, or choose a browser's.",
            "The User-Agent looks like a bot's: such requests are discarded.",
        )
    sentence, step, brief = _taken_by(answer, request)
    remarks = _remarks(answer, request)
    return Verdict("accepted", sentence + remarks, step, "" if remarks else brief)


def _not_the_endpoint(answer: Answer, request: WireRequest) -> Verdict | None:
    """A successful answer that is not the endpoint's: a login page, a blocker's pixel."""
    destination = destination_kind(request.url)
    if destination == "convert" and answer.note.startswith(LED_HERE):
        return Verdict(
            "not-endpoint",
            f"This machine answered {answer.status}, not Convert's endpoint: "
            f"{answer.note.partition(';')[0]}.",
            BLOCKER,
        )
    if is_page(answer.body):
        title = title_of(answer.body)
        page = f"a web page, “{shortened(title)}”" if title else "a web page"
        meant = "Convert's endpoint" if destination == "convert" else "an endpoint"
        return Verdict(
            "not-endpoint",
            f"Something other than the endpoint answered {answer.status}: {page}, not {meant}. It "
            "is not known whether the request was taken.",
            "Check what listens at this address and path."
            if destination == "loopback"
            else "Read the body: a network login, a proxy or a wrong address answers like this. "
            "Log in to the network or correct the target, then send again.",
        )
    image = image_in(answer.body)
    if destination == "convert" and image:
        return Verdict(
            "not-endpoint",
            f"Answered {answer.status} with an image ({image}, {answer.body_size:,} bytes), which "
            "Convert does not document for this endpoint: an ad blocker may have answered instead. "
            "It is not known whether the request was taken.",
            BLOCKER,
        )
    return None


def taken_here(answer: Answer, request: WireRequest) -> bool:
    """Whether the collector on this machine answered, so that the request counts nowhere."""
    return destination_kind(request.url) == "loopback" and answer.header("server") == COLLECTOR


def _taken_by(answer: Answer, request: WireRequest) -> tuple[str, str, str]:
    """Who accepted it, where to look next, and the former in short; a program on this machine may
    forward it.
    """
    if destination_kind(request.url) != "loopback":
        sentence = "The endpoint took it; this does not prove that it was recorded."
        step = "Look for it in Convert's live logs or report."
        return sentence, step, "Accepted. This does not prove that it was recorded."
    if taken_here(answer, request):
        sentence = "The collector on this machine took it; no statistics are affected."
        return sentence, "", "Accepted on this machine. It counts nowhere."
    sentence = "Another program on this machine took it; it is not known whether it forwards it."
    step = "Look for it in that program."
    return sentence, step, "Accepted by another program on this machine."


def _remarks(answer: Answer, request: WireRequest) -> str:
    """What is unusual about an answer that otherwise looks fine."""
    odd = next((c for c in codes_in(answer.body) if not re.fullmatch(r"\s*(0|2\d\d)\s*", c)), "")
    remarks = [
        f" Its body says code “{odd[:40]}”: read it." if odd else "",
        " Its body broke off and may have said more." if _BROKE_OFF.search(answer.note) else "",
        " Its body cannot be read here, whatever it says." if SHOWN_AS_SENT in answer.note else "",
        " It answered before the whole request had gone out." if EARLY in answer.note else "",
    ]
    image = image_in(answer.body)
    if image:
        remarks.append(f" Its body is an image ({image}).")
    kind = (answer.header("content-type") or "").lower()
    convert = destination_kind(request.url) == "convert"
    if convert and answer.body.lstrip().startswith(b"<"):
        remarks.append(" Its body is HTML or XML, which Convert does not document: read it.")
    elif convert and answer.body and "html" in kind:
        remarks.append(
            " Its body is labelled as a web page, which Convert does not document: read it."
        )
    user_agent = judge(request.header("User-Agent")).kind
    if user_agent == "none":
        remarks.append(" No User-Agent was sent; Convert is documented to answer that with 301.")
    elif user_agent == "unclear":
        remarks.append(
            " The User-Agent contains ConvertAgent/ but does not begin with it, and Convert's "
            "sources disagree on whether such a request is discarded."
        )
    return "".join(remarks)


def _bot(request: WireRequest) -> Verdict:
    promise = (
        ""
        if "/v1/" in request.url
        else " Convert documents this for /v1/track; for /track it is likely the same."
    )
    return Verdict(
        "bot",
        "The body says BOT: the User-Agent was taken for a bot's and the request discarded, so it "
        f"reaches neither reports nor live logs.{promise}",
        "Begin the User-Agent with ConvertAgent/1.0, or choose a browser's, and send again.",
        "The body says BOT: it is in no report.",
    )


def _redirected(answer: Answer, request: WireRequest) -> Verdict:
    if answer.status == 304:
        return Verdict(
            "not-modified",
            "Answered 304, “not modified”, which means nothing for a request like this: it proves "
            "neither that the request was taken nor that it was not.",
            "A cache on the way may have answered. Check the target, then send again.",
        )
    target = answer.header("location")
    to = f"to {shortened(target)}" if target else "without saying where to"
    if answer.status != 301:
        sentence = f"Answered {answer.status}, redirecting {to}. It was not followed."
        return Verdict("redirected", sentence, _redirected_step(target, request.url))
    if judge(request.header("User-Agent")).kind == "none":
        return Verdict(
            "blocked",
            "Answered 301 because no User-Agent was sent: the firewall blocked the request, so it "
            "does not count.",
            "Choose ConvertAgent or a browser's User-Agent, and send again.",
            "301: no User-Agent was sent.",
        )
    return Verdict(
        "redirected",
        f"Answered 301, redirecting {to}, and not followed. Convert documents 301 for requests "
        "without a User-Agent, and this one had one; so either something on the way removed it, "
        "or the address is wrong.",
        "Compare the target with https://{project}.metrics.convertexperiments.com/track.",
    )


def _redirected_step(target: str | None, url: str) -> str:
    """A network that asks for a login sends to a page of its own, with 302, 303 or 307."""
    is_elsewhere = host_of(target or "") not in ("", host_of(url))
    if is_elsewhere and destination_kind(url) != "loopback":
        return (
            "If that is the login page of this network, log in there; otherwise correct the "
            "target. Then send again."
        )
    return "Correct the target and send again."


def _is_wrong_host(url: str) -> bool:
    return destination_kind(url) == "convert" and bool(_OTHER_HOSTS.fullmatch(host_of(url)))


def _wrong_host(answer: Answer, request: WireRequest) -> Verdict:
    return Verdict(
        "wrong-host",
        f"Answered {answer.status} by {host_of(request.url)}, which is not the host that takes "
        "these requests.",
        "Send to https://{project}.metrics.convertexperiments.com/track.",
    )


_STEPS = {
    400: "Read the body for a reason, and check the list of problems.",
    401: "Read the body: something on the way requires a login.",
    403: "Check that the host is the metrics host, and that nothing on the way blocks it.",
    404: "Check the path: it is /track.",
    405: "Switch between POST and GET.",
    407: "A proxy requires a login. Ask its administrator.",
    413: "Send fewer events or shorter values in one request.",
    414: "Send it as POST: the URL is too long for this server.",
    415: "Set Content-Type to application/json.",
    429: "Wait a moment, then send more slowly.",
    431: "Send it as POST, or with fewer headers.",
}


def _turned_away(answer: Answer, url: str) -> Verdict:
    named = f"{answer.status} {shortened(answer.reason)}".strip()
    if answer.status == 400 and url.startswith("http:") and _TLS_PORT.search(answer.body[:4096]):
        return Verdict(
            "rejected",
            f"Answered {named}: this port speaks TLS, but the request went to it as plain http, so "
            "it was not taken.",
            "Begin the target with https://.",
        )
    if answer.status == 511:
        return Verdict(
            "rejected",
            f"Answered {named}: this network asks for a login first, so the request was not taken.",
            "Open any page in a browser, log in to the network, and send again.",
        )
    if 400 <= answer.status < 500:
        return Verdict(
            "rejected",
            f"Answered {named}: the request was not taken.",
            _STEPS.get(answer.status, _STEPS[400]),
        )
    if 500 <= answer.status < 600:
        return Verdict(
            "server-error",
            f"Answered {named}: the server had an error, and it is not known whether it took the "
            "request.",
            "Try again later; the same request may then count twice.",
        )
    return Verdict(
        "unreadable",
        f"Answered {named}, which HTTP does not define as an answer to such a request.",
        "Check that the target is a web server.",
    )


_PENDING = Verdict("pending", "Waiting for the answer.")
_CAME_IN = "Another program sent this to the collector on this machine"
_INBOUND: Mapping[str, Verdict] = {
    "accepted": Verdict("inbound-accepted", f"{_CAME_IN}, which forwards nothing."),
    "bot": Verdict(
        "inbound-bot",
        f"{_CAME_IN}. Convert would discard it: the User-Agent looks like a bot's.",
        "Make the program send a User-Agent that begins with ConvertAgent/1.0, or a browser's.",
    ),
    "blocked": Verdict(
        "inbound-blocked",
        f"{_CAME_IN}, without a User-Agent. Convert answers that with 301 and does not count it.",
        "Make the program send a User-Agent.",
    ),
    "faulted": Verdict(
        "inbound-faulted", f"{_CAME_IN}. It was answered with the fault that was switched on there."
    ),
    "refused": Verdict("inbound-refused", f"{_CAME_IN}, which could not take it."),
    "other": Verdict("inbound-other", f"{_CAME_IN}. It tracks nothing."),
    "wrong-path": Verdict(
        "inbound-wrong-path", f"{_CAME_IN}, at an address that takes no tracking."
    ),
    "preflight": Verdict(
        "inbound-preflight", "A browser asked the collector on this machine, and sent no request."
    ),
    "configuration": Verdict(
        "inbound-configuration", "An SDK has read its configuration from this machine."
    ),
}
_FROM_PAGE = "The page sent this to Convert; it was answered on this machine"
_WATCHED: Mapping[str, Verdict] = {
    "accepted": Verdict("inbound-accepted", f"{_FROM_PAGE}, as Convert answers what it takes."),
    "bot": Verdict(
        "inbound-bot",
        f"{_FROM_PAGE}. Convert would discard it: the User-Agent looks like a bot's.",
        "Give the browser another User-Agent.",
    ),
    "blocked": Verdict(
        "inbound-blocked",
        f"{_FROM_PAGE}. It has no User-Agent: Convert answers that with 301 and does not count it.",
        "Give the browser a User-Agent.",
    ),
    "refused": Verdict("inbound-refused", f"{_FROM_PAGE}. Convert would not take it."),
    "preflight": Verdict(
        "inbound-preflight", "The browser asked the endpoint, and sent no request."
    ),
}


def verdict(exchange: Exchange) -> Verdict:
    """Judge an exchange; never raises, whatever the outcome or body."""
    if exchange.unreadable:
        return Verdict("unreadable", unreadable_words(exchange.unreadable), CANNOT_BE_SENT)
    if exchange.inbound:
        words = _WATCHED if exchange.source == "page" else _INBOUND
        judged = words.get(exchange.inbound) or _INBOUND[exchange.inbound]
        return judged._replace(next_step=exchange.remark) if exchange.remark else judged
    if exchange.outcome is None:
        return _PENDING
    if isinstance(exchange.outcome, Failure):
        return of_failure(exchange.outcome, exchange.request.url)
    return of_answer(exchange.outcome, exchange.request)
