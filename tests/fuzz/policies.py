"""What must hold of a policy, and of each file that it leans on, whatever stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from bylaws.events.kinds.load import load_kinds
from bylaws.events.readers import Reading, Stream, read_stream
from bylaws.events.readers.additions import Additions
from bylaws.events.readers.mapping import read_mapping
from bylaws.policy.clauses import ClauseReader
from bylaws.policy.compile import compile_text
from bylaws.policy.compiled import Compiled
from bylaws.policy.document import read_text
from bylaws.policy.format import format_text
from bylaws.policy.front_matter import read_front_matter
from bylaws.policy.list_files import Fault, read_list
from bylaws.policy.program import ListDecl
from bylaws.policy.render import render
from bylaws.policy.walk import shape
from bylaws.source import SourceFile
from bylaws.source.render_text import render_diagnostic, to_json

from .target import Target

ROOT = Path(__file__).parents[2]
POLICY = "/nowhere/policy.md"
"""Beside it there is nothing that could be included."""
HEAD = "policy: a\nlanguage: 1\nprovider: A\nversion: 2026-11-21\neffective: on posting\ncontact: a@b.example\ntimezone: UTC\n"
CHANNEL = b'"CHAN_START","1795255200","","+49301","","","","0088","out","PJSIP/a","","","3","a1","1.1","1.1"\n'
"""A call that begins, as Asterisk tells it."""
TEXTS = ("md", "txt", "csv", "json", "toml")


def check_policy(data: bytes) -> None:
    """It compiles or says why; it can be shown; laying it out changes neither its meaning nor its prose."""
    text = data.decode("utf-8", "replace")
    compiled = compile_text(text, POLICY)
    _check_diagnostics(compiled)
    document, _ = read_text(text, POLICY, front_matter=text.startswith("---"))
    if compiled.program is not None:
        assert document is not None
        page = render(document, {clause.slug: clause.coverage for clause in compiled.program.clauses})
        page.encode()
    once = format_text(text, POLICY)
    if not isinstance(once, str):
        assert once
        return
    assert format_text(once, POLICY) == once, "laid out again, it changes"
    assert _prose(once) == _prose(text), "laying out changes the prose"
    assert _meaning(once) == _meaning(text), "laying out changes the meaning"


def _check_diagnostics(compiled: Compiled) -> None:
    assert (compiled.program is None) == bool(compiled.errors)
    for each in compiled.diagnostics:
        render_diagnostic(each).encode()
        orjson.dumps(to_json(each))
        for label in each.labels:
            assert 0 <= label.span.start <= label.span.end <= len(label.span.file.text)


def _read(text: str) -> ClauseReader:
    file = SourceFile(POLICY, text.removeprefix("\ufeff"))
    return ClauseReader(file, read_front_matter(file).body, lenient=True)


def _prose(text: str) -> list[str]:
    """All lines that stand in no block, with their ends."""
    reader = _read(text)
    reader.read()
    inside = {line for fence in reader.fences for line in range(fence.lines[0] + 1, fence.lines[1] - 1)}
    lines = re.split("(?<=\n)", reader.file.text)
    return [line for number, line in enumerate(lines) if number not in inside]


def _meaning(text: str) -> object:
    return [(each.slug, shape(each.declarations), [shape(example) for example in each.examples]) for each in _read(text).read()]


def check_front_matter(data: bytes) -> None:
    """Front matter is understood, or it is told what is wrong with it, in a policy and in one that is included."""
    text = "---\n" + data.decode("utf-8", "replace") + "\n---\n"
    for included in (False, True):
        front = read_front_matter(SourceFile(POLICY, text), included=included)
        assert all(render_diagnostic(each) for each in front.diagnostics)
        assert 0 <= front.body <= len(text)
    _check_diagnostics(compile_text(text, POLICY))


def check_mapping(data: bytes) -> None:
    """A mapping is understood or refused by a ValueError, and one that is understood reads a log."""
    with _written(data, "mapping.toml") as path, suppress(ValueError):
        mapping = read_mapping(path)
        added = isinstance(mapping, Additions)
        reading = Reading(additions=(mapping,)) if added else Reading(mapping.format, (mapping,))
        for row in (b"a,b,c\n1,2,3\n2026-03-02T09:59:50Z,,x\n", b"\xff,\x00\n", b'{"a": 1, "b": {"c": [true, null]}}\n', CHANNEL):
            for item in read_stream(Stream("file", iter([row])), reading):
                str(item).encode("utf-8", "surrogatepass")


def check_kinds(data: bytes) -> None:
    """A file of kinds, in TOML and in JSON, is understood or refused by a ValueError."""
    for name in ("kinds.toml", "kinds.json"):
        with _written(data, name) as path, suppress(ValueError):
            load_kinds(path)


def check_list(data: bytes) -> None:
    """A list's file, of any sort and for keys of any type, is understood, or its faults are told, each with its place."""
    for ending in ("csv", "txt", "bin"):
        for declared in lists_of(ending):
            faults: list[Fault] = []
            with _written(data, declared.file) as path:
                for row in read_list(declared, path.parent, "EUR", faults.append):
                    assert set(row) <= {"since", "until"} | {name for name, _ in (*declared.keys, *declared.columns)}
            assert all(each.reason and 0 <= each.start <= each.end <= len(data) for each in faults)


