"""JSON objects are cut out of a stream however they are laid out."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.events.readers import json_objects
from bylaws.events.readers.json_objects import Object, first_object, objects_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import EXCERPT

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text('aé"{}\\[,\n', max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", '"', "}", "\\", "{"]), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(
    st.dictionaries(st.sampled_from(["kind", "x", '\\"', "}{"]), VALUES, min_size=1, max_size=3), min_size=1, max_size=5
)


def read(content: bytes, size: int = 1 << 16) -> list[object]:
    chunks = iter([content[start : start + size] for start in range(0, len(content), size)])
    return [each.members if isinstance(each, Object) else each.reason for each in objects_of(Stream("file", chunks))]


@given(OBJECTS, st.sampled_from([None, 0, 2]), st.booleans(), st.integers(1, 40))
def test_all_layouts_give_the_same_objects(objects: list[dict[str, object]], indent: int | None, array: bool, size: int) -> None:
    if array:
        text = json.dumps(objects, indent=indent, ensure_ascii=False)
    else:
        text = "\n".join(json.dumps(each, indent=indent, ensure_ascii=False) for each in objects)
    assert read(text.encode(), size) == objects


@settings(max_examples=1000)
@given(st.lists(st.sampled_from((b"{", b"}", b'"', b'"', b"\\", b"\n", b"a", b'{"a":1}')), min_size=4, max_size=20))
def test_what_is_cut_does_not_depend_on_how_much_is_there_to_look_at(content: list[bytes]) -> None:
    head, rest = b'{"a":\n'.ljust(EXCERPT + 1), b"".join(content)  # that much is looked at before anything is cut
    whole = list(objects_of(Stream("file", iter([head + rest]))))
    assert list(objects_of(Stream("file", iter([head, *(rest[at : at + 1] for at in range(len(rest)))])))) == whole


def test_places_are_told() -> None:
    found = list(objects_of(Stream("file", iter([b'[\n  {"a": 1},\n  {\n"b": 2}\n]\n']))))
    assert [(each.line, each.offset) for each in found] == [(2, 4), (3, 16)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{\n"a": 1', ["no JSON: it ends too early"]),
        (b'[{"a": 1}, nonsense, {"b": 2}]', [{"a": 1}, "no JSON object", {"b": 2}]),
        (b"[1, 2]", ["no JSON object"]),
        (b'{"a": 1}\n[2]\n{"b": 3}', [{"a": 1}, "no JSON object", {"b": 3}]),
    ],
)
def test_what_is_no_object_is_rejected(content: bytes, expected: list[object]) -> None:
    assert read(content) == expected


def test_an_object_without_end_is_given_up_in_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_objects, "OBJECT_LIMIT", 100)
    stream = Stream("file", iter([b'[{"a": 1},{'] + [b'"b": {' * 10] * 100))
    (first,) = objects_of(stream)
    assert isinstance(first, Object)
    assert stream.broken == "an object begins on line 1 that does not end within 100 bytes"


def test_the_first_object_tells_a_format() -> None:
    assert first_object(b'[{"specversion": "1.0", "x": {}}, {"spec') == {"specversion": "1.0", "x": {}}
    assert first_object(b"GET / HTTP/1.0") == {}
    assert first_object(b'{"cut": ') == {}
