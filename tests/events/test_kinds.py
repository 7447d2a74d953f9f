"""The catalogue is whole and sound."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bylaws.events.kinds import CATALOGUE, ENVELOPE, load, load_kinds
from bylaws.events.kinds.load import parse_kinds
from bylaws.events.types import DURATION, INSTANT, TEXT, array, entity, word

CORPUS = Path(__file__).parents[1] / "corpus.md"


@pytest.mark.parametrize("kind", CATALOGUE.kinds.values(), ids=lambda kind: kind.name)
def test_a_kind_has_the_envelope_a_time_and_meanings(kind) -> None:
    names = [field.name for field in kind.fields]
    assert len(names) == len(set(names))
    assert {field.name for field in ENVELOPE} <= set(names)
    assert kind.field(kind.time).type == INSTANT
    assert all(field.meaning and not field.meaning.endswith(".") for field in kind.fields)


def test_every_kind_and_field_that_the_corpus_gives_is_known() -> None:
    for kind, rest in re.findall(r"^given (?:\d+ )?([a-z]+\.[a-z]+).*? with (.*)$", CORPUS.read_text(), re.M):
        for name in re.findall(r"(?:^|, )([a-z_]+) ", re.sub(r'"[^"]*"', "x", rest)):
            assert CATALOGUE.kinds[kind].field(name), f"{kind}.{name}"


def test_a_kind_named_by_the_corpus_is_known_or_declared_by_it() -> None:
    text = CORPUS.read_text()
    named = set(re.findall(r"\b(?:on|of|from|expect|after) ([a-z]+\.[a-z]+)\b", text))
    assert named - set(CATALOGUE.kinds) == {"finding.made", "text.seen", "user.finding"}


def test_the_example_of_a_kinds_file_is_one(tmp_path: Path) -> None:
    example = "\n".join(line[4:] for line in (load.__doc__ or "").splitlines() if line.startswith("    "))
    file = tmp_path / "kinds.toml"
    file.write_text(example)
    (kind,) = load_kinds(file)
    assert (kind.name, kind.time, kind.lateness) == ("game.played", "ended_at", 7200 * 10**6)
    assert kind.field("mode").type == word("duel", "team")
    assert kind.field("friends").type == array(entity("user"))
    assert (kind.field("took").type, kind.field("took").unit) == (DURATION, "ms")
    assert kind.field("mail").type.personal
    assert kind.field("account").type == entity("account")


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"Game": {}}, "`Game` is no name of a kind"),
        ({"a.b": {"color": "red"}}, "`a.b`: there is no `color` here"),
        ({"a.b": {"time": "end"}}, "`a.b`: its time `end` is none of its instants"),
        ({"a.b": {"lateness": "soon"}}, '`a.b.lateness`: `"soon"` is no quantity'),
        ({"a.b": {"fields": {"x": {"type": "float"}}}}, "`a.b.x`: there is no type `float`"),
        ({"a.b": {"fields": {"x": {}}}}, "`a.b.x`: its `type` is missing"),
        ({"a.b": {"fields": {"id": "text"}}}, "`a.b.id`: every event has a field `id` already"),
        ({"a.b": {"fields": {"x": {"type": "duration", "unit": "km"}}}}, "`a.b.x`: duration is not counted in `km`"),
        ({"a.b": {"fields": {"x": {"type": "word", "words": []}}}}, "`a.b.x`: `words` is a list of texts"),
    ],
)
def test_a_broken_kinds_file_is_refused_with_the_place(table, reason: str) -> None:
    with pytest.raises(ValueError) as error:
        parse_kinds(table)
    assert str(error.value).startswith(reason)


def test_a_kinds_file_may_be_json(tmp_path: Path) -> None:
    file = tmp_path / "kinds.json"
    file.write_text('{"a.b": {"meaning": "m", "fields": {"x": "text"}}}')
    (kind,) = load_kinds(file)
    assert kind.field("x").type == TEXT


def test_a_kinds_file_nested_without_end_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "kinds.toml"
    file.write_text("x = " + "[" * 100_000)
    with pytest.raises(ValueError, match=r"kinds\.toml"):
        load_kinds(file)
