"""From files to documents: front matter, clauses, includes, and input that means harm."""

import time
from hashlib import sha256
from pathlib import Path

import pytest

from bylaws.policy import surface as s
from bylaws.policy.compile import compile_policy
from bylaws.policy.document import read_document, read_text
from bylaws.source import Severity

CORPUS = (Path(__file__).parents[1] / "corpus.md").read_text()
FRONT = """---
policy: acceptable-use
language: 1
provider: Northwind Voice
version: 2026-11-21
effective: on posting            # or an instant
contact: abuse@northwind.example # required
timezone: Asia/Kolkata
---
"""
BASE = "---\npolicy: base\nlanguage: 1\nversion: 2026-01-01\n---\n"


def read(text: str) -> tuple[s.Document, list[str]]:
    document, diagnostics = read_text(text)
    assert document
    return document, [f"{each.span.text}: {each.message}" for each in diagnostics]


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text)
    return folder / "policy.md"


def told(path: Path) -> list[str]:
    return [each.message for each in read_document(path)[1]]


def test_clauses_hold_their_prose_blocks_and_attributes() -> None:
    text = FRONT + (
        "# The policy\n\nbefore\n\n"
        '## Voice {#voice carries="sofy/2.1b ivs/17a" fallback=review}\n\nYou must\nnot.\n\n```bylaw\nmanual "x"\n```\n'
        "### More\n\nprose\n\n```text\nkept\n```\n\n```example\nexpect nothing\n```\n## Next {#next}\n"
    )
    document, messages = read(text)
    assert not messages
    voice, following = document.clauses
    assert (voice.slug, voice.title, voice.level, following.slug) == ("voice", "Voice", 2, "next")
    assert voice.attributes == {"carries": "sofy/2.1b ivs/17a", "fallback": "review"}
    assert voice.text == "Voice\n\nYou must\nnot.\n\nMore\n\nprose\n\n```text\nkept\n```"
    assert (len(voice.declarations), len(voice.examples)) == (1, 1)
    assert voice.declarations[0].span.text == 'manual "x"'
    assert document.meta["effective"].text == "on posting"


@pytest.mark.parametrize("heading", ["# Part", "## Part", "Part\n----"])
def test_a_clause_ends_at_a_heading_of_its_level_or_a_higher_one(heading: str) -> None:
    block = "```bylaw\ninformative\n```\n"
    document, messages = read(FRONT + f"## A {{#a}}\n\nwords\n\n{heading}\n\nother\n\n{block}## B {{#b}}\n{block}")
    assert [(each.text, len(each.declarations)) for each in document.clauses] == [("A\n\nwords", 0), ("B", 1)]
    assert messages == ["```bylaw: this `bylaw` block stands under no clause"]


@pytest.mark.parametrize("heading", ["### Part", "### Part ###"])
def test_a_deeper_heading_is_part_of_the_clause_as_its_words(heading: str) -> None:
    document, messages = read(FRONT + f"## A {{#a}}\n{heading}\nwords\n```bylaw\ninformative\n```\n")
    assert not messages
    assert [(each.text, len(each.declarations)) for each in document.clauses] == [("A\n\nPart\nwords", 1)]


def test_the_hash_of_a_clause_ignores_spacing_and_blocks_alone() -> None:
    def hashed(body: str) -> str:
        return read(FRONT + f"## A {{#a}}\n{body}")[0].clauses[0].hash

    assert hashed("one  two\nthree\n") == hashed("one two\n  three\n```bylaw\ninformative\n```\n")
    assert hashed("one two") != hashed("one too")


def test_windows_line_ends_and_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    text = FRONT + "## A {#a}\n\nhello\n\n```bylaw\nrule a on b.c\n  when x\n```\n"
    path = tmp_path / "policy.md"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    document, diagnostics = read_document(path)
    assert document
    assert not diagnostics
    assert document.clauses[0].hash == read(text)[0].clauses[0].hash
    assert document.clauses[0].declarations[0].span.text == "rule a on b.c\r\n  when x"
    assert str(document.clauses[0].declarations[0].span).endswith(":15:1")


