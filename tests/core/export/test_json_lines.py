"""A line of JSON holds one exchange, whatever is in it."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.export.exchange_json import exchange_told
from convert_console.core.export.exported import Kept, without_secrets
from convert_console.core.export.tables import json_line, json_lines
from support.exchanges import EXCHANGES, record


@given(EXCHANGES, st.text(), st.booleans())
def test_every_exchange_is_one_line_that_json_reads(exchange, note, starred):
    line = json_line(Kept(exchange, note, starred))
    assert "\n" not in line
    line.encode("utf-8")
    told = json.loads(line)
    assert (told["id"], told["star"]) == (json.loads(json.dumps(exchange.id)), starred)
    assert told["verdict"]["kind"]


@given(EXCHANGES)
def test_nothing_is_lost(exchange):
    told = json.loads(json_line(Kept(exchange)))
    whole = json.loads(json.dumps(exchange_told(without_secrets(exchange))))
    assert {key: told[key] for key in whole} == whole


def test_what_cannot_be_seen_is_escaped_and_what_can_is_not():
    note = "é 日本 \u202e\u200b\x7f\x85\u2028\ud800\U000e0041 <"
    line = json_line(Kept(record(1).exchange, note))
    told = r'"é 日本 \u202e\u200b\u007f\u0085\u2028\ud800\udb40\udc41 <"'
    assert told in line
    assert json.loads(line)["note"] == note


def test_a_file_has_a_line_each_masked_if_wanted():
    sent = replace(record(1).exchange, document='{"vid": "ann@shop.example"}')
    both = [Kept(sent), Kept(sent, note="100300301 ann@shop.example")]
    assert json_lines(both).count("\n") == 2
    masked = json_lines(both, mask_ids=True)
    assert "ann@" not in masked and "100300301" not in masked
    assert json.loads(masked.splitlines()[1])["note"].startswith("••••••301 •")
