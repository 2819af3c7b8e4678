"""Why a call to Convert's REST API gave nothing, in words."""

import re
from math import ceil
from typing import Literal, NamedTuple

from convert_console.core.document.payload import Payload, parse
from convert_console.core.request.destination import host_of
from convert_console.core.text import is_digits, printable, scalar_text
from convert_console.core.verdict.exchange import Answer, Failure
from convert_console.core.verdict.failure import UNSENT, of_failure

FaultKind = Literal[
    "no-key",
    "blocked",
    "unusable",
    "unreached",
    "refused",
    "forbidden",
    "missing",
    "invalid",
    "busy",
    "broken",
    "unreadable",
]
"""Kinds differ by their next step.

no-key: none is known here; blocked: the profile is local only; unusable: no request could be made;
unreached: no answer; refused: key, clock or signature (401); forbidden: a key without this right
(403); missing (404); invalid: the request (other 4xx); busy: too many requests; broken: another
error of the server's, or a redirect; unreadable: an answer that is not as described.
"""

TOO_MANY = re.compile(r"too many requests", re.IGNORECASE)
CLOCK_TOLERANCE = 30.0
"""Seconds that a clock may differ from the server's before it is named as a reason."""

_LONGEST = 300


class ApiFault(NamedTuple):
    """Why there is no result: what happened and what to do, in a sentence each.

    `retry_after` are the seconds that a busy server asked to wait, `None` where it did not.
    """

    kind: FaultKind
    sentence: str
    next_step: str = ""
    status: int | None = None
    retry_after: float | None = None

    @property
    def words(self) -> str:
        """Both sentences."""
        return f"{self.sentence} {self.next_step}".rstrip()


NO_KEY = ApiFault(
    "no-key",
    "There is no API key for this profile.",
    "Add one in the profile settings under Convert API key; Convert makes keys for an account.",
)
FORGOTTEN_KEY = ApiFault(
    "no-key", "The API key is not known on this machine.", "Enter it again in the profile settings."
)


