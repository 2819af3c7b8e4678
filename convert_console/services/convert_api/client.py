"""Calls Convert's REST API for a profile: with its key, on its route, and not too fast."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic
from typing import NamedTuple, Protocol, TypeVar

from convert_console.core.convert_api import answers, calls
from convert_console.core.convert_api.answers import (
    DebugToken,
    ListedExperience,
    ListedGoal,
    LiveLog,
    ProjectSettings,
    Report,
    Unreadable,
)
from convert_console.core.convert_api.calls import (
    EVERY_EVENT,
    WHOLE_REPORT,
    ApiKey,
    Call,
    LiveQuery,
    ProjectIds,
    ReportQuery,
    authorised,
)
from convert_console.core.convert_api.faults import (
    CLOCK_TOLERANCE,
    FORGOTTEN_KEY,
    NO_KEY,
    ApiFault,
    fault_in,
    seconds_ahead,
    unreadable,
)
from convert_console.core.request.destination import host_of
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable
from convert_console.core.verdict.exchange import BODY_BROKE_OFF, Answer, Failure
from convert_console.services.http.route import route_for
from convert_console.services.http.sender import Sender

T = TypeVar("T")

EXPIRES_AFTER = 120
"""Seconds that a signature is valid; public clients use 20 to 300."""

MOST_PAGES = 200
"""Pages of a list that are read: 10,000 experiences."""


class Pace(NamedTuple):
    """Seconds `between` two calls, between two looks into the live log (`look`), and after an
    answer that asks to slow down.

    Convert's limits are not documented. Clients saw 429, and 500 with "too many requests"; one
    waits 6 seconds between its calls. After such an answer the wait doubles from `back_off` to
    `longest`, `tries` times. A server that asks for more than `patience` is not asked again.
    """

    between: float = 1.0
    look: float = 6.0
    back_off: float = 6.0
    longest: float = 60.0
    tries: int = 4
    patience: float = 120.0


USUAL_PACE = Pace()

LONG_TEXT = 100_000
"""Characters of an answer beyond which it is read in a thread: the window waits for no other."""

CLOCK_NOISE = 2.0
"""Seconds by which clocks seem to differ, as a server gives its time in whole seconds, and an
answer takes its time."""


class Progress(NamedTuple):
    """What is being done, in a sentence, and the seconds until the next call; `None` while one is
    under way. A busy server is not asked sooner, otherwise a wait `can_end` before its time.
    """

    words: str
    wait: float | None = None
    can_end: bool = False


OnProgress = Callable[[Progress], object]


class ApiCredentials(Protocol):
    """Where the secrets of profiles are kept."""

    async def proxy_password(self, profile: Profile) -> str:
        """The password for the profile's proxy; "" for none."""

    async def api_key(self, profile: Profile) -> ApiKey | None:
        """The profile's key of Convert's API; `None` where none is known."""


class KeyRight(NamedTuple):
    """Something that a key is needed for, and why it does not do; `None` where it does."""

    name: str
    use: str
    fault: ApiFault | None


