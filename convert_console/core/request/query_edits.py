"""Applies an edit of a GET query to the document, changing only what the edit changed."""

from convert_console.core.document.edits import EditImpossible, with_item, with_value, without
from convert_console.core.document.payload import Path, Payload, equal_start, parse
from convert_console.core.query import QueryTooLong, read_query, write_query
from convert_console.core.request.field_values import like


def with_query(text: str, query: str) -> str:
    """The document after its query was edited; values whose spelling is the same stay as they are.

    A query holds text only, so each value is compared with what it reads back as: numbers, null
    and whatever a query cannot hold survive unless their own part was edited. Raises
    EditImpossible when the text is not readable JSON, or has no query that can be spelled.

    >>> with_query('{"cid": 1.10, "pid": "2", "x": null}', "cid=1.10&pid=3")
    '{"cid": 1.10, "pid": "3", "x": null}'
    """
    payload = parse(text).payload
    try:
        before = read_query(write_query(payload)).payload
    except QueryTooLong as why:
        raise EditImpossible(str(why)) from why
    after = read_query(query).payload
    return _QueryEdit(text).apply((), payload, before, after)


class _QueryEdit:
    def __init__(self, text: str) -> None:
        self._text = text

    def apply(self, path: Path, value: Payload, before: Payload, after: Payload) -> str:
        """Change the value at a path from what it was in the query to what it is now."""
        if before == after:
            return self._text
        if isinstance(value, dict) and isinstance(before, dict) and isinstance(after, dict):
            self._apply_to_keys(path, value, before, after)
        elif isinstance(value, list) and isinstance(before, list) and isinstance(after, list):
            self._apply_to_items(path, value, before, after)
        else:
            new = like(value, after) if isinstance(after, str) else after
            self._text = with_value(self._text, path, new)
        return self._text

    def _apply_to_keys(
        self,
        path: Path,
        value: dict[str, Payload],
        before: dict[str, Payload],
        after: dict[str, Payload],
    ) -> None:
        for key in before.keys() - after.keys():
            self._text = without(self._text, (*path, key))
        for key, new in after.items():
            self.apply((*path, key), value.get(key), before.get(key), new)

    def _apply_to_items(
        self, path: Path, value: list[Payload], before: list[Payload], after: list[Payload]
    ) -> None:
        spelled = [place for place, item in enumerate(value) if not _vanishes(item)]
        if len(spelled) != len(before):
            self._text = with_value(self._text, path, after)
            return
        start = equal_start(before, after)
        end = equal_start(before[start:][::-1], after[start:][::-1])
        paired = min(len(before), len(after)) - end
        for place in range(start, paired):
            at = spelled[place]
            self.apply((*path, at), value[at], before[place], after[place])
        for at in reversed(spelled[paired : len(before) - end]):
            self._text = without(self._text, (*path, at))
        first = spelled[paired - 1] + 1 if paired else 0
        self._insert(path, first, value, after[paired : len(after) - end])

    def _insert(self, path: Path, first: int, value: list[Payload], items: list[Payload]) -> None:
        pattern = value[0] if value else ""
        for place, item in enumerate(items, first):
            new = like(pattern, item) if isinstance(item, str) else item
            self._text = with_item(self._text, path, place, new)


def _vanishes(item: Payload) -> bool:
    """Whether an item has no spelling in a query."""
    if isinstance(item, dict):
        return all(map(_vanishes, item.values()))
    return all(map(_vanishes, item)) if isinstance(item, list) else item is None
