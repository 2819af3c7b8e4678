"""Names and values of a wire text are told apart."""

from convert_console.widgets.kit.syntax import url_spans, wire_spans


def test_a_parameter_without_a_value_is_a_name() -> None:
    assert url_spans("&flag") == [(0, 1, "muted"), (1, 4, "json_key")]


def test_an_address_has_no_parameters() -> None:
    assert url_spans("https://127.0.0.1:8765/track") == []


def test_a_header_is_its_name_and_a_request_line_its_parameters() -> None:
    assert wire_spans("User-Agent: ConvertAgent/1.0") == [(0, 10, "json_key")]
    assert wire_spans("GET /track?cid=1 HTTP/1.1")[1] == (11, 3, "json_key")