class ConvertApi:
    """One for the whole program, so that its calls keep their distance from each other.

    Every method returns a result or an `ApiFault`, and does nothing for a profile that is local
    only, unless its address of the API is on this machine. Cancelling the task that waits for one
    ends it at once.
    """

    def __init__(
        self,
        sender: Sender,
        credentials: ApiCredentials,
        clock: Callable[[], float],
        pace: Pace = USUAL_PACE,
        latest: Callable[[Profile], Profile | None] = lambda profile: profile,
    ) -> None:
        """`clock` is the time in Unix seconds. `latest` is a profile with its settings of now,
        `None` if it is gone: a call may have waited for a minute.
        """
        self._sender, self._credentials, self._clock = sender, credentials, clock
        self.pace, self._latest = pace, latest
        self._turn = asyncio.Lock()
        self._last_call: float | None = None
        self._ahead: dict[str, float] = {}

    def now(self, profile: Profile) -> float:
        """The time in Unix seconds by Convert's clock, as far as its answers have told it."""
        return self._clock() - self._ahead.get(base_of(profile), 0.0)

    def machine_time(self) -> float:
        """The time in Unix seconds by this machine's clock."""
        return self._clock()

    async def why_not(self, profile: Profile) -> ApiFault | None:
        """Why a profile can ask nothing at all; `None` where it can. Nothing is sent."""
        return _fault(await self._key(profile))

    async def live_log(
        self,
        profile: Profile,
        where: ProjectIds,
        query: LiveQuery = EVERY_EVENT,
        on_progress: OnProgress | None = None,
    ) -> LiveLog | ApiFault:
        """The last 100 events of a project."""
        call = calls.live_log(where, query)
        return await self._read(profile, where, call, answers.read_live_log, on_progress)

    async def report(
        self,
        profile: Profile,
        where: ProjectIds,
        experience: str,
        query: ReportQuery = WHOLE_REPORT,
        on_progress: OnProgress | None = None,
    ) -> Report | ApiFault:
        """The report of an experience."""
        call = calls.aggregated_report(where, experience, query)
        return await self._read(profile, where, call, answers.read_report, on_progress)

    async def campaigns(
        self,
        profile: Profile,
        where: ProjectIds,
        experience: str,
        on_progress: OnProgress | None = None,
    ) -> Mapping[str, int | None] | ApiFault:
        """The campaigns that a report can be limited to, each with its visitors."""
        call = calls.report_settings(where, experience)
        return await self._read(profile, where, call, answers.read_campaigns, on_progress)

    async def project(
        self, profile: Profile, where: ProjectIds, on_progress: OnProgress | None = None
    ) -> ProjectSettings | ApiFault:
        """What a project's settings say of its reports."""
        call = calls.about_project(where)
        return await self._read(profile, where, call, answers.read_project, on_progress)

    async def experience(
        self,
        profile: Profile,
        where: ProjectIds,
        experience: str,
        on_progress: OnProgress | None = None,
    ) -> ListedExperience | ApiFault:
        """An experience with its status, variations and goals."""
        call = calls.about_experience(where, experience)
        return await self._read(profile, where, call, answers.read_experience, on_progress)

    async def experiences(
        self, profile: Profile, where: ProjectIds, on_progress: OnProgress | None = None
    ) -> tuple[ListedExperience, ...] | ApiFault:
        """All experiences of a project, whatever their status."""
        return await self._pages(
            profile, where, calls.experiences, answers.read_experiences, on_progress
        )

    async def goals(
        self, profile: Profile, where: ProjectIds, on_progress: OnProgress | None = None
    ) -> tuple[ListedGoal, ...] | ApiFault:
        """All goals of a project."""
        return await self._pages(profile, where, calls.goals, answers.read_goals, on_progress)

    async def debug_token(
        self, profile: Profile, where: ProjectIds, on_progress: OnProgress | None = None
    ) -> DebugToken | ApiFault:
        """A new debug token of a project."""
        call = calls.debug_token(where)
        return await self._read(profile, where, call, answers.read_debug_token, on_progress)

    async def check_key(
        self, profile: Profile, where: ProjectIds, on_progress: OnProgress | None = None
    ) -> tuple[KeyRight, ...] | ApiFault:
        """What a key can do: it is tried. A fault where it can do nothing at all."""
        tested = await self._call(profile, calls.whose_key(), on_progress)
        if isinstance(tested, ApiFault):
            return tested
        if where.fault:
            return ApiFault("unusable", where.fault)
        found = await self.experiences(profile, where, on_progress)
        listed: tuple[ListedExperience, ...] = () if isinstance(found, ApiFault) else found
        log = await self.live_log(profile, where, on_progress=on_progress)
        settings = await self.project(profile, where, on_progress)
        report: Report | ApiFault | None = found if isinstance(found, ApiFault) else None
        if listed:
            report = await self.report(profile, where, listed[0].id, on_progress=on_progress)
        rights = [
            KeyRight("Live log", "the last 100 events of the project", _fault(log)),
            KeyRight("Reports", "visitors, conversions, revenue", _fault(report)),
            KeyRight("Project settings", "blocked addresses, order limits", _fault(settings)),
            KeyRight("Names", "experiences and goals, drafts among them", _fault(found)),
        ]
        return tuple(rights)

    async def _pages(
        self,
        profile: Profile,
        where: ProjectIds,
        call_of: Callable[[ProjectIds, int], Call],
        read: Callable[[str], tuple[tuple[T, ...], int] | Unreadable],
        on_progress: OnProgress | None,
    ) -> tuple[T, ...] | ApiFault:
        items: list[T] = []
        number, count = 1, 1
        while number <= min(count, MOST_PAGES):
            page = await self._read(profile, where, call_of(where, number), read, on_progress)
            if isinstance(page, ApiFault):
                return page
            found, count = page
            items += found
            number += 1
        return tuple(items)

    async def _read(
        self,
        profile: Profile,
        where: ProjectIds,
        call: Call,
        read: Callable[[str], T | Unreadable],
        on_progress: OnProgress | None,
    ) -> T | ApiFault:
        if where.fault:
            return ApiFault("unusable", where.fault)
        text = await self._call(profile, call, on_progress)
        if isinstance(text, ApiFault):
            return text
        is_long = len(text) > LONG_TEXT
        result = await asyncio.to_thread(read, text) if is_long else read(text)
        return (
            unreadable(base_of(profile), result.why) if isinstance(result, Unreadable) else result
        )

    async def _call(
        self, profile: Profile, call: Call, on_progress: OnProgress | None
    ) -> str | ApiFault:
        """The text of an answer. Calls are made one at a time, each at its distance."""
        fault = await self.why_not(profile)
        if fault is not None:
            return fault
        tell = on_progress or _nobody
        if self._turn.locked():
            tell(Progress("Waiting for an earlier call to Convert."))
        async with self._turn:
            back_off, tries = self.pace.back_off, 0
            while True:
                result = await self._paced(profile, call, tell)
                if not (isinstance(result, ApiFault) and result.kind == "busy"):
                    return result
                tries += 1
                wait = max(back_off, result.retry_after or 0.0)
                if tries > self.pace.tries or (result.retry_after or 0.0) > self.pace.patience:
                    return result
                tell(Progress("Convert asks to slow down; it will be asked again.", wait))
                await asyncio.sleep(wait)
                back_off = min(back_off * 2, self.pace.longest)

    async def _key(self, profile: Profile) -> ApiKey | ApiFault:
        """The key of a profile, unless it must not call out at all."""
        now = self._latest(profile)
        if now is None:
            return ApiFault("unusable", f"The profile {profile.name} was deleted meanwhile.")
        if base_of(now) != base_of(profile):
            return ApiFault("unusable", "The API's address was changed meanwhile.", "Try again.")
        profile = now
        reason = profile.block_reason(base_of(profile), "Choose an API address on this machine")
        if reason:
            return ApiFault("blocked", reason)
        key = await self._credentials.api_key(profile)
        if key is None:
            return FORGOTTEN_KEY if profile.api_key_since else NO_KEY
        return key

    async def _paced(self, profile: Profile, call: Call, tell: OnProgress) -> str | ApiFault:
        """One call, and a second one if only the clock was wrong."""
        for is_last in (False, True):
            ahead = self._ahead.get(base_of(profile), 0.0)
            await self._wait_for_turn(tell)
            key = await self._key(profile)
            if isinstance(key, ApiFault):
                return key
            profile = self._latest(profile) or profile
            tell(Progress("Asking Convert."))
            outcome = await self._sent(profile, call, key)
            self._note_clock(profile, outcome)
            fault = fault_in(outcome, base_of(profile) + call.path, self._clock())
            if fault is None and isinstance(outcome, Answer):
                return _text_of(outcome, base_of(profile))
            assert fault is not None
            moved = abs(self._ahead.get(base_of(profile), 0.0) - ahead) > CLOCK_TOLERANCE
            signed = profile.api_sign_in == "signature"
            if is_last or fault.kind != "refused" or not (moved and signed):
                return fault
        raise AssertionError("the last call returns")

    async def _wait_for_turn(self, tell: OnProgress) -> None:
        wait = 0.0
        if self._last_call is not None:
            wait = self._last_call + self.pace.between - monotonic()
        if wait > 0:
            tell(Progress("Waiting before the next call.", wait))
            await asyncio.sleep(wait)
        self._last_call = monotonic()

    async def _sent(self, profile: Profile, call: Call, key: ApiKey) -> Answer | Failure:
        expires = int(self.now(profile)) + EXPIRES_AFTER
        base = base_of(profile)
        signed = authorised(call, base, key, profile.api_sign_in, expires)
        if isinstance(signed, Unsendable):
            return Failure("forbidden", signed.reason.rstrip("."))
        password = await self._credentials.proxy_password(profile)
        route = route_for(profile, signed.wire.url, password)
        if isinstance(route, Unsendable):
            return Failure("forbidden", route.reason.rstrip("."))
        sent = await self._sender.send(signed.wire, replace(route, secrets=signed.secrets))
        return sent.outcome

    def _note_clock(self, profile: Profile, outcome: Answer | Failure) -> None:
        """Learn how far this machine's clock is ahead, if by more than networks are slow."""
        ahead = seconds_ahead(outcome, self._clock()) if isinstance(outcome, Answer) else None
        if ahead is not None:
            self._ahead[base_of(profile)] = ahead if abs(ahead) > CLOCK_NOISE else 0.0


def base_of(profile: Profile) -> str:
    """The address of the API for a profile."""
    return (profile.api_base.strip() or calls.USUAL_BASE).rstrip("/")


def _text_of(answer: Answer, base: str) -> str | ApiFault:
    if BODY_BROKE_OFF in answer.note:
        sentence = f"The answer of {host_of(base)} broke off before it was complete."
        return ApiFault("unreadable", sentence, "Try again.")
    if answer.left_out:
        return unreadable(base, f"it has {answer.body_size / 1e6:.1f} MB")
    try:
        return answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return unreadable(base, "it is not UTF-8 text")


def _fault(result: object) -> ApiFault | None:
    return result if isinstance(result, ApiFault) else None


def _nobody(_progress: Progress) -> None:
    pass
