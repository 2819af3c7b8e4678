"""Every rule is in the table once, under the id it is documented by."""

from convert_console.protocol.rules import RULES

DOCUMENTED = """
json-syntax not-an-object missing-cid missing-pid missing-vid missing-ev ev-empty evt-unknown
pid-host host-undefined wrong-host pairs-uneven pairs-missing id-empty id-nested id-json-text
id-not-numeric id-joined placeholder sample-id goals-missing goal-twice amount-missing
amount-not-number amount-odd count-odd tr-without-goal-hit tr-several-goals tr-without-tid
tid-in-event tid-unstable view-with-conversion vid-cookie-debris vid-one vid-personal vid-form
vid-age seg-v1-keys seg-unknown-key browser-unknown source-unknown devices-not-list device-unknown
new-odd new-conflict country-odd ua-missing ua-bot content-type type-lost-in-get empty-lost-in-get
get-too-long get-many-events get-many-parameters get-number-form get-key get-gap get-deep
duplicate-key unknown-goal unknown-experience unknown-variation unknown-segment
goal-not-in-experience variation-of-another goal-not-revenue already-sent
"""


def test_the_table_holds_exactly_the_documented_rules_in_their_order() -> None:
    assert [rule.id for rule in RULES] == DOCUMENTED.split()


def test_every_rule_looks_at_something() -> None:
    assert all(rule.of_request or rule.of_event for rule in RULES)
