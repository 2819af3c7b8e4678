"""The requests that ship with the program are the article's, and one that is sound."""

from __future__ import annotations

from pathlib import Path

from convert_console.app.examples import FIRST_PROFILE, article_get, article_post, first_request
from convert_console.core.document.payload import parse
from convert_console.core.query import write_query

DATA = Path(__file__).parents[1] / "data"
VID = "1796000000000-0.4126735590148273"


def test_the_post_sample_says_what_the_article_says() -> None:
    article = (DATA / "article-post.json.txt").read_text("utf-8").rstrip().removesuffix(":")
    assert article_post().payload == parse(article).payload
    assert article_post().method == "POST"


def test_the_get_sample_spells_the_article_s_query_character_for_character() -> None:
    article = (DATA / "article-get.url.txt").read_text("utf-8").strip()
    payload = article_get().payload
    assert isinstance(payload, dict)
    assert write_query(payload, "literal") == article.partition("?")[2]
    assert article_get().method == "GET"


def test_the_first_request_is_for_the_visitor_asked_for() -> None:
    payload = first_request(VID).payload
    assert isinstance(payload, dict)
    assert payload["vid"] == VID
    assert payload["pid"] == FIRST_PROFILE.project


def test_the_first_profile_cannot_reach_beyond_this_machine() -> None:
    assert (FIRST_PROFILE.target, FIRST_PROFILE.reach) == ("local", "local")