def test_the_corpus_is_read_without_front_matter() -> None:
    document, diagnostics = read_text(CORPUS, "corpus.md", front_matter=False)
    assert document
    assert not diagnostics
    assert sum(len(clause.declarations) for clause in document.clauses) > 100
    assert "unbalanced-traffic-ivs-17a-17b" in {clause.slug for clause in document.clauses}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("colour: red", "colour: the front matter has no key `colour`"),
        ("supersedes: 2027-01-01", "2027-01-01: this version is of 2026-11-21 and cannot supersede one of 2027-01-01"),
        ("supersedes: 2026-02-30", "2026-02-30: `2026-02-30` cannot be `supersedes`"),
        ("currency: euro", "euro: `euro` cannot be `currency`"),
        ("lang: German", "German: `German` cannot be `lang`"),
        ("policy: other", "other: `policy` is given twice"),
        ("kinds: !!python/object x", "!!python/object x: a tag cannot stand in the front matter"),
        ("kinds: &a x", "&a x: an anchor cannot stand in the front matter"),
        ("kinds: *a", "*a: an alias cannot stand in the front matter"),
        ("kinds: [a, b]", "[a, b]: a list cannot stand in the front matter"),
        ("kinds: {a: b}", "{a: b}: a nested value cannot stand in the front matter"),
        ("kinds: |", "|: a text block cannot stand in the front matter"),
        ('kinds: "a"', '"a": a quoted value cannot stand in the front matter'),
        ("  kinds: a", "  kinds: a: a nested value cannot stand in the front matter"),
        ("- kinds", "- kinds: a list cannot stand in the front matter"),
        ("kinds", "kinds: `kinds` is not of the form `key: value`"),
        ("kinds:", "kinds:: `kinds:` is not of the form `key: value`"),
    ],
)
def test_front_matter_is_keys_and_strings(line: str, message: str) -> None:
    assert read(FRONT.replace("---\n", f"---\n{line}\n", 1) if line.startswith("policy") else FRONT[:-4] + line + "\n---\n")[1] in (
        [message],
        [message.replace("other:", "acceptable-use:")],
    )


@pytest.mark.parametrize("value", ["&a [x, x]", '"X"', "|", ""])
def test_a_key_whose_value_is_refused_is_not_told_to_be_missing(value: str) -> None:
    lines = [f"provider: {value}" if line.startswith("provider:") else line for line in FRONT.split("\n")]
    _, messages = read("\n".join(lines))
    assert len(messages) == 1
    assert "lacks" not in messages[0]


@pytest.mark.parametrize(
    ("key", "bad"),
    [
        ("policy", "Acceptable Use"),
        ("language", "2"),
        ("version", "2026-02-30"),
        ("effective", "2026-11-21T00:00:00"),
        ("effective", "soon"),
        ("contact", "by post"),
        ("timezone", "Asia/Atlantis"),
        ("timezone", "../../etc/passwd"),
        ("timezone", "Asia"),
    ],
)
def test_required_keys_are_checked(key: str, bad: str) -> None:
    lines = FRONT.split("\n")
    number = next(i for i, line in enumerate(lines) if line.startswith(key))
    without = "\n".join(line for i, line in enumerate(lines) if i != number)
    assert read(without)[1] == [f"---: the front matter lacks `{key}`"]
    lines[number] = f"{key}: {bad}"
    assert read("\n".join(lines))[1] == [f"{bad}: `{bad}` cannot be `{key}`"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("```bylaw\ninformative\n```\n", "```bylaw: this `bylaw` block stands under no clause"),
        ("## A {#a}\n## B {#a}\n", "## B {#a}: two clauses are called `a`"),
        (
            "## A {#Voice_Traffic}\n",
            "## A {#Voice_Traffic}: `Voice_Traffic` cannot be a slug: small letters, digits and hyphens only",
        ),
        ("## A {fallback=review}\n", "## A {fallback=review}: this heading has braces and no slug in them"),
        ("## A {#a review}\n", "## A {#a review}: `review` cannot stand in a heading's braces"),
        ("## A {#a}\n```bylaws\n```\n", "```bylaws: a block called `bylaws` is only shown, never run"),
        ("## A {#a}\n```Example\n```\n", "```Example: a block called `Example` is only shown, never run"),
        ("## A {#a}\n\n    ```bylaw\n    informative\n    ```\n", None),
        ("## A {#a}\n> ```bylaw\n> informative\n> ```\n", None),
        ("## A {#a}\n```bylaw\ninformative\n", None),
        ("## A {#a}\n" + "> " * 50 + "```bylaw\n", None),
    ],
)
def test_blocks_and_headings_that_go_wrong(body: str, message: str | None) -> None:
    messages = read(FRONT + body)[1]
    assert len(messages) == 1
    if message:
        assert messages == [message]
    else:
        assert "never run" in messages[0] or "has no end" in messages[0]


