"""Predicts how the endpoint treats a User-Agent: firewall, bot filter, or neither."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from convert_console.core.request.profile import CONVERT_AGENT
from convert_console.core.verdict.kinds import Tone
from convert_console.resources import resource_text

UserAgentVerdictKind = Literal["passes", "bot", "none", "unclear"]


AGENT_WORDS: Mapping[UserAgentVerdictKind, tuple[str, Tone]] = {
    "passes": ("passes", "ok"),
    "unclear": ("may be judged a bot", "warn"),
    "bot": ("judged a bot", "error"),
    "none": ("blocked: 301", "error"),
}
"""What the endpoint does with a User-Agent in a few words, and how good or bad that is."""


class UserAgentVerdict(NamedTuple):
    """What happens to a request because of its User-Agent.

    "none": answered 301 and not recorded. "bot": answered 200 and dropped, as far as the
    published patterns tell. "unclear": like a bot's, but it contains `ConvertAgent/` further on,
    about which Convert's sources disagree. `matched` is the piece of text that makes it look like a
    bot.
    """

    kind: UserAgentVerdictKind
    sentence: str
    matched: str = ""


class Preset(NamedTuple):
    """A User-Agent to choose by name; `None` sends no such header.

    `kind` is what `judge` finds: the window shows it at its start, before the patterns are needed.
    """

    name: str
    user_agent: str | None
    kind: UserAgentVerdictKind = "passes"


_WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
_BLINK = "AppleWebKit/537.36 (KHTML, like Gecko)"

PRESETS: tuple[Preset, ...] = (
    Preset("ConvertAgent", CONVERT_AGENT),
    Preset(
        "Chrome on Windows",
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_BLINK} Chrome/141.0.0.0 Safari/537.36",
    ),
    Preset(
        "Firefox on Windows",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
    ),
    Preset(
        "Safari on macOS",
        f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_WEBKIT} Version/26.0 Safari/605.1.15",
    ),
    Preset(
        "Safari on iPhone",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) "
        f"{_WEBKIT} Version/26.0 Mobile/15E148 Safari/604.1",
    ),
    Preset(
        "Chrome on Android",
        f"Mozilla/5.0 (Linux; Android 10; K) {_BLINK} Chrome/141.0.0.0 Mobile Safari/537.36",
    ),
    Preset("curl", "curl/8.5.0", "bot"),
    Preset("python-requests", "python-requests/2.32.3", "bot"),
    Preset("No User-Agent", None, "none"),
)

_NONE = UserAgentVerdict(
    "none",
    "No User-Agent: the firewall answers 301 and the request is not counted. "
    "Choose ConvertAgent or a browser's User-Agent.",
)
_CONVERT = UserAgentVerdict(
    "passes", "Begins with ConvertAgent and a version, which Convert accepts."
)
_BROWSER = UserAgentVerdict(
    "passes", "Matches none of isbot's published patterns, so it should pass."
)
# Convert's documentation says "begins with", its Android SDK says "contains".
_UNCLEAR = (
    "Looks like a bot, but contains ConvertAgent/. Convert's sources disagree: its documentation "
    "accepts it only at the beginning, its Android SDK anywhere. Begin the User-Agent with "
    "ConvertAgent/1.0 to be safe."
)
_ISBOT = json.loads(resource_text("data", "bot_patterns.json"))
PATTERNS: tuple[str, ...] = tuple(_ISBOT["patterns"])
"""isbot's published patterns, which the server's bot filter is known to be built from."""

_VERSIONED_AGENT = re.compile(r"ConvertAgent/\d")
_CONVERT_AGENT_NAME = "ConvertAgent/"

_ANY_BROWSER = "Mozilla/"  # with which the User-Agent of every browser begins
_BROWSER_PRODUCTS = (
    # Those built on Chrome name it too, and Chrome names Safari.
    re.compile(r"\b(?:Edg|EdgA|EdgiOS|OPR|SamsungBrowser|Firefox|FxiOS|CriOS)/[0-9][0-9.]*+"),
    re.compile(r"\bChrome/[0-9][0-9.]*+"),
    re.compile(r"\bVersion/([0-9][0-9.]*+) (?:Mobile/\S++ )?+Safari/"),
)


def judge(user_agent: str | None) -> UserAgentVerdict:
    """How the endpoint treats a request with this User-Agent (`None`: without the header).

    The exception for `ConvertAgent/<version>` is documented; the rest is read from isbot's
    published patterns, of which the server may run another version.

    >>> judge("curl/8.5.0").kind, judge("ConvertAgent/1.0").kind, judge(" ").kind
    ('bot', 'passes', 'none')
    """
    text = (user_agent or "").strip(" \t")  # HTTP does not count blanks around a value
    if not text:
        return _NONE
    if _VERSIONED_AGENT.match(text):
        return _CONVERT
    matched = _bot_like(text)
    if matched is None:
        return _BROWSER
    if text.find(_CONVERT_AGENT_NAME) > 0:
        return UserAgentVerdict("unclear", _UNCLEAR, matched)
    return UserAgentVerdict("bot", _bot_sentence(text, matched), matched)


def product_words(user_agent: str) -> str:
    """The program that a User-Agent names, with its version; all of it where that is not certain.

    >>> product_words("ConvertAgent/1.0 shop"), product_words(PRESETS[1].user_agent or "")
    ('ConvertAgent/1.0', 'Chrome/141.0.0.0')
    """
    first = user_agent.split(" ", maxsplit=1)[0]
    if not first.startswith(_ANY_BROWSER):
        return first
    matches = (pattern.search(user_agent) for pattern in _BROWSER_PRODUCTS)
    browser = next(filter(None, matches), None)
    if browser is None or judge(user_agent).kind != "passes":
        return user_agent
    return f"Safari/{browser[1]}" if browser.groups() else browser[0]


def _bot_sentence(text: str, matched: str) -> str:
    if matched == text:
        reason = "it has the form of one" if " " in text else "a program's bare name"
    else:
        word = _whole_word(text, matched)
        reason = f"“{word if len(word) <= 40 else f'{word[:39]}…'}” is on isbot's list"
    return (
        f"Looks like a bot ({reason}): such a request is answered 200 and discarded. "
        "Begin the User-Agent with ConvertAgent/1.0, or choose a browser's."
    )


def _whole_word(text: str, matched: str) -> str:
    """The word that a match lies in: isbot finds “url” where people read “curl”.

    >>> _whole_word("curl/8.5.0", "url"), _whole_word("x (Googlebot/2.1)", "Google")
    ('curl', 'Googlebot')
    """
    start = text.index(matched)
    end = start + len(matched)
    before = _WORD_BEFORE.search(text, max(start - 40, 0), start)
    after = _WORD_AFTER.match(text, end, end + 40)
    return f"{before[0] if before else ''}{matched}{after[0] if after else ''}".strip(" /(;")


_WORD_BEFORE = re.compile(r"[\w-]+\Z", re.ASCII)
_WORD_AFTER = re.compile(r"[\w-]+", re.ASCII)

_Finder: TypeAlias = Callable[[str], re.Match[str] | None]
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_PLAIN = re.compile(r"[^\\^$.|?*+()\[\]{}]+")


def _bot_like(text: str) -> str | None:
    """The first piece of the text that one of the patterns matches."""
    lower = text.translate(_LOWER)  # not .lower(): it folds letters that JavaScript does not
    pieces, finders = _compiled()
    piece = next((p for p in pieces if p in lower), None)
    if piece is not None:
        start = lower.index(piece)
        return text[start : start + len(piece)]
    match = next(filter(None, (find(lower) for find in finders)), None)
    return text[slice(*match.span())] if match else None


@cache
def _compiled() -> tuple[tuple[str, ...], tuple[_Finder, ...]]:
    """Plain pieces, and a search for each other pattern.

    Compiled at the first use, to keep start-up short. Most patterns are plain text, which `in`
    finds a hundred times faster than one large alternation would; none backtracks more than
    linearly, so a hostile text of 100 KB takes milliseconds.
    """
    plain = tuple(p for p in PATTERNS if _PLAIN.fullmatch(p))
    regexes = [p for p in PATTERNS if not _PLAIN.fullmatch(p)]
    anchored = "|".join(p for p in regexes if p.startswith("^"))
    patterns = [anchored, *(p for p in regexes if not p.startswith("^"))]
    return plain, tuple(re.compile(p, re.ASCII).search for p in patterns)
