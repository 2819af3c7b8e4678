"""A profile's endpoint follows from its target."""

from dataclasses import replace

import pytest

from convert_console import __version__
from convert_console.core.request.profile import (
    CONVERT_AGENT,
    LOCAL_ENDPOINT,
    Profile,
    Proxy,
    read_proxy,
    without_password,
)
from convert_console.core.verdict.user_agent import judge

SHOP = Profile(id="shop", name="Shop", project="10000001")


def test_converts_host_is_made_of_the_project() -> None:
    assert SHOP.url == "https://10000001.metrics.convertexperiments.com/track"
    assert replace(SHOP, endpoint="https://else.example/").url == SHOP.url


def test_the_local_target_is_the_collectors_usual_address_unless_it_is_known() -> None:
    local = replace(SHOP, target="local")
    assert local.url == LOCAL_ENDPOINT
    assert replace(local, endpoint="http://127.0.0.1:41234/track").url.endswith(":41234/track")


def test_a_custom_target_is_the_endpoint_as_written() -> None:
    custom = replace(SHOP, target="custom", endpoint="HTTP://Shop.Example//t?a[]=1")
    assert custom.url == "HTTP://Shop.Example//t?a[]=1"
    assert replace(custom, endpoint="").url == ""


def test_only_converts_own_host_needs_a_project() -> None:
    bare = replace(SHOP, project="")
    assert bare.lacks_project
    assert not SHOP.lacks_project
    assert not replace(bare, target="local").lacks_project
    assert not replace(bare, target="custom").lacks_project


def test_a_new_profile_asks_before_it_sends_to_convert() -> None:
    assert (SHOP.target, SHOP.reach) == ("convert", "ask")


def test_the_default_user_agent_names_this_program_and_passes_firewall_and_bot_filter() -> None:
    assert SHOP.user_agent == CONVERT_AGENT
    assert CONVERT_AGENT.startswith("ConvertAgent/")
    assert __version__ in CONVERT_AGENT
    assert judge(CONVERT_AGENT).kind == "passes"


def test_a_local_only_profile_sends_to_no_other_machine_and_says_why() -> None:
    sandbox = replace(SHOP, name="Sandbox", reach="local")
    reason = sandbox.block_reason("https://shop.example/track")
    assert "Sandbox is local only" in reason
    assert "shop.example" in reason
    assert sandbox.block_reason("https://1.metrics.convertexperiments.com/track")
    assert sandbox.block_reason("http://127.0.0.1:8765/track") == ""


@pytest.mark.parametrize("reach", ["ask", "free"])
def test_other_profiles_may_send_anywhere(reach: str) -> None:
    profile = replace(SHOP, reach=reach)  # type: ignore[arg-type]
    assert profile.block_reason("https://shop.example/track") == ""


# The address of a proxy, as people write it.


@pytest.mark.parametrize(
    ("text", "proxy"),
    [
        ("http://proxy.example:3128", Proxy("proxy.example", 3128)),
        ("proxy.example", Proxy("proxy.example", 8080)),
        (" http://ann%40x:p%3Aw@10.0.0.1:1/ ", Proxy("10.0.0.1", 1, "ann@x", "p:w")),
        ("http://[::1]:3128", Proxy("::1", 3128)),
    ],
)
def test_an_address_is_read(text: str, proxy: Proxy) -> None:
    assert read_proxy(text) == proxy


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not an address"),
        ("http://", "not an address"),
        ("http://a b", "not an address"),
        ("http://a..test:1", "not an address"),
        (f"http://{'a' * 64}.test:1", "not an address"),
        ("http://h:99999", "not an address"),
        ("http://[::1", "not an address"),
        ("socks5://h:1", "Only HTTP proxies"),
        ("https://h:1", "Only HTTP proxies"),
    ],
)
def test_what_is_wrong_is_reported_with_an_example(text: str, words: str) -> None:
    said = read_proxy(text)
    assert isinstance(said, str)
    assert words in said and "http://user@proxy.example:3128" in said


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("http://ann:s3cret@h:1", "http://ann@h:1"),
        ("ann:s3:cr@et@h:1", "ann@h:1"),
        ("http://h:3128", "http://h:3128"),
        ("socks5://a:b@h", "socks5://a@h"),
        ("none", "none"),
    ],
)
def test_a_password_is_removed_whatever_surrounds_it(text: str, left: str) -> None:
    assert without_password(text) == left


def test_a_password_is_not_printed() -> None:
    assert "s3cret" not in repr(Proxy("h", 1, "ann", "s3cret"))


def test_an_account_is_a_user_at_a_proxy() -> None:
    assert Proxy("proxy.example", 3128, "ann", "secret").account == "ann@proxy.example:3128"
    assert "secret" not in repr(Proxy("proxy.example", 3128, "ann", "secret"))
