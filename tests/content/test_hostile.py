"""Whatever stands in a text: every content function answers, alike alone and among others, and no longer than it may.

Of hostile size are the items of `tests.fuzz.hostile_content`, which `make hostile` tries in bounded memory and time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bylaws.bench.content_work import HOSTILE
from bylaws.content.images.listed import SETTING, operators_list
from bylaws.content.installed import installed
from bylaws.policy.functions import FUNCTIONS

PIECES = (
    *("\ud800", "\udfff", "\x00", "\u202e", "\u2066", "\u200b", "\ufeff", "\u0301" * 9, "\ufdfa", "\U0010ffff", "ﷺ", "İ", "ß", "٣"),
    *("=?utf-8?b?/////w==?=", "=?x?q?=0a?=", "xn--\udc80", "xn--a-ÿ", "%ff%00", "%25%32%35", "&#xd800;", "&#0;", "&lt", "'", '"'),
    *("http://[", "//[::1", "http://a@b@c:99999999/", "https://xn--80ak6aa92e.com/", "a@b.example", "+4420", "1 2 3", "0x", "-1"),
    *("From: ", "Date: Tue, 99 Foo 2026 99:99:99 +9999\n", "Received: x;\n", "Content-Type: ", "\r\n", "\n ", "> ", ":", ";", ","),
    *(
        "eyJhbGciOiJFUzI1NiJ9.e30.AA",
        "data:,x",
        "data:text/html;base64,",
        "file:///",
        "a",
        "bot",
        "(((",
        ")))",
        "[[[",
        "{{{",
        "~",
        "!",
    ),
)


@pytest.fixture(autouse=True, scope="module")
def _no_images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An operator's list of images that lists none."""
    path = tmp_path_factory.mktemp("images") / "none.csv"
    path.write_text("hash,entry\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SETTING, str(path))
        operators_list.cache_clear()
        yield
    operators_list.cache_clear()


TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=20).map("".join)
LONGEST = 1 << 19
"""Signs of all that a function says of a text."""
AT = 1_780_000_000_000_000
ASKED = {name: tuple(parameter.types[0].name for parameter in FUNCTIONS[name].parameters) for name in sorted(installed().keys())}
"""By function the types of its arguments."""


def call_of(name: str, text: str) -> tuple[object, ...]:
    """A call in which everything that may be any text is this one."""
    return tuple(AT if type_ == "instant" else text for type_ in ASKED[name])


def told(result: object) -> object:
    """All of a result: what is looked up only when it is asked for, too."""
    return {name: result[name] for name in result} if isinstance(result, Mapping) else result


@pytest.mark.parametrize("name", ASKED)
@settings(deadline=None)  # models are loaded and code compiled on the way
@given(st.data())
def test_every_text_is_answered_the_same_alone_and_among_others(name: str, data: st.DataObject) -> None:
    function = installed()[name]
    calls = [call_of(name, text) for text in data.draw(st.lists(TEXTS, min_size=1, max_size=3, unique=True))]
    function.ahead([])
    alone = [told(function(*call)) for call in calls]
    function.ahead(calls)
    among = [told(function(*call)) for call in calls]
    function.ahead([])
    assert among == alone


@settings(deadline=None)
@given(TEXTS)
@example("\ud800")
def test_what_is_said_can_be_written(text: str) -> None:
    """Nothing that a function says holds half a surrogate that its text did not hold."""
    text = text.encode("utf-8", "replace").decode()
    for name, function in installed().items():
        repr(told(function(*call_of(name, text)))).encode("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", ASKED)
def test_what_is_said_of_a_text_of_hostile_size_is_bounded(name: str) -> None:
    for text in HOSTILE.values():
        assert len(str(told(installed()[name](*call_of(name, text()))))) <= LONGEST
