"""What other languages write around lists, objects and values: Go, C#, Java, Kotlin, Ruby, PHP."""

import re

# In these languages the name of a type or function is before the bracket of a list or an object.

_GENERIC = r"(?:<[\w\s,.?<>\[\]]{1,100}>)?"
TYPED = re.compile(
    r"(?P<list>\[\d*+\]\*?(?:map\[\w++\])?(?:interface\{\}|[A-Za-z_][\w.]*+)\{"
    rf"|new\b\s*+(?:[A-Za-z_][\w.]*+{_GENERIC})?\[\d*+\]\s*+\{{"
    rf"|new\b\s*+(?:\w+\.)*\w*(?:List|Set|Collection){_GENERIC}(?:\(\s*+\))?\s*+\{{)"
    rf"|(?P<entries>new\b\s*+(?:\w+\.)*\w*Dictionary{_GENERIC}(?:\(\s*+\))?\s*+\{{)"
    r"|(?P<map>map\[\w++\](?:\[\])?(?:interface\{\}|[A-Za-z_][\w.]*+)\{|[a-z]\w*+\.[A-Z]\w?+\{"
    rf"|new\b\s*+(?:[A-Za-z_][\w.]*+{_GENERIC}(?:\(\s*+\))?\s*+)?\{{)"
    rf"|(?P<pairs>(?:Immutable)?Map\.of\()"
    rf"|(?P<items>(?:(?:mutableListOf|listOf|arrayOf|arrayListOf|setOf|List\.of|Set\.of"
    r"|ImmutableList\.of|Arrays\.asList|Json\.arr"
    rf"|mapOf|mutableMapOf|hashMapOf|linkedMapOf|Json\.obj){_GENERIC}"
    r"|(?:c|list|List|Seq|Map)(?=\(\s*+(?:[\"'\d]|list\(|Map\(|List\()))\()"
    r"|(?P<named>list\((?=\s*+[A-Za-z.][\w.]*+\s*+=(?!=)))"
)
"""The opening of a list (`list`, `items`) or object: `map` and `named` with keys and values,
`entries` with an inner bracket for each pair, `pairs` with keys and values in turn.
"""

CAST = re.compile(r"\(\s*+(?:object|string|int|integer|float|double|bool|array)\s*+\)\s*+")
"""PHP's `(object)` before a value."""

STATE = re.compile(r"\\?stdClass::__set_state\(\s*+")
"""What PHP's var_export writes around an object."""

ARROW = re.compile(r"\s*+(?:->|to(?=\s))")
"""What Scala and Kotlin write between a key and its value: `"cid" -> "1"`, `"cid" to "1"`."""

INDEXED = re.compile(r"\[\s*+(?P<key>\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+')\s*+\]\s*+=(?!=)")
"""A key of Lua or C#: `["cid"] = `."""

PERCENT_WORDS = re.compile(r"%[wWiI](?:\[([^\]]*+)\]|\(([^)]*+)\)|\{([^}]*+)\})")
"""Ruby's list of words: `%w[100 200]`."""

ONLY_ITEMS = re.compile(
    r"""\s*+(?:\}|,\s*+(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|[\d.]++)\s*+[,}])"""
)
"""What follows the first item in braces that is no key: the end, or another item."""

AMOUNT = re.compile(
    r"[+-]?\d{1,3}(?:[ '’\u00a0\u202f]\d{3}){1,9}+(?:[.,]\d{1,4}+)?+(?:\s?+(?:[€$£]|[A-Z]{3}\b))?+"
    r"(?=\s*+[,}\])])"
    r"|[+-]?\d{1,40}+(?:[.,]\d{1,40}+){0,9}+\s?+(?:[€$£]|(?:EUR|USD|GBP|CHF)\b)(?=\s*+[,}\])])"
)
"""An amount with groups of thousands or a currency, up to the comma or bracket after it."""
