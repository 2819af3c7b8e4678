"""A profile's endpoint follows from its target."""

from dataclasses import replace

from convert_console import __version__
from convert_console.core.request.profile import CONVERT_AGENT, LOCAL_ENDPOINT, Profile
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


def test_the_default_user_agent_names_this_program_and_passes_both_gates() -> None:
    assert SHOP.user_agent == CONVERT_AGENT
    assert CONVERT_AGENT.startswith("ConvertAgent/")
    assert __version__ in CONVERT_AGENT
    assert judge(CONVERT_AGENT).kind == "passes"
