"""The calls to Convert's REST API, and how a key signs them."""

import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from convert_console.core.request.profile import CONVERT_AGENT
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.core.request.wire import Unsendable, WireRequest, endpoint_fault

# From Convert's published OpenAPI 2.0.0, its own signing sample and public clients; no call was
# ever made. Nothing here deletes or changes anything at Convert, and nothing may: of the calls that
# the description has, `remove_report_data` deletes data, and its simulation is one flag away from
# that.

USUAL_BASE = "https://api.convert.com/api/v2"

SignIn = Literal["signature", "bearer"]

PER_PAGE = 50
"""The most experiences or goals that a page of a list may have."""

MOST_GOALS = 20
"""Goals that the live log can be limited to."""

_KEY = re.compile(r"([\x21-\x39\x3b-\x7e]+):([\x21-\x7e]+)")
_ID = re.compile(r"[0-9]{1,19}")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of Convert's API. Neither part is printed: whoever reads a log needs neither."""

    id: str = field(repr=False)
    secret: str = field(repr=False)

    @property
    def text(self) -> str:
        """Both parts, as `read_key` takes them."""
        return f"{self.id}:{self.secret}"


def read_key(text: str) -> ApiKey | None:
    """The key of a text such as `ID:SECRET`; `None` if it is none.

    >>> found = read_key("key-1:s3cret")
    >>> found.id, found.secret, found
    ('key-1', 's3cret', ApiKey())
    """
    match = _KEY.fullmatch(text.strip())
    return ApiKey(match[1], match[2]) if match else None


class ProjectIds(NamedTuple):
    """Which project is asked about: its account and its own id."""

    account: str
    project: str

    @property
    def fault(self) -> str:
        """Why nothing can be asked about it, with the next step; "" where it can."""
        for plain, word in ((self.account, "account id"), (self.project, "project id")):
            if not plain:
                return f"The {word} is missing. Enter it in the profile settings."
            if not _ID.fullmatch(plain):
                return (
                    f"The {word} {plain[:40]!r} is no number. Correct it in the profile settings."
                )
        return ""


class Call(NamedTuple):
    """One call: what follows the base address, and the body of a POST."""

    method: Literal["GET", "POST"]
    path: str
    body: bytes = b""


def whose_key() -> Call:
    """Who the key belongs to: the cheapest call, to test a key."""
    return Call("GET", "/user")


class LiveQuery(NamedTuple):
    """What the live log is limited to; nothing for all of its last 100 events."""

    event_types: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()


EVERY_EVENT = LiveQuery()


def live_log(where: ProjectIds, query: LiveQuery = EVERY_EVENT) -> Call:
    """The last 100 events of a project, with the names of goals and variations.

    >>> live_log(ProjectIds("1", "2"), LiveQuery(campaigns=("cc-7f3a91",))).body[:41]
    b'{"segments":{"campaigns":["cc-7f3a91"]},"'
    """
    goals = _numbers(query.goals)
    wanted = {
        "event_types": list(query.event_types),
        "goals": goals if len(goals) <= MOST_GOALS else [],
        "segments": {"campaigns": list(query.campaigns)} if query.campaigns else {},
        "expand": ["experiences", "experiences.variation", "conversion.goals"],
    }
    return _post(f"{_project(where)}/livedata", wanted)


def about_project(where: ProjectIds) -> Call:
    """The settings of a project."""
    return Call("GET", _project(where))


def about_experience(where: ProjectIds, experience: str) -> Call:
    """An experience with its status, variations and goals."""
    path = f"{_project(where)}/experiences/{experience}"
    return Call("GET", f"{path}?include[]=variations&include[]=goals")


class ReportQuery(NamedTuple):
    """What a report is limited to: Unix seconds, goals, and the campaign of visitors."""

    start: int | None = None
    end: int | None = None
    goals: tuple[str, ...] = ()
    campaign: str = ""


WHOLE_REPORT = ReportQuery()


