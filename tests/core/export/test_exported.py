"""What an export is made of holds no secret, and every moment has a date."""

from datetime import UTC, datetime

import pytest

from convert_console.core.export.exported import as_utc, day_words, without_secrets
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.core.verdict.exchange import Answer, Failure
from support.exchanges import record


def test_secrets_are_masked_on_both_ways() -> None:
    exchange = record(1).exchange
    request = exchange.request._replace(headers=(("Authorization", "s"), ("Host", "h")))
    answer = Answer(200, "OK", (("Set-Cookie", "s"),), b"", 0)
    shown = without_secrets(exchange._replace(request=request, outcome=answer))
    assert shown.request.headers == (("Authorization", HIDDEN), ("Host", "h"))
    assert isinstance(shown.outcome, Answer)
    assert shown.outcome.headers == (("Set-Cookie", HIDDEN),)


def test_an_old_row_with_a_plain_text_secret_is_searched_for_it() -> None:
    exchange = record(1).exchange
    old = exchange._replace(request=exchange.request._replace(headers=(("X-JWT", "planted-77"),)))
    answer = Answer(200, "OK", (), b"saw planted%2D77", 16)
    shown = without_secrets(old._replace(outcome=answer)).outcome
    assert isinstance(shown, Answer) and shown.body == f"saw {HIDDEN}".encode()
    failure = without_secrets(old._replace(outcome=Failure("reset", "planted-77"))).outcome
    assert failure == Failure("reset", HIDDEN)


def test_a_day_is_written_in_english_wherever_the_page_is_made() -> None:
    said = [day_words(datetime(2026, month, 3, tzinfo=UTC)) for month in (1, 5, 12)]
    assert said == ["03 January 2026", "03 May 2026", "03 December 2026"]


@pytest.mark.parametrize(
    ("seconds", "year"), [(0.0, 1970), (1_796_000_000.0, 2026), (1e300, 9999), (-1e300, 1970)]
)
def test_every_moment_has_a_date(seconds: float, year: int) -> None:
    assert as_utc(seconds).year == year
