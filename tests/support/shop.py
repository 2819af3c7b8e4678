"""An example shop: the catalog of its project, and orders."""

from __future__ import annotations

from convert_console.widgets.fields.visitor_field import new_visitor_id


def catalog(goals: tuple[str, ...], green: str) -> dict[str, object]:
    """The catalog, with these goals of the experience and this status of its green variation."""
    return {
        "account_id": "10000009",
        "project": {"id": "10000001", "name": "Example shop"},
        "goals": [
            {"id": "100300301", "name": "Purchase", "type": "revenue"},
            {"id": "100300302", "name": "Add to cart", "type": "clicks_element"},
        ],
        "experiences": [
            {
                "id": "100400101",
                "name": "Checkout button",
                "status": "active",
                "goals": goals,
                "variations": [
                    {"id": "1004200200", "name": "Original", "status": "running"},
                    {"id": "1004200201", "name": "Green button", "status": green},
                ],
            }
        ],
    }


CATALOG = catalog(("100300301", "100300302"), "running")


def order(number: int, variation: str, amount: str) -> str:
    """A purchase by a new visitor."""
    ids = f'"goals": ["100300301"], "exps": ["100400101"], "vars": ["{variation}"]'
    return (
        f'{{"cid": "10000009", "pid": "10000001", "vid": "{new_visitor_id()}",\n'
        f' "tid": "ORDER-{number}", "seg": {{"source": "direct", "campaign": "spring-sale"}},\n'
        f' "ev": [{{"evt": "hitGoal", {ids}}},\n'
        f'        {{"evt": "tr", {ids}, "r": {amount}, "prc": 2}}]}}'
    )


ORDERS = (
    order(100045, "1004200201", "123.20"),
    order(100046, "1004200200", "59.90"),
    order(100047, "1004200201", "89.95"),
    order(100048, "1004200201", "24.50"),
    order(100049, "1004200200", "119.00"),
)
