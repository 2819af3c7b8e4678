"""Catches the tracking requests of every page, frame and worker of a browser, and answers them."""

import asyncio
import base64
import itertools
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from convert_console.core.request.headers import Headers, header_value
from convert_console.core.request.wire import WireRequest
from convert_console.core.text import one_line
from convert_console.core.traffic.answering import (
    METHODS,
    LocalAnswer,
    documented_answer,
    headers_for_pages,
    headers_for_preflight,
    outcome_of,
)
from convert_console.core.traffic.incoming import Arrived
from convert_console.core.verdict.exchange import BODY_KEPT, Answer, Exchange, Failure
from convert_console.core.verdict.user_agent import judge
from convert_console.core.verdict.verdict import verdict
from convert_console.core.watch.devtools_events import (
    Paused,
    Sent,
    failure_kind,
    kind_words,
    origin_and_target,
    read_paused,
    read_sent,
    why_not_opened,
)
from convert_console.core.watch.tracking import (
    endpoint_of,
    is_legacy,
    is_tracking,
    url_patterns,
    why_not_taken,
)
from convert_console.core.watch.visitor import COOKIES
from convert_console.services.collector.received import Outcome, Received
from convert_console.services.watch.connection import DevTools, DevToolsFault
from convert_console.services.watch.watched import Mode, Watched

Clock: TypeAlias = Callable[[], float]

INITIATOR_SECONDS = 5.0
"""Seconds for which an answered request waits for what else the browser says of it. That
comes from another process, most often before."""

LEFT_SECONDS = 3.0
"""Seconds after which nothing more is taken for the request of the page that a frame has left."""

_ATTACH = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
_CATCHING = ("page", "iframe", "webview", "service_worker", "shared_worker")
"""Kinds of targets whose requests can be caught; those of other workers are with their page's."""

PAGE_ASKED = 5.0
"""Seconds in which a page answers what is asked of it; one with an open dialog does not."""

_PAGES_ASKED = 5
"""Most pages that are asked whether they are in sight."""

_CONFIGURATION = """
(() => {
  const convert = window.convert;
  const data = convert && (convert.data || convert.currentData);
  return data ? JSON.stringify(data) : "";
})()
"""

_WITH_PAGE = ("page", "iframe", "webview")
_MOST_KEPT = 10_000


@dataclass
class _Target:
    """A page, a frame of another origin, or a worker; `session` is how it is spoken to."""

    session: str
    id: str
    kind: str
    url: str


@dataclass
class _Frame:
    """The document of a frame, the one before it, and since when, in seconds of the loop.

    `is_left` once the next navigation has begun.
    """

    url: str
    before: str = ""
    since: float = 0.0
    is_left: bool = False


@dataclass
class _Held:
    """A request that the browser holds, and how it was answered."""

    number: int
    paused: Paused
    received_at: float
    began: float
    page: str
    leaving: bool
    outcome: Outcome = "accepted"
    status: int = 0
    reason: str = ""
    answer: Answer | Failure | None = None
    took: float = 0.0
    timer: asyncio.TimerHandle | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Options:
    """How to watch: `domains` are custom domains, watched like Convert's hosts.

    An `own` browser was started for this; another one is left as it is, dialogs included. If it is
    `headless`, dialogs are closed, downloads are refused, and its User-Agent loses that word, which
    makes it a bot's.
    """

    mode: Mode
    domains: tuple[str, ...] = ()
    own: bool = True
    headless: bool = False


