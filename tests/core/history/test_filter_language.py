"""The language of the history's filter field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.history.filter_language import (
    HELP,
    KEYS,
    Filter,
    FilterContext,
    FilterFault,
    Owner,
    completions,
    last_token,
    read_filter,
)

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=timezone(timedelta(hours=2)))
GOALS = {"purchase": ("100300301",), "lead": ("7", "8")}
SHOP, MY_SHOP = (Owner("shop"),), (Owner("my-shop"), Owner("", "My shop"))
AROUND = FilterContext(
    NOW, {"Shop": SHOP, "My shop": MY_SHOP}, lambda name: GOALS.get(name.casefold(), ())
)


def read(text: str) -> Filter | FilterFault:
    return read_filter(text, AROUND)


def fault(text: str) -> str:
    found = read(text)
    assert isinstance(found, FilterFault)
    return found.sentence


def test_a_method_that_only_came_in_can_be_found() -> None:
    assert read("method:put") == Filter(method="PUT")


def test_every_key_of_the_issue_is_read() -> None:
    text = "two words status:301 verdict:bot goal:Purchase vid:1-0.2 method:get since:2d"
    assert read(f"{text} profile:shop marker:CC-7f3a91 log:Not-seen starred") == Filter(
        words="two words",
        vid="1-0.2",
        goal="100300301",
        status=301,
        verdict="bot",
        profile=SHOP,
        method="GET",
        since=NOW.timestamp() - 2 * 86_400,
        starred=True,
        marker="cc-7f3a91",
        seen="not-seen",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ('"starred"', "starred"),
        ('"code:200" x', "code:200 x"),
        ('"-verdict:bot" -bot', "-verdict:bot -bot"),
        ("http://127.0.0.1:8765/track", "http://127.0.0.1:8765/track"),
        ("1588166554499-0.2020", "1588166554499-0.2020"),
        ("12:30", "12:30"),
        ('{"vid":"1588"}', "{ vid : 1588 }"),
    ],
)
def test_what_is_not_a_key_is_words(text: str, words: str) -> None:
    assert read(text) == Filter(words=words)


def test_a_value_with_spaces_is_quoted() -> None:
    assert read('profile:"my shop"') == Filter(profile=MY_SHOP)


def test_a_verdict_may_be_called_as_its_badge_calls_it() -> None:
    assert read('verdict:"Discarded as bot"') == Filter(verdict="bot")


def test_a_key_without_a_value_asks_for_nothing_while_it_is_typed() -> None:
    assert read_filter("hello status:", AROUND._replace(is_typed=True)) == Filter(words="hello")
    assert fault("hello status:").startswith("status: needs a value: the status of the answer")
    assert all(fault(f'{key}:"" x').startswith(f"{key}: needs") for key in KEYS)


def test_a_day_begins_at_midnight_of_the_users_zone() -> None:
    began = datetime(2026, 11, 20, tzinfo=NOW.tzinfo).timestamp()
    assert read("since:2026-11-20") == Filter(since=began)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stauts:301", "Did you mean status:?"),
        ("colour:red", "The filters are status, verdict"),
        ("status:abc", "a three-digit number such as 301, not “abc”"),
        ("status:99999", "three-digit"),
        ("verdict:bto", "Did you mean bot"),
        ("method:PUSH", "method of HTTP, not “PUSH”"),
        ("since:soon", "2h, 2d or 1w"),
        ("log:gone", "log: needs seen, similar, not-seen, cannot-tell, not “gone”."),
        ("since:9999-99-99", "or a day"),
        ("profile:Other", "The history has rows of “Shop”, “My shop”."),
        ("goal:Lead", "Use the id of one: 7, 8."),
        ("goal:Unheard", "Use the goal's id."),
        ("status:301 status:200", "appears twice"),
    ],
)
def test_a_wrong_filter_says_what_would_be_right(text: str, said: str) -> None:
    assert said in fault(text)


@given(st.text())
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    found = read(text)
    assert isinstance(found, Filter) or found.sentence.endswith((".", "?"))


@pytest.mark.parametrize(
    ("text", "last"),
    [("a b", "b"), ("a ", ""), ('profile:"My s', 'profile:"My s'), ('x "a b"', '"a b"')],
)
def test_the_last_token_is_what_is_being_typed(text: str, last: str) -> None:
    assert last_token(text) == last


def test_keys_and_values_are_offered_as_they_are_typed() -> None:
    assert completions("st") == ("status:", "starred")
    assert completions("x verdict:acc") == ("verdict:accepted",)
    assert completions("profile:", AROUND.profiles) == ("profile:Shop", 'profile:"My shop"')
    assert completions('profile:"my', AROUND.profiles) == ('profile:"My shop"',)


def test_nothing_is_offered_before_something_is_typed_or_when_it_is_whole() -> None:
    assert completions("") == completions("hello ") == completions("method:GET") == ()


def test_the_help_names_every_key() -> None:
    assert all(f"{key}:" in HELP for key in KEYS)


def test_an_unknown_key_is_answered_with_the_likely_one_or_all() -> None:
    around = FilterContext(datetime.now(UTC))
    every = read_filter("foo:bar", around)
    assert isinstance(every, FilterFault)
    assert all(word in every.sentence for word in (*KEYS, "starred"))
    meant = read_filter("starred:yes", around)
    assert isinstance(meant, FilterFault)
    assert "Did you mean starred?" in meant.sentence


@pytest.mark.parametrize("text", ["-verdict:x", "hello -Verdict:bot", '-verdict:"Bot"'])
def test_a_key_with_a_minus_is_answered_since_nothing_can_be_excluded(text: str) -> None:
    assert fault(text).startswith("A filter cannot exclude rows. Remove the “-” before verdict:")


def test_an_exact_name_comes_before_one_that_differs_in_case() -> None:
    both = FilterContext(NOW, {"shop": (Owner("a"),), "Shop": SHOP}, lambda _name: ())
    assert read_filter("profile:Shop", both) == Filter(profile=SHOP)
    assert read_filter("profile:SHOP", both) == Filter(profile=(Owner("a"),))


def test_a_goal_s_number_needs_no_name() -> None:
    assert read("goal:999") == Filter(goal="999")
