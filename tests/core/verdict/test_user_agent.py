"""Who passes the firewall and the bot filter."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.verdict.user_agent import PATTERNS, PRESETS, judge, product_words

DOCUMENTED_AS_DROPPED = [
    "node",
    "undici",
    "axios/1.7.9",
    "node-fetch",
    "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)",
    "GuzzleHttp/7",
    "python-requests/2.32.3",
    "Java/17.0.2",
    "okhttp/4.12.0",
    "Apache-HttpClient/4.5.14 (Java/17.0.2)",
]
ALSO_MATCHED = [
    "python-httpx/0.28.1",
    "curl/8.5.0",
    "PostmanRuntime/7.43.0",
    "insomnia/10.3.0",
    "MyApp/1.0",
    "convert-console/0.1",
    "Mozilla/5.0",
    "word/version",
    "ConvertAgent",
    "ConvertAgent/",
    "convertagent/1.0",
    "Zid-Convert-Integration-Server/1.0",
    "ZidConvertIntegration/1.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "HeadlessChrome/141.0.0.0 Safari/537.36"
    ),
]
WEBKIT, BLINK = "AppleWebKit/605.1.15 (KHTML, like Gecko)", "AppleWebKit/537.36 (KHTML, like Gecko)"
BROWSERS = [
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {BLINK} Chrome/141.0.0.0 Safari/537.36",
    (
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {BLINK} Chrome/141.0.0.0 Safari/537.36 "
        "Edg/141.0.0.0"
    ),
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {BLINK} Chrome/141.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (X11; Linux x86_64) {BLINK} Chrome/141.0.0.0 Safari/537.36 OPR/123.0.0.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/26.0 Safari/605.1.15",
    (
        f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {WEBKIT} Version/26.0 "
        "Mobile/15E148 Safari/604.1"
    ),
    (
        f"Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) {WEBKIT} CriOS/141.0.7390.41 "
        "Mobile/15E148 Safari/604.1"
    ),
    f"Mozilla/5.0 (Linux; Android 10; K) {BLINK} Chrome/141.0.0.0 Mobile Safari/537.36",
    (
        f"Mozilla/5.0 (Linux; Android 10; K) {BLINK} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile "
        "Safari/537.36"
    ),
]


@pytest.mark.parametrize("agent", DOCUMENTED_AS_DROPPED + ALSO_MATCHED)
def test_the_defaults_of_http_libraries_look_like_bots(agent: str) -> None:
    gate = judge(agent)
    assert gate.kind == "bot"
    assert gate.matched
    assert gate.matched in agent


@pytest.mark.parametrize("agent", BROWSERS)
def test_full_browser_strings_pass(agent: str) -> None:
    assert judge(agent).kind == "passes"


@pytest.mark.parametrize("agent", [None, "", " ", "\t "])
def test_no_value_is_no_user_agent(agent: str | None) -> None:
    assert judge(agent).kind == "none"


@pytest.mark.parametrize("rest", ["", " (bot)", " curl/8.5.0", "-beta"])
def test_convert_agent_with_a_version_passes_whatever_follows(rest: str) -> None:
    assert judge(f"ConvertAgent/1.0{rest}").kind == "passes"


def test_convert_agent_further_on_is_unclear_because_the_sources_disagree() -> None:
    gate = judge("MyShop ConvertAgent/1.0")
    assert gate.kind == "unclear"
    assert "disagree" in gate.sentence
    assert judge("MyShop convertagent/1.0").kind == judge("ConvertAgent/").kind == "bot"


def test_every_preset_does_what_its_name_says() -> None:
    kinds = {preset.name: judge(preset.user_agent).kind for preset in PRESETS}
    assert kinds == {preset.name: preset.kind for preset in PRESETS}
    assert kinds.pop("No User-Agent") == "none"
    assert kinds.pop("curl") == kinds.pop("python-requests") == "bot"
    assert set(kinds.values()) == {"passes"}


_CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        *((p.user_agent, w) for p, w in zip(PRESETS, (
            "ConvertAgent/1.0", "Chrome/141.0.0.0", "Firefox/143.0", "Safari/26.0", "Safari/26.0",
            "Chrome/141.0.0.0", "curl/8.5.0", "python-requests/2.32.3",
        ), strict=False)),
        (f"{_CHROME} Safari/537.36 Edg/141.0.0.0", "Edg/141.0.0.0"),
        (f"{_CHROME} Safari/537.36 OPR/124.0.0.0", "OPR/124.0.0.0"),
        ("Mozilla/5.0 (a program of ours)", "Mozilla/5.0 (a program of ours)"),
        (f"{_CHROME} Safari/537.36 (compatible; bingbot/2.0)",
         f"{_CHROME} Safari/537.36 (compatible; bingbot/2.0)"),
    ],
)  # fmt: skip
def test_a_browser_is_named_and_what_only_looks_like_one_is_said_in_full(
    agent: str, words: str
) -> None:
    assert product_words(agent) == words


def test_a_lookbehind_is_kept_in_both_widths() -> None:
    """Google's own browsers and apps are not bots, Google as such is."""
    pixel = f"Mozilla/5.0 (Linux; Android 15; Google Pixel 9) {BLINK} Chrome/141.0.0.0"
    channel = f"Mozilla/5.0 (Linux; Android 15; K) {BLINK} Chrome/141.0.0.0 channel/google done"
    assert judge(pixel).kind == "passes"
    assert judge(channel).kind == "passes"
    assert judge(channel.replace("channel/google", "by google")).kind == "bot"


def test_case_folds_as_in_javascript_for_ascii_letters_only() -> None:
    long_s = "Mozilla/5.0 (X11; Linux x86_64) with a \u017fpider"
    assert judge(long_s).kind == "passes"
    assert judge(long_s.replace("\u017f", "S")).matched == "Spider"


def test_a_sentence_stays_short_for_an_endless_match() -> None:
    assert len(judge("x" * 100_000).sentence) < 200


@given(st.text())
def test_any_text_is_judged(agent: str) -> None:
    gate = judge(agent)
    assert gate.kind in ("passes", "bot", "none", "unclear")
    assert gate.sentence


@pytest.mark.parametrize(
    ("agent", "named"),
    [
        ("curl/8.5.0", "“curl” is on isbot's list"),
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://x)", "“bingbot” is on isbot's list"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", "it has the form of one"),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120", "“HeadlessChrome”"),
        ("MyApp/1.0", "a program's bare name"),
    ],
)
def test_the_word_that_gives_it_away_is_named_whole(agent: str, named: str) -> None:
    assert named in judge(agent).sentence


# The list of patterns.


def test_the_list_is_isbots_whole_list() -> None:
    """Version 5.2.3 publishes 206 patterns, each once."""
    assert len(PATTERNS) == len(set(PATTERNS)) == 206


def test_every_pattern_is_pythons_and_looks_for_lower_case() -> None:
    for pattern in PATTERNS:
        assert re.compile(pattern, re.ASCII).search("\n") is None, pattern
        letters = re.sub(r"\\.", "", pattern)  # \Z and the like are no letters to look for
        assert letters == letters.lower(), pattern


def test_nothing_of_javascript_is_left_that_python_reads_otherwise() -> None:
    """In Python `$` also matches before a line feed at the end."""
    assert [p for p in PATTERNS if re.search(r"(?<!\\)\$|\\s(?!\\xa0)", p)] == []
