"""HAR files hold what the format asks for."""

import json

from hypothesis import given
from hypothesis import strategies as st

from convert_console.protocol.exports.har import har_text
from convert_console.protocol.exports.kept import Kept
from support.exchanges import EXCHANGES

ENTRY = {"startedDateTime", "time", "request", "response", "cache", "timings"}
REQUEST = {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize"}
REQUEST |= {"bodySize"}
RESPONSE = {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL"}
RESPONSE |= {"headersSize", "bodySize"}


@given(st.lists(EXCHANGES, max_size=3))
def test_every_exchange_is_an_entry_with_all_that_the_format_requires(exchanges):
    log = json.loads(har_text(Kept(exchange) for exchange in exchanges))["log"]
    assert log["version"] == "1.2"
    assert {"name", "version"} == set(log["creator"])
    assert len(log["entries"]) == len(exchanges)
    for entry in log["entries"]:
        assert set(entry) >= ENTRY
        assert set(entry["request"]) >= REQUEST
        assert set(entry["response"]) >= RESPONSE
        assert {"size", "mimeType"} <= set(entry["response"]["content"])
        assert {"send", "wait", "receive"} <= set(entry["timings"])
        assert all(entry["timings"][phase] >= 0 for phase in ("send", "wait", "receive"))
