"""Addresses that a program puts together from parts."""

import pytest

from convert_console.core.paste.address_sums import joined
from convert_console.core.step_budget import bounded
from support.pasting import ENDPOINT, document, notes_of, only

BEGIN = f"{ENDPOINT}?cid=1&pid=10000001"


@pytest.mark.parametrize(
    ("program", "vid", "amount"),
    [
        (
            f'new Image().src = "{BEGIN}&vid=" + vid + "&ev[0][evt]=tr&ev[0][r]=" + total;',
            "${vid}",
            "${total}",
        ),
        (
            f"fetch('{BEGIN}&vid=' + vid('a&b') + '&ev[0][evt]=tr&ev[0][r]=' + 12.50, {{}})",
            "${vid('a&b')}",
            "12.50",
        ),
        (
            f"$u = '{BEGIN}'\n . '&vid=' . $_COOKIE['v'] . '&ev[0][evt]=tr&ev[0][r]=' . $total;",
            "${$_COOKIE['v']}",
            "${$total}",
        ),
        (
            f'i.src = "{BEGIN}&vid=v&ev[0][evt]=tr&ev[0][r]=" + (total / 100).toFixed(2)',
            "v",
            "${(total / 100).toFixed(2)}",
        ),
        (f'u = ("{BEGIN}&vid=v"\n   "&ev[0][evt]=tr&ev[0][r]=1.10")', "v", "1.10"),
    ],
)
def test_what_a_program_adds_to_an_address_is_part_of_it(program, vid, amount):
    request = only(program)
    event = {"evt": "tr", "r": amount}
    assert document(request) == {"cid": "1", "pid": "10000001", "vid": vid, "ev": [event]}
    assert (request.method, request.endpoint) == ("GET", ENDPOINT)
    assert ("replace each placeholder" in notes_of(program)) == ("${" in vid + amount)


def test_an_address_that_cannot_be_joined_is_reported_as_cut():
    program = f'i.src = "{BEGIN}&vid=v&ev[0][evt]=tr&ev[0][r]=" + total * 100 + "&ev[0][prc]=2";'
    assert document(only(program))["ev"] == [{"evt": "tr", "r": ""}]
    assert "read up to where the program adds to it" in notes_of(program)


def test_addresses_without_an_end_are_not_joined_again_and_again():
    with bounded(25_000_000):
        assert "read up to where the program adds" in joined("'//a?b' + " * 20_000)[1][-1]


@pytest.mark.parametrize("after", [". And then", ' (or "x")', ', "&x=1"', ' +0200 "x"'])
def test_what_is_behind_a_quoted_address_is_not_taken_for_a_part_of_it(after):
    text = f'See "{BEGIN}&ev[0][evt]=tr"{after}'
    assert document(only(text))["ev"] == [{"evt": "tr"}]
    assert "placeholder" not in notes_of(text)


@pytest.mark.parametrize(
    "placeholder",
    [
        "{{ order.total | money: '1,5' }}",
        '${a && b ? "x y" : c}',
        "<?php echo $order['total'] ?>",
        "<%= order.total %>",
    ],
)
def test_a_placeholder_in_an_address_may_have_blanks_and_quotes(placeholder):
    page = f'<img src="{BEGIN}&amp;ev[0][r]={placeholder}&amp;ev[0][prc]=1" width="1">'
    assert document(only(page))["ev"] == [{"r": placeholder, "prc": "1"}]