class Watcher:
    """Hands each request to `on_record`, and sentences about what went wrong to `on_note`."""

    def __init__(
        self,
        options: Options,
        clock: Clock,
        on_record: Callable[[Watched], object],
        on_note: Callable[[str], object],
    ) -> None:
        self.devtools = DevTools(self._handle)
        self.last_page_closed = asyncio.Event()
        self._options = options
        patterns = url_patterns(options.domains)
        self._catching = {"patterns": [{"urlPattern": pattern} for pattern in patterns]}
        self._clock = clock
        self._on_record = on_record
        self._on_note = on_note
        self._numbers = itertools.count(1)
        self._caught: OrderedDict[tuple[str, str, bytes | None], int] = OrderedDict()
        self._targets: dict[str, _Target] = {}
        self._dialogs: set[str] = set()  # sessions of pages that wait for a person
        self._frames: OrderedDict[str, _Frame] = OrderedDict()
        self._sent: OrderedDict[str, tuple[Sent, str]] = OrderedDict()
        self._unfinished: dict[int, _Held] = {}
        self._observed: dict[str, _Held] = {}
        self._incomplete: dict[str, _Held] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._first_page: asyncio.Future[_Target] = asyncio.get_running_loop().create_future()
        self._user_agent = ""
        self._handlers: dict[str, Callable[[Mapping[str, Any], str], None]] = {
            "Fetch.requestPaused": self._on_paused,
            "Network.requestWillBeSent": self._on_sent,
            "Network.loadingFailed": self._on_failed,
            "Target.attachedToTarget": self._on_attached,
            "Target.detachedFromTarget": self._on_detached,
            "Page.frameStartedNavigating": self._on_navigating,
            "Page.frameNavigated": self._on_navigated,
            "Page.javascriptDialogOpening": self._on_dialog,
            "Page.javascriptDialogClosed": self._on_dialog_closed,
            "Inspector.targetCrashed": self._on_crashed,
        }

    async def begin(self) -> None:
        """Catch from now on, in everything that is open or will be; raises `DevToolsFault`."""
        if self._options.own and self._options.headless:
            version = await self.devtools.call("Browser.getVersion")
            self._user_agent = str(version["userAgent"]).replace("HeadlessChrome", "Chrome")
            # Nobody wants the files, which would go to the person's own folder.
            await self.devtools.call("Browser.setDownloadBehavior", {"behavior": "deny"})
        with suppress(DevToolsFault):  # what a page that is closed has sent, without its session
            await self.devtools.call("Fetch.enable", self._catching)
        await self.devtools.call("Target.setAutoAttach", _ATTACH)

    async def open(self, url: str) -> None:
        """Begin to show a page, in the tab that a browser of our own begins with, or a new one of
        another; raises `DevToolsFault`.
        """
        if not self._options.own:
            await self.devtools.call("Target.createTarget", {"url": url})
            return
        async with asyncio.timeout(START_SECONDS):
            target = await self._first_page
        self._spawn(self._navigate(url, target.session))

    async def _navigate(self, url: str, session: str) -> None:
        """Lead a tab to a page, however long its server takes to answer."""
        with suppress(DevToolsFault):  # the browser has ended
            shown = await self.devtools.call("Page.navigate", {"url": url}, session, PAGE_SECONDS)
            error = one_line(str(shown.get("errorText", "")))
            # It is also given up for another page, that the person or a script has opened.
            if error and (shown.get("isDownload") or not error.endswith("ERR_ABORTED")):
                self._on_note(f"{one_line(url)} did not open: {why_not_opened(error)}.")

    # What a person asks of the page in front.

    async def lead(self, url: str) -> None:
        """Lead the page in front to another address, and show it; raises `DevToolsFault`."""
        page = await self._page_in_front()
        self._spawn(self._navigate(url, page.session))
        await self.devtools.call("Page.bringToFront", session=page.session, seconds=PAGE_ASKED)

    async def show(self) -> str:
        """Show the page in front, and return its address; raises `DevToolsFault`."""
        page = await self._page_in_front()
        await self.devtools.call("Page.bringToFront", session=page.session, seconds=PAGE_ASKED)
        return self._address_of(page)

    async def names(self) -> str:
        """The configuration of the project that Convert's script has on the page in front, as JSON;
        "" where it has none. Raises `DevToolsFault`.
        """
        page = await self._page_in_front()
        found = await self._evaluate(_CONFIGURATION, page)
        return found if isinstance(found, str) else ""

    async def cookies(self) -> str:
        """The cookies of Convert's script on the page in front; raises `DevToolsFault`."""
        page = await self._page_in_front()
        asked = {"urls": [self._address_of(page)]}
        found = await self.devtools.call("Network.getCookies", asked, page.session, PAGE_ASKED)
        ours = (one for one in found["cookies"] if one["name"] in COOKIES)
        return "; ".join(f"{one['name']}={one['value']}" for one in ours)

    async def _page_in_front(self) -> _Target:
        """The page that is in sight, of several windows the newest; raises `DevToolsFault`."""
        pages = [target for target in self._targets.values() if target.kind == "page"][::-1]
        for page in pages[:_PAGES_ASKED]:
            with suppress(DevToolsFault):
                if await self._evaluate("document.visibilityState", page) == "visible":
                    return page
        if not pages:
            raise DevToolsFault("no page is open")
        return pages[0]

    async def _evaluate(self, expression: str, page: _Target) -> Any:
        if page.session in self._dialogs:
            raise DevToolsFault("a dialog is open")  # it would not answer in time
        asked = {"expression": expression, "returnByValue": True}
        found = await self.devtools.call("Runtime.evaluate", asked, page.session, PAGE_ASKED)
        return found["result"].get("value")

    def _address_of(self, page: _Target) -> str:
        frame = self._frames.get(page.id)
        return frame.url if frame else page.url

    async def finish(self) -> None:
        """Hand over what still waits."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for held in list(self._unfinished.values()):
            if self._options.mode == "observe" and held.answer is None:
                held.outcome, held.reason = "faulted", "The watch ended before it was answered."
            self._emit(held)

    # Targets.

    def _handle(self, method: str, params: Mapping[str, Any], session: str) -> None:
        handler = self._handlers.get(method)
        if handler is not None:
            handler(params, session)

    def _on_attached(self, params: Mapping[str, Any], _parent: str) -> None:
        about = params["targetInfo"]
        target = _Target(params["sessionId"], about["targetId"], about["type"], about["url"])
        # A service worker is attached to the browser and to its page; it is caught once.
        known = any(other.id == target.id for other in self._targets.values())
        self._targets[target.session] = target
        if target.kind in _WITH_PAGE and about["url"]:
            self._frames.setdefault(target.id, _Frame(about["url"]))
        self._spawn(self._prepare(target, known=known, waits=params["waitingForDebugger"]))

    async def _prepare(self, target: _Target, *, known: bool, waits: bool) -> None:
        """Catch what a target sends, and let it begin only then."""
        session = target.session
        catching = target.kind in _CATCHING and not known
        calls: list[tuple[str, dict[str, Any]]] = []
        if catching:
            calls.append(("Fetch.enable", self._catching))
        calls.append(("Network.enable", {}))
        if self._user_agent:
            calls.append(("Network.setUserAgentOverride", {"userAgent": self._user_agent}))
        if target.kind in _WITH_PAGE:
            calls.append(("Inspector.enable", {}))
            if self._options.own:
                calls.append(("Page.enable", {}))
        calls.append(("Target.setAutoAttach", _ATTACH))
        answers = [
            asyncio.ensure_future(self.devtools.call(method, params, session))
            for method, params in calls
        ]
        if catching and not await self._catches(target, answers[0]):
            await asyncio.gather(*answers, return_exceptions=True)
            return
        await asyncio.sleep(0)  # the commands go out before the next
        if waits:
            self.devtools.post("Runtime.runIfWaitingForDebugger", session=session)
        # A worker answers most of them only once it runs. A page must have answered before it is
        # led to another process, or what was enabled is lost.
        await asyncio.gather(*answers, return_exceptions=True)
        if target.kind == "page" and not self._first_page.done():
            self._first_page.set_result(target)

    async def _catches(self, target: _Target, catching: asyncio.Future[Any]) -> bool:
        """Whether a target may begin: not if what it sends would leave this machine uncaught."""
        try:
            await catching
        except DevToolsFault as why:
            if target.session in self._targets and not self.devtools.closed.is_set():
                address, reason = one_line(target.url[:200]), one_line(str(why))
                self._on_note(f"Requests of {address} cannot be caught: {reason}.")
            return self._options.mode != "answer"
        return True

    def _on_detached(self, params: Mapping[str, Any], _session: str) -> None:
        gone = self._targets.pop(params["sessionId"], None)
        self._dialogs.discard(params["sessionId"])
        for held in list(self._incomplete.values()):
            if gone is not None and held.paused.frame == gone.id:
                self._emit(held)  # nothing else is said of it
        pages = any(target.kind == "page" for target in self._targets.values())
        if gone is not None and gone.kind == "page" and not pages:
            self.last_page_closed.set()

    def _on_navigating(self, params: Mapping[str, Any], _session: str) -> None:
        frame = self._frames.get(params["frameId"])
        if frame is not None:
            frame.is_left = True

    def _on_navigated(self, params: Mapping[str, Any], _session: str) -> None:
        frame = params["frame"]
        self._navigated(frame["id"], f"{frame['url']}{frame.get('urlFragment', '')}")

    def _navigated(self, frame: str, url: str) -> None:
        before = self._frames.pop(frame, None)
        now = asyncio.get_running_loop().time()
        self._frames[frame] = _Frame(url, before.url if before else "", now)
        _limit(self._frames)

    def _on_dialog(self, params: Mapping[str, Any], session: str) -> None:
        """Without a window nobody can close it, and the page would stand still."""
        self._dialogs.add(session)
        if self._options.own and self._options.headless:
            accept = params.get("type") in ("alert", "beforeunload")
            self.devtools.post("Page.handleJavaScriptDialog", {"accept": accept}, session)

    def _on_dialog_closed(self, _params: Mapping[str, Any], session: str) -> None:
        self._dialogs.discard(session)

    def _on_crashed(self, _params: Mapping[str, Any], session: str) -> None:
        target = self._targets.get(session)
        if target is None or target.kind != "page":
            return  # also said of frames whose process ends as usual
        frame = self._frames.get(target.id)
        address = one_line(frame.url[:200]) if frame else "A page"
        self._on_note(f"{address} has crashed. Reload it in the browser.")

    # Requests.

    def _on_paused(self, params: Mapping[str, Any], session: str) -> None:
        paused = self._without_headless(read_paused(params))
        if paused.is_answered:
            self._spawn(self._observe_answer(paused, session))
        elif not is_tracking(paused.url, self._options.domains):
            self.devtools.post("Fetch.continueRequest", {"requestId": paused.id}, session)
        elif self._is_known(paused, session):
            self._let_pass(paused)
        elif self._options.mode == "observe":
            self._let_go(paused, session)
            self._observed[paused.id] = self._held(paused, session)
        elif paused.method == "OPTIONS":
            self._answer_preflight(paused, session)
        else:
            self._answer(self._held(paused, session), session)

    def _is_known(self, paused: Paused, session: str) -> bool:
        """Whether the browser as a whole holds what a page has held before."""
        key = paused.network_id, paused.url, None if paused.network_id else paused.body
        if session:
            self._caught[key] = self._caught.get(key, 0) + 1
            _limit(self._caught)
            return False
        count = self._caught.pop(key, 0)
        if count > 1:
            self._caught[key] = count - 1
        return count > 0

    def _let_pass(self, paused: Paused) -> None:
        """Let go what is recorded already: the page let it go, or was closed before its answer."""
        if self._options.mode == "observe":
            self.devtools.post("Fetch.continueRequest", {"requestId": paused.id})
        elif paused.method == "OPTIONS":
            self._answer_preflight(paused, "")
        else:
            self._give(paused, "", _local_answer(paused)[2])

    def _without_headless(self, paused: Paused) -> Paused:
        """What is sent while a page is left has the browser's own User-Agent."""
        if not self._user_agent:
            return paused
        headers = tuple(
            (name, self._user_agent if name.lower() == "user-agent" else value)
            for name, value in paused.headers
        )
        return paused._replace(headers=headers)

    def _let_go(self, paused: Paused, session: str) -> None:
        """Let a request go on to where it was sent, and hold the answer."""
        params: dict[str, Any] = {"requestId": paused.id, "interceptResponse": True}
        if self._user_agent:
            params["headers"] = [
                {"name": name, "value": value} for name, value in paused.headers if name != "Host"
            ]
        self.devtools.post("Fetch.continueRequest", params, session)

    def _on_sent(self, params: Mapping[str, Any], session: str) -> None:
        if not self._options.own and params.get("type") == "Document" and "frameId" in params:
            self._navigated(params["frameId"], params["documentURL"])
        if not is_tracking(params["request"]["url"], self._options.domains):
            return
        target = self._targets.get(session)
        self._sent[params["requestId"]] = read_sent(params), target.kind if target else ""
        _limit(self._sent)
        held = self._incomplete.get(params["requestId"])
        if held is not None:
            self._emit(held)

    def _on_failed(self, params: Mapping[str, Any], _session: str) -> None:
        """What was cancelled has no answer that could be held."""
        for held in list(self._observed.values()):
            if held.paused.network_id == params["requestId"]:
                del self._observed[held.paused.id]
                error = params.get("errorText", "")
                held.answer = Failure("unseen", f"the browser gave it up ({error})")
                held.outcome, held.reason = _observed_outcome(held)
                self._complete(held)

    def _held(self, paused: Paused, session: str) -> _Held:
        leaving = not paused.network_id or not session
        held = _Held(
            number=next(self._numbers),
            paused=paused,
            received_at=self._clock(),
            began=asyncio.get_running_loop().time(),
            page=self._page_of(paused, leaving=leaving),
            leaving=leaving,
        )
        self._unfinished[held.number] = held
        return held

    def _page_of(self, paused: Paused, *, leaving: bool) -> str:
        """The document of a request's frame. What it sends while it is left may come when the next
        one is already there.
        """
        frame = self._frames.get(paused.frame)
        if frame is None:
            return header_value(paused.headers, "referer") or ""
        now = asyncio.get_running_loop().time()
        if leaving and not frame.is_left and now - frame.since < LEFT_SECONDS:
            origin = header_value(paused.headers, "origin") or "null"
            if f"{frame.before}/".startswith(f"{origin}/"):
                return frame.before
        return frame.url

    def _answer(self, held: _Held, session: str) -> None:
        """Answer here at once; what is kept of it is seen to afterwards."""
        held.outcome, held.reason, answer = _local_answer(held.paused)
        held.status = answer.status
        self._give(held.paused, session, answer)
        held.took = asyncio.get_running_loop().time() - held.began
        self._keep(held, session)

    def _answer_preflight(self, paused: Paused, session: str) -> None:
        headers = headers_for_preflight(paused.headers, METHODS[endpoint_of(paused.url)])
        self._fulfil(paused, session, 204, headers + headers_for_pages(paused.headers), b"")

    def _give(self, paused: Paused, session: str, answer: LocalAnswer) -> None:
        headers = answer.headers + headers_for_pages(paused.headers)
        self._fulfil(paused, session, answer.status, headers, answer.body)

    def _fulfil(
        self, paused: Paused, session: str, status: int, headers: Headers, body: bytes
    ) -> None:
        answer: dict[str, Any] = {
            "requestId": paused.id,
            "responseCode": status,
            "responseHeaders": [{"name": name, "value": value} for name, value in headers],
        }
        if body:
            answer["body"] = base64.b64encode(body).decode()
        self.devtools.post("Fetch.fulfillRequest", answer, session)

    async def _observe_answer(self, paused: Paused, session: str) -> None:
        """Keep what the endpoint answered, and let the page have it."""
        held = self._observed.pop(paused.id, None)
        body, note = b"", ""
        if held is not None and paused.status and not 300 <= paused.status < 400:
            try:
                got = await self.devtools.call(
                    "Fetch.getResponseBody", {"requestId": paused.id}, session
                )
                text = str(got["body"])
                body = base64.b64decode(text) if got["base64Encoded"] else text.encode()
            except DevToolsFault as why:
                note = one_line(str(why))
        self.devtools.post("Fetch.continueRequest", {"requestId": paused.id}, session)
        if held is None:
            return
        held.took = asyncio.get_running_loop().time() - held.began
        if paused.error:
            kind = failure_kind(paused.error)
            # Images too, whose answer is no image: the browser shows it to nobody.
            detail = f"no answer was seen ({paused.error})" if kind == "unseen" else paused.error
            held.answer = Failure(kind, detail)
        else:
            held.answer = Answer(
                status=paused.status,
                reason=paused.status_text,
                headers=paused.answered,
                body=body[:BODY_KEPT],
                body_size=len(body),
                note=note,
            )
        held.status = paused.status
        if held.paused.method == "OPTIONS":
            held.outcome = "preflight"
            held.reason = _why_refused(held.paused, paused)
            if held.reason:
                self._complete(held)
            else:
                del self._unfinished[held.number]  # the request that was asked for follows
            return
        held.outcome, held.reason = _observed_outcome(held)
        self._keep(held, session)

    def _keep(self, held: _Held, session: str) -> None:
        """Keep a request once all of it is known."""
        if held.paused.body is None:
            self._spawn(self._fetch_body(held, session))
        else:
            self._complete(held)

    async def _fetch_body(self, held: _Held, session: str) -> None:
        with suppress(DevToolsFault):
            got = await self.devtools.call(
                "Network.getRequestPostData", {"requestId": held.paused.network_id}, session
            )
            text = str(got["postData"])
            body = base64.b64decode(text) if got.get("base64Encoded") else text.encode()
            held.paused = held.paused._replace(body=body)
        if held.paused.body is None:
            held.reason = held.reason or "Its body could not be read."
        self._complete(held)

    def _complete(self, held: _Held) -> None:
        """Hand a request over, at once or when the browser has said where it comes from."""
        network_id = held.paused.network_id
        if held.leaving or network_id in self._sent:
            self._emit(held)
            return
        self._incomplete[network_id] = held
        loop = asyncio.get_running_loop()
        held.timer = loop.call_later(INITIATOR_SECONDS, self._emit, held)

    def _emit(self, held: _Held) -> None:
        if held.timer is not None:
            held.timer.cancel()
        network_id = held.paused.network_id
        self._incomplete.pop(network_id, None)
        del self._unfinished[held.number]
        sent, target = self._sent.pop(network_id, (None, ""))
        self._on_record(_watched(held, sent, target, self._options.mode))

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