class ApiError(NamedTuple):
    """What an error of the API says, as far as it can be read.

    `details` are its fields and parameters, a text each.
    """

    code: str = ""
    messages: tuple[str, ...] = ()
    details: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Everything that it says, in one line; "" for nothing."""
        listed = f" ({', '.join(self.details)})" if self.details else ""
        return printable(f"{' '.join(self.messages)}{listed}".strip())[:_LONGEST]


def read_error(text: str) -> ApiError:
    """The error of an answer: `message` is a text or a list, and the rest may be absent.

    >>> read_error('{"code": 422, "message": ["No."], "fields": {"goals": "must be a list"}}').text
    'No. (goals: must be a list)'
    """
    payload = parse(text).payload
    if not isinstance(payload, dict):
        return ApiError()
    inner = payload.get("error")
    if "message" not in payload and isinstance(inner, dict):
        payload = inner
    details = [detail for key in ("fields", "parameters") for detail in _details(payload.get(key))]
    return ApiError(
        _words(payload.get("code")), tuple(_messages(payload.get("message"))), tuple(details)
    )


def fault_in(outcome: Answer | Failure, url: str, now: float) -> ApiFault | None:
    """Why an outcome holds no result; `None` for an answer of 2xx. `now` is in Unix seconds."""
    if isinstance(outcome, Failure):
        return _unreached(outcome, url)
    status = outcome.status
    if 200 <= status < 300:
        return None
    error = read_error(outcome.body.decode("utf-8", "replace"))
    reply = f"{_whose(url)} answered {status} {outcome.reason}".rstrip()
    said = f"{reply}: {error.text}".rstrip(".") + "." if error.text else f"{reply}."
    if status == 429 or TOO_MANY.search(outcome.body.decode("utf-8", "replace")):
        wait = _retry_after(outcome, now)
        return ApiFault("busy", said, f"Wait {_about(wait)}, then try again.", status, wait)
    kind, step = _step(outcome, url, now)
    return ApiFault(kind, said, step, status)


def is_convert(host: str) -> bool:
    """Whether a host is Convert's, or not known, as in findings of earlier versions.

    >>> is_convert("api.convert.com"), is_convert("127.0.0.1"), is_convert("api.convert.com.test")
    (True, False, False)
    """
    name = host.partition(":")[0].lower().rstrip(".")
    return not host or name == "convert.com" or name.endswith(".convert.com")


def _whose(url: str) -> str:
    host = host_of(url)
    return "Convert's API" if is_convert(host) else printable(host)


def unreadable(url: str, why: str) -> ApiFault:
    """The fault of an answer that is not as described."""
    step = "Check the API's address in the profile settings: another server may have answered."
    return ApiFault("unreadable", f"The answer of {host_of(url)} cannot be read: {why}.", step)


def seconds_ahead(answer: Answer, now: float) -> float | None:
    """How far this machine's clock is ahead of the server's, by the `Date` of an answer; `None`
    where it has none.
    """
    served = _moment(answer.header("Date") or "")
    return None if served is None else now - served


def clock_words(ahead: float) -> str:
    """How a clock differs from Convert's, in words; "" where it hardly does.

    >>> clock_words(3_600), clock_words(-90), clock_words(2)
    ("This machine's clock is 1 hour ahead of Convert's.", "This machine's clock is 2 minutes behind Convert's.", '')
    """  # noqa: E501
    if abs(ahead) <= CLOCK_TOLERANCE:
        return ""
    seconds = abs(ahead)
    count, unit = (
        (seconds / 3_600, "hour") if seconds >= 3_600 else (max(seconds / 60, 1.0), "minute")
    )
    amount = f"{count:.0f} {unit}{'' if f'{count:.0f}' == '1' else 's'}"
    return f"This machine's clock is {amount} {'ahead of' if ahead > 0 else 'behind'} Convert's."


def _unreached(failure: Failure, url: str) -> ApiFault:
    if failure.kind in UNSENT:
        judged = of_failure(failure, url)
        # For a tracking request it would be to start the collector.
        step = _REACH if failure.kind == "refused" else judged.next_step
        return ApiFault("unreached", judged.sentence, step)
    # What is known of a tracking request, that it may count twice, does not matter here.
    sentence = f"{host_of(url)} gave no usable answer: {failure.detail.rstrip('.')}."
    return ApiFault("unreached", sentence, "Check the network connection, then try again.")


_REACH = "Check the API's address in the profile settings, and that a server is running there."


def _step(answer: Answer, url: str, now: float) -> tuple[FaultKind, str]:
    """The kind of an answer that is an error, and what to do about it."""
    match answer.status:
        case 401:
            ahead = seconds_ahead(answer, now)
            clock = clock_words(ahead) if ahead is not None else ""
            if clock:
                return "refused", f"{clock} Set it right: signed requests expire by it."
            step = "Check key ID and secret in the profile settings, and the clock."
            if "[" in url:
                step += " Whether signed calls with brackets work is not known: try Bearer."
            return "refused", step
        case 403:
            return "forbidden", "The key has no right to this. Give it that right in Convert."
        case 404:
            return "missing", "Check account id and project id, and that the key belongs to them."
        case status if 300 <= status < 400:
            location = printable(answer.header("location") or "")[:_LONGEST]
            leads = f"It redirects to {location}, which is not followed. " if location else ""
            return "broken", f"{leads}Correct the API's address in the profile settings."
        case status if status >= 500:
            return "broken", "Try again later."
        case _:
            return "invalid", "Check account id and project id in the profile settings."


def _retry_after(answer: Answer, now: float) -> float | None:
    """Seconds, or a date by the server's clock."""
    text = (answer.header("retry-after") or "").strip()
    if is_digits(text) and len(text) < 9:
        return float(text)
    at = _moment(text)
    return None if at is None else max(at - now + (seconds_ahead(answer, now) or 0.0), 0.0)


def _moment(text: str) -> float | None:
    """A date of a header in Unix seconds; `None` where it is none."""
    from email.utils import parsedate_to_datetime  # 2 ms: not at the start

    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def _about(seconds: float | None) -> str:
    """About how long to wait.

    >>> _about(None), _about(90), _about(7_200)
    ('a minute', '2 minutes', '2 hours')
    """
    minutes = max(ceil((seconds or 0.0) / 60), 1)
    if minutes == 1:
        return "a minute"
    return f"{minutes} minutes" if minutes < 100 else f"{ceil(minutes / 60):,} hours"


def _messages(value: Payload) -> list[str]:
    return [
        words for item in (value if isinstance(value, list) else [value]) if (words := _words(item))
    ]


def _details(value: Payload) -> list[str]:
    if isinstance(value, dict):
        return [f"{name}: {' '.join(_messages(text))}".rstrip(": ") for name, text in value.items()]
    return _messages(value)


def _words(value: Payload) -> str:
    return scalar_text(value).strip()