def test_of_many_blocks_under_no_clause_the_first_are_told_at_once() -> None:
    block = "## Calls\n\nNo.\n\n```bylaw\ninformative\n```\n\n"
    (few, many) = (read_text(FRONT + block * number)[1] for number in (3, 49))
    assert [each.message for each in few] == ["this `bylaw` block stands under no clause"] * 3
    (told,) = many
    assert told.message == "49 blocks stand under no clause, these first"
    assert [each.span.file.position(each.span.start)[0] for each in told.labels] == [14, 22, 30]


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_a_file_that_ends_within_a_block_loses_none_of_it_untold(end: str) -> None:
    body = '## A {#a}\nB.\n\n```bylaw\nrule r on call.record\n  when automated\n  unless account = "a1"'
    assert [each for each in read(FRONT + body + end)[1] if "has no end" in each]
    assert not [each for each in read(f"{FRONT}{body}\n```{end}")[1] if "has no end" in each]


@pytest.mark.parametrize(
    ("fence", "help"),
    [("```", "three backquotes"), ("`````", "five backquotes"), ("~~~~", "four tildes"), ("`" * 7, "7 backquotes")],
)
def test_an_open_block_is_told_how_to_end(fence: str, help: str) -> None:
    (found,) = read_text(f"{FRONT}## Calls {{#calls}}\n\nNo.\n\n{fence}bylaw\ninformative\n")[1]
    assert found.help == f"close it with a line of {help}, and nothing else on it"


@pytest.mark.parametrize("sign", "\u202a\u202e\u2066\u2069\u200b\u2060\ufeff\u00ad\u200e\u200f\u061c")
@pytest.mark.parametrize("line", ["  when cost > EUR 1.00  # {} so", '  when to = "+49{}30"', "  when cost{} > EUR 1.00"])
def test_what_cannot_be_seen_in_a_block_is_an_error(sign: str, line: str) -> None:
    text = f"{FRONT}## Calls {{#calls}}\n\nNo.\n\n```bylaw\nrule r on call.record\n{line.format(sign)}\n```\n"
    (found,) = read_text(text)[1]
    assert (found.code, found.severity, found.span.text) == ("hidden-character", Severity.ERROR, sign)
    assert f"U+{ord(sign):04X}" in found.message
    assert sign not in found.message


def test_what_cannot_be_seen_elsewhere_is_a_warning_or_none() -> None:
    """Marks of direction belong to the prose of some scripts, and a joiner to a word; an example may hold anything."""
    prose = "## Calls {#calls}\n\nWe do \u202eton\u202c call.\n\u200e\u200f\u200c\n\n"
    example = '```example\ngiven file.uploaded with file_name "a\u202efdp.exe"\nexpect nothing\n```\n'
    joined = '```bylaw\nrule r on call.record\n  when to = "\u0646\u200c\u0645"\n```\n'
    found = read_text(FRONT + prose + example + joined)[1]
    assert [(each.code, each.severity, len(each.labels)) for each in found] == [
        ("hidden-character", Severity.WARNING, 1),
        ("hidden-character", Severity.WARNING, 2),
    ]
    assert found[1].message.endswith("U+202E (right-to-left override), and 1 more of its sort elsewhere")


def test_includes_come_with_their_clauses_and_digests(tmp_path: Path) -> None:
    base = BASE + "## Base {#base}\n"
    digest = sha256(base.encode()).hexdigest()
    policy = FRONT.replace("timezone", f"includes: base.md sha256:{digest}, other.md\ntimezone")
    path = write(tmp_path, policy=policy, base=base, other=BASE)
    document, diagnostics = read_document(path)
    assert document
    assert not diagnostics
    assert [each.digest for each in document.includes] == [digest, sha256(BASE.encode()).hexdigest()]
    assert document.includes[0].clauses[0].slug == "base"
    before = document.digest
    write(tmp_path, base=base + "changed")
    again, diagnostics = read_document(path)
    assert again
    assert again.digest != before
    assert [each.code for each in diagnostics] == ["include-digest"]
    assert diagnostics[0].span.text == f"base.md sha256:{digest}"


@pytest.mark.parametrize("include", ["../base.md", "/etc/passwd", "a/../../base.md", "link.md", "C:\\base.md", "folder/base.md"])
def test_includes_stay_below_the_folder(tmp_path: Path, include: str) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    (tmp_path / "base.md").write_text(BASE)
    (folder / "link.md").symlink_to(tmp_path / "base.md")
    (folder / "folder").symlink_to(tmp_path)
    messages = told(write(folder, policy=FRONT.replace("timezone", f"includes: {include}\ntimezone")))
    assert len(messages) == 1
    assert "leads out of the policy's folder" in messages[0]


