"""Headers that hold secrets are known by their names."""

import pytest

from convert_console.protocol.secrets import MASK, is_secret, masked

SECRET = ["Authorization", "authorization", "Proxy-Authorization", "Cookie", "Set-Cookie"]
SECRET += ["X-Api-Key", "X-CONVERT-API-SECRET", "x-auth-token", "X-Password"]


@pytest.mark.parametrize("name", SECRET)
def test_these_hold_secrets(name):
    assert is_secret(name)


@pytest.mark.parametrize("name", ["Host", "User-Agent", "Accept", "Content-Type", "X-Trace"])
def test_these_do_not(name):
    assert not is_secret(name)


def test_only_secret_values_are_masked():
    headers = (("Host", "a"), ("Cookie", "session=1"))
    assert masked(headers) == (("Host", "a"), ("Cookie", MASK))
