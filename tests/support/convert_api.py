"""A stand-in for Convert on loopback: its tracking endpoint, and its REST API as it is described.

Nobody of this project has seen an answer of the real API. This one has every oddity that the
description and public clients name, so that what reads it is ready for each.
"""

from __future__ import annotations

import hmac
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from email.utils import formatdate
from hashlib import sha256
from typing import Any, NamedTuple, Self

from convert_console.core.convert_api.calls import ApiKey, ProjectIds, read_key
from convert_console.core.request.profile import Profile
from convert_console.services.convert_api.client import Pace
from support.endpoint import Conversation, Endpoint, Reply, answer, give

KEY_ID, SECRET = "key-4f1c09a27b", "s3cret-planted-5d2e8c71"
KEY = f"{KEY_ID}:{SECRET}"
ACCOUNT, PROJECT = "10007840", "10007526"
EXPERIENCE, ORIGINAL, GREEN = "100400101", "100400201", "100400202"
PURCHASE, CART = "100300301", "100300302"

WHERE = ProjectIds(ACCOUNT, PROJECT)
QUICK = Pace(between=0.0, look=0.01, back_off=0.01, longest=0.02, tries=3)
"""Nobody has to be spared here."""

KINDS = {"viewExp": "view_experience", "hitGoal": "conversion", "tr": "transaction"}
_PATH = r"/api/v2/accounts/(\d+)/projects/(\d+)"


class Keys:
    """Credentials with one key, and a proxy's password."""

    def __init__(self, text: str = KEY) -> None:
        self.key = read_key(text)

    async def header_values(self, profile: Profile, headers: Any) -> dict[str, str]:
        raise AssertionError("the headers of tracking requests have nothing to do with the API")

    async def proxy_password(self, profile: Profile) -> str:
        return "proxy-password-1"

    async def api_key(self, profile: Profile) -> ApiKey | None:
        return self.key


def profile_at(base: str, **settings: Any) -> Profile:
    made = Profile(id="shop", name="Shop", api_base=base, api_key_since="2026-01-01T00:00:00+00:00")
    return replace(made, **settings)


