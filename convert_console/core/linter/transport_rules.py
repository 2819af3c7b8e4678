"""Rules about where the request goes and what its headers say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convert_console.core.linter.checked_request import Request
from convert_console.core.linter.fixes import SetValue
from convert_console.core.linter.id_shapes import is_blank
from convert_console.core.linter.problem import Finding, Fix, error, short, warning
from convert_console.core.linter.rule import document_rule
from convert_console.core.request.wire import WireRequest
from convert_console.core.text import plain_text
from convert_console.core.verdict.user_agent import judge

METRICS = ".metrics.convertexperiments.com"
_CONFIGURATION = re.compile(r"cdn(-[a-z0-9-]+)?\.convertexperiments\.com")
_LEGACY = re.compile(r"(.+\.)?track\.convertexperiments\.com")
UNDEFINED = frozenset({"undefined", "null", "nan"})
_JSON = re.compile(r"\s*application/([\w.+-]+\+)?json\s*(;.*)?", re.IGNORECASE | re.DOTALL)


@document_rule("pid-host")
def pid_host(request: Request) -> Iterator[Finding]:
    """The address belongs to another project than the document.

    A custom domain says nothing of the project, so only Convert's own hosts are compared.
    """
    if not differs_from_host(request):
        return
    project, pid = request.host.removesuffix(METRICS), _pid_as_sent(request)
    if project == pid.strip().lower():
        yield error(
            ("pid",),
            f"There are spaces around pid, so it differs from the address, which is project "
            f"{project}'s. Write only the number.",
            Fix("Remove the spaces", SetValue(("pid",), pid.strip())),
        )
        return
    yield error(
        ("pid",),
        f"The address belongs to project {project}, but pid is {short(pid)}. Correct the wrong "
        "one: pid here, or the project id in the profile.",
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
    for key, noun in (("cid", "account"), ("pid", "project")):
        if request.text(key).lower() in UNDEFINED:
            yield error(
                (key,),
                f"{key} is the word “{request.text(key)}”: the {noun} id was not known where the "
                f"request was made. Write the {noun}'s number.",
            )


@document_rule("wrong-host")
def wrong_host(request: Request) -> Iterator[Finding]:
    """The host is Convert's, but takes no tracking of this kind."""
    pid = request.text("pid") or "{pid}"
    right = f"Send to https://{pid}{METRICS}/track."
    if _CONFIGURATION.fullmatch(request.host):
        yield error((), f"{request.host} serves configurations and does not accept events. {right}")
    elif _LEGACY.fullmatch(request.host):
        yield error((), f"{request.host} belongs to the older tracking API. {right}")


@document_rule("ua-missing")
def ua_missing(request: Request) -> Iterator[Finding]:
    """The request has no User-Agent."""
    verdict = judge(request.profile.user_agent)
    if verdict.kind == "none":
        yield error((), verdict.sentence)


@document_rule("ua-bot")
def ua_bot(request: Request) -> Iterator[Finding]:
    """The User-Agent looks like a bot's."""
    verdict = judge(request.profile.user_agent)
    if verdict.kind == "bot":
        yield error((), verdict.sentence)


@document_rule("content-type")
def content_type(request: Request) -> Iterator[Finding]:
    """A POST without the content type of JSON."""
    wire = request.wire
    if request.is_get:
        return
    for name, value in wire.headers if isinstance(wire, WireRequest) else request.profile.headers:
        if name.lower() == "content-type" and not _JSON.fullmatch(value):
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
    pid = request.document.get("pid")
    return "" if is_blank(pid) or isinstance(pid, (list, dict)) else plain_text(pid)
