"""Rules about where the request goes and what its headers say."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from convert_console.core.linter.checked_request import Request
from convert_console.core.linter.fixes import SetValue
from convert_console.core.linter.id_shapes import is_blank
from convert_console.core.linter.problem import Finding, Fix, error, info, short, warning
from convert_console.core.linter.rule import document_rule
from convert_console.core.request.wire import WireRequest
from convert_console.core.text import plain_text
from convert_console.core.verdict.user_agent import judge

METRICS = ".metrics.convertexperiments.com"
_CONFIGURATION = re.compile(r"cdn(-[a-z0-9-]+)?\.convertexperiments\.com")
_LEGACY = re.compile(r"(.+\.)?track\.convertexperiments\.com")
_LOGS = re.compile(r"logs\.(?:convertexperiments|convert)\.com")
_API = re.compile(r"(.+\.)?api(?:-[a-z0-9-]+)?\.(?:convertexperiments|convert)\.com")
UNDEFINED = frozenset({"undefined", "null", "nan"})
_JSON = re.compile(r"\s*application/([\w.+-]+\+)?json\s*(;.*)?", re.IGNORECASE | re.DOTALL)
_PLAIN_TEXT = re.compile(r"\s*text/plain\s*(;.*)?", re.IGNORECASE | re.DOTALL)
_NO_KEY = UNDEFINED | {"none", ""}
"""What a program sends in place of a key that it did not have: Python's SDK writes `None`."""


@document_rule("pid-host")
def pid_host(request: Request) -> Iterator[Finding]:
    """The address belongs to another project than the document.

    A custom domain says nothing of the project, so only Convert's own hosts are compared.
    """
    if not differs_from_host(request):
        return
    project, pid = request.host.removesuffix(METRICS), _pid_as_sent(request)
    key = request.own_name("pid")
    if project == pid.strip().lower():
        yield error(
            (key,),
            f"There are spaces around {key}, so it differs from the address, which is project "
            f"{project}'s. Write only the number.",
            Fix("Remove the spaces", SetValue((key,), pid.strip())),
        )
        return
    yield error(
        (key,),
        f"The address belongs to project {project}, but {key} is {short(pid)}. Correct the wrong "
        f"one: {key} here, or the project id in the profile.",
    )


@document_rule("host-undefined")
def host_undefined(request: Request) -> Iterator[Finding]:
    """A program wrote "undefined", "null" or "NaN" where it had no id."""
    label = request.host.partition(".")[0]
    if label in UNDEFINED:
        yield error(
            (),
            f"The address begins with “{label}”: the project id was not known where it was made. "
            "Write the project's number there.",
        )
    for wire_name, noun in (("cid", "account"), ("pid", "project")):
        key = request.own_name(wire_name)
        if request.text(key).lower() in UNDEFINED:
            yield error(
                (key,),
                f"{key} is the word “{request.text(key)}”: the {noun} id was not known where the "
                f"request was made. Write the {noun}'s number.",
            )


@document_rule("wrong-host")
def wrong_host(request: Request) -> Iterator[Finding]:
    """The host is Convert's, but takes no tracking of this kind."""
    pid = request.text(request.own_name("pid")) or "{pid}"
    path = "/v1/track/{key}" if request.has_v1_body else "/track"
    right = f"Send to https://{pid}{METRICS}{path}."
    if _CONFIGURATION.fullmatch(request.host):
        yield error((), f"{request.host} serves configurations and does not accept events. {right}")
    elif _LEGACY.fullmatch(request.host):
        yield error((), f"{request.host} belongs to the older tracking API. {right}")
    elif _LOGS.fullmatch(request.host):
        yield error((), f"{request.host} is a host for logs and does not accept events. {right}")
    elif _API.fullmatch(request.host):
        yield error(
            (), f"{request.host} is a host of another API and does not accept events. {right}"
        )


@document_rule("body-for-other-endpoint")
def body_for_other_endpoint(request: Request) -> Iterator[Finding]:
    """A body of the v1 API at `/track`, or a document for `/track` at the v1 API."""
    if request.has_v1_body and request.is_for_track:
        yield error(
            (),
            "This is a body of the v1 API, but it goes to /track, which expects cid, pid, vid and "
            "ev. Send it to /v1/track/{key}, or paste it (Ctrl+Shift+V) to translate it.",
        )
    elif request.v1_key is not None and request.document and not request.has_v1_body:
        yield error(
            (),
            "This document is made for /track, but it goes to the v1 API, which expects accountId, "
            "projectId and visitors. Send it to /track, or copy it as a v1 payload.",
        )


@document_rule("sdk-key-undefined")
def sdk_key_undefined(request: Request) -> Iterator[Finding]:
    """The address of the v1 API has no SDK key, or a word in its place."""
    if request.v1_key is None:
        return
    parts = [unquote(part).strip() for part in request.v1_key.strip("/").split("/")]
    empty = next((part for part in parts if part.lower() in _NO_KEY), None)
    if empty is not None:
        what = f"has “{short(empty)}” in place of" if empty else "ends without"
        yield error(
            (),
            f"The address {what} the SDK key. Write /v1/track/ and the key, or the account and "
            "project ids with a slash between them.",
        )


@document_rule("ua-missing")
def ua_missing(request: Request) -> Iterator[Finding]:
    """The request has no User-Agent."""
    verdict = judge(request.profile.user_agent)
    if verdict.kind == "none":
        yield error((), verdict.sentence)


@document_rule("ua-bot")
def ua_bot(request: Request) -> Iterator[Finding]:
    """The User-Agent looks like a bot's.

    A warning where the sources disagree: on `ConvertAgent/` that is not at the beginning, and, by
    the comments of one SDK, on v1 payloads whose `source` ends in "-sdk".
    """
    verdict = judge(request.profile.user_agent)
    source = request.text("source") if request.has_v1_body else ""
    if verdict.kind == "unclear":
        yield warning((), verdict.sentence)
    elif verdict.kind == "bot" and source.endswith("-sdk"):
        yield warning(
            (),
            f"{verdict.sentence} By the comments of one of Convert's SDKs, a source that ends in "
            "-sdk passes all the same.",
        )
    elif verdict.kind == "bot":
        yield error((), verdict.sentence)


@document_rule("content-type")
def content_type(request: Request) -> Iterator[Finding]:
    """A POST without the content type of JSON."""
    wire = request.wire
    if request.is_get:
        return
    for name, value in wire.headers if isinstance(wire, WireRequest) else request.profile.headers:
        if name.lower() != "content-type" or _JSON.fullmatch(value):
            continue
        if _PLAIN_TEXT.fullmatch(value):
            yield info(
                (),
                "The Content-Type is text/plain, as a browser sends a beacon. Convert's own SDK "
                "does so too, so it is no mistake there.",
            )
        else:
            yield warning(
                (),
                f"The Content-Type is “{short(value)}”. "
                "Use application/json, as Convert's article does.",
            )


def differs_from_host(request: Request) -> bool:
    """Whether there is a `pid` that differs from the project of Convert's host."""
    project, pid = request.host.removesuffix(METRICS), _pid_as_sent(request)
    named = request.host.endswith(METRICS) and project and pid
    return bool(named) and project != pid.lower()


def _pid_as_sent(request: Request) -> str:
    """`pid` with its blanks; "" where it is missing or no plain value: other rules report that."""
    pid = request.document.get(request.own_name("pid"))
    return "" if is_blank(pid) or isinstance(pid, (list, dict)) else plain_text(pid)
