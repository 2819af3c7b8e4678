"""Bracket notation, both ways: a document as a query string, and a query string as a document."""

from convert_console.core.query.losses import (
    Loss,
    LossFinder,
    LossKind,
    half_character,
    lost_in_get,
)
from convert_console.core.query.read import QueryReading, read_query
from convert_console.core.query.write import QueryTooLong, QueryWriter, write_query

__all__ = [
    "Loss",
    "LossFinder",
    "LossKind",
    "QueryReading",
    "QueryTooLong",
    "QueryWriter",
    "half_character",
    "lost_in_get",
    "read_query",
    "write_query",
]
