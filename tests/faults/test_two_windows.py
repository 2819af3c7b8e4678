"""Two windows over one folder: they share history and profiles, and neither covers the other's."""

from __future__ import annotations

from collections.abc import Callable

from convert_console.core.history.columns import Column
from support.driver import Driver
from support.endpoint import Endpoint, silence

Open = Callable[[], Driver]


def test_requests_sent_in_one_window_appear_in_the_other(open_console: Open) -> None:
    one = open_console()
    two = open_console()
    for number in range(3):
        one.activate()
        one.fill("Request", "vid", f"visitor-{number}")
        one.send()
    two.until(lambda: two.history(Column.VERDICT) == ["Accepted"] * 3)
    assert two.history(Column.VISITOR) == one.history(Column.VISITOR)


def test_a_profile_saved_in_one_window_is_there_when_the_user_switches_to_the_other(
    open_console: Open,
) -> None:
    one = open_console()
    one.profiles.save()
    two = open_console()
    one.activate()
    one.profiles.alter(project="20000002")
    one.profiles.save()
    one.profiles.add("Another")
    two.activate()
    assert two.profiles.current.project == "20000002"
    assert [profile.name for profile in two.profiles.all] == ["Another", "Sample shop"]
    two.profiles.alter(account="10000009")
    two.profiles.save()
    one.activate()
    both = one.profiles.find(two.profiles.current.id)
    assert both is not None
    assert (both.project, both.account) == ("20000002", "10000009")


def test_the_profile_in_use_stays_in_use_though_the_other_deleted_it(open_console: Open) -> None:
    one = open_console()
    one.profiles.duplicate()
    two = open_console()
    two.profiles.choose(one.profiles.current.id)
    one.activate()
    one.profiles.delete()
    two.activate()
    assert two.profiles.current.name == "Sample shop copy"
    two.send()
    assert two.result == "Accepted"


def test_a_send_of_the_other_window_shows_its_outcome_here(
    open_console: Open,
) -> None:
    one = open_console()
    with Endpoint([silence]) as silent:
        one.aim(silent.url)
        one.begin()
        two = open_console()
        two.until(lambda: two.history(Column.VERDICT) == ["Sending"])
        two.choose_row(0)
        selected = two.context.history.selected
        two.until(lambda: [each.exchange.outcome for each in selected.details] == [None])
        one.until(lambda: len(silent.requests) == 1)
        one.activate()
        one.keys("Esc")
        two.until(lambda: two.history(Column.VERDICT) == ["Cancelled"])
        two.until(lambda: None not in [each.exchange.outcome for each in selected.details])
    one.until(lambda: not one.sending.running)
