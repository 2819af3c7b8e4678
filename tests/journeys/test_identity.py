"""What a profile has sent stays its own, whatever the profile is called."""

from __future__ import annotations

from datetime import UTC, datetime

from convert_console.core.history.columns import Column
from convert_console.core.history.filter_language import Filter, FilterFault, read_filter
from convert_console.widgets.fields.visitor_field import RenewableField
from convert_console.widgets.ledger.place import ResultsPlace
from support.driver import Driver, visible


def counted(driver: Driver) -> int:
    """How many requests the expected results of the current profile count."""
    driver.window.trigger("Results")
    [place] = visible(driver.window, ResultsPlace)
    driver.until(lambda: place.model.counted is not None)
    requests = place.model.counted.ledger.requests if place.model.counted else 0
    driver.go("Compose")
    return requests


def filtered(driver: Driver, text: str) -> Filter | FilterFault:
    return read_filter(text, driver.context.history.filter_context(datetime.now(UTC)))


def found(driver: Driver, text: str) -> list[str]:
    """The profiles of the rows that a filter finds."""
    wanted = filtered(driver, text)
    assert isinstance(wanted, Filter), wanted
    loader = driver.context.history.loader
    loader.filter_by(wanted)
    driver.until(lambda: not loader.search.going)
    names = driver.history(Column.PROFILE)
    loader.filter_by(Filter())
    driver.until(lambda: not loader.search.going)
    return names


def test_a_renamed_profile_keeps_its_expected_results_and_its_rows(driver: Driver) -> None:
    driver.send()
    before = driver.profiles.current.name
    assert counted(driver) == 1
    driver.profiles.alter(name="Boutique")
    assert driver.history(Column.PROFILE) == ["Boutique"]
    assert counted(driver) == 1
    assert found(driver, "profile:boutique") == ["Boutique"]
    assert isinstance(filtered(driver, f'profile:"{before}"'), FilterFault)


def test_two_profiles_of_one_name_do_not_share_expected_results(driver: Driver) -> None:
    driver.send()
    first = driver.profiles.current
    driver.profiles.add(first.name, first)
    assert driver.profiles.current.id != first.id
    assert counted(driver) == 0
    driver.send()
    driver.send()
    assert counted(driver) == 2
    assert found(driver, f'profile:"{first.name}"') == [first.name] * 3
    driver.profiles.choose(first.id)
    assert counted(driver) == 1


def test_rows_of_a_deleted_profile_keep_the_name_it_had_and_an_undo_brings_all_back(
    driver: Driver,
) -> None:
    first = driver.profiles.current
    driver.profiles.add("Shop", first)
    driver.send()
    driver.profiles.alter(name="Boutique")
    driver.send()
    assert driver.history(Column.PROFILE) == ["Boutique", "Boutique"]
    driver.profiles.delete()
    assert driver.history(Column.PROFILE) == ["Boutique", "Shop"]
    assert found(driver, "profile:Shop") == ["Shop"]
    driver.profiles.restore()
    assert driver.history(Column.PROFILE) == ["Boutique", "Boutique"]
    assert found(driver, "profile:Boutique") == ["Boutique", "Boutique"]
    assert counted(driver) == 2


def test_a_new_profile_of_a_deleted_one_s_name_begins_empty(driver: Driver) -> None:
    first = driver.profiles.current
    driver.profiles.add("Shop", first)
    driver.send()
    driver.profiles.delete()
    driver.profiles.add("Shop", first)
    assert counted(driver) == 0
    assert found(driver, "profile:Shop") == ["Shop"]


def test_the_open_page_says_at_once_that_visitor_and_order_were_sent(driver: Driver) -> None:
    driver.turn_builder("Request")
    fields = driver.window.builder.request.fields
    visitor, order = fields["vid"], fields["tid"]
    assert isinstance(visitor, RenewableField)
    assert isinstance(order, RenewableField)
    assert visitor.age.text().endswith("not sent yet")
    driver.send()
    driver.until(lambda: visitor.age.text().endswith("sent once"))
    assert order.age.text().startswith("Accepted")