def test_includes_that_go_wrong(tmp_path: Path) -> None:
    def including(text: str, includes: str) -> str:
        return text.replace("language", f"includes: {includes}\nlanguage")

    assert told(write(tmp_path, policy=including(FRONT, "policy.md"))) == [
        "includes go in a circle: `policy.md` includes `policy.md`"
    ]
    circle = write(tmp_path, policy=including(FRONT, "a.md"), a=including(BASE, "b.md"), b=including(BASE, "a.md"))
    assert told(circle) == ["includes go in a circle: `policy.md` includes `a.md` includes `b.md` includes `a.md`"]
    assert told(write(tmp_path, policy=including(FRONT, "c.md, c.md"), c=BASE)) == ["`c.md` is included twice"]
    assert told(write(tmp_path, policy=including(FRONT, "none.md"))) == [f"there is no file `{tmp_path / 'none.md'}`"]
    assert told(write(tmp_path, policy=including(FRONT, "c.md sha256:12"))) == [
        "`c.md sha256:12` is not a path with an optional digest"
    ]
    chain = {f"n{i}": including(BASE, f"n{i + 1}.md") for i in range(12)}
    assert told(write(tmp_path, policy=including(FRONT, "n0.md"), **chain)) == ["includes go deeper than 8 files"]


def test_files_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "policy.md"
    path.write_bytes(FRONT.encode() + b"caf\xe9")
    assert told(path) == [f"`{path}` is not UTF-8 from byte {len(FRONT) + 3} on"]
    path.write_bytes(FRONT.encode() + b"\0")
    assert told(path) == [f"`{path}` is not a text: byte {len(FRONT)} is zero"]
    for control in (b"\x1b[31m", b"\xc2\x9b", b"\x7f"):
        path.write_bytes(FRONT.encode() + control)
        assert told(path) == [f"`{path}` is not a text: byte {len(FRONT)} is a control character"]
    path.write_bytes(b" " * (4 * 2**20 + 1))
    assert told(path) == [f"`{path}` is larger than 4 MiB"]
    assert told(tmp_path) == [f"there is no file `{tmp_path}`"]
    assert told(Path("/dev/zero")) == ["there is no file `/dev/zero`"]


@pytest.mark.parametrize(
    "body",
    [
        ">" * 1_000_000,
        "> " * 100_000 + "a",
        "- " * 100_000 + "a",
        "[" * 1_000_000,
        "(" * 1_000_000,
        "x" * 4_000_000,
        "\n".join("  " * i + "- a" for i in range(1_000)),
        "```bylaw\n" + "informative\n" * 100_000 + "```\n",
        "```bylaw\n" + "rule\n" * 50_000 + "```\n",
        "```bylaw\nrule a on b.c when " + "(" * 10_000 + "\n```\n",
        "- a\n" * 60_000,
        "## A {#a}\n" * 5_000,
    ],
    ids=range(12),
)
def test_hostile_texts_end_soon(body: str) -> None:
    started = time.process_time()
    document, _ = read_text(FRONT + "## A {#start}\n" + body)
    assert document
    assert time.process_time() - started < 10


@pytest.mark.parametrize("opening", ["``` {.bylaw}", "```{.bylaw}", "```{bylaw}", "``` { .bylaw }", "```Bylaw", "```by-law"])
def test_a_block_that_is_nearly_called_so_is_told(tmp_path: Path, opening: str) -> None:
    (message,) = told(write(tmp_path, policy=FRONT + f"## A {{#a}}\nWords.\n\n{opening}\nrule r on call.record\n```\n"))
    assert message.endswith("is only shown, never run")


def test_what_only_follows_from_an_include_that_is_not_there_is_not_told(tmp_path: Path) -> None:
    block = 'set most = 5 because "x"\ndrop gone because "x"\nexception kind to gone\n  when account = "a"\n'
    policy = FRONT.replace("language", "includes: none.md\nlanguage") + f"## A {{#a}}\nWords.\n\n```bylaw\n{block}```\n"
    path = write(tmp_path, policy=policy)
    errors = [each.code for each in compile_policy(path).diagnostics if each.severity is Severity.ERROR]
    assert errors == ["unreadable"]


def test_what_is_shown_as_it_is_written_is_told_once_for_each_sort() -> None:
    prose = "Do <b>not</b> call<br>. <!-- why? --> [a](b.md) and [c](../d), [e](https://e.example), [f](#calls), [g](mailto:h@i.e)."
    code = "`<br>` and ``<!-- ` -->``; 3 < 4 > 2, <https://j.example>, <who>\n\n```text\n<br>\n```\n\n    <br>\n"
    found = read_text(f"{FRONT}## Calls {{#calls}}\n\n{prose}\n\n{code}")[1]
    assert [(each.code, each.severity, [label.span.text for label in each.labels]) for each in found] == [
        ("shown-as-written", Severity.WARNING, ["<b>", "</b>", "<br>"]),
        ("shown-as-written", Severity.WARNING, ["<!--"]),
        ("shown-as-written", Severity.WARNING, ["](b.md)", "](../d)"]),
    ]