def lists_of(ending: str) -> Iterator[ListDecl]:
    """Lists whose file's name ends so, with keys of all types."""
    program = _LISTS.program
    assert program is not None
    for each in program.lists.values():
        if each.file.endswith(ending):
            yield each


def _declared() -> Compiled:
    lines = [
        'list table by key text, at ip with amount money, span duration, when instant, many zones, zone zone from "a.csv"',
        *(
            f'list line-{kind} by key {kind} from "{kind}.txt"'
            for kind in ("text", "phone", "domain", "cidr", "country", "dialcode")
        ),
        'list digests by digest hash from "a.bin"',
    ]
    return compile_text("## A {#a}\n\nText.\n\n```bylaw\n" + "\n".join(lines) + "\n```\n", POLICY)


_LISTS = _declared()


class _written:  # noqa: N801 (a context manager reads as a verb)
    """A file that holds `data`, in a folder of its own."""

    def __init__(self, data: bytes, name: str) -> None:
        self._folder = TemporaryDirectory()
        self._path = Path(self._folder.name) / name
        self._path.write_bytes(data)

    def __enter__(self) -> Path:
        return self._path

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()


def texts() -> Iterator[bytes]:
    """Policies, and parts of such."""
    for page in files("bylaws.policy").joinpath("explain").iterdir():
        yield from (each.encode() for each in re.findall(r"(?ms)^````markdown\n(.*?)^````", page.read_text("utf-8")))
    yield (ROOT / "src" / "bylaws" / "policies" / "northwind.md").read_bytes()
    yield (ROOT / "tests" / "policy" / "golden" / "policy.md").read_bytes()
    for section in re.split("(?m)^(?=## )", (ROOT / "tests" / "corpus.md").read_text("utf-8"))[1:]:
        yield section.encode()


def _lists_there() -> Iterator[bytes]:
    for path in (ROOT / "src" / "bylaws" / "policies").glob("*.csv"):
        yield path.read_bytes()
    yield b"key,at,amount,span,when,many,zone\na,192.0.2.1,EUR 1.20,90s,2026-03-02T09:59:50Z,UTC;Asia/Kolkata,UTC\n"
    yield b"# of old\n+4930123456\nexample.com\n192.0.2.0/24\nDE\n"
    yield bytes(64)


def _of_docstring(module: str) -> bytes:
    text = (ROOT / "src" / "bylaws" / "events" / module).read_text("utf-8").split('"""')[1]
    return "\n".join(line.removeprefix("    ") for line in text.splitlines() if line.startswith("    ")).encode()


def _mappings() -> Iterator[bytes]:
    yield _of_docstring("readers/mapping.py")
    yield b'kind = "a.b"\n[columns]\nx = "a"\n'
    yield b'format = "asterisk-cel"\n[columns]\nto = { column = "exten", prefix = { "00" = "+" } }\n'


def _kinds() -> Iterator[bytes]:
    yield _of_docstring("kinds/load.py")
    yield b'{"game.played": {"time": "ended_at", "lateness": "2h", "fields": {"ended_at": {"type": "instant"}, "m": "text"}}}'


TARGETS = (
    Target("policy", check_policy, texts),
    Target("front-matter", check_front_matter, lambda: [HEAD.encode(), (HEAD + "currency: EUR\nlang: de\n").encode()]),
    Target("mapping", check_mapping, _mappings),
    Target("kinds", check_kinds, _kinds),
    Target("list", check_list, _lists_there),
)
