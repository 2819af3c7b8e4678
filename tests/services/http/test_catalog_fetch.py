"""Fetching a configuration from a server that a test stands in for."""

import asyncio

from convert_console.core.catalog.configuration import configuration_request
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.services.http.catalog_fetch import fetch_configuration
from convert_console.services.http.sender import Sender
from support.endpoint import Endpoint, answer


def fetched(endpoint: Endpoint) -> str | Unsendable:
    profile = Profile("s", "S", "10000001", "10000009", catalog_base=endpoint.url)
    wire = configuration_request(profile)
    assert isinstance(wire, WireRequest)

    async def fetch() -> str | Unsendable:
        sender = Sender()
        try:
            return await fetch_configuration(sender, wire)
        finally:
            await sender.aclose()

    return asyncio.run(fetch())


def test_the_text_of_the_answer_is_handed_on() -> None:
    with Endpoint([answer(body=b'{"goals": []}')]) as endpoint:
        assert fetched(endpoint) == '{"goals": []}'
        [request] = endpoint.requests
    assert request.startswith(b"GET /track/10000009/10000001 HTTP/1.1\r\n")


def test_a_redirect_is_explained_and_not_followed() -> None:
    moved = answer("302 Found", headers=["Location: https://elsewhere.example/"])
    with Endpoint([moved]) as endpoint:
        found = fetched(endpoint)
        assert len(endpoint.requests) == 1
    assert isinstance(found, Unsendable)
    assert "https://elsewhere.example/" in found.reason
