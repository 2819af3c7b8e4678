"""What sends orders is made when it is first asked for, and ends with the window."""

from __future__ import annotations

from convert_console.app.tools import open_orders
from convert_console.widgets.orders.dialog import OrdersDialog
from support.driver import Driver, visible


def test_nothing_is_made_before_the_dialog_is_opened(driver: Driver) -> None:
    ordering = driver.composition.orders
    assert "parts" not in vars(ordering)
    open_orders(driver.composition)
    assert "parts" in vars(ordering)


def test_a_second_dialog_shows_the_same_orders(driver: Driver) -> None:
    open_orders(driver.composition)
    first = visible(driver.window, OrdersDialog)[0]
    first.close()
    open_orders(driver.composition)
    second = visible(driver.window, OrdersDialog)[-1]
    assert second.run._orders is first.run._orders
