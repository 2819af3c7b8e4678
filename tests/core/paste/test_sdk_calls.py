"""Conversions that programs track with one of Convert's SDKs."""

import pytest

from convert_console.core.paste.sdk_calls import CALLS_LIMIT
from support.pasting import document, notes_of, only, recognised, refused

JS = """
const context = convertSDK.createContext('visitor-1');
context.trackConversion('purchase', {
  ruleData: { action: 'buy', amount: 1 },
  conversionData: [
    { key: 'amount', value: 49.90 },
    { key: 'productsCount', value: 2 },
    { key: 'transactionId', value: 'T-1' },
  ],
});
"""
PHP = """<?php
$context = $sdk->createContext('visitor-1', ['country' => 'US']);
$context->trackConversion('purchase', new ConversionAttributes(
    ruleData: ['page_type' => 'checkout', 'amount' => 1],
    conversionData: [
        new GoalData(GoalDataKey::Amount, 49.90),
        new GoalData(GoalDataKey::ProductsCount, 2),
        new GoalData(GoalDataKey::TransactionId, 'T-1'),
    ],
));
"""
RUBY = """
context = CONVERT_SDK.create_context("visitor-1", attributes: { plan: "x" })
context.track_conversion("purchase", goal_data: {
  amount: 49.90, products_count: 2, transaction_id: "T-1" })
"""
KOTLIN = """
val ctx = sdk.createContext(visitorId = "visitor-1")
ctx.trackConversion(
    goalKey = "purchase",
    goalData = listOf(
        GoalData(key = GoalDataKey.AMOUNT, value = JsonPrimitive(49.90)),
        GoalData(key = GoalDataKey.PRODUCTS_COUNT, value = JsonPrimitive(2)),
        GoalData(key = GoalDataKey.TRANSACTION_ID, value = JsonPrimitive("T-1")),
    ),
)
"""
SWIFT = """
let context = sdk.createContext(visitorId: "visitor-1")
await context.trackConversion("purchase", goalData: [.amount: .double(49.90),
  .productsCount: .int(2), .transactionId: .string("T-1")])
"""


@pytest.mark.parametrize("text", [JS, PHP, RUBY, KOTLIN, SWIFT])
def test_a_conversion_is_read_in_every_language_of_the_sdks(text):
    found = only(text)
    assert recognised(text).label == "Calls of Convert's SDK"
    assert document(found) == {
        "vid": "visitor-1",
        "tid": "T-1",
        "ev": [
            {"evt": "hitGoal", "goals": ["purchase"]},
            {"evt": "tr", "goals": ["purchase"], "r": 49.9, "prc": 2},
        ],
    }
    assert "49.90" in found.text
    assert "replace “purchase” by the ids" in notes_of(text)
    assert "fill in cid, pid, exps and vars." in notes_of(text)


def test_the_amount_of_python_is_revenue():
    found = only('context.track_conversion("100300301", revenue=49.90, force_multiple=True)')
    assert document(found)["ev"] == [
        {"evt": "hitGoal", "goals": ["100300301"]},
        {"evt": "tr", "goals": ["100300301"], "r": 49.9},
    ]
    notes = " ".join(found.notes)
    assert "force_multiple" in notes and "fill in cid, pid, vid, exps" in notes
    assert "by their keys" not in notes


def test_what_only_the_program_knows_becomes_a_placeholder():
    text = (
        "context.trackConversion(goalKey, {conversionData: [{value: order.total, key: 'amount'}]})"
    )
    hit, sale = document(only(text))["ev"]
    assert hit["goals"] == ["${goalKey}"] and sale["r"] == "${order.total}"


def test_each_visitor_has_a_request_and_further_transactions_are_noted():
    call = "c.trackConversion('1', {{conversionData: [{{key: 'transactionId', value: '{}'}}]}});\n"
    text = "sdk.createContext('a');\n" + call.format("T-1") + call.format("T-2")
    text += "sdk.createContext(visitorId);\n" + call.format("T-3")
    first, second = recognised(text).requests
    assert (document(first)["vid"], document(first)["tid"]) == ("a", "T-1")
    assert "left out: T-2" in " ".join(first.notes)
    assert document(second)["vid"] == "${visitorId}"


def test_custom_dimensions_have_no_place():
    text = "c.trackConversion('1', {conversionData: [{key: 'customDimension1', value: 'x'}]})"
    assert "customDimension1 (x)" in notes_of(text)


@pytest.mark.parametrize(
    "text",
    ["def track_conversion(self, user): pass", "c.trackConversion()", "trackConversion"],
)
def test_a_definition_is_not_a_call(text):
    assert refused(text)


def test_the_first_of_too_many_calls_are_read_with_a_note():
    found = only("c.trackConversion('7');" * (CALLS_LIMIT + 1))
    assert len(document(found)["ev"]) == CALLS_LIMIT
    assert "Only the first 1,000 calls were read." in notes_of(
        "c.trackConversion('7');" * (CALLS_LIMIT + 1)
    )


def test_a_call_in_a_comment_is_left_out_with_a_note():
    text = "context.track_conversion('7')\n# context.track_conversion('8')\n"
    assert document(only(text))["ev"] == [{"evt": "hitGoal", "goals": ["7"]}]
    assert "Calls in comments were left out." in notes_of(text)