START_SECONDS = 60.0
"""Seconds that a browser may take to show its first, empty page."""

PAGE_SECONDS = 3_600.0
"""Seconds after which it is no longer awaited whether a page opens; browsers give up before."""


def _watched(held: _Held, sent: Sent | None, target: str, mode: Mode) -> Watched:
    paused = held.paused
    origin, path = origin_and_target(paused.url)
    body = paused.body or b""
    lines = [f"{paused.method} {path} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in paused.headers]
    head = "\r\n".join([*lines, "", ""])
    page, kind = held.page, paused.kind
    if sent is not None:
        kind = sent.kind or kind
        # Of a worker that is the address of its script; the frame is that of its page.
        page = page if target == "worker" and page else sent.page
    if kind == "Document" or not page.startswith(("http:", "https:", "file:")):
        # A navigation names where it leads, and a frame without an address of its own none.
        page = _sender(held.page, paused) or page
    return Watched(
        received=Received(
            number=held.number,
            received_at=held.received_at,
            raw=head.encode("utf-8", "replace") + body,
            head=head,
            body=body,
            method=paused.method,
            target=path,
            headers=paused.headers,
            verdict=held.outcome,
            status=held.status,
            reason=held.reason,
            secure=origin.startswith("https:"),
        ),
        origin=origin,
        page=page,
        kind=kind_words(kind, leaving=held.leaving or sent is None, target=target),
        called_from=sent.called_from if sent else "",
        mode=mode,
        outcome=held.answer,
        took=held.took,
    )


def _sender(page: str, paused: Paused) -> str:
    """The page that leads to another address, or the one that holds a frame; "" if unknown."""
    known = page.startswith(("http:", "https:", "file:"))
    return page if known else header_value(paused.headers, "referer") or ""


def _local_answer(paused: Paused) -> tuple[Outcome, str, LocalAnswer]:
    """What is made of a request here: its outcome, why it is refused, and its answer."""
    target = origin_and_target(paused.url)[1]
    arrived = Arrived(paused.method, target, paused.headers, paused.body or b"")
    reason = why_not_taken(paused.url, paused.method)
    if reason:
        return "refused", reason, LocalAnswer(403, _TEXT, reason.encode())
    outcome = outcome_of(arrived, judge(arrived.header("user-agent") or None))
    answer = documented_answer(outcome, arrived.aim.endpoint)
    if is_legacy(paused.url) and answer.status == 200:
        answer = LocalAnswer(200, _TEXT, b"")  # what it answers is not documented
    return outcome, "", answer


_TEXT = (("Content-Type", "text/plain; charset=utf-8"),)
_VERDICTS: dict[str, Outcome] = {
    "accepted": "accepted",
    "bot": "bot",
    "probably-bot": "bot",
    "blocked": "blocked",
}


def _observed_outcome(held: _Held) -> tuple[Outcome, str]:
    """The collector's word for what the endpoint answered, and the sentence for other answers."""
    paused = held.paused
    wire = WireRequest(
        "GET" if paused.method == "GET" else "POST", paused.url, paused.headers, paused.body or b""
    )
    judged = verdict(Exchange("", held.received_at, "", wire, "", held.answer))
    outcome = _VERDICTS.get(judged.kind, "faulted")
    return outcome, judged.sentence if outcome == "faulted" else ""


def _why_refused(asked: Paused, answer: Paused) -> str:
    """Why the browser does not send what it has asked about; "" where nothing speaks against it."""
    begin = "The browser asked whether the page may send, and"
    if answer.error:
        return f"{begin} got no answer ({answer.error})."
    if not 200 <= answer.status < 300:
        return f"{begin} was answered {answer.status}."
    if header_value(answer.answered, "access-control-allow-origin") is None:
        return f"{begin} the answer allows no page to."
    for wanted, allowed, usual in (
        ("access-control-request-method", "access-control-allow-methods", _USUAL_METHODS),
        ("access-control-request-headers", "access-control-allow-headers", frozenset()),
    ):
        listed = _words(header_value(answer.answered, allowed))
        missing = _words(header_value(asked.headers, wanted)) - listed - usual
        if missing and "*" not in listed:
            return f"{begin} the answer does not allow {one_line(min(missing)[:40])}."
    return ""


_USUAL_METHODS = frozenset({"get", "head", "post"})
"""Methods that need not be allowed (Fetch standard, 3.2.3)."""


def _words(value: str | None) -> frozenset[str]:
    return frozenset(word.strip().lower() for word in (value or "").split(",")) - {""}


def _limit(kept: OrderedDict[Any, Any]) -> None:
    if len(kept) > _MOST_KEPT:
        kept.popitem(last=False)