class Call(NamedTuple):
    """A call of the API that came in."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def asked(self) -> Any:
        """The JSON of its body."""
        return json.loads(self.body) if self.body else None


@dataclass
class ConvertStandIn:
    """Listens on loopback as a context manager; its state may be changed at any time.

    `ahead` are seconds that its clock is ahead of this machine's. `next_answers` are given to the
    next calls of the API instead of what it would say. `text_ids` and `bare_ids` choose how ids are
    written, `report_as_object` the shape of `reportData`. `hidden_from_log` keeps what is tracked
    out of the live log until `show` is called; `lost` says which events are recorded nowhere.
    """

    ahead: float = 0.0
    rights: frozenset[str] = frozenset({"user", "live", "report", "project", "names"})
    text_ids: bool = False
    bare_ids: bool = False
    report_as_object: bool = False
    hidden_from_log: bool = False
    first_only: bool = True
    status: str = "active"
    project: dict[str, Any] = field(default_factory=dict)
    experience_status: str = "active"
    attached: list[str] = field(default_factory=lambda: [PURCHASE, CART])
    lost: Callable[[dict[str, Any]], bool] = lambda _event: False
    shown_as: Callable[[dict[str, Any]], dict[str, Any]] = dict
    next_answers: list[Reply] = field(default_factory=list)
    live: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    tracked: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._endpoint = Endpoint([self._reply])
        self._waiting: list[dict[str, Any]] = []
        self._seen: list[tuple[str, dict[str, Any], str]] = []

    @property
    def url(self) -> str:
        """The base of the API."""
        return f"http://127.0.0.1:{self._endpoint.port}/api/v2"

    @property
    def track_url(self) -> str:
        """Where to track."""
        return self._endpoint.url

    @property
    def connections(self) -> int:
        return self._endpoint.connections

    def __enter__(self) -> Self:
        self._endpoint.__enter__()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._endpoint.__exit__()

    def now(self) -> float:
        return time.time() + self.ahead

    def paths(self) -> list[str]:
        """The last part of each call's path, in order."""
        return [call.target.partition("?")[0].rsplit("/", 1)[1] for call in self.calls]

    def show(self) -> None:
        """Let what was tracked appear in the live log."""
        self.hidden_from_log = False
        self.live += self._waiting
        self._waiting.clear()

    def crowd(self, count: int = 100) -> None:
        """Let so many events of others arrive."""
        for number in range(count):
            self.live.append(self.entry("view_experience", campaign="other", revenue=number))

    def entry(self, kind: str, **more: Any) -> dict[str, Any]:
        """An entry of the live log."""
        conversion = None
        if kind != "view_experience":
            conversion = {
                "goals": [self._thing(goal, "Purchase") for goal in more.get("goals", [PURCHASE])],
                "products_ordered_count": more.get("products"),
                "revenue": more.get("revenue"),
            }
        experience = self._id(more.get("experience", EXPERIENCE))
        variation = self._thing(more.get("variation", GREEN), "Green button")
        return {
            "event_type": kind,
            "timestamp": int(more.get("at", self.now())),
            "experiences": [{"id": experience, "variation": variation, "name": "Checkout button"}],
            "conversion": conversion,
            "browser": "CH",
            "devices": ["DESK"],
            "country": "DE",
            "visitor_type": more.get("visitor_type", "new"),
            "campaign": more.get("campaign"),
            "sources": more.get("source"),
            "custom_segments": [],
            "project": self._id(PROJECT),
        }

    def _id(self, plain: str) -> str | int:
        return plain if self.text_ids else int(plain)

    def _thing(self, plain: str, name: str) -> Any:
        return self._id(plain) if self.bare_ids else {"id": self._id(plain), "name": name}

    # Tracking.

    def track(self, document: Any) -> None:
        """Take a document, as its tracking endpoint does."""
        self.tracked.append(document)
        seg = document.get("seg", {})
        for event in document.get("ev", []):
            if self.lost(event):
                continue
            pairs = list(zip(event.get("exps", []), event.get("vars", []), strict=False))
            for experience, variation in pairs:
                shown = self.entry(
                    KINDS[event["evt"]],
                    experience=experience,
                    variation=variation,
                    goals=event.get("goals", []),
                    revenue=float(event["r"]) if "r" in event else None,
                    products=event.get("prc"),
                    campaign=seg.get("campaign"),
                    source=str(seg.get("source", "")).lower() or None,
                    visitor_type="new" if str(seg.get("new")) == "1" else "returning",
                )
                (self._waiting if self.hidden_from_log else self.live).append(self.shown_as(shown))
                self._seen.append((document.get("vid", ""), event, seg.get("campaign", "")))

    # The API.

    def _reply(self, conversation: Conversation) -> None:
        call = _call_of(conversation.request)
        path = call.target.partition("?")[0]
        if path == "/track":
            self.track(json.loads(call.body, parse_float=Decimal))
            give(conversation, answer())
            return
        self.calls.append(call)
        waiting = self.next_answers.pop(0) if self.next_answers else None
        give(conversation, waiting or self._refusal(call) or self._answer(call, path))

    def _refusal(self, call: Call) -> bytes | None:
        given = call.headers.get("authorization", "")
        if given.startswith("Bearer "):
            return None if given == f"Bearer {KEY}" else self.error(401, "The key is not known.")
        expires = call.headers.get("expires", "")
        if not expires.isdigit() or int(expires) <= self.now():
            return self.error(401, ["The request has expired."])
        url = f"http://{call.headers['host']}{call.target}"
        message = f"{call.headers.get('convert-application-id')}\n{expires}\n{url}\n".encode()
        made = hmac.new(SECRET.encode(), message + call.body, sha256).hexdigest()
        is_right = given == f"Convert-HMAC-SHA256 Signature={made}"
        return None if is_right else self.error(401, "The signature does not match.")

    def _answer(self, call: Call, path: str) -> bytes:
        if path == "/api/v2/user":
            return self.json({"data": {"email": "ann@shop.example"}}, "user")
        match = re.fullmatch(rf"{_PATH}(?:/(.*))?", path)
        if match is None or match[1] != ACCOUNT or match[2] != PROJECT:
            return self.error(404, "There is no such project.")
        rest = match[3] or ""
        asked = call.asked or {}
        if rest == "livedata":
            return self.json({"data": self._live(asked)}, "live")
        if rest.endswith("/aggregated_report"):
            return self.json({"data": self._report(asked)}, "report")
        if rest.endswith("/report_settings"):
            return self.json({"data": {"campaigns": self._campaigns()}}, "report")
        if rest == "generate-debug-token":
            return self.json({"data": {"value": "token-9b1c77", "ttl": 86_400}}, "names")
        if rest in ("experiences", "goals"):
            return self.json(self._page(rest, asked.get("page", 1)), "names")
        if rest.startswith("experiences/"):
            return self.json({"data": self._experience(EXPERIENCE, "Checkout button")}, "project")
        return self.json({"data": self._project()}, "project")

    def json(self, payload: Any, right: str) -> bytes:
        if right not in self.rights:
            return self.error(403, "Access denied.")
        return self.raw("200 OK", json.dumps(payload).encode())

    def error(self, status: int, message: Any, headers: Any = (), **more: Any) -> bytes:
        """An error as the API words it."""
        body = json.dumps({"code": status, "message": message, **more}).encode()
        return self.raw(f"{status} Refused", body, headers)

    def raw(self, status: str, body: bytes, headers: Any = ()) -> bytes:
        date = f"Date: {formatdate(self.now(), usegmt=True)}"
        return answer(status, body, ["Content-Type: application/json", date, *headers])

    def _live(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """The last 100 events of the project; what is asked for is chosen among these."""
        last = sorted(self.live, key=lambda entry: entry["timestamp"])[-100:]
        kinds = asked.get("event_types")
        campaigns = asked.get("segments", {}).get("campaigns")
        return [
            entry
            for entry in reversed(last)
            if (not kinds or entry["event_type"] in kinds)
            and (not campaigns or entry["campaign"] in campaigns)
        ]

    def _report(self, asked: dict[str, Any]) -> dict[str, Any]:
        campaigns = asked.get("segments", {}).get("campaigns")
        seen = [one for one in self._seen if not campaigns or one[2] in campaigns]
        variations = [(ORIGINAL, "Original"), (GREEN, "Green button")]
        about = [
            {"id": self._id(plain), "name": name, "is_baseline": plain == ORIGINAL}
            for plain, name in variations
        ]
        per_goal: list[dict[str, Any]] = [
            {
                "goal_id": self._id(goal),
                "srm": None,
                "variations": [self._figures(seen, plain, goal) for plain, _name in variations],
            }
            for goal in (PURCHASE, CART)
        ]
        if self.report_as_object:
            merged = [
                {**variation, "goal_id": row["goal_id"]}
                for row in per_goal
                for variation in row["variations"]
            ]
            return {"variations_data": about, "reportData": {"variations": merged}}
        return {"variations_data": about, "reportData": per_goal}

    def _figures(self, seen: list[Any], variation: str, goal: str) -> dict[str, Any]:
        here = [(vid, event) for vid, event, _campaign in seen if variation in event["vars"]]
        hits = {vid for vid, e in here if e["evt"] == "hitGoal" and goal in e["goals"]}
        sales = [(vid, e) for vid, e in here if e["evt"] == "tr" and goal in e["goals"]]
        if self.first_only:
            sales = list({vid: (vid, e) for vid, e in reversed(sales)}.values())
        revenue = sum((Decimal(str(e.get("r", 0))) for _vid, e in sales), Decimal(0))
        products = sum(e.get("prc", 0) for _vid, e in sales)
        return {
            "id": self._id(variation),
            "visitors": len({vid for vid, _ in here}),
            "metrics": [{"metric_type": "revenue_per_visitor", "metric_total": int(revenue)}],
            "conversion_data": {"conversions": len(hits)},
            "revenue_data": {"total_revenue": float(revenue)} if sales else None,
            "products_data": {"total_products": products} if sales else None,
        }

    def _campaigns(self) -> list[dict[str, Any]]:
        people = Counter(campaign for campaign, _vid in {(c, vid) for vid, _e, c in self._seen})
        return [{"name": name, "visitors_count": count} for name, count in people.items()]

    def _project(self) -> dict[str, Any]:
        return {"id": self._id(PROJECT), "name": "Shop", "status": self.status, **self.project}

    def _experience(self, plain: str, name: str, status: str = "") -> dict[str, Any]:
        variations = [(ORIGINAL, "Original"), (GREEN, "Green button")]
        return {
            "id": self._id(plain),
            "name": name,
            "key": name.lower().replace(" ", "-"),
            "status": status or self.experience_status,
            "variations": [
                {"id": self._id(own), "name": called, "status": "running"}
                for own, called in (variations if plain == EXPERIENCE else [])
            ],
            "goals": [self._thing(goal, "Goal") for goal in self.attached],
        }

    def _page(self, what: str, number: int) -> dict[str, Any]:
        if what == "experiences":
            rows = [
                self._experience(EXPERIENCE, "Checkout button"),
                self._experience("100400102", "Free shipping", "draft"),
                self._experience("100400103", "Old hero", "completed"),
            ]
        else:
            rows = [
                {"id": self._id(PURCHASE), "name": "Purchase", "type": "revenue"},
                {"id": self._id(CART), "name": "Add to cart", "type": "advanced"},
                {"id": self._id("100300399"), "name": "Newsletter", "type": "submits_form"},
            ]
        size = 2  # so that lists have pages
        pages = -(-len(rows) // size)
        paging = {"current_page": number, "pages_count": pages, "items_count": len(rows)}
        part = rows[(number - 1) * size : number * size]
        return {"data": part, "extra": {"pagination": paging}}


def _call_of(request: bytes) -> Call:
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _version = first.split(" ")
    pairs = (line.partition(":") for line in lines)
    return Call(method, target, {n.lower(): value.strip() for n, _, value in pairs}, body)


@contextmanager
def convert_stand_in(**settings: Any) -> Iterator[ConvertStandIn]:
    """A stand-in that listens."""
    with ConvertStandIn(**settings) as stand_in:
        yield stand_in
