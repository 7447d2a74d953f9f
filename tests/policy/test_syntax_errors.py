"""What authors are told of a block that cannot be read. `BYLAWS_ACCEPT=1` writes the golden text anew."""

import os
import re
from pathlib import Path

from bylaws.policy.parse import Block, parse_block
from bylaws.source import Diagnostic, SourceFile

GOLDEN = Path(__file__).parent / "golden" / "syntax.txt"


def shown(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    line, column = span.file.position(span.start)
    lines = [f"! {line}:{column} {diagnostic.code}: {diagnostic.message}", f"    at   {span.text!r}"]
    return "\n".join([*lines, f"    help {diagnostic.help}"] if diagnostic.help else lines)


def told(text: str) -> str:
    language = "example" if re.match(r"giv", text) else "bylaw"
    block = Block(language, text, SourceFile("policy.md", text), 0)
    parse_block(block)
    return "\n".join(shown(each) for each in block.diagnostics)


def test_each_slip_has_its_message() -> None:
    golden = GOLDEN.read_text()
    cases = re.findall(r"^=== (.*)\n((?:(?!===|! |    at |    help ).*\n)*)", golden, re.MULTILINE)
    now = "".join(f"=== {title}\n{text}{told(text)}\n" for title, text in cases)
    if os.environ.get("BYLAWS_ACCEPT"):
        GOLDEN.write_text(now)
    assert now == golden
    assert len(cases) == golden.count("=== ")
