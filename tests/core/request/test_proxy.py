"""The address of a proxy, as people write it."""

import pytest

from convert_console.core.request.profile import Proxy, read_proxy, without_password


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
def test_what_is_wrong_is_said_with_an_example(text: str, words: str) -> None:
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
def test_a_password_is_taken_out_whatever_else_stands_there(text: str, left: str) -> None:
    assert without_password(text) == left


def test_a_password_is_not_printed() -> None:
    assert "s3cret" not in repr(Proxy("h", 1, "ann", "s3cret"))


def test_an_account_is_a_user_at_a_proxy() -> None:
    assert Proxy("proxy.example", 3128, "ann", "secret").account == "ann@proxy.example:3128"
    assert "secret" not in repr(Proxy("proxy.example", 3128, "ann", "secret"))
