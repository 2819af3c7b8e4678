"""What the console copies, pasted back, is the same request."""

import json
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convert_console.core.copy_as.request_parts import CopyError
from convert_console.core.copy_as.targets import TARGETS, CopyTarget
from convert_console.core.query.write import Spelling
from convert_console.core.request.draft import Draft, Method
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest, encode
from support.handing import DOCUMENT, cases, wire
from support.pasting import BODY, ENDPOINT, document, only, recognised

PROFILE = Profile(id="p", name="P", target="custom")
IDS = st.from_regex(r"[1-9][0-9]{7,9}", fullmatch=True)
EVENTS = st.fixed_dictionaries(
    {"evt": st.sampled_from(("viewExp", "hitGoal", "tr")), "goals": st.lists(IDS, max_size=2)},
    optional={"r": st.floats(-1e6, 1e6), "exps": st.lists(IDS, max_size=2), "x y": st.text()},
)
DOCUMENTS = st.fixed_dictionaries(
    {"cid": IDS, "pid": IDS, "vid": st.text()},
    optional={
        "tid": st.text(),
        "ev": st.lists(EVENTS, max_size=3),
        "seg": st.dictionaries(st.sampled_from(("browser", "campaign", "new")), st.text()),
    },
)
TEXTS = st.one_of(
    st.builds(json.dumps, DOCUMENTS),
    st.builds(lambda held: json.dumps(held, indent=2, ensure_ascii=False) + "\n", DOCUMENTS),
    st.text(),
    st.text(alphabet="\"'\\`$%^!&|<>(){}[]\n\r\t;@#= é\u2028\U0001f98a", max_size=60),
)
VALUES = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f")
    .filter(lambda sign: not 0x80 <= ord(sign) < 0xA0),
    max_size=30,
)  # fmt: skip
ENDPOINTS = st.sampled_from(
    (
        ENDPOINT,
        "http://127.0.0.1:8765/track",
        "https://shop.example/a/../b?x=%22%5B%5D&y=a'b",
        "https://Shop.example:8443/collect",
        "http://localhost:8765/track",
        "http://[::1]/track",
    )
)


def pasted_back(copied: WireRequest, target: CopyTarget, spelling: Spelling) -> WireRequest | None:
    """The request that a paste of a copy sends; `None` where the target cannot hold it."""
    try:
        text = target.write(copied)
    except CopyError:
        return None
    request = only(text)
    assert request.method is not None
    profile = replace(
        PROFILE,
        endpoint=request.endpoint or "",
        user_agent=request.user_agent,
        headers=request.headers,
        spelling=spelling,
    )
    sent = encode(Draft(request.text, request.method), profile)
    assert isinstance(sent, WireRequest), sent
    return sent


def same(one: WireRequest, other: WireRequest) -> bool:
    """Whether two requests are equal, but for the order of headers and the case of their names."""

    def headers(of: WireRequest) -> list[tuple[str, str]]:
        return sorted((name.lower(), value) for name, value in of.headers)

    return (one.method, one.url, one.body, headers(one)) == (
        other.method, other.url, other.body, headers(other),
    )  # fmt: skip


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
@given(
    text=TEXTS,
    method=st.sampled_from(("POST", "GET")),
    endpoint=ENDPOINTS,
    user_agent=st.none() | VALUES,
    headers=st.lists(
        st.tuples(st.sampled_from(("X-A", "X-B", "Content-Type", "Cookie")), VALUES), max_size=3
    ),
    spelling=st.sampled_from(("literal", "percent")),
)
@example(DOCUMENT, "POST", ENDPOINT, None, [], "literal")
@example(DOCUMENT, "POST", ENDPOINT, "", [("X-A", ""), ("x-a", "1")], "literal")
@example(DOCUMENT, "GET", ENDPOINT, "ConvertAgent/1.0", [], "percent")
def test_a_copy_that_is_pasted_is_the_same_request(
    target: CopyTarget,
    text: str,
    method: Method,
    endpoint: str,
    user_agent: str | None,
    headers: list[tuple[str, str]],
    spelling: Spelling,
) -> None:
    profile = replace(
        PROFILE,
        endpoint=endpoint,
        user_agent=user_agent,
        headers=tuple(headers),
        spelling=spelling,
    )
    copied = encode(Draft(text, method), profile)
    if isinstance(copied, Unsendable):
        return
    sent = pasted_back(copied, target, spelling)
    assert sent is None or same(sent, copied), sent


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
def test_hard_requests_come_back_too(target: CopyTarget) -> None:
    for case, copied in cases(ENDPOINT).items():
        if (target.id, case) == ("raw", "headers host"):
            continue  # raw HTTP has the host of its header only
        spelling: Spelling = "percent" if "percent-encoded" in case else "literal"
        sent = pasted_back(copied, target, spelling)
        assert sent is None or same(sent, copied), (case, sent)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
def test_line_ends_of_windows_do_not_matter(target: CopyTarget) -> None:
    text = target.write(wire(ENDPOINT, BODY)).replace("\r\n", "\n").replace("\n", "\r\n")
    request = only(text)
    assert (request.method, request.endpoint) == ("POST", ENDPOINT)
    assert document(request) == json.loads(BODY)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
def test_a_copy_that_was_edited_is_read_like_any_other(target: CopyTarget) -> None:
    body = BODY.replace("it's", "v")
    text = target.write(wire(ENDPOINT, body)).replace("--include", "--silent")
    text = text.replace("Convert Console", "x").replace("Accept-Encoding", "X").replace("// ", "//")
    assert document(recognised(f"# mine\n{text}").requests[0]) == json.loads(body)