def aggregated_report(
    where: ProjectIds, experience: str, query: ReportQuery = WHOLE_REPORT
) -> Call:
    """The figures of an experience for each variation and goal."""
    wanted = {
        "start_time": query.start,
        "end_time": query.end,
        "goals": _numbers(query.goals),
        "segments": {"campaigns": [query.campaign]} if query.campaign else {},
    }
    return _post(f"{_project(where)}/experiences/{experience}/aggregated_report", wanted)


def report_settings(where: ProjectIds, experience: str) -> Call:
    """The campaigns and custom segments that a report can be limited to."""
    return Call("GET", f"{_project(where)}/experiences/{experience}/report_settings")


def experiences(where: ProjectIds, page: int = 1) -> Call:
    """A page of all experiences, drafts, paused and completed ones among them."""
    wanted = {"page": page, "results_per_page": PER_PAGE, "include": ["variations", "goals"]}
    return _post(f"{_project(where)}/experiences", wanted)


def goals(where: ProjectIds, page: int = 1) -> Call:
    """A page of all goals."""
    return _post(f"{_project(where)}/goals", {"page": page, "results_per_page": PER_PAGE})


def debug_token(where: ProjectIds) -> Call:
    """A token with which the project's configuration lists draft and paused experiences."""
    return Call("GET", f"{_project(where)}/generate-debug-token")


def _project(where: ProjectIds) -> str:
    return f"/accounts/{where.account}/projects/{where.project}"


def _post(path: str, wanted: Mapping[str, Any]) -> Call:
    given = {key: value for key, value in wanted.items() if value not in (None, [], {})}
    body = json.dumps(given, separators=(",", ":"), ensure_ascii=False)
    return Call("POST", path, body.encode())


def _numbers(ids: Iterable[str]) -> list[int]:
    """Ids as the API takes them: there they are integers, in tracking requests text."""
    return [int(plain) for plain in ids if _ID.fullmatch(plain)]


# Signing.


class AuthorisedCall(NamedTuple):
    """A call as a request whose secret is hidden, and the secret for `Route.secrets`."""

    wire: WireRequest
    secrets: Mapping[str, str]

    def __repr__(self) -> str:
        return f"AuthorisedCall({self.wire!r})"


def base_fault(base: str) -> str:
    """Why an address cannot be the base of the API, with the next step; "" where it can."""
    fault = endpoint_fault(base)
    if fault:
        return fault.replace("The target", "The API's address").replace(
            "https://host/track", USUAL_BASE
        )
    if urlsplit(base).query or urlsplit(base).fragment:
        return "The API's address must not have a query. Remove what follows the path."
    return ""


def authorised(
    call: Call, base: str, key: ApiKey, sign_in: SignIn, expires: int
) -> AuthorisedCall | Unsendable:
    """A call with its key: as a bearer token, or as a signature until `expires` (Unix seconds)."""
    base = base.strip().rstrip("/")
    fault = base_fault(base)
    if fault:
        return Unsendable(fault)
    url = f"{base}{call.path}"
    body = call.body
    headers = [
        ("Host", urlsplit(url).netloc),
        ("User-Agent", CONVERT_AGENT),
        ("Accept", "application/json"),
        ("Accept-Encoding", "gzip"),
    ]
    if call.method == "POST":
        headers += [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    secret = f"Bearer {key.text}"
    if sign_in == "signature":
        # The security scheme of the description calls it `Expire`; its text and every client do
        # not.
        headers += [("Convert-Application-ID", key.id), ("Expires", str(expires))]
        secret = f"Convert-HMAC-SHA256 Signature={signature(key, expires, url, body)}"
    wire = WireRequest(call.method, url, (*headers, ("Authorization", HIDDEN)), body)
    # The key itself, too: it is hidden in answers, though a signed call does not hold it.
    return AuthorisedCall(wire, {"authorization": secret, "api-key": key.text})


def signature(key: ApiKey, expires: int, url: str, body: bytes) -> str:
    """What proves that a call was made by who knows the secret; the URL and body as they go out."""
    message = f"{key.id}\n{expires}\n{url}\n".encode() + body
    return hmac.new(key.secret.encode(), message, sha256).hexdigest()
