"""A line of JSON holds one exchange, whatever is in it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from convert_console.protocol.exports.json_lines import json_line
from convert_console.protocol.exports.kept import Kept
from support.exchanges import EXCHANGES


@given(EXCHANGES, st.text(), st.booleans())
def test_every_exchange_is_one_line_that_json_reads(exchange, note, starred):
    line = json_line(Kept(exchange, note, starred))
    assert "\n" not in line
    told = json.loads(line)
    assert (told["id"], told["star"]) == (json.loads(json.dumps(exchange.id)), starred)
    assert told["verdict"]["kind"]
