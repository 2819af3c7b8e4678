"""The text of the wire, which a socket takes as it is."""

from __future__ import annotations

import pytest

from convert_console.core.copy_as import HandoffImpossible
from convert_console.core.copy_as.target import write_raw as write
from support.collecting import running, talk
from support.handing import CASES, arrived, cases, last, sent

REFUSED = ("body nul", "body not utf-8", "agent latin")


def test_the_collector_receives_the_very_bytes() -> None:
    with running() as collector:
        for case, copied in cases(collector.url).items():
            if case in REFUSED:
                continue
            talk(collector, write(copied).encode())
            received = last(collector)
            assert received.raw == copied.raw
            assert arrived(received) == sent(copied)


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_text_cannot_hold_is_refused(case: str) -> None:
    assert case in CASES
    with pytest.raises(HandoffImpossible):
        write(cases("http://127.0.0.1/track")[case])
