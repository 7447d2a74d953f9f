"""Diagnostics as text and as data."""

from bylaws.source import Diagnostic, Label, Severity, SourceFile, Span
from bylaws.source.render_text import render_diagnostic, to_json


def place(text: str, words: str, path: str = "policy.md") -> Span:
    start = text.index(words)
    return Span(SourceFile(path, text), start, start + len(words))


def test_the_words_at_fault_are_underlined() -> None:
    told = Diagnostic("code", "it is wrong", (Label(place("one\ntwo three\n", "three")),), "mend it")
    assert render_diagnostic(told) == "\n".join(
        [
            "error[code]: it is wrong",
            " --> policy.md:2:5",
            "  |",
            "2 | two three",
            "  |     ^^^^^",
            "  = help: mend it",
        ]
    )


def test_several_places_of_several_files() -> None:
    text = "a b\nc\n"
    labels = (
        Label(place(text, "a"), "first"),
        Label(place(text, "b"), "second"),
        Label(place(text, "c")),
        Label(place("x y", "y", "base.md")),
    )
    told = Diagnostic("code", "it is wrong", labels, severity=Severity.WARNING)
    assert render_diagnostic(told).splitlines() == [
        "warning[code]: it is wrong",
        " --> policy.md:1:1",
        "  |",
        "1 | a b",
        "  | ^ first",
        "  |   ^ second",
        "  :",
        "2 | c",
        "  | ^",
        " ::: base.md:1:3",
        "  |",
        "1 | x y",
        "  |   ^",
    ]


def test_wide_characters_and_tabs_keep_the_carets_in_place() -> None:
    told = Diagnostic("code", "m", (Label(place("\t漢字 bad", "bad")),))
    assert render_diagnostic(told).splitlines()[-2:] == ["1 |  漢字 bad", "  |       ^^^"]


def test_nothing_of_the_text_steers_the_terminal() -> None:
    told = Diagnostic("code", "m", (Label(place("\x1b[31mred bad", "bad")),))
    assert "\x1b" not in render_diagnostic(told)


def test_a_long_line_is_cut_round_the_words() -> None:
    lines = render_diagnostic(Diagnostic("code", "m", (Label(place("x" * 500 + " bad " + "y" * 500, "bad")),))).splitlines()
    assert all(len(line) < 180 for line in lines)
    assert lines[-1].index("^^^") == lines[-2].index("bad")


def test_words_over_several_lines_are_marked_on_the_first() -> None:
    lines = render_diagnostic(Diagnostic("code", "m", (Label(place("one\ntwo\n", "one\ntwo")),))).splitlines()
    assert lines[-2:] == ["1 | one", "  | ^^^"]


def test_a_file_without_text_is_named() -> None:
    told = Diagnostic("unreadable", "m", (Label(Span(SourceFile("none.md", ""), 0, 0)),))
    assert render_diagnostic(told).splitlines() == ["error[unreadable]: m", " --> none.md"]


def test_json_counts_from_one_in_lines_and_from_zero_in_offsets() -> None:
    told = to_json(Diagnostic("code", "m", (Label(place("one\ntwo three", "three"), "here"),), "h"))
    assert told == {
        "code": "code",
        "severity": "error",
        "message": "m",
        "help": "h",
        "labels": [
            {
                "path": "policy.md",
                "start": 8,
                "end": 13,
                "line": 2,
                "column": 5,
                "end_line": 2,
                "end_column": 10,
                "text": "here",
                "words": "three",
            }
        ],
    }
